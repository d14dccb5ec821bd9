"""The figures themselves, for many weightings of the rows at once.

scikit-learn has most of these for one weighting at a time; a thousand resamples of sixteen areas under
curves would take it a minute. The tests hold each to scikit-learn's, weights included.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.scores import Scores

Floats = NDArray[np.float64]
Key = TypeVar("Key")
BINS = 10
COVERAGES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
NAMES = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "accuracy_at_80": "accuracy, surest 80 %",
    "log_loss": "log loss",
    "brier": "Brier",
    "ece": "ECE",
}
HIGHER_IS_BETTER = {
    "accuracy": True,
    "macro_f1": True,
    "accuracy_at_80": True,
    "log_loss": False,
    "brier": False,
    "ece": False,
}


def headline(scores: Scores, weights: Floats) -> dict[str, Floats]:
    """The figures that stand first.

    Parameters:
        scores: of n rows.
        weights: of the rows; shape (r, n).

    Returns:
        Each of shape (r,): ``accuracy``; ``macro_f1``, over the labels that stand among the rows;
        ``accuracy_at_80``, of the surest 80 % of the rows; ``log_loss``; ``brier``, the squared error
        summed over the labels (0 to 2); ``ece``, the expected calibration error over ten bins of equal
        width (Guo et al., 2017), which small samples overstate.

    Example:
        >>> scores = Scores.of(("AE", "AM"), [[2, 0], [0, 2], [0, 1]], [0, 1, 0])
        >>> {name: values.round(3).tolist() for name, values in headline(scores, np.ones((1, 3))).items()}
        {'accuracy': [0.667], 'macro_f1': [0.667], 'accuracy_at_80': [0.833], 'log_loss': [0.522], 'brier': [0.375],
         'ece': [0.323]}
    """
    n, k = scores.probabilities.shape
    truth = np.zeros((n, k))
    truth[np.arange(n), scores.y] = 1.0
    per_row = np.column_stack(
        [
            scores.right,
            -np.log(np.maximum(scores.probabilities[np.arange(n), scores.y], np.finfo(float).tiny)),
            ((scores.probabilities - truth) ** 2).sum(axis=1),
        ]
    )
    means = weights @ per_row / weights.sum(axis=1, keepdims=True)
    return {
        "accuracy": means[:, 0],
        "macro_f1": macro_f1(scores, weights),
        "accuracy_at_80": accuracy_at(scores, weights, 0.8),
        "log_loss": means[:, 1],
        "brier": means[:, 2],
        "ece": calibration_error(scores, weights),
    }


def answering(scores: Scores, weights: Floats) -> dict[str, Floats]:
    """The share of rows that get an answer, and how many of those answers are right; shape (r,) each."""
    answered = weights @ scores.answered
    with np.errstate(invalid="ignore"):
        right = (weights @ (scores.answered & scores.right)) / answered
    return {"coverage": answered / weights.sum(axis=1), "accuracy_answered": right}


def right_within(scores: Scores, weights: Floats, parts: Mapping[Key, NDArray[np.bool_]]) -> dict[Key, Floats]:
    """How many rows of each part are right: precision, where a part holds what got one label; recall, what has it.

    Parameters:
        scores: of n rows.
        weights: of the rows; shape (r, n).
        parts: for each part which rows are of it; shape (n,).

    Returns:
        Each of shape (r,); NaN where the part's rows weigh nothing.

    Example:
        >>> scores = Scores.of(("AE", "AM"), [[2, 0], [0, 2], [0, 1]], [0, 1, 0])
        >>> right_within(scores, np.ones((1, 3)), {"recall of AE": scores.y == 0})["recall of AE"].tolist()
        [0.5]
    """
    with np.errstate(invalid="ignore"):
        return {
            key: np.asarray((weights[:, rows] @ scores.right[rows]) / weights[:, rows].sum(axis=1))
            for key, rows in parts.items()
        }


def label_aucs(scores: Scores, weights: Floats) -> dict[str, Floats]:
    """For each label the area under the ROC curve of its probability, against all others; shape (r,)."""
    return {label: auc(scores.probabilities[:, i], scores.y == i, weights) for i, label in enumerate(scores.labels)}


def pair_aucs(scores: Scores, weights: Floats) -> dict[tuple[str, str], Floats]:
    """For each two labels the area under the ROC curve of their log-odds, on the rows of the two; shape (r,)."""
    found = {}
    for a, b in combinations(range(len(scores.labels)), 2):
        rows = np.flatnonzero((scores.y == a) | (scores.y == b))
        odds = scores.logits[rows, a] - scores.logits[rows, b]
        found[scores.labels[a], scores.labels[b]] = auc(odds, scores.y[rows] == a, weights[:, rows])
    return found


def auc(values: Floats, positive: NDArray[np.bool_], weights: Floats) -> Floats:
    """Area under the ROC curve: how often a positive row has the higher value; ties count half.

    Parameters:
        values: shape (n,).
        positive: shape (n,).
        weights: shape (r, n).

    Returns:
        Shape (r,); NaN where the positive or the negative rows weigh nothing.

    Example:
        >>> auc(np.array([0.1, 0.5, 0.5]), np.array([False, True, False]), np.ones((1, 3))).tolist()
        [0.75]
    """
    if not len(values):
        return np.full(len(weights), np.nan)
    order = np.argsort(values, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(values[order]) > 0])
    sorted_weights = weights[:, order]
    up = np.add.reduceat(sorted_weights * positive[order], starts, axis=1)
    down = np.add.reduceat(sorted_weights * ~positive[order], starts, axis=1)
    wins = (up * (down.cumsum(axis=1) - down / 2)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(wins / (up.sum(axis=1) * down.sum(axis=1)))


def macro_f1(scores: Scores, weights: Floats) -> Floats:
    """The mean F1 over the labels that any row has; shape (r,)."""
    k = len(scores.labels)
    cells = np.zeros((len(scores.y), k * k))
    cells[np.arange(len(scores.y)), scores.y * k + scores.best] = 1.0
    table = (weights @ cells).reshape(-1, k, k)
    support, predicted = table.sum(axis=2), table.sum(axis=1)
    present = support > 0
    f1 = 2 * np.einsum("rii->ri", table) / np.maximum(support + predicted, 1e-12)
    return np.asarray((f1 * present).sum(axis=1) / np.maximum(present.sum(axis=1), 1))


def accuracy_at(scores: Scores, weights: Floats, coverage: float) -> Floats:
    """The accuracy of the surest rows, up to this share of all; the last may count in part; shape (r,)."""
    order = np.argsort(-scores.confidence, kind="stable")
    sorted_weights = weights[:, order]
    before = sorted_weights.cumsum(axis=1) - sorted_weights
    room = coverage * weights.sum(axis=1, keepdims=True) - before
    taken = np.clip(room, 0.0, sorted_weights)
    return np.asarray(taken @ scores.right[order] / taken.sum(axis=1))


def calibration_error(scores: Scores, weights: Floats) -> Floats:
    """The mean gap between confidence and accuracy over the bins of confidence; shape (r,)."""
    member = np.zeros((len(scores.y), BINS))
    member[np.arange(len(scores.y)), bins(scores)] = 1.0
    gaps = weights @ (member * (scores.confidence - scores.right)[:, None])
    return np.asarray(np.abs(gaps).sum(axis=1) / weights.sum(axis=1))


def bins(scores: Scores) -> NDArray[np.intp]:
    """The number of the bin of each row's confidence, 0 to 9; shape (n,)."""
    return np.minimum((scores.confidence * BINS).astype(np.intp), BINS - 1)
