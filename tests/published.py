"""Does what is published install and work? Prints a table; needs uv and a package registry.

``python -m tests.published --python 3.11 --python /path/to/python3.13 --tests`` builds the wheel and the sdist, checks
what they hold, and installs the wheel in bare environments: for each Python, with the newest libraries and with the
oldest that pyproject.toml allows. In each it runs the quick start from another folder; with --tests also the quick
tests of the unpacked sdist, with the oldest libraries.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from pathlib import Path

from tests.conftest import DATA, ROOT, SHARED

LARGEST = 5_000_000  # bytes of the wheel
NEWEST, OLDEST = "highest", "lowest-direct"
QUICK = "import classifier; print(classifier.load().predict(open('posting.txt').read()).role)"


def build(folder: Path) -> tuple[Path, Path]:
    """Build wheel and sdist into a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t", "wheel", "-t", "sdist"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def expected_in_wheel(root: Path = ROOT) -> set[str]:
    """The package, whatever its files' kinds, the model and the corpus."""
    homes = (("classifier", "classifier"), ("models/ae-am-ad", "classifier/shipped/models/ae-am-ad"))
    found = set()
    for source, target in (*homes, ("corpus", "classifier/shipped/corpus")):
        paths = (p for p in (root / source).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        found |= {f"{target}/{p.relative_to(root / source).as_posix()}" for p in paths}
    return found


def wheel_faults(wheel: Path) -> list[str]:
    """What is wrong with a wheel: files missing or not wanted, its size, its metadata."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        beside = {name.split(".dist-info/")[1]: name for name in archive.namelist() if ".dist-info/" in name}
        facts = message_from_bytes(archive.read(beside["METADATA"]))
        faults = [f"lacks {name}" for name in sorted(expected_in_wheel() - names)]
        faults += [f"holds {name}" for name in sorted(names - expected_in_wheel())]
        faults += [f"has no {name}" for name in ("licenses/LICENSE", "entry_points.txt") if name not in beside]
        faults += [f"holds text of {place}" for place in _shared_texts(archive)]
    if wheel.stat().st_size > LARGEST:
        faults.append(f"is {wheel.stat().st_size:,} bytes; at most {LARGEST:,} are wanted")
    if facts["License-Expression"] != "MIT" or facts["Description-Content-Type"] != "text/markdown":
        faults.append("states no licence, or no kind of description")
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", str(facts.get_payload()))
    return faults + [f"shows a link that leads nowhere on a package index: {link}" for link in links]


def _shared_texts(archive: zipfile.ZipFile) -> Iterable[str]:
    """Lines of others' texts, where those are at hand."""
    ours = "\n".join(archive.read(name).decode("utf8", "ignore") for name in archive.namelist())
    for path in sorted((SHARED / "documents").glob("*")):
        lines = path.read_text(encoding="utf8", errors="ignore").splitlines()
        if any(len(line.strip()) > 60 and line.strip() in ours for line in lines):
            yield path.name


def sdist_faults(sdist: Path) -> list[str]:
    """What a source archive lacks for building, testing and reading, or holds and shouldn't."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    paths = [p for p in ROOT.iterdir() if p.is_file() and not p.name.startswith(".")]
    for folder in ("classifier", "corpus", "models", "notebooks", "tests"):
        paths += (
            p
            for p in (ROOT / folder).rglob("*")
            if p.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(p.parts)
        )
    wanted = {path.relative_to(ROOT).as_posix() for path in paths}
    return [f"lacks {name}" for name in sorted(wanted - names)] + [
        f"holds {name}" for name in sorted(names) if re.search(r"__pycache__|\.pyc$|/\.|^\.(?!gitignore)", name)
    ]


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> tuple[bool, str]:
    """Run a command; whether it ended well, and what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    if path is not None:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore Ctrl-C
    )  # fmt: skip
    return done.returncode == 0, done.stdout + done.stderr


