"""A prediction as the page's templates ask for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from classifier.explanation import WEAKEST
from classifier.prediction import Phrase, Prediction, Sentence
from classifier.rendering.stretches import Stretch, stretches
from classifier.roles import NONE

_COLOURS = 6  # classes r0 to r5 of page.css
_FAINTEST = 0.05  # of the strongest phrase: what is below isn't listed
_LEVELS = 4  # classes s1 to s4: how strongly a phrase is highlighted
_SHADES = 8  # classes h1 to h8 of report.css: how dark a cell of a matrix is
_STRONGEST, _OPPOSED = 8, 5  # phrases listed for the best label, and for the runner-up
_SENTENCES = 150  # listed at most, the strongest


@dataclass(frozen=True)
class View:
    """Which phrases and sentences of a posting to mark and list, and how to call them.

    Parameters:
        number: of the posting on the page; part of every anchor.
        name: of the posting.
        prediction: what to show.
    """

    number: int
    name: str
    prediction: Prediction

    @property
    def title(self) -> str:
        """The verdict as a heading."""
        verdict = "no answer" if self.prediction.abstained else self.prediction.verdict
        return verdict[:1].upper() + verdict[1:]

    @property
    def supporting(self) -> list[Phrase]:
        """The strongest phrases for the best label."""
        least = _FAINTEST * self.strongest
        return [p for p in self.prediction.phrases if p.weight >= least][:_STRONGEST]

    @property
    def opposing(self) -> list[Phrase]:
        """The strongest phrases for the runner-up."""
        least = _FAINTEST * self.strongest
        return [p for p in self.prediction.phrases if -p.weight >= least][:_OPPOSED]

    @cached_property
    def marked(self) -> list[Phrase]:
        """The phrases marked in the posting, in reading order: what decided, what else spoke for it or against it."""
        listed = [*self.supporting, *self.opposing]
        others = [p for p in listed if not p.highlighted and abs(p.weight) >= WEAKEST * self.strongest]
        return sorted([*self.prediction.deciding, *others], key=lambda p: p.start)

    @property
    def kinds(self) -> list[str]:
        """The kinds of phrases marked in the posting, as `kind` calls them."""
        found = {self.kind(phrase) for phrase in self.marked}
        return [kind for kind in ("decided", "also", "against") if kind in found]

    @cached_property
    def strongest(self) -> float:
        """The largest weight of any phrase; what bars and colours are measured by."""
        return max((abs(p.weight) for p in self.prediction.phrases), default=0.0) or 1.0

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences listed, in reading order."""
        kept = sorted(self.prediction.sentences, key=lambda s: -s.weight)[:_SENTENCES]
        return sorted(kept, key=lambda s: s.start)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The posting, cut where it is marked or linked to."""
        linked = {*self.marked, *self.supporting, *self.opposing}
        return list(stretches(self.prediction.text, self.sentences, list(linked)))

    @cached_property
    def _marked(self) -> frozenset[int]:
        return frozenset(phrase.start for phrase in self.marked)

    def kind(self, phrase: Phrase) -> str:
        """What a phrase did: it decided, also spoke for the best label, or against it."""
        if phrase.weight < 0:
            return "against"
        return "decided" if phrase.highlighted else "also"

    def is_marked(self, phrase: Phrase) -> bool:
        """Whether a phrase is among the marked ones."""
        return phrase.start in self._marked

    def called(self, label: str) -> str:
        """A label's full name, in quotes where it names no role."""
        name = self.prediction.names[label]
        return f"“{name}”" if label == NONE else name

    def level(self, phrase: Phrase) -> int:
        """How strongly to highlight a phrase: 1 to 4."""
        return max(1, math.ceil(_LEVELS * abs(phrase.weight) / self.strongest))

    def colour(self, label: str) -> str:
        """The class that gives a label its colour; none is grey."""
        return tone(label, list(self.prediction.probabilities))

    def anchor(self, kind: str, start: int) -> str:
        """The id of what begins at a place of the posting."""
        return f"p{self.number}-{kind}{start}"


def tone(label: str, labels: Sequence[str]) -> str:
    """The class of page.css that gives a label its colour; none is grey.

    Example:
        >>> tone("AM", ["AE", "AM", "none"]), tone("none", ["AE", "AM", "none"])
        ('r1', 'rn')
    """
    roles = [role for role in labels if role != NONE]
    return f"r{roles.index(label) % _COLOURS}" if label in roles else "rn"


def shade(count: int, total: int) -> int:
    """How dark a cell of a matrix is by its share of a row, 0 to 8: a single one can be seen.

    Example:
        >>> shade(0, 900), shade(1, 900), shade(900, 900), shade(0, 0)
        (0, 1, 8, 0)
    """
    return -(-_SHADES * count // max(1, total))
