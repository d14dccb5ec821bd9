from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from classifier.model import Model
from classifier.rendering.terminal import harmless, role_colours, show


def shown(model: Model, text: str, *, colour: bool = False, heading: str = "") -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=80, force_terminal=colour, color_system="256" if colour else None, highlight=False
    )
    show(model.predict(text), console, heading=heading)
    return out.getvalue()


def test_deciding_phrases_stand_in_brackets_without_colour(shipped: Model, posting: str) -> None:
    plain = shown(shipped, posting, heading="posting.txt")
    assert plain.startswith("posting.txt\n")
    deciding = shipped.predict(posting).deciding
    assert plain.count("[[") == plain.count("]]") == len(deciding) > 0


def test_colours_differ_by_role_and_none_is_grey() -> None:
    colours = role_colours(["AE", "AM", "AD", "none"])
    assert len(set(colours.values())) == 4
    assert colours["none"].startswith("grey")


def test_colour_marks_the_phrases(shipped: Model, posting: str) -> None:
    assert "\x1b[1;4;" in shown(shipped, posting, colour=True)


def test_markup_in_a_posting_is_plain_text(shipped: Model) -> None:
    assert "Sell[/]" in shown(shipped, "[bold red]Sell[/] things :smile:")


def test_an_empty_text_is_answered(shipped: Model) -> None:
    assert shown(shipped, "").startswith("No answer: the text holds no words\n")


def test_harmless_drops_what_terminals_obey() -> None:
    assert harmless("a\x1b[31mb\x00\u202ec\u2028\td\n") == "a[31mbc\td\n"


def test_no_probability_is_called_certain(shipped: Model, posting: str) -> None:
    plain = shown(shipped, posting)
    assert shipped.predict(posting).confidence > 0.9995
    assert "Account Executive (>99.9%)" in plain
    assert "100" not in plain.split("\n\n")[1]


def test_bars_of_a_text_without_an_answer_are_called_a_guess_and_wear_no_roles_colour(shipped: Model) -> None:
    text = "Win new business, close deals."
    assert shipped.predict(text).abstained
    guess = shown(shipped, text).split("\n\n")[1]
    assert guess.startswith("If it had to guess:\n  Account Executive")
    bars = shown(shipped, text, colour=True).split("\n\n")[1]
    assert len(set(re.findall(r"\x1b\[(38;5;\d+)m", bars))) == 1


@pytest.mark.parametrize("text", ["", " \n", "qwx zzkr pfft"])
def test_a_text_that_says_nothing_gets_no_bars(shipped: Model, text: str) -> None:
    assert "%" not in shown(shipped, text)
