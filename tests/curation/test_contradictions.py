from __future__ import annotations

from classifier.corpus import Row
from classifier.curation.contradictions import contradictions, leaks


def test_each_row_that_contradicts_an_earlier_one_is_found_once() -> None:
    rows = [
        Row("Win deals.", "AE", line=1),
        Row("Win deals.", "AE", line=2),
        Row(" WIN\n deals.", "AM", line=3),
        Row("Win deals", "AM", line=4),
        Row("Win deals.", "AD", line=5),
    ]
    assert [(one.line, other.line) for one, other in contradictions(rows)] == [(1, 3), (1, 5)]


def test_one_passage_under_two_labels_is_no_contradiction() -> None:
    rows = [Row("Both sell.", label, source="a.txt:3") for label in ("AE", "AM")]
    assert contradictions(rows) == []
    assert len(contradictions([*rows, Row("Both sell.", "AD", source="b.txt:1")])) == 1


def test_the_shipped_corpus_contradicts_itself_nowhere() -> None:
    from classifier.corpus import read_corpus
    from classifier.storage import shipped_corpus

    assert contradictions(read_corpus(shipped_corpus())) == []


def test_a_text_repeated_very_often_takes_no_longer() -> None:
    rows = [Row("Apply now.", "none", source=str(i)) for i in range(100_000)]
    assert contradictions(rows) == []


def test_only_repeats_of_another_group_leak() -> None:
    rows = [
        Row("Fry the fish.", "cook", group="a"),
        Row("fry  the FISH.", "cook", group="b"),
        Row("Fry the fish.", "cook", group="a"),
        Row("Fry the fish.", "none", group="c"),
    ]
    assert [(one.group, other.group) for one, other in leaks(rows)] == [("a", "b")]
