from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.batch.helpers import rows, write
from tests.cli.test_score import score, score_apart


def plain(page: Path) -> str:
    """A page's words, without the run's time and settings."""
    text = " ".join(LexborHTMLParser(page.read_text(encoding="utf8")).css_first("main").text(deep=True).split())
    return re.sub(r"The run Took.*?What read them", "", text)


def test_html_writes_a_page_beside_the_rows(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", rows(6))
    said = score(source, "-o", tmp_path / "out.csv", "--html", tmp_path / "page.html")
    assert said.splitlines()[-1] == f"{tmp_path / 'page.html'}: an overview of 6 rows"
    assert "6 postings scored" in plain(tmp_path / "page.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv", "page.html"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_forms_workers_and_a_resumed_run_give_one_page(tmp_path: Path, form: str) -> None:
    source = write(tmp_path / "in.csv", rows(30))
    pages = [tmp_path / f"{name}.html" for name in ("one", "two", "again")]
    out = tmp_path / f"out.{form}"
    score(source, "-o", out, "--html", pages[0], "--id-column", "id")
    score(source, "-o", out, "--html", pages[1], "--id-column", "id", "--workers", "2", "--force")
    assert "whole already" in score(source, "-o", out, "--html", pages[2], "--id-column", "id", "--resume")
    assert plain(pages[0]) == plain(pages[1]) == plain(pages[2])
    assert "an earlier run had finished the file" in pages[2].read_text(encoding="utf8")


def test_a_stopped_run_gets_its_page_when_it_is_resumed(tmp_path: Path) -> None:
    import resource

    source, out, page = write(tmp_path / "in.csv", rows(3000)), tmp_path / "out.csv", tmp_path / "page.html"
    limit = (100_000, 100_000)  # no file may grow longer: what a full disk looks like to a writer
    stopped = score_apart(
        source, "-o", out, "--html", page, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    assert stopped.returncode == 1
    assert not page.exists()
    score(source, "-o", out, "--html", page, "--resume")
    assert "3,000 postings scored" in plain(page)


@pytest.mark.parametrize(
    ("options", "shown"),
    [((), "1"), (("--backend", "threading"), "1, threading"), (("--workers", "-1"), "all there are")],
)
def test_the_page_tells_how_many_really_worked(tmp_path: Path, options: tuple[str, ...], shown: str) -> None:
    source, page = write(tmp_path / "in.csv", rows(3)), tmp_path / "page.html"
    score(source, "-o", tmp_path / "out.csv", "--html", page, *options)
    assert f"<dt>Workers</dt><dd><bdi>{shown}</bdi></dd>" in page.read_text(encoding="utf8")


def test_rejected_rows_are_on_the_page_and_in_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text\n1,Renew contracts\n2,b,c\n")
    score(tmp_path / "in.csv", "-o", tmp_path / "out.jsonl", "--html", tmp_path / "page.html", expect=3)
    assert "1 row was rejected; see out.jsonl.rejects.csv." in plain(tmp_path / "page.html")


def test_a_page_that_is_there_stops_the_run_before_it_begins(tmp_path: Path) -> None:
    source, page = write(tmp_path / "in.csv", rows(3)), tmp_path / "page.html"
    page.write_text("mine")
    done = score_apart(source, "-o", tmp_path / "out.csv", "--html", page)
    assert done.returncode == 1
    assert done.stderr.startswith("error[output-exists]: ")
    assert not (tmp_path / "out.csv").exists()
    assert page.read_text() == "mine"
    score(source, "-o", tmp_path / "out.csv", "--html", page, "--force")
    assert page.read_text(encoding="utf8").startswith("<!doctype html>")


def test_no_input_and_no_output_is_replaced_by_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "postings"
    folder.mkdir()
    posting = folder / "a.html"
    posting.write_text("<p>Renew contracts and keep clients happy")
    done = score_apart(folder, "-o", tmp_path / "out.csv", "--html", posting, "--force")
    assert done.stderr.startswith("error[output-is-input]: ")
    assert posting.read_text().startswith("<p>")
    for name in ("out.csv", "out.csv.rejects.csv", "postings/../out.csv"):
        done = score_apart(folder, "-o", tmp_path / "out.csv", "--html", tmp_path / name, "--force")
        assert done.returncode == 2, done.stderr
    assert os.listdir(tmp_path) == ["postings"]
