from __future__ import annotations

import dataclasses
import json
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import classifier
from classifier.kernel import Scorer
from classifier.model import Model
from classifier.roles import ACCOUNT_ROLES, MODIFIERS, Role, Titles
from tests.conftest import SHARED

pytest.importorskip("numba")

PIECES = [
    *"account Account ACCOUNT executive Executive manager Managers director AE AEs AM ae acct exec the will is".split(),
    *"for looking a as title or s 's II I 9 ٣ x sales key renew clients team budget close deals".split(),
    *"internationalisation representatives accountsCreates dealsClose abcDe youTo PowerPoint farCoFoundedIts".split(),
    *"é É ﬁnd Σ ΟΔΟΣ İ ß ẞ ㎏ ½ \u0301 \u200b \u00ad Ж ж 마케팅 𝐀𝐄 ＡＭ Ⱥ \ufdfa \ud800 \x00 _".split(),
    *MODIFIERS[:12],
]
GAPS = [
    *[" "] * 6, *"\n . ! ? / - – • & ( ) : ’ ' ... … ; [ ] | + € ._ \t".split(" "),
    "", ". ", ".) ", '." ', " / ", ", ", "\r\n", "\u2028", "\u00a0",
]  # fmt: skip
TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from(PIECES) | st.sampled_from(GAPS) | st.sampled_from(GAPS), max_size=60
).map("".join)


@cache
def scorer() -> Scorer:
    return Scorer(classifier.load())


@cache
def titled() -> Scorer:
    """A model whose titles are odd: lower-case abbreviations, other scripts, three words, no label."""
    roles = (
        Role("AE", "x", ("account executive", "ae", "AM", "executive", "key account executive", "Ж")),
        Role("", "unnamed", ("account director", "AE")),
        Role("AD", "y", ("Account Manager", "été", "ΟΔΟΣ", "looking for", "is")),
        Role("none", "z", ("sales manager", "ACCOUNT")),
    )
    return Scorer(dataclasses.replace(classifier.load(), titles=Titles(roles)))


def check(scorer: Scorer, texts: list[str]) -> None:
    """The law: what is compiled says what the model says."""
    scores = scorer.score_texts(texts)
    model = scorer.model
    np.testing.assert_allclose(scores.probabilities, model.predict_proba(texts), rtol=0, atol=1e-9)
    assert np.all(np.abs(scores.probabilities.sum(axis=1) - 1) < 1e-9)
    for i, text in enumerate(texts):
        prediction = model.predict(text)
        chances = list(prediction.probabilities.values())
        assert chances[scores.best[i]] == pytest.approx(prediction.confidence, abs=1e-9)
        if abs(prediction.confidence - model.thresholds.confidence) > 1e-9:
            assert scores.abstained[i] == prediction.abstained
        title = prediction.stated_title
        assert scores.titles[i] == (title.text if title else None)
        assert scores.title_roles[i] == (model.labels.index(title.role) if title else -1)


@given(st.lists(TEXTS, max_size=6))
@example([""])
@example(["\ud800 lone", "ΟΔΟΣ Account Manager", "Account Manager\nx", "Account Manager.\nx"])
@example(["the Account Executive will sell", "looking for a talented Account Manager", "٣ AM", "9 AM", "9AM AM"])
def test_kernel_agrees_with_the_model_on_any_text(texts: list[str]) -> None:
    check(scorer(), texts)


@given(st.lists(TEXTS, max_size=4))
def test_kernel_agrees_whatever_the_titles(texts: list[str]) -> None:
    check(titled(), texts)


@pytest.mark.slow
@settings(max_examples=5000)
@given(st.lists(TEXTS, max_size=6))
def test_kernel_agrees_with_the_model_on_very_many_texts(texts: list[str]) -> None:
    check(scorer(), texts)
    check(titled(), texts)


def test_kernel_reads_every_character_as_python_does(kitchen: Model) -> None:
    codes = [chr(code) for code in range(0x110000)]
    texts = ["the soup " + " soup ".join(codes[i : i + 4096]) + "soup. The soup" for i in range(0, 0x110000, 4096)]
    quick = texts[:24:3] + texts[250:]
    fast = Scorer(kitchen)
    np.testing.assert_allclose(
        fast.score_texts(quick).probabilities,
        Scorer(kitchen, compiled=False).score_texts(quick).probabilities,
        atol=1e-9,
    )


def test_kernel_agrees_on_development_postings() -> None:
    folder = SHARED / "postings"
    if not folder.exists():
        pytest.skip("the development postings aren't here")
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines]
    scores = scorer().score_texts(texts)
    assert scores.by_hand <= 0.01 * len(texts)
    np.testing.assert_allclose(scores.probabilities, scorer().model.predict_proba(texts), rtol=0, atol=1e-9)
    check(scorer(), texts[::9])


def test_python_path_gives_the_same_where_numba_is_missing(posting: str) -> None:
    texts = [posting, "", "Account Manager", "Σ", posting.upper(), "Renew their contracts. " * 9]
    slow, fast = Scorer(scorer().model, compiled=False).score_texts(texts), scorer().score_texts(texts)
    np.testing.assert_allclose(slow.probabilities, fast.probabilities, atol=1e-9)
    assert (slow.titles, slow.abstained.tolist()) == (fast.titles, fast.abstained.tolist())


@pytest.mark.parametrize("n_labels", [2, 3, 5])
def test_kernel_takes_any_number_of_labels(n_labels: int) -> None:
    rows = [
        classifier.corpus.Row(f"{word} the {noun}", f"label{i}", group=word + noun)
        for i in range(n_labels)
        for word in (f"do{i}", f"make{i}")
        for noun in ("soup", "bread", "counterrevolutionaries")
    ]
    check(Scorer(classifier.train(rows)), ["do1 the soup", "make0 the counterrevolutionaries", ""])


def test_kernel_abstains_below_another_confidence(posting: str) -> None:
    assert scorer().score_texts([posting], min_confidence=1.0).abstained[0]
    assert ACCOUNT_ROLES.names["AE"]
