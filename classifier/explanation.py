"""Why a model decided so: evidence a word, merged into phrases that add up to the margin exactly."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from classifier.prediction import Phrase, Sentence
from classifier.roles import NONE
from classifier.text import Reading

Floats = NDArray[np.float64]
_Run = tuple[float, int, int, float]  # support, start and end in the text, weight

BRIDGE = 3  # supporting words join over this many words between them, where the sum stays positive
HIGHLIGHTED_SHARE = 0.25  # of a posting's characters, at most
WEAKEST = 0.2  # of the strongest phrase: what is below isn't highlighted


def word_evidence(n_words: int, firsts: NDArray[np.intp], lasts: NDArray[np.intp], contributions: Floats) -> Floats:
    """Let the contribution of each term fall on its words, half on the first and half on the last.

    Parameters:
        n_words: number of words n in the posting.
        firsts, lasts: for each of m occurrences of terms the numbers of its first and last word.
        contributions: what each occurrence adds to each label's logit; shape (m, k).

    Returns:
        Evidence of each word for each label; shape (n, k); its sum is that of the contributions.
    """
    evidence = np.zeros((n_words, contributions.shape[1]))
    np.add.at(evidence, firsts, contributions / 2)
    np.add.at(evidence, lasts, contributions / 2)
    return evidence


def phrases(reading: Reading, margins: Floats, support: Floats, best: str, runner_up: str) -> list[Phrase]:
    """Merge neighbouring words that pull the same way into phrases.

    Parameters:
        reading: the posting.
        margins: for each word its part of the margin of ``best`` over ``runner_up``; shape (n,).
        support: for each word its evidence for ``best`` against all else, boilerplate included; shape (n,).
            Of the phrases, those are highlighted that have most of it.
        best, runner_up: the two labels.

    Returns:
        The phrases, strongest first. Each word with any weight is in exactly one, so that their
        weights add up to ``margins.sum()``.
    """
    values, supports = margins.tolist(), support.tolist()
    found: list[_Run] = []
    numbers = reading.sentence_of
    first = 0
    while first < len(numbers):
        after = bisect_right(numbers, numbers[first], first)
        for a, b in _runs(values[first:after], first):
            start, end = reading.spans[a][0], reading.spans[b][1]
            found.append((sum(supports[a : b + 1]), start, end, sum(values[a : b + 1])))
        first = after
    shown = set() if best == NONE else _shown(found, len(reading.text))
    found.sort(key=lambda run: (-abs(run[3]), run[1]))
    return [
        Phrase(reading.text[start:end], start, end, best if weight > 0 else runner_up, weight, start in shown)
        for _, start, end, weight in found
    ]


def _runs(values: list[float], offset: int) -> list[tuple[int, int]]:
    """Cut a sentence into runs: support joined over short gaps, and what opposes in between."""
    signs = [(value > 0) - (value < 0) for value in values]
    runs: list[list[float]] = []  # sign, first, last, sum
    for i, sign in enumerate(signs):
        if sign == 0:
            continue
        if runs and runs[-1][0] == sign and runs[-1][2] >= i - 1 - BRIDGE:
            runs[-1][2] = i
            runs[-1][3] += values[i]
        else:
            runs.append([sign, i, i, values[i]])
        if len(runs) > 2 and sign > 0 and runs[-3][0] > 0:
            left, gap, right = runs[-3:]
            # A weak word among strong ones is part of the phrase, not an argument against it.
            if right[1] - left[2] - 1 <= BRIDGE and -gap[3] < min(left[3], right[3]):
                runs[-3:] = [[1, left[1], right[2], left[3] + gap[3] + right[3]]]
    return [(offset + int(first), offset + int(last)) for _, first, last, _ in runs]


def _shown(found: list[_Run], length: int) -> set[int]:
    """The starts of the phrases to highlight: the strongest, up to a share of the posting.

    Against a runner-up of another kind, "equal opportunity" can be an argument; it is none for a
    role as such, and so isn't shown.
    """
    candidates = sorted((-support, start, end) for support, start, end, weight in found if support > 0 and weight > 0)
    room = length * HIGHLIGHTED_SHARE
    shown = set()
    for support, start, end in candidates:
        if -support < WEAKEST * -candidates[0][0]:
            break
        if end - start <= room:
            room -= end - start
            shown.add(start)
    if not shown and candidates:  # a short text: its strongest phrase alone is more than the share
        shown.add(candidates[0][1])
    return shown


def sentences(reading: Reading, evidence: Floats, labels: list[str]) -> list[Sentence]:
    """Say for each sentence which label it speaks for most.

    Parameters:
        reading: the posting.
        evidence: each word's evidence for each label; shape (n, k).
        labels: the k labels.

    Returns:
        The sentences that carry any evidence; their weights add up to 1.
    """
    totals = np.zeros((len(reading.sentences), len(labels)))
    np.add.at(totals, np.array(reading.sentence_of, dtype=np.intp), evidence)
    totals -= totals.mean(axis=1, keepdims=True)
    top = totals.max(axis=1, initial=0.0)
    whole = float(top.sum()) or 1.0
    return [
        Sentence(start, end, labels[label], share)
        for (start, end), label, share in zip(
            reading.sentences, totals.argmax(axis=1).tolist(), (top / whole).tolist(), strict=True
        )
        if share > 0
    ]
