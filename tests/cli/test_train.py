from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from classifier.corpus import Row
from tests.conftest import ROOT


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "classifier", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def write(rows: list[Row], path: Path) -> Path:
    path.write_text("".join(json.dumps({"text": r.text, "label": r.label, "group": r.group}) + "\n" for r in rows))
    return path


def test_a_corpus_of_ones_own_is_trained_and_used(kitchen_rows: list[Row], tmp_path: Path) -> None:
    corpus = write(kitchen_rows, tmp_path / "kitchen.jsonl")
    trained = run("train", corpus, "-o", tmp_path / "model")
    assert trained.returncode == 0, trained.stderr
    assert "3 labels" in trained.stdout
    used = run(
        "predict", "--json", "--model", tmp_path / "model", "--text", "Boil the rice, fry the fish and stir the soup"
    )
    assert json.loads(used.stdout)["best"] == "cook"


def test_an_existing_model_is_kept_unless_forced(kitchen_rows: list[Row], tmp_path: Path) -> None:
    corpus = write(kitchen_rows, tmp_path / "kitchen.jsonl")
    assert run("train", corpus, "-o", tmp_path / "model", "-q").returncode == 0
    again = run("train", corpus, "-o", tmp_path / "model", "-q")
    assert again.returncode == 1
    assert again.stderr.startswith("error[output-exists]: ")
    assert run("train", corpus, "-o", tmp_path / "model", "-q", "--force").returncode == 0


def test_a_bad_corpus_is_one_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("words,tag\nx,y\n")
    done = run("train", bad, "-o", tmp_path / "model")
    assert done.returncode == 1
    assert done.stderr.startswith("error[corpus-columns]: ")
    assert not (tmp_path / "model").exists()
