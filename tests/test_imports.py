from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA, ROOT

HEAVY = {"sklearn", "scipy", "spacy", "pandas", "numba", "pyarrow", "joblib", "matplotlib", "pypdf", "docx", "lxml"}
# A module imports only from floors below its own; see DESIGN, "The house".
FLOORS = {
    **dict.fromkeys(["errors", "libraries", "plurals", "delimiters"], 0),
    **dict.fromkeys(["roles", "text", "function_words", "postings", "corpus"], 1),
    **dict.fromkeys(["prediction", "explanation", "model", "card", "storage", "kernel"], 2),
    **dict.fromkeys(["given", "inspection", "export"], 2),
    **dict.fromkeys(["training", "rendering", "batch", "evaluation", "extraction", "curation", "spacy_component"], 3),
    "cli": 4,
}


def imported_by(*arguments: str) -> set[str]:
    script = f"import sys; sys.argv = ['classifier', *{arguments!r}]\nfrom classifier.cli import main\n"
    script += "try:\n    main()\nfinally:\n    print(sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return set(ast.literal_eval(done.stderr.strip().splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("predict", "--help"), ("train", "--help"), ("--version",)])
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not imported_by(*arguments) & (HEAVY | {"numpy"})


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_predict_imports_nothing_heavy(options: tuple[str, ...]) -> None:
    for name in ("posting.txt", "posting.html"):
        modules = imported_by("predict", str(DATA / name), *options)
        assert "numpy" in modules
        assert not modules & HEAVY


def test_modules_import_only_from_floors_below() -> None:
    wrong = []
    for path in sorted((ROOT / "classifier").rglob("*.py")):
        room = path.relative_to(ROOT / "classifier").parts[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        for node in _top_level_imports(path):
            target = node.split(".")[1] if "." in node else None
            if target and target != room and FLOORS[target] > FLOORS[room]:
                wrong.append(f"{path.name} (floor {FLOORS[room]}) imports {node} (floor {FLOORS[target]})")
    assert wrong == []


def _top_level_imports(path: Path) -> list[str]:
    found = []
    for node in ast.parse(path.read_text(encoding="utf8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("classifier"):
            found += [
                f"{node.module}.{n.name}" if node.module == "classifier" else str(node.module) for n in node.names
            ]
        elif isinstance(node, ast.Import):
            found += [n.name for n in node.names if n.name.startswith("classifier")]
    return [name for name in found if name not in ("classifier.ClassifierError", "classifier.__version__")]
