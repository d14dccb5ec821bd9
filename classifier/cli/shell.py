"""What all commands share at the edge: errors to exit codes, pipes, Ctrl-C, colours."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    import typer
    from rich.console import Console

DONE, FAILED, USAGE, REJECTED = 0, 1, 2, 3


def run(app: typer.Typer) -> int:
    """Run the app and turn what a user can cause into one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a lone surrogate or a narrow terminal is no reason to stop
    try:
        app(standalone_mode=True)
    except SystemExit as ended:
        return _flushed(ended.code if isinstance(ended.code, int) else DONE)
    except ClassifierError as error:
        print(f"error[{error.code}]: {_one_line(str(error))}", file=sys.stderr)
        return _flushed(FAILED)
    except BrokenPipeError:
        return _piped()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 128 + signal.SIGINT
    return _flushed(DONE)


def console(*, stderr: bool = False) -> Console:
    """A console that respects NO_COLOR, pipes and the terminal's width."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _piped()
    return code


def _piped() -> int:
    """The reader has gone (`| head`): not an error, and no word about it, at the interpreter's end either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _one_line(message: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in message).split())
