"""A bar on standard error: share done, rate, time left, rows rejected."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any


class Progress:
    """Shows progress on a terminal, and nothing elsewhere.

    Parameters:
        total: bytes of all input.
        quiet: show nothing.
    """

    def __init__(self, total: int, *, quiet: bool) -> None:
        self._bar: Any = None
        if not quiet and sys.stderr.isatty():
            self._bar = _bar()
            self._task = self._bar.add_task("scoring", total=total, rate="", rejected="")
        self._rows = self._rejected = 0

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def done(self, size: int, rows: int, rejected: int) -> None:
        """Count a part that is done."""
        self._rows += rows
        self._rejected += rejected
        if self._bar:
            elapsed = self._bar.tasks[0].elapsed or 0.0
            rate = f"{self._rows / elapsed:,.0f} rows/s" if elapsed > 0.2 else ""
            told = f"{self._rejected:,} rejected" if self._rejected else ""
            self._bar.update(self._task, advance=size, rate=rate, rejected=told)

    def note(self, text: str) -> None:
        """Say something above the bar."""
        if self._bar:
            self._bar.console.print(text, highlight=False)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[rejected]}", style="bold"),
        console=Console(stderr=True),
        transient=True,
    )
