"""The part of a model card that says how a model was calibrated on labelled postings."""

from __future__ import annotations

from classifier.evaluation.calibrate import Calibrated
from classifier.evaluation.figures import Figures
from classifier.evaluation.metrics import NAMES

HEADING = "## Calibrated on labelled postings"


def with_calibration(card: str, calibrated: Calibrated) -> str:
    """Add the figures of a calibration to a model card.

    Parameters:
        card: of the model before; may be empty.
        calibrated: what `calibrate` gave.

    Returns:
        The card with a section at its end, in the place of an earlier one.
    """
    model = calibrated.model
    biases = ", ".join(
        f"{label} {bias:+.3f}" for label, bias in zip(model.labels, model.calibration.biases, strict=True)
    )
    before, after = _cells(calibrated.before), _cells(calibrated.after)
    lines = [
        HEADING,
        "",
        f"{_sentence(model.calibration.source)} Temperature {model.calibration.temperature:.3f}; biases: {biases}.",
        "",
        f"Below a confidence of {model.thresholds.confidence:.2f} it abstains: {model.thresholds.source}.",
        "",
        'Figures on those postings with 95 % intervals. "After" is cross-validated: each posting is judged by a '
        "calibration and a threshold fitted on other groups. Figures further up are of the model before.",
        "",
        "| figure | before | after |",
        "|---|--:|--:|",
        *(f"| {name} | {before[name]} | {after[name]} |" for name in before),
    ]
    kept = card.split(HEADING)[0].rstrip() or f"# {model.name}"
    return "\n".join([kept, "", *lines, ""])


def _cells(figures: Figures) -> dict[str, str]:
    cells = {NAMES[name]: str(found) for name, found in figures.headline.items()}
    if figures.abstentions:
        cells["answered"] = str(figures.abstentions.coverage)
        cells["accuracy among answered"] = str(figures.abstentions.accuracy)
    return cells


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
