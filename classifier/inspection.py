"""What a model folder holds, told to people: labels, sizes, calibration, the strongest terms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.model import Calibration, Model, Thresholds
from classifier.roles import Role
from classifier.storage import FILES, load, shipped_model

STRONGEST = 15
LEAST = 0.05  # what is weaker speaks for nothing


@dataclass(frozen=True)
class Summary:
    """A model in short.

    Parameters:
        name, version, sha256: of the model.
        roles: its labels with names and titles, in order.
        n_terms: the size of the vocabulary.
        calibration, thresholds: see there.
        facts: what is known of its making.
        strongest: for each label the terms that speak for it most, with their strength, strongest first; fewer, or
            none, where fewer speak for it at all.
    """

    name: str
    version: str
    sha256: str
    roles: tuple[Role, ...]
    n_terms: int
    calibration: Calibration
    thresholds: Thresholds
    facts: dict[str, Any]
    strongest: dict[str, list[tuple[str, float]]]

    def to_dict(self) -> dict[str, Any]:
        """The summary as the documented JSON object."""
        return {
            "name": self.name,
            "version": self.version,
            "sha256": self.sha256,
            "roles": [role.to_dict() for role in self.roles],
            "terms": self.n_terms,
            "calibration": self.calibration.to_dict(),
            "thresholds": self.thresholds.to_dict(),
            "facts": self.facts,
            "strongest": {
                label: [{"term": term, "strength": strength} for term, strength in terms]
                for label, terms in self.strongest.items()
            },
        }


@dataclass(frozen=True)
class Verified:
    """A model folder found whole.

    Parameters:
        folder: where it is.
        model: what it holds.
        sizes: for each of its files the number of bytes.
        others: names in the folder that are no part of a model, and that nothing reads.
    """

    folder: Path
    model: Model
    sizes: dict[str, int]
    others: tuple[str, ...]


def summarise(model: Model, *, strongest: int = STRONGEST) -> Summary:
    """Tell of a model what is worth knowing.

    Parameters:
        model: the model.
        strongest: how many terms to name a label.

    Returns:
        The summary. A term's strength is its idf times the distance of its coefficient for the label from the
        mean over all labels: what one occurrence adds to the label's logit before a posting's length is divided
        out and the calibration applied.

    Example:
        >>> import classifier
        >>> summary = summarise(classifier.load(), strongest=3)
        >>> [len(terms) for terms in summary.strongest.values()]
        [3, 3, 3, 3]
    """
    strengths = (model.coefficients - model.coefficients.mean(axis=0)) * model.idf
    return Summary(
        name=model.name,
        version=model.version,
        sha256=model.sha256,
        roles=model.titles.roles,
        n_terms=len(model.vocabulary),
        calibration=model.calibration,
        thresholds=model.thresholds,
        facts=model.facts,
        strongest={
            label: [
                (model.vocabulary[i], float(row[i]))
                for i in (-row).argsort(kind="stable")[:strongest].tolist()
                if row[i] > LEAST
            ]
            for label, row in zip(model.labels, strengths, strict=True)
        },
    )


def verify(folder: str | Path | None = None) -> Verified:
    """Check a model folder: its files' sha256, shapes, numbers and format.

    Parameters:
        folder: the folder; the shipped model if None.

    Returns:
        What was found, if all is whole.

    Raises:
        ClassifierError: those of `classifier.storage.load`.

    Example:
        >>> verify().others
        ()
    """
    place = shipped_model() if folder is None else Path(folder)
    model = load(place)
    found = {path.name: path for path in sorted(place.iterdir())}
    sizes = {name: found[name].stat().st_size for name in FILES if name in found}
    return Verified(place, model, sizes, tuple(name for name in found if name not in FILES))
