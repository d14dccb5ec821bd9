"""What a model says about rows whose labels are known: the one input of all figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifier.corpus import Row
from classifier.model import Calibration, Model, softmax
from classifier.roles import NONE

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
_LEAST = 1e-300  # a probability below this counts as this


@dataclass(frozen=True)
class Scores:
    """A model's answers to n rows of k labels.

    Parameters:
        labels: the k labels.
        logits: what the softmax turns into probabilities; shape (n, k).
        y: the true labels' numbers; shape (n,).
        groups: the number of each row's group; shape (n,).
        doubts: for each row why the model declines it however sure it is; empty where it doesn't; shape (n,).
        floors: for each row the least confidence at which it is answered; shape (n,).

    Example:
        >>> scores = Scores.of(("AE", "none"), [[2.0, 0.0], [1.0, 0.0]], [0, 1])
        >>> scores.right.tolist(), scores.confidence.round(2).tolist()
        ([True, False], [0.88, 0.73])
    """

    labels: tuple[str, ...]
    logits: Floats
    y: Numbers
    groups: Numbers
    doubts: NDArray[np.str_]
    floors: Floats

    @classmethod
    def of(
        cls, labels: tuple[str, ...], logits: object, y: Sequence[int], groups: Sequence[object] | None = None
    ) -> Scores:
        """Scores without doubts; each row is a group of its own where no groups are given."""
        n = len(y)
        numbers = np.arange(n) if groups is None else np.unique(np.array(groups), return_inverse=True)[1]
        return cls(labels, np.array(logits, dtype=np.float64), np.array(y), numbers, np.full(n, ""), np.zeros(n))

    @cached_property
    def probabilities(self) -> Floats:
        """Shape (n, k); each row adds up to 1."""
        return softmax(self.logits)

    @cached_property
    def best(self) -> Numbers:
        """The number of the most probable label; shape (n,)."""
        return np.asarray(self.logits.argmax(axis=1))

    @cached_property
    def confidence(self) -> Floats:
        """The probability of the best label; shape (n,)."""
        return np.asarray(self.probabilities.max(axis=1, initial=0.0))

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Whether the best label is the true one; shape (n,)."""
        return np.asarray(self.best == self.y)

    @cached_property
    def answered(self) -> NDArray[np.bool_]:
        """Whether the model answers; shape (n,)."""
        return np.asarray((self.doubts == "") & (self.confidence >= self.floors))

    def take(self, rows: Numbers | NDArray[np.bool_]) -> Scores:
        """The scores of some rows."""
        arrays = ("logits", "y", "groups", "doubts", "floors")
        return replace(self, **{name: getattr(self, name)[rows] for name in arrays})

    def roles_only(self) -> Scores | None:
        """The rows whose label is a role, judged by the best of the roles.

        Returns:
            Scores without the label ``none``; None where the model has no such label, or fewer than two
            labels besides, or no row has a role.
        """
        if NONE not in self.labels or len(self.labels) < 3:
            return None
        none = self.labels.index(NONE)
        kept = [i for i in range(len(self.labels)) if i != none]
        part = self.take(self.y != none)
        if not len(part.y):
            return None
        y = np.where(part.y > none, part.y - 1, part.y)
        return replace(part, labels=tuple(self.labels[i] for i in kept), logits=part.logits[:, kept], y=y)

    def calibrated(self, calibration: Calibration) -> Scores:
        """Uncalibrated scores with this calibration applied."""
        return replace(self, logits=self.logits / calibration.temperature + np.array(calibration.biases))


def score_rows(
    model: Model,
    rows: Sequence[Row],
    groups: Sequence[str],
    *,
    labels: Sequence[str] | None = None,
    calibrated: bool = True,
    progress: Callable[[str], None] = lambda message: None,
) -> Scores:
    """Ask a model about labelled rows.

    Parameters:
        model: the model.
        rows: n rows, each labelled with one of the model's labels.
        groups: for each row its group.
        labels: the order of the labels; the model's own by default.
        calibrated: whether the model's calibration stays applied.
        progress: told what is being done.

    Returns:
        The scores, each row's floor the model's threshold.
    """
    chances = np.zeros((len(rows), len(model.labels)))
    doubts = []
    progress(f"{model.name} reads {len(rows):,} rows")
    for i, row in enumerate(rows):
        prediction = model.predict(row.text, min_confidence=0.0)
        chances[i] = list(prediction.probabilities.values())
        # The kind of reason, without the figures that differ from row to row.
        doubts.append((prediction.reason or "").split(":")[0])
        if (i + 1) % 5000 == 0:
            progress(f"{i + 1:,} of {len(rows):,} rows")
    logits = np.log(np.maximum(chances, _LEAST))
    if not calibrated:
        logits = (logits - np.array(model.calibration.biases)) * model.calibration.temperature
    order = list(labels or model.labels)
    return Scores(
        labels=tuple(order),
        logits=logits[:, [model.labels.index(label) for label in order]],
        y=np.array([order.index(row.label) for row in rows], dtype=np.intp),
        groups=np.unique(np.array(groups), return_inverse=True)[1],
        doubts=np.array(doubts, dtype=np.str_),
        floors=np.full(len(rows), model.thresholds.confidence),
    )
