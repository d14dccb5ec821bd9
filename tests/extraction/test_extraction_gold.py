from __future__ import annotations

import csv

import pytest

from tests.extraction.measure import ARTICLES, DOCUMENTS, HERE, PAIRS, Agreement, measure_article, measure_documents

pytest.importorskip("spacy")


def check(agreement: Agreement) -> None:
    assert agreement.precision >= 0.90, agreement
    assert agreement.recall >= 0.90, agreement
    assert agreement.kind_accuracy >= 0.90, agreement


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the five documents aren't at hand (../shared/documents)")
def test_the_five_documents_are_read_as_a_careful_reader_reads_them() -> None:
    check(measure_documents())


@pytest.mark.parametrize("name", PAIRS)
def test_articles_about_other_roles_are_read_by_configuration_alone(name: str) -> None:
    check(measure_article(name))


@pytest.mark.parametrize("file", [HERE / "gold.csv", ARTICLES / "gold.csv"])
def test_gold_standards_hold_places_and_no_text(file: object) -> None:
    with open(str(file), encoding="utf8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["document", "line", "sentence", "role", "kind"]
    assert all(line.isdigit() and sentence.isdigit() and len(role) == 2 for _, line, sentence, role, _ in rows[1:])
    assert {row[4] for row in rows[1:]} == {"duty", "skill", "requirement"}
    assert len({tuple(row[:4]) for row in rows}) == len(rows)
