"""Targets that read one text: folding and splitting, titles, predictions, the kernel, what is shown of them."""

from __future__ import annotations

import io
import json
import math
import unicodedata
from functools import cache
from itertools import pairwise

import classifier
from classifier.cli.shell import one_line
from classifier.errors import ClassifierError
from classifier.kernel import Scorer
from classifier.model import Model
from classifier.roles import ACCOUNT_ROLES, Role, Titles
from classifier.text import fold, read

EXACT = 1e-9


@cache
def model() -> Model:
    """The shipped model."""
    return classifier.load()


@cache
def scorer() -> Scorer:
    """Its compiled form."""
    return Scorer(model())


def as_text(data: bytes) -> str:
    """Any bytes as a text; what is no UTF-8 becomes lone surrogates."""
    return data.decode("utf8", "surrogateescape")


def read_text(data: bytes, titles: Titles = ACCOUNT_ROLES) -> None:
    """Folding maps back, words stand where they say, sentences hold their words."""
    text = as_text(data[:300_000])  # checking takes longer than reading
    folded, origin = fold(text)
    assert len(folded) == len(text) if origin is None else len(folded) == len(origin)
    assert origin is None or (origin == sorted(origin) and all(0 <= i < len(text) for i in origin))
    reading = read(text, titles)
    n = len(reading.words)
    assert n == len(reading.spans) == len(reading.sentence_of) == len(reading.masked)
    assert all(0 <= a < b <= len(text) for a, b in reading.spans)
    assert all(a[0] <= b[0] for a, b in pairwise(reading.spans))
    assert all(low <= high for low, high in pairwise(reading.sentence_of))
    for (a, b), number in zip(reading.spans, reading.sentence_of, strict=True):
        low, high = reading.sentences[number]
        assert low <= a < b <= high <= len(text)
    for mention in reading.titles:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.role in titles.names
    for term, first, last in reading.terms():
        assert term == " ".join(reading.words[first : last + 1])


def find_titles(data: bytes) -> None:
    """A stranger's titles and modifiers, which stand before the first empty line, on the text after it."""
    given, _, text = as_text(data).partition("\n\n")
    lines = given.split("\n")
    roles = tuple(Role(f"R{i}", line[:9], tuple(line.split("|"))) for i, line in enumerate(lines[1:4]))
    read_text(text.encode("utf8", "surrogateescape"), Titles((*roles, Role("none", "none")), tuple(lines[0].split())))


def predict(data: bytes) -> None:
    """Probabilities add up to 1, phrases to the margin, offsets are exact, and JSON takes it all."""
    text = as_text(data[:300_000])  # checking takes longer than predicting
    prediction = model().predict(text)
    assert abs(sum(prediction.probabilities.values()) - 1) < EXACT
    assert prediction.abstained == (prediction.reason is not None)
    told = prediction.constant + sum(phrase.weight for phrase in prediction.phrases)
    assert math.isclose(told, prediction.margin, rel_tol=EXACT, abs_tol=EXACT)
    for phrase in prediction.phrases:
        assert text[phrase.start : phrase.end] == phrase.text != ""
    assert all(0 <= s.start < s.end <= len(text) and 0 <= s.weight <= 1 + EXACT for s in prediction.sentences)
    line = json.dumps(prediction.to_dict(), ensure_ascii=True, allow_nan=False)
    assert "\n" not in line
    assert json.loads(line)["text"] == text


def kernel(data: bytes) -> None:
    """What is compiled says what the model says, of the whole text and of its lines."""
    text = as_text(data[:300_000])  # it is read twice
    texts = [text, *text.split("\n\n")[:3]]
    found = scorer().score_texts(texts)
    for i, one in enumerate(texts):
        prediction = model().predict(one)
        assert max(abs(found.probabilities[i] - list(prediction.probabilities.values()))) <= EXACT
        if abs(prediction.confidence - model().thresholds.confidence) > EXACT:
            assert bool(found.abstained[i]) == prediction.abstained
        title = prediction.stated_title
        assert found.titles[i] == (title.text if title else None)


def terminal(data: bytes) -> None:
    """Nothing that a terminal obeys comes through, from a posting, its name, or a model's names."""
    from rich.console import Console

    from classifier.rendering.terminal import show

    text = as_text(data[:200_000])  # nobody reads more on a terminal
    out = io.StringIO()
    show(model().predict(text), Console(file=out, width=80, highlight=False, markup=False), heading=text[:50])
    bad = {c for c in out.getvalue() if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert not bad - {"\t"}, f"passed on: {bad}"


def page(data: bytes) -> None:
    """A page holds no tag, attribute or address that its templates don't."""
    from selectolax.lexbor import LexborHTMLParser

    from classifier.rendering.html import page as write

    text = as_text(data[:200_000])
    content = write([(text[:50], model().predict(text))], model=model())
    content.encode("utf8")
    tree = LexborHTMLParser(content)
    assert not tree.css("script, img, iframe, object, embed, form, link, base, math, foreignObject, animate, use")
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name != "href" or (value or "").startswith("#")
    assert not {c for c in content if c in "\x00\x1b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def error_line(data: bytes) -> None:
    """An error that quotes anything is one line of printable characters, and travels between processes."""
    import pickle

    text = as_text(data)
    error = ClassifierError("some-code", text, hint=text[:20])
    line = one_line(str(error))
    assert all(c.isprintable() for c in line)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.code) == (str(error), error.code)
