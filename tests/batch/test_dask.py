from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier.batch import score_files
from tests.benchmark_postings import write_csv
from tests.conftest import ROOT

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = tmp_path / "scheduler.json"
    common = {"env": environment, "stderr": subprocess.DEVNULL, "start_new_session": True}
    quiet = ["--no-dashboard", "--scheduler-file", str(said)]
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *quiet], **common
    )
    while not said.exists() and scheduler.poll() is None:
        time.sleep(0.1)
    workers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "distributed.cli.dask_worker",
                *quiet,
                "--nthreads",
                "1",
                "--no-nanny",
                "--local-directory",
                str(tmp_path),
            ],
            **common,
        )
        for _ in range(2)
    ]
    yield json.loads(said.read_text())["address"], workers
    for process in (*workers, scheduler):
        if process.poll() is None:
            process.kill()
        process.wait()


def test_dask_gives_the_same_output_also_where_a_worker_dies(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    source = write_csv(tmp_path / "in.csv", 20_000)
    score_files([source], tmp_path / "local.csv", id_column="id")
    whole = (tmp_path / "local.csv").read_bytes()
    score_files([source], tmp_path / "dask.csv", id_column="id", workers=-1, backend="dask", scheduler=address)
    assert (tmp_path / "dask.csv").read_bytes() == whole

    folder = tmp_path / "killed.csv.unfinished"

    def kill_when_begun() -> None:
        while not list(folder.glob("*.json.*")) and not list(folder.glob("0*.json")):
            time.sleep(0.005)
        os.kill(workers[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_when_begun)
    killer.start()
    score_files([source], tmp_path / "killed.csv", id_column="id", workers=-1, backend="dask", scheduler=address)
    killer.join()
    assert workers[0].wait() == -signal.SIGKILL
    assert (tmp_path / "killed.csv").read_bytes() == whole
