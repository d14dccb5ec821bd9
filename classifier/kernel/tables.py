"""A model laid out as plain arrays, so that compiled code can score with it."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier import roles
from classifier.model import Model
from classifier.roles import NONE, Titles
from classifier.text import fold

# What a word can be to a title; the compiled code tests these bits.
CANDIDATE, MODIFIER, HEAD, CUE, FILLER, FOR, SEARCH, ROMAN, POSSESSIVE, OR, THE, VERB = (1 << i for i in range(12))
# The facts of a text, and how its scoring ended: done, met an unknown character, or left to Python.
WORDS, VISIBLE, KNOWN, TERMS, STATUS, ROLE, TITLE_START, TITLE_END = range(8)
DONE, UNLEARNT, BY_HAND = range(3)
UNKNOWN, HARD = -1, -2  # a code point not met yet, and one that only Python reads right
CODES = 0x110000
_SIGMA = 0x3A3  # its lower case depends on the letters around it
_COMMON = (range(0x250), range(0x2000, 0x2100), range(0x2190, 0x2200), range(0x25A0, 0x2600), range(0xFE00, 0xFE10))


class FoldingArrays(NamedTuple):
    """What each code point becomes.

    Parameters:
        ascii: the folded character of each of the first 128; 0 where it vanishes.
        places: for each code point the place of its folded form in the pool, `UNKNOWN` or `HARD`.
        pool: the folded forms: number of bytes, then UTF-8.
    """

    ascii: NDArray[np.uint8]
    places: NDArray[np.int32]
    pool: NDArray[np.uint8]


class ModelArrays(NamedTuple):
    """A model for compiled code; its terms in an order of their own: words, pairs, and one without weight.

    Parameters:
        words: open-addressing table: first 8 bytes, next 8 bytes, length and number, place of the rest.
        word_bytes: of long words, from the 17th on.
        pairs: open-addressing table: both words' numbers (plus one) as a key, and the term's number.
        sieve: 2 ** 18 bits, of which that of each pair's highest 18 hash bits is set.
        singles: the number of words that are terms.
        squares: of each term's idf.
        weights: coefficient times idf of each term for each label, in whole groups of four labels.
        flags: what each word can be to a title.
        titles: for each title the number of its first word, role, number of words (1: as written), place
            of what follows (word numbers, or bytes), number of bytes.
        title_words, title_bytes: what follows.
    """

    words: NDArray[np.uint64]
    word_bytes: NDArray[np.uint8]
    pairs: NDArray[np.uint64]
    sieve: NDArray[np.uint64]
    singles: int
    squares: NDArray[np.float64]
    weights: NDArray[np.float64]
    flags: NDArray[np.int32]
    titles: NDArray[np.int32]
    title_words: NDArray[np.int32]
    title_bytes: NDArray[np.uint8]


class Foldings:
    """What each code point becomes, worked out when it is first met.

    Example:
        >>> foldings = Foldings()
        >>> foldings.learn("Ж")
        >>> ascii, places, pool = foldings.arrays
        >>> bytes(pool[places[ord("Ж")] :][1:3]).decode()
        'ж'
    """

    def __init__(self) -> None:
        ascii_forms = [fold(chr(code))[0] for code in range(128)]
        self._ascii = np.array([ord(form) if form else 0 for form in ascii_forms], dtype=np.uint8)
        self._places = np.full(CODES, UNKNOWN, dtype=np.int32)
        self._pool = bytearray()
        self._lock = Lock()
        self._learn(code for codes in _COMMON for code in codes)

    def learn(self, text: str) -> None:
        """Work out the characters of ``text``; what other threads read meanwhile stays as it is."""
        with self._lock:
            self._places = self._places.copy()
            self._learn(map(ord, set(text)))

    def _learn(self, codes: Iterable[int]) -> None:
        for code in codes:
            if self._places[code] != UNKNOWN:
                continue
            folded = fold(chr(code))[0]
            # Case matters only among ASCII letters, so all others are kept in lower case at once.
            kept = "".join(c if c.isascii() else c.lower() for c in folded)
            if chr(_SIGMA) in folded or len(kept) != len(folded):
                self._places[code] = HARD
                continue
            data = kept.encode("utf8", "surrogatepass")
            self._places[code] = len(self._pool)
            self._pool += bytes([len(data)]) + data
        self.arrays = FoldingArrays(self._ascii, self._places, np.frombuffer(bytes(self._pool), dtype=np.uint8))


def model_arrays(model: Model) -> ModelArrays:
    """Lay out a model."""
    # Frequent terms first, so that what is used most lies close together in memory.
    frequent = np.argsort(model.idf, kind="stable").tolist()
    cut = [(column, *model.vocabulary[column].partition(" ")) for column in frequent]
    words = _Words()
    columns = [column for column, first, blank, _ in cut if first and not blank]
    for column in columns:
        words.number(model.vocabulary[column])
    pairs = [
        (column, words.number(first), words.number(second))
        for column, first, _, second in cut
        if first and second and " " not in second
    ]
    singles = len(columns)
    columns += [column for column, _, _ in pairs]
    titles, title_words, title_bytes = _titles(model.titles, words)
    flags = _flags(model.titles, words)
    picked, k = np.array(columns, dtype=np.intp), len(model.labels)
    idf, coefficients = model.idf[picked], model.coefficients[:, picked]
    weights = np.zeros((len(picked) + 1, -(-k // 4) * 4))
    weights[:-1, :k] = (coefficients * idf).T
    squares = np.append(idf * idf, 0.0)
    table, rest = words.table()
    return ModelArrays(
        table,
        rest,
        *_pair_tables(np.array(pairs, dtype=np.uint64).reshape(-1, 3), singles),
        singles,
        squares,
        weights,
        flags,
        titles,
        title_words,
        title_bytes,
    )


class _Words:
    """Numbers words; those that are terms by themselves come first."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers))

    def table(self) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
        """An open-addressing table: first 8 bytes, next 8 bytes, length and number, place of the rest."""
        words = [word.encode("utf8", "surrogatepass") for word in self.numbers]
        keys = np.frombuffer(b"".join(word[:16].ljust(16, b"\0") for word in words), dtype="<u8").reshape(-1, 2)
        sizes = np.array([len(word) for word in words], dtype=np.uint64)
        rests = np.maximum(sizes, 16) - 16
        packed = (sizes << np.uint64(32)) | np.arange(1, len(words) + 1, dtype=np.uint64)
        size = _size(len(words))
        table = np.zeros((size, 4), dtype=np.uint64)
        table[_slots(_mixed(keys[:, 0], keys[:, 1]), size)] = np.column_stack(
            [keys, packed, np.cumsum(rests, dtype=np.uint64) - rests]
        )
        return table, np.frombuffer(b"".join(word[16:] for word in words) + b"\0", dtype=np.uint8)


