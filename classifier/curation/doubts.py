"""Rows whose label the rest of the corpus doubts: confident learning on out-of-fold probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classifier.corpus import Row
from classifier.model import softmax
from classifier.roles import NONE, Role, Titles
from classifier.training import LEAST_ROWS, Settings, fit_calibration, out_of_fold

# Rows that say nothing about any job; training keeps them apart from the rows about other jobs.
SILENT = f"{NONE} (kind other)"
_LEAST_ODDS = 20.0  # planted wrong labels: a third of the hundred strongest doubts where they are 2 % of the rows


@dataclass(frozen=True)
class Doubt:
    """A row whose label the rest of the corpus contradicts.

    Parameters:
        row: the number of the row.
        own, other: its own label, and the one the rest of the corpus gives it.
        own_chance, other_chance: their out-of-fold probabilities.
    """

    row: int
    own: str
    other: str
    own_chance: float
    other_chance: float

    @property
    def odds(self) -> float:
        """How much more likely the other label is."""
        return self.other_chance / max(self.own_chance, 1e-9)


def find_doubts(rows: Sequence[Row], titles: Titles) -> list[Doubt]:
    """Find the rows whose label the rest of the corpus doubts.

    Parameters:
        rows: the corpus. Labels with too few rows, or in one group only, are left out: nothing can be
            held out there.
        titles: the titles to mask.

    Returns:
        The doubts, the strongest first; single sentences are hard, so most are worth a look and not wrong.

    Raises:
        ClassifierError: ``corpus-groups``, ``corpus-small``, ``library-missing``.

    Example:
        >>> cook = ["fry the fish", "fry an egg in oil", "boil rice and fry fish", "fry fish in oil", "boil an egg"]
        >>> guard = ["watch the gate", "lock the gate at night", "lock and watch the yard", "watch at night"]
        >>> rows = [Row(t, "cook", group=t) for t in cook * 3] + [Row(t, "guard", group=t) for t in guard * 3]
        >>> find_doubts(rows, Titles((Role("cook", "cook"), Role("guard", "guard"))))
        []
    """
    labels = [SILENT if row.label == NONE and row.kind == "other" else row.label for row in rows]
    groups: dict[str, list[str]] = {}
    for row, label in zip(rows, labels, strict=True):
        groups.setdefault(label, []).append(row.origin)
    usable = [label for label, origins in groups.items() if len(origins) >= LEAST_ROWS and len(set(origins)) > 1]
    if len(usable) < 2:
        return []
    chosen = [i for i, label in enumerate(labels) if label in usable]
    roles = [role for role in titles.roles if role.label in usable]
    roles += [Role(label, label) for label in usable if label not in titles.names]
    chances, y = _chances([replace(rows[i], label=labels[i]) for i in chosen], Titles(tuple(roles), titles.modifiers))
    order = [role.label for role in roles]
    found = [
        Doubt(chosen[i], order[y[i]], order[other], float(chances[i, y[i]]), float(chances[i, other]))
        for i, other in enumerate(_confident(chances, y))
        # Whether a row is about another job or about none doesn't matter to any role.
        if other != y[i] and {order[other], order[y[i]]} != {NONE, SILENT}
    ]
    return sorted((doubt for doubt in found if doubt.odds >= _LEAST_ODDS), key=lambda doubt: -doubt.odds)


def _chances(rows: Sequence[Row], titles: Titles) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Out-of-fold probabilities, shape (n, k), and the labels' numbers, shape (n,)."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        from contextlib import nullcontext as threadpool_limits  # out_of_fold says what is missing
    # A single sentence is to be judged, so single sentences are learned from. The matrices are thin:
    # on a busy machine several threads only wait for each other, and take ten times as long.
    with threadpool_limits(1):
        logits, y = out_of_fold(rows, titles=titles, settings=Settings(regularisation=1.0, longest=1, folds=3))
    calibration = fit_calibration(logits, y, source="out of fold")
    return softmax(logits / calibration.temperature + np.array(calibration.biases)), y


def _confident(chances: NDArray[np.float64], y: NDArray[np.intp]) -> NDArray[np.intp]:
    """The label each row would have in the confident joint; its own where there is none.

    Northcutt, Jiang and Chuang (2021), "Confident learning", equation 1: a row is counted under the most
    probable of the labels whose probability reaches the mean that rows so labelled give their own label.
    """
    thresholds = np.array([chances[y == label, label].mean() for label in range(chances.shape[1])])
    reached = np.where(chances >= thresholds, chances, 0.0)
    return np.where(reached.any(axis=1), reached.argmax(axis=1), y)
