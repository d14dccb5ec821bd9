"""The quick part of ``python -m tests.published``: no network, nothing installed."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from classifier import __version__
from tests.conftest import ROOT
from tests.published import build, expected_in_wheel, has_failed, sdist_faults, wheel_faults

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("dist"))


def names_of(requirements: list[str]) -> set[str]:
    found = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements}
    return found - {"account-role-classifier"}


def test_the_wheel_holds_the_package_the_model_and_the_corpus_and_nothing_else(built: tuple[Path, Path]) -> None:
    assert built[0].name == f"account_role_classifier-{__version__}-py3-none-any.whl"
    assert wheel_faults(built[0]) == []
    assert {"classifier/py.typed", "classifier/shipped/models/ae-am-ad/model.safetensors"} <= expected_in_wheel()


def test_what_is_wrong_with_a_wheel_is_found(built: tuple[Path, Path], tmp_path: Path) -> None:
    spoilt = tmp_path / built[0].name
    with zipfile.ZipFile(built[0]) as given, zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            if name != "classifier/py.typed":
                made.writestr(name, given.read(name))
        made.writestr("tests/test_model.py", "")
    assert wheel_faults(spoilt) == ["lacks classifier/py.typed", "holds tests/test_model.py"]


def test_the_source_archive_holds_what_building_and_testing_need(built: tuple[Path, Path]) -> None:
    assert sdist_faults(built[1]) == []


@pytest.mark.parametrize(
    "last", ["check failed: numpy", "fails: No module", "2 failed, 9 passed in 3s", "1 error in 2s"]
)
def test_a_row_that_failed_is_seen(last: str) -> None:
    assert has_failed(["numpy 2.4.6, typer 0.20", "works", last])
    assert not has_failed(["numpy 2.4.6, typer 0.20", "works", "9 passed, 2 skipped in 3s"])


def test_all_requirements_have_a_lower_bound_and_no_upper_one() -> None:
    stated = [*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)]
    assert [
        r for r in stated if not re.fullmatch(r"account-role-classifier\[[\w,]+\]|[\w-]+(\[\w+\])?>=[\d.]+", r)
    ] == []


def test_the_lock_file_holds_every_requirement() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf8").splitlines()
    stated = names_of([*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)])
    assert stated - names_of([line for line in lock if line and not line.startswith("#")]) == set()


def test_the_test_extra_brings_all_others() -> None:
    ours = next(r for r in EXTRAS["test"] if r.startswith("account-role-classifier"))
    assert set(re.search(r"\[(.*)\]", ours)[1].split(",")) == set(EXTRAS) - {"test"}


def test_every_extra_that_a_message_names_is_there() -> None:
    source = "\n".join(path.read_text(encoding="utf8") for path in (ROOT / "classifier").rglob("*.py"))
    named = set(re.findall(r"account-role-classifier\[([\w,]+)\]", source)) | set(re.findall(r'extra="(\w+)"', source))
    assert "pdf" in named
    assert named - set(EXTRAS) == set()
