from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.readme import DATASHEET, README, as_locked, block, capture, help_of, sizes

TEXT = README.read_text(encoding="utf8")


def test_the_capture_is_what_the_first_command_prints() -> None:
    assert block(TEXT, "capture") == capture(), "run python -m tests.readme"


@pytest.mark.skipif(not as_locked("typer"), reason="help looks another way with another typer than the lock file's")
def test_the_help_is_what_the_commands_print() -> None:
    assert block(TEXT, "help") == help_of(), "run python -m tests.readme"
    assert block(TEXT, "help-score") == help_of("score"), "run python -m tests.readme"


def test_the_datasheet_counts_the_corpus_that_is_there() -> None:
    assert block(DATASHEET.read_text(encoding="utf8"), "stats") == sizes(), "run python -m tests.readme"


def test_quick_start_holds_exactly_two_commands_the_main_job_first() -> None:
    section = TEXT.split("## Quick start")[1].split("\n## ")[0]
    commands = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    assert len(commands) == section.count("```") // 2 == 2
    assert "classifier predict" in commands[0]
    assert "pytest" in commands[1]


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))
def test_python_examples_run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("AE ")
