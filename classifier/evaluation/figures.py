"""All figures of one model on one set of rows, as one object."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from classifier.evaluation import metrics
from classifier.evaluation.bootstrap import RESAMPLES, Interval, intervals
from classifier.evaluation.library import sklearn
from classifier.evaluation.scores import Scores


@dataclass(frozen=True)
class LabelFigures:
    """How well one label is found; ``auc`` is that of its probability against all other labels."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    auc: Interval

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {**asdict(self), "auc": self.auc.to_dict()}


@dataclass(frozen=True)
class Bin:
    """Rows of like confidence; where calibration is good, accuracy is near the mean confidence."""

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Coverage:
    """The surest rows: how many, how right, and the least confidence among them."""

    coverage: float
    accuracy: float
    confidence: float


@dataclass(frozen=True)
class Abstentions:
    """How many rows of all get an answer, how many of those are right, and why the others get none."""

    rows: int
    answered: int
    coverage: Interval
    accuracy: Interval
    reasons: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {**asdict(self), "coverage": self.coverage.to_dict(), "accuracy": self.accuracy.to_dict()}


@dataclass(frozen=True)
class Figures:
    """What a model reaches on some rows.

    Parameters:
        rows: how many rows.
        labels: the k labels with their figures.
        headline: the figures of `metrics.headline`.
        pairs: for each two labels the AUC of their log-odds on the rows of the two.
        confusion: rows by true label (first index) and predicted label; k by k.
        reliability: the bins that hold any row.
        coverage: the surest 100 % to 50 % of the rows.
        abstentions: None where only some of the labels are judged.
    """

    rows: int
    labels: tuple[LabelFigures, ...]
    headline: dict[str, Interval]
    pairs: dict[tuple[str, str], Interval]
    confusion: tuple[tuple[int, ...], ...]
    reliability: tuple[Bin, ...]
    coverage: tuple[Coverage, ...]
    abstentions: Abstentions | None

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {
            "rows": self.rows,
            **{name: interval.to_dict() for name, interval in self.headline.items()},
            "labels": [label.to_dict() for label in self.labels],
            "pairs": [{"labels": list(pair), "auc": auc.to_dict()} for pair, auc in self.pairs.items()],
            "confusion": [list(row) for row in self.confusion],
            "reliability": [asdict(one) for one in self.reliability],
            "risk_coverage": [asdict(one) for one in self.coverage],
            "abstentions": self.abstentions.to_dict() if self.abstentions else None,
        }


def figures(scores: Scores, *, abstaining: bool = True, resamples: int = RESAMPLES, seed: int = 0) -> Figures:
    """Work out all figures.

    Parameters:
        scores: a model's answers to n rows.
        abstaining: whether to count abstentions.
        resamples, seed: of the bootstrap.

    Returns:
        The figures with their intervals.

    Raises:
        ClassifierError: ``library-missing`` without scikit-learn.

    Example:
        >>> found = figures(Scores.of(("AE", "AM"), [[2, 0], [0, 2], [0, 1]], [0, 1, 0]))
        >>> found.confusion, found.labels[0].recall
        (((1, 1), (0, 1)), 0.5)
    """
    sk = sklearn("metrics")

    def estimate(statistic: Any) -> Any:
        return intervals(lambda weights: statistic(scores, weights), scores.groups, resamples=resamples, seed=seed)

    numbers = list(range(len(scores.labels)))
    per_label = sk.precision_recall_fscore_support(scores.y, scores.best, labels=numbers, zero_division=0.0)
    aucs = estimate(metrics.label_aucs)
    return Figures(
        rows=len(scores.y),
        labels=tuple(
            LabelFigures(label, float(p), float(r), float(f), int(s), aucs[label])
            for label, p, r, f, s in zip(scores.labels, *per_label, strict=True)
        ),
        headline=estimate(metrics.headline),
        pairs=estimate(metrics.pair_aucs),
        confusion=tuple(map(tuple, sk.confusion_matrix(scores.y, scores.best, labels=numbers).tolist())),
        reliability=_reliability(scores),
        coverage=_coverage(scores),
        abstentions=_abstentions(scores, estimate(metrics.answering)) if abstaining else None,
    )


def _reliability(scores: Scores) -> tuple[Bin, ...]:
    numbers = metrics.bins(scores)
    found = []
    for i in np.unique(numbers).tolist():
        rows = numbers == i
        accuracy, confidence = float(scores.right[rows].mean()), float(scores.confidence[rows].mean())
        found.append(Bin(i / metrics.BINS, (i + 1) / metrics.BINS, int(rows.sum()), confidence, accuracy))
    return tuple(found)


def _coverage(scores: Scores) -> tuple[Coverage, ...]:
    even = np.ones((1, len(scores.y)))
    falling = np.sort(scores.confidence)[::-1]
    found = []
    for share in metrics.COVERAGES:
        last = min(len(falling), max(1, int(np.ceil(share * len(falling) - 1e-9)))) - 1
        accuracy = float(metrics.accuracy_at(scores, even, share)[0])
        found.append(Coverage(share, accuracy, float(falling[last])))
    return tuple(found)


def _abstentions(scores: Scores, found: dict[str, Interval]) -> Abstentions:
    reasons = Counter(str(doubt) for doubt in scores.doubts if doubt)
    unsure = int(((scores.doubts == "") & ~scores.answered).sum())
    if unsure:
        reasons["not sure enough"] = unsure
    return Abstentions(
        rows=len(scores.y),
        answered=int(scores.answered.sum()),
        coverage=found["coverage"],
        accuracy=found["accuracy_answered"],
        reasons=dict(reasons.most_common()),
    )
