from __future__ import annotations

import pytest

from classifier.roles import ACCOUNT_ROLES, Role, Titles
from classifier.text import read

FORMS = {
    "AE": [
        "Account Executive",
        "account executives",
        "AE",
        "AEs",
        "Account Exec",
        "Senior Account Executive II",
        "ACCOUNT EXECUTIVE",
    ],
    "AM": [
        "Account Manager",
        "Key Account Managers",
        "AM",
        "Senior Global Account Manager",
        "Account-Manager",
        "AccountManager",
        "acct mgr",
    ],
    "AD": [
        "Account Director",
        "Group Account Directors",
        "AD",
        "ADs",
        "Digital Account Director",
        "Sr. Account Director",
    ],
}


def visible(text: str, titles: Titles = ACCOUNT_ROLES) -> list[str]:
    reading = read(text, titles)
    return [w for w, hidden in zip(reading.words, reading.masked, strict=True) if not hidden]


@pytest.mark.parametrize(("role", "form"), [(role, form) for role, forms in FORMS.items() for form in forms])
def test_titles_are_masked_in_every_form(role: str, form: str) -> None:
    text = f"The work: our {form} meets buyers."
    assert visible(text) == ["the", "work", "our", "meets", "buyers"]
    assert [m.role for m in read(text, ACCOUNT_ROLES).titles] == [role]


@pytest.mark.parametrize(
    "text",
    [
        "meet at 9 AM sharp",
        "see 10AM slots",
        "I am here",
        "an ad for ads",
        "manage an account",
        "account management work",
        "executive sponsor",
        "the director of sales",
    ],
)
def test_ordinary_words_are_not_masked(text: str) -> None:
    assert not any(read(text, ACCOUNT_ROLES).masked)


def test_alternatives_and_possessives_go_with_the_title() -> None:
    assert visible("the Account Executive/Manager sells") == ["the", "sells"]
    assert visible("an Account Manager or Director sells") == ["an", "sells"]
    assert visible("the Account Director's plan") == ["the", "plan"]


@pytest.mark.parametrize(
    "line", ["Senior Account Executive - EMEA, existing business", "RE: FW: Account Director role in Leeds"]
)
def test_headline_is_masked_as_a_whole(line: str) -> None:
    assert visible(f"{line}\n\nSell things.") == ["sell", "things"]


@pytest.mark.parametrize(
    "text",
    [
        "Account Manager\n\nKeep clients.",
        "Acme\nWe are hiring an Account Manager.\nMore",
        "As our next Account Manager you sell.",
        "Sell.\nThe Account Manager will call clients",
        "We are looking for an experienced Account Manager",
    ],
)
def test_stated_title_is_found(text: str) -> None:
    mention = read(text, ACCOUNT_ROLES).stated_title
    assert mention is not None
    assert (mention.role, text[mention.start : mention.end]) == ("AM", "Account Manager")


def test_a_colleague_is_no_stated_title() -> None:
    assert read("Book meetings.\nHand leads to our Account Executives.", ACCOUNT_ROLES).stated_title is None


def test_other_roles_bring_their_own_titles() -> None:
    titles = Titles((Role("SE", "Sales Engineer", ("sales engineer", "SE")), Role("none", "none")))
    assert visible("Our Sales Engineers and SEs help the Account Executive", titles)[:4] == [
        "our",
        "and",
        "help",
        "the",
    ]
    assert Titles.from_dicts([r.to_dict() for r in titles.roles], titles.modifiers) == titles


def test_titles_of_nothing_mask_nothing() -> None:
    assert not any(read("Account Executive", Titles((Role("a", "a"), Role("b", "b")))).masked)


def test_titles_without_words_are_passed_over() -> None:
    titles = Titles((Role("a", "a", ("--", "")), Role("b", "b", ("boss",))))
    assert visible("the boss -- works", titles) == ["the", "works"]
