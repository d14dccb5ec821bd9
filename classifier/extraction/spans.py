"""Looking up the spans of one sentence, however long the document is."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span


def within(doc: Doc, key: str, start: int, end: int) -> list[Span]:
    """The spans of a group that begin in a range of tokens.

    Parameters:
        doc: a document that is read to the end; its groups are sorted once and kept.
        key: the group's name in ``doc.spans``.
        start, end: the first token, and the one after the last.

    Returns:
        The spans in order.
    """
    name = f"sorted {key}"
    if name not in doc.user_data:
        found = sorted(doc.spans[key], key=lambda span: span.start)
        doc.user_data[name] = (found, [span.start for span in found])
    spans: list[Span]
    spans, starts = doc.user_data[name]
    return spans[bisect_left(starts, start) : bisect_left(starts, end)]
