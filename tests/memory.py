"""Measure the peak memory of ``classifier score`` on a small and a large file.

``python -m tests.memory [--sizes 50 2000] [--workers 1]``; sizes in MB. The files are made from the corpus.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.benchmark_postings import write_csv

MB = 1_000_000
ROWS = 10_000  # of the piece that the files repeat


def write_file(path: Path, piece: bytes, size: int) -> Path:
    """Write a CSV file of about ``size`` bytes: a piece of CSV, its header once, its rows over and over."""
    header, _, rows = piece.partition(b"\n")
    with path.open("wb") as file:
        file.write(header + b"\n")
        while file.tell() < size:
            file.write(rows)
    return path


def peak(source: Path, out: Path, workers: int) -> tuple[float, float]:
    """Score a file; returns the most memory that the process and its children held, in MB, and the seconds."""
    line = [sys.executable, "-m", "classifier", "score", str(source), "-o", str(out), "--force", "--quiet"]
    started = time.perf_counter()
    process = psutil.Popen([*line, "--workers", str(workers)])
    most = 0
    while process.poll() is None:
        try:
            family = [process, *process.children(recursive=True)]
            most = max(most, sum(one.memory_info().rss for one in family))
        except psutil.NoSuchProcess:
            continue
        time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"score ended with status {process.returncode}")
    return most / MB, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 2000], help="MB")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        piece = write_csv(base / "piece.csv", ROWS).read_bytes()
        print("| file, MB | peak memory, MB | seconds |\n|---:|---:|---:|")
        for size in options.sizes:
            source = write_file(base / "in.csv", piece, size * MB)
            memory, seconds = peak(source, base / "out.csv", options.workers)
            print(f"| {source.stat().st_size / MB:,.0f} | {memory:,.0f} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
