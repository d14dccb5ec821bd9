"""What all commands share at the edge: errors to exit codes, pipes, Ctrl-C, colours."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    import typer
    from rich.console import Console

DONE, FAILED, USAGE, REJECTED, STOPPED = 0, 1, 2, 3, 130


def run(app: typer.Typer) -> int:
    """Run the app and turn what a user can cause into one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a lone surrogate or a narrow terminal is no reason to stop
    out = sys.stdout
    try:
        app(standalone_mode=True)
        code = DONE
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else DONE
        if sys.stdout is not out:  # typer puts a silent stream there when the reader has gone (`| head`)
            code = DONE
    except ClassifierError as error:
        print(f"error[{error.code}]: {one_line(str(error))}", file=sys.stderr)
        code = FAILED
    except BrokenPipeError:  # from rich's console
        code = DONE
    except KeyboardInterrupt:
        code = STOPPED
    if code == STOPPED:
        print("stopped", file=sys.stderr)
    return _flushed(code)


def console(*, stderr: bool = False) -> Console:
    """A console that respects NO_COLOR, pipes and the terminal's width."""
    from rich.console import Console

    class Quiet(Console):
        """Ends without a word, and without an error, when the reader has gone."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Quiet(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


def _flushed(code: int) -> int:
    """Write out what is left; a reader that has gone is no error."""
    try:
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
    except BrokenPipeError:
        # What is left goes nowhere, so that the interpreter says no word about it at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DONE
    return code


def one_line(message: str) -> str:
    """A message without line breaks, and without what a terminal would obey: files may be named in any way."""
    return " ".join("".join(c if c.isprintable() else " " for c in message).split())
