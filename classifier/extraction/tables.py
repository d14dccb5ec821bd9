"""Tables that compare roles, also those whose cells a scraper has run together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from classifier.extraction.kinds import topic

if TYPE_CHECKING:
    from spacy.tokens import Doc

# "Main taskCreating the menuRunning the service": a cell ends where a capital follows at once.
_SEAM = re.compile(r"(?<=[a-z0-9.)%])(?=[A-Z])")


def fused_columns(doc: Doc) -> tuple[str, ...]:
    """The roles of a header whose cells are run together, as in "Account DirectorAccount Manager".

    Returns:
        A label for each column; nothing where the line is anything else.
    """
    spans = list(doc.spans["roles"])
    covered = sum(span.end - span.start for span in spans)
    touching = all(a.end_char == b.start_char for a, b in pairwise(spans))
    return tuple(span.label_ for span in spans) if len(spans) > 1 and touching and covered == len(doc) else ()


def fused_cells(text: str, columns: int) -> tuple[str, ...]:
    """Part a row whose cells are run together; nothing where it has another number of cells.

    Example:
        >>> fused_cells("Main taskCreating the menuRunning the service", 2)
        ('Main task', 'Creating the menu', 'Running the service')
    """
    cells = tuple(_SEAM.split(text))
    return cells if len(cells) == columns + 1 else ()


def told(cells: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """What a row tells of each role.

    Parameters:
        cells: the row's label, then a cell for each column.
        columns: the role of each column after the first; "" for one that isn't a role's.

    Yields:
        Text, role and kind, unless the label announces pay, figures or the like.
    """
    announced = topic(cells[0]) if cells else ""
    if announced == "idle":
        return
    for text, label in zip(cells[1:], columns, strict=False):
        # Under a label of its own ("Outcome"), words are work; figures and single names are not.
        telling = len(text.split()) > 1 and not any(c.isdigit() or c in "%$€£" for c in text)
        if label and any(c.isalpha() for c in text) and (announced or telling):
            yield text, label, announced or "duty"
