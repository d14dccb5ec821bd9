from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier.cli import app
from classifier.model import Model
from tests.batch.helpers import read, rows, write

ROOT = Path(__file__).parent.parent.parent


def score(*arguments: object, expect: int = 0) -> str:
    """Run the command in this process; returns what it said on standard error."""
    result = CliRunner().invoke(app, ["score", *map(str, arguments)])
    assert result.exit_code == expect, (result.output, result.exception)
    assert result.stdout == ""
    return str(result.stderr)


def score_apart(*arguments: object, **named: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a user does."""
    command = [sys.executable, "-m", "classifier", "score", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, **named)  # type: ignore[call-overload]


def test_score_writes_a_row_for_each_posting_and_a_summary(tmp_path: Path, shipped: Model) -> None:
    source = write(tmp_path / "in.csv", rows(6))
    said = score(source, "-o", tmp_path / "out.csv", "--id-column", "id")
    assert "6 rows" in said
    assert "no answer" in said
    scored = read(tmp_path / "out.csv")
    probabilities = [f"p_{label}" for label in shipped.labels]
    assert list(scored[0]) == ["id", "role", "best", "confidence", *probabilities, "abstained", "stated_title", "model"]
    assert scored[0]["stated_title"] == "Account Manager"
    assert score(source, "-o", tmp_path / "quiet.csv", "--quiet") == ""


def test_score_exits_with_3_where_rows_were_rejected(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text\n1,Renew contracts\n2,b,c\n")
    said = score(tmp_path / "in.csv", "-o", tmp_path / "out.jsonl", expect=3)
    assert "REJECTED 1 row: csv-cells 1" in said
    assert len(read(tmp_path / "out.jsonl")) == 1
    rejects = tmp_path / "mine.csv"
    score(tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--rejects", rejects, expect=3)
    assert read(rejects)[0]["text"] == "2,b,c"


def test_score_shows_one_line_for_an_error_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,body\n1,x\n")
    done = score_apart(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("error[column-missing]: ")
    assert "--text-column 'body'" in done.stderr


def test_score_refuses_wrong_usage(tmp_path: Path) -> None:
    for arguments in (["in.csv"], ["in.csv", "-o", "out.csv", "--workers", "0"]):
        assert CliRunner().invoke(app, ["score", *arguments]).exit_code == 2


def test_score_says_so_where_the_disk_is_full(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(3000))
    limit = (100_000, 100_000)  # no file may grow longer: what a full disk looks like to a writer
    done = score_apart(
        source, "-o", tmp_path / "out.csv", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("error[output-unwritable]: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()
    score(source, "-o", tmp_path / "out.csv", "--resume")
    assert len(read(tmp_path / "out.csv")) == 3000


def test_score_explains(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(2))
    score(source, "-o", tmp_path / "out.csv", "--explain", "--keep", "--format", "csv")
    row = read(tmp_path / "out.csv")[0]
    assert json.loads(row["phrases"])[0]["weight"] > 0
    assert row["town"] == "Rome"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from classifier.cli import app\n"
        "from typer.testing import CliRunner\n"
        "assert CliRunner().invoke(app, ['score', '--help']).exit_code == 0\n"
        "print([m for m in ('numpy', 'pyarrow', 'numba', 'joblib', 'sklearn') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.slow
def test_score_killed_and_resumed_gives_the_same_bytes() -> None:
    from tests.kill_many import kill_many

    assert kill_many(3, 3000, 1, seed=7) == 0
    assert kill_many(3, 9000, 2, seed=8) == 0
