"""The work on one part: read, score, write; the same in this process and in any worker."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from classifier.batch import csvs, jsonls, parquets, texts, writers
from classifier.batch.blocks import Block, Part, Reject, Task
from classifier.batch.sources import CSV, JSONL, PARQUET, reason
from classifier.errors import ClassifierError
from classifier.kernel import Scorer, Scores

Counts = dict[str, Any]
_STRONGEST = 5  # phrases of a row


def paths(folder: str | Path, number: int) -> tuple[Path, Path, Path]:
    """The files of a part: its rows, its rejected rows, and its counts, which stand there when it is done."""
    base = Path(folder)
    return base / f"{number:07d}.rows", base / f"{number:07d}.rejects", base / f"{number:07d}.json"


def score_part(number: int, part: Part, task: Task) -> Counts | ClassifierError:
    """Score a part and write its files.

    Parameters:
        number: of the part.
        part: what to score.
        task: what is asked for.

    Returns:
        The part's counts; or, so that it survives the way back from a worker, the error that stops the run.
    """
    try:
        return _score_part(number, part, task)
    except ClassifierError as error:
        return error
    except OSError as error:
        return ClassifierError("output-unwritable", f"can't write in {task.folder}: {reason(error)}")


def _score_part(number: int, part: Part, task: Task) -> Counts:
    finals = paths(task.folder, number)
    own = [path.with_name(f"{path.name}.{os.getpid()}") for path in finals]
    counts: Counter[str] = Counter()
    rejects: list[Reject] = list(part.rejects)
    writer = writers.PartWriter(own[0], task)
    try:
        for block in _blocks(part, task):
            rejects += block.rejects
            if len(block.rows):
                scores = scorer_of(task).score(
                    block.data, block.begins, block.stops, min_confidence=task.min_confidence
                )
                explained = _explained(block, task) if task.explain else {}
                writer.write(writers.values(block, scores, task, explained))
                counts.update(_counts(block, scores))
    finally:
        writer.close()
    writers.write_rejects(own[1], rejects)
    counts.update(f"rejected {reject.reason}" for reject in rejects)
    own[2].write_text(json.dumps({**counts, "size": part.size}), encoding="utf8")
    for path, final in zip(own, finals, strict=True):
        path.replace(final)
    return {**counts, "size": part.size}


def _blocks(part: Part, task: Task) -> Iterator[Block]:
    if part.rejects:
        return iter(())
    kind = part.sources[0].kind
    return {CSV: csvs.read, JSONL: jsonls.read, PARQUET: parquets.read}.get(kind, texts.read)(part, task)


@cache
def _scorer(folder: str | None, sha256: str) -> Scorer:
    from classifier.storage import load

    model = load(folder)
    if model.sha256 != sha256:
        raise ClassifierError("model-differs", f"a worker finds another model in {folder or 'its installation'}")
    return Scorer(model)


def scorer_of(task: Task) -> Scorer:
    """The scorer of a task's model; one for each process."""
    return _scorer(task.model, task.sha256)


def _counts(block: Block, scores: Scores) -> Counter[str]:
    answered = ~scores.abstained
    counts = Counter({"rows": len(block.rows), "abstained": int(scores.abstained.sum()), "by_hand": scores.by_hand})
    for i, label in enumerate(scores.labels):
        counts[f"role {label}"] = int(((scores.best == i) & answered).sum())
    counts["titles"] = int(((scores.title_roles >= 0) & answered).sum())
    counts["disagree"] = int((scores.disagree & answered).sum())
    counts["recoded"] = block.recoded
    return counts


def _explained(block: Block, task: Task) -> dict[str, list[Any]]:
    """The columns that say why."""
    model = scorer_of(task).model
    found: dict[str, list[Any]] = {name: [] for name in writers.EXPLAINED}
    for i in range(len(block.rows)):
        said = model.predict(block.text(i), min_confidence=task.min_confidence)
        strongest = said.phrases[:_STRONGEST]
        found["phrases"].append([{"text": p.text, "label": p.label, "weight": round(p.weight, 6)} for p in strongest])
        found["reason"].append(said.reason)
        found["title_agrees"].append(said.stated_title.agrees if said.stated_title else None)
    return found
