"""Why a model decided so: evidence a word, merged into phrases that add up to the margin exactly."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from classifier.prediction import Phrase, Sentence
from classifier.roles import NONE
from classifier.text import Reading

Floats = NDArray[np.float64]

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
    found: list[tuple[float, Phrase]] = []
    numbered = zip(range(len(reading.words)), reading.sentence_of, strict=True)
    for _, group in groupby(numbered, key=lambda pair: pair[1]):
        words = [i for i, _ in group]
        for first, last in _runs(margins[words[0] : words[-1] + 1].tolist(), words[0]):
            weight = float(margins[first : last + 1].sum())
            start, end = reading.spans[first][0], reading.spans[last][1]
            label = best if weight > 0 else runner_up
            phrase = Phrase(reading.text[start:end], start, end, label, weight)
            found.append((float(support[first : last + 1].sum()), phrase))
    shown = set() if best == NONE else _shown(found, len(reading.text))
    marked = [replace(p, highlighted=True) if p.start in shown else p for _, p in found]
    return sorted(marked, key=lambda p: (-abs(p.weight), p.start))


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


def _shown(found: list[tuple[float, Phrase]], length: int) -> set[int]:
    """The starts of the phrases to highlight: the strongest, up to a share of the posting.

    Against a runner-up of another kind, "equal opportunity" can be an argument; it is none for a
    role as such, and so isn't shown.
    """
    candidates = sorted(((s, p) for s, p in found if s > 0 and p.weight > 0), key=lambda c: (-c[0], c[1].start))
    room = length * HIGHLIGHTED_SHARE
    shown = set()
    for support, phrase in candidates:
        size = phrase.end - phrase.start
        if support < WEAKEST * candidates[0][0]:
            break
        if size <= room:
            room -= size
            shown.add(phrase.start)
    if not shown and candidates:  # a short text: its strongest phrase alone is more than the share
        shown.add(candidates[0][1].start)
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
        Sentence(start, end, labels[int(totals[i].argmax())], float(top[i] / whole))
        for i, (start, end) in enumerate(reading.sentences)
        if top[i] > 0
    ]
