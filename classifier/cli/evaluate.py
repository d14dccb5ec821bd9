"""``classifier evaluate``: how good a model is on labelled postings, and against another one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.shell import console, one_line
from classifier.plurals import counted

Files = Annotated[list[Path], typer.Argument(metavar="LABELLED...", help="CSV or JSONL files of labelled postings.")]
TextColumn = Annotated[str, typer.Option(metavar="COLUMN", help="Which column holds the posting.")]
LabelColumn = Annotated[str, typer.Option(metavar="COLUMN", help="Which column holds the true label.")]
GroupColumn = Annotated[
    str, typer.Option(metavar="COLUMN", help="Which column says what belongs together, such as the company.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Seed = Annotated[int, typer.Option(min=0, help="Of resamples, folds and random words.")]
Resamples = Annotated[int, typer.Option(min=10, help="Of the bootstrap.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No messages on standard error.")]


def evaluate_cli(
    labelled: Files,
    model: Annotated[
        Path | None, typer.Option("-m", "--model", metavar="DIR", help="A model folder instead of the shipped one.")
    ] = None,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    group_column: GroupColumn = "group",
    against: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Another model, compared on the same rows.")
    ] = None,
    calibrate_by_group: Annotated[
        bool, typer.Option("--calibrate-by-group", help="Calibrate on the other groups' rows, five folds.")
    ] = False,
    faithfulness: Annotated[bool, typer.Option(help="Measure what the phrases' words do to the probability.")] = True,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write one self-contained page with plots and mistakes, instead.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a page that is there.")] = False,
    seed: Seed = 0,
    resamples: Resamples = 1000,
    quiet: Quiet = False,
) -> None:
    """Measure a model on labelled postings: accuracy, F1, AUC, calibration, abstentions, faithfulness.

    Rows without a label, or with one that the model doesn't know, are counted and left out. Rows of one
    group are drawn together for the intervals.
    """
    from classifier.evaluation.evaluate import evaluate
    from classifier.evaluation.labelled import Columns, read_labelled
    from classifier.storage import load

    def tell(message: str) -> None:
        if not quiet:
            print(one_line(message), file=sys.stderr)

    if force and html is None:
        raise typer.BadParameter("--force is for a page: give --html too")
    if html is not None:
        from classifier.rendering.html import check_output

        check_output(html, inputs=[str(path) for path in labelled], overwrite=force)
    rows = read_labelled(labelled, Columns(text_column, label_column, group_column))
    loaded = load(model)
    found = evaluate(
        loaded,
        rows,
        against=None if against is None else load(against),
        calibrate_by_group=calibrate_by_group,
        explain=faithfulness,
        resamples=resamples,
        seed=seed,
        progress=tell,
    )
    if as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=True))
    if html is not None:
        from classifier.evaluation.report import report
        from classifier.rendering.evaluation import evaluation_page
        from classifier.rendering.html import write_page

        made = report(loaded, found)
        write_page(evaluation_page(made, model=loaded, sources=tuple(map(str, labelled))), html, overwrite=force)
        tell(f"{html}: {counted(found.every.rows, 'row')}, {counted(made.wrong, 'mistake')}")
    elif not as_json:
        from classifier.evaluation.tables import show_evaluation

        show_evaluation(found, console())
