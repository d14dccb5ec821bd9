"""An evaluation as one page: plots, tables of the same numbers, and the mistakes with their texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.rendering import html
from classifier.rendering.plots import Frame, ticks
from classifier.rendering.view import View, shade, tone

if TYPE_CHECKING:
    from classifier.evaluation.bootstrap import Interval
    from classifier.evaluation.figures import Coverage, Figures
    from classifier.evaluation.report import Mistake, Point, Report
    from classifier.model import Model

_LONGEST = 20_000  # characters of a mistake's text: a page of fifty must still open
_PAIRS = 66  # of labels, as twelve labels make


@dataclass(frozen=True)
class MistakeView:
    """A mistaken row as the template asks for it."""

    number: int
    mistake: Mistake

    @property
    def place(self) -> str:
        """Where the row stands; folders are nobody else's business."""
        row = self.mistake.row
        return f"{Path(row.file).name}, line {row.line}" if row.file else f"mistake {self.number}"

    @cached_property
    def posting(self) -> View:
        """Its text with its phrases, cut where it is very long."""
        found = self.mistake.prediction
        if self.is_cut:
            inside = [phrase for phrase in found.phrases if phrase.end <= _LONGEST]
            found = replace(
                found,
                text=found.text[:_LONGEST],
                phrases=inside,
                sentences=[sentence for sentence in found.sentences if sentence.end <= _LONGEST],
            )
        return View(self.number, self.place, found)

    @property
    def is_cut(self) -> bool:
        """Whether only the text's beginning is shown."""
        return len(self.mistake.prediction.text) > _LONGEST


@dataclass(frozen=True)
class EvaluationView:
    """A report as the template asks for it.

    Parameters:
        report: what to show.
        sources: the names of the labelled files.
    """

    report: Report
    sources: tuple[str, ...] = ()

    @property
    def every(self) -> Figures:
        """The figures on all rows."""
        return self.report.evaluation.every

    @property
    def labels(self) -> list[str]:
        """The labels in order."""
        return [one.label for one in self.every.labels]

    @property
    def figure_names(self) -> dict[str, str]:
        """For each headline figure its name."""
        from classifier.evaluation.metrics import NAMES

        return NAMES

    def tone(self, label: str) -> str:
        """The class that gives a label its colour."""
        return tone(label, self.labels)

    def level(self, i: int, j: int) -> int:
        """How dark a cell of the confusion matrix is: by its share of the true label's rows."""
        row = self.every.confusion[i]
        return shade(row[j], sum(row))

    @cached_property
    def reliability(self) -> Frame:
        """The place of the reliability diagram."""
        return Frame(44, 12, 344, 252)

    @cached_property
    def counts(self) -> Frame:
        """The place of the bars below it: how many rows are of each confidence."""
        return Frame(44, 268, 344, 322, y_high=max((one.rows for one in self.every.reliability), default=1) or 1)

    @cached_property
    def risk(self) -> Frame:
        """The place of the risk-coverage curve."""
        return Frame(44, 12, 344, 252, y_high=self.risks[-1])

    @cached_property
    def risks(self) -> list[float]:
        """The numbers along the curve's upright axis."""
        highest = [point.risk for point in self.report.curve]
        return ticks(min(1.0, max([*highest, self.chosen.risk if self.chosen else 0.0])) or 0.01)

    @cached_property
    def curve(self) -> str:
        """The curve's path."""
        return self.risk.path((point.coverage, point.risk) for point in self.report.curve)

    @cached_property
    def chosen(self) -> Point | None:
        """Where the model's threshold lies on the curve; None where it answers nothing."""
        from classifier.evaluation.report import Point

        found = self.every.abstentions
        if found is None or not found.answered:
            return None
        return Point(found.coverage.value, 1 - found.accuracy.value, self.report.floor or 0.0)

    @property
    def pairs(self) -> dict[tuple[str, str], Interval]:
        """For each two labels their AUC; none where there are too many to read."""
        return self.every.pairs if len(self.every.pairs) <= _PAIRS else {}

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """The surest 100 % to 50 % of the rows."""
        return self.every.coverage

    @cached_property
    def mistakes(self) -> list[MistakeView]:
        """The mistakes, numbered."""
        return [MistakeView(number, mistake) for number, mistake in enumerate(self.report.mistakes, 1)]


def evaluation_page(report: Report, *, model: Model, sources: tuple[str, ...] = ()) -> str:
    """Write a page about an evaluation.

    Parameters:
        report: what `classifier.evaluation.report.report` found.
        model: the model.
        sources: the labelled files; only their names are shown.

    Returns:
        HTML, as `classifier.rendering.html.page` gives it: no script, no network, all text harmless.

    Example:
        >>> import classifier
        >>> from classifier.corpus import Row
        >>> from classifier.evaluation.evaluate import evaluate
        >>> from classifier.evaluation.report import report
        >>> model, rows = classifier.load(), [Row("Prospect, pitch and close.", "AE"), Row("Renew contracts.", "AM")]
        >>> found = report(model, evaluate(model, rows, resamples=10, explain=False))
        >>> evaluation_page(found, model=model)[:15]
        '<!doctype html>'
    """
    return html.rendered(
        "evaluation.html.j2",
        styles=("page.css", "report.css"),
        view=EvaluationView(report, tuple(Path(name).name for name in sources)),
        model=model,
        judged=html.judged(model),
    )
