from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from classifier.batch import blocks, score_files
from classifier.corpus import LARGEST as LARGEST_CORPUS
from classifier.postings import LONGEST, is_page, markup, pdf, word
from classifier.storage import ARRAYS, CONFIG, VOCABULARY
from classifier.storage import LARGEST as LARGEST_MODEL
from tests.conftest import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf8")
NEVER = {
    "pickle",
    "dill",
    "cloudpickle",
    "marshal",
    "shelve",
    "subprocess",
    "urllib",
    "http",
    "socket",
    "requests",
    "httpx",
}


def test_every_claim_points_at_a_test_that_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)
    assert len(named) > 20
    missing = [
        f"{file}::{name}" for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf8")
    ]
    assert missing == []


def test_the_limits_are_those_of_the_program() -> None:
    limits = [
        [LONGEST],
        [pdf.PAGES, pdf.UNPACKED, pdf.OPERATIONS],
        [word.PARTS, word.UNPACKED],
        [markup.MOST_TAGS, markup.MOST_ATTRIBUTES],
        [LARGEST_CORPUS],
        [LARGEST_MODEL[name] for name in (ARRAYS, VOCABULARY, CONFIG)],
        [blocks.PART],
    ]
    rows = TEXT.split("## Limits")[1].split("\n## ")[0].strip().splitlines()[2:]
    assert [[int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\d", row)] for row in rows] == limits


def test_nothing_in_the_package_unpickles_evaluates_or_fetches() -> None:
    found = []
    for path in sorted((ROOT / "classifier").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in ("eval", "exec", "__import__", "os.system", "os.popen", "joblib.load"):
                    found.append(f"{path.name}:{node.lineno} calls {called}")
            found += [f"{path.name}:{node.lineno} imports {n}" for n in names if n.split(".")[0] in NEVER]
    assert found == []


@pytest.mark.parametrize("start", "=+-@")
def test_formulas_are_written_as_they_stand(start: str, tmp_path: Path) -> None:
    cell = f'{start}HYPERLINK("http://x.example","Renew contracts")'
    with (tmp_path / "in.csv").open("w", encoding="utf8", newline="") as file:
        csv.writer(file).writerows([["text", "note"], ["Renew contracts and keep clients happy", cell]])
    score_files([tmp_path / "in.csv"], tmp_path / "out.csv", keep=True)
    with (tmp_path / "out.csv").open(encoding="utf8", newline="") as file:
        assert next(csv.DictReader(file))["note"] == cell


def test_comments_before_a_page_cost_no_time() -> None:
    assert is_page("  <!-- saved -->\n<!-- from --> <html lang=en>")
    assert not is_page("<!---->" * 200 + "x")  # once tried in 2 to the power of 199 ways
