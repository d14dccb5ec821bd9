"""Two models on the same rows: which is better, and whether that could be chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from classifier.evaluation.bootstrap import RESAMPLES, Floats, Interval, intervals
from classifier.evaluation.metrics import HIGHER_IS_BETTER, NAMES, headline
from classifier.evaluation.scores import Scores

BETTER, WORSE, UNCLEAR = "better", "worse", "unclear"
JUDGED_BY = ("accuracy", "macro_f1")


@dataclass(frozen=True)
class Difference:
    """One figure of the model less the other's.

    Parameters:
        name: of the figure.
        other: what the other model reaches.
        difference: with its paired interval.
    """

    name: str
    other: float
    difference: Interval

    @property
    def verdict(self) -> str:
        """Better, worse, or unclear where the interval holds zero.

        Example:
            >>> Difference("log_loss", 0.5, Interval(-0.1, -0.2, -0.01)).verdict
            'better'
        """
        if not self.difference.excludes_zero:
            return UNCLEAR
        return BETTER if (self.difference.value > 0) == HIGHER_IS_BETTER[self.name] else WORSE

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain data."""
        return {"other": self.other, "difference": self.difference.to_dict(), "verdict": self.verdict}


@dataclass(frozen=True)
class Comparison:
    """A model against another on the same rows.

    Parameters:
        other: the other model: name, version and sha256.
        differences: of the headline figures.
        changed: how many rows the two label differently.
        gained, lost: how many of those only this model, and only the other, has right.
    """

    other: dict[str, str]
    differences: tuple[Difference, ...]
    changed: int
    gained: int
    lost: int

    @property
    def verdict(self) -> str:
        """The result in words, by accuracy and macro-F1."""
        judged = {d.name: d for d in self.differences if d.name in JUDGED_BY}
        found = {d.verdict for d in judged.values()}
        if {BETTER, WORSE} <= found:
            word = "mixed"
        else:
            word = BETTER if BETTER in found else WORSE if WORSE in found else "no clear difference"
        told = [
            f"{NAMES[name]} {d.difference.value * 100:+.1f} points "
            f"({d.difference.low * 100:+.1f} to {d.difference.high * 100:+.1f})"
            for name, d in judged.items()
        ]
        return f"{word}: {', '.join(told)}"

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "model": self.other,
            "verdict": self.verdict,
            "changed": self.changed,
            "gained": self.gained,
            "lost": self.lost,
            **{d.name: d.to_dict() for d in self.differences},
        }


def compare(
    scores: Scores, others: Scores, other: dict[str, str], *, resamples: int = RESAMPLES, seed: int = 0
) -> Comparison:
    """Compare two models' answers to the same rows.

    Parameters:
        scores, others: of the model and of the other, rows and labels in the same order.
        other: name, version and sha256 of the other.
        resamples, seed: of the bootstrap; each resample holds the same rows for both models.

    Returns:
        The comparison.

    Example:
        >>> good = Scores.of(("AE", "AM"), [[2, 0], [0, 2]] * 20, [0, 1] * 20)
        >>> poor = Scores.of(("AE", "AM"), [[2, 0], [2, 0]] * 20, [0, 1] * 20)
        >>> compare(good, poor, {"name": "poor"}).verdict.split(":")[0]
        'better'
    """

    def difference(weights: Floats) -> dict[str, Floats]:
        ours, theirs = headline(scores, weights), headline(others, weights)
        return {name: ours[name] - theirs[name] for name in ours}

    found = intervals(difference, scores.groups, resamples=resamples, seed=seed)
    reached = headline(others, np.ones((1, len(others.y))))
    return Comparison(
        other,
        tuple(Difference(name, float(reached[name][0]), interval) for name, interval in found.items()),
        changed=int((scores.best != others.best).sum()),
        gained=int((scores.right & ~others.right).sum()),
        lost=int((others.right & ~scores.right).sum()),
    )
