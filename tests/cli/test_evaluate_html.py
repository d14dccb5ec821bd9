from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from classifier.corpus import Row
from classifier.model import Model, Thresholds
from tests.cli.test_evaluate import failed
from tests.cli.test_train import run, write

QUICK = ("--resamples", "10", "--no-faithfulness")


@pytest.fixture(scope="module")
def folder(kitchen: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models") / "kitchen"
    replace(kitchen, thresholds=Thresholds(terms=1, known=0.0)).save(made)
    return made


@pytest.fixture
def rows(kitchen_rows: list[Row], tmp_path: Path) -> Path:
    return write([replace(row, label="cook") for row in kitchen_rows], tmp_path / "rows.jsonl")


def test_html_writes_one_page_and_prints_nothing_else(rows: Path, folder: Path) -> None:
    out = rows.with_name("page.html")
    done = run("evaluate", rows, "-m", folder, "--html", out, *QUICK)
    assert (done.returncode, done.stdout) == (0, "")
    tree = LexborHTMLParser(out.read_text(encoding="utf8"))
    mistakes = len(tree.css(".mistake"))
    assert mistakes >= 6
    assert done.stderr.splitlines()[-1] == f"{out}: 18 rows, {mistakes} mistakes"
    assert "evaluated on rows.jsonl" in tree.css_first(".eyebrow").text(deep=True)
    assert sorted(path.name for path in rows.parent.iterdir()) == ["page.html", "rows.jsonl"]


def test_html_beside_json_gives_both(rows: Path, folder: Path) -> None:
    out = rows.with_name("page.html")
    done = run("evaluate", rows, "-m", folder, "--html", out, "--json", "-q", *QUICK)
    assert done.stderr == ""
    assert json.loads(done.stdout)["rows"]["used"] == 18
    assert out.exists()


def test_a_page_that_is_there_is_replaced_only_with_force(rows: Path, folder: Path) -> None:
    out = rows.with_name("page.html")
    out.write_text("mine")
    failed(run("evaluate", rows, "-m", folder, "--html", out, *QUICK), "output-exists")
    assert out.read_text() == "mine"
    assert run("evaluate", rows, "-m", folder, "--html", out, "--force", *QUICK).returncode == 0
    assert out.read_text(encoding="utf8").startswith("<!doctype html>")


def test_the_labelled_rows_are_never_replaced(rows: Path, folder: Path) -> None:
    before = rows.read_bytes()
    failed(run("evaluate", rows, "-m", folder, "--html", rows, "--force", *QUICK), "output-is-input")
    failed(run("evaluate", rows, "-m", folder, "--html", rows.parent / "no" / "x.html", *QUICK), "output-unwritable")
    assert rows.read_bytes() == before


def test_force_without_a_page_is_wrong_usage(rows: Path) -> None:
    assert run("evaluate", rows, "--force").returncode == 2