def try_out(python: str, resolution: str, wheel: Path, sdist: Path, work: Path, *, tests: bool) -> list[str]:
    """Install the wheel in a bare environment and use it; the cells of a row."""
    place = work / f"{Path(python).parts[-3] if '/' in python else python}-{resolution}"
    bin_ = place / "venv" / "bin"
    place.mkdir(parents=True)
    shutil.copy(DATA / "posting.txt", place)
    steps = [("venv", ["uv", "venv", "-q", "-p", python, place / "venv"])]
    # Only wheels: a bound that has to be compiled is no bound that people can install.
    install = [
        "uv",
        "pip",
        "install",
        "-q",
        "--only-binary",
        ":all:",
        "-p",
        bin_ / "python",
        "--resolution",
        resolution,
    ]
    install += ["-r", ROOT / "pyproject.toml"]  # the lowest of what is named here, not of what that needs in turn
    steps.append(("install", install))
    steps.append(("install", ["uv", "pip", "install", "-q", "--no-deps", "-p", bin_ / "python", wheel]))
    steps.append(("check", ["uv", "pip", "check", "-q", "-p", bin_ / "python"]))
    for name, command in steps:
        well, told = run(*command, cwd=place)
        if not well:
            return [f"{name} failed: {_last(told)}", "", ""]
    _, listed = run("uv", "pip", "list", "-p", bin_ / "python", cwd=place)
    shown = {line.split()[0]: line.split()[1] for line in listed.splitlines() if len(line.split()) == 2}
    libraries = ", ".join(f"{name} {shown[name]}" for name in ("numpy", "typer", "selectolax", "rich") if name in shown)
    well, told = run(bin_ / "classifier", "predict", "posting.txt", cwd=place)
    in_python, said = run(bin_ / "python", "-c", QUICK, cwd=place)
    start = "works" if well and "[[" in told and in_python and said.strip() == "AE" else f"fails: {_last(told + said)}"
    if not tests:
        return [libraries, start, ""]
    well, told = run(*install, "--extra", "test", cwd=place)
    if not well:
        return [libraries, start, f"install failed: {_last(told)}"]
    with tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
    source = next(place.glob("account_role_classifier-*"))
    pytest = [bin_ / "python", "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "--no-header"]
    _, told = run(*pytest, cwd=source, path=bin_)
    (work / f"{place.name}.txt").write_text(told, encoding="utf8")
    return [libraries, start, _last(told)]


def has_failed(cells: Iterable[str]) -> bool:
    """Whether a row tells of an installation, a start or a test that went wrong."""
    return any(re.search(r"\b(fail|error)", cell) for cell in cells)


def _last(told: str) -> str:
    lines = [line.strip("= ") for line in told.splitlines() if line.strip() and not line.startswith("warning")]
    return (lines or [""])[-1][:150].replace("|", "/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", help="a version or a path; may be given again")
    parser.add_argument("--tests", action="store_true", help="run the quick tests with the oldest libraries")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    given = parser.parse_args()
    work = given.keep or Path(tempfile.mkdtemp(prefix="published-"))
    wheel, sdist = build(work / "dist")
    faults = [f"{wheel.name} {fault}" for fault in wheel_faults(wheel)]
    faults += [f"{sdist.name} {fault}" for fault in sdist_faults(sdist)]
    well, told = run("uv", "tool", "run", "-q", "twine", "check", "--strict", wheel, sdist, cwd=work)
    print(f"{wheel.name}: {wheel.stat().st_size:,} bytes; {sdist.name}: {sdist.stat().st_size:,} bytes")
    print("twine check:", "passed" if well else _last(told))
    print(*faults, sep="\n")
    print("\n| Python | libraries | of them | quick start | quick tests |\n|---|---|---|---|---|", flush=True)
    for python in given.python or [sys.executable]:
        for resolution in (NEWEST, OLDEST):
            cells = try_out(python, resolution, wheel, sdist, work, tests=given.tests and resolution == OLDEST)
            print(f"| {python} | {resolution} | {' | '.join(cells)} |", flush=True)
            well &= not has_failed(cells)
    if given.keep is None:
        shutil.rmtree(work)
    sys.exit(1 if faults or not well else 0)


if __name__ == "__main__":
    main()
