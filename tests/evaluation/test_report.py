from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support

from classifier.corpus import Row
from classifier.evaluation import metrics
from classifier.evaluation.evaluate import evaluate
from classifier.evaluation.report import Report, report, risk_curve
from classifier.evaluation.scores import Scores
from classifier.model import Model, Thresholds


@pytest.fixture(scope="module")
def found(kitchen: Model, kitchen_rows: list[Row]) -> Report:
    lenient = replace(kitchen, thresholds=Thresholds(confidence=0.4, terms=1, known=0.0))
    turned = {"cook": "waiter", "waiter": "cook", "none": "none"}
    rows = [replace(row, label=turned[row.label]) if i % 3 == 0 else row for i, row in enumerate(kitchen_rows)]
    return report(lenient, evaluate(lenient, rows, resamples=20, explain=False), mistakes=2)


def test_precision_and_recall_are_scikit_learns(found: Report) -> None:
    scores = found.evaluation.scores
    precision, recall, _, _ = precision_recall_fscore_support(scores.y, scores.best, labels=range(3), zero_division=0)
    for i, label in enumerate(scores.labels):
        assert found.precision[label].value == pytest.approx(precision[i])
        assert found.recall[label].value == pytest.approx(recall[i])
        assert found.recall[label].low <= found.recall[label].value <= found.recall[label].high


def test_a_part_of_no_weight_has_no_share() -> None:
    scores = Scores.of(("AE", "AM"), [[2, 0], [0, 2]], [0, 0])
    found = metrics.right_within(scores, np.ones((1, 2)), {"AM": scores.y == 1})
    assert np.isnan(found["AM"]).all()


def test_bins_are_those_of_the_figures(found: Report) -> None:
    reliability = found.evaluation.every.reliability
    assert [interval.value for interval in found.bins] == pytest.approx([one.accuracy for one in reliability])


def test_the_surest_mistakes_are_kept_and_the_others_counted(found: Report) -> None:
    scores = found.evaluation.scores
    wrong = np.flatnonzero(~scores.right)
    assert found.wrong == len(wrong) > 2
    assert (len(found.mistakes), found.left_out) == (2, len(wrong) - 2)
    assert [one.confidence for one in found.mistakes] == sorted(scores.confidence[wrong].tolist(), reverse=True)[:2]
    for one in found.mistakes:
        assert one.row.label != one.predicted == one.prediction.best


def test_mistakes_with_an_answer_come_first(kitchen: Model, kitchen_rows: list[Row]) -> None:
    long = " ".join(row.text for row in kitchen_rows if row.label == "cook")
    rows = [Row("Bake bread.", "waiter"), Row(long, "waiter")]
    found = report(kitchen, evaluate(kitchen, rows, resamples=10, explain=False))
    assert [one.row.text for one in found.mistakes] == [long, "Bake bread."]


def test_the_json_of_an_evaluation_holds_no_more_than_before(found: Report) -> None:
    assert list(found.evaluation.to_dict()) == [
        "model", "rows", "calibration", "all", "roles_only", "faithfulness", "against", "notes", "bootstrap"
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_the_curve_is_what_each_least_confidence_gives(rows: list[tuple[int, bool, bool]]) -> None:
    scores = Scores.of(("AE", "AM"), [[one, 0.0] for one, _, _ in rows], [int(wrong) for _, wrong, _ in rows])
    scores = replace(scores, doubts=np.array(["short" if doubt else "" for _, _, doubt in rows]))
    n, curve = len(rows), risk_curve(scores)
    assert curve[-1].coverage == 1
    assert curve[-1].risk == pytest.approx(1 - scores.right.mean())
    for point in curve:
        taken = (scores.doubts == "") & (scores.confidence >= point.confidence)
        if round(point.coverage * n) <= (scores.doubts == "").sum():
            assert taken.sum() == round(point.coverage * n)
            assert point.risk == pytest.approx(1 - scores.right[taken].mean())


def test_a_long_curve_has_two_hundred_points() -> None:
    rng = np.random.default_rng(0)
    scores = Scores.of(("AE", "AM"), rng.normal(size=(5000, 2)), rng.integers(0, 2, 5000).tolist())
    curve = risk_curve(scores)
    assert len(curve) == 200
    assert curve[0].coverage == 20 / 5000
    assert curve[-1].coverage == 1
