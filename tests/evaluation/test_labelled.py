from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier.corpus import Row
from classifier.errors import ClassifierError
from classifier.evaluation.labelled import Columns, Labelled, read_labelled
from classifier.roles import ACCOUNT_ROLES


def test_jsonl_rows_may_lack_the_label_and_hold_anything_else(tmp_path: Path) -> None:
    records = [
        {"text": "a", "duties": "AE", "group": "x", "readings": ["AE", None], "label": "AM"},
        {"text": "b", "duties": None, "certainty": [1, 2]},
        {"text": "c"},
        {"text": "d", "duties": "chef", "group": 7},
        {"text": None, "duties": "AM"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, records)) + "\n\n")
    rows = read_labelled([path], Columns(label="duties"))
    assert [(row.text, row.label, row.group) for row in rows[::3]] == [("a", "AE", "x"), ("d", "chef", "7")]
    found = Labelled.of(rows, ACCOUNT_ROLES)
    assert [row.label for row in found.rows] == ["AE"]
    assert found.to_dict() == {"used": 1, "groups": 1, "unlabelled": 2, "unknown_labels": {"chef": 1}, "empty": 1}


def test_csv_with_a_byte_order_mark_and_line_breaks_in_cells(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('\ufeffposting,role,company\n"Win\ndeals",Account Executive,x\n"b",ad,\n', encoding="utf8")
    found = Labelled.of(read_labelled([path], Columns("posting", "role", "company")), ACCOUNT_ROLES)
    assert [(row.text, row.label) for row in found.rows] == [("Win\ndeals", "AE"), ("b", "AD")]
    assert len(set(found.groups)) == 2


def test_rows_without_a_group_stand_for_themselves() -> None:
    rows = [Row("a", "AE", group="x"), Row("b", "AE"), Row("c", "AE"), Row("d", "AM", group="x")]
    groups = Labelled.of(rows, ACCOUNT_ROLES).groups
    assert groups[0] == groups[3]
    assert len(set(groups)) == 3


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "labelled-missing"),
        ("a.csv", b"text,label\n", "labelled-missing"),
        ("a.csv", b"words,label\nx,AE\n", "labelled-columns"),
        ("a.csv", b"text,tag\nx,AE\n", "labelled-columns"),
        ("a.csv", b"text,label\nx\n", "labelled-row"),
        ("a.csv", b'text,label\n"x\n', "labelled-row"),
        ("a.csv", b"text,label\nx,\xff\n", "labelled-encoding"),
        ("a.jsonl", b"{]\n", "labelled-row"),
        ("a.jsonl", b"3\n", "labelled-row"),
        ("a.jsonl", b'{"label": "AE"}\n', "labelled-columns"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ClassifierError) as caught:
        read_labelled([path])
    assert caught.value.code == code


def test_a_folder_a_missing_file_and_a_missing_group_say_why(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.csv"):
        with pytest.raises(ClassifierError, match="can't read"):
            read_labelled([path])
    path = tmp_path / "a.csv"
    path.write_text("text,label\nx,AE\n")
    with pytest.raises(ClassifierError, match="no row has a column 'firm'"):
        read_labelled([path], Columns(group="firm"))


def test_no_usable_row_is_an_error_that_names_the_labels() -> None:
    with pytest.raises(ClassifierError, match="the labels are chef") as caught:
        Labelled.of([Row("a", "chef")], ACCOUNT_ROLES)
    assert caught.value.code == "labelled-empty"


def test_a_file_of_another_models_labels_is_refused() -> None:
    rows = [Row("Win deals", "AE"), *(Row("Fry fish", "cook") for _ in range(9))]
    with pytest.raises(
        ClassifierError, match=r"only 1 of 10 labelled rows have one of the labels .*: the labels are cook"
    ):
        Labelled.of(rows, ACCOUNT_ROLES)
    assert Labelled.of(rows[:5], ACCOUNT_ROLES).unknown == {"cook": 4}
