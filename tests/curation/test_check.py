from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.corpus import Row, Unread, scan_corpus
from classifier.curation.check import check
from classifier.curation.findings import ERROR, Finding, Report
from classifier.errors import ClassifierError
from tests.conftest import DATA, ROOT

FAULTY = DATA / "faulty.csv"
WHOLE = {"near-duplicate-share"}  # told of the corpus, not of a row


@pytest.fixture(scope="module")
def rows_and_unread() -> tuple[list[Row], list[Unread]]:
    return scan_corpus(FAULTY)


@pytest.fixture(scope="module")
def report(rows_and_unread: tuple[list[Row], list[Unread]]) -> Report:
    return check(*rows_and_unread)


@pytest.fixture(scope="module")
def sound(rows_and_unread: tuple[list[Row], list[Unread]]) -> list[Row]:
    return [row for row in rows_and_unread[0] if row.source == "sound"]


def test_every_planted_fault_is_found_on_its_line_and_nothing_else(report: Report) -> None:
    with FAULTY.open(encoding="utf8", newline="") as file:
        lines = list(csv.DictReader(file))
    planted = {(n, code) for n, line in enumerate(lines, 2) for code in (line["fault"] or "").split()}
    planted.add((len(lines) + 1, "corpus-row"))  # the last line has too few columns to say so itself
    found = {(finding.line, finding.code) for finding in report.findings if finding.code not in WHOLE}
    assert found == planted
    assert report.counts["near-duplicate-share"] == 1
    assert {finding.file for finding in report.findings} == {str(FAULTY), ""}


def test_a_sound_corpus_gives_no_finding(sound: list[Row]) -> None:
    assert check(sound).findings == ()


def test_only_what_spoils_training_or_its_figures_is_an_error(report: Report) -> None:
    warnings = {finding.code for finding in report.findings if finding.severity == "warning"}
    assert warnings == {
        "foreign-language",
        "group-labels",
        "kind-unknown",
        "label-doubt",
        "near-duplicate",
        "text-long",
    }
    assert report.errors + report.warnings == len(report.findings)
    assert [f.severity for f in report.findings] == sorted(f.severity for f in report.findings)


def test_a_few_near_duplicates_may_stand_and_many_may_not(sound: list[Row]) -> None:
    text = "Negotiate the first contract with the hotel chains of the north and then hand over the signed deal"
    near = [replace(sound[0], text=text), replace(sound[0], text=f"{text} at once")]
    few = check([*sound, *near], doubts=False, max_near_duplicates=0.02)
    assert few.counts == {"near-duplicate": 1}
    assert few.errors == 0
    many = check([*sound, *near], doubts=False, max_near_duplicates=0.01)
    assert many.counts == {"near-duplicate-share": 1, "near-duplicate": 1}
    assert many.near_duplicate_share == 2 / len([*sound, *near])


def test_near_duplicates_in_two_groups_leak(sound: list[Row]) -> None:
    text = "Negotiate the first contract with the hotel chains of the north and then hand over the signed deal"
    near = [replace(sound[0], text=text), replace(sound[0], text=f"{text} at once", group="ae/2")]
    found = check([*sound, *near], doubts=False, max_near_duplicates=0.1)
    assert found.counts == {"group-leak": 1, "near-duplicate": 1}
    assert found.errors == 0


def test_one_passage_may_speak_of_two_roles(sound: list[Row]) -> None:
    both = [Row("Both sell to the banks.", label, source="a.txt:3", group="a.txt") for label in ("AE", "AM")]
    found = check([*sound, *both], doubts=False)
    assert [(f.code, f.severity) for f in found.findings] == [("label-conflict", "warning")]
    assert found.near_duplicate_share == 0


def test_a_title_in_another_role_swaps_to_the_same_text(sound: list[Row]) -> None:
    swapped = [
        Row(f"Every {title} sells tyres.", "AE", group="t") for title in ("Account Executive", "Account Manager")
    ]
    assert check([*sound, *swapped], doubts=False).counts == {
        "duplicate": 1,
        "near-duplicate-share": 1,
        "title-left": 2,
    }


