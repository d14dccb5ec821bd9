"""Where a sentence of an article ends.

Articles aren't postings: they are prose, with abbreviations, quotations and footnotes, so they are cut
by a finer rule than `classifier.text.read` uses. A sentence ends at ``.``, ``!``, ``?`` or ``…`` with
the quotes and brackets that close there,

- before white space and a capital, a digit, an opening quote or bracket, unless the stop belongs to
  an abbreviation ("vs.", "e.g."), an initial ("U.S.") or the number that opens a list item ("1.");
- before a capital that follows at once, as in scraped text ("of the day.The next");
- after a closing quote that a letter follows at once ('are lost."account manager': a caption).

Sentences are numbered from 1 within the line they start in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ABBREVIATIONS = frozenset(
    "vs v e.g i.e eg ie cf al mr mrs ms dr prof sr jr st inc ltd co corp dept approx est no fig u.s u.k ph.d".split()
)
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?=\s+[\"“‘(\[]?[A-Z0-9])"
    r"|(?<=[a-z]{2})[.!?](?=[A-Z][a-z])"
    r"|(?<=[a-z])[.!?][\"”](?=[^\W\d_])"
)
_LONGEST_WORD = 30  # in which an abbreviation is looked for
_WORD_BEFORE = re.compile(r"[^\s(\[\"“]+$")


def split(text: str) -> list[tuple[int, int]]:
    """Cut a line or paragraph into sentences.

    Parameters:
        text: the text, without its bullet or number.

    Returns:
        Start and end of each sentence in code points, without the white space around it.

    Example:
        >>> text = 'She sells, e.g. Cars. "They buy." Who (i.e. Dr. Who) pays?'
        >>> [text[a:b] for a, b in split(text)]
        ['She sells, e.g. Cars.', '"They buy."', 'Who (i.e. Dr. Who) pays?']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if not _abbreviated(text, start, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    stripped = ((b - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in spans)
    return [(a, b) for a, b in stripped if a < b]


def _abbreviated(text: str, start: int, end: re.Match[str]) -> bool:
    if end.group()[0] != ".":
        return False
    word = _WORD_BEFORE.search(text, max(start, end.start() - _LONGEST_WORD), end.start())
    if word is None:
        return True
    before = word.group().lower()
    return len(before) == 1 or before in _ABBREVIATIONS or (before.isdigit() and word.start() == start)


def pieces(text: str, longest: int = 4000) -> list[tuple[int, int]]:
    """Cut an overlong text, at sentence ends where it has any; the time to read a piece grows faster than its length.

    Example:
        >>> pieces("One. Two. Three.", longest=9)
        [(0, 9), (10, 16)]
    """
    if len(text) <= longest:
        return [(0, len(text))]
    cut: list[tuple[int, int]] = []
    for start, end in split(text):
        if cut and end - cut[-1][0] <= longest:
            cut[-1] = (cut[-1][0], end)
        else:
            cut += [(i, min(i + longest, end)) for i in range(start, end, longest)]
    return cut


def mark_sentences(doc: Doc) -> Doc:
    """Set the sentence starts of a spaCy document by `split`: the component ``article_sentences``."""
    starts = {a for a, _ in split(doc.text)}
    pending = True
    for token in doc:
        pending = pending or token.idx in starts
        token.is_sent_start = pending
        pending = False
    return doc
