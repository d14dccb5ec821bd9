from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import classifier
from classifier.card import model_card
from classifier.corpus import Row
from classifier.errors import ClassifierError
from classifier.model import Model, softmax
from classifier.roles import Role, Titles
from classifier.storage import shipped_model
from classifier.training import fit_calibration, out_of_fold, train


def test_any_labels_can_be_learned(kitchen: Model) -> None:
    assert kitchen.labels == ["cook", "none", "waiter"]
    best = [
        kitchen.predict(t).best for t in ("Boil the soup and fry fish", "Carry plates to the guests", "Our pay is good")
    ]
    assert best == ["cook", "waiter", "none"]


def test_training_is_deterministic_whatever_the_order(kitchen: Model, kitchen_rows: list[Row]) -> None:
    again = train(kitchen_rows)
    assert again.vocabulary == kitchen.vocabulary
    assert again.coefficients.tolist() == kitchen.coefficients.tolist()
    texts = ["Fry fish at the table", "Send the bill"]
    backwards = train(kitchen_rows[::-1], calibration=kitchen.calibration)
    np.testing.assert_allclose(backwards.predict_proba(texts), kitchen.predict_proba(texts), atol=1e-4)


def test_two_labels_work_like_many(kitchen_rows: list[Row]) -> None:
    model = train([row for row in kitchen_rows if row.label != "none"])
    assert model.predict_proba(["Fry the fish"])[0, 0] > 0.5
    texts = ["Fry fish", "Lay the table", ""]
    np.testing.assert_allclose(model.to_pipeline().predict_proba(texts), model.predict_proba(texts), atol=1e-9)


def test_whole_postings_and_sentences_mix(kitchen_rows: list[Row]) -> None:
    whole = [
        Row("\n".join(r.text for r in kitchen_rows if r.label == label), label, group=f"{label}-{i}")
        for label in ("cook", "waiter", "none")
        for i in range(3)
    ]
    model = train(kitchen_rows + whole)
    assert "9 whole postings" in model.calibration.source
    assert model.facts["postings"] == 9


def test_out_of_fold_predicts_every_row_without_its_group(kitchen_rows: list[Row]) -> None:
    logits, y = out_of_fold(kitchen_rows)
    assert logits.shape == (18, 3)
    assert np.abs(logits).sum(axis=1).min() > 0
    assert (logits.argmax(axis=1) == y).mean() > 0.4


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_calibration_finds_the_temperature_and_biases_that_made_the_labels(balance: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(6000, 3)) * 2
    chances = softmax(logits / 2.0 + np.array([0.6, 0.0, -0.6]))
    y = np.array([rng.choice(3, p=row) for row in chances])
    fitted = fit_calibration(logits, y, source="simulated", strength=0.0, balance=balance)
    assert fitted.temperature == pytest.approx(2.0, rel=0.1)
    # Rare labels weigh more when fitting, which moves the biases towards equal shares.
    shares = np.bincount(y) / len(y)
    expected = np.array([0.6, 0.0, -0.6]) - balance * np.log(shares)
    np.testing.assert_allclose(fitted.biases, expected - expected.mean(), atol=0.15)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([Row("a b", "x", group=str(i)) for i in range(9)], "corpus-labels"),
        ([Row("a b", "x", group="1")] * 9 + [Row("c d", "y", group="2")], "corpus-small"),
        ([Row("a b", "x", group="1")] * 9 + [Row("c d", "y", group="1")] * 9, "corpus-groups"),
        ([Row("a b", "x", group="1")] * 9 + [Row("c d", "y", group="2")] * 9, "corpus-groups"),
        ([Row(f"a{i}", "xy"[i % 2], group=str(i)) for i in range(20)], "corpus-small"),
    ],
)
def test_corpora_that_teach_nothing_are_refused(rows: list[Row], code: str) -> None:
    with pytest.raises(ClassifierError) as caught:
        train(rows)
    assert caught.value.code == code


def test_train_is_public() -> None:
    assert classifier.train is train


def test_labels_that_differ_only_in_case_or_blanks_are_one_error() -> None:
    rows = [Row(f"a{i} b", label, group=str(i)) for i, label in enumerate(["Nurse", "nurse ", "cook"] * 9)]
    with pytest.raises(
        ClassifierError, match="the labels 'Nurse' and 'nurse ' differ only in case or blanks"
    ) as caught:
        train(rows)
    assert caught.value.code == "label-spelling"


def test_a_label_that_can_not_be_held_out_is_named() -> None:
    rows = [Row("a b", "x", group=str(i)) for i in range(9)] + [Row("c d", "lonely", group="2")] * 9
    with pytest.raises(ClassifierError, match="the label lonely has rows in 1 group, too few to hold one out"):
        train(rows)


def test_small_labels_are_named_without_python() -> None:
    rows = [Row("a b", "x", group=str(i)) for i in range(9)] + [Row("c d", "tiny", group="2")] * 2
    with pytest.raises(ClassifierError, match=r"each label needs at least 5 rows: tiny has 2$"):
        train(rows)


def test_roles_that_lack_none_are_told_how_to_add_it(kitchen_rows: list[Row]) -> None:
    titles = Titles((Role("cook", "cook"), Role("waiter", "waiter")))
    with pytest.raises(ClassifierError, match=r'add {"label": "none"} to the roles'):
        train(kitchen_rows, titles=titles)


def test_the_card_of_ones_own_model_claims_only_what_is_known(kitchen: Model) -> None:
    card = model_card(kitchen)
    for claim in ("license:", "language:", "titles are masked", "clients", "job-postings", "set by hand"):
        assert claim not in card
    assert "It reads texts as they are; no title is masked." in card
    assert "Source: the program's defaults, fitted to nothing" in card
    given = model_card(kitchen, language="fr", licence="cc0-1.0")
    assert given.startswith("---\nlanguage: fr\nlicense: cc0-1.0\nlibrary_name: ")
    titled = Titles((Role("cook", "Cook", ("head cook",)), *kitchen.titles.roles[1:]))
    assert "titles are masked before it reads" in model_card(replace(kitchen, titles=titled))


def test_the_shipped_card_is_written_by_the_program(shipped: Model) -> None:
    card = (shipped_model() / "README.md").read_text(encoding="utf8")
    ours = model_card(shipped, language="en", licence="mit")
    lines = [line for line in ours.splitlines() if "Settings: " not in line]  # their order is that of the file
    assert [line for line in card.splitlines() if "Settings: " not in line][: len(lines)] == lines
