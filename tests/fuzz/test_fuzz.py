from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("numba")
pytest.importorskip("spacy")
pytest.importorskip("sklearn")

from tests.fuzz import coverage, engines, law
from tests.fuzz.targets import TARGETS

CASES = sorted((Path(__file__).parent / "cases").glob("*/*"))


def assert_nothing_found(report: law.Report) -> None:
    assert not report.findings, "\n".join(f"{f.what}: {f.data[:300]!r}\n{f.told}" for f in report.findings.values())


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_once_stays_mended(path: Path) -> None:
    target = TARGETS[path.parent.name]
    report = law.Report(target.name, "replay")
    with law.watched():
        law.arm()
        law.try_one(target.run, path.read_bytes(), report, clock=False)
    assert_nothing_found(report)


def probed(name: str, mutations: int, others: int, seed: int) -> None:
    """Put made inputs to a target: none may break it."""
    target = TARGETS[name]
    report = law.Report(name, "both")
    with law.watched():
        engines.mutate(target.run, target.seeds(), report, mutations, seed, clock=False)
        engines.generate(target.run, target.seeds(), target.shape(), report, others, seed, clock=False)
    assert report.inputs > mutations
    assert_nothing_found(report)


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_target(name: str) -> None:
    """The quick sibling of ``python -m tests.fuzz``."""
    count = int(25 + 15 * TARGETS[name].share)
    probed(name, count, count + count // 2, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_no_input_of_very_many_breaks_a_target(name: str) -> None:
    count = int(1000 + 1500 * TARGETS[name].share)
    probed(name, count, count + count // 5, 1)


@pytest.mark.slow
@pytest.mark.skipif(not coverage.is_installed(), reason="atheris isn't installed")
def test_probes_lead_to_nothing_either() -> None:
    for name in ("text", "html", "corpus-csv", "model-config", "kernel"):
        report = coverage.run(name, 2000, 1)
        assert report.inputs == 2000
        assert_nothing_found(report)


def test_the_law_catches_what_it_should() -> None:
    def crash(data: bytes) -> None:
        if b"x" in data:
            raise KeyError(data)

    def warn(data: bytes) -> None:
        import sys
        import warnings

        if data == b"w":
            warnings.warn("hm", stacklevel=1)
        elif data == b"p":
            print("oh", file=sys.stderr)

    for run, data, what in (
        (crash, b"aaxaa", "KeyError in test_fuzz.py:crash"),
        (warn, b"w", "UserWarning in test_fuzz.py:warn"),
        (warn, b"p", "words on standard error"),
    ):
        report = law.Report("t", "e")
        with law.watched():
            found = law.try_one(run, data, report, clock=False)
            assert found is not None
            assert found.what == what
            assert law.smaller(run, found).data == data.strip(b"a")
            assert law.try_one(run, b"", report, clock=False) is None
    again = law.Report.from_dict(report.to_dict())
    assert (again.inputs, list(again.findings)) == (2, [what])
