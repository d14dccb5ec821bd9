"""Calibration and thresholds judged fairly: whatever is fitted on some groups is scored on others only."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from classifier.errors import ClassifierError
from classifier.evaluation.library import sklearn
from classifier.evaluation.scores import Numbers, Scores
from classifier.model import Calibration
from classifier.training import fit_calibration

FOLDS = 5
LEAST_ANSWERED = 20  # a share of right answers among fewer rows says little


def folds(scores: Scores, *, seed: int = 0) -> Iterator[tuple[Numbers, Numbers]]:
    """Cut the rows into five folds, no group in two of them, the labels spread evenly.

    Yields:
        The numbers of the rows to fit on, and of those held out.

    Raises:
        ClassifierError: ``labelled-groups`` where all rows are of one group.
    """
    count = min(FOLDS, len(np.unique(scores.groups)))
    if count < 2:
        raise ClassifierError("labelled-groups", "all rows are of one group, so nothing can be held out")
    splitter = sklearn("model_selection").StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a label with fewer rows than folds is no mistake
        # It refuses labels that all have fewer rows than folds; then the groups alone are spread.
        y = scores.y if np.bincount(scores.y).max() >= count else np.zeros_like(scores.y)
        yield from splitter.split(y, y, scores.groups)


def fitted(raw: Scores, source: str = "") -> Calibration:
    """The calibration of uncalibrated scores."""
    return fit_calibration(raw.logits, raw.y, source=source)


def calibrated_by_group(raw: Scores, *, seed: int = 0) -> Scores:
    """Calibrate each fold's rows by a calibration fitted on the other folds.

    Parameters:
        raw: uncalibrated scores.
        seed: of the folds.

    Returns:
        Calibrated scores, in the same order.

    Raises:
        ClassifierError: ``labelled-groups`` where all rows are of one group.

    Example:
        >>> logits = [[0.1, 0.3], [0.0, 0.1]] * 10
        >>> raw = Scores.of(("AE", "AM"), logits, [1, 0] * 10)
        >>> bool(raw.right.mean() < calibrated_by_group(raw).right.mean())
        True
    """
    logits = np.empty_like(raw.logits)
    for others, held in folds(raw, seed=seed):
        logits[held] = raw.take(held).calibrated(fitted(raw.take(others))).logits
    return replace(raw, logits=logits)


def floors_by_group(raw: Scores, risk: float, *, seed: int = 0) -> Scores:
    """Calibrate each fold, and choose its floor of confidence, on the other folds.

    Parameters:
        raw: uncalibrated scores.
        risk: the share of wrong answers to stay within.
        seed: of the folds.

    Returns:
        Calibrated scores with floors, for judging how well the risk is kept; where the other folds
        can't keep it at any confidence, the floor is above 1 and nothing is answered.
    """
    floors = np.empty_like(raw.floors)
    for others, held in folds(raw, seed=seed):
        chosen = least_confidence(calibrated_by_group(raw.take(others), seed=seed), risk)
        floors[held] = 1.1 if chosen is None else chosen
    return replace(calibrated_by_group(raw, seed=seed), floors=floors)


def least_confidence(scores: Scores, risk: float) -> float | None:
    """The least confidence at which the answers are wrong no more often than stated.

    Parameters:
        scores: calibrated on other groups, so that the confidence is what new rows would get.
        risk: the share of wrong answers to stay within.

    Returns:
        A confidence, rounded down to four digits; None where no confidence keeps the risk with at
        least `LEAST_ANSWERED` rows answered.

    Example:
        >>> sure, unsure = [[3.0, 0.0]] * 30, [[0.5, 0.0]] * 30
        >>> least_confidence(Scores.of(("AE", "AM"), sure + unsure, [0] * 45 + [1] * 15), risk=0.05)
        0.9525
    """
    rows = np.flatnonzero(scores.doubts == "")
    order = rows[np.argsort(-scores.confidence[rows], kind="stable")]
    # Rows that the rounded floor can't tell apart are answered together.
    falling = np.floor(scores.confidence[order] * 1e4) / 1e4
    share = scores.right[order].cumsum() / np.arange(1, len(order) + 1)
    last_of_ties = np.r_[falling[1:] < falling[:-1], np.ones(min(1, len(order)), dtype=bool)]
    enough = np.arange(1, len(order) + 1) >= LEAST_ANSWERED
    good = np.flatnonzero((share >= 1 - risk - 1e-12) & last_of_ties & enough)
    return float(falling[good[-1]]) if len(good) else None
