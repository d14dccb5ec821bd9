"""``classifier train``: labelled rows to a model folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from classifier.corpus import Row
    from classifier.evaluation.comparison import Comparison
    from classifier.evaluation.labelled import Columns
    from classifier.model import Model

Tell = Callable[[str], None]


def train_cli(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The model folder to write.")],
    corpus: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="CORPUS...", help="CSV, JSONL or Parquet files, or folders of them.", show_default=False
        ),
    ] = None,
    text_column: Annotated[
        str, typer.Option(metavar="COLUMN", help="Which column of CORPUS (and LABELLED) holds the text.")
    ] = "text",
    label_column: Annotated[
        str, typer.Option(metavar="COLUMN", help="Which column of CORPUS (and LABELLED) holds the label.")
    ] = "label",
    judge_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Which column of LABELLED holds the label, if another.")
    ] = None,
    with_shipped: Annotated[
        bool, typer.Option("--with-shipped", help="Add the corpus that comes with the program.")
    ] = False,
    roles: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="JSON: a list of {label, name, titles, duties}; no other titles than these are masked."
        ),
    ] = None,
    calibration: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON with calibration, perhaps thresholds, as in config.json; not fitted."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Of the model; the folder's by default.")] = None,
    version: Annotated[str, typer.Option(help="Of the model.")] = "1",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Of the texts, such as en; for the model card.", show_default=False)
    ] = "",
    licence: Annotated[
        str,
        typer.Option("--license", metavar="NAME", help="Of the model, such as mit; for its card.", show_default=False),
    ] = "",
    against: Annotated[
        Path | None, typer.Option(metavar="DIR", help="An older model: say which of the two is better.")
    ] = None,
    judge: Annotated[
        list[Path] | None,
        typer.Option(metavar="LABELLED", help="Postings that neither was trained on, to compare by; repeatable."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a model that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages on standard error.")] = False,
) -> None:
    """Train a model on labelled sentences or postings, of any two or more labels.

    What it reaches by cross-validation is told of the whole postings where each label has some, else of all
    rows. With --against, both models are compared: on LABELLED, or on CORPUS as cross-validation predicts it.
    A model that stands in DIR already is replaced only with --force.
    """
    from classifier.card import model_card
    from classifier.cli.progress import progress
    from classifier.cli.shell import one_line
    from classifier.evaluation.labelled import Columns, read_labelled
    from classifier.evaluation.retrained import check_same_labels
    from classifier.given import read_calibration, read_roles
    from classifier.storage import check_target, load, save
    from classifier.training import check_labels, default_titles, train

    if not corpus and not with_shipped:
        raise typer.BadParameter("give a corpus, or --with-shipped")
    if judge and against is None:
        raise typer.BadParameter("--judge compares two models: give the other one with --against")
    if against is None or force:
        check_target(out, overwrite=force)  # before minutes of work; a mere comparison may go on
    with progress(quiet=quiet) as tell:
        columns = Columns(text_column, label_column)
        parts = _parts(corpus or [], columns, with_shipped, tell)
        rows = [row for part in parts for row in part]
        titles = read_roles(roles) if roles else default_titles(check_labels(rows))
        old = None if against is None else load(against)
        if old is not None:
            check_same_labels(old, (row.label for row in rows))
        labelled = read_labelled(judge, Columns(text_column, judge_column or label_column)) if judge else []
        labels = [role.label for role in titles.roles]
        given, thresholds = read_calibration(calibration, labels) if calibration else (None, None)
        model = train(
            rows,
            titles=titles,
            name=name or out.resolve().name,
            version=version,
            calibration=given,
            progress=tell,
        )
        model = model if thresholds is None else replace(model, thresholds=thresholds)
        verdict = _verdict(model, old, parts, labelled, tell) if old is not None else None
    print(_validation(model))
    if verdict:
        print(one_line(verdict))
    card = model_card(model, language=one_line(language), licence=one_line(licence))
    saved = save(model, out, card=card, overwrite=force)
    print(f"{out}: {len(saved.labels)} labels, {len(saved.vocabulary):,} terms, sha256 {saved.sha256[:12]}")


def _parts(corpus: list[Path], columns: Columns, with_shipped: bool, tell: Tell) -> list[list[Row]]:
    """The rows of each path; a word about texts that stand in two groups or under two labels."""
    from classifier.corpus import read_corpus
    from classifier.curation.contradictions import contradictions, leaks
    from classifier.storage import shipped_corpus

    parts = [read_corpus(path, text_column=columns.text, label_column=columns.label) for path in corpus]
    parts += [read_corpus(shipped_corpus())] if with_shipped else []
    if found := leaks(row for part in parts for row in part):
        one, other = found[0]
        tell(
            f"warning: {len(found):,} of {sum(map(len, parts)):,} rows repeat one of another group, such as "
            f"{other.file}:{other.line} and {one.file}:{one.line}, so that cross-validation looks too good; give "
            "repeated rows one group, or leave them out"
        )
    if found := contradictions(row for part in parts for row in part):
        one, other = found[0]
        tell(
            f"warning: {len(found):,} of {sum(map(len, parts)):,} rows repeat a text under another label, such as "
            f"{other.file}:{other.line} ({other.label}) and {one.file}:{one.line} ({one.label}); "
            "`classifier corpus check` lists them"
        )
    return parts


def _validation(model: Model) -> str:
    found = model.facts["cross_validation"]
    return (
        f"cross-validation, groups kept together, {found['rows']:,} {found['of']}: "
        f"accuracy {found['accuracy']:.3f}, macro-F1 {found['macro_f1']:.3f}"
    )


def _verdict(model: Model, old: Model, parts: list[list[Row]], labelled: list[Row], tell: Tell) -> str:
    """Whether the new model is better than the old one, in words."""
    from classifier.evaluation.evaluate import evaluate
    from classifier.evaluation.retrained import compare_held_out

    if labelled:
        found = evaluate(model, labelled, against=old, explain=False, progress=tell)
        assert found.comparison is not None
        return _told(old, found.comparison, f"{len(found.labelled.rows):,} labelled rows")
    if model.facts["corpus_sha256"] == old.facts.get("corpus_sha256") and "cross_validation" in old.facts:
        return f"against {old.name}, made of the same rows; there, {_validation(old)}"
    held_out = compare_held_out(model, old, parts, progress=tell)
    what = f"{held_out.rows:,} rows of the corpus, held out"
    if held_out.fair:
        return _told(old, held_out.comparison, what)
    # It would be called better for knowing the answers by heart.
    return (
        f"no fair verdict: {old.name} may have been trained on rows of this corpus; name postings new to both "
        f"with --judge. For what it is worth, {_told(old, held_out.comparison, what)}"
    )


def _told(old: Model, found: Comparison, what: str) -> str:
    return (
        f"against {old.name} on {what}: {found.verdict}; {found.changed:,} answers differ, "
        f"{found.gained:,} right only here, {found.lost:,} right only there"
    )
