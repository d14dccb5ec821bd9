from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.cli.test_predict import one_line, predict
from tests.conftest import DATA, ROOT

POSTING = DATA / "posting.txt"


def test_html_writes_one_page_and_prints_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = predict(POSTING, "--html", out)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"{out}: Account Executive\n"
    tree = LexborHTMLParser(out.read_text(encoding="utf8"))
    assert tree.css_first("#p1-posting").text(deep=True) == POSTING.read_text(encoding="utf8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_html_beside_json_gives_both(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = predict(POSTING, DATA / "posting.html", "--json", "--html", out)
    assert [json.loads(line)["role"] for line in done.stdout.splitlines()] == ["AE", "AD"]
    assert done.stderr.decode() == f"{out}: 2 postings\n"
    tree = LexborHTMLParser(out.read_text(encoding="utf8"))
    assert [a.text() for a in tree.css(".comparison a")] == ["posting.txt", "posting.html"]


def test_a_page_that_is_there_is_replaced_only_with_force(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("mine")
    one_line(predict(POSTING, "--html", out), "output-exists")
    assert out.read_text() == "mine"
    assert predict(POSTING, "--html", out, "--force").returncode == 0
    assert out.read_text(encoding="utf8").startswith("<!doctype html>")


def test_the_posting_itself_is_never_replaced(tmp_path: Path) -> None:
    page = tmp_path / "posting.html"
    page.write_bytes((DATA / "posting.html").read_bytes())
    one_line(predict(page, "--html", page, "--force"), "output-is-input")
    assert page.read_bytes() == (DATA / "posting.html").read_bytes()


def test_what_can_not_be_read_is_left_out_and_reported(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = predict(tmp_path / "no.txt", POSTING, "--html", out)
    assert done.returncode == 1
    assert b"error[posting-missing]" in done.stderr
    assert "Account Executive</h1>" in out.read_text(encoding="utf8")
    assert predict(tmp_path / "no.txt", "--html", tmp_path / "none.html").returncode == 1
    assert not (tmp_path / "none.html").exists()


def test_force_without_a_page_is_wrong_usage() -> None:
    assert predict(POSTING, "--force").returncode == 2


def test_jinja_is_imported_only_for_a_page(tmp_path: Path) -> None:
    script = "import sys; sys.argv = ['classifier', 'predict', *{!r}]\nfrom classifier.cli import main\n"
    script += "try:\n    main()\nfinally:\n    print('jinja2' in sys.modules, file=sys.stderr)"
    for options, wanted in (([], "False"), (["--json"], "False"), (["--html", str(tmp_path / "x.html")], "True")):
        code = script.format([str(POSTING), *options])
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.stderr.splitlines()[-1] == wanted
