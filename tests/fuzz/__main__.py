"""``python -m tests.fuzz``: run the targets on very many inputs, and print what was found."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz import coverage, engines, law
from tests.fuzz.targets import TARGETS

ENGINES = ("mutation", "hypothesis", "coverage")
_OF_ALL = {"mutation": 0.8, "hypothesis": 0.1, "coverage": 0.1}


def main() -> int:
    """Run; returns 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="inputs in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--targets", default=",".join(TARGETS), help="some of: %(default)s")
    parser.add_argument("--engines", default=",".join(ENGINES), help="some of: %(default)s")
    parser.add_argument(
        "--out", type=Path, default=Path("/tmp/fuzz-found"), help="folder for inputs that break the law"
    )
    parser.add_argument("replay", nargs="*", type=Path, help="files to try instead; their folder names the target")
    asked = parser.parse_args()
    if asked.replay:
        return replay(asked.replay)
    targets = [TARGETS[name] for name in asked.targets.split(",")]
    wanted = [name for name in asked.engines.split(",") if name != "coverage" or coverage.is_installed()]
    if len(wanted) < len(asked.engines.split(",")):
        print("atheris isn't installed: no coverage-guided inputs (pip install atheris)")
    whole = sum(target.share for target in targets) * sum(_OF_ALL[name] for name in wanted)
    started = time.perf_counter()
    reports = []
    heads = ("inputs", 10), ("errors", 8), ("found", 7), ("slowest", 10), ("of bytes", 11), ("inputs/s", 10)
    print(f"{'target':<18}{'engine':<12}" + "".join(f"{head:>{width}}" for head, width in heads), flush=True)
    for target in targets:
        for engine in wanted:
            count = max(1, round(asked.count * target.share * _OF_ALL[engine] / whole))
            report = run(target, engine, count, asked.seed)
            reports.append(report)
            show(report)
            for finding in report.findings.values():
                with law.watched():
                    path = law.keep(law.smaller(target.run, finding), target.name, asked.out)
                print(f"  FOUND {finding.what}: {path}\n    " + finding.told.replace("\n", "\n    "))
    codes = {code for report in reports for code in report.errors}
    found = {(report.target, what) for report in reports for what in report.findings}
    slowest = max(reports, key=lambda report: report.slowest)
    total, seconds = sum(report.inputs for report in reports), time.perf_counter() - started
    print(
        f"\n{total:,} inputs in {seconds:,.0f} s, seed {asked.seed}; "
        f"{len(codes)} different error codes; {len(found)} ways found to break the law; "
        f"slowest {slowest.slowest:.2f} s ({slowest.target}, {slowest.slowest_size:,} bytes)"
    )
    return 1 if found else 0


def run(target: object, engine: str, count: int, seed: int) -> law.Report:
    """Try so many inputs of one engine on one target."""
    report = law.Report(target.name, engine)
    if engine == "coverage":
        return coverage.run(target.name, count, seed)
    with law.watched():
        if engine == "mutation":
            engines.mutate(target.run, target.seeds(), report, count, seed)
        else:
            engines.generate(target.run, target.seeds(), target.shape(), report, count, seed)
    return report


def show(report: law.Report) -> None:
    """One line of the table; errors are the different codes."""
    rate = report.inputs / report.seconds if report.seconds else 0
    print(
        f"{report.target:<18}{report.engine:<12}{report.inputs:>10,}{len(report.errors):>8}{len(report.findings):>7}"
        f"{report.slowest:>10.3f}{report.slowest_size:>11,}{rate:>10,.0f}",
        flush=True,
    )


def replay(paths: list[Path]) -> int:
    """Try files again, and tell what each does."""
    worst = 0
    for path in paths:
        target = TARGETS[path.parent.name]
        report = law.Report(target.name, "replay")
        with law.watched():
            law.arm()
            finding = law.try_one(target.run, path.read_bytes(), report)
        told = f"{finding.what}\n{finding.told}" if finding else ", ".join(report.errors) or "fine"
        print(f"{path}: {report.slowest:.3f} s, {told}")
        worst |= finding is not None
    return worst


if __name__ == "__main__":
    sys.exit(main())