MIX0, MIX1 = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F


def _mixed(key0: NDArray[np.uint64], key1: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hash of each key, whose highest bits give its place; the compiled code computes the same."""
    mixed = (key0 * np.uint64(MIX0)) ^ (key1 * np.uint64(MIX1))
    return np.asarray((mixed ^ (mixed >> np.uint64(29))) * np.uint64(MIX0))


def _slots(hashed: NDArray[np.uint64], size: int) -> NDArray[np.int64]:
    """A slot of its own for each key: where its hash points, or the next that is free."""
    slots = (hashed >> np.uint64(65 - size.bit_length())).astype(np.int64)
    free = np.ones(size, dtype=np.bool_)
    waiting = np.arange(len(slots))
    while len(waiting):
        taken, first = np.unique(slots[waiting], return_index=True)
        first = first[free[taken]]
        free[slots[waiting[first]]] = False
        waiting = np.delete(waiting, first)
        slots[waiting] = (slots[waiting] + 1) & (size - 1)
    return slots


def _size(n: int) -> int:
    return 1 << max(4, (2 * n).bit_length())


def _pair_tables(pairs: NDArray[np.uint64], singles: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The table of pairs and its sieve; see `ModelArrays`. A row of ``pairs`` holds column and both words."""
    one, half = np.uint64(1), np.uint64(32)
    keys = ((pairs[:, 1] + one) << half) | (pairs[:, 2] + one)
    hashed = _mixed(keys, np.zeros_like(keys))
    size = _size(len(keys))
    table = np.zeros((size, 2), dtype=np.uint64)
    table[_slots(hashed, size)] = np.column_stack([keys, np.arange(singles, singles + len(keys), dtype=np.uint64)])
    sieve = np.zeros(1 << 12, dtype=np.uint64)
    np.bitwise_or.at(sieve, hashed >> np.uint64(52), one << ((hashed >> np.uint64(46)) & np.uint64(63)))
    return table, sieve


def _flags(titles: Titles, words: _Words) -> NDArray[np.int32]:
    heads = titles._heads
    groups: list[tuple[int, Iterable[str]]] = [
        (CANDIDATE, {key.lower() for key in titles._by_first_word}),
        (MODIFIER, titles._modifiers),
        (HEAD, heads),
        (CUE, roles._CUES),
        (FILLER, roles._FILLERS),
        (FOR, ["for"]),
        (SEARCH, ["looking", "search", "opportunity", "searching"]),
        (ROMAN, ["i", "ii", "iii", "iv"]),
        (POSSESSIVE, ["s"]),
        (OR, ["or"]),
        (THE, ["the"]),
        (VERB, ["will", "is", "reports"]),
    ]
    numbered = [(bit, words.number(word)) for bit, group in groups for word in group]
    flags = np.zeros(len(words.numbers), dtype=np.int32)
    for bit, number in numbered:
        flags[number] |= bit
    return flags


def _titles(titles: Titles, words: _Words) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    """The titles by first word.

    Returns:
        For each entry: number of the first word in lower case, role, number of words (1: as written),
        place of what follows (word numbers, or bytes), number of bytes; then the word numbers; the bytes.
    """
    labels = [role.label for role in titles.roles]
    silent = {label: -1 if label == NONE else -2 if not label else i for i, label in enumerate(labels)}
    entries: list[tuple[int, int, int, int, int]] = []
    numbers: list[int] = []
    pool = bytearray()
    for key in sorted(titles._by_first_word, key=lambda key: key != key.lower()):  # the word itself goes first
        for title, role in titles._by_first_word[key]:
            if len(title) > 1 and key != key.lower():
                continue  # words are compared in lower case, so it can't match
            first = words.number(key.lower())
            if len(title) == 1:
                data = title[0].encode("utf8", "surrogatepass")
                # Other scripts are kept in lower case only, so they can't be compared as written.
                entries.append((first, silent[role], 1, len(pool), len(data) if title[0].isascii() else -1))
                pool += data
            else:
                entries.append((first, silent[role], len(title), len(numbers), 0))
                numbers += [words.number(word) for word in title]
    entries.sort(key=lambda entry: entry[0])
    return (
        np.array(entries, dtype=np.int32).reshape(-1, 5),
        np.array([*numbers, 0], dtype=np.int32),
        np.frombuffer(bytes(pool) + b"\0", dtype=np.uint8),
    )
