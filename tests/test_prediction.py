from __future__ import annotations

import pytest

from classifier.prediction import Prediction, Sentence

NAMES = {"AE": "Account Executive", "AM": "Account Manager", "none": "none of these"}
DUTIES = {"AE": "new-business", "AM": "", "none": ""}


def made(best: str, shares: dict[str, float], *, abstained: bool = False) -> Prediction:
    return Prediction(
        "text", dict.fromkeys(NAMES, 1 / 3), NAMES, best, "none", abstained, "why" if abstained else None, 1.0, 0.0,
        sentences=[Sentence(0, 1, label, weight) for label, weight in shares.items()], duties=DUTIES,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("best", "shares", "verdict"),
    [
        ("AM", {"AM": 0.5, "AE": 0.3, "none": 0.2}, "mostly Account Manager, with new-business duties"),
        ("AE", {"AM": 0.4, "AE": 0.6}, "mostly Account Executive, with Account Manager duties"),
        ("AM", {"AM": 0.8, "AE": 0.1, "none": 0.1}, "Account Manager"),
        ("AM", {"AM": 0.4, "none": 0.6}, "Account Manager"),
        ("none", {"AM": 0.5, "AE": 0.5}, "none of these roles"),
        ("AM", {}, "Account Manager"),
    ],
)
def test_a_clear_mix_is_said_in_words(best: str, shares: dict[str, float], verdict: str) -> None:
    assert made(best, shares).verdict == verdict


def test_an_abstention_says_why() -> None:
    prediction = made("AM", {"AM": 1.0}, abstained=True)
    assert (prediction.role, prediction.verdict) == (None, "no answer: why")
