"""``classifier train``: labelled rows to a model folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def train_cli(
    corpus: Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="CSV or JSONL files, or folders of them.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The model folder to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a model that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages on standard error.")] = False,
) -> None:
    """Train a model on labelled sentences or postings, of any two or more labels."""
    from classifier.corpus import read_corpus
    from classifier.training import train

    def tell(message: str) -> None:
        if not quiet:
            print(message, file=sys.stderr)

    rows = read_corpus(corpus)
    model = train(rows, name=out.resolve().name, progress=tell)
    saved = model.save(out, overwrite=force)
    print(f"{out}: {len(saved.labels)} labels, {len(saved.vocabulary):,} terms, sha256 {saved.sha256[:12]}")
