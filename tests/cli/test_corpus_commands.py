from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.cli import app
from classifier.cli.shell import run
from tests.conftest import DATA

FAULTY = str(DATA / "faulty.csv")


@pytest.fixture
def sound(tmp_path: Path) -> str:
    lines = (DATA / "faulty.csv").read_text(encoding="utf8").splitlines(keepends=True)
    path = tmp_path / "sound.csv"
    path.write_text("".join(line for line in lines if line == lines[0] or ",sound," in line), encoding="utf8")
    return str(path)


def classifier(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["classifier", "corpus", *arguments])
    return run(app)


def test_check_fails_on_errors_and_says_how_many(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert classifier(monkeypatch, "check", FAULTY, "--no-doubts", "-q") == 1
    out, err = capsys.readouterr()
    assert "error[title-left]: 1\n" in out
    assert f"{FAULTY}:127: names the title" in out
    assert err == "error[corpus-faulty]: the corpus has 11 errors\n"


def test_check_gives_every_finding_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert classifier(monkeypatch, "check", FAULTY, "--json") == 1
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert set(report) == {"rows", "errors", "warnings", "near_duplicate_share", "counts", "findings"}
    assert set(report["findings"][0]) == {"code", "severity", "file", "line", "message"}
    assert report["errors"] + report["warnings"] == len(report["findings"]) == sum(report["counts"].values())
    assert report["counts"]["label-doubt"] == 2
    assert "looking for doubtful labels" in err


def test_check_passes_a_sound_corpus(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sound: str
) -> None:
    assert classifier(monkeypatch, "check", sound, "-q") == 0
    out, err = capsys.readouterr()
    assert out == "124 rows, near duplicates 0.00%: 0 errors, 0 warnings\n"
    assert err == ""


def test_check_takes_the_limit_of_near_duplicates(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    classifier(monkeypatch, "check", FAULTY, "--no-doubts", "--json", "--max-near-duplicates", "0.5")
    assert "near-duplicate-share" not in json.loads(capsys.readouterr().out)["counts"]
    assert classifier(monkeypatch, "check", FAULTY, "--max-near-duplicates", "2") == 2


def test_a_missing_corpus_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for command in ("check", "stats"):
        assert classifier(monkeypatch, command, str(tmp_path / "none.csv")) == 1
        assert capsys.readouterr().err == f"error[corpus-missing]: {tmp_path}/none.csv doesn't exist\n"


def test_stats_prints_text_markdown_or_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sound: str
) -> None:
    assert classifier(monkeypatch, "stats", sound) == 0
    assert capsys.readouterr().out.startswith("The corpus\n")
    assert classifier(monkeypatch, "stats", sound, "--markdown") == 0
    assert "| label | sentences |" in capsys.readouterr().out
    assert classifier(monkeypatch, "stats", sound, "--json") == 0
    assert json.loads(capsys.readouterr().out)["labels"]["AE"]["sentences"] == 41
    assert classifier(monkeypatch, "stats", sound, "--json", "--markdown") == 2


def test_stats_and_help_need_no_scikit_learn() -> None:
    code = (
        "import sys; from classifier.cli import app; from classifier.cli.shell import run;"
        "run(app); sys.exit(bool({'sklearn', 'spacy', 'numba', 'pandas'} & set(sys.modules)))"
    )
    for arguments in (["--help"], ["corpus", "check", "--help"], ["corpus", "stats", FAULTY[:-10] + "posting.txt"]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
