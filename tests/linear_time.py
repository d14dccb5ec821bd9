"""How long `predict` takes for texts of 10 kB to 10 MB of every shape that could make it slow.

``python -m tests.linear_time`` prints the table; the time for each character must not grow with the text.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import time
from collections.abc import Callable, Iterator

import classifier
from classifier.model import Model
from classifier.postings import from_bytes
from classifier.prediction import Prediction
from tests.conftest import DATA

FRAME = 300  # bytes that a page needs around what is repeated
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def repeated(unit: str) -> Callable[[int], str]:
    """A text of one unit, over and over."""
    return lambda size: (unit * (size // len(unit.encode("utf8")) + 1))[: size * len(unit) // len(unit.encode("utf8"))]


def closed(opening: str, inside: str, closing: str) -> Callable[[int], str]:
    """Tags as deep as the text is long."""
    each = len(opening) + len(closing)
    return lambda size: opening * (size // each) + inside + closing * (size // each)


def _posting() -> str:
    return (DATA / "posting.txt").read_text(encoding="utf8")


def _scripts(size: int) -> str:
    return repeated("aбγअ漢Zж9é")(size)


PLAIN: dict[str, Callable[[int], str]] = {
    "a posting, repeated": lambda size: repeated(_posting())(size),
    "a posting on one line": lambda size: repeated(" ".join(_posting().split()) + " ")(size),
    "one word": repeated("a"),
    "one word of changing case": repeated("abcDe"),
    "spaces": repeated(" "),
    "line feeds": repeated("\n"),
    "carriage returns": repeated("\r"),
    "tabs and no-break spaces": repeated("\t\u00a0"),
    "bullets": repeated("• "),
    "bullets of one word": repeated("• sell\n"),
    '"Account Manager"': repeated("Account Manager "),
    '"account account"': repeated("account "),
    '"AE/AM/AD"': repeated("AE/AM/AD "),
    '"AE/Manager/Executive"': lambda size: "AE" + repeated("/Manager/Executive")(size),
    '"Senior Senior AE"': lambda size: repeated("Senior ")(size) + "AE",
    "modifiers without a title": repeated("senior key sales, "),
    '"we are hiring a"': repeated("looking for a new AM, as a "),
    "Account, joiners, Manager": lambda size: "Account" + repeated(" / & - ")(size) + "Manager",
    "Account and joiners": repeated("Account / & - "),
    "full stops": repeated("."),
    '"a.a.a.a."': repeated("a."),
    '"ab.) "': repeated("ab.)"),
    "closing signs after a stop": lambda size: "end." + repeated(")]\"'")(size) + "x",
    "closing signs between stops": repeated("end.)))))))))x"),
    "quotes": repeated("\"'“”"),
    "digits": repeated("0123456789"),
    "combining characters": lambda size: "e" + repeated("\u0301")(size),
    "letters with ten accents": repeated("e" + "\u0301" * 10 + " "),
    "compatibility ligatures": repeated("\ufdfa"),
    "Chinese without spaces": repeated("客户经理负责维护客户关系"),
    "alternating scripts": _scripts,
    "direction overrides": repeated("a\u202e\u2066 "),
    "NUL bytes and words": repeated("sell more deals to clients and renew contracts each year now\0 "),
    "emoji": repeated("🚀 sell "),
}
PAGES: dict[str, Callable[[int], str]] = {
    "HTML: a posting, repeated": lambda size: repeated((DATA / "posting.html").read_text(encoding="utf8"))(size),
    "HTML: paragraphs": repeated("<p>Close <b>deals</b> with new clients.</p>\n"),
    "HTML: <div> in <div>": closed("<div>", "Close deals", "</div>"),
    "HTML: <b> in <b>": closed("<b>", "Close deals", "</b>"),
    "HTML: <div> never closed": repeated("<div>sell "),
    "HTML: <b> never closed": repeated("<b>sell "),
    "HTML: <p> never closed": repeated("<p>sell "),
    "HTML: <b id=N> in paragraphs": lambda size: "".join(f"<p><b id={i}>sell" for i in range(size // 19)),
    "HTML: <b><div></b>": repeated("<b><div>sell</b>"),
    "HTML: </i> never opened in <span>": lambda size: "<span>" * (size // 10) + "</i>" * (size // 10),
    "HTML: <dl><dd><div>": repeated("<dl><dd><div>sell "),
    "HTML: <a> and <p> misnested": repeated("<a><p>sell "),
    "HTML: <table> in <table>": repeated("<table><tr><td>sell "),
    "HTML: <table> misnested": repeated("<table>sell<b>"),
    "HTML: <li> in <ul>": repeated("<ul><li>sell "),
    "HTML: </p> never opened": repeated("</p>sell "),
    "HTML: <select>": repeated("<select><option>sell "),
    "HTML: <svg><math>": repeated("<svg><math>sell "),
    "HTML: <template>": repeated("<template>sell "),
    "HTML: <": repeated("<"),
    "HTML: <!--": repeated("<!--"),
    "HTML: <!-- --> before <html>": lambda size: repeated("<!-- -->")(size) + "<html>",
    "HTML: &amp;": lambda size: "<html>" + repeated("&amp;")(size),
    "HTML: &amp;amp; twice escaped": lambda size: "<html>" + repeated("&amp;lt;p&amp;gt;sell ")(size),
    "HTML: attributes": lambda size: "<html><p " + repeated("a=1 ")(size) + ">sell",
    "HTML: different attributes": lambda size: "<html><p " + " ".join(f"a{i}=1" for i in range(size // 11)) + ">sell",
    "HTML: quotes that mislead": lambda size: "<p x='\"'" + "".join(f" a{i}" for i in range(size // 9)) + "' b>sell",
    "HTML: one attribute": lambda size: '<html><p title="' + repeated("sell ")(size) + '">sell',
    "HTML: spaces": lambda size: "<html><p>a" + repeated(" ")(size) + "b",
    "HTML: line feeds in <br>": repeated("<br>"),
    "HTML: script": lambda size: "<html><script>" + repeated("if (a < b) sell(); ")(size) + "</script>sell",
    "JSON-LD: description": lambda size: ld_json('"' + repeated("<p>Close deals</p>")(size) + '"'),
    "JSON-LD: escaped description": lambda size: ld_json('"' + repeated("&lt;p&gt;Close deals")(size) + '"'),
    "JSON-LD: list": lambda size: ld_json('"", "more": [' + ", ".join("{}" for _ in range(size // 4)) + "]"),
    "JSON-LD: empty jobs": lambda size: ld_json(
        '"", "more": [' + ", ".join('{"@type":"JobPosting","description":" "}' for _ in range(size // 44)) + "]"
    ),
    "JSON-LD: depth": lambda size: ld_json('"", "more": ' + "[" * (size // 2) + "]" * (size // 2)),
    "JSON-LD: deep title": lambda size: ld_json('"Close deals"').replace('"Account Manager"', "[" * 900 + "]" * 900),
    "JSON-LD: <ul><li> in <ul><li>": lambda size: ld_json('"' + repeated("<ul><li>sell ")(size) + '"'),
    "JSON-LD: &#9999...;": lambda size: ld_json('"&lt;p&gt;&#' + "9" * size + ';"'),
    "JSON-LD: one digit string": lambda size: ld_json('"", "more": ' + "1" * size),
    "JSON-LD: tags of scripts that never end": repeated('<script type="application/ld+json'),
    "JSON-LD: scripts": repeated('<script type="application/ld+json">{"@type": "JobPosting"}</script>'),
}


def ld_json(description: str) -> str:
    """A page with one schema.org JobPosting."""
    data = '{"@type": "JobPosting", "title": "Account Manager", "description": ' + description + "}"
    return f'<html><head><script type="application/ld+json">{data}</script></head><body>sell</body></html>'


def kinds() -> Iterator[tuple[str, Callable[[int], str], bool]]:
    """Name and maker of each kind of text, and whether it is a page."""
    for name, make in PLAIN.items():
        yield name, make, False
    for name, make in PAGES.items():
        yield name, lambda size, make=make: make(size - FRAME), True


def as_bytes(text: str, size: int) -> bytes:
    """A text as UTF-8, at most so long and cut between characters."""
    return text.encode("utf8")[:size].decode("utf8", "ignore").encode("utf8")


def read_and_predict(model: Model, data: bytes, is_page: bool) -> Prediction:
    """What ``classifier predict FILE`` does, printing left out."""
    return model.predict(from_bytes(data, "it.html" if is_page else "it.txt"))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="bytes of the longest texts")
    parser.add_argument("--only", default="", help="a part of the kinds' names")
    asked = parser.parse_args()
    sizes = [size for size in SIZES if size <= asked.largest]
    model = classifier.load()
    read_and_predict(model, _posting().encode("utf8"), False)
    print(f"Seconds of one core for reading and predicting; Python {platform.python_version()}, {os.cpu_count()} cores")
    print("growth: of the time for each byte, from the last size but one to the last; 1.0 is linear.\n")
    print(f"{'kind':<32}" + "".join(f"{size // 1000:>7,} kB" for size in sizes) + f"{'growth':>9}")
    for name, make, is_page in kinds():
        if asked.only not in name:
            continue
        line, each = f"{name:<32}", []
        for size in sizes:
            data = as_bytes(make(size), size)
            best = float("inf")
            for _ in range(3 if size < 1_000_000 else 1):
                gc.collect()
                started = time.process_time()
                read_and_predict(model, data, is_page)
                best = min(best, time.process_time() - started)
            line += f"{best:>10.3f}"
            each.append(best / len(data))
            print(line, end="\r", flush=True)
        print(line + (f"{each[-1] / each[-2]:>9.2f}"), flush=True)


if __name__ == "__main__":
    main()
