from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.corpus import Row, corpus_sha256, read_corpus
from classifier.errors import ClassifierError
from classifier.evaluation.labelled import read_labelled
from tests.conftest import ROOT


def test_csv_and_jsonl_give_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,label,kind,job\n"Sell, now",AE,duty,shop\n"two\nlines",AM,,\n')
    (tmp_path / "b.jsonl").write_text(
        '{"text": "Sell, now", "label": "AE", "kind": "duty", "job": "shop"}\n\n'
        '{"text": "two\\nlines", "label": "AM"}\n'
    )
    one, two = read_corpus(tmp_path / "a.csv"), read_corpus(tmp_path / "b.jsonl")
    assert [(r.text, r.label, r.kind, r.more) for r in one] == [(r.text, r.label, r.kind, r.more) for r in two]
    assert [r.line for r in one] == [2, 3]
    assert [r.is_posting for r in one] == [False, True]
    assert len(read_corpus(tmp_path)) == 4
    assert corpus_sha256(one) == corpus_sha256(reversed(two))


def test_parquet_gives_the_same_rows(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": ["Sell, now", "two\nlines"],
            "label": pa.array(["AE", "AM"]).dictionary_encode(),
            "kind": ["duty", None],
            "year": [2024, None],
            "tags": [["a"], []],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1)
    (tmp_path / "b.csv").write_text('text,label,kind\n"Sell, now",AE,duty\n"two\nlines",AM,\n')
    rows = read_corpus(tmp_path)
    assert [(r.text, r.label, r.kind) for r in rows[:2]] == [(r.text, r.label, r.kind) for r in rows[2:]]
    assert [r.line for r in rows[:2]] == [1, 2]
    assert rows[0].more["year"] == "2024"


@pytest.mark.parametrize(
    ("table", "code", "part"),
    [
        (pa.table({"words": ["a"]}), "corpus-columns", "lacks the column text and label; it has words"),
        (pa.table({"text": ["a", None], "label": ["x", "y"]}), "corpus-row", "a.parquet:2 has no text"),
        (pa.table({"text": [b"a"], "label": ["x"]}), "corpus-row", "has no text"),
        (
            pa.table({"text": pa.array([], pa.string()), "label": pa.array([], pa.string())}),
            "corpus-missing",
            "no rows",
        ),
        (None, "corpus-row", "isn't valid Parquet"),
    ],
)
def test_bad_parquet_is_named(tmp_path: Path, table: pa.Table | None, code: str, part: str) -> None:
    path = tmp_path / "a.parquet"
    if table is None:
        path.write_bytes(b"PAR1 and nothing more of it")
    else:
        pq.write_table(table, path)
    with pytest.raises(ClassifierError) as caught:
        read_corpus(path)
    assert caught.value.code == code
    assert part in str(caught.value)


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table({"text": ["a"], "label": ["x"]}), tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ClassifierError, match="pip install") as caught:
        read_corpus(tmp_path / "a.parquet")
    assert caught.value.code == "library-missing"


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_a_file_too_large_is_not_read(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(2 << 30)  # takes no room on the disk
    with pytest.raises(ClassifierError, match="holds 2,147,483,648 bytes") as caught:
        read_corpus(tmp_path / name)
    assert caught.value.code == "corpus-too-large"


def test_parquet_counts_as_large_as_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"text": [f"{i} the same words over and over" for i in range(9000)], "label": ["x"] * 9000})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    monkeypatch.setattr("classifier.corpus.LARGEST", 200_000)
    assert (tmp_path / "a.parquet").stat().st_size < 200_000
    with pytest.raises(ClassifierError) as caught:
        read_corpus(tmp_path / "a.parquet")
    assert caught.value.code == "corpus-too-large"


def test_origin_is_group_then_source_then_line() -> None:
    assert Row("t", "l", group="g", source="s").origin == "g"
    assert Row("t", "l", source="s").origin == "s"
    assert Row("t", "l", file="f", line=3).origin == "f:3"


