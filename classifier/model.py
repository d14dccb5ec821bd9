"""What a fitted model is: a vocabulary, weights and a calibration; and what it does with a posting."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifier import explanation
from classifier.prediction import Prediction, StatedTitle
from classifier.roles import NONE, Titles
from classifier.text import Reading, read

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """Turns the classifier's logits into those of a posting: ``logits / temperature + biases``.

    Parameters:
        temperature: above 1 it makes the probabilities less sure.
        biases: for each label, added after the division; shape (k,).
        source: how the numbers were obtained, in words.
    """

    temperature: float
    biases: tuple[float, ...]
    source: str = "not calibrated"

    def to_dict(self) -> dict[str, Any]:
        """The calibration as plain data."""
        return {"temperature": self.temperature, "biases": list(self.biases), "source": self.source}


@dataclass(frozen=True)
class Thresholds:
    """When to decline an answer.

    Parameters:
        confidence: the least probability of the best label.
        terms: the least number of different known terms.
        known: the least share of the words that the vocabulary knows; other languages fall below.
        source: how the numbers were chosen, in words.
    """

    confidence: float = 0.5
    terms: int = 12
    known: float = 0.3
    source: str = "set by hand"

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Thresholds:
        """Read what `to_dict` gave.

        Raises:
            TypeError, ValueError: where it is anything else.
        """
        found = cls(**given)
        if not (0 <= found.confidence <= 1 and 0 <= found.known <= 1 and found.terms >= 0):
            raise ValueError("thresholds out of range")
        return cls(float(found.confidence), int(found.terms), float(found.known), str(found.source))

    def to_dict(self) -> dict[str, Any]:
        """The thresholds as plain data."""
        return dict(vars(self))


@dataclass(frozen=True)
class _Occurrences:
    """The known terms of a posting: one entry an occurrence, and one a different term."""

    columns: NDArray[np.intp]  # (m,) column of each occurrence
    firsts: NDArray[np.intp]  # (m,)
    lasts: NDArray[np.intp]  # (m,)
    unique: NDArray[np.intp]  # (u,)
    inverse: NDArray[np.intp]  # (m,) index into unique
    counts: NDArray[np.intp]  # (u,)
    values: Floats  # (u,) the L2-normalised TF-IDF weights


@dataclass(frozen=True)
class Model:
    """A fitted model, all of it data.

    Parameters:
        titles: the roles with their names and titles, in the order of the labels.
        vocabulary: the n terms (words, and pairs joined by a blank), in the order of the columns.
        idf: inverse document frequency of each term; shape (n,).
        coefficients: weight of each term for each label; shape (k, n).
        intercepts: shape (k,).
        calibration, thresholds: see there.
        name, version: of the model.
        facts: what is known of its making (sha256 of the corpus, rows, settings); goes into ``config.json``.
        sha256: of the saved model; empty before it is saved.

    Example:
        >>> import classifier
        >>> model = classifier.load()
        >>> model.predict("Keep our clients happy, renew their contracts and grow each account. " * 3).best
        'AM'
    """

    titles: Titles
    vocabulary: tuple[str, ...]
    idf: Floats
    coefficients: Floats
    intercepts: Floats
    calibration: Calibration
    thresholds: Thresholds = field(default_factory=Thresholds)
    name: str = "model"
    version: str = "1"
    facts: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_columns", {term: i for i, term in enumerate(self.vocabulary)})

    def __repr__(self) -> str:
        return f"<Model {self.name!r}, version {self.version!r}: {self.labels}, {len(self.vocabulary):,} terms>"

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of all arrays."""
        return [role.label for role in self.titles.roles]

    def _occurrences(self, reading: Reading) -> _Occurrences:
        columns: dict[str, int] = self._columns  # type: ignore[attr-defined]
        known = [(columns[term], first, last) for term, first, last in reading.terms() if term in columns]
        table = np.array(known, dtype=np.intp).reshape(-1, 3)
        unique, inverse, counts = np.unique(table[:, 0], return_inverse=True, return_counts=True)
        values = (1.0 + np.log(counts)) * self.idf[unique]
        norm = float(np.sqrt(values @ values))
        return _Occurrences(
            table[:, 0], table[:, 1], table[:, 2], unique, inverse, counts, values / norm if norm else values
        )

    def _logits(self, seen: _Occurrences) -> Floats:
        raw = self.coefficients[:, seen.unique] @ seen.values + self.intercepts
        return np.asarray(raw / self.calibration.temperature + np.array(self.calibration.biases))

    def logits(self, text: str) -> Floats:
        """The calibrated logits of one posting; shape (k,).

        Raises:
            TypeError: where ``text`` is no str.
        """
        _require_text(text)
        return self._logits(self._occurrences(read(text, self.titles)))

    def predict_proba(self, texts: Iterable[str]) -> Floats:
        """The probabilities of each label for each posting.

        Parameters:
            texts: the postings, as a list or anything else that gives one after the other.

        Returns:
            Shape (number of postings, k), float64, each row adding up to 1; columns as `labels`.

        Raises:
            TypeError: where ``texts`` is one text, or one of them is no str.
        """
        if isinstance(texts, str | bytes):
            raise TypeError("predict_proba takes a list of texts, not one: give [text]")
        if not isinstance(texts, Iterable):
            raise TypeError(f"predict_proba takes a list of texts, not {type(texts).__name__}")
        rows = [softmax(self.logits(text)) for text in texts]
        return np.array(rows, dtype=np.float64).reshape(-1, len(self.labels))

    def predict(self, text: str, *, min_confidence: float | None = None) -> Prediction:
        """Say which role a posting's duties describe, and why.

        Parameters:
            text: the posting.
            min_confidence: overrides the threshold of the model.

        Returns:
            The prediction with its phrases; for any text, an empty one included, which abstains.

        Raises:
            TypeError: where ``text`` is no str.
        """
        _require_text(text)
        labels = self.labels
        reading = read(text, self.titles)
        seen = self._occurrences(reading)
        logits = self._logits(seen)
        chances = softmax(logits)
        order = np.argsort(-logits, kind="stable")
        a, b = int(order[0]), int(order[1])
        per_occurrence = (seen.values / seen.counts)[seen.inverse] if len(seen.columns) else np.zeros(0)
        contributions = self.coefficients[:, seen.columns].T * per_occurrence[:, None] / self.calibration.temperature
        evidence = explanation.word_evidence(len(reading.words), seen.firsts, seen.lasts, contributions)
        constant = float(
            (self.intercepts[a] - self.intercepts[b]) / self.calibration.temperature
            + self.calibration.biases[a]
            - self.calibration.biases[b]
        )
        reason = self._doubt(reading, seen, float(chances[a]), min_confidence)
        return Prediction(
            text=text,
            probabilities={label: float(p) for label, p in zip(labels, chances, strict=True)},
            names=self.titles.names,
            best=labels[a],
            runner_up=labels[b],
            abstained=reason is not None,
            reason=reason,
            margin=float(logits[a] - logits[b]),
            constant=constant,
            phrases=explanation.phrases(reading, evidence[:, a] - evidence[:, b], evidence[:, a], labels[a], labels[b]),
            sentences=explanation.sentences(reading, evidence, labels),
            stated_title=_stated(reading, labels[a]),
            model={"name": self.name, "version": self.version, "sha256": self.sha256},
            duties={role.label: role.duties for role in self.titles.roles},
        )

    def _doubt(self, reading: Reading, seen: _Occurrences, confidence: float, least: float | None) -> str | None:
        """Why not to answer, or None."""
        limits = self.thresholds
        if not reading.words:
            return "the text holds no words"
        visible = reading.masked.count(False)
        known = int((seen.firsts == seen.lasts).sum())  # words, each of which is one occurrence
        if known < limits.known * visible:
            return "too little evidence: most of its words are unknown (another language?)"
        if len(seen.unique) < limits.terms:
            return "too little evidence: the text is too short"
        floor = limits.confidence if least is None else least
        if confidence < floor:
            # Cut off, not rounded, so that it is seen to be less.
            return f"not sure enough: {math.floor(1000 * confidence) / 10:g}%, where {100 * floor:g}% is asked for"
        return None

    def to_pipeline(self) -> Pipeline:
        """The same model as a fitted scikit-learn pipeline, calibration included.

        Returns:
            A `sklearn.pipeline.Pipeline` of a TF-IDF vectoriser and a logistic regression, whose
            ``predict_proba`` equals ours. Needs scikit-learn.
        """
        from classifier.training import make_pipeline

        return make_pipeline(self)

    def save(self, folder: str | Path, *, overwrite: bool = False) -> Model:
        """Write the model folder; returns the model with its sha256. See `classifier.storage.save`."""
        from classifier.storage import save

        return save(self, folder, overwrite=overwrite)


def softmax(logits: Floats) -> Floats:
    """Probabilities of logits, without overflow."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _require_text(given: object) -> None:
    if not isinstance(given, str):
        raise TypeError(f"a posting is a str, not {type(given).__name__}; classifier.postings reads files and bytes")


def _stated(reading: Reading, best: str) -> StatedTitle | None:
    mention = reading.stated_title
    if mention is None or mention.role == NONE:
        return None
    return StatedTitle(reading.text[mention.start : mention.end], mention.role, mention.role == best)
