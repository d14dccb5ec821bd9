from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier.batch import score_files
from classifier.cli import app
from classifier.errors import CODES
from classifier.model import Model
from tests.conftest import DATA, ROOT
from tests.readme import as_locked
from tests.reference import REFERENCE, commands, page, uses

# Hyphenated words in the source that are no codes.
OTHERS = {
    "account-role-classifier",
    "existing-customer",
    "new-business",
    "python-docx",
    "scikit-learn",
    "team-leading",
    "well-developed",
}


def strings() -> dict[str, str]:
    """Each string of the source that could be a code, with a file it stands in."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "classifier").rglob("*.py")):
        if path.name == "errors.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value, path.name)
    return found


def test_every_code_of_the_source_is_in_the_registry() -> None:
    shaped = {text: file for text, file in strings().items() if re.fullmatch(r"[a-z]+(-[a-z]+)+", text)}
    missing = {text: file for text, file in shaped.items() if text not in OTHERS | set(CODES)}
    assert missing == {}, "give them a meaning in classifier/errors.py (or name them in OTHERS)"
    assert set(uses()) - set(CODES) == set()


def test_no_code_of_the_registry_is_unused() -> None:
    assert set(CODES) - set(strings()) == set()


def test_codes_have_meanings_and_are_shaped_alike() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) and len(meaning) > 10 for code, meaning in CODES.items())
    assert len(set(CODES.values())) == len(CODES)


def test_every_command_is_in_the_reference() -> None:
    text = REFERENCE.read_text(encoding="utf8")
    assert len(commands()) > 10
    assert [words for words in commands() if f"### `{' '.join(('classifier', *words))}`" not in text] == []


@pytest.mark.skipif(not as_locked("typer"), reason="help looks another way with another typer than the lock file's")
def test_the_reference_is_current() -> None:
    assert REFERENCE.read_text(encoding="utf8") == page(), "run python -m tests.reference"


def named(heading: str) -> list[str]:
    """What the first column of the first table under a heading names."""
    table = REFERENCE.read_text(encoding="utf8").split(heading)[1].split("\n|---|---|\n")[1].split("\n\n")[0]
    return [re.match(r"\| `([^`]+)` \| .", line)[1] for line in table.splitlines()]


def keys(given: object, before: str = "") -> Iterator[str]:
    """The keys of an object and of those in it; what is kept by label has one name."""
    for key, value in given.items() if isinstance(given, dict) else ():
        yield before + key
        if key not in ("probabilities", "shares"):
            is_list = isinstance(value, list)
            yield from keys(value[0] if is_list else value, f"{before}{key}{'[]' if is_list else ''}.")


def test_the_keys_of_predict_are_exactly_those_of_the_reference(shipped: Model) -> None:
    shown = CliRunner().invoke(app, ["predict", "--json", str(DATA / "posting.txt"), str(DATA / "posting.html")])
    first = json.loads(shown.stdout.splitlines()[0])
    assert named("## What `predict --json` prints") == list(keys(first))
    assert {*first, "names", "duties", "deciding", "mixed_with"} - {"file"} <= set(dir(shipped.predict("")))


@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_columns_of_score_are_exactly_those_of_the_reference(
    tmp_path: Path, shipped: Model, form: str, explain: bool
) -> None:
    (tmp_path / "in.csv").write_text('text\nClose new business\n"a,b\n', encoding="utf8")
    out = tmp_path / f"out.{form}"
    score_files([DATA / "posting.txt", tmp_path / "in.csv"], out, explain=explain)
    labels = [f"p_{label}" for label in shipped.labels]
    wanted = [n for name in named("## What `score` writes") for n in (labels if name == "p_<label>" else [name])]
    with_explain = REFERENCE.read_text(encoding="utf8").count("| with `--explain`: ")
    first = out.read_text(encoding="utf8").splitlines()[0]
    found = next(csv.reader([first])) if form == "csv" else list(json.loads(first))
    assert found == (wanted if explain else wanted[:-with_explain])
    with Path(f"{out}.rejects.csv").open(encoding="utf8", newline="") as file:
        assert named("are in the rejects file") == csv.DictReader(file).fieldnames
