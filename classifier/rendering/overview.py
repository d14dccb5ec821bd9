"""A scored file as one page: roles, confidence, titles that disagree, rejected rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from classifier.rendering import html
from classifier.rendering.plots import Frame, ticks
from classifier.rendering.view import shade, tone
from classifier.roles import NONE

if TYPE_CHECKING:
    from classifier.batch.overview import Bin, Overview
    from classifier.model import Model


@dataclass(frozen=True)
class OverviewView:
    """An overview as the template asks for it.

    Parameters:
        overview: what to show.
        names: for each label its full name.
    """

    overview: Overview
    names: dict[str, str]

    def tone(self, label: str) -> str:
        """The class that gives a label its colour."""
        return tone(label, self.overview.labels)

    def part(self, count: int) -> float:
        """A count as a share of all rows."""
        return count / max(1, self.overview.rows)

    @property
    def stated(self) -> list[str]:
        """The roles that titles can name."""
        return [label for label in self.overview.labels if label != NONE]

    def titled(self, stated: str, found: str | None) -> int:
        """How many rows state one role's title and got this label; None: no answer."""
        return self.overview.titles.get((stated, found), 0)

    def level(self, stated: str, found: str | None) -> int:
        """How dark a cell of the titles' table is: by its share of the title's rows."""
        rows = sum(n for (role, _), n in self.overview.titles.items() if role == stated)
        return shade(self.titled(stated, found), rows)

    @cached_property
    def counts(self) -> list[float]:
        """The numbers along the histogram's upright axis."""
        return ticks(max(4, *(found.rows for found in self.overview.bins)))  # of fewer there are no whole steps

    @cached_property
    def histogram(self) -> Frame:
        """The place of the histogram."""
        return Frame(44, 12, 344, 232, y_high=self.counts[-1])

    def stack(self, found: Bin) -> list[tuple[str, float, float]]:
        """A bar's parts from below: class, top and height."""
        place, parts, below = self.histogram, [], 0
        counted = [(f"{self.tone(label)} fill", found.roles[label]) for label in self.overview.labels]
        for name, count in [*counted, ("declined", found.declined)]:
            if count:
                top = place.y(below + count)
                parts.append((name, top, round(place.y(below) - top, 2)))
                below += count
        return parts


def overview_page(overview: Overview, *, model: Model) -> str:
    """Write a page about a scored file.

    Parameters:
        overview: what `classifier.batch.overview.look_over` found.
        model: the model that scored it.

    Returns:
        HTML, as `classifier.rendering.html.page` gives it: no script, no network, all text harmless.
    """
    return html.rendered(
        "overview.html.j2",
        styles=("page.css", "report.css"),
        view=OverviewView(overview, model.titles.names),
        model=model,
        judged=html.judged(model),
    )
