from __future__ import annotations

from pathlib import Path

import pytest

from classifier.corpus import Row, corpus_sha256, read_corpus
from classifier.errors import ClassifierError
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
