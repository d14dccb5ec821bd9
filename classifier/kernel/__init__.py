"""Scoring many texts at once, from their UTF-8 bytes: compiled where numba is there, and else in Python."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.machine_code import MachineCode, can_compile
from classifier.kernel.scratch import scratch
from classifier.kernel.tables import (
    BY_HAND,
    KNOWN,
    ROLE,
    STATUS,
    TERMS,
    UNLEARNT,
    VISIBLE,
    WORDS,
    Foldings,
    ModelArrays,
    model_arrays,
)
from classifier.model import Model, _stated, softmax
from classifier.text import read

_score_rows = MachineCode(
    "classifier.kernel.compiled",
    "score_rows",
    *(f"classifier.kernel.{name}" for name in ("reading", "titling", "tables", "jit")),
)

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_NOWHERE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Scores:
    """What the model says of n texts; k labels.

    Parameters:
        labels: the k labels.
        probabilities: as `Model.predict_proba`; shape (n, k).
        best: the number of the most probable label; shape (n,).
        abstained: whether the model declines to answer; shape (n,).
        titles: the stated title of each text, as it stands there, or None.
        title_roles: the number of the label each stated title names, -1 where there is none; shape (n,).
        by_hand: how many texts only Python could read.
    """

    labels: list[str]
    probabilities: Floats
    best: NDArray[np.intp]
    abstained: NDArray[np.bool_]
    titles: list[str | None]
    title_roles: NDArray[np.int64]
    by_hand: int = 0

    @property
    def confidence(self) -> Floats:
        """The probability of each text's best label."""
        return np.asarray(self.probabilities[np.arange(len(self.best)), self.best])

    @property
    def disagree(self) -> NDArray[np.bool_]:
        """Where a stated title names another role than the duties."""
        return np.asarray((self.title_roles >= 0) & (self.title_roles != self.best))


class Scorer:
    """Scores texts as `Model.predict` does, many times faster.

    Parameters:
        model: the model.
        compiled: use the compiled code; by default where numba is installed and not disabled.

    Example:
        >>> import classifier
        >>> scorer = Scorer(classifier.load(), compiled=False)
        >>> scores = scorer.score_texts(["Win new business and close deals with new prospects. " * 3])
        >>> scores.labels[scores.best[0]]
        'AE'
    """

    def __init__(self, model: Model, *, compiled: bool | None = None) -> None:
        self.model = model
        # The compiled code reads eight bytes at once, lowest first.
        self.compiled = sys.byteorder == "little" and can_compile() if compiled is None else compiled

    @cached_property
    def _arrays(self) -> ModelArrays:
        return model_arrays(self.model)

    @cached_property
    def _foldings(self) -> Foldings:
        return Foldings()

    @property
    def is_ready(self) -> bool:
        """Whether the first text needs no compiling."""
        return not self.compiled or _score_rows.is_kept(*self._arguments(np.zeros(0, np.uint8), _NOWHERE, _NOWHERE))

    def prepare(self) -> None:
        """Compile what must be compiled."""
        self.score_texts([""])

    def score_texts(self, texts: Sequence[str], *, min_confidence: float | None = None) -> Scores:
        """Score strings, lone surrogates included; see `score`."""
        encoded = [text.encode("utf8", "surrogatepass") for text in texts]
        stops = np.cumsum([len(text) for text in encoded], dtype=np.int64)
        begins = np.concatenate([np.zeros(1, np.int64), stops[:-1]]) if encoded else stops
        return self.score(np.frombuffer(b"".join(encoded), np.uint8), begins, stops, min_confidence=min_confidence)

    def score(
        self, data: NDArray[np.uint8], begins: Places, stops: Places, *, min_confidence: float | None = None
    ) -> Scores:
        """Score texts that stand in one buffer.

        Parameters:
            data: UTF-8 bytes.
            begins, stops: where each of the n texts stands in them; shape (n,).
            min_confidence: overrides the threshold of the model.

        Returns:
            The scores, in the order of the texts.
        """
        n, k = len(begins), len(self.model.labels)
        logits, info = np.zeros((n, k)), np.zeros((n, 8), dtype=np.int64)
        rows = np.arange(n)
        if self.compiled and n:
            rows = self._run(data, begins, stops, logits, info)
        for row in rows.tolist():
            self._by_hand(row, bytes(data[begins[row] : stops[row]]), logits, info, int(begins[row]))
        chances = softmax(logits)
        best = np.argmax(logits, axis=1) if n else np.zeros(0, dtype=np.intp)
        limits = self.model.thresholds
        floor = limits.confidence if min_confidence is None else min_confidence
        abstained = (
            (info[:, WORDS] == 0)
            | (info[:, KNOWN] < limits.known * info[:, VISIBLE])
            | (info[:, TERMS] < limits.terms)
            | (chances.max(axis=1, initial=0.0) < floor)
        )
        titles = [
            data[a:b].tobytes().decode("utf8", "surrogatepass") if role >= 0 else None
            for role, a, b in info[:, ROLE:].tolist()
        ]
        return Scores(self.model.labels, chances, best, abstained, titles, info[:, ROLE], len(rows))

    def _arguments(self, data: NDArray[np.uint8], begins: Places, stops: Places) -> tuple[Any, ...]:
        """What the compiled code takes; what it fills in are the last three."""
        n, arrays = len(begins), self._arrays
        room = scratch(int((stops - begins).max(initial=0)), len(arrays.weights))
        outcomes = np.zeros((n, arrays.weights.shape[1])), np.zeros(n), np.zeros((n, 8), dtype=np.int64)
        return (data, begins, stops, np.arange(n), self._foldings.arrays, arrays, room, *outcomes)

    def _run(self, data: NDArray[np.uint8], begins: Places, stops: Places, logits: Floats, info: Any) -> Places:
        """Run the compiled code; returns the rows that it leaves to Python."""
        *given, rows, _, arrays, room, raw, squares, facts = self._arguments(data, begins, stops)
        while len(rows):
            _score_rows(*given, rows, self._foldings.arrays, arrays, room, raw, squares, facts)
            rows = rows[facts[rows, STATUS] == UNLEARNT]
            if len(rows):
                texts = (bytes(data[begins[row] : stops[row]]).decode("utf8", "surrogatepass") for row in rows)
                self._foldings.learn("".join(set().union(*texts)))
        model, info[:] = self.model, facts
        norms = np.sqrt(np.where(squares > 0, squares, 1))
        raw = raw[:, : logits.shape[1]] / norms[:, None] + model.intercepts
        logits[:] = raw / model.calibration.temperature + np.array(model.calibration.biases)
        return np.flatnonzero(info[:, STATUS] == BY_HAND)

    def _by_hand(self, row: int, data: bytes, logits: Floats, info: Any, offset: int) -> None:
        """Score one text in Python, which is the definition."""
        model = self.model
        text = data.decode("utf8", "surrogatepass")
        reading = read(text, model.titles)
        seen = model._occurrences(reading)
        logits[row] = model._logits(seen)
        known = len(np.unique(seen.firsts[seen.firsts == seen.lasts]))
        info[row, :4] = len(reading.words), reading.masked.count(False), known, len(seen.unique)
        title, mention = _stated(reading, ""), reading.stated_title
        info[row, ROLE] = -1
        if title is not None and mention is not None:
            start = offset + len(text[: mention.start].encode("utf8", "surrogatepass"))
            length = len(title.text.encode("utf8", "surrogatepass"))
            info[row, ROLE:] = model.labels.index(title.role), start, start + length
