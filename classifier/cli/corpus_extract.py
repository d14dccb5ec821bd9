"""``classifier corpus extract``: career articles to labelled rows."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.corpus import Row
    from classifier.roles import Titles


def extract_cli(
    documents: Annotated[
        list[Path], typer.Argument(metavar="DOCUMENT...", help="Articles: text, Markdown or HTML files.")
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="A .csv or .jsonl file; else CSV to the screen.")
    ] = None,
    with_none: Annotated[
        bool, typer.Option("--with-none", help="Also give sentences that tell no role's work, labelled none.")
    ] = False,
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Take the roles of this model folder.")] = None,
    roles: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Take the roles of a JSON file: a list of {label, name, titles}, as for train."
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages on standard error.")] = False,
) -> None:
    """Turn articles about roles into labelled rows: text, label, kind, source (file:line) and group (file).

    The text stands as in the article. Without --model or --roles, the roles are the shipped ones.
    """
    from classifier.extraction.article import extract
    from classifier.extraction.documents import FORMATS, read_document, write_rows

    if model is not None and roles is not None:
        raise typer.BadParameter("give --model or --roles, not both")
    if out is not None and out.suffix not in FORMATS:
        raise typer.BadParameter(f"{out} must end in .csv or .jsonl", param_hint="--out")
    titles = _titles(model, roles)
    found = extract((read_document(path) for path in documents), titles=titles, with_none=with_none)
    rows = [one.to_row() for one in found]
    if out is None:
        write_rows(_shown(rows), sys.stdout, ".csv")
    else:
        try:
            with open(out, "w", encoding="utf-8", newline="") as file:
                write_rows(rows, file, out.suffix)
        except OSError as error:
            raise ClassifierError("output-unwritable", f"can't write {out}: {error.strerror or error}") from None
    if not quiet:
        counts = {label: sum(row.label == label for row in rows) for label in dict.fromkeys(row.label for row in rows)}
        told = ", ".join(f"{label} {count:,}" for label, count in counts.items()) or "no role is named in them"
        print(f"documents: {len(documents)}; rows: {len(rows):,} ({told})", file=sys.stderr)


def _shown(rows: list[Row]) -> list[Row]:
    """The rows as they are, but without what a terminal would obey where they go to one."""
    if not sys.stdout.isatty():
        return rows
    from classifier.rendering.terminal import harmless

    return [
        replace(row, text=harmless(row.text), source=harmless(row.source), group=harmless(row.group)) for row in rows
    ]


def _titles(model: Path | None, roles: Path | None) -> Titles:
    if roles is not None:
        from classifier.extraction.documents import read_titles

        return read_titles(roles)
    if model is not None:
        from classifier.storage import load

        return load(model).titles
    from classifier.roles import ACCOUNT_ROLES

    return ACCOUNT_ROLES
