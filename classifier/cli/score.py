"""``classifier score``: files of postings, of any size, to the same rows with roles."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.shell import REJECTED
from classifier.plurals import counted


def score_cli(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="IN...",
            help="CSV, JSONL (also .gz, .zst) and Parquet files; postings as text, HTML, PDF or DOCX; folders, globs, "
            "s3:// or gs:// addresses.",
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="The file to write, once it is whole.")],
    text_column: Annotated[str, typer.Option(metavar="C", help="The column of the postings.")] = "text",
    id_column: Annotated[
        str | None, typer.Option(metavar="C", help="The column of their ids; without it, rows are numbered.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="csv|jsonl|parquet", help="By default as OUT ends.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the input's other columns.")] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Add why: the strongest phrases, the reason of no answer, whether the title agrees (slower).",
        ),
    ] = False,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, metavar="P", help="Abstain below this probability, such as 0.8.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A model folder instead of the shipped one.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV file for rows that can't be scored; by default OUT.rejects.csv."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write one self-contained page with an overview.")
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Workers at once, worth it for tens of thousands of rows; -1 for one on each core. On a cluster, 1 "
            "counts as -1.",
        ),
    ] = 1,
    backend: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="joblib's: threading, loky (processes), dask, ray, spark. By default threading for 2 to 4 workers, "
            "loky for more and with --explain.",
        ),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDR", help="Dask's scheduler, as in tcp://host:8786.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an earlier run was stopped.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an output that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Score every posting of some files: one row for each, in order.

    Rows that can't be scored go to the rejects file with their place and the reason; then the exit status is 3.
    Text is written as it stands in the input: cells beginning with = are not made harmless for spreadsheets.
    """
    from classifier.batch import score_files
    from classifier.batch.workers import CLUSTERS

    if workers == 0 or workers < -1:
        raise typer.BadParameter("--workers takes 1 or more, or -1")
    if scheduler is not None and backend is None:
        backend = "dask"
    if workers == 1 and backend in CLUSTERS:
        workers = -1
    if html is not None:
        _check_page(html, inputs, out, rejects, force=force)
    summary = score_files(
        inputs,
        out,
        model=model,
        text_column=text_column,
        id_column=id_column,
        form=form,
        keep=keep,
        explain=explain,
        min_confidence=min_confidence,
        rejects=rejects,
        workers=workers,
        backend=backend,
        scheduler=scheduler,
        resume=resume,
        force=force,
        quiet=quiet,
    )
    if not quiet:
        print(*summary.lines(), sep="\n", file=sys.stderr)
    if html is not None:
        from classifier.batch.overview import look_over
        from classifier.batch.sources import without_secret
        from classifier.rendering.html import write_page
        from classifier.rendering.overview import overview_page
        from classifier.storage import load

        loaded = load(model)
        found = look_over(
            summary,
            model=loaded,
            form=form,
            min_confidence=min_confidence,
            settings={
                "Inputs": ", ".join(Path(name).name or name for name in map(without_secret, inputs)),
                "Text column": text_column,
                "Output": out.name,
                "Workers": f"{workers if workers > 0 else 'all there are'}{f', {backend}' if backend else ''}",
            },
        )
        write_page(overview_page(found, model=loaded), html, overwrite=force)
        if not quiet:
            print(f"{html}: an overview of {counted(found.rows, 'row')}", file=sys.stderr)
    if summary.rejects_file is not None:
        raise typer.Exit(REJECTED)


def _check_page(html: Path, inputs: list[str], out: Path, rejects: Path | None, *, force: bool) -> None:
    """Refuse a page that would replace an input, the output, the rejects, or what is there."""
    from classifier.batch.sources import find_sources
    from classifier.rendering.html import check_output

    others = [out, rejects or out.with_name(f"{out.name}.rejects.csv")]
    if any(os.path.realpath(html) == os.path.realpath(other) for other in others):
        raise typer.BadParameter("--html names the file of the rows or of the rejects")
    # What isn't there yet is no input.
    names = [source.name for source in find_sources(inputs) if not source.is_remote] if html.exists() else []
    check_output(html, inputs=names, overwrite=force)
