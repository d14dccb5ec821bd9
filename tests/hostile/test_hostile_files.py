"""Files to be scored, trained on or named that want more than to be read."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import classifier
from classifier.batch import blocks, csvs, jsonls, score_files
from classifier.batch.sources import find_sources
from classifier.corpus import Row, read_corpus
from classifier.errors import ClassifierError
from classifier.evaluation.labelled import read_labelled
from classifier.roles import Role, Titles
from tests.batch.helpers import read, write
from tests.conftest import KITCHEN, ROOT

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']
ODD_NAME = "a\nb\x1b[2J\u202ec.txt"


def run(*arguments: str | Path, data: bytes = b"") -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "classifier", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, cwd=ROOT, check=False)


@pytest.mark.parametrize("name", ["in.csv.gz", "in.jsonl.gz", "in.csv.bz2", "in.jsonl.zst", "in.txt.gz"])
@pytest.mark.parametrize("unit", [b"\0", b"a", b'"', b"\n"])
def test_bombs_are_unpacked_a_piece_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, unit: bytes
) -> None:
    """With every limit a hundredth of the real one, so is the most that is ever held at once."""
    held = 0
    unpack = {".gz": gzip.compress, ".bz2": bz2.compress, ".zst": lambda d: pa.compress(d, codec="zstd", asbytes=True)}
    head = b'{"text": "a"}\n{"text": "' if "jsonl" in name else b'text,x\n"' if unit != b"\n" else b"text\n"
    (tmp_path / name).write_bytes(unpack[Path(name).suffix](head + unit * 500_000))
    for module, limit in ((csvs, "_LONGEST_RECORD"), (jsonls, "_LONGEST_LINE")):
        monkeypatch.setattr(module, limit, 100_000)
    for module in (csvs, jsonls, blocks):
        monkeypatch.setattr(module, "PART", 20_000)
    monkeypatch.setattr(csvs, "_LONGEST_HEADER", 10_000)
    for module, kind in ((csvs, "in.csv"), (jsonls, "in.jsonl")):
        if name.startswith(kind):
            source = find_sources([tmp_path / name])[0]
            task = blocks.Task(str(tmp_path), None, "", (), "", "csv")
            for part in module.plan(source, task, attach=True):
                held = max(held, len(part.data or b""), *(len(reject.text) for reject in part.rejects), 0)
    assert held <= 250_000
    summary = score_files([tmp_path / name], tmp_path / "out.csv")
    assert sum(summary.rejected.values()) + summary.rows <= 20


def test_what_is_not_packed_as_its_name_says_ends_at_once(tmp_path: Path) -> None:
    """pyarrow goes on after such an error, with megabytes of whatever stands in its memory."""
    for name in ("in.jsonl.zst", "in.csv.zst", "in.jsonl.bz2", "in.csv.gz"):
        (tmp_path / name).write_bytes(bz2.compress(b"text\nClose deals\n") if "bz2" not in name else b"text\na\n")
        with pytest.raises(ClassifierError) as caught:
            score_files([tmp_path / name], tmp_path / "out.csv")
        assert caught.value.code == "input-unreadable"


def test_cells_that_spreadsheets_run_are_written_as_they_stand(tmp_path: Path) -> None:
    """A choice: the output's text is the input's, byte for byte; ``score --help`` and SECURITY say so."""
    source = write(tmp_path / "in.csv", [{"id": cell, "text": "Close deals", "note": cell} for cell in FORMULAS])
    score_files([source], tmp_path / "out.csv", id_column="id", keep=True)
    assert [(row["id"], row["note"]) for row in read(tmp_path / "out.csv")] == [(cell, cell) for cell in FORMULAS]
    assert b"not made harmless for spreadsheets" in b" ".join(run("score", "--help").stdout.split())


def test_ids_that_look_like_paths_lead_nowhere(tmp_path: Path) -> None:
    names = ["../../x", "/etc/passwd", "..", "a/b", "x\0y", "..\\..\\x", "~", "$HOME", ""]
    source = write(tmp_path / "in.jsonl", [{"id": name, "text": "Close deals"} for name in names])
    score_files([source], tmp_path / "out.jsonl", id_column="id")
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_files_of_any_name_are_scored_and_named_in_the_output(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = ["..x.txt", "-o.txt", "=1+1.txt", "a,b\"'.txt", ODD_NAME, "%s{0}.txt", "[a]*.txt"]
    for name in names:
        (folder / name).write_text("Close deals and win new customers")
    assert score_files([folder], tmp_path / "out.jsonl").rows == len(names)
    assert sorted(Path(row["file"]).name for row in read(tmp_path / "out.jsonl")) == sorted(names)


def test_a_links_loop_in_a_folder_ends(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Close deals")
    (folder / "again").symlink_to(folder)
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert score_files([folder], tmp_path / "out.csv").rows >= 1


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_columns_named_as_ours_are_kept_beside_them(tmp_path: Path, form: str) -> None:
    ours = ["role", "best", "confidence", "p_AE", "abstained", "stated_title", "model", "row", "input_role", "file"]
    source = write(tmp_path / "in.jsonl", [{**{name: f"my {name}" for name in ours}, "text": "Close deals"}])
    out = tmp_path / f"out.{form}"
    score_files([source], out, keep=True)
    (row,) = read(out)
    assert row["row"] == "1"
    assert row["best"] in ("AE", "AM", "AD", "none")
    assert {value for value in row.values() if value.startswith("my ")} == {f"my {name}" for name in ours}


@pytest.mark.parametrize("name", ["role", "confidence", "p_AE", "model", "file"])
def test_ids_in_a_column_named_as_ours_are_not_lost(tmp_path: Path, name: str) -> None:
    source = write(tmp_path / "in.csv", [{name: "id 7", "text": "Close deals"}])
    for form in ("csv", "parquet"):
        score_files([source, source], tmp_path / f"out.{form}", id_column=name)
        rows = read(tmp_path / f"out.{form}")
        assert [row[f"input_{name}"] for row in rows] == ["id 7", "id 7"]
        assert {row["best"] for row in rows} <= {"AE", "AM", "AD", "none"}


def test_parquet_columns_of_one_name_or_of_none_that_is_text(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    pq.write_table(table, tmp_path / "twice.parquet")
    with pytest.raises(ClassifierError) as caught:
        score_files([tmp_path / "twice.parquet"], tmp_path / "out.csv")
    assert caught.value.code == "parquet-broken"
    assert [path.name for path in tmp_path.iterdir()] == ["twice.parquet"], "a run that scored nothing leaves nothing"
    pq.write_table(pa.table({"text": ["a"], "oddname": ["b"]}), tmp_path / "odd.parquet")
    data = (tmp_path / "odd.parquet").read_bytes().replace(b"oddname", b"\xff\xfe\xfd\xffame")
    (tmp_path / "odd.parquet").write_bytes(data)
    with pytest.raises(ClassifierError) as caught:
        score_files([tmp_path / "odd.parquet"], tmp_path / "odd.csv")
    assert caught.value.code == "parquet-broken"


def test_half_characters_are_scored(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"text": "\\ud800 Close deals", "id": "\\udfff", "x": "\\ud800", "\\udc00": 1}\n'
    )
    for form in ("csv", "jsonl", "parquet"):
        out = tmp_path / f"out.{form}"
        assert score_files([tmp_path / "in.jsonl"], out, id_column="id", keep=True).rows == 1
        if form == "csv":
            out.read_text("utf8")


@pytest.mark.parametrize("name", ["../../etc", "/", "..", "\x1b[2J", "a\nb", "=1+1", "<script>", "any ", "nul\0"])
def test_labels_of_any_kind_are_trained_and_saved(tmp_path: Path, name: str) -> None:
    labels = {"cook": name, "waiter": "x", "none": "none"}
    rows = [Row(text, labels[label], group=text) for label, texts in KITCHEN.items() for text in texts]
    model = classifier.train(rows, name=name).save(tmp_path / "model")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert name in classifier.load(tmp_path / "model").labels
    (tmp_path / "in.csv").write_text("text\nFry the fish\n")
    score_files([tmp_path / "in.csv"], tmp_path / "out.csv", model=tmp_path / "model")
    assert f"p_{name}".encode() in (tmp_path / "out.csv").read_bytes()
    assert model.predict("Fry the fish").to_dict()["probabilities"].keys() == set(model.labels)


def test_a_title_of_blanks_masks_nothing() -> None:
    titles = Titles((Role("a", "a", (" ", "\t", "a ", "")), Role("b", "b")))
    assert titles._heads == {}


def test_names_of_files_are_harmless_in_messages(tmp_path: Path) -> None:
    (tmp_path / ODD_NAME).write_bytes(b"\0\1\2" * 1000)
    done = run("predict", tmp_path / ODD_NAME, tmp_path / f"no{ODD_NAME}")
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert len(lines) == 2
    assert all(line.isprintable() and line.startswith("error[posting-") for line in lines)
    done = run("score", tmp_path / ODD_NAME, tmp_path / f"no{ODD_NAME}", "-o", tmp_path / "out.csv")
    assert done.stderr.decode().rstrip("\n").isprintable()
    assert done.returncode == 1


def test_names_of_files_are_harmless_above_predictions(tmp_path: Path) -> None:
    (tmp_path / ODD_NAME).write_text("Close deals")
    done = run("predict", tmp_path / ODD_NAME, tmp_path / ODD_NAME)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in (done.stdout + done.stderr).decode()


def test_a_labelled_files_labels_are_harmless_where_they_are_shown(tmp_path: Path) -> None:
    rows = [{"text": "Close deals", "label": "AE"}, {"text": "a", "label": "\x1b[2Jx\u202e"}]
    write(tmp_path / "l.jsonl", rows)
    done = run("evaluate", tmp_path / "l.jsonl", "--no-faithfulness", "--resamples", "10")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in (done.stdout + done.stderr).decode()


def test_a_corpus_from_a_stranger_is_data(tmp_path: Path) -> None:
    text = json.dumps({"text": "__import__('os').system('x')", "label": "{{ 7 * 7 }}"})
    (tmp_path / "c.jsonl").write_text(f"{text}\n")
    assert read_corpus(tmp_path / "c.jsonl")[0].label == "{{ 7 * 7 }}"
    assert read_labelled([tmp_path / "c.jsonl"])[0].label == "{{ 7 * 7 }}"


def test_names_with_zero_bytes_are_one_clear_error() -> None:
    for call in (
        lambda: read_corpus("a\0b.csv"),
        lambda: read_labelled(["a\0b.csv"]),
        lambda: classifier.load("a\0b"),
        lambda: score_files(["a\0b.csv"], "/tmp/out.csv"),
        lambda: read_corpus("x" * 5000),
        lambda: classifier.load("x" * 5000),
        lambda: score_files(["x" * 5000], "/tmp/out.csv"),
        lambda: score_files([os.devnull], "/tmp/out.csv"),
    ):
        with pytest.raises(ClassifierError):
            call()
