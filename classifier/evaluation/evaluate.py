"""Evaluates a model on labelled postings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from classifier.corpus import Row, corpus_sha256
from classifier.errors import ClassifierError
from classifier.evaluation.bootstrap import RESAMPLES
from classifier.evaluation.comparison import Comparison, compare
from classifier.evaluation.faithfulness import Faithfulness, faithfulness
from classifier.evaluation.figures import Figures, figures
from classifier.evaluation.grouped import calibrated_by_group
from classifier.evaluation.labelled import Labelled
from classifier.evaluation.scores import Scores, score_rows
from classifier.model import Model


@dataclass(frozen=True)
class Evaluation:
    """What a model reaches on labelled rows.

    Parameters:
        model: name, version and sha256.
        labelled: the rows and what was left out.
        calibration: in words.
        every: the figures on all rows.
        roles: those on the rows of a role, judged by the best of the roles; None where there is no ``none``.
        faithfulness: of the phrases; None where not asked for, or no text is long enough.
        comparison: with another model; None where not asked for.
        notes: what makes the figures look better than they are, in words.
        resamples, seed: of the bootstrap.
        scores: the model's answers, that all of it is worked out from; no part of the JSON.
    """

    model: dict[str, str]
    labelled: Labelled
    calibration: str
    every: Figures
    roles: Figures | None
    faithfulness: Faithfulness | None
    comparison: Comparison | None
    notes: tuple[str, ...]
    resamples: int
    seed: int
    scores: Scores = field(repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The evaluation as the documented JSON object."""
        return {
            "model": self.model,
            "rows": self.labelled.to_dict(),
            "calibration": self.calibration,
            "all": self.every.to_dict(),
            "roles_only": self.roles.to_dict() if self.roles else None,
            "faithfulness": self.faithfulness.to_dict() if self.faithfulness else None,
            "against": self.comparison.to_dict() if self.comparison else None,
            "notes": list(self.notes),
            "bootstrap": {"resamples": self.resamples, "seed": self.seed, "interval": 0.95},
        }


def evaluate(
    model: Model,
    rows: Iterable[Row],
    *,
    against: Model | None = None,
    calibrate_by_group: bool = False,
    explain: bool = True,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> Evaluation:
    """Evaluate a model.

    Parameters:
        model: the model.
        rows: labelled rows; those without a label that the model knows are counted and left out.
        against: a model of the same labels to compare with.
        calibrate_by_group: replace each model's calibration by one fitted on the rows of other groups
            (five folds), so that nothing fitted on a group is judged on it.
        explain: whether to measure the phrases' faithfulness, which reads each posting a dozen times;
            always with the model's own calibration.
        resamples: of the bootstrap.
        seed: of folds, resamples and random words.
        progress: told what is being done.

    Returns:
        The evaluation.

    Raises:
        ClassifierError: ``labelled-empty``, ``labelled-groups``, ``models-differ``, ``library-missing``.

    Example:
        >>> import classifier
        >>> rows = [Row("Win new logos, prospect and close deals.", "AE"), Row("Renew contracts.", "AM")]
        >>> evaluate(classifier.load(), rows, resamples=10).every.headline["accuracy"].value
        1.0
    """
    if against is not None and set(against.labels) != set(model.labels):
        raise ClassifierError("models-differ", f"the models have different labels: {model.labels} and {against.labels}")
    labelled = Labelled.of(rows, model.titles)
    groups = labelled.groups

    def scored(asked: Model) -> Scores:
        answers = score_rows(
            asked, labelled.rows, groups, labels=model.labels, calibrated=not calibrate_by_group, progress=progress
        )
        return calibrated_by_group(answers, seed=seed) if calibrate_by_group else answers

    scores = scored(model)
    progress(f"working out figures, {resamples:,} resamples")
    roles = scores.roles_only()
    comparison = None
    if against is not None:
        comparison = compare(scores, scored(against), identity(against), resamples=resamples, seed=seed)
    every = figures(scores, resamples=resamples, seed=seed)
    shown = None
    if explain:
        progress("measuring the phrases' faithfulness")
        texts = [row.text for row in labelled.rows]
        shown = faithfulness(model, texts, groups, resamples=resamples, seed=seed)
    return Evaluation(
        model=identity(model),
        labelled=labelled,
        calibration="fitted on the other groups' rows" if calibrate_by_group else model.calibration.source,
        every=every,
        roles=figures(roles, abstaining=False, resamples=resamples, seed=seed) if roles else None,
        faithfulness=shown,
        comparison=comparison,
        notes=_notes([model, *([against] if against else [])], labelled, calibrate_by_group),
        resamples=resamples,
        seed=seed,
        scores=scores,
    )


def identity(model: Model) -> dict[str, str]:
    """A model's name, version and sha256."""
    return {"name": model.name, "version": model.version, "sha256": model.sha256}


def learned_notes(models: Iterable[Model], labelled: Labelled) -> tuple[str, ...]:
    """Say which models were trained on these very rows; of a part of its corpus a model can't tell."""
    sha256 = corpus_sha256(labelled.rows)
    return tuple(
        f"{model.name} was trained on these very rows" for model in models if model.facts.get("corpus_sha256") == sha256
    )


def _notes(models: list[Model], labelled: Labelled, calibrated_anew: bool) -> tuple[str, ...]:
    sha256 = corpus_sha256(labelled.rows)
    notes = [*learned_notes(models, labelled)]
    for model in models:
        fitted = model.facts.get("calibrated_on")
        if isinstance(fitted, dict) and fitted.get("sha256") == sha256 and not calibrated_anew:
            notes.append(f"{model.name} was calibrated on these very rows; --calibrate-by-group judges it fairly")
    return tuple(notes)
