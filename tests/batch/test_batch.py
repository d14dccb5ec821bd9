from __future__ import annotations

import gzip
import json
import shutil
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.fs as pa_fs
import pyarrow.parquet as pq
import pytest

import classifier
from classifier.batch import blocks, csvs, jsonls, score_files, sources, workers
from classifier.batch.workers import score_parts
from classifier.errors import ClassifierError
from classifier.model import Model
from tests.batch.helpers import TEXTS, read, rows, write
from tests.conftest import DATA, SHARED


def reasons(path: Path) -> list[str]:
    return [row["reason"] for row in read(path)]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.usefixtures("small_parts")
def test_all_kinds_give_the_same_rows_as_predict(tmp_path: Path, shipped: Model, kind: str, form: str) -> None:
    source = write(tmp_path / f"in.{kind}", rows(20))
    summary = score_files([source], tmp_path / f"out.{form}", id_column="id", keep=True)
    scored = read(tmp_path / f"out.{form}")
    assert (summary.rows, summary.n_rejected, len(scored)) == (20, 0, 20)
    for row, record in zip(scored, rows(20), strict=True):
        prediction = shipped.predict(record["text"])
        title = prediction.stated_title
        assert row["id"] == record["id"]
        assert row["town"] == record["town"]
        assert row["role"] == (prediction.role or "")
        assert row["best"] == prediction.best
        assert row["abstained"] == str(prediction.abstained).lower()
        assert row["stated_title"] == (title.text if title else "")
        for label, chance in prediction.probabilities.items():
            assert float(row[f"p_{label}"]) == pytest.approx(chance, abs=6e-7)
        assert "text" not in row
    assert summary.abstained == sum(row["role"] == "" for row in scored)
    assert not (tmp_path / f"out.{form}.rejects.csv").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, f"out.{form}"])


def test_development_postings_agree_in_all_kinds(tmp_path: Path, shipped: Model) -> None:
    folder = SHARED / "postings"
    if not folder.exists():
        pytest.skip("the development postings aren't here")
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf8").splitlines()]
    records = [{"id": i, "text": json.loads(line)["text"]} for i, line in enumerate(lines)]
    outputs = []
    for kind in ("csv", "jsonl", "parquet"):
        score_files([write(tmp_path / f"in.{kind}", records)], tmp_path / f"{kind}.csv", id_column="id")
        outputs.append((tmp_path / f"{kind}.csv").read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]
    for row, record in list(zip(read(tmp_path / "csv.csv"), records, strict=True))[::11]:
        prediction = shipped.predict(str(record["text"]))
        assert (row["role"], row["best"]) == (prediction.role or "", prediction.best)
        assert float(row["confidence"]) == pytest.approx(prediction.confidence, abs=6e-7)


