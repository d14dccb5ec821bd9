"""Texts that repeat each other, to the word or nearly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress, islice
from math import ceil
from typing import Any

from classifier.corpus import Row
from classifier.text import Reading

SHINGLE = 5
LEAST_JACCARD = 0.8
_MOST_MATES = 20

Shingles = frozenset[Any]


def content(reading: Reading) -> tuple[str, ...]:
    """What the model sees of a text: its words, folded and in lower case, without the titles masked in it.

    Example:
        >>> from classifier.roles import ACCOUNT_ROLES
        >>> from classifier.text import read
        >>> content(read("The Account Executive CLOSES deals.", ACCOUNT_ROLES))
        ('the', 'closes', 'deals')
    """
    return tuple(compress(reading.words, (not masked for masked in reading.masked)))


def shingles(words: Sequence[str]) -> Shingles:
    """The runs of five words; a shorter text is one run.

    Example:
        >>> len(shingles("you will win new business".split())), len(shingles(["close", "deals"]))
        (1, 1)
    """
    return frozenset(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def jaccard(one: Shingles, other: Shingles) -> float:
    """The share of what either holds that both hold; 0 to 1.

    Example:
        >>> jaccard(frozenset("abc"), frozenset("bcd"))
        0.5
    """
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def near_duplicates(texts: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, float]]:
    """Find the pairs of texts whose word 5-shingles have a Jaccard similarity of at least 0.8.

    Exact, by prefix filtering (Chaudhuri, Ganti and Kaushik, 2006; Bayardo, Ma and Srikant, 2007):
    with the shingles in one order for all, two sets so alike share one of the first fifth of theirs.
    The rarest come first, so that boilerplate is hardly ever looked up.

    Parameters:
        texts: the words of each text; one without a word repeats nothing.

    Yields:
        The numbers of both texts, the earlier first, and their similarity, in the order of the later one.
        A text that was there to the word before is paired with its first occurrence only, and no text with
        more than the first twenty it resembles, so that a template of ten thousand rows doesn't fill the memory.

    Example:
        >>> a = "win new business in the north and report to the head of sales every week".split()
        >>> [(i, j, round(s, 2)) for i, j, s in near_duplicates([a, ["close", "deals"], [*a, "please"]])]
        [(0, 2, 0.92)]
    """
    first: dict[tuple[str, ...], int] = {}
    for i, words in enumerate(texts):
        if words:
            first.setdefault(tuple(words), i)
    sets = {i: shingles(words) for words, i in first.items()}
    commonness = Counter(shingle for found in sets.values() for shingle in found)
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, words in enumerate(texts):
        mine = sets.get(j)
        if mine is None:
            if words:
                yield first[tuple(words)], j, 1.0
            continue
        prefix = len(mine) - ceil(LEAST_JACCARD * len(mine)) + 1
        rarest = sorted(mine, key=lambda shingle: (commonness[shingle], shingle))[:prefix]
        candidates = sorted({i for shingle in rarest for i in index[shingle]})
        similar = ((i, j, jaccard(mine, sets[i])) for i in candidates)
        yield from islice((pair for pair in similar if pair[2] >= LEAST_JACCARD), _MOST_MATES)
        for shingle in rarest:
            index[shingle].append(j)


def one_passage(one: Row, other: Row) -> bool:
    """Whether both rows hold one passage that speaks of several roles, and so stands once for each.

    Example:
        >>> one_passage(Row("Both sell.", "AE", source="a.txt:3"), Row("Both sell.", "AM", source="a.txt:3"))
        True
    """
    return one.label != other.label and one.source == other.source != "" and one.group == other.group


def repeated_share(rows: Sequence[Row], pairs: Sequence[tuple[int, int, float]]) -> float:
    """The share of the rows that nearly repeat another, one passage under several labels apart.

    Example:
        >>> repeated_share([Row(t, "AE") for t in "aab"], [(0, 1, 1.0)])
        0.6666666666666666
    """
    repeated = {i for a, b, _ in pairs if not one_passage(rows[a], rows[b]) for i in (a, b)}
    return len(repeated) / len(rows) if rows else 0.0
