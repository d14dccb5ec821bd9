"""Fits a model's calibration and its threshold to labelled postings of one's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from classifier.corpus import Row, corpus_sha256
from classifier.errors import ClassifierError
from classifier.evaluation.bootstrap import RESAMPLES
from classifier.evaluation.evaluate import identity, learned_notes
from classifier.evaluation.figures import Figures, figures
from classifier.evaluation.grouped import (
    FOLDS,
    LEAST_ANSWERED,
    calibrated_by_group,
    fitted,
    floors_by_group,
    least_confidence,
)
from classifier.evaluation.labelled import Labelled
from classifier.evaluation.scores import score_rows
from classifier.model import Model

RISK = 0.05


@dataclass(frozen=True)
class Calibrated:
    """A model with a new calibration, and what it brought.

    Parameters:
        model: with the new calibration and threshold.
        labelled: the rows and what was left out.
        risk: the share of wrong answers asked for.
        before: the figures of the model as it was.
        after: the figures by cross-validation: calibration and threshold are fitted on other groups.
        coverage: the share of the rows whose cross-validated confidence reaches the new threshold.
        notes: what makes all this look better than it is, in words.
    """

    model: Model
    labelled: Labelled
    risk: float
    before: Figures
    after: Figures
    coverage: float
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The calibration and its figures as plain data."""
        return {
            "model": identity(self.model),
            "rows": self.labelled.to_dict(),
            "calibration": self.model.calibration.to_dict(),
            "thresholds": self.model.thresholds.to_dict(),
            "risk": self.risk,
            "coverage": self.coverage,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "notes": list(self.notes),
        }


def calibrate(
    model: Model,
    rows: Iterable[Row],
    *,
    risk: float = RISK,
    name: str | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> Calibrated:
    """Fit temperature, biases and the least confidence of an answer to labelled postings.

    Parameters:
        model: the model.
        rows: labelled rows; those without a label that the model knows are left out.
        risk: the share of wrong answers that the threshold is to keep to, 0 to 1.
        name: of the new model; the old one's by default.
        resamples, seed: of the bootstrap and the folds.
        progress: told what is being done.

    Returns:
        The new model (not yet saved) with figures before and after.

    Raises:
        ClassifierError: ``labelled-empty``; ``labelled-groups`` where all rows are of one group or one
            label; ``risk-unreachable`` where no confidence keeps the risk, or there are fewer than 20 rows.
    """
    labelled = Labelled.of(rows, model.titles)
    if len({row.label for row in labelled.rows}) < 2:
        raise ClassifierError("labelled-groups", "all rows have one label, so there is nothing to weigh it against")
    groups = labelled.groups
    raw = score_rows(model, labelled.rows, groups, calibrated=False, progress=progress)
    progress(f"calibrating on {len(raw.y):,} rows, and by {FOLDS}-fold cross-validation")
    after = calibrated_by_group(raw, seed=seed)
    floor = least_confidence(after, risk)
    if floor is None and len(raw.y) < LEAST_ANSWERED:
        raise ClassifierError(
            "risk-unreachable", f"a threshold needs {LEAST_ANSWERED} labelled rows or more; there are {len(raw.y)}"
        )
    if floor is None:
        raise ClassifierError(
            "risk-unreachable",
            f"no confidence keeps wrong answers within {risk:.1%} with {LEAST_ANSWERED} rows or more answered",
            hint="allow more with --risk",
        )
    coverage = float(((after.doubts == "") & (after.confidence >= floor)).mean())
    progress(f"working out figures, {resamples:,} resamples")
    before = replace(raw, logits=raw.calibrated(model.calibration).logits)
    return Calibrated(
        model=replace(
            model,
            name=name or model.name,
            calibration=fitted(raw, _source(labelled)),
            thresholds=replace(model.thresholds, confidence=floor, source=_kept(risk, coverage)),
            facts={**model.facts, "calibrated_on": _facts(labelled)},
            sha256="",
        ),
        labelled=labelled,
        risk=risk,
        before=figures(before, resamples=resamples, seed=seed),
        after=figures(floors_by_group(raw, risk, seed=seed), resamples=resamples, seed=seed),
        coverage=coverage,
        notes=learned_notes([model], labelled),
    )


def _source(labelled: Labelled) -> str:
    counts = Counter(row.label for row in labelled.rows)
    told = ", ".join(f"{label} {n:,}" for label, n in sorted(counts.items()))
    return f"fitted to {len(labelled.rows):,} labelled postings of {len(set(labelled.groups)):,} groups ({told})"


def _kept(risk: float, coverage: float) -> str:
    return (
        f"the least confidence at which at most {risk:.1%} of the answers were wrong, by {FOLDS}-fold grouped "
        f"cross-validation on the postings of the calibration; {coverage:.1%} of them were answered"
    )


def _facts(labelled: Labelled) -> dict[str, Any]:
    counts = Counter(row.label for row in labelled.rows)
    return {
        "rows": dict(sorted(counts.items())),
        "groups": len(set(labelled.groups)),
        "sha256": corpus_sha256(labelled.rows),
    }
