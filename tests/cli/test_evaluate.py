from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import classifier
from classifier.corpus import Row
from classifier.model import Model, Thresholds
from tests.cli.test_train import run, write


@pytest.fixture(scope="module")
def folder(kitchen: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models") / "kitchen"
    lenient = replace(kitchen, thresholds=Thresholds(terms=1, known=0.0))
    lenient.save(made)
    return made


@pytest.fixture(scope="module")
def rows(kitchen_rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Rows of several sentences, so that the model doesn't decline them as too short.
    texts = {label: [r.text for r in kitchen_rows if r.label == label] for label in ("cook", "waiter", "none")}
    joined = [
        Row(" ".join(text for j, text in enumerate(ts) if j != i % 6), label, group=f"g{i}")
        for label, ts in texts.items()
        for i in range(8)
    ]
    return write([*joined, Row("Nothing known", "chef")], tmp_path_factory.mktemp("rows") / "rows.jsonl")


def failed(done: subprocess.CompletedProcess[str], code: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"error[{code}]: ")
    assert "Traceback" not in done.stderr


def test_an_evaluation_fits_in_80_columns(rows: Path, folder: Path) -> None:
    done = run("evaluate", rows, "--model", folder, "--against", folder, "--resamples", "50", "-q")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert max(map(len, done.stdout.splitlines())) <= 80
    for part in ("24 rows of 8 groups", "chef", "macro-F1", "Confusion", "Reliability", "surest", "Faithfulness",
                 "Abstentions", "Roles only", "No clear difference"):  # fmt: skip
        assert part in done.stdout


def test_json_is_one_object_and_the_seed_fixes_it(rows: Path, folder: Path) -> None:
    command = ("evaluate", rows, "-m", folder, "--json", "--resamples", "50", "--seed", "3", "--calibrate-by-group")
    first, second = run(*command), run(*command)
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)
    assert found["rows"]["unknown_labels"] == {"chef": 1}
    assert found["calibration"] == "fitted on the other groups' rows"
    assert found["bootstrap"] == {"resamples": 50, "seed": 3, "interval": 0.95}
    assert "reads 24 rows" in first.stderr


def test_calibrate_writes_a_model_that_is_used(rows: Path, folder: Path, tmp_path: Path) -> None:
    done = run("calibrate", rows, "-m", folder, "-o", tmp_path / "mine", "--risk", "0.2", "--resamples", "50", "-q")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 80
    made = classifier.load(tmp_path / "mine")
    assert made.name == "mine"
    assert "fitted to 24 labelled postings of 8 groups" in made.calibration.source
    assert "at most 20.0% of the answers were wrong" in made.thresholds.source
    assert made.facts["calibrated_on"]["rows"] == {"cook": 8, "none": 8, "waiter": 8}
    assert "## Calibrated on labelled postings" in (tmp_path / "mine" / "README.md").read_text(encoding="utf8")
    judged = run("evaluate", rows, "-m", tmp_path / "mine", "-q", "--no-faithfulness", "--resamples", "20")
    assert "calibrated on these very rows" in " ".join(judged.stdout.split())
    failed(run("calibrate", rows, "-m", folder, "-o", tmp_path / "mine", "--risk", "0.2", "-q"), "output-exists")


def test_what_can_not_be_judged_is_one_line(rows: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "chefs.csv").write_text("text,label\nFry fish,chef\n")
    failed(run("evaluate", tmp_path / "chefs.csv", "-q"), "labelled-empty")
    failed(run("evaluate", tmp_path / "no.csv"), "labelled-missing")
    failed(run("evaluate", rows, "--label-column", "tag"), "labelled-columns")
    failed(run("evaluate", rows, "-m", folder, "--against", Path("models/ae-am-ad"), "-q"), "models-differ")


@pytest.mark.parametrize("arguments", [("evaluate",), ("calibrate", "x.csv"), ("evaluate", "x.csv", "--seed", "-1"),
                                       ("calibrate", "x.csv", "-o", "y", "--risk", "2")])  # fmt: skip
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
