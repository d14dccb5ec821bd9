"""Kill ``classifier score`` at random moments, resume it, and compare with a run left alone.

``python -m tests.kill_many [--kills 30] [--rows 20000] [--workers 1 2] [--backend loky]``
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmark_postings import write_csv

Workers = tuple[str, ...]  # the options that say who works


def command(source: Path, out: Path, workers: Workers, *more: str) -> list[str]:
    base = [sys.executable, "-m", "classifier", "score", str(source), "-o", str(out), "--id-column", "id", "--quiet"]
    return [*base, *workers, *more]


def run_and_kill(source: Path, out: Path, workers: Workers, after: float, *, group: bool, resume: bool) -> int:
    """Run until done or killed; returns the exit status."""
    more = ("--resume",) if resume else ()
    process = subprocess.Popen(command(source, out, workers, *more), start_new_session=True)
    try:
        return process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        if group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()  # its workers outlive it for a moment, as they may outside
        return process.wait()


def kill_once(source: Path, whole: bytes, workers: Workers, seconds: float, chance: random.Random) -> tuple[bool, int]:
    """Kill a run once or more and resume it; returns whether the output is the same, and the number of kills."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        out = Path(folder) / "out.csv"
        kills = 0
        for attempt in range(3):
            status = run_and_kill(
                source, out, workers, chance.uniform(0, seconds), group=chance.random() < 0.5, resume=attempt > 0
            )
            kills += status < 0
            if out.exists() and out.read_bytes() != whole:
                return False, kills  # the name must never stand for half a file
            if chance.random() < 0.5:
                break
        subprocess.run(command(source, out, workers, "--resume"), check=True)
        return out.read_bytes() == whole, kills


def kill_many(kills: int, rows: int, workers: Workers, seed: int) -> int:
    """Kill runs at ``kills`` random moments; returns the number of outputs that differ."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        source = write_csv(Path(folder) / "in.csv", rows)
        whole = Path(folder) / "whole.csv"
        started = time.perf_counter()
        subprocess.run(command(source, whole, workers), check=True)
        seconds = time.perf_counter() - started
        killed = trials = wrong = 0
        while killed < kills:
            same, n = kill_once(source, whole.read_bytes(), workers, seconds, chance)
            killed, trials, wrong = killed + n, trials + 1, wrong + (not same)
    print(f"{' '.join(workers)}: {killed} kills in {trials} runs of {rows:,} rows ({seconds:.1f} s): {wrong} differ")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--backend", help="of joblib; by default the program's own choice")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    backend = ("--backend", options.backend) if options.backend else ()
    wrong = [
        kill_many(options.kills, options.rows, ("--workers", str(n), *backend), options.seed) for n in options.workers
    ]
    sys.exit(sum(wrong) > 0)


if __name__ == "__main__":
    main()
