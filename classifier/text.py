"""What a text is: folded characters, words, masked titles, sentences, terms.

There is one definition of each, and training, prediction and batch scoring all use it. Folding
works on one code point at a time, so that every word keeps the exact offsets of the user's own
characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from classifier.roles import Titles

BULLETS = "•‣⁃◦▪▫●○■□◆◇►▸➢➤✓✔✦★∙⋅❖"
NEWLINES = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
APOSTROPHES = "'’‘ʼ‛`´＇"

_WORD = re.compile(r"[^\W_]+")
# Scraped lists often lose their line breaks: "client accountsCreates reports". The same cut turns
# "PowerPoint" into two words, which does no harm because it is cut so wherever it stands.
_GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z])")
# A full stop ends a sentence before white space, or where a capital follows a small letter at once.
_STOP = re.compile(r"[.!?](?=[\"')\]]*\s)|(?<=[a-z])[.!?](?=[A-Z])")


class _Folding(dict[int, str]):
    """Maps a code point to its folded form, which is worked out when first seen."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in NEWLINES or char in BULLETS:
            folded = "\n"
        elif char in APOSTROPHES:
            folded = "'"
        elif char.isalnum():
            parts = unicodedata.normalize("NFKD", char)
            folded = "".join(c for c in parts if c.isalnum() and not unicodedata.combining(c)) or char
        elif char.isspace():
            folded = " "
        elif unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
            folded = ""  # accents written apart, soft hyphens, joiners, control characters
        else:
            folded = char if code < 128 else ("." if char == "…" else ",")
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> tuple[str, list[int] | None]:
    r"""Bring a text's characters into one plain form, code point by code point.

    Accents and width are dropped (NFKD), quotes and bullets get one form each, control and
    zero-width characters vanish; case stays.

    Parameters:
        text: any string, lone surrogates included.

    Returns:
        The folded text, and for each of its characters the index in ``text`` it comes from
        (None where the two are the same).

    Example:
        >>> fold("re\u0301sume\u0301 ﬁt")
        ('resume fit', [0, 1, 3, 4, 5, 6, 8, 9, 9, 10])
    """
    if text.isascii():
        folded = text.translate(_FOLDING)
        if len(folded) == len(text):
            return folded, None
    pieces = [_FOLDING[ord(char)] for char in text]
    if all(len(piece) == 1 for piece in pieces):
        return "".join(pieces), None
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _ in piece]


@dataclass(frozen=True)
class TitleMention:
    """A place where a text names one of the roles' titles.

    Parameters:
        role: the label of the role it names.
        start, end: offsets in code points into the text.
        stated: whether it stands where postings name the job they offer.
    """

    role: str
    start: int
    end: int
    stated: bool


@dataclass(frozen=True)
class Reading:
    """A text as the model sees it; made by `read`.

    Parameters:
        text: the text that was read.
        words: its words, folded and in lower case; length n.
        spans: for each word its start and end in ``text``, in code points.
        sentence_of: for each word the number of its sentence.
        sentences: start and end of each sentence in ``text``; only sentences that hold a word.
        masked: for each word whether it belongs to a role's title.
        titles: the mentions of titles, in order.
    """

    text: str
    words: list[str]
    spans: list[tuple[int, int]]
    sentence_of: list[int]
    sentences: list[tuple[int, int]]
    masked: list[bool]
    titles: list[TitleMention] = field(default_factory=list)

    def terms(self) -> Iterator[tuple[str, int, int]]:
        """Yield each word and word pair with the numbers of its first and last word.

        Pairs don't cross sentences; masked words belong to no term.
        """
        masked, sentence_of = self.masked, self.sentence_of
        previous = ""
        for i, word in enumerate(self.words):
            if masked[i]:
                previous = ""
                continue
            if previous and sentence_of[i] == sentence_of[i - 1]:
                yield f"{previous} {word}", i - 1, i
            yield word, i, i
            previous = word

    @cached_property
    def stated_title(self) -> TitleMention | None:
        """The title of the job on offer, where the text states one."""
        return next((mention for mention in self.titles if mention.stated), None)


def read(text: str, titles: Titles) -> Reading:
    """Read a text: its words, sentences and the titles masked in it.

    Parameters:
        text: any string.
        titles: the titles to mask.

    Returns:
        The reading; it never fails, and an empty text gives an empty one.

    Example:
        >>> from classifier.roles import ACCOUNT_ROLES
        >>> reading = read("Account Executive. You'll close deals!", ACCOUNT_ROLES)
        >>> [w for w, hidden in zip(reading.words, reading.masked) if not hidden]
        ['you', 'll', 'close', 'deals']
    """
    folded, origin = fold(text)
    places = list(_words(folded))
    words = [folded[a:b].lower() for a, b in places]
    sentence_of, bounds = _sentences(folded, places)
    mentions = titles.find(folded, places, words, sentence_of)
    masked = [False] * len(words)
    for mention in mentions:
        masked[mention.first : mention.last + 1] = [True] * (mention.last + 1 - mention.first)

    if origin is None:
        spans = places
    else:
        spans, bounds = ([(origin[a], origin[b - 1] + 1) for a, b in pairs] for pairs in (places, bounds))
    found = [TitleMention(m.role, spans[m.core_first][0], spans[m.core_last][1], m.stated) for m in mentions if m.role]
    return Reading(text, words, spans, sentence_of, bounds, masked, found)


def _words(folded: str) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(folded):
        start, end = match.span()
        # Elsewhere there is nothing to cut, and looking is slow.
        if end - start > 4 and not folded[start + 1 : end].islower():
            for cut in _GLUED.finditer(folded, start, end):
                yield start, cut.start()
                start = cut.start()
        yield start, end


def _sentences(folded: str, places: list[tuple[int, int]]) -> tuple[list[int], list[tuple[int, int]]]:
    """Number each word's sentence, and give the sentences' bounds in the folded text."""
    numbers: list[int] = []
    bounds: list[list[int]] = []
    before = 0
    previous = (0, 0)
    for place in places:
        start, end = place
        if numbers and (folded[before:start] == " " or not _ends_sentence(folded, previous, start)):
            bounds[-1][1] = end
        else:
            bounds.append([start, end])
        numbers.append(len(bounds) - 1)
        previous, before = place, end
    return numbers, [(a, _closing(folded, b)) for a, b in bounds]


def _ends_sentence(folded: str, word: tuple[int, int], following: int) -> bool:
    """Whether a sentence ends between a word and the one that begins at ``following``."""
    if folded.find("\n", word[1], following) >= 0:
        return True
    # One character before a full stop is an initial or a list number: "e.g.", "U.S.", "1. ".
    return word[1] - word[0] > 1 and _STOP.search(folded, word[1], following + 1) is not None


def _closing(folded: str, end: int) -> int:
    """Take the punctuation that closes a sentence into it."""
    while end < len(folded) and folded[end] in ".!?)]\"'%":
        end += 1
    return end
