from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.extraction import Found, extract
from classifier.extraction.sentences import split
from classifier.roles import ACCOUNT_ROLES, Role, Titles

pytest.importorskip("spacy")

BAKERS = Titles((Role("B", "Baker", ("baker",)), Role("P", "Pastry Chef", ("pastry chef", "PC"))))


def found(text: str, *, name: str = "a.txt", titles: Titles = ACCOUNT_ROLES, with_none: bool = False) -> list[Found]:
    return extract([(name, text)], titles=titles, with_none=with_none)


def told(text: str, **options: object) -> list[tuple[str, str]]:
    return [(row.label, row.text) for row in found(text, **options)]  # type: ignore[arg-type]


def labels(text: str, **options: object) -> list[str]:
    return [label for label, _ in told(text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senior Key Account Managers visit shops. They also count stock.", ["AM", "AM"]),
        ("AEs call strangers. AMs call friends.", ["AE", "AM"]),
        ("Meet us at 9 AM in the hall.", []),
        ("Account executives and directors travel a lot.", ["AE", "AD"]),
        ("An AE, an AM or an AD writes the report.", ["AE", "AM", "AD"]),
        ("An account manager writes to clients. The manager also visits them.", ["AM", "AM"]),
        ("An account manager is asked by product managers to test things.", ["AM"]),
        ("An AE sells. This role involves travel.", ["AE", "AE"]),
        ("An AE sells new things. Their week includes long drives.", ["AE", "AE"]),
        ("AEs and AMs share an office wall. They drink coffee with buyers.", ["AE", "AM", "AE", "AM"]),
        ("Jo Smith, account director at Acme, likes tea and biscuits.", []),
        ("An AD leads a team of AEs.", ["AD"]),
        ("Unlike AEs, AMs visit old friends.", ["AM"]),
    ],
)
def test_roles_and_pronouns(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


def test_contrasts_give_each_role_its_own_clause() -> None:
    assert told("AEs open doors, while AMs keep them open.") == [
        ("AE", "AEs open doors"),
        ("AM", "AMs keep them open."),
    ]
    assert told("Whereas an AE hunts for names, an AM tends to old ones.") == [
        ("AE", "an AE hunts for names"),
        ("AM", "an AM tends to old ones."),
    ]
    assert told("The AE signs the buyer and the AM looks after her.") == [
        ("AE", "The AE signs the buyer"),
        ("AM", "the AM looks after her."),
    ]
    assert told("An AD leads AMs who write to shops.") == [("AD", "An AD leads AMs"), ("AM", "AMs who write to shops.")]


def test_a_condition_belongs_to_the_clause_it_conditions() -> None:
    assert told("If the AE is away, the AM signs the papers.") == [
        ("AM", "If the AE is away, the AM signs the papers.")
    ]


def test_former_and_latter_are_the_two_last_named() -> None:
    text = "AEs open doors, while AMs keep them open. The former call strangers; the latter call friends."
    assert told(text)[2:] == [("AE", "The former call strangers"), ("AM", "the latter call friends.")]
    assert labels("An AE and an AM meet on Mondays. The latter brings the cake.")[2:] == ["AM"]


def test_both_means_the_roles_compared() -> None:
    text = "Account executive vs. account manager\n\nBoth roles need patience. Either job may call for tact."
    assert [(r.label, r.kind) for r in found(text)] == [("AE", "skill"), ("AM", "skill")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Account directors do not need to have sales skills.",
        "AEs earn $73,000 a year.",
        "About 40 % of AMs are women.",
        "The average age of an AE is 34.",
        "AEs are often promoted to Sales Manager.",
        "AEs and AMs have different responsibilities.",
        "Account managers usually work in an office setting.",
        "In this article, we compare the AE with the AM.",
        "Choosing between the AE and the AM is hard.",
    ],
)
def test_what_tells_no_work_is_left_out_or_none(text: str) -> None:
    assert found(text) == []
    assert [(r.label, r.kind) for r in found(text, with_none=True)] == [("none", "other")]


def test_questions_tell_nothing() -> None:
    assert found("Tea is hot. Does an AE write letters?") == []


def test_only_the_idle_clause_of_a_sentence_is_left_out() -> None:
    assert told("AEs earn more than AMs, because they bring in new names.") == [("AE", "they bring in new names.")]
    assert told("AEs work in similar offices, but the AM may travel to see shops.") == [
        ("AM", "the AM may travel to see shops.")
    ]


def test_lists_belong_to_the_line_or_heading_above() -> None:
    text = "Skills\n\nAEs should have:\n\n • Grit\n • A degree in law\n\nThe account manager's duties\n"
    text += "1. Renewals\n2) Calls"
    assert [(r.label, r.kind, r.text, r.line) for r in found(text)] == [
        ("AE", "skill", "Grit", 5), ("AE", "requirement", "A degree in law", 6),
        ("AM", "duty", "Renewals", 9), ("AM", "duty", "Calls", 10),
    ]  # fmt: skip


