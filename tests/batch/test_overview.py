from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.batch import overview, score_files
from classifier.batch.overview import BINS, SHOWN, Overview, look_over
from classifier.batch.summary import Summary
from classifier.batch.writers import FORMS
from classifier.errors import ClassifierError
from classifier.model import Model
from tests.batch.helpers import read, rows, write


def told(overview: Overview) -> Overview:
    """An overview without what differs from run to run."""
    return replace(overview, summary=Summary(Path(), None))


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.usefixtures("small_parts")
def test_an_overview_is_what_the_run_counted(tmp_path: Path, shipped: Model, form: str) -> None:
    source = write(tmp_path / "in.csv", rows(40))
    summary = score_files([source], tmp_path / f"out.{form}", id_column="id", keep=True, min_confidence=0.6)
    found = look_over(summary, model=shipped, min_confidence=0.6)
    assert found.rows == summary.rows == 40
    assert found.roles == summary.roles
    assert sum(found.declined.values()) == summary.abstained == found.rows - found.answered
    assert (found.titled, found.disagreeing) == (summary.titles, summary.disagree)
    assert sum(one.rows for one in found.bins) == 40
    scored = read(tmp_path / f"out.{form}")
    expected = Counter(min(int(float(row["confidence"]) * BINS), BINS - 1) for row in scored)
    assert {i: one.rows for i, one in enumerate(found.bins) if one.rows} == expected
    answered = [float(row["confidence"]) for row in scored if row["role"]]
    assert found.mean_confidence == pytest.approx(sum(answered) / len(answered))


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("small_parts")
def test_all_forms_and_any_workers_give_one_overview(tmp_path: Path, shipped: Model, workers: int) -> None:
    source = write(tmp_path / "in.csv", rows(40))
    found = []
    for form in ("csv", "jsonl", "parquet"):
        summary = score_files([source], tmp_path / f"{workers}.{form}", id_column="id", workers=workers)
        found.append(told(look_over(summary, model=shipped)))
    assert found[0] == found[1] == found[2]


def test_reasons_are_told_apart(tmp_path: Path, shipped: Model) -> None:
    texts = ["", "zzz qqq", "Win new business.", "Renew contracts. Bake bread. " * 9]
    source = write(tmp_path / "in.csv", [{"id": i, "text": text} for i, text in enumerate(texts)])
    summary = score_files([source], tmp_path / "out.csv", min_confidence=0.3)
    found = look_over(summary, model=shipped, min_confidence=0.3)
    assert found.declined["holds nothing that the model knows"] == 2
    assert found.declined["too short, or most of its words are unknown"] >= 1
    sure = score_files([source], tmp_path / "sure.csv", min_confidence=1.0)
    reasons = look_over(sure, model=shipped, min_confidence=1.0).declined
    assert reasons == {"not sure enough": 2, "holds nothing that the model knows": 2}


