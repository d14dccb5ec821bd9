from __future__ import annotations

import json
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import classifier
from classifier.model import Model
from classifier.prediction import Prediction
from tests.conftest import SHARED

WORDS = (
    "sell renew clients team budget strategy quota close deals and the of coach python payroll account manager".split()
)
TEXTS = (
    st.text(max_size=300)
    | st.lists(st.sampled_from([*WORDS, ".", "\n", "•", "Account Executive", "é", "\u0301"])).map(" ".join)
    | st.binary(max_size=200).map(lambda b: b.decode("latin-1"))
)


@cache
def shipped_model() -> Model:
    return classifier.load()


def check(prediction: Prediction) -> None:
    """The laws that hold for every prediction."""
    text = prediction.text
    assert sum(prediction.probabilities.values()) == pytest.approx(1)
    assert sum(p.weight for p in prediction.phrases) + prediction.constant == pytest.approx(prediction.margin, abs=1e-9)
    assert prediction.margin >= 0
    for phrase in prediction.phrases:
        assert text[phrase.start : phrase.end] == phrase.text
        assert phrase.text
        assert phrase.label == (prediction.best if phrase.weight > 0 else prediction.runner_up)
    ordered = sorted(prediction.phrases, key=lambda p: p.start)
    assert all(a.end <= b.start for a, b in pairwise(ordered))
    assert sum(p.end - p.start for p in prediction.deciding) <= 0.25 * len(text) or len(prediction.deciding) == 1
    if prediction.sentences:
        assert sum(s.weight for s in prediction.sentences) == pytest.approx(1)
        assert sum(prediction.shares.values()) == pytest.approx(1)
    assert json.loads(json.dumps(prediction.to_dict())) == prediction.to_dict()


@given(TEXTS)
@example("")
@example("\ud800")
@example("ﬁnd ﬁnd clients")
def test_predict_keeps_its_laws_on_any_text(text: str) -> None:
    check(shipped_model().predict(text))


def test_predict_keeps_its_laws_on_development_postings(shipped: Model) -> None:
    path = SHARED / "postings" / "accounts.jsonl"
    if not path.exists():
        pytest.skip("the development postings aren't here")
    for line in path.read_text(encoding="utf8").splitlines()[::7]:
        check(shipped.predict(json.loads(line)["text"]))


def test_predict_proba_agrees_with_predict_and_with_the_pipeline(shipped: Model, posting: str) -> None:
    texts = [posting, "", "Renew contracts", "Coach the team. " * 9, "zzz qqq"]
    ours = shipped.predict_proba(texts)
    assert ours.shape == (5, 4)
    np.testing.assert_allclose(shipped.to_pipeline().predict_proba(texts), ours, atol=1e-9)
    for text, row in zip(texts, ours, strict=True):
        assert list(shipped.predict(text).probabilities.values()) == pytest.approx(list(row))
    assert shipped.predict_proba([]).shape == (0, 4)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_pipeline_agrees_on_any_text(texts: list[str]) -> None:
    pipeline = shipped_model().to_pipeline()
    np.testing.assert_allclose(pipeline.predict_proba(texts), shipped_model().predict_proba(texts), atol=1e-9)


def test_the_example_is_read_by_its_duties(shipped: Model, posting: str) -> None:
    prediction = shipped.predict(posting)
    assert prediction.role == "AE"
    assert prediction.stated_title is not None
    assert (prediction.stated_title.role, prediction.stated_title.agrees) == ("AM", False)
    assert any("new business" in p.text for p in prediction.deciding)
    assert not any("background" in p.text or "pension" in p.text for p in prediction.deciding)


def test_the_title_decides_nothing(shipped: Model, posting: str) -> None:
    own = shipped.predict_proba([posting])
    for title in ("Account Executive", "Group Account Director", "Waiter and Account Managers"):
        swapped = posting.replace("Account Manager", title, 1)
        np.testing.assert_allclose(shipped.predict_proba([swapped]), own, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no words"),
        (" \n\t", "no words"),
        ("Sales", "too short"),
        (
            "Wir suchen eine Kollegin, die unsere Kundschaft in Bayern betreut und neue Aufträge gewinnt. " * 5,
            "unknown",
        ),
        ("qwx zzkr pfft", "unknown"),
    ],
)
def test_predict_abstains_with_a_reason(shipped: Model, text: str, reason: str) -> None:
    prediction = shipped.predict(text)
    assert prediction.abstained
    assert prediction.role is None
    assert prediction.best in shipped.labels
    assert reason in str(prediction.reason)


def test_min_confidence_overrides_the_threshold(shipped: Model, posting: str) -> None:
    assert "not sure enough" in str(shipped.predict(posting, min_confidence=1.0).reason)
    assert shipped.predict(posting, min_confidence=0.0).role == "AE"


def test_less_confidence_than_is_asked_for_is_never_shown_as_as_much(shipped: Model, posting: str) -> None:
    assert shipped.predict(posting).confidence > 0.9995
    reason = shipped.predict(posting, min_confidence=1.0).reason
    assert reason == "not sure enough: 99.9%, where 100% is asked for"


@pytest.mark.parametrize("given", [None, 5, b"Sell", ["Sell"]])
def test_what_is_no_text_is_refused_in_a_sentence(shipped: Model, given: object) -> None:
    for call in (shipped.predict, shipped.logits, lambda text: shipped.predict_proba(["Sell", text])):
        with pytest.raises(TypeError, match=f"a posting is a str, not {type(given).__name__}"):
            call(given)


@pytest.mark.parametrize("given", ["one posting", b"one posting", None, 5])
def test_one_posting_is_not_taken_for_a_list_of_its_characters(shipped: Model, given: object) -> None:
    with pytest.raises(TypeError, match="predict_proba takes a list of texts, not"):
        shipped.predict_proba(given)


def test_a_model_is_shown_in_a_line(shipped: Model) -> None:
    assert repr(shipped).startswith(f"<Model 'ae-am-ad', version '{shipped.version}': ['AE', 'AM', 'AD', 'none'], ")
    assert repr(shipped).endswith(f" {len(shipped.vocabulary):,} terms>")


def test_the_package_lists_what_it_offers() -> None:
    assert set(classifier.__all__) <= set(dir(classifier))
