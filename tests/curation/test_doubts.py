from __future__ import annotations

from dataclasses import replace

import pytest

from classifier.corpus import Row, scan_corpus
from classifier.curation.doubts import SILENT, find_doubts
from classifier.roles import ACCOUNT_ROLES
from tests.conftest import DATA


@pytest.fixture(scope="module")
def sound() -> list[Row]:
    return [row for row in scan_corpus(DATA / "faulty.csv")[0] if row.source == "sound"]


def test_a_wrong_label_is_doubted_and_the_right_one_named(sound: list[Row]) -> None:
    wrong = [replace(row, label="AM") if i == 1 else row for i, row in enumerate(sound)]
    doubts = find_doubts(wrong, ACCOUNT_ROLES)
    assert [(doubt.row, doubt.own, doubt.other) for doubt in doubts] == [(1, "AM", "AE")]
    assert doubts[0].odds >= 20
    assert find_doubts(sound, ACCOUNT_ROLES) == []


def test_rows_that_say_nothing_are_a_class_of_their_own(sound: list[Row]) -> None:
    silent = [
        Row(f"Our {perk} {thing} for all staff", "none", kind="other", group=f"silent/{perk}")
        for perk in ("generous", "yearly", "flexible", "private", "paid")
        for thing in ("pension", "bonus", "holiday", "insurance")
    ]
    slip = replace(sound[1], label="none", kind="other")
    doubts = find_doubts([*sound, *silent, slip], ACCOUNT_ROLES)
    assert [(doubt.own, doubt.other) for doubt in doubts] == [(SILENT, "AE")]
    # Another job's duty among them is no doubt: neither speaks for a role.
    cook = replace(sound[-1], label="none", kind="other")
    assert find_doubts([*sound, *silent, cook], ACCOUNT_ROLES) == []


def test_too_little_to_hold_out_gives_no_doubt() -> None:
    assert find_doubts([], ACCOUNT_ROLES) == []
    assert find_doubts([Row("sell", "AE", group=str(i)) for i in range(9)], ACCOUNT_ROLES) == []
