"""Coverage-guided fuzzing by atheris, each target in a process of its own.

``python -m tests.fuzz.coverage TARGET COUNT SEED OUT`` is that process: atheris ends it by itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nothing of ours may be imported before atheris can put its probes in
    from tests.fuzz.law import Report

_LIMIT = 3600  # seconds
_KERNEL = Path(__file__).parents[2] / "classifier" / "kernel"


def is_installed() -> bool:
    """Whether atheris is there; it has no wheel for some systems and versions of Python."""
    return find_spec("atheris") is not None


def run(target: str, count: int, seed: int) -> Report:
    """Try ``count`` inputs in another process, and take its report."""
    from tests.fuzz.law import Finding, Report

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        command = [sys.executable, "-m", __name__, target, str(count), str(seed), str(out)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=_LIMIT)
        if out.exists():
            return Report.from_dict(json.loads(out.read_text(encoding="utf8")))
        report = Report(target, "coverage")
        report.findings["crash"] = Finding("crash", b"", done.stderr.decode("utf8", "replace")[-1500:])
        return report


def _drive(target: str, count: int, seed: int, out: Path) -> None:
    import atheris

    # Numba compiles what it finds in these: probes must not be among it.
    compiled = [f"classifier.kernel.{path.stem}" for path in _KERNEL.glob("*.py")]
    with atheris.instrument_imports(["classifier"], [*compiled, "classifier.kernel", "classifier.batch.records"]):
        from tests.fuzz.law import Report, arm, try_one, watched
        from tests.fuzz.targets import TARGETS

        chosen = TARGETS[target]
        for data in chosen.seeds():
            try_one(chosen.run, data, Report(target, ""), clock=False)
    report = Report(target, "coverage")

    def one(data: bytes) -> None:
        if report.inputs % 50 == 0:
            arm()
        if report.inputs < count:
            try_one(chosen.run, data, report)
        if report.inputs == count and not out.exists():
            out.write_text(json.dumps(report.to_dict()), encoding="utf8")

    with tempfile.TemporaryDirectory() as seeds, watched():
        for number, data in enumerate(chosen.seeds()):
            (Path(seeds) / str(number)).write_bytes(data)
        options = {"runs": count + 1000, "seed": seed + 1, "max_len": 4096, "rss_limit_mb": 0, "timeout": 60}
        atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), seeds], one)
        atheris.Fuzz()


if __name__ == "__main__":
    _drive(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
