from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest

from classifier.kernel import Scorer, machine_code
from classifier.kernel.machine_code import MachineCode
from classifier.model import Model
from tests.conftest import ROOT

pytest.importorskip("numba")


def total(numbers: Any, pair: Any, most: int) -> int:
    """What the tests compile: a sum, with a part of it written back."""
    found = 0
    for row in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            found += min(numbers[row, column], most)
    pair[1][0] = pair[0][0] + found
    return found


def makes_an_array(n: int) -> int:
    return np.zeros(n).size


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "file").touch()  # no folder, so that it takes nothing
    monkeypatch.setattr(machine_code, "_folders", lambda: [tmp_path / "file", tmp_path / "kept"])
    return tmp_path / "kept"


def run(code: MachineCode, dtype: type) -> tuple[int, int]:
    numbers, written = np.arange(6, dtype=dtype).reshape(2, 3), np.zeros(1, np.int64)
    return code(numbers, (np.full(1, 100, np.int64), written), 4), int(written[0])


def is_kept() -> bool:
    row = np.zeros(0, np.int64)
    return MachineCode(__name__, "total").is_kept(np.zeros((0, 0), np.int64), (row, row), 0)


def test_code_is_kept_and_read_again(folder: Path) -> None:
    assert run(MachineCode(__name__, "total"), np.int64) == (14, 114)
    (kept,) = folder.iterdir()
    before = kept.stat().st_mtime_ns
    assert is_kept()
    assert run(MachineCode(__name__, "total"), np.int64) == (14, 114)
    assert kept.stat().st_mtime_ns == before


def test_arguments_of_other_types_get_code_of_their_own(folder: Path) -> None:
    code = MachineCode(__name__, "total")
    assert run(code, np.int64) == run(code, np.int8) == run(code, np.uint16) == (14, 114)
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("damage", [lambda data: data[:-100], lambda data: b"", lambda data: data[:-1] + b"?"])
def test_damaged_code_is_never_run(folder: Path, damage: Any) -> None:
    run(MachineCode(__name__, "total"), np.int64)
    (kept,) = folder.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    assert not is_kept()
    assert run(MachineCode(__name__, "total"), np.int64) == (14, 114)
    assert is_kept()


def test_code_runs_where_no_folder_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_folders", list)
    assert run(MachineCode(__name__, "total"), np.int64) == (14, 114)


def test_threads_share_code_that_is_linked_once(folder: Path) -> None:
    run(MachineCode(__name__, "total"), np.int64)
    for _ in range(20):
        code, start = MachineCode(__name__, "total"), Barrier(4)

        def first(code: MachineCode = code, start: Barrier = start) -> tuple[int, int]:
            start.wait()
            return run(code, np.int64)

        with ThreadPoolExecutor(4) as pool:
            assert [job.result() for job in [pool.submit(first) for _ in range(4)]] == [(14, 114)] * 4
        assert len(code._loaded) == 1


def test_what_would_crash_is_refused(folder: Path) -> None:
    with pytest.raises(RuntimeError, match=r"makes_an_array needs .*NRT"):
        MachineCode(__name__, "makes_an_array")(3)
    assert not folder.exists()
    gaps = np.zeros((4, 4), np.int64)[:, ::2]
    with pytest.raises(ValueError, match="without gaps"):
        MachineCode(__name__, "total")(gaps, (np.zeros(1, np.int64), np.zeros(1, np.int64)), 1)


def test_scoring_imports_no_numba_once_the_code_is_kept(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nWin new business and close deals with new prospects\n", encoding="utf8")
    code = f"""
import sys
from classifier.batch import score_files
score_files([{str(tmp_path / "in.csv")!r}], {str(tmp_path / "out.csv")!r}, force=True)
print("numba" in sys.modules)
"""
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in "12"]
    assert runs[1].stdout == "False\n"


def test_code_of_another_system_has_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    code, host = MachineCode(__name__, "total"), machine_code._host()
    before = code._name(("int",))
    for place, other in enumerate(("x86_64-pc-other", "another", "+other")):
        monkeypatch.setattr(machine_code, "_host", lambda at=place, new=other: (*host[:at], new, *host[at + 1 :]))
        assert code._name(("int",)) != before
    assert "-" in host[0]


def test_a_cache_folder_that_is_no_whole_path_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for named in ("", "caches", "../caches"):
        monkeypatch.setenv("XDG_CACHE_HOME", named)
        assert machine_code._folders()[1] == tmp_path / ".cache" / "account-role-classifier"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert machine_code._folders()[1] == tmp_path / "caches" / "account-role-classifier"


def test_code_that_can_not_be_kept_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        machine_code._keep(tmp_path / "taken", b"code")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_where_numba_is_disabled_python_scores(monkeypatch: pytest.MonkeyPatch, shipped: Model) -> None:
    for disabled in ("0", "1"):
        monkeypatch.setenv("NUMBA_DISABLE_JIT", disabled)
        assert Scorer(shipped).compiled == (disabled == "0")


def test_a_numba_that_can_not_be_imported_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "numba.py").write_text("raise ImportError('Numba needs\\nan older NumPy')")
    code = """
from classifier.errors import ClassifierError
from classifier.kernel import machine_code
machine_code._folders = list
try:
    machine_code.MachineCode("classifier.kernel.compiled", "_shift", "classifier.kernel.jit")(3)
except ClassifierError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        check=True,
    )
    assert done.stdout == (
        "this needs numba, which can't be imported: Numba needs an older NumPy "
        "(pip install '.[score]' in the project's folder)\n"
    )
