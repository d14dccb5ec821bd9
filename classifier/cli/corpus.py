"""``classifier corpus``: extract, check and stats."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.corpus_extract import extract_cli
from classifier.cli.shell import one_line
from classifier.errors import ClassifierError
from classifier.plurals import counted

corpus_app = typer.Typer(
    name="corpus",
    help="Build, check and count labelled rows.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Corpus = Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="CSV or JSONL files, or folders of them.")]
TextColumn = Annotated[str, typer.Option(metavar="COLUMN", help="Which column holds the text.")]
LabelColumn = Annotated[str, typer.Option(metavar="COLUMN", help="Which column holds the label.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def check_cli(
    corpus: Corpus,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    as_json: AsJson = False,
    doubts: Annotated[bool, typer.Option(help="Look for labels that the rest of the corpus doubts.")] = True,
    max_near_duplicates: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Of the rows, that may nearly repeat another.")
    ] = 0.01,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages on standard error.")] = False,
) -> None:
    """Find a corpus's faults, each with file and line: repeats, titles, leaks, doubtful labels and more.

    Errors give exit code 1; warnings don't.
    """
    from classifier.corpus import scan_corpus
    from classifier.curation.check import check

    def tell(message: str) -> None:
        if not quiet:
            print(one_line(message), file=sys.stderr)

    rows, unread = scan_corpus(corpus, text_column=text_column, label_column=label_column)
    report = check(rows, unread, doubts=doubts, max_near_duplicates=max_near_duplicates, progress=tell)
    if as_json:
        print(json.dumps(report.to_dict(), ensure_ascii=True))
    else:
        from classifier.rendering.terminal import harmless

        print(harmless("\n".join(report.to_lines())))
    if report.errors:
        sys.stdout.flush()
        raise ClassifierError("corpus-faulty", f"the corpus has {counted(report.errors, 'error')}")


def stats_cli(
    corpus: Corpus,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables, for a datasheet.")] = False,
) -> None:
    """Count a corpus: labels, kinds, industries, kinds of job, authors, lengths, words."""
    from classifier.corpus import read_corpus
    from classifier.curation.stats import count

    if as_json and as_markdown:
        raise typer.BadParameter("give --json or --markdown, not both")
    stats = count(read_corpus(corpus, text_column=text_column, label_column=label_column))
    if as_json:
        print(json.dumps(stats.to_dict(), ensure_ascii=True))
    else:
        from classifier.curation.tables import to_markdown, to_text
        from classifier.rendering.terminal import harmless

        print(harmless((to_markdown if as_markdown else to_text)(stats.to_tables())))


corpus_app.command("extract")(extract_cli)
corpus_app.command("check")(check_cli)
corpus_app.command("stats")(stats_cli)
