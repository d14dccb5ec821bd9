from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus import Row
from classifier.errors import ClassifierError
from classifier.evaluation.calibrate import calibrate
from classifier.evaluation.card import HEADING, with_calibration
from classifier.evaluation.comparison import BETTER, UNCLEAR, WORSE, compare
from classifier.evaluation.evaluate import evaluate
from classifier.evaluation.faithfulness import faithfulness, strongest, without
from classifier.evaluation.scores import Scores, score_rows
from classifier.model import Calibration, Model
from classifier.roles import ACCOUNT_ROLES
from classifier.text import read


def test_scores_are_the_model_s_own_probabilities(kitchen: Model, kitchen_rows: list[Row]) -> None:
    texts = [row.text for row in kitchen_rows]
    groups = [row.group for row in kitchen_rows]
    scores = score_rows(kitchen, kitchen_rows, groups)
    np.testing.assert_allclose(scores.probabilities, kitchen.predict_proba(texts))
    assert scores.doubts[0] == "too little evidence"
    turned = score_rows(kitchen, kitchen_rows, groups, labels=kitchen.labels[::-1])
    np.testing.assert_allclose(turned.probabilities[:, ::-1], scores.probabilities)


def test_uncalibrated_scores_take_the_calibration_again(kitchen: Model, kitchen_rows: list[Row]) -> None:
    groups = [row.group for row in kitchen_rows]
    shifted = replace(kitchen, calibration=Calibration(0.5, (1.0, 0.0, -1.0)))
    raw = score_rows(shifted, kitchen_rows, groups, calibrated=False)
    ours = raw.calibrated(shifted.calibration).probabilities
    np.testing.assert_allclose(ours, score_rows(shifted, kitchen_rows, groups).probabilities)
    plain = replace(kitchen, calibration=Calibration(1.0, (0.0, 0.0, 0.0)))
    np.testing.assert_allclose(raw.probabilities, score_rows(plain, kitchen_rows, groups).probabilities)


def test_evaluation_is_deterministic_and_plain_json(kitchen: Model, kitchen_rows: list[Row]) -> None:
    rows = [*kitchen_rows, Row("x", ""), Row("x", "chef")]
    found = evaluate(kitchen, rows, resamples=50).to_dict()
    assert found == evaluate(kitchen, rows, resamples=50).to_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["rows"] == {"used": 18, "groups": 18, "unlabelled": 1, "unknown_labels": {"chef": 1}, "empty": 0}
    assert found["all"]["rows"] == 18
    assert found["roles_only"]["rows"] == 12
    assert sum(map(sum, found["all"]["confusion"])) == 18
    assert sum(one["rows"] for one in found["all"]["reliability"]) == 18
    assert [one["coverage"] for one in found["all"]["risk_coverage"]][::10] == [1.0, 0.5]
    assert sum(found["all"]["abstentions"]["reasons"].values()) == 18 - found["all"]["abstentions"]["answered"]


def test_rows_a_model_was_fitted_to_are_noted(kitchen: Model, kitchen_rows: list[Row]) -> None:
    assert evaluate(kitchen, kitchen_rows, resamples=10).notes == ("model was trained on these very rows",)
    lenient = replace(kitchen, thresholds=replace(kitchen.thresholds, terms=0, known=0.0))
    found = calibrate(lenient, kitchen_rows[1:] * 3, risk=0.3, name="mine", resamples=10)
    assert found.model.name == "mine"
    (note,) = evaluate(found.model, kitchen_rows[1:] * 3, resamples=10).notes
    assert note.startswith("mine was calibrated on these very rows")
    assert evaluate(found.model, kitchen_rows[1:] * 3, resamples=10, calibrate_by_group=True).notes == ()


