"""Is a newly trained model better than the old one, judged by the corpus that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from classifier.corpus import Row, corpus_sha256
from classifier.errors import ClassifierError
from classifier.evaluation.bootstrap import RESAMPLES
from classifier.evaluation.comparison import Comparison, compare
from classifier.evaluation.evaluate import identity
from classifier.evaluation.scores import Scores, score_rows
from classifier.model import Model
from classifier.training import out_of_fold

Parts: TypeAlias = Sequence[Sequence[Row]]


@dataclass(frozen=True)
class HeldOut:
    """A new model against an old one on rows of the new one's corpus.

    Parameters:
        comparison: of the new model, by cross-validation, with the old one.
        rows: how many rows it was judged by.
        fair: whether the old model is known not to have been trained on these rows.
    """

    comparison: Comparison
    rows: int
    fair: bool


def check_same_labels(old: Model, labels: Iterable[str]) -> None:
    """Refuse to compare models of different labels; asked before the new one is trained.

    Raises:
        ClassifierError: ``models-differ``.
    """
    if set(old.labels) != set(labels):
        raise ClassifierError(
            "models-differ", f"the models have different labels: {sorted(set(labels))} and {sorted(old.labels)}"
        )


def compare_held_out(
    model: Model,
    old: Model,
    parts: Parts,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> HeldOut:
    """Compare a new model, as cross-validation predicts its corpus, with the old one's answers.

    Where some of the parts are the old model's corpus, the other parts are judged by, which neither model
    has learned from. Otherwise all rows are, and the old model may know some by heart.

    Parameters:
        model: the new model, trained on all ``parts``.
        old: a model of the same labels.
        parts: the corpus of the new model, in the parts it came in: files, folders.
        resamples, seed: of the bootstrap.
        progress: told what is being done.

    Returns:
        The comparison, by whole postings only where the rows have some of each label.

    Raises:
        ClassifierError: ``models-differ``; those of training.
    """
    check_same_labels(old, model.labels)
    rows = [row for part in parts for row in part]
    known = learned_from(old, parts)
    of_part = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    fair = known is not None and len(known) < len(parts)
    chosen = np.flatnonzero(~np.isin(of_part, list(known or ()))) if fair else np.arange(len(rows))
    progress("cross-validating once more, to compare the models")
    logits, y = out_of_fold(rows, titles=model.titles)
    postings = chosen[[rows[i].is_posting for i in chosen.tolist()]]
    if len(set(y[postings])) == len(model.labels):
        chosen = postings
    judged = [rows[i] for i in chosen.tolist()]
    groups = [row.origin for row in judged]
    scores = Scores.of(tuple(model.labels), logits[chosen], y[chosen].tolist(), groups).calibrated(model.calibration)
    others = score_rows(old, judged, groups, labels=model.labels, progress=progress)
    found = compare(scores, others, identity(old), resamples=resamples, seed=seed)
    return HeldOut(found, len(judged), fair)


def learned_from(model: Model, parts: Parts) -> set[int] | None:
    """Find out which parts of a corpus a model was trained on, by the checksum it keeps.

    Parameters:
        model: the model.
        parts: of the corpus.

    Returns:
        The numbers of the parts: one, all, or all but one; None where its corpus is none of these.

    Example:
        >>> import classifier
        >>> learned_from(classifier.load(), [[Row("Fry the fish.", "cook")]]) is None
        True
    """
    every = set(range(len(parts)))
    for numbers in (*({i} for i in every), every, *(every - {i} for i in every)):
        if corpus_sha256(row for i in numbers for row in parts[i]) == model.facts.get("corpus_sha256"):
            return numbers
    return None
