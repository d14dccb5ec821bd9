"""A count with what it counts."""

from __future__ import annotations


def counted(count: int, thing: str) -> str:
    """A number and its noun, which takes an s unless there is one.

    Parameters:
        count: how many.
        thing: of what, as one is called; its last word takes the s.

    Example:
        >>> counted(1, "row"), counted(0, "row"), counted(1234, "labelled row")
        ('1 row', '0 rows', '1,234 labelled rows')
    """
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
