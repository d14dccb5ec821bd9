"""A posting cut at its sentences and phrases, so that both can be marked and nothing of the text is lost."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from classifier.prediction import Phrase, Sentence


class _Span(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_S = TypeVar("_S", bound=_Span)


@dataclass(frozen=True)
class Piece:
    """A part of a sentence: a phrase, or what stands between two."""

    text: str
    phrase: Phrase | None


@dataclass(frozen=True)
class Stretch:
    """A part of a posting: a sentence, or what stands between two; its pieces add up to its text."""

    sentence: Sentence | None
    pieces: list[Piece]


def stretches(text: str, sentences: Sequence[Sentence], phrases: Sequence[Phrase]) -> Iterator[Stretch]:
    """Cut a posting.

    Parameters:
        text: the posting.
        sentences, phrases: where to cut; phrases that cross a sentence's bounds are left out.

    Yields:
        The stretches in order; together they are the text, whatever the spans.

    Example:
        >>> found = list(stretches("Hi. Sell!", [Sentence(4, 9, "AE", 1.0)], [Phrase("Sell", 4, 8, "AE", 2.0)]))
        >>> [[piece.text for piece in stretch.pieces] for stretch in found]
        [['Hi. '], ['Sell', '!']]
    """
    in_order = sorted(phrases, key=lambda phrase: phrase.start)
    starts = [phrase.start for phrase in in_order]
    for start, end, sentence in _cut(0, len(text), sorted(sentences, key=lambda s: s.start)):
        inside = in_order[bisect_left(starts, start) : bisect_left(starts, end)]
        yield Stretch(sentence, [Piece(text[a:b], phrase) for a, b, phrase in _cut(start, end, inside)])


def _cut(start: int, end: int, spans: Sequence[_S]) -> Iterator[tuple[int, int, _S | None]]:
    at = start
    for span in spans:
        if at <= span.start < span.end <= end:
            if at < span.start:
                yield at, span.start, None
            yield span.start, span.end, span
            at = span.end
    if at < end:
        yield at, end, None
