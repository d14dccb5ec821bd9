from __future__ import annotations

import ast
import re

import pytest

from classifier.errors import CODES
from tests.conftest import ROOT
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
