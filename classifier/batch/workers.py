"""Who scores the parts: this process, other processes here, or a cluster; all by joblib."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from classifier.batch.blocks import Part, Task
from classifier.batch.libraries import library
from classifier.batch.scoring import Counts, score_part
from classifier.batch.sources import reason
from classifier.errors import ClassifierError
from classifier.kernel.machine_code import can_compile

Numbered = tuple[int, Part]
THREADING = "threading"
_MOST_THREADS = 4
# What a cluster's backend needs besides joblib, and the extra that brings it.
CLUSTERS = {"dask": ("distributed", "dask"), "ray": ("ray", ""), "spark": ("joblibspark", "")}


def choose(workers: int, backend: str | None, *, explain: bool) -> str | None:
    """The backend to use where none is named.

    Threads start at once and share what is read and compiled, and the compiled code lets them run side by side.
    What is Python's work, they do one at a time: so explaining is for processes, and more workers than four are.

    Example:
        >>> choose(1, None, explain=False), choose(8, None, explain=False), choose(8, "dask", explain=False)
        (None, 'loky', 'dask')
    """
    if backend is not None or workers == 1:
        return backend
    n = workers if workers > 0 else os.cpu_count() or 1
    few = n <= _MOST_THREADS and can_compile()
    return THREADING if few and not explain else "loky"


def check_backend(backend: str | None, scheduler: str | None) -> None:
    """Make sure, before anything is written, that a backend has what it needs.

    Raises:
        ClassifierError: ``backend-unknown``, ``library-missing``, ``scheduler-missing``.
    """
    if backend is None:
        return
    joblib = library("joblib", extra="score")
    if backend in CLUSTERS:
        name, extra = CLUSTERS[backend]
        library(name, extra=extra)
    else:
        try:
            with joblib.parallel_config(backend=backend):
                pass
        except (ValueError, KeyError) as error:
            raise _unknown(backend, error) from None
    if backend == "dask" and scheduler is None:
        raise ClassifierError("scheduler-missing", "the dask backend needs a scheduler", hint="--scheduler tcp://...")


def score_parts(
    parts: Iterable[Numbered], task: Task, *, workers: int = 1, backend: str | None = None, scheduler: str | None = None
) -> Iterator[tuple[int, Counts]]:
    """Score parts.

    Parameters:
        parts: the parts, each with its number.
        task: what is asked for.
        workers: how many work at once; -1: as many as there are.
        backend: of joblib: loky (processes here), threading, dask, ray or spark, or any registered with it;
            None: this process alone.
        scheduler: the address of Dask's scheduler.

    Yields:
        The number and counts of each part as it is done, in any order.

    Raises:
        ClassifierError: ``library-missing``, ``worker-lost``, ``scheduler-missing``, and what stopped a part.
    """
    if backend is None:
        for number, part in parts:
            yield number, _checked(score_part(number, part, task))
        return
    check_backend(backend, scheduler)
    joblib = library("joblib", extra="score")
    close = _connect(backend, scheduler)
    failed: list[BaseException] = []
    jobs = (joblib.delayed(_numbered)(number, part, task) for number, part in _guarded(parts, failed))
    try:
        try:
            with joblib.parallel_config(backend=backend, n_jobs=workers):
                pool = joblib.Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="2*n_jobs")
        except (ValueError, KeyError) as error:
            raise _unknown(backend, error) from None
        for number, counts in pool(jobs):
            yield number, _checked(counts)
    except ClassifierError:
        raise
    except Exception as error:  # each backend has its own errors for a worker that died
        if type(error).__name__ not in ("TerminatedWorkerError", "BrokenProcessPool", "KilledWorker", "CancelledError"):
            raise
        raise ClassifierError(
            "worker-lost", "a worker died (killed, or out of memory)", hint="--resume continues"
        ) from None
    finally:
        close()
    if failed:
        raise failed[0]


def _unknown(backend: str, error: Exception) -> ClassifierError:
    return ClassifierError("backend-unknown", f"joblib can't use the backend {backend!r}: {reason(error)}")


def _numbered(number: int, part: Part, task: Task) -> tuple[int, Counts | ClassifierError]:
    return number, score_part(number, part, task)


def _checked(counts: Any) -> Counts:
    if isinstance(counts, ClassifierError):
        raise counts
    return dict(counts)


def _guarded(parts: Iterable[Numbered], failed: list[BaseException]) -> Iterator[Numbered]:
    """The parts; an error in planning ends them, for joblib asks for them in a thread that can't raise it."""
    try:
        yield from parts
    except Exception as error:  # noqa: BLE001 - raised again when all parts before it are done
        failed.append(error)


def _connect(backend: str, scheduler: str | None) -> Callable[[], None]:
    """Make joblib know the backend; returns what ends the connection."""
    if backend == "dask":
        try:
            client = library("distributed", extra="dask").Client(scheduler, timeout=10, set_as_default=True)
        except (OSError, ValueError) as error:
            raise ClassifierError("scheduler-missing", f"no Dask scheduler at {scheduler}: {reason(error)}") from None
        return client.close  # type: ignore[no-any-return]
    if backend == "ray":
        library("ray", "util.joblib", extra="").register_ray()
    elif backend == "spark":
        library("joblibspark", extra="").register_spark()
    return lambda: None
