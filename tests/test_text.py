from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifier.roles import ACCOUNT_ROLES
from classifier.text import fold, read

ANY = st.text() | st.text(alphabet=st.sampled_from("aB .\n'’•éſﬁ\u0301\u200bAEM1½İß/-"))


def words(text: str) -> list[str]:
    reading = read(text, ACCOUNT_ROLES)
    return [w for w, hidden in zip(reading.words, reading.masked, strict=True) if not hidden]


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in read(text, ACCOUNT_ROLES).sentences]


@given(ANY)
@example("\ud800 lone")
@example("ﬁt re\u0301sume\u0301")
def test_fold_maps_every_character_back(text: str) -> None:
    folded, origin = fold(text)
    places = list(range(len(text))) if origin is None else origin
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert all(0 <= p < len(text) for p in places)


@given(ANY)
@example("Manager, Account Executive's\nAE's Account Manager or Director")
def test_read_never_fails_and_spans_hold_their_words(text: str) -> None:
    reading = read(text, ACCOUNT_ROLES)
    assert len(reading.words) == len(reading.spans) == len(reading.sentence_of) == len(reading.masked)
    end = 0
    for word, (a, b), number in zip(reading.words, reading.spans, reading.sentence_of, strict=True):
        assert end <= a < b <= len(text) or (a < b and text[a:b] in "ﬁ½")
        end = max(end, a)
        assert fold(text[a:b])[0].lower() == word or len(fold(text[a:b])[0]) >= len(word)
        low, high = reading.sentences[number]
        assert low <= a
        assert b <= high
    for term, first, last in reading.terms():
        assert term == " ".join(reading.words[first : last + 1])


def test_read_folds_accents_width_quotes_and_ligatures() -> None:
    assert words("Résumé re\u0301sume\u0301 ＦＩＴ ofﬁce soft\u00adhyphen client’s") == [
        "resume", "resume", "fit", "office", "softhyphen", "client", "s",
    ]  # fmt: skip


def test_read_cuts_words_that_scraping_glued() -> None:
    assert words("within accountsCreates reports") == ["within", "accounts", "creates", "reports"]
    assert words("helpYou") == ["help", "you"]
    assert words("PowerPoint, SaaS, iOS") == ["power", "point", "saas", "ios"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sell. Close it!\nRenew", ["Sell.", "Close it!", "Renew"]),
        ("Tools, e.g. Salesforce, at U.S. firms", ["Tools, e.g. Salesforce, at U.S. firms"]),
        ("1. Sell things 2. Keep them", ["1. Sell things 2. Keep them"]),
        ("Ends here.Then glued", ["Ends here.", "Then glued"]),
        ("Write node.js code", ["Write node.js code"]),
        ("• one • two", ["one", "two"]),
        ("(Really?) Yes.", ["Really?)", "Yes."]),
    ],
)
def test_read_splits_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_pairs_do_not_cross_sentences_or_titles() -> None:
    terms = [t for t, _, _ in read("Close deals. Grow them, Account Managers coach", ACCOUNT_ROLES).terms()]
    assert "deals grow" not in terms
    assert "them coach" not in terms
    assert "grow them" in terms