def test_the_surest_disagreements_are_kept_with_their_place(tmp_path: Path, shipped: Model) -> None:
    text = "Account Manager\nWin new business, prospect, pitch and close deals with new customers. "
    records = [{"id": f"p{i}", "text": text + "Win new logos. " * i} for i in range(SHOWN + 5)]
    source = write(tmp_path / "in.csv", records)
    summary = score_files([source], tmp_path / "out.csv", id_column="id", min_confidence=0.0)
    found = look_over(summary, model=shipped, min_confidence=0.0)
    scored = {row["id"]: row for row in read(tmp_path / "out.csv")}
    disagree = sorted((row for row in scored.values() if row["role"] == "AE"), key=lambda r: -float(r["confidence"]))
    assert len(disagree) == found.disagreeing > SHOWN == len(found.disagreements)
    assert [one.confidence for one in found.disagreements] == [float(r["confidence"]) for r in disagree][:SHOWN]
    for one in found.disagreements:
        row = scored[one.place]
        assert (one.title, one.role, one.confidence) == (row["stated_title"], row["role"], float(row["confidence"]))
    second = write(tmp_path / "in2.jsonl", records)
    both = score_files([source, second], tmp_path / "both.parquet", min_confidence=0.0)
    places = [one.place for one in look_over(both, model=shipped, min_confidence=0.0).disagreements]
    assert {place.split(": ")[0] for place in places} == {"in.csv", "in2.jsonl"}


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("column", ["role", "model", "file", "row"])
def test_an_id_column_called_like_one_of_ours_is_still_the_place(
    tmp_path: Path, shipped: Model, form: str, column: str
) -> None:
    text = "Account Manager\n" + "Win new business, prospect, pitch and close deals with new customers. " * 3
    sources = [write(tmp_path / name, [{column: f"of {name}", "text": text}]) for name in ("a.csv", "b.csv")]
    one = score_files(sources[:1], tmp_path / f"one.{form}", id_column=column, keep=True)
    assert [found.place for found in look_over(one, model=shipped).disagreements] == ["of a.csv"]
    two = score_files(sources, tmp_path / f"two.{form}", id_column=column)
    found = [found.place for found in look_over(two, model=shipped).disagreements]
    assert found == ["a.csv: of a.csv", "b.csv: of b.csv"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_kept_column_called_file_is_no_place(tmp_path: Path, shipped: Model, form: str) -> None:
    text = "Account Manager\n" + "Win new business, prospect, pitch and close deals with new customers. " * 3
    source = write(tmp_path / "in.csv", [{"file": "a/b", "text": text}])
    summary = score_files([source], tmp_path / f"out.{form}", keep=True)
    assert [one.place for one in look_over(summary, model=shipped).disagreements] == ["1"]


def test_a_run_found_whole_is_read_from_its_files(tmp_path: Path, shipped: Model) -> None:
    (tmp_path / "in.csv").write_text("id,text\n1,Renew contracts\n2,b,c\n3,d,e\n")
    out = tmp_path / "out.jsonl"
    first = look_over(score_files([tmp_path / "in.csv"], out), model=shipped)
    again = score_files([tmp_path / "in.csv"], out, resume=True)
    assert again.whole_already
    found = look_over(again, model=shipped)
    assert told(found) == told(first)
    assert found.rejected == {"csv-cells": 2}


def test_rows_of_another_model_are_refused(tmp_path: Path, shipped: Model, kitchen: Model) -> None:
    summary = score_files([write(tmp_path / "in.csv", rows(3))], tmp_path / "out.csv")
    with pytest.raises(ClassifierError) as refused:
        look_over(summary, model=kitchen)
    assert refused.value.code == "model-differs"


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("content", [b"", b"role,best\n1\n", b'{"role": 1}\n', b"\xff\xfe\x00", b'["row", "role"]\n'])
def test_an_output_that_was_altered_is_one_error(tmp_path: Path, shipped: Model, form: str, content: bytes) -> None:
    out = tmp_path / f"out.{form}"
    out.write_bytes(content)
    if (form, content) == ("jsonl", b""):
        assert look_over(Summary(out, None), model=shipped).rows == 0
        return
    with pytest.raises(ClassifierError) as refused:
        look_over(Summary(out, None), model=shipped)
    assert refused.value.code == "output-unreadable"
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("form", sorted(set(FORMS.values())))
def test_memory_does_not_grow_with_the_rows(
    tmp_path: Path, shipped: Model, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(overview, "_ROWS", 500)
    records = [
        {"id": f"p{i}", "text": f"Account Manager {i}\nWin new business and close deals {i}. " * 3} for i in range(9000)
    ]
    peaks = []
    for n in (1500, 9000):
        summary = score_files([write(tmp_path / f"{n}.csv", records[:n])], tmp_path / f"out{n}.{form}")
        look_over(summary, model=shipped)  # what is imported and cached at first
        tracemalloc.start()
        look_over(summary, model=shipped)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
