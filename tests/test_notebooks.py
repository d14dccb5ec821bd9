from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHARED

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
QUICK = ("2", "3")
nbformat = pytest.importorskip("nbformat")


def code(path: Path) -> str:
    return "\n".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, id=p.stem, marks=() if p.name[0] in QUICK else pytest.mark.slow) for p in NOTEBOOKS],
)
def test_notebook_runs(path: Path) -> None:
    from nbclient import NotebookClient

    client = NotebookClient(
        nbformat.read(path, 4), timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_small_and_owns_no_logic(path: Path) -> None:
    assert path.stat().st_size < 200_000
    owned = [node for node in ast.walk(ast.parse(code(path))) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert not owned


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "postings").exists(), reason="the development postings aren't part of the repository")
def test_designs_train_and_are_judged() -> None:
    from tests.designs import DESIGNS, judge, table

    chosen = [design for design in DESIGNS if design.name in ("shipped", "reference: complement naive Bayes")]
    ours, bayes = table([judge(design) for design in chosen])
    assert ours["gain"] == 0
    assert float(bayes["four_low"]) < float(bayes["four"]) < float(bayes["four_high"])
    assert float(ours["four"]) > 0.7
