"""Targets that read what a stranger hands over whole: model folders, and files to be scored."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

import classifier
from classifier.batch import records as csv_records
from classifier.batch import score_files
from classifier.batch.records import find_records
from classifier.card import model_card
from classifier.corpus import Row
from classifier.errors import ClassifierError
from classifier.inspection import summarise, verify
from classifier.kernel import Scorer
from classifier.roles import Role, Titles
from classifier.storage import ARRAYS, CONFIG, VOCABULARY, _dump, _sha256
from tests.conftest import KITCHEN
from tests.fuzz.readers import folder, written
from tests.fuzz.texts import EXACT, as_text

ASKED = ["Fry the fish, carry the plates and pour wine. Cook or Waiter (m/w)", "", "a b\nc"]


@cache
def kitchen() -> Path:
    """A small model, as saved."""
    rows = [Row(text, label, group=text) for label, texts in KITCHEN.items() for text in texts]
    place = folder() / "kitchen"
    classifier.train(rows).save(place)
    return place


def model_file(data: bytes) -> None:
    """A file of a model, changed: refused by its checksum or as no model."""
    for name in (CONFIG, VOCABULARY, ARRAYS):
        place = _copy()
        if (place / name).read_bytes() == data:
            return
        (place / name).write_bytes(data)
        code = ""
        try:
            classifier.load(place)
        except ClassifierError as error:
            code = error.code
        assert code in ("model-altered", "model-pickle", "model-format", "model-invalid"), f"{name}: {code}"


def model_config(data: bytes) -> None:
    """A configuration with a right checksum: refused, or the model works."""
    _signed(config=data)


def model_vocabulary(data: bytes) -> None:
    """A vocabulary with a right checksum, and mostly with the right number of terms: refused, or the model works."""
    if len(data) % 8:
        terms = (kitchen() / VOCABULARY).read_bytes().split(b"\n")[:-1]
        given = data.split(b"\n")[: len(terms)]
        data = b"".join(term + b"\n" for term in [*given, *terms[len(given) :]])
    _signed(vocabulary=data)


def model_arrays(data: bytes) -> None:
    """Arrays with a right checksum: refused, or the model works."""
    _signed(arrays=data)


def _copy() -> Path:
    place = folder() / "model"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(kitchen(), place)
    return place


def _signed(config: bytes | None = None, vocabulary: bytes | None = None, arrays: bytes | None = None) -> None:
    """What a stranger can do: change files and give them right checksums."""
    place = _copy()
    made = json.loads((place / CONFIG).read_bytes())
    if config is not None:
        try:
            given = json.loads(config)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            (place / CONFIG).write_bytes(config)
            classifier.load(place)
            return
        made = {**made, **given}
    if vocabulary is not None:
        (place / VOCABULARY).write_bytes(vocabulary)
        made["terms"] = vocabulary.count(b"\n")
        made["sha256"][VOCABULARY] = _sha256(vocabulary)
    if arrays is not None:
        (place / ARRAYS).write_bytes(arrays)
        made["sha256"][ARRAYS] = _sha256(arrays)
    made.pop("checksum", None)
    with contextlib.suppress(UnicodeEncodeError, RecursionError, ValueError):
        made["checksum"] = _sha256(_dump(made))
        (place / CONFIG).write_bytes(_dump(made))
    model = classifier.load(place)
    fast = Scorer(model).score_texts(ASKED)
    assert np.isfinite(fast.probabilities).all()
    np.testing.assert_allclose(fast.probabilities, model.predict_proba(ASKED), atol=EXACT)
    for text in ASKED:
        json.dumps(model.predict(text).to_dict(), ensure_ascii=True, allow_nan=False)
    json.dumps(summarise(model).to_dict(), ensure_ascii=True)
    verify(place)
    model_card(model)


def kernel_titles(data: bytes) -> None:
    """What is compiled finds a stranger's titles where the model finds them."""
    given, _, text = as_text(data).partition("\n\n")
    lines = given.split("\n")[:4]
    lines += [""] * (4 - len(lines))
    roles = [Role(f"R{i}", line[:9], tuple(line[:200].split("|"))) for i, line in enumerate(lines[2:])]
    titles = Titles((*roles, Role("none", "none")), tuple(lines[0].split()[:20]))
    changed = replace(classifier.load(kitchen()), titles=titles)
    found = Scorer(changed).score_texts([text])
    prediction = changed.predict(text)
    assert max(abs(found.probabilities[0] - list(prediction.probabilities.values()))) <= EXACT
    title = prediction.stated_title
    assert found.titles[0] == (title.text if title else None)


def records(data: bytes) -> None:
    """The compiled reader of CSV agrees with the plain one."""
    array = np.frombuffer(data, np.uint8)
    found = []
    compiled = csv_records._compiled
    for reader in (compiled, lambda: None):
        csv_records._compiled = reader
        try:
            made = find_records(array, 0, len(data), delimiter=44, wanted=np.arange(3), final=True, most=64)
        finally:
            csv_records._compiled = compiled
        found.append([part.tolist() for part in (made.begins, made.cells, made.starts, made.ends, made.doubled)])
    assert found[0] == found[1]
    begins = found[0][0]
    assert begins == sorted(begins)
    assert all(0 <= place <= len(data) for place in begins)


def batch_csv(data: bytes) -> None:
    """See `_score`."""
    _score("in.csv", data)


def batch_jsonl(data: bytes) -> None:
    """See `_score`."""
    _score("in.jsonl", data)


def batch_parquet(data: bytes) -> None:
    """See `_score`."""
    _score("in.parquet", data)


def batch_packed(data: bytes) -> None:
    """See `_score`; packed by gzip, zstd or bzip2."""
    _score(("in.csv.gz", "in.jsonl.zst", "in.jsonl.bz2", "in.txt.gz")[len(data) % 4], data)


def batch_text(data: bytes) -> None:
    """See `_score`."""
    _score(("in.txt", "in.html")[len(data) % 2], data)


def _score(name: str, data: bytes) -> None:
    """Every row is written or rejected, nothing else is left, and the output reads back."""
    source, out = written(name, data), folder() / ("out.csv", "out.jsonl", "out.parquet")[len(data) // 4 % 3]
    ids = "id" if b"id" in data and len(data) % 2 else None
    try:
        summary = score_files([source], out, id_column=ids, keep=bool(len(data) % 5), model=kitchen(), force=True)
        assert out.exists()
        rejected = sum(summary.rejected.values())
        assert (folder() / f"{out.name}.rejects.csv").exists() == bool(rejected)
        assert _rows(out) == summary.rows
    finally:
        left = {p.name for p in folder().iterdir()} - {source.name, out.name, f"{out.name}.rejects.csv"}
        for path in folder().iterdir():
            if path.name not in ("kitchen", "model"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert not [name for name in left if "unfinished" in name or name.startswith(".")], left


def _rows(out: Path) -> int:
    if out.suffix == ".parquet":
        import pyarrow.parquet as pq

        return int(pq.read_metadata(out).num_rows)
    if out.suffix == ".jsonl":
        return sum(isinstance(json.loads(line), dict) for line in out.read_text("utf8").splitlines())
    import csv

    with out.open(encoding="utf8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))
