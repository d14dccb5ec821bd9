from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from classifier.corpus import Row, corpus_sha256
from classifier.errors import ClassifierError
from classifier.evaluation.calibrate import calibrate
from classifier.evaluation.grouped import calibrated_by_group, floors_by_group, folds, least_confidence
from classifier.evaluation.metrics import calibration_error, headline
from classifier.evaluation.scores import Scores
from classifier.model import Model
from tests.conftest import KITCHEN


def biased(n: int = 600) -> Scores:
    """Logits that are four times too small, and lean to the wrong label."""
    rng = np.random.default_rng(0)
    y = rng.choice(3, n)
    logits = rng.normal(size=(n, 3))
    logits[np.arange(n), y] += 2.0
    return Scores.of(("a", "b", "c"), logits / 4 + [0.5, 0, 0], y.tolist(), rng.integers(0, 80, n).tolist())


def test_folds_keep_groups_together_and_hold_out_each_row_once() -> None:
    scores = biased()
    held_out = []
    for fit, held in folds(scores):
        assert not set(scores.groups[fit]) & set(scores.groups[held])
        held_out += held.tolist()
    assert sorted(held_out) == list(range(600))


def test_calibration_by_group_mends_temperature_and_biases() -> None:
    raw = biased()
    even = np.ones((1, 600))
    before, after = (headline(scores, even) for scores in (raw, calibrated_by_group(raw)))
    assert after["accuracy"][0] > before["accuracy"][0] + 0.05
    assert after["log_loss"][0] < before["log_loss"][0] - 0.1
    assert calibration_error(calibrated_by_group(raw), even)[0] < 0.06


def test_no_row_is_judged_by_a_calibration_that_saw_its_group() -> None:
    raw = biased(200)
    changed = raw.y.copy()
    # The labels change places within one group, so that the folds stay the same.
    rows = raw.groups == next(g for g in np.unique(raw.groups) if len(set(raw.y[raw.groups == g])) > 1)
    changed[rows] = np.roll(np.sort(raw.y[rows]), 1)
    again = Scores(raw.labels, raw.logits, changed, raw.groups, raw.doubts, raw.floors)
    assert (changed != raw.y).any()
    before, after = calibrated_by_group(raw).logits, calibrated_by_group(again).logits
    np.testing.assert_array_equal(before[rows], after[rows])
    assert (before[~rows] != after[~rows]).any()


def test_one_group_can_not_be_held_out() -> None:
    with pytest.raises(ClassifierError) as caught:
        calibrated_by_group(Scores.of(("a", "b"), [[1, 0]] * 4, [0, 1, 0, 1], ["x"] * 4))
    assert caught.value.code == "labelled-groups"


def test_labels_rarer_than_the_folds_are_no_mistake() -> None:
    scores = Scores.of(("a", "b"), [[1, 0], [0, 1], [1, 0], [0, 1], [1, 0]], [0, 1, 0, 1, 0])
    assert calibrated_by_group(scores).logits.shape == (5, 2)


def test_least_confidence_is_the_lowest_that_keeps_the_risk() -> None:
    sure, middling, unsure = [[3.0, 0.0]] * 30, [[1.0, 0.0]] * 10, [[0.2, 0.0]] * 10
    scores = Scores.of(("a", "b"), sure + middling + unsure, [0] * 40 + [1] * 10)
    floor = least_confidence(scores, 0.05)
    assert floor == pytest.approx(scores.confidence[35], abs=1e-4)
    assert floor <= scores.confidence[35]
    assert least_confidence(scores, 0.2) == pytest.approx(scores.confidence[45], abs=1e-4)


def test_doubtful_rows_are_never_answered_and_so_do_not_count() -> None:
    scores = Scores.of(("a", "b"), [[3.0, 0.0]] * 40, [0] * 30 + [1] * 10)
    assert least_confidence(scores, 0.05) is None
    doubts = np.array([""] * 30 + ["too little evidence"] * 10)
    doubted = Scores(scores.labels, scores.logits, scores.y, scores.groups, doubts, scores.floors)
    assert least_confidence(doubted, 0.05) == pytest.approx(scores.confidence[0], abs=1e-4)
    assert not doubted.answered[30:].any()


def test_least_confidence_needs_more_than_a_few_rows() -> None:
    assert least_confidence(Scores.of(("a", "b"), [[3.0, 0.0]] * 19, [0] * 19), 0.05) is None
    assert least_confidence(Scores.of(("a", "b"), np.zeros((0, 2)), []), 0.05) is None


def test_floors_chosen_on_other_groups_about_keep_the_risk() -> None:
    scores = floors_by_group(biased(1500), 0.1)
    assert scores.answered.mean() > 0.3
    assert scores.right[scores.answered].mean() == pytest.approx(0.9, abs=0.03)


def test_a_risk_that_no_confidence_keeps_is_an_error(kitchen: Model) -> None:
    wrong = {"cook": "waiter", "waiter": "none", "none": "cook"}
    rows = [Row(text, wrong[label] if i % 2 else label) for label, ts in KITCHEN.items() for i, text in enumerate(ts)]
    with pytest.raises(ClassifierError) as caught:
        calibrate(kitchen, rows * 3, risk=0.001)
    assert caught.value.code == "risk-unreachable"
    with pytest.raises(ClassifierError) as caught:
        calibrate(kitchen, [row for row in rows if row.label == "cook"])
    assert caught.value.code == "labelled-groups"


def test_too_few_rows_to_calibrate_are_told_by_their_number(kitchen: Model, kitchen_rows: list[Row]) -> None:
    with pytest.raises(ClassifierError, match=r"a threshold needs 20 labelled rows or more; there are 18$") as caught:
        calibrate(kitchen, kitchen_rows, resamples=10)
    assert caught.value.code == "risk-unreachable"


def test_calibrating_on_the_rows_of_the_training_is_noted(kitchen: Model, kitchen_rows: list[Row]) -> None:
    lenient = replace(kitchen, thresholds=replace(kitchen.thresholds, terms=0, known=0.0))
    rows = kitchen_rows * 3
    made = replace(lenient, facts={**kitchen.facts, "corpus_sha256": corpus_sha256(rows)})
    assert calibrate(made, rows, risk=0.4, resamples=10).notes == ("model was trained on these very rows",)
    assert calibrate(lenient, rows, risk=0.4, resamples=10).notes == ()
