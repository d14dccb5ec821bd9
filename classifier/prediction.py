"""What a prediction holds: plain frozen results, their JSON, and nothing that computes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from classifier.roles import NONE

MIXED = 0.35  # of the roles' evidence: from here on a second role is named


@dataclass(frozen=True)
class Phrase:
    """Neighbouring words that speak for one label against another.

    Parameters:
        text: the words as they stand in the posting.
        start, end: offsets in code points; ``posting[start:end] == text``.
        label: the label it speaks for: the predicted one, or the runner-up.
        weight: its part of the margin, in log-odds; below zero where it speaks for the runner-up.
        highlighted: whether it is among the deciding phrases shown to people.
    """

    text: str
    start: int
    end: int
    label: str
    weight: float
    highlighted: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The phrase as plain data."""
        return dict(vars(self))


@dataclass(frozen=True)
class Sentence:
    """A sentence with the label it speaks for most and its share of the whole evidence (0 to 1)."""

    start: int
    end: int
    label: str
    weight: float

    def to_dict(self) -> dict[str, Any]:
        """The sentence as plain data."""
        return dict(vars(self))


@dataclass(frozen=True)
class StatedTitle:
    """The title a posting states, the role it names, and whether the duties agree with it."""

    text: str
    role: str
    agrees: bool

    def to_dict(self) -> dict[str, Any]:
        """The title as plain data."""
        return dict(vars(self))


@dataclass(frozen=True)
class Prediction:
    """What the duties of one posting describe, how sure that is, and why.

    Parameters:
        text: the text that was read; all offsets count its code points.
        probabilities: for each label its calibrated probability.
        names: for each label its full name.
        best: the most probable label, whatever the threshold.
        runner_up: the next most probable label; the phrases weigh `best` against it.
        abstained: whether the model declines to answer; then `reason` says why.
        constant: the part of the margin that no word carries, in log-odds.
        phrases: all phrases, strongest first; their weights and the constant add up to `margin`.
        sentences: the sentences that carry evidence, in order.
        stated_title: the title stated in the posting, if any.
        model: name, version and sha256 of the model.
        duties: for each role its duties in a word or two, to tell of mixed roles.
    """

    text: str
    probabilities: dict[str, float]
    names: dict[str, str]
    best: str
    runner_up: str
    abstained: bool
    reason: str | None
    margin: float
    constant: float
    phrases: list[Phrase] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    stated_title: StatedTitle | None = None
    model: dict[str, str] = field(default_factory=dict)
    duties: dict[str, str] = field(default_factory=dict)

    @property
    def role(self) -> str | None:
        """The predicted label, or None where the model abstains."""
        return None if self.abstained else self.best

    @property
    def confidence(self) -> float:
        """The probability of the best label."""
        return self.probabilities[self.best]

    @property
    def deciding(self) -> list[Phrase]:
        """The phrases shown to people, in reading order."""
        return sorted((p for p in self.phrases if p.highlighted), key=lambda p: p.start)

    @property
    def shares(self) -> dict[str, float]:
        """For each label the share of the evidence in the sentences that speak for it; they add up to 1."""
        shares = dict.fromkeys(self.probabilities, 0.0)
        for sentence in self.sentences:
            shares[sentence.label] += sentence.weight
        return shares

    @property
    def verdict(self) -> str:
        """The result in a few words.

        Example:
            >>> Prediction("", {"AM": 0.9, "none": 0.1}, {"AM": "Account Manager"}, "AM", "none",
            ...            False, None, 1.0, 0.0).verdict
            'Account Manager'
        """
        if self.abstained:
            return f"no answer: {self.reason}"
        if self.best == NONE:
            return "none of these roles"
        name = self.names[self.best]
        return f"mostly {name}, with {self.mixed_with} duties" if self.mixed_with else name

    @property
    def mixed_with(self) -> str | None:
        """The duties of a second role, where they hold a large part of the roles' evidence."""
        roles = {label: share for label, share in self.shares.items() if label != NONE}
        others = {label: share for label, share in roles.items() if label != self.best}
        second = max(others, key=lambda label: others[label], default=None)
        if self.best == NONE or second is None or others[second] < MIXED * sum(roles.values()) or not others[second]:
            return None
        return self.duties.get(second) or self.names[second]

    def to_dict(self) -> dict[str, Any]:
        """The prediction as the documented JSON object."""
        return {
            "role": self.role,
            "best": self.best,
            "confidence": self.confidence,
            "probabilities": self.probabilities,
            "abstained": self.abstained,
            "reason": self.reason,
            "stated_title": self.stated_title.to_dict() if self.stated_title else None,
            "runner_up": self.runner_up,
            "margin": self.margin,
            "constant": self.constant,
            "shares": self.shares,
            "verdict": self.verdict,
            "phrases": [phrase.to_dict() for phrase in self.phrases],
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "text": self.text,
            "model": self.model,
        }
