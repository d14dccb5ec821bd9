"""Each optional library made unimportable, and the commands that need it run: one line that names the extra."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import DATA, ROOT
from tests.documents import make_docx, make_pdf

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]["optional-dependencies"]
# Modules by the name of what brings them, and the commands that need them.
NEEDED = [
    ("pypdf", "pdf", "predict posting.pdf"),
    ("pypdf", "pdf", "predict a-pdf-by-its-first-bytes"),
    ("pypdf", "pdf", "score posting.pdf posting.csv -o out.csv"),
    ("docx", "docx", "predict posting.docx"),
    ("docx", "docx", "score folder -o out.csv"),
    ("pyarrow", "score", "score posting.csv -o out.csv"),
    ("joblib", "score", "score posting.csv -o out.csv --backend loky"),
    ("distributed", "dask", "score posting.csv -o out.csv --scheduler tcp://127.0.0.1:1"),
    ("sklearn", "train", "train posting.csv -o out"),
    ("sklearn", "train", "evaluate posting.csv"),
    ("sklearn", "train", "calibrate posting.csv -o out"),
    ("sklearn", "train", "corpus check posting.csv"),
    ("sklearn", "train", "model export -o out.joblib"),
    ("spacy", "extract", "corpus extract posting.txt -o out.csv"),
]
BLOCK = """
import sys
for name in sys.argv.pop(1).split(","):
    sys.modules[name] = None
from classifier.cli import main
main()
"""


def without(names: str, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command where these modules can't be imported."""
    return subprocess.run(
        [sys.executable, "-c", BLOCK, names, *command.split()],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("postings")
    text = (DATA / "posting.txt").read_text(encoding="utf8")
    (place / "posting.txt").write_text(text, encoding="utf8")
    (place / "posting.pdf").write_bytes(make_pdf([text.splitlines()]))
    (place / "a-pdf-by-its-first-bytes").write_bytes(make_pdf([text.splitlines()]))
    (place / "posting.docx").write_bytes(make_docx(text))
    (place / "folder").mkdir()
    (place / "folder" / "posting.docx").write_bytes(make_docx(text))
    with (place / "posting.csv").open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label", "group"])
        duties = {"AE": ["Win new customers", "Close deals", "Call"], "AM": ["Renew contracts", "Keep clients", "Help"]}
        for town in ("Leeds", "York", "Hull"):
            writer.writerows((f"{duty} in {town}", label, town) for label in duties for duty in duties[label])
    return place


@pytest.mark.parametrize(("module", "extra", "command"), NEEDED)
def test_a_missing_library_is_named_with_its_extra(module: str, extra: str, command: str, folder: Path) -> None:
    before = set(folder.iterdir())
    done = without(module, command, folder)
    shown = [line for line in done.stderr.splitlines() if line.startswith("error") or "Traceback" in line]
    assert done.returncode == 1, done.stderr
    assert len(shown) == 1
    assert shown[0].startswith("error[library-missing]: ")
    assert shown[0].endswith(f"(pip install '.[{extra}]' in the project's folder)")
    assert extra in EXTRAS
    assert set(folder.iterdir()) == before


def test_no_hint_names_a_package_that_is_on_no_registry_of_ours() -> None:
    files = [*(ROOT / "classifier").rglob("*.py"), ROOT / "README.md", ROOT / "REFERENCE.md"]
    assert [path.name for path in files if "account-role-classifier[" in path.read_text(encoding="utf8")] == []


def test_every_optional_library_is_tried() -> None:
    brought = {
        requirement.split(">")[0].split("[")[0] for extra in EXTRAS if extra != "test" for requirement in EXTRAS[extra]
    }
    modules = {"scikit-learn": "sklearn", "python-docx": "docx"}
    tried = {module for module, _, _ in NEEDED} | {"numba"}
    assert {modules.get(name, name) for name in brought - {"account-role-classifier"}} == tried


def test_a_library_that_lacks_another_says_which(folder: Path) -> None:
    done = without("pypdf._reader", "predict posting.pdf", folder)
    assert done.stderr.startswith("error[library-missing]: posting.pdf needs pypdf, which can't be imported: ")
    assert "pypdf._reader" in done.stderr


def test_without_numba_scores_are_the_same(folder: Path, tmp_path: Path) -> None:
    found = []
    for names in ("no_such_module", "numba,llvmlite"):
        out = tmp_path / f"{names}.csv"
        done = without(names, f"score posting.csv posting.txt -o {out} --keep", folder)
        assert done.returncode == 0, done.stderr
        found.append(out.read_bytes())
    assert found[0] == found[1]
    assert found[0].count(b"\n") == 20


def test_reading_text_and_pages_needs_no_extra(folder: Path) -> None:
    every = "pypdf,docx,lxml,pyarrow,joblib,numba,distributed,sklearn,scipy,spacy,pandas,matplotlib"
    for command in ("predict posting.txt", f"predict {DATA / 'posting.html'} --json", "model show", "model verify"):
        done = without(every, command, folder)
        assert done.returncode == 0, done.stderr