def test_a_bold_lead_stays_with_its_sentence() -> None:
    text = "Responsibilities of an AM\n\n1. **Renewals:** When the term ends, the AM calls. This often involves tea.\n"
    assert told(text, name="a.md") == [
        ("AM", "Renewals: When the term ends, the AM calls."),
        ("AM", "This often involves tea."),
    ]


def test_lists_of_other_professions_and_links_are_left_out() -> None:
    text = "An AM might meet these other professionals:\n - Wholesale buyer\n - Receiving clerk\n\n"
    assert found(text + "Related articles\n - How an AE sells\n - Tea for two\n") == []


def test_answers_speak_of_the_role_in_the_question() -> None:
    text = "What does an AE do all day?\n\nMost of the day goes into calls with strangers."
    assert labels(text) == ["AE"]


def test_tables_whose_columns_are_fused() -> None:
    text = (
        "Account DirectorCustomer Account Manager\nYearly salary$114,000$45,000\nAverage age4647\n"
        "Main taskPlanning the yearCalling the shops\nKey skillForesightPatience\n\nAn AE sells."
    )
    assert [(r.label, r.kind, r.text, r.line) for r in found(text)] == [
        ("AD", "duty", "Planning the year", 4), ("AM", "duty", "Calling the shops", 4),
        ("AD", "skill", "Foresight", 5), ("AM", "skill", "Patience", 5), ("AE", "duty", "An AE sells.", 7),
    ]  # fmt: skip


def test_employers_and_candidates_speak_of_the_role_before() -> None:
    text = "Most companies want an AD to have a degree in business. Many prefer candidates with some experience."
    assert [(r.label, r.kind) for r in found(text)] == [("AD", "requirement")] * 2


def test_other_roles_need_configuration_only() -> None:
    text = "Pastry chefs fold dough. PCs also temper chocolate, whereas a baker watches the oven."
    assert labels(text, titles=BAKERS) == ["P", "P", "B"]
    assert found(text) == []


def test_titles_that_share_a_word_may_share_it_in_the_text() -> None:
    cooks = Titles((Role("H", "Head Chef", ("head chef",)), Role("S", "Sous Chef", ("sous chef",))))
    assert labels("Head and sous chefs taste the soup. Both chefs need a fine palate.", titles=cooks) == ["H", "S"] * 2


def test_lines_and_sentences_are_counted_in_the_file() -> None:
    text = "Intro\n\nAEs open many doors in the big city, and they ring and smile,\nand they sell. They eat fish. AMs\n"
    rows = found(text + "wait at home.\n")
    assert [(r.label, r.line, r.sentence) for r in rows] == [("AE", 3, 1), ("AE", 4, 1), ("AM", 4, 2)]
    assert rows[0].to_row().source == "a.txt:3"
    assert rows[2].text == "AMs wait at home."


def test_split_keeps_abbreviations_and_closing_quotes() -> None:
    text = 'AEs vs. AMs, i.e. hunters. "They hunt." So says Dr. No."caption here'
    assert [text[a:b] for a, b in split(text)] == [
        "AEs vs. AMs, i.e. hunters.", '"They hunt."', 'So says Dr. No."caption here'
    ]  # fmt: skip


words = st.sampled_from(
    ["AE", "AMs", "the account director", "They", "both", "while", "but", ",", ".", "?", ":", ";", "\n", "\n\n", "- ",
     "1. ", "the latter", "and", "who", "sells", "Account DirectorCustomer Account Manager", "|", "# ", "**", "<li>",
     "<td>", "<![", "$5", "not", "“", "”", "if", "of", "vs.", "s"]
)  # fmt: skip


@given(
    st.one_of(st.text(max_size=200), st.lists(words, max_size=40).map(" ".join)), st.sampled_from(["txt", "md", "html"])
)
def test_no_text_fails_and_every_row_has_its_place(text: str, suffix: str) -> None:
    lines = text.count("\n") + 1
    for row in found(text, name=f"a.{suffix}", with_none=True):
        assert row.text.strip()
        assert "\n" not in row.text
        assert row.label in ("AE", "AM", "AD", "none")
        assert row.kind in ("duty", "skill", "requirement", "other")
        assert 1 <= row.line <= lines
        if suffix == "txt":
            plain = " ".join(text.encode("utf-8", "replace").decode().split())
            assert row.text in plain


def test_an_article_in_one_line_is_read_in_pieces() -> None:
    rows = found("AEs open doors, while AMs keep them open. " * 500)
    assert [row.label for row in rows] == ["AE", "AM"] * 500
    assert [(rows[-1].line, rows[-1].sentence)] == [(1, 500)]
