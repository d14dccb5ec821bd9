from __future__ import annotations

from classifier.corpus import Row, read_corpus
from classifier.curation.stats import Lengths, count
from classifier.curation.tables import Table, to_markdown, to_text
from tests.conftest import ROOT

ROWS = [
    Row(
        "Win new business in the north", "AE", "duty", "s-1", "s-1/1", more={"industry": "steel", "job": "field sales"}
    ),
    Row("Sell", "AE", "skill", "s-1", "s-1/2", more={"industry": "paper", "job": "field sales"}),
    Row("Boil rice", "none", "duty", "a.txt:3", "a.txt"),
    Row(
        "Keep clients.\nRenew them.", "AM", "", "p-1", "p-1/1", more={"hard": "yes", "industry": "steel", "job": "x|y"}
    ),
]


def test_labels_facets_and_lengths_are_counted() -> None:
    stats = count(ROWS)
    assert list(stats.labels) == ["AE", "AM", "none"]
    assert stats.labels["AE"] == {
        "sentences": 2, "postings": 0, "hard": 0, "words": 7, "industries": 2, "jobs": 1, "groups": 2,
    }  # fmt: skip
    assert stats.labels["AM"]["postings"] == stats.labels["AM"]["hard"] == 1
    assert stats.facets["kind"] == {"duty": {"AE": 1, "none": 1}, "skill": {"AE": 1}, "whole posting": {"AM": 1}}
    assert stats.facets["industry"]["steel"] == {"AE": 1, "AM": 1}
    assert stats.facets["source"] == {"s-1": {"AE": 2}, "a.txt": {"none": 1}, "p-1": {"AM": 1}}
    assert stats.sentences == Lengths(3, 1, 2, 3, 6, 1 / 3)
    assert stats.postings.rows == 1
    assert (stats.rows, stats.vocabulary, stats.near_duplicate_share) == (4, 13, 0)


def test_the_rest_of_a_long_facet_stands_in_one_line() -> None:
    tables = {table.title: table for table in count(ROWS).to_tables(most=1)}
    assert tables["Industries (rows)"].rows == [["steel", 1, 1, 0, 2], ["2 others", 1, 0, 1, 2]]
    assert tables["Labels"].rows[-1][:4] == ["all", 3, 1, 1]


def test_the_same_tables_as_markdown_and_text() -> None:
    tables = count(ROWS).to_tables()
    markdown = to_markdown(tables)
    assert "| AE | 2 | 0 | 0 | 7 | 2 | 1 | 2 |" in markdown
    assert "| x\\|y | 0 | 1 | 0 | 1 |" in markdown
    assert "  AE             2" in to_text(tables)
    assert to_text([Table("Nothing", ["a"], [])]) == "Nothing\n  a"


def test_the_shipped_corpus_is_counted() -> None:
    stats = count(read_corpus(ROOT / "corpus"))
    assert list(stats.labels) == ["AE", "AM", "AD", "none"]
    assert stats.near_duplicate_share < 0.01
    assert sum(by["sentences"] for by in stats.labels.values()) == stats.sentences.rows
    assert sum(sum(counts.values()) for counts in stats.facets["kind"].values()) == stats.rows