def test_a_posting_may_be_longer_than_a_sentence(sound: list[Row]) -> None:
    long = [replace(sound[0], text="\n".join(f"{i}a {i}b {i}c {i}d" for i in range(n))) for n in (500, 501)]
    found = check([*sound, *long], doubts=False, max_near_duplicates=1)
    assert [f.message for f in found.findings if f.code == "text-long"] == [
        "2,004 words; a posting should have 2,000 at most"
    ]


def test_one_label_or_none_can_t_be_learned(sound: list[Row]) -> None:
    one = check([row for row in sound if row.label == "AE"])
    assert one.counts == {"corpus-labels": 1}
    broken = check([], [Unread("a.csv", 0, "corpus-encoding", "isn't UTF-8 (byte 0)")])
    assert set(broken.counts) == {"corpus-encoding", "corpus-labels"}
    with pytest.raises(ClassifierError, match="no rows") as caught:
        check([])
    assert caught.value.code == "corpus-missing"


def test_labels_that_cannot_be_held_out_are_said_not_to_be_checked() -> None:
    rows = [Row(f"{word} {number}", word, group=word) for word in ("cook", "guard") for number in range(5)]
    assert check(rows).counts == {"label-group": 2}
    rows = [Row(f"{a}{b}", a, group=b) for a in ("cook", "guard") for b in "vwxyz"]
    assert check(rows).counts == {"doubt-unchecked": 1}  # no word stands twice


def test_other_labels_have_no_titles_to_leave(sound: list[Row]) -> None:
    renamed = {"AE": "hunter", "AM": "farmer", "none": "none"}
    rows = [replace(row, label=renamed[row.label], text=f"{row.text} Account Manager") for row in sound]
    assert check(rows, doubts=False).findings == ()


def test_a_report_tells_people_the_kinds_and_the_first_of_each(report: Report) -> None:
    lines = report.to_lines(most=1)
    assert lines[0] == "error[corpus-row]: 2"
    assert lines[1].startswith(f"  {FAULTY}:")
    assert lines[2] == "  ... and 1 more; --json lists all"
    assert lines[-1].startswith("141 rows, near duplicates 5.67%: ")


def test_the_shipped_corpus_has_no_error() -> None:
    found = check(*scan_corpus(ROOT / "corpus"), doubts=False)
    assert [f for f in found.findings if f.severity == "error"] == []


def test_reading_goes_on_after_broken_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,label\nx\n,AE\nfine,AE\n"open,AE\n')
    (tmp_path / "b.jsonl").write_text('{\n{"label": "AE"}\n[1]\n{"text": "fine", "label": "AM"}\n')
    (tmp_path / "c.csv").write_bytes(b"text,label\n\xff,AE\n")
    (tmp_path / "d.csv").write_text("words,label\na,b\n")
    rows, unread = scan_corpus(tmp_path)
    assert [(row.text, row.label) for row in rows] == [("fine", "AE"), ("fine", "AM")]
    assert [(Path(row.file).name, row.line, row.code) for row in unread] == [
        ("a.csv", 2, "corpus-row"),
        ("a.csv", 3, "corpus-row"),
        ("a.csv", 5, "corpus-row"),
        ("b.jsonl", 1, "corpus-row"),
        ("b.jsonl", 2, "corpus-columns"),
        ("b.jsonl", 3, "corpus-row"),
        ("c.csv", 0, "corpus-encoding"),
        ("d.csv", 0, "corpus-columns"),
    ]


def test_labels_in_two_spellings_are_found(sound: list[Row]) -> None:
    other = replace(sound[0], text="Quite another sentence of its own.", label=sound[0].label.lower())
    found = [f for f in check([*sound, other], doubts=False).findings if f.code == "label-spelling"]
    assert [f.message for f in found] == ["the label 'ae' differs from 'AE' only in case or blanks"]


def test_one_of_a_thing_takes_no_s() -> None:
    finding = Finding("text-empty", ERROR, "a.csv", 2, "holds no word")
    assert Report(1, 0.0, (finding,)).to_lines()[-1] == "1 row, near duplicates 0.00%: 1 error, 0 warnings"
