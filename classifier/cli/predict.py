"""``classifier predict``: one posting, or a few, from a paste, a pipe or files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.shell import console, one_line
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.prediction import Prediction

_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")  # which hold a posting a row


def predict_cli(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE|-]...", help="Text, Markdown, HTML, PDF or DOCX files; - is standard input."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="The posting itself.")] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A model folder instead of the shipped one.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line; with several files, each says its own.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write one self-contained page, of all postings, instead.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a page that is there.")] = False,
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
    if force and html is None:
        raise typer.BadParameter("--force is for a page: give --html too")
    if html is not None:
        from classifier.rendering.html import check_output

        check_output(html, inputs=files or [], overwrite=force)  # before a posting is pasted or a model is read
    loaded = load(model)
    failed = None
    predictions: list[tuple[str, Prediction]] = []
    for name, source in _postings(files or [], text):
        if isinstance(source, ClassifierError):
            failed = source
            print(f"error[{source.code}]: {one_line(str(source))}", file=sys.stderr)
            continue
        prediction = loaded.predict(source, min_confidence=min_confidence)
        if html is not None:
            predictions.append((_name(name), prediction))
        if as_json:
            source_file = {"file": name} if len(files or []) > 1 else {}
            print(json.dumps(source_file | prediction.to_dict(), ensure_ascii=True))
        elif html is None:
            _show(prediction, name if files and len(files) > 1 else "")
    if html is not None and predictions:
        from classifier.rendering.html import page, write_page

        write_page(page(predictions, model=loaded), html, overwrite=force)
        counted = f"{len(predictions):,} postings" if len(predictions) > 1 else predictions[0][1].verdict
        print(f"{html}: {counted}", file=sys.stderr)
    if failed is not None:
        raise typer.Exit(1)


def _show(prediction: Prediction, heading: str) -> None:
    from classifier.rendering.terminal import show

    out = console()
    show(prediction, out, heading=heading)
    if heading:
        out.print()


def _name(given: str) -> str:
    """What a page calls a posting: the file's own name, since its folders are nobody else's business."""
    return {"-": "standard input", "text": "text"}.get(given) or Path(given).name


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
        if Path(name).suffix.lower() in _TABLES:
            told = f"note: {name} is read as one posting; classifier score reads each of its rows as one"
            print(one_line(told), file=sys.stderr)
        try:
            yield name, read_posting(name)
        except ClassifierError as error:
            yield name, error
