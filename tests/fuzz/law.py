"""What every target owes to any input, and what is kept of an input that breaks it."""

from __future__ import annotations

import hashlib
import io
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from classifier.errors import ClassifierError

PATIENCE = 1.0  # seconds of one core for an input of up to a megabyte, and for each megabyte more
HANG = 20.0  # seconds after which an input is given up


class Hang(BaseException):
    """An input that was given up; no `Exception`, so that no target can swallow it."""


@dataclass
class Finding:
    """An input that breaks the law.

    Parameters:
        what: the exception and where it was raised, "slow", or what was said on standard error.
        data: the input.
        told: the end of the traceback, for people.
    """

    what: str
    data: bytes
    told: str = ""


@dataclass
class Report:
    """What was done to one target by one engine.

    Parameters:
        target, engine: their names.
        inputs: how many were run.
        errors: how often each code of `ClassifierError` was raised.
        findings: one input for each way of breaking the law.
        slowest, slowest_size: seconds and bytes of the input that took longest.
        seconds: of all.
    """

    target: str
    engine: str
    inputs: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    findings: dict[str, Finding] = field(default_factory=dict)
    slowest: float = 0.0
    slowest_size: int = 0
    seconds: float = 0.0

    def to_dict(self) -> dict[str, object]:
        """As plain data; the findings' inputs in hexadecimal."""
        found = {what: (one.data.hex(), one.told) for what, one in self.findings.items()}
        return {**vars(self), "errors": dict(self.errors), "findings": found}

    @classmethod
    def from_dict(cls, data: dict) -> Report:
        """What `to_dict` gave."""
        found = {what: Finding(what, bytes.fromhex(raw), told) for what, (raw, told) in data["findings"].items()}
        return cls(**{**data, "errors": Counter(data["errors"]), "findings": found})


def try_one(
    run: Callable[[bytes], None], data: bytes, report: Report, *, clock: bool = True, again: bool = False
) -> Finding | None:
    """Give one input to a target; returns what it broke, and adds to the report."""
    started = time.process_time()  # of this process alone, however busy the machine
    finding = None
    try:
        run(data)
    except ClassifierError as error:
        report.errors[error.code] += 1
        if problem := _unclear(error):
            finding = Finding(f"unclear error {error.code}", data, problem)
    except Hang:
        finding = Finding("hang", data, _end_of_traceback())
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        finding = Finding(f"{type(error).__name__} in {_place(error)}", data, _end_of_traceback())
    seconds = time.process_time() - started
    if clock and finding is None and not again and seconds > _patience(data):
        # Once more: Python may have looked through the whole heap for rubbish just then.
        return try_one(run, data, report, again=True)
    said = sys.stderr.getvalue() if isinstance(sys.stderr, io.StringIO) else ""
    if said:
        sys.stderr.seek(0)
        sys.stderr.truncate()
        finding = finding or Finding("words on standard error", data, said[-500:])
    if clock and finding is None and seconds > _patience(data):
        finding = Finding("slow", data, f"{seconds:.2f} s for {len(data):,} bytes")
    report.inputs += 1
    report.seconds += seconds
    if seconds > report.slowest:
        report.slowest, report.slowest_size = seconds, len(data)
    if finding is not None:
        known = report.findings.get(finding.what)
        if known is None or len(finding.data) < len(known.data):
            report.findings[finding.what] = finding
    return finding


def _patience(data: bytes) -> float:
    return PATIENCE * max(1.0, len(data) / 1e6)


def _unclear(error: ClassifierError) -> str:
    """What is wrong with an error itself: a code that isn't stable, no words, or an essay."""
    if not error.code.replace("-", "").isalnum() or error.code != error.code.lower():
        return f"code {error.code!r}"
    if not error.message.strip():
        return "no message"
    return f"{len(str(error)):,} characters: {str(error)[:300]}" if len(str(error)) > 1500 else ""


def _place(error: BaseException) -> str:
    """The innermost line of ours that was running."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/classifier/" in f.filename or "/tests/fuzz/" in f.filename]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name}:{last.name}"


def _end_of_traceback() -> str:
    return "".join(traceback.format_exc().splitlines(keepends=True)[-9:])


@contextmanager
def watched() -> Iterator[None]:
    """Turn warnings into errors, catch standard error, and stop what hangs."""

    def give_up(*_: object) -> None:
        raise Hang

    kept, hook = sys.stderr, sys.unraisablehook
    before = signal.signal(signal.SIGALRM, give_up)
    sys.stderr = io.StringIO()
    sys.unraisablehook = lambda raised: print("unraisable:", raised.exc_value, file=sys.stderr)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.stderr, sys.unraisablehook = kept, hook


def arm() -> None:
    """Give the next inputs `HANG` seconds from now on."""
    signal.setitimer(signal.ITIMER_REAL, HANG)


def smaller(run: Callable[[bytes], None], finding: Finding, tries: int = 400) -> Finding:
    """Cut pieces out of an input as long as it breaks the law in the same way."""
    best = finding
    if finding.what in ("slow", "hang"):
        return best
    size = len(best.data) // 2
    while size and tries:
        at = 0
        while at < len(best.data) and tries:
            tries -= 1
            arm()
            tried = try_one(run, best.data[:at] + best.data[at + size :], Report("", ""), clock=False)
            if tried is not None and tried.what == finding.what:
                best = tried
            else:
                at += size
        size //= 2
    return best


def keep(finding: Finding, target: str, folder: Path) -> Path:
    """Write an input where ``cases`` would have it."""
    path = folder / target / f"{hashlib.sha256(finding.data).hexdigest()[:12]}.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(finding.data)
    return path