def test_calibrating_changes_calibration_and_threshold_alone(kitchen: Model, kitchen_rows: list[Row]) -> None:
    lenient = replace(kitchen, thresholds=replace(kitchen.thresholds, terms=1, known=0.0))
    rows = [*kitchen_rows * 3, Row("x", "")]
    found = calibrate(lenient, rows, risk=0.4, resamples=20)
    assert found.model.coefficients is lenient.coefficients
    assert found.model.thresholds.terms == 1
    assert 0 < found.coverage <= 1
    assert "fitted to 54 labelled postings of 18 groups (cook 18, none 18, waiter 18)" in found.model.calibration.source
    assert f"{found.coverage:.1%} of them were answered" in found.model.thresholds.source
    card = with_calibration("# model\n\nWords.\n", found)
    assert card.startswith("# model\n\nWords.\n")
    assert with_calibration(card, found) == card
    assert card.count(HEADING) == 1


def test_models_of_different_labels_are_not_compared(kitchen: Model, shipped: Model, kitchen_rows: list[Row]) -> None:
    with pytest.raises(ClassifierError) as caught:
        evaluate(kitchen, kitchen_rows, against=shipped)
    assert caught.value.code == "models-differ"


def test_a_model_against_itself_shows_no_difference(kitchen: Model, kitchen_rows: list[Row]) -> None:
    found = evaluate(kitchen, kitchen_rows, against=kitchen, explain=False, resamples=50).comparison
    assert found is not None
    assert found.verdict.startswith("no clear difference: accuracy +0.0 points")
    assert {d.verdict for d in found.differences} == {UNCLEAR}
    assert found.changed == 0


def test_comparison_says_better_worse_and_mixed() -> None:
    y = [0, 1] * 60
    good = Scores.of(("a", "b"), [[1, 0], [0, 1]] * 60, y)
    poor = Scores.of(("a", "b"), [[1, 0]] * 60 + [[0, 1]] * 60, y)
    found = compare(good, poor, {"name": "poor"}, resamples=200)
    assert found.verdict.startswith("better: accuracy +50.0 points")
    assert {d.verdict for d in found.differences} == {BETTER, UNCLEAR}  # small samples settle no ECE
    assert (found.changed, found.gained, found.lost) == (60, 60, 0)
    back = compare(poor, good, {"name": "good"}, resamples=200)
    assert back.verdict.startswith("worse")
    assert {d.verdict for d in back.differences} == {WORSE, UNCLEAR}
    # Nearly all rows are of one label: saying it always is right more often and finds the other never.
    y = [0] * 90 + [1] * 10
    always = Scores.of(("a", "b"), [[1, 0]] * 100, y)
    finds = Scores.of(("a", "b"), [[1, 0]] * 60 + [[0, 1]] * 40, y)
    assert compare(always, finds, {"name": "finds"}, resamples=200).verdict.startswith("mixed")


def test_phrases_of_the_example_are_faithful(shipped: Model, posting: str) -> None:
    found = faithfulness(shipped, [posting, "too short"], ["a", "b"], resamples=20)
    assert found is not None
    assert found.rows == 1
    assert found.comprehensiveness["phrases"].value > 5 * abs(found.comprehensiveness["random"].value)
    assert found.sufficiency["phrases"].value < found.sufficiency["random"].value
    assert found.times_random.value > 5
    assert faithfulness(shipped, ["too short"], ["a"]) is None


def test_strongest_words_are_no_title_and_speak_for_the_role(shipped: Model, posting: str) -> None:
    reading, prediction = read(posting, shipped.titles), shipped.predict(posting)
    words = strongest(prediction, reading, 12)
    assert len(set(words)) == 12
    for i in words:
        assert not reading.masked[i]
        start, end = reading.spans[i]
        assert any(p.weight > 0 and p.start <= start and end <= p.end for p in prediction.phrases)


@given(st.text(max_size=80) | st.sampled_from(["clientCreates", "The U.S. team. We, e.g. sell", "ﬁnd. Ab"]), st.data())
def test_a_removed_word_leaves_the_others_as_they_are(text: str, data: st.DataObject) -> None:
    reading = read(text, ACCOUNT_ROLES)
    if not reading.words or any(reading.masked):
        return
    removed = data.draw(st.sets(st.integers(0, len(reading.words) - 1)))
    after = read(without(reading, removed), ACCOUNT_ROLES)
    kept = [word for i, word in enumerate(reading.words) if i not in removed]
    if len(set(reading.spans)) == len(reading.spans):
        assert [word for word in after.words if "\ua66e" not in word] == [w for w in kept if "\ua66e" not in w]