@pytest.mark.usefixtures("small_parts")
def test_compressed_files_folders_globs_and_addresses_are_read(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.csv", rows(12))
    score_files([plain], tmp_path / "plain.out.csv")
    expected = read(tmp_path / "plain.out.csv")
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "a.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    (packed / "b.csv.zst").write_bytes(pa.compress(plain.read_bytes(), codec="zstd", asbytes=True))
    for number, address in enumerate([packed / "a.csv.gz", packed / "b.csv.zst", plain.as_uri()]):
        score_files([address], tmp_path / f"{number}.csv")
        assert read(tmp_path / f"{number}.csv") == expected
    for number, address in enumerate([packed, packed / "*.csv.*", f"{packed.as_uri()}/*.csv.*"]):
        score_files([address], tmp_path / f"both{number}.csv")
        both = read(tmp_path / f"both{number}.csv")
        assert [row["role"] for row in both] == 2 * [row["role"] for row in expected]
        assert [Path(row["file"]).name for row in both] == 12 * ["a.csv.gz"] + 12 * ["b.csv.zst"]
        assert [row["row"] for row in both] == 2 * [str(i) for i in range(1, 13)]


def test_options_of_an_address_stay_with_each_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    filesystem = pa_fs._MockFileSystem()
    filesystem.create_dir("bucket/folder")
    for name in ("a.csv", "b.jsonl.gz"):
        filesystem.open_output_stream(f"bucket/folder/{name}", compression=None).close()
    monkeypatch.setattr(sources, "_place", lambda address: (filesystem, address[len("s3://") :].partition("?")[0]))
    for start in ("s3://bucket/folder", "s3://bucket/folder/*"):
        names = [source.name for source in sources.find_sources([f"{start}?region=x"])]
        assert names == ["s3://bucket/folder/a.csv?region=x", "s3://bucket/folder/b.jsonl.gz?region=x"]
    (one,) = sources.find_sources(["s3://bucket/folder/b.jsonl.gz?region=x"])
    assert (one.kind, one.compression) == ("jsonl", "gzip")


def test_a_password_in_an_address_is_used_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    filesystem, asked = pa_fs._MockFileSystem(), []
    filesystem.create_dir("bucket/folder")
    filesystem.open_output_stream("bucket/folder/a.csv").close()

    def place(address: str) -> tuple[object, str]:
        asked.append(address)
        return filesystem, address.rpartition("@")[2]

    monkeypatch.setattr(sources, "_place", place)
    (source,) = sources.find_sources(["s3://KEY:SECRET@bucket/folder"])
    source.open().close()
    assert asked[-1] == "s3://KEY:SECRET@bucket/folder/a.csv"
    assert source.name == "s3://bucket/folder/a.csv"
    assert "SECRET" not in repr(source)
    with pytest.raises(ClassifierError) as caught:
        sources.find_sources(["s3://KEY:SECRET@bucket/nothing"])
    assert "SECRET" not in str(caught.value)


def test_texts_and_pages_are_postings(tmp_path: Path, shipped: Model) -> None:
    for name in ("posting.txt", "posting.html"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "x.txt").write_bytes(b"\x00\x01" * 500)
    summary = score_files([tmp_path], tmp_path / "out.csv")
    scored = {Path(row["file"]).name: row for row in read(tmp_path / "out.csv")}
    for name in ("posting.txt", "posting.html"):
        from classifier.postings import read_posting

        assert scored[name]["best"] == shipped.predict(read_posting(tmp_path / name)).best
    assert summary.rejected == {"posting-binary": 1}


@pytest.mark.usefixtures("small_parts")
def test_rejects_tell_file_line_byte_reason_and_text(tmp_path: Path) -> None:
    data = (
        b'id,text\n1,"one\nmore"\n2,"never closed\n3,three,extra\n\n4,"four"x\n5,\x00five\xe9\n'
        + b"".join(b'%d,"Renew contracts"\n' % i for i in range(6, 99))
        + b"last\n"
    )
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    summary = score_files([path], tmp_path / "out.csv", id_column="id")
    rejected = read(tmp_path / "out.csv.rejects.csv")
    assert [(r["line"], r["reason"], r["text"]) for r in rejected] == [
        ("4", "csv-quotes", '2,"never closed'),
        ("5", "csv-cells", "3,three,extra"),
        ("7", "csv-quotes", '4,"four"x'),
        ("102", "csv-cells", "last"),
    ]
    for row in rejected:
        assert data[int(row["byte_offset"]) :].startswith(row["text"].encode())
        assert data[: int(row["byte_offset"])].count(b"\n") + 1 == int(row["line"])
    assert [r["id"] for r in read(tmp_path / "out.csv")] == ["1", "5", *map(str, range(6, 99))]
    assert (summary.recoded, summary.n_rejected) == (1, 4)


def test_broken_json_lines_are_rejected(tmp_path: Path) -> None:
    lines = [
        '{"text": "Renew contracts", "id": 1}', "{", "[1]", '{"text": 5}', '{"text": null}', '{"id": 2}', "", "nul",
        '{"text": "\\ud800 x", "id": "\\ud800"}', '{"text": ' + "[" * 9999, '{"text": "caf\xe9"}',
        '{"id": ' + "9" * 9999 + "}",
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_bytes("\n".join(lines).encode("latin-1"))
    summary = score_files([tmp_path / "in.jsonl"], tmp_path / "out.csv", id_column="id")
    assert [r["id"] for r in read(tmp_path / "out.csv")] == ["1", "?", ""]
    assert [(r["line"], r["reason"]) for r in read(tmp_path / "out.csv.rejects.csv")] == [
        ("2", "json-broken"), ("3", "json-no-object"), ("4", "text-no-string"), ("5", "text-missing"),
        ("6", "text-missing"), ("8", "json-broken"), ("10", "json-broken"), ("12", "json-broken"),
    ]  # fmt: skip
    assert summary.recoded == 1


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "id,text\n" + "".join(f"{i},Ménagez les clients café renew contracts\n" for i in range(30))
    (tmp_path / "in.csv").write_bytes(text.encode(encoding))
    summary = score_files([tmp_path / "in.csv"], tmp_path / "out.csv", id_column="id")
    assert (summary.rows, summary.n_rejected) == (30, 0)
    assert summary.recoded == (30 if encoding == "latin-1" else 0)


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        ("in.csv", b"", "input-empty", "empty"),
        ("in.csv", b"\n\n", "input-empty", "empty"),
        ("in.csv", b"id,Job Description,x\n1,2,3\n", "column-missing", "--text-column 'Job Description'"),
        ("in.csv", bytes(range(256)) * 50, "csv-header", "is it CSV"),
        ("in.jsonl", b"", "input-empty", "empty"),
        ("in.jsonl", b'{"body": "x"}\n', "column-missing", "--text-column 'body'"),
        ("in.jsonl", b"not json\n", "jsonl-header", "JSON object"),
        ("in.parquet", b"PAR1 truncated", "parquet-broken", "no whole Parquet file"),
        ("in.csv.gz", b"no gzip at all", "input-unreadable", "gzip"),
        ("in.xlsx", b"PK", "input-kind", "expected"),
    ],
)
def test_hopeless_inputs_give_one_clear_error(tmp_path: Path, name: str, data: bytes, code: str, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ClassifierError) as caught:
        score_files([tmp_path / name], tmp_path / "out.csv")
    assert (caught.value.code, said in str(caught.value)) == (code, True), str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_a_hopeless_file_among_others_is_one_rejected_row(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", rows(3))
    (tmp_path / "b.csv").write_bytes(b"")
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    write(tmp_path / "d.parquet", rows(3))
    summary = score_files([tmp_path], tmp_path / "out.csv")
    assert summary.rows == 6
    assert reasons(tmp_path / "out.csv.rejects.csv") == ["input-empty", "parquet-broken"]


def test_header_only_gives_no_rows(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text\n")
    for form in ("csv", "jsonl", "parquet"):
        assert score_files([tmp_path / "in.csv"], tmp_path / f"out.{form}").rows == 0
        assert read(tmp_path / f"out.{form}") == []


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_small_compressed_file_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for module in (blocks, csvs, jsonls):
        monkeypatch.setattr(module, "PART", 100_000)
    peaks = []
    for n in (200, 500, 1500):
        plain = write(tmp_path / f"{n}.{kind}", [{"text": "a" * 5000}] * n).read_bytes()
        (tmp_path / f"{n}.{kind}.gz").write_bytes(gzip.compress(plain))
        tracemalloc.start()
        score_files([tmp_path / f"{n}.{kind}.gz"], tmp_path / f"{n}.{kind}.csv")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] - peaks[1] < 500_000  # of 5 million bytes more; the first run imports and caches


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_truncated_gzip_keeps_every_row_before_the_break(tmp_path: Path, kind: str) -> None:
    plain = write(tmp_path / f"a.{kind}", rows(3000)).read_bytes()
    packed = gzip.compress(plain)
    (tmp_path / f"in.{kind}.gz").write_bytes(packed[: len(packed) // 2])
    summary = score_files([tmp_path / f"in.{kind}.gz"], tmp_path / "out.csv", id_column="id")
    ids = [row["id"] for row in read(tmp_path / "out.csv")]
    assert ids == [f"p{i}" for i in range(len(ids))]
    assert summary.rejected == {"input-broken": 1}
    assert len(ids) > 1000
    where = int(read(tmp_path / "out.csv.rejects.csv")[0]["byte_offset"])
    assert plain[:where].count(b"\np" if kind == "csv" else b"\n{") in (len(ids), len(ids) - 1)


def test_parquet_of_other_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": pa.array([TEXTS[0], None, TEXTS[1]]).dictionary_encode(),
            "n": [1, 2, 3],
            "tags": [["a"], [], None],
            "role": ["x", "y", "z"],
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    score_files([tmp_path / "in.parquet"], tmp_path / "out.csv", keep=True)
    scored = read(tmp_path / "out.csv")
    assert [(r["row"], r["n"], r["tags"], r["input_role"]) for r in scored] == [
        ("1", "1", '["a"]', "x"),
        ("3", "3", "", "z"),
    ]
    assert reasons(tmp_path / "out.csv.rejects.csv") == ["text-missing"]
    with pytest.raises(ClassifierError, match="expected text"):
        score_files([tmp_path / "in.parquet"], tmp_path / "out2.csv", text_column="n")


@pytest.mark.usefixtures("small_parts")
def test_a_cell_longer_than_any_posting_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (csvs, jsonls, blocks):
        monkeypatch.setattr(module, "LONGEST", 5000, raising=False)
    monkeypatch.setattr(csvs, "_LONGEST_RECORD", 20_000)
    monkeypatch.setattr(jsonls, "_LONGEST_LINE", 20_000)
    long, huge = "long, " * 1000, "huge,\n" * 10_000
    texts = [TEXTS[0], long, TEXTS[1], huge, TEXTS[2]]
    for kind in ("csv", "jsonl"):
        path = write(tmp_path / f"in.{kind}", [{"id": i, "text": text} for i, text in enumerate(texts)])
        score_files([path], tmp_path / f"{kind}.csv", id_column="id")
        assert [r["id"] for r in read(tmp_path / f"{kind}.csv")] == ["0", "2", "4"]
        rejected = read(tmp_path / f"{kind}.csv.rejects.csv")
        assert [r["reason"] for r in rejected] == ["posting-too-long"] * 2
        for row in rejected:
            assert path.read_bytes()[int(row["byte_offset"]) :].startswith(row["text"][:50].encode())


@pytest.mark.usefixtures("small_parts")
def test_a_quote_that_never_closes_costs_one_line_of_a_long_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvs, "_LONGEST_RECORD", 5000)
    lines = ['p0,"never closed', *(f"p{i},Renew contracts and keep clients" for i in range(1, 900))]
    (tmp_path / "in.csv").write_text("id,text\n" + "\n".join(lines) + "\n")
    summary = score_files([tmp_path / "in.csv"], tmp_path / "out.csv", id_column="id")
    assert [r["id"] for r in read(tmp_path / "out.csv")] == [f"p{i}" for i in range(1, 900)]
    assert summary.rejected == {"csv-quotes": 1}


def test_output_is_never_overwritten_silently(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(4))
    out = tmp_path / "out.csv"
    score_files([source], out)
    with pytest.raises(ClassifierError, match="--force") as caught:
        score_files([source], out)
    assert caught.value.code == "output-exists"
    assert score_files([source], out, force=True).rows == 4
    assert score_files([source], out, resume=True).whole_already
    with pytest.raises(ClassifierError) as caught:
        score_files([source], source, force=True)
    assert caught.value.code == "output-is-input"
    with pytest.raises(ClassifierError) as caught:
        score_files([tmp_path / "*.csv"], out, force=True)
    assert caught.value.code == "output-is-input"
    for bad, code in ((tmp_path / "no" / "out.csv", "output-unwritable"), (tmp_path / "out.xyz", "output-form")):
        with pytest.raises(ClassifierError) as caught:
            score_files([source], bad)
        assert caught.value.code == code


@pytest.mark.usefixtures("small_parts")
def test_a_stopped_run_is_resumed_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = write(tmp_path / "in.csv", rows(60)), tmp_path / "out.csv"
    whole = tmp_path / "whole.csv"
    score_files([source], whole)
    calls = []

    def stop(*arguments: object, **named: object) -> object:
        for number, counts in score_parts(*arguments, **named):  # type: ignore[arg-type]
            calls.append(number)
            yield number, counts
            if len(calls) % 3 == 0:
                raise KeyboardInterrupt

    monkeypatch.setattr("classifier.batch.workers.score_parts", stop)
    for attempt in range(99):
        try:
            score_files([source], out, resume=attempt > 0)
            break
        except KeyboardInterrupt:
            assert not out.exists()
            with pytest.raises(ClassifierError) as caught:
                score_files([source], out)
            assert caught.value.code == "output-unfinished"
            with pytest.raises(ClassifierError) as caught:
                score_files([source], out, resume=True, id_column="id")
            assert (caught.value.code, "id_column" in str(caught.value)) == ("resume-differs", True)
    assert attempt >= 2
    assert calls == list(range(len(calls)))  # no part was scored twice
    assert out.read_bytes() == whole.read_bytes()


def test_explain_adds_the_strongest_phrases(tmp_path: Path, shipped: Model) -> None:
    source = write(tmp_path / "in.csv", rows(4))
    for form in ("csv", "jsonl"):
        score_files([source], tmp_path / f"out.{form}", explain=True)
    first = json.loads(read(tmp_path / "out.csv")[0]["phrases"])
    assert first[0]["text"] == shipped.predict(rows(1)[0]["text"]).phrases[0].text
    assert json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])["phrases"] == first


