from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sk

from classifier.evaluation import metrics
from classifier.evaluation.bootstrap import draws, intervals
from classifier.evaluation.figures import figures
from classifier.evaluation.scores import Scores

LABELS = ("AE", "AM", "AD", "none")


def simulated(n: int = 200, seed: int = 0, groups: int | None = None) -> Scores:
    rng = np.random.default_rng(seed)
    y = rng.choice(4, n, p=[0.5, 0.2, 0.1, 0.2])
    logits = rng.normal(size=(n, 4)).round(1)  # rounded, so that there are ties
    logits[np.arange(n), y] += 1.5
    return Scores.of(LABELS, logits, y.tolist(), None if groups is None else rng.integers(0, groups, n).tolist())


@pytest.fixture(scope="module")
def scores() -> Scores:
    return simulated(groups=60)


@pytest.fixture(scope="module")
def weights(scores: Scores) -> np.ndarray:
    return np.vstack([np.ones(200), next(draws(scores.groups, resamples=4, seed=1))])


def test_headline_figures_equal_those_of_scikit_learn(scores: Scores, weights: np.ndarray) -> None:
    found = metrics.headline(scores, weights)
    chances, y = scores.probabilities, scores.y
    for i, weight in enumerate(weights):
        drawn = {"sample_weight": weight}
        assert found["accuracy"][i] == pytest.approx(sk.accuracy_score(y, scores.best, **drawn))
        assert found["log_loss"][i] == pytest.approx(sk.log_loss(y, chances, **drawn))
        assert found["macro_f1"][i] == pytest.approx(sk.f1_score(y, scores.best, average="macro", **drawn))
        one_by_one = [sk.brier_score_loss(y == j, chances[:, j], **drawn) for j in range(4)]
        assert found["brier"][i] == pytest.approx(sum(one_by_one))


def test_areas_under_curves_equal_those_of_scikit_learn(scores: Scores, weights: np.ndarray) -> None:
    labels, pairs = metrics.label_aucs(scores, weights), metrics.pair_aucs(scores, weights)
    assert len(pairs) == 6
    for i, weight in enumerate(weights):
        for j, label in enumerate(LABELS):
            expected = sk.roc_auc_score(scores.y == j, scores.probabilities[:, j], sample_weight=weight)
            assert labels[label][i] == pytest.approx(expected)
        rows = np.isin(scores.y, (1, 3))
        odds = scores.logits[rows, 1] - scores.logits[rows, 3]
        expected = sk.roc_auc_score(scores.y[rows] == 1, odds, sample_weight=weight[rows])
        assert pairs["AM", "none"][i] == pytest.approx(expected)


def test_a_weight_of_two_is_a_row_twice(scores: Scores) -> None:
    double = np.ones((1, 200))
    double[0, :50] = 2
    longer = scores.take(np.r_[np.arange(200), np.arange(50)])
    for statistic in (metrics.headline, metrics.answering, metrics.label_aucs, metrics.pair_aucs):
        weighted, repeated = statistic(scores, double), statistic(longer, np.ones((1, 250)))
        for key in weighted:
            np.testing.assert_allclose(weighted[key], repeated[key], err_msg=str(key))


def test_calibration_error_is_the_gap_of_the_bins() -> None:
    # Two rows at 0.88 of which one is right, two at 0.62 of which both are.
    scores = Scores.of(("a", "b"), [[2, 0], [2, 0], [0.5, 0], [0.5, 0]], [0, 1, 0, 0])
    high, low = scores.confidence[0], scores.confidence[2]
    expected = (2 * abs(high - 0.5) + 2 * abs(1 - low)) / 4
    assert metrics.calibration_error(scores, np.ones((1, 4)))[0] == pytest.approx(expected)


def test_the_surest_rows_are_taken_first_and_the_last_in_part() -> None:
    scores = Scores.of(("a", "b"), [[4, 0], [3, 0], [2, 0], [1, 0]], [0, 1, 0, 1])
    reached = [metrics.accuracy_at(scores, np.ones((1, 4)), share)[0] for share in (0.25, 0.5, 0.625, 1)]
    assert reached == pytest.approx([1, 0.5, 1.5 / 2.5, 0.5])


def test_a_label_that_no_row_has_leaves_the_others_figures() -> None:
    scores = Scores.of(LABELS, [[2, 0, 0, 0], [0, 2, 0, 0]], [0, 1])
    found = figures(scores, resamples=20)
    assert found.headline["macro_f1"].value == 1.0
    assert [np.isnan(label.auc.value) for label in found.labels] == [False, False, True, True]
    assert found.to_dict()["labels"][2]["auc"] == {"value": None, "low": None, "high": None}


def test_figures_of_one_row_and_of_one_label_do_not_fail() -> None:
    for n in (1, 3):
        found = figures(Scores.of(("a", "b"), [[1, 0]] * n, [0] * n), resamples=10)
        assert found.headline["accuracy"].value == 1.0
        assert str(found.pairs["a", "b"]) == "-"


def test_roles_only_judges_the_best_of_the_roles() -> None:
    scores = Scores.of(("AE", "none", "AM"), [[1, 3, 0], [0, 3, 1], [5, 0, 0]], [0, 2, 1])
    roles = scores.roles_only()
    assert roles is not None
    assert roles.labels == ("AE", "AM")
    assert roles.y.tolist() == roles.best.tolist() == [0, 1]
    np.testing.assert_allclose(roles.probabilities.sum(axis=1), 1)
    assert Scores.of(("a", "b"), [[1, 0]], [0]).roles_only() is None


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    covered = 0
    for seed in range(200):
        values = np.random.default_rng(seed).normal(size=60)
        found = intervals(lambda w, v=values: {"m": w @ v / w.sum(axis=1)}, np.arange(60), resamples=300, seed=seed)
        covered += found["m"].low <= 0 <= found["m"].high
    assert 0.88 <= covered / 200 <= 0.99


def test_rows_of_one_group_are_drawn_together() -> None:
    groups = np.array([0, 0, 1, 2, 2, 2])
    (drawn,) = draws(groups, resamples=50, seed=0)
    assert drawn.shape == (50, 6)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 3:] == drawn[:, 3:4]).all()
    assert (drawn[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_intervals_are_wider_where_rows_of_a_group_are_alike() -> None:
    values = np.repeat(np.random.default_rng(0).normal(size=30), 10)

    def width(groups: np.ndarray) -> float:
        found = intervals(lambda w: {"m": w @ values / w.sum(axis=1)}, groups)["m"]
        return found.high - found.low

    assert width(np.repeat(np.arange(30), 10)) > 2 * width(np.arange(300))


def test_many_rows_are_drawn_in_parts_and_all_of_them() -> None:
    parts = list(draws(np.arange(30_000), resamples=100, seed=0))
    assert len(parts) == 2
    assert sum(len(part) for part in parts) == 100
