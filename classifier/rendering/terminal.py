"""A prediction on a terminal: readable without colour, in 80 columns, on light or dark ground."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from classifier.prediction import Phrase, Prediction
from classifier.rendering.wording import percent
from classifier.roles import NONE

# Mid-tone colours that hold up on white and on black.
_COLOURS = ("dark_cyan", "dark_orange3", "medium_purple3", "green4", "deep_pink3", "dodger_blue2")
_BAR = 24
_STRONGEST = 8


def show(prediction: Prediction, console: Console, *, heading: str = "") -> None:
    """Print a prediction.

    Parameters:
        prediction: what to show.
        console: where to.
        heading: the posting's name, where there are several.
    """
    colours = role_colours(list(prediction.probabilities))
    if heading:
        console.print(Text(harmless(heading), style="bold underline"))
    console.print(_verdict(prediction, colours))
    if prediction.stated_title:
        console.print(_title(prediction))
    console.print()
    if prediction.phrases or not prediction.abstained:  # of a text that says nothing, they are the model's alone
        if prediction.abstained:
            console.print(Text("If it had to guess:", style="grey50"))
        for label, chance in prediction.probabilities.items():
            colour = "grey50" if prediction.abstained else colours[label]
            console.print(_bar(prediction.names[label], chance, colour))
        console.print()
    if prediction.text.strip():
        console.print(highlighted(prediction, colours))
        console.print()
    if prediction.phrases:
        console.print(_strongest(prediction, colours))


def role_colours(labels: Sequence[str]) -> dict[str, str]:
    """A colour for each label; none is grey."""
    roles = [label for label in labels if label != NONE]
    return {NONE: "grey50"} | {label: _COLOURS[i % len(_COLOURS)] for i, label in enumerate(roles)}


def highlighted(prediction: Prediction, colours: dict[str, str]) -> Text:
    """The posting with its deciding phrases marked: [[phrase]] in the role's colour, bold and underlined."""
    shown = Text()
    at = 0
    for phrase in prediction.deciding:
        shown.append(harmless(prediction.text[at : phrase.start]))
        style = f"bold underline {colours[phrase.label]}"
        shown.append(f"[[{harmless(phrase.text)}]]", style=style)
        at = phrase.end
    shown.append(harmless(prediction.text[at:]).rstrip())
    return shown


def harmless(text: str) -> str:
    """The text without what a terminal would obey: control characters and direction overrides."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else "" for c in text
    )


def _verdict(prediction: Prediction, colours: dict[str, str]) -> Text:
    if prediction.abstained:
        nearest = f". Nearest: {harmless(prediction.names[prediction.best])}." if prediction.phrases else ""
        return Text("No answer: ", style="bold") + Text(f"{prediction.reason}{nearest}")
    name = harmless(prediction.verdict[:1].upper() + prediction.verdict[1:])
    style = f"bold {colours[prediction.best]}"
    return Text("The duties describe: ") + Text(name, style=style) + Text(f" ({percent(prediction.confidence)})")


def _title(prediction: Prediction) -> Text:
    title = prediction.stated_title
    assert title is not None
    if prediction.abstained:
        verdict = "the duties don't settle it"
    else:
        verdict = "the duties agree" if title.agrees else "the duties DISAGREE"
    return Text(f"The stated title:    {harmless(title.text)} - {verdict}")


def _bar(name: str, chance: float, colour: str) -> Text:
    full = round(chance * _BAR)
    return (
        Text(f"  {harmless(name)[:24]:<24} ")
        + Text("█" * full, style=colour)
        + Text("·" * (_BAR - full), style="grey50")
        + Text(f" {percent(chance):>6}")
    )


def _strongest(prediction: Prediction, colours: dict[str, str]) -> Text:
    best, against = (harmless(prediction.names[label]) for label in (prediction.best, prediction.runner_up))
    lines = Text()
    for sign, heading in (
        (1, f"Strongest phrases for {best}, against {against}:"),
        (-1, f"Strongest phrases for {against}:"),
    ):
        found = [p for p in prediction.phrases if p.weight * sign > 0][: _STRONGEST if sign > 0 else 3]
        if found:
            lines.append(f"{heading}\n", style="bold")
            for phrase in found:
                lines.append(f"  {phrase.weight:+6.2f}  ", style=colours[phrase.label])
                lines.append(f"{_short(phrase)}\n")
    lines.rstrip()
    return lines


def _short(phrase: Phrase) -> str:
    text = " ".join(harmless(phrase.text).split())
    return text if len(text) <= 66 else f"{text[:40]} ... {text[-20:]}"
