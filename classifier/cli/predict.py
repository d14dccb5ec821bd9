"""``classifier predict``: one posting, or a few, from a paste, a pipe or files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.shell import console
from classifier.errors import ClassifierError


def predict_cli(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE|-]...", help="Text, Markdown or HTML files; - is standard input."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="The posting itself.")] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A model folder instead of the shipped one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, metavar="P", help="Abstain below this probability.")
    ] = None,
) -> None:
    """Say which role a posting's duties describe, how sure that is, and which phrases decided it.

    Without FILE or --text, the posting is read from standard input: a pipe, or a paste at the prompt.
    """
    from classifier.storage import load

    if text is not None and files:
        raise typer.BadParameter("give files or --text, not both")
    loaded = load(model)
    out = None if as_json else console()
    failed = None
    for name, source in _postings(files or [], text):
        if isinstance(source, ClassifierError):
            failed = source
            print(f"error[{source.code}]: {source}", file=sys.stderr)
            continue
        prediction = loaded.predict(source, min_confidence=min_confidence)
        if out is None:
            print(json.dumps(prediction.to_dict(), ensure_ascii=True))
        else:
            from classifier.rendering.terminal import show

            show(prediction, out, heading=name if files and len(files) > 1 else "")
            if files and len(files) > 1:
                out.print()
    if failed is not None:
        raise typer.Exit(1)


def _postings(files: list[str], text: str | None) -> Iterator[tuple[str, str | ClassifierError]]:
    """Yield each posting with its name; a file that can't be read gives its error and the next go on."""
    from classifier.postings import read_posting

    if text is not None:
        yield "text", text
        return
    if not files and sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        print(f"Paste the posting, then press Enter and {end}:", file=sys.stderr)
    for name in files or ["-"]:
        try:
            yield name, read_posting(name)
        except ClassifierError as error:
            yield name, error
