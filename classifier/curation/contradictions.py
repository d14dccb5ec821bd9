"""Texts that stand under two labels, or in two groups: found at once, in any corpus, before it is trained on."""

from __future__ import annotations

from collections.abc import Iterable

from classifier.corpus import Row
from classifier.curation.duplicates import one_passage


def contradictions(rows: Iterable[Row]) -> list[tuple[Row, Row]]:
    """Find the texts that stand under two labels; a check of the whole corpus finds the near ones too.

    Parameters:
        rows: the corpus.

    Returns:
        The first row of the text under another label, and the row that contradicts it; none of them one
        passage that speaks of several roles.

    Example:
        >>> rows = [Row("Win deals.", "AE", source="a"), Row("win  deals.", "AM", source="b")]
        >>> [(one.label, other.label) for one, other in contradictions(rows)]
        [('AE', 'AM')]
    """
    seen: dict[str, dict[str, Row]] = {}
    found = []
    for row in rows:
        # Only the first row of each label is kept, so that a text repeated a million times costs no more.
        firsts = seen.setdefault(_folded(row), {})
        against = next((r for label, r in firsts.items() if label != row.label and not one_passage(r, row)), None)
        if against is not None:
            found.append((against, row))
        firsts.setdefault(row.label, row)
    return found


def leaks(rows: Iterable[Row]) -> list[tuple[Row, Row]]:
    """Find the rows that stand in another group too, so that holding a group out hides nothing of them.

    Parameters:
        rows: the corpus.

    Returns:
        The first row of the text, and the row that repeats it under the same label in another group.

    Example:
        >>> rows = [Row("Win deals.", "AE", group="a"), Row("win  deals.", "AE", group="b", line=2)]
        >>> [(one.group, other.group) for one, other in leaks(rows)]
        [('a', 'b')]
    """
    seen: dict[tuple[str, str], Row] = {}
    pairs = ((seen.setdefault((row.label, _folded(row)), row), row) for row in rows)
    return [(one, other) for one, other in pairs if one.origin != other.origin]


def _folded(row: Row) -> str:
    return " ".join(row.text.casefold().split())
