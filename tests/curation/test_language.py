from __future__ import annotations

import pytest

from classifier.corpus import read_corpus
from classifier.curation.language import foreign
from classifier.roles import ACCOUNT_ROLES
from classifier.text import read
from tests.conftest import ROOT

FOREIGN = [
    "Betreuung der bestehenden Kunden und Verlängerung ihrer Verträge in der Region Nord.",
    "Vous fidélisez un portefeuille de clients et négociez le renouvellement de leurs contrats.",
    "Gestionar la cartera de clientes y negociar con ellos la renovación de sus contratos.",
    "Het beheren van bestaande klanten en het verlengen van hun contracten in de regio.",
    "Ведение переговоров с клиентами и продление договоров с ними в регионе.",
    "负责维护现有客户关系并按时续签合同",
]


@pytest.fixture(scope="module")
def english() -> tuple[list[list[str]], list[str]]:
    rows = read_corpus(ROOT / "corpus" / "sentences" / "am1.csv")
    return [_words(row.text) for row in rows], [row.group for row in rows]


def _words(text: str) -> list[str]:
    return read(text, ACCOUNT_ROLES).words


def test_hardly_any_english_row_is_suspected(english: tuple[list[list[str]], list[str]]) -> None:
    assert len(foreign(*english)) <= len(english[0]) / 500


@pytest.mark.parametrize("text", FOREIGN)
def test_another_language_is_told_from_the_rest(english: tuple[list[list[str]], list[str]], text: str) -> None:
    texts, groups = english
    assert foreign([*texts, _words(text)], [*groups, "new"]) == [len(texts)]


def test_a_foreign_batch_does_not_vouch_for_itself(english: tuple[list[list[str]], list[str]]) -> None:
    texts, groups = english
    batch = [_words(FOREIGN[0])] * 30
    assert len(foreign([*texts, *batch], [*groups, *["batch"] * 30])) == 30


def test_a_corpus_in_any_one_language_is_not_foreign() -> None:
    texts = [_words(text) for text in FOREIGN[:1]] * 20
    assert foreign(texts, [str(i) for i in range(20)]) == []
    assert foreign([], []) == []
    assert foreign([["1", "a", "2"]] * 3, [""] * 3) == []
