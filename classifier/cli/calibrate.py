"""``classifier calibrate``: a model's calibration and threshold fitted to postings of one's own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.evaluate import AsJson, Files, GroupColumn, LabelColumn, Quiet, Resamples, Seed, TextColumn
from classifier.cli.shell import console, one_line


def calibrate_cli(
    labelled: Files,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The model folder to write.")],
    model: Annotated[
        Path | None, typer.Option("-m", "--model", metavar="DIR", help="A model folder instead of the shipped one.")
    ] = None,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    group_column: GroupColumn = "group",
    risk: Annotated[
        float, typer.Option(min=0.001, max=0.5, metavar="SHARE", help="Of wrong answers among those given, at most.")
    ] = 0.05,
    force: Annotated[bool, typer.Option("--force", help="Replace a model that is there.")] = False,
    as_json: AsJson = False,
    seed: Seed = 0,
    resamples: Resamples = 1000,
    quiet: Quiet = False,
) -> None:
    """Fit a temperature, a bias per label and the least confidence of an answer to labelled postings.

    At least 20 postings are needed, better hundreds, that the model wasn't trained on. The words' weights stay as
    they are. What is printed as "after" is cross-validated by group.
    """
    from classifier.evaluation.calibrate import calibrate
    from classifier.evaluation.card import with_calibration
    from classifier.evaluation.labelled import Columns, read_labelled
    from classifier.storage import CARD, load, save, shipped_model

    def tell(message: str) -> None:
        if not quiet:
            print(one_line(message), file=sys.stderr)

    rows = read_labelled(labelled, Columns(text_column, label_column, group_column))
    loaded = load(model)
    found = calibrate(loaded, rows, risk=risk, name=out.resolve().name, resamples=resamples, seed=seed, progress=tell)
    old = (model or shipped_model()) / CARD
    is_own = old.is_file() and not old.is_symlink()  # a link might lead to anything on this machine
    card = with_calibration(old.read_text(encoding="utf8", errors="replace") if is_own else "", found)
    saved = save(found.model, out, card=card, overwrite=force)
    if as_json:
        print(json.dumps({**found.to_dict(), "sha256": saved.sha256}, ensure_ascii=True))
    else:
        from classifier.evaluation.tables import show_calibrated

        show_calibrated(found, console())
        print(f"{out}: sha256 {saved.sha256[:12]}")