@pytest.mark.parametrize(
    ("name", "content", "code", "part"),
    [
        ("a.csv", "words,label\na,b\n", "corpus-columns", "lacks the column text; it has words, label"),
        ("a.csv", "", "corpus-columns", "it has none"),
        ("a.csv", "text,label\n", "corpus-missing", "no rows"),
        ("a.csv", "text,label\nx,\n", "corpus-row", "a.csv:2 has no label"),
        ("a.csv", "text,label\nx,y,z\n", "corpus-row", "a.csv:2 has another number"),
        ("a.csv", "text,label\nx\n", "corpus-row", "a.csv:2 has another number"),
        ("a.csv", 'text,label\n"x,y\n', "corpus-row", "isn't valid CSV"),
        ("a.jsonl", "{", "corpus-row", "a.jsonl:1 isn't valid JSON"),
        ("a.jsonl", "[1]", "corpus-row", "holds no JSON object"),
        ("a.jsonl", '{"text": 3, "label": "x"}', "corpus-row", "has no text"),
        ("a.jsonl", '{"label": "x"}', "corpus-columns", "lacks the column text"),
        ("a.csv", b"text,label\n\xff\xfe,x\n", "corpus-encoding", "isn't UTF-8"),
    ],
)
def test_bad_rows_are_named_with_file_and_line(
    tmp_path: Path, name: str, content: str | bytes, code: str, part: str
) -> None:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ClassifierError) as caught:
        read_corpus(tmp_path / name)
    assert caught.value.code == code
    assert part in str(caught.value)


def test_missing_and_empty_places_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(ClassifierError) as caught:
            read_corpus(path)
        assert caught.value.code == "corpus-missing"


def test_the_shipped_corpus_reads_and_names_no_title() -> None:
    from classifier.roles import ACCOUNT_ROLES
    from classifier.text import read

    rows = read_corpus(ROOT / "corpus")
    assert {row.label for row in rows} == {"AE", "AM", "AD", "none"}
    named = [row for row in rows if read(row.text, ACCOUNT_ROLES).titles]
    assert [(row.file, row.line) for row in named] == []
    documents = [row for row in rows if row.source.split(":")[0].endswith(".txt")]
    assert len({row.source.split(":")[0] for row in documents}) == 5


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_columns_of_other_names_are_read_when_named(tmp_path: Path, name: str) -> None:
    records = [{"posting": "Fry fish", "class": "cook", "label": "x", "group": "g"}]
    if name == "a.csv":
        (tmp_path / name).write_text("posting,class,label,group\nFry fish,cook,x,g\n")
    elif name == "a.jsonl":
        (tmp_path / name).write_text(json.dumps(records[0]))
    else:
        pq.write_table(pa.Table.from_pylist(records), tmp_path / name)
    (row,) = read_corpus(tmp_path / name, text_column="posting", label_column="class")
    assert (row.text, row.label, row.group, dict(row.more)) == ("Fry fish", "cook", "g", {"label": "x"})
    with pytest.raises(ClassifierError, match=r"lacks the column text; .* \(name yours with --text-column\)"):
        read_corpus(tmp_path / name)


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_delimiters_than_the_comma_are_told_by_the_header(tmp_path: Path, sign: str) -> None:
    (tmp_path / "a.csv").write_text(f'text{sign}label\n"Fry, boil{sign} bake"{sign}cook\n', encoding="utf-8-sig")
    (row,) = read_corpus(tmp_path / "a.csv")
    assert (row.text, row.label) == (f"Fry, boil{sign} bake".strip(), "cook")
    (other,) = read_labelled([tmp_path / "a.csv"])
    assert (other.text, other.label) == (row.text, row.label)


def test_all_broken_rows_are_counted_in_one_message(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\nFry fish,cook\n" + "Bake bread,\n" * 14)
    with pytest.raises(ClassifierError, match=r"a\.csv:3 has no label; 13 more can't be read, which `classifier"):
        read_corpus(tmp_path)


def test_broken_json_is_placed_by_the_files_line_alone(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a", "label": "b"}\n{"text": x}\n')
    for read, code in ((read_corpus, "corpus-row"), (lambda path: read_labelled([path]), "labelled-row")):
        with pytest.raises(
            ClassifierError, match=r"a\.jsonl:2 isn't valid JSON: Expecting value \(column 10\)"
        ) as caught:
            read(tmp_path / "a.jsonl")
        assert caught.value.code == code
        assert "line 1" not in str(caught.value)
