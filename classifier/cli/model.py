"""``classifier model``: show, verify and export."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

model_app = typer.Typer(
    name="model",
    help="Look at a model folder, check it, export it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="A model folder; the shipped one by default.", show_default=False)
]


class Format(StrEnum):
    """What a model can be exported as."""

    joblib = "joblib"
    folder = "folder"


def show_cli(
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    strongest: Annotated[int, typer.Option(min=0, metavar="N", help="How many terms to name a label.")] = 15,
) -> None:
    """Show a model: labels, sizes, calibration, thresholds, the strongest terms of each label, sha256."""
    from classifier.inspection import summarise
    from classifier.storage import load

    summary = summarise(load(folder), strongest=strongest)
    if as_json:
        print(json.dumps(summary.to_dict(), ensure_ascii=True))
        return
    from classifier.cli.shell import console
    from classifier.rendering.model import show_model

    show_model(summary, console())


def verify_cli(folder: Folder = None) -> None:
    """Check a model folder: files, sha256, shapes, numbers, format. Exit code 0 if whole, 1 if not."""
    from classifier.inspection import verify
    from classifier.rendering.terminal import harmless

    found = verify(folder)
    for name, size in found.sizes.items():
        print(f"{name}: {size:,} bytes")
    for name in found.others:
        print(f"warning: {harmless(name)} is no part of a model and was not read", file=sys.stderr)
    model = found.model
    told = f"{len(model.labels)} labels, {len(model.vocabulary):,} terms, sha256 {model.sha256}"
    print(harmless(f"{found.folder} is whole: {told}"))


def export_cli(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE|DIR", help="What to write.")],
    folder: Folder = None,
    form: Annotated[
        Format, typer.Option("--format", help="joblib: one file, a pickle. folder: a copy, nothing but data.")
    ] = Format.joblib,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages on standard error.")] = False,
) -> None:
    """Write a model as a fitted scikit-learn pipeline, or copy its folder.

    WARNING: a joblib file is a pickle. Whoever loads one runs whatever code it holds, so load only files that
    you made yourself or whose maker you trust. To give a model to strangers, or to take one from them, use the
    folder: it holds nothing but data and is checked when read.
    """
    from classifier.export import PICKLE_WARNING, export_joblib
    from classifier.storage import copy, load, shipped_model

    if form is Format.folder:
        model = copy(folder or shipped_model(), out, overwrite=force)
        print(f"{out}: {len(model.labels)} labels, sha256 {model.sha256[:12]}")
        return
    export_joblib(load(folder), out, overwrite=force)
    if not quiet:
        print(f"warning: {PICKLE_WARNING}", file=sys.stderr)
    print(f"{out}: a scikit-learn pipeline; joblib.load gives it back")


model_app.command("show")(show_cli)
model_app.command("verify")(verify_cli)
model_app.command("export")(export_cli)
