"""Whether the phrases really decided: what happens to the probability without them, and with them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.bootstrap import RESAMPLES, Interval, intervals
from classifier.model import Model
from classifier.prediction import Prediction
from classifier.text import Reading, read

Floats = NDArray[np.float64]
SHARE = 0.1  # of a posting's words
LEAST_WORDS = 20  # a tenth of fewer is no phrase
MOST_ROWS = 500
DRAWS = 3  # of random words a posting
KINDS = ("phrases", "random", "longest")
_UNKNOWN = "\ua66e"  # a letter that stands in no vocabulary


@dataclass(frozen=True)
class Faithfulness:
    """Comprehensiveness and sufficiency (DeYoung et al., 2020) of the phrases, with two controls.

    Parameters:
        rows: how many postings were tried.
        share: of a posting's words that were removed or kept.
        comprehensiveness: for the words of the strongest phrases, random and the longest words: how far
            the predicted label's probability falls without them; the more, the better.
        sufficiency: the same, how far it falls with nothing but them; the less, the better.
        times_random: how many times as far, up or down, the phrases' removal moves it as random words' does.
    """

    rows: int
    share: float
    comprehensiveness: dict[str, Interval]
    sufficiency: dict[str, Interval]
    times_random: Interval

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {
            "rows": self.rows,
            "share": self.share,
            "comprehensiveness": {kind: found.to_dict() for kind, found in self.comprehensiveness.items()},
            "sufficiency": {kind: found.to_dict() for kind, found in self.sufficiency.items()},
            "times_random": self.times_random.to_dict(),
        }


def faithfulness(
    model: Model, texts: Sequence[str], groups: Sequence[str], *, resamples: int = RESAMPLES, seed: int = 0
) -> Faithfulness | None:
    """Measure how faithful a model's phrases are.

    Parameters:
        model: the model.
        texts: postings; of more than `MOST_ROWS`, so many are drawn.
        groups: for each text its group.
        resamples, seed: of the bootstrap and of what is drawn.

    Returns:
        The figures; None where no text has `LEAST_WORDS` words.
    """
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.permutation(len(texts))[:MOST_ROWS]).tolist()
    found = {i: drops for i in chosen if (drops := _drops(model, texts[i], rng)) is not None}
    if not found:
        return None
    table = np.array(list(found.values()))  # (rows, 3 kinds, without or only)
    moved = np.abs(table[:, :2, 0])
    numbers = np.unique([groups[i] for i in found], return_inverse=True)[1]

    def statistic(weights: Floats) -> dict[tuple[int, int], Floats]:
        means = np.einsum("rn,nkw->rkw", weights, table) / weights.sum(axis=1)[:, None, None]
        far = weights @ moved
        with np.errstate(divide="ignore", invalid="ignore"):
            return {(k, w): means[:, k, w] for k in range(3) for w in range(2)} | {(-1, -1): far[:, 0] / far[:, 1]}

    every = intervals(statistic, numbers, resamples=resamples, seed=seed)
    without, only = ({kind: every[k, w] for k, kind in enumerate(KINDS)} for w in range(2))
    return Faithfulness(len(found), SHARE, without, only, every[-1, -1])


def _drops(model: Model, text: str, rng: np.random.Generator) -> Floats | None:
    """How far the probability falls for each kind of words, without them and with them alone; shape (3, 2)."""
    reading = read(text, model.titles)
    visible = [i for i, hidden in enumerate(reading.masked) if not hidden]
    if len(visible) < LEAST_WORDS:
        return None
    prediction = model.predict(text, min_confidence=0.0)
    count = max(1, round(SHARE * len(visible)))
    longest = sorted(visible, key=lambda i: (-len(reading.words[i]), i))[:count]
    tried = [strongest(prediction, reading, count), longest]
    tried += [rng.choice(visible, count, replace=False).tolist() for _ in range(DRAWS)]
    changed = [without(reading, removed) for words in tried for removed in (set(words), set(visible).difference(words))]
    best = model.labels.index(prediction.best)
    drops = prediction.confidence - model.predict_proba(changed)[:, best].reshape(-1, 2)
    return np.stack([drops[0], drops[2:].mean(axis=0), drops[1]])


def strongest(prediction: Prediction, reading: Reading, count: int) -> list[int]:
    """The words of the strongest phrases for the predicted label.

    Parameters:
        prediction, reading: of one posting.
        count: how many words.

    Returns:
        The numbers of the words, titles not among them: of the phrases with the most weight a word
        first; the last phrase may be cut.
    """
    support = {p: [] for p in prediction.phrases if p.weight > 0}  # type: dict[Any, list[int]]
    owner = {p.start: p for p in support}
    current = None
    for i, (start, end) in enumerate(reading.spans):
        current = owner.get(start, current)
        if current is not None and end <= current.end and not reading.masked[i]:
            support[current].append(i)
    ordered = sorted((p for p in support if support[p]), key=lambda p: -p.weight / len(support[p]))
    return [i for phrase in ordered for i in support[phrase]][:count]


def without(reading: Reading, removed: set[int]) -> str:
    """The text with some words made unknown, so that their neighbours don't become pairs.

    Example:
        >>> from classifier.roles import ACCOUNT_ROLES
        >>> read(without(read("Win new deals.", ACCOUNT_ROLES), {1}), ACCOUNT_ROLES).words[::2]
        ['win', 'deals']
    """
    text, pieces, at = reading.text, [], 0
    for i in sorted(removed):
        start, end = reading.spans[i]
        if start < at:  # two words from one character
            continue
        pieces.append(text[at:start])
        # A lone letter stays one, since a full stop after it ends no sentence; glued words stay apart.
        stand_in = _UNKNOWN * min(2, len(reading.words[i]))
        pieces.append(f"{' ' * text[start - 1 : start].isalnum()}{stand_in}{' ' * text[end : end + 1].isalnum()}")
        at = end
    return "".join([*pieces, text[at:]])
