from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.explanation import phrases, word_evidence
from classifier.roles import ACCOUNT_ROLES
from classifier.text import read


def found(text: str, margins: list[float]) -> list[tuple[str, float]]:
    result = phrases(read(text, ACCOUNT_ROLES), np.array(margins), np.array(margins), "AE", "AM")
    return [(p.text, round(p.weight, 6)) for p in sorted(result, key=lambda p: p.start)]


def test_neighbouring_support_merges_over_weak_words() -> None:
    assert found("win the new deals", [1, -0.1, 0, 2]) == [("win the new deals", 2.9)]


def test_strong_opposition_stands_alone() -> None:
    assert found("win renewals often", [1, -3, 1]) == [("win", 1), ("renewals", -3), ("often", 1)]


def test_phrases_do_not_cross_sentences_and_silent_words_are_in_none() -> None:
    assert found("win. Sell the thing", [1, 1, 0, 0]) == [("win", 1), ("Sell", 1)]


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40))
def test_phrases_partition_the_margin(margins: list[float]) -> None:
    result = phrases(read("word " * len(margins), ACCOUNT_ROLES), np.array(margins), np.ones(len(margins)), "AE", "AM")
    assert sum(p.weight for p in result) == pytest.approx(sum(margins), abs=1e-9)


def test_word_evidence_splits_a_pair_between_its_words() -> None:
    evidence = word_evidence(3, np.array([0, 1]), np.array([1, 1]), np.array([[2.0], [6.0]]))
    assert evidence.tolist() == [[1.0], [7.0], [0.0]]


def test_only_phrases_with_support_of_their_own_are_highlighted() -> None:
    text = "Win deals. Equal opportunity. " + "Filler words stand here. " * 9
    reading = read(text, ACCOUNT_ROLES)
    margins, support = np.zeros(len(reading.words)), np.zeros(len(reading.words))
    margins[:4], support[:2] = 1.0, 1.0
    result = phrases(reading, margins, support, "AE", "none")
    assert [p.text for p in result if p.highlighted] == ["Win deals"]
    assert {p.text for p in result} == {"Win deals", "Equal opportunity"}


def test_none_highlights_nothing() -> None:
    reading = read("Write code. " + "And more. " * 20, ACCOUNT_ROLES)
    ones = np.ones(len(reading.words))
    assert not any(p.highlighted for p in phrases(reading, ones, ones, "none", "AE"))


def test_a_short_text_shows_its_strongest_phrase() -> None:
    assert [
        p.text for p in phrases(read("Win deals.", ACCOUNT_ROLES), np.ones(2), np.ones(2), "AE", "AM") if p.highlighted
    ] == ["Win deals"]
