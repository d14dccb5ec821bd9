"""What long commands show while they work: a spinner at a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from classifier.cli.shell import console, one_line


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show stages of work on standard error.

    Parameters:
        quiet: show nothing.

    Yields:
        What to tell each stage as it begins; at a terminal it turns until the next one, with the time it takes.
    """
    if quiet:
        yield lambda message: None
        return
    shown = console(stderr=True)
    if not shown.is_terminal or shown.is_dumb_terminal:
        yield lambda message: print(one_line(message), file=sys.stderr, flush=True)
        return

    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=shown) as display:

        def finish() -> None:
            for task in display.tasks:
                display.update(task.id, total=1, completed=1)

        def tell(message: str) -> None:
            finish()
            display.add_task(one_line(message), total=None)

        yield tell
        finish()
