from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import classifier
from classifier.corpus import Row
from classifier.errors import ClassifierError
from classifier.evaluation.retrained import check_same_labels, compare_held_out, learned_from
from classifier.model import Model
from classifier.training import out_of_fold


@pytest.fixture(scope="module")
def more(kitchen_rows: list[Row]) -> list[Row]:
    return [Row(f"{row.text} And once more.", row.label, group=f"more {row.group}") for row in kitchen_rows]


def test_the_parts_that_an_old_model_knows_are_found(kitchen: Model, kitchen_rows: list[Row], more: list[Row]) -> None:
    half, rest = kitchen_rows[::2], kitchen_rows[1::2]
    assert learned_from(kitchen, [more, kitchen_rows]) == {1}
    assert learned_from(kitchen, [half, more, rest]) == {0, 2}
    assert learned_from(kitchen, [half, rest]) == {0, 1}
    assert learned_from(kitchen, [half, more]) is None
    assert learned_from(replace(kitchen, facts={}), [kitchen_rows]) is None


def test_the_new_model_is_judged_by_rows_it_was_not_trained_on(
    kitchen: Model, kitchen_rows: list[Row], more: list[Row]
) -> None:
    model = classifier.train([*kitchen_rows, *more])
    found = compare_held_out(model, kitchen, [kitchen_rows, more], resamples=50)
    assert found.fair
    assert found.rows == len(more)
    logits, y = out_of_fold([*kitchen_rows, *more])
    best = (logits / model.calibration.temperature + np.array(model.calibration.biases)).argmax(axis=1)
    accuracy = next(d for d in found.comparison.differences if d.name == "accuracy")
    assert accuracy.other + accuracy.difference.value == pytest.approx((best == y)[len(kitchen_rows) :].mean())


def test_an_old_model_that_may_know_the_rows_gives_no_fair_verdict(kitchen: Model, more: list[Row]) -> None:
    found = compare_held_out(classifier.train(more), kitchen, [more], resamples=50)
    assert not found.fair
    assert found.rows == len(more)


def test_models_of_other_labels_are_refused(kitchen: Model) -> None:
    check_same_labels(kitchen, ["waiter", "cook", "none", "cook"])
    with pytest.raises(ClassifierError) as caught:
        check_same_labels(kitchen, ["waiter", "cook"])
    assert caught.value.code == "models-differ"