def test_duplicate_ids_are_all_scored(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text\n7,Renew\n7,Close deals\n")
    score_files([tmp_path / "in.csv"], tmp_path / "out.csv", id_column="id")
    assert [row["id"] for row in read(tmp_path / "out.csv")] == ["7", "7"]


def test_another_model_and_confidence_are_used(tmp_path: Path, kitchen: Model) -> None:
    kitchen.save(tmp_path / "kitchen")
    source = write(tmp_path / "in.csv", [{"text": "Fry the fish and boil rice. Stir the soup and bake the bread."}])
    score_files([source], tmp_path / "out.csv", model=tmp_path / "kitchen", min_confidence=1.0)
    row = read(tmp_path / "out.csv")[0]
    assert (row["best"], row["role"], row["model"].split()[0]) == ("cook", "", "model")


def test_python_alone_gives_the_same_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from classifier import kernel
    from classifier.batch import records, scoring

    source = write(tmp_path / "in.csv", rows(12))
    score_files([source], tmp_path / "fast.csv", id_column="id")
    monkeypatch.setattr(kernel, "can_compile", lambda: False)
    monkeypatch.setattr(records, "_compiled", lambda: None)
    scoring._scorer.cache_clear()
    score_files([source], tmp_path / "slow.csv", id_column="id")
    scoring._scorer.cache_clear()
    assert (tmp_path / "slow.csv").read_bytes() == (tmp_path / "fast.csv").read_bytes()


@pytest.mark.usefixtures("small_parts")
def test_two_workers_give_the_same_output(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", rows(40))
    score_files([source], tmp_path / "one.csv")
    score_files([source], tmp_path / "two.csv", workers=2)
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


@pytest.mark.slow
def test_two_processes_give_the_same_output(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(20_000))
    score_files([source], tmp_path / "one.csv")
    score_files([source], tmp_path / "two.csv", workers=2, backend="loky")
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def test_an_error_in_a_worker_is_not_laid_on_the_backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(workers, "score_part", fails)
    with pytest.raises(ValueError, match="a mistake of ours"):
        score_files([write(tmp_path / "in.csv", rows(2))], tmp_path / "out.csv", backend="threading")


def test_unknown_backend_and_missing_scheduler_are_told(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(2))
    for backend, code in (("nosuch", "backend-unknown"), ("dask", "scheduler-missing"), ("ray", "library-missing")):
        with pytest.raises(ClassifierError) as caught:
            score_files([source], tmp_path / "out.csv", backend=backend, force=True)
        assert caught.value.code == code
    assert classifier.load().labels


def test_explain_says_why_there_is_no_answer_and_whether_the_title_agrees(tmp_path: Path, shipped: Model) -> None:
    source = write(tmp_path / "in.csv", rows(6))
    for form in ("csv", "jsonl", "parquet"):
        score_files([source], tmp_path / f"out.{form}", explain=True, min_confidence=0.999)
        scored = read(tmp_path / f"out.{form}")
        assert list(scored[0])[-3:] == ["phrases", "reason", "title_agrees"]
        for row, record in zip(rows(6), scored, strict=True):
            said = shipped.predict(row["text"], min_confidence=0.999)
            assert record["reason"] == (said.reason or "")
            assert (record["reason"] != "") == (record["abstained"] == "true")
            agrees = said.stated_title and said.stated_title.agrees
            assert record["title_agrees"] == {None: "", True: "true", False: "false"}[agrees]
        assert {"true", ""} <= {record["title_agrees"] for record in scored}
    assert json.loads((tmp_path / "out.jsonl").read_text().splitlines()[5])["title_agrees"] is None


def test_an_unknown_backend_leaves_nothing_behind(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(2))
    with pytest.raises(ClassifierError) as caught:
        score_files([source], tmp_path / "out.csv", backend="foo")
    assert caught.value.code == "backend-unknown"
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert score_files([source], tmp_path / "out.csv", backend="threading").rows == 2


def test_files_of_a_folder_that_are_passed_over_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    write(folder / "in.csv", rows(2))
    for name in ("notes.xlsx", "deeper/picture.png"):
        (folder / name).write_bytes(b"x")
    summary = score_files([folder], tmp_path / "out.csv")
    assert summary.skipped == 2
    assert "  files passed over, being of no kind that is read: 2" in summary.lines()
    assert score_files([folder / "in.csv"], tmp_path / "one.csv").skipped == 0


def test_an_output_of_unknown_format_is_told_the_known_ones(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(2))
    with pytest.raises(
        ClassifierError, match=r"h\.xlsx ends in none of \.csv, \.jsonl, .*--format csv\|jsonl\|parquet"
    ):
        score_files([source], tmp_path / "h.xlsx")
