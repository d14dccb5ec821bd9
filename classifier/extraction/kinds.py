"""What a clause says: a duty, a skill, a requirement, or nothing about the work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from classifier.extraction.cues import IDLE
from classifier.extraction.spans import within

if TYPE_CHECKING:
    from spacy.tokens import Doc

Topic = Literal["duty", "skill", "requirement", "idle", ""]


def _words(beginnings: str) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(beginnings.split())})", re.IGNORECASE)


# Looked for in this order in headings, in the lines before lists and in the labels of table rows.
_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    ("idle", _words(
        r"salar pay\b pays\b paying wage earn income rate\b ratio age\b gender race\b lgbt demographic outlook "
        r"satisfaction number.of most.common share.of split years.in growth college prospects reports?.to hours bonus "
        r"perks benefits related other.(professional|comparison|occupation|job|career) sources references "
        r"you.(may|might).also"
    )),
    ("requirement", _words(
        r"degree educat qualif requirement certif licen[cs] experience credential training diploma background"
    )),
    ("skill", _words(
        r"skill trait strength qualit(y|ies)\b abilit competenc knowledge tools?\b require should.(have|be) need"
    )),
    ("duty", _words(
        r"dut(y|ies) responsibilit task day focus goal objective role what.do(es)? does.what work"
    )),
)  # fmt: skip
_PREFERENCE = re.compile(r"\bif (you|your)\b", re.IGNORECASE)


def topic(heading: str) -> Topic:
    """What a heading, the line before a list or the label of a table row announces.

    Example:
        >>> [topic(t) for t in ("Average salary", "Degree", "Key skills", "Main task", "The chef")]
        ['idle', 'requirement', 'skill', 'duty', '']
    """
    return next((name for name, words in _TOPICS if words.search(heading)), "")


def cues(doc: Doc, start: int, end: int) -> set[str]:
    """The labels of the cues in a range of tokens; "not only" undoes "not", "degree of" undoes "degree"."""
    inside = [span for span in within(doc, "cues", start, end) if span.end <= end]
    undone = {(s.label_[4:], i) for s in inside if s.label_.startswith("NOT_") for i in range(s.start, s.end)}
    return {s.label_ for s in inside if not any((s.label_, i) in undone for i in range(s.start, s.end))}


def is_idle(found: set[str]) -> bool:
    """Whether the cues deny something, or are of pay, figures, careers, comparisons, advice or the article itself."""
    return "NEGATION" in found or any(label in found for label in IDLE)


def kind(text: str, found: set[str], announced: Topic = "", *, item: bool = False) -> str:
    """Tell a duty, a skill and a requirement apart.

    Parameters:
        text: the clause.
        found: its `cues`.
        announced: the `topic` of the heading or lead above it.
        item: whether it stands in a list without a subject of its own, so that the heading decides.

    Returns:
        "duty", "skill" or "requirement".
    """
    if item and announced in ("duty", "skill", "requirement"):
        schooled = "REQUIREMENT" in found or text.lower().startswith("experience")
        return "requirement" if announced == "skill" and schooled else announced
    if "TASK" in found:
        return "duty"
    if "REQUIREMENT" in found:
        return "requirement"
    if "NEED" in found or _PREFERENCE.search(text):
        return "skill"
    return "duty"
