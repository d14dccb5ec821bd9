"""The command line: thin shells over the library; see each command's file."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from classifier import __version__
from classifier.cli import calibrate as _calibrate
from classifier.cli import evaluate as _evaluate
from classifier.cli import predict as _predict
from classifier.cli import score as _score
from classifier.cli import train as _train
from classifier.cli.corpus import corpus_app
from classifier.cli.model import model_app
from classifier.cli.shell import run

app = typer.Typer(
    name="classifier",
    help="Read a job posting's duties: Account Executive, Account Manager, Account Director, or none of them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("predict")(_predict.predict_cli)
app.command("score")(_score.score_cli)
app.command("train")(_train.train_cli)
app.command("evaluate")(_evaluate.evaluate_cli)
app.command("calibrate")(_calibrate.calibrate_cli)
app.add_typer(corpus_app)
app.add_typer(model_app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...


def main() -> None:
    """Run the command line: exit 0 done, 1 error in data or model, 2 wrong usage, 3 some rows rejected, 130 Ctrl-C."""
    sys.exit(run(app))
