"""Scoring files of postings, of any size, on one core, all cores or a cluster."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.batch.blocks import Part, Task
    from classifier.batch.scoring import Counts
    from classifier.batch.sources import Source
    from classifier.batch.summary import Summary

__all__ = ["score_files"]


def score_files(
    inputs: Iterable[str | Path],
    out: str | Path,
    *,
    model: str | Path | None = None,
    text_column: str = "text",
    id_column: str | None = None,
    form: str | None = None,
    keep: bool = False,
    explain: bool = False,
    min_confidence: float | None = None,
    rejects: str | Path | None = None,
    workers: int = 1,
    backend: str | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    force: bool = False,
    quiet: bool = True,
) -> Summary:
    r"""Score every posting of some files, and write one row for each, in order.

    Text goes into the output as it stands in the input: a CSV cell that begins with "=" is not made
    harmless for spreadsheet programs, which may run it as a formula.

    Parameters:
        inputs: CSV, JSONL, Parquet, text and HTML files, folders, globs or addresses.
        out: the file to write; it appears when it is whole.
        model: a model's folder; the shipped one if None.
        text_column, id_column: the columns of the postings, and of their ids (else rows are numbered).
        form: csv, jsonl or parquet; by default as ``out`` ends.
        keep: keep the other columns of the input.
        explain: add the strongest phrases to each row, why it got no answer, and whether its title agrees.
        min_confidence: overrides the threshold of the model.
        rejects: the CSV file for rows that can't be scored; by default ``out`` with ".rejects.csv" added.
        workers, backend, scheduler: who does the work; see `classifier.batch.workers.score_parts`.
        resume: go on where an earlier run was stopped.
        force: replace an output that is there.
        quiet: show no progress.

    Returns:
        What was done.

    Raises:
        ClassifierError: with a stable code, where nothing can be done or the run can't go on.

    Example:
        >>> import pathlib, tempfile
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> _ = (folder / "in.csv").write_text("id,text\n7,Renew contracts and keep clients happy\n")
        >>> score_files([folder / "in.csv"], folder / "out.csv", id_column="id").rows
        1
    """
    from classifier.batch.blocks import Task
    from classifier.batch.planning import kept_columns
    from classifier.batch.sources import TEXT, find_sources
    from classifier.batch.summary import Summary
    from classifier.batch.workers import check_backend, choose
    from classifier.batch.workspace import Workspace
    from classifier.storage import load

    started = time.perf_counter()
    target = Path(out)
    skipped: list[str] = []
    sources = find_sources(inputs, skipped=skipped)
    work = Workspace(target, Path(rejects) if rejects else target.with_name(f"{target.name}.rejects.csv"))
    if work.check(sources, resume=resume, force=force):
        return Summary(target, work.rejects if work.rejects.exists() else None, whole_already=True)
    loaded = load(model)
    others = kept_columns(sources, text_column, id_column)
    task = Task(
        folder=str(work.folder.resolve()),
        model=None if model is None else str(Path(model).resolve()),
        sha256=loaded.sha256,
        labels=tuple(loaded.labels),
        model_name=f"{loaded.name} {loaded.version} {loaded.sha256[:12]}",
        form=_form(target, form),
        text_column=text_column,
        id_column=id_column,
        kept=others if keep else (),
        with_file=len(sources) > 1 or sources[0].kind == TEXT,
        explain=explain,
        min_confidence=min_confidence,
    )
    backend = choose(workers, backend, explain=explain)
    check_backend(backend, scheduler)
    done = work.open(sources, task, resume=resume)
    earlier = sum(counts.get("rows", 0) for counts in done.values())
    try:
        n_parts = _run(sources, task, done, workers=workers, backend=backend, scheduler=scheduler, quiet=quiet)
    except ClassifierError:
        if not done:  # there is nothing to resume
            work.abandon()
        raise
    total: Counter[str] = Counter()
    for number in range(n_parts):
        total.update(done[number])
    rejected = {name.removeprefix("rejected "): n for name, n in total.items() if name.startswith("rejected ")}
    work.finish(n_parts, task, any_rejects=bool(rejected))
    return Summary(
        out=target,
        rejects_file=work.rejects if rejected else None,
        rows=total["rows"],
        roles={label: total[f"role {label}"] for label in task.labels},
        rejected=rejected,
        seconds=time.perf_counter() - started,
        resumed=earlier,
        abstained=total["abstained"],
        titles=total["titles"],
        disagree=total["disagree"],
        recoded=total["recoded"],
        by_hand=total["by_hand"],
        skipped=len(skipped),
    )


def _run(
    sources: list[Source],
    task: Task,
    done: dict[int, Counts],
    *,
    workers: int,
    backend: str | None,
    scheduler: str | None,
    quiet: bool,
) -> int:
    """Score what is not done, add its counts to ``done``, and return the number of parts."""
    from classifier.batch.planning import plan
    from classifier.batch.progress import Progress
    from classifier.batch.scoring import scorer_of
    from classifier.batch.workers import THREADING, score_parts

    n_parts = 0
    with Progress(sum(source.size for source in sources), quiet=quiet) as progress:

        def tell(counts: Counts) -> None:
            rejected = sum(n for name, n in counts.items() if name.startswith("rejected "))
            progress.done(counts.get("size", 0), counts.get("rows", 0), rejected)

        def missing() -> Iterator[tuple[int, Part]]:
            nonlocal n_parts
            for number, part in enumerate(plan(sources, task, attach=backend in (None, THREADING))):
                n_parts = number + 1
                if number not in done:
                    yield number, part

        scorer = scorer_of(task)
        if not scorer.is_ready:
            progress.note("Compiling for this machine; once only, some 20 seconds.")
            scorer.prepare()
        for counts in done.values():
            tell(counts)
        for number, counts in score_parts(missing(), task, workers=workers, backend=backend, scheduler=scheduler):
            done[number] = counts
            tell(counts)
    return n_parts


def _form(out: Path, form: str | None) -> str:
    from classifier.batch.writers import FORMS

    known = sorted(set(FORMS.values()))
    if form is None:
        form = FORMS.get(out.suffix.lower())
        if form is None:
            told = f"{out} ends in none of {', '.join(FORMS)}"
            raise ClassifierError("output-form", told, hint=f"name it so, or give --format {'|'.join(known)}")
    if form not in known:
        raise ClassifierError("output-form", f"there is no format {form!r}; expected {', '.join(known)}")
    return form
