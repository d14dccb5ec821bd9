"""What people look at beyond the figures: intervals of every bin and label, the risk curve, the mistakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.corpus import Row
from classifier.evaluation import metrics
from classifier.evaluation.bootstrap import Interval, intervals
from classifier.evaluation.evaluate import Evaluation
from classifier.evaluation.scores import Numbers, Scores
from classifier.inspection import STRONGEST, summarise
from classifier.model import Model
from classifier.prediction import Prediction

MISTAKES = 50
_POINTS = 200  # of the curve
_LEAST = 20  # rows from which on the curve is drawn (of few rows a tenth): among fewer, one mistake is a cliff


@dataclass(frozen=True)
class Point:
    """The surest rows: the share of all rows that they are, how many of them are wrong, the least confidence."""

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True)
class Mistake:
    """A row whose best label is not its own.

    Parameters:
        row: the row.
        predicted: the best label, as evaluated.
        confidence: its probability, as evaluated.
        answered: whether the model answers; else it only leans to the label.
        prediction: the model's own, with its own calibration and its phrases.
    """

    row: Row
    predicted: str
    confidence: float
    answered: bool
    prediction: Prediction


@dataclass(frozen=True)
class Report:
    """An evaluation with what its page shows besides.

    Parameters:
        evaluation: the figures.
        names: for each label its full name.
        precision, recall: for each label, with intervals.
        bins: for each bin of `Figures.reliability` its accuracy, with an interval.
        curve: surest rows first; those that the model declines for their text come last.
        floor: the least confidence the model answers at; None where it differs from row to row.
        strongest: for each label its strongest terms with their strength.
        wrong, wrong_answered: how many rows are mistaken, and how many of them get an answer.
        mistakes: the surest of them, those with an answer first.
    """

    evaluation: Evaluation
    names: dict[str, str]
    precision: dict[str, Interval]
    recall: dict[str, Interval]
    bins: tuple[Interval, ...]
    curve: tuple[Point, ...]
    floor: float | None
    strongest: dict[str, list[tuple[str, float]]]
    wrong: int
    wrong_answered: int
    mistakes: tuple[Mistake, ...]

    @property
    def left_out(self) -> int:
        """How many mistakes are not among `mistakes`."""
        return self.wrong - len(self.mistakes)


def report(model: Model, evaluation: Evaluation, *, mistakes: int = MISTAKES) -> Report:
    """Work out what an evaluation's page shows besides its figures.

    Parameters:
        model: the model that was evaluated.
        evaluation: what it reached.
        mistakes: how many mistaken rows to keep, the surest.

    Returns:
        The report.

    Example:
        >>> import classifier
        >>> from classifier.evaluation.evaluate import evaluate
        >>> model = classifier.load()
        >>> rows = [Row("Win new logos, prospect and close deals.", "AM"), Row("Renew contracts.", "AM")]
        >>> found = report(model, evaluate(model, rows, resamples=10, explain=False))
        >>> [(mistake.row.label, mistake.predicted, mistake.answered) for mistake in found.mistakes]
        [('AM', 'AE', False)]
    """
    scores = evaluation.scores
    numbers = metrics.bins(scores)
    parts = {("bin", i): numbers == i for i in np.unique(numbers).tolist()}
    parts |= {("precision", i): scores.best == i for i in range(len(scores.labels))}
    parts |= {("recall", i): scores.y == i for i in range(len(scores.labels))}
    found = intervals(
        lambda weights: metrics.right_within(scores, weights, parts),
        scores.groups,
        resamples=evaluation.resamples,
        seed=evaluation.seed,
    )

    def by_label(kind: str) -> dict[str, Interval]:
        return {label: found[kind, i] for i, label in enumerate(scores.labels)}

    wrong = np.flatnonzero(~scores.right)
    floors = np.unique(scores.floors)
    return Report(
        evaluation=evaluation,
        names=model.titles.names,
        precision=by_label("precision"),
        recall=by_label("recall"),
        bins=tuple(interval for (kind, _), interval in found.items() if kind == "bin"),
        curve=risk_curve(scores),
        floor=float(floors[0]) if len(floors) == 1 else None,
        strongest=summarise(model, strongest=STRONGEST).strongest,
        wrong=len(wrong),
        wrong_answered=int(scores.answered[wrong].sum()),
        mistakes=tuple(_mistake(model, evaluation, i) for i in _surest(scores, wrong)[:mistakes].tolist()),
    )


def risk_curve(scores: Scores) -> tuple[Point, ...]:
    """How many of the surest rows are wrong, for every number of rows that a least confidence can choose.

    Parameters:
        scores: of n rows.

    Returns:
        At most 200 points, evenly spread, from 20 rows on; rows declined for their text come last.

    Example:
        >>> scores = Scores.of(("AE", "AM"), [[3, 0], [2, 0], [1, 0], [0.5, 0]], [0, 0, 0, 1])
        >>> [(point.coverage, point.risk) for point in risk_curve(scores)]
        [(0.25, 0.0), (0.5, 0.0), (0.75, 0.0), (1.0, 0.25)]
    """
    n = len(scores.y)
    order = _surest(scores, np.arange(n))
    confidence = scores.confidence[order]
    declined = scores.doubts[order] != ""
    wrong = (~scores.right[order]).cumsum()
    # A least confidence takes all rows of one confidence or none of them.
    last_of_ties = np.r_[(confidence[1:] < confidence[:-1]) | (declined[1:] != declined[:-1]), True][:n]
    ends = np.flatnonzero(last_of_ties)
    ends = ends[ends + 1 >= min(_LEAST, n // 10)]
    if len(ends) > _POINTS:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, _POINTS).round().astype(np.intp))]
    return tuple(Point((i + 1) / n, float(wrong[i]) / (i + 1), float(confidence[i])) for i in ends.tolist())


def _surest(scores: Scores, rows: Numbers) -> Numbers:
    """The rows, those declined for their text last, the surest first."""
    return rows[np.lexsort((-scores.confidence[rows], scores.doubts[rows] != ""))]


def _mistake(model: Model, evaluation: Evaluation, i: int) -> Mistake:
    scores, row = evaluation.scores, evaluation.labelled.rows[i]
    return Mistake(
        row=row,
        predicted=scores.labels[scores.best[i]],
        confidence=float(scores.confidence[i]),
        answered=bool(scores.answered[i]),
        prediction=model.predict(row.text),
    )
