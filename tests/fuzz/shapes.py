"""What hypothesis builds inputs of: texts, pages, tables and JSON with the parts that readers look for."""

from __future__ import annotations

import json as plain
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.engines import TOKENS

_WORDS = st.sampled_from(
    "Account account ACCOUNT Manager Managers manager Executive executive Director AE AEs AM AD acct exec Senior Key "
    "or the will as looking for hiring a s 's II 9 ٣ close deals clients renew budget e.g. U.S. i.e. 1. PowerPoint "
    "accountsCreates dealsClose é ﬁ İ Σ ß ½ 漢字 🚀 \u0301 \u200b \u202e \x1b[2J \x00 \ud800 none What They both".split(
        " "
    )
)
_GAPS = st.sampled_from(
    [" "] * 5
    + ["", "\n", "\n\n", ". ", ".", "! ", "?) ", " / ", "/", ", ", " - ", "\n• ", "\n- ", "\t", "\r\n"]
    + [" | ", "'", ": "]
)
_PROSE = st.lists(_WORDS | _GAPS | _GAPS, max_size=50).map("".join)
_ANY = st.text(max_size=60) | _PROSE
_NAMES = st.sampled_from(
    "div p b i a ul li table tr td nav script style h1 br svg form textarea title head body template select".split()
)


def _utf8(made: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    return made.map(lambda text: text.encode("utf8", "surrogatepass"))


def text() -> st.SearchStrategy[bytes]:
    """Words and signs that titles, sentences and folding look for."""
    return _utf8(_PROSE | _ANY)


def raw() -> st.SearchStrategy[bytes]:
    """Bytes with the marks of known formats."""
    return st.lists(st.sampled_from(TOKENS) | st.binary(max_size=12), max_size=20).map(b"".join)


def lines() -> st.SearchStrategy[bytes]:
    """Lines of words."""
    return st.lists(_utf8(_ANY), max_size=60).map(lambda made: b"\n".join(made) + b"\n")


def posting_bytes() -> st.SearchStrategy[bytes]:
    """A text in some encoding, or no text."""
    encoded = st.tuples(_PROSE, st.sampled_from("utf-8 utf-8-sig utf-16 utf-16-be utf-32 cp1252".split()))
    return encoded.map(lambda pair: pair[0].encode(pair[1], "replace")) | raw() | html()


def titles() -> st.SearchStrategy[bytes]:
    """Modifiers, titles, an empty line, a text."""
    line = st.lists(_WORDS | st.sampled_from(" |-"), max_size=8).map(" ".join)
    return _utf8(st.tuples(line, line, line, line, st.just(""), _PROSE).map("\n".join))


def _tag(name: str, attributes: list[str], kind: int) -> str:
    inside = " ".join([name, *attributes])
    return (f"<{inside}>", f"</{name}>", f"<{inside}/>", f"<{inside}", f"<!--{inside}-->")[kind]


def html() -> st.SearchStrategy[bytes]:
    """Tags in any order, closed or not."""
    attribute = st.sampled_from(["id=1", "class='x", 'title="a>b"', 'type="application/ld+json"', "=", "a=<b>", 'x="'])
    tag = st.builds(_tag, _NAMES, st.lists(attribute, max_size=3), st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4]))
    entity = st.sampled_from("&amp; &lt; &#60; &#x3c; &nbsp; &#0; &#55296; &#1114112; & &amp;lt; &bogus;".split())
    return _utf8(st.lists(tag | tag | _WORDS | _GAPS | entity | st.text(max_size=5), max_size=50).map("".join))


def _keys() -> st.SearchStrategy[str]:
    return st.sampled_from(
        "label name titles duties roles calibration temperature biases source thresholds confidence terms known facts "
        "sha256 format version title_modifiers modifiers text id group kind @type description title @graph rows".split()
    ) | st.text(max_size=5)


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | _WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys(), inner, max_size=4),
    max_leaves=12,
)


def json() -> st.SearchStrategy[bytes]:
    """Objects with the names that configurations have."""
    return st.dictionaries(_keys(), _VALUES, max_size=6).map(lambda made: plain.dumps(made).encode())


@st.composite
def config(draw: st.DrawFn) -> bytes:
    """A part of a small model's configuration, with one value in it changed."""
    from tests.fuzz.seeds import configs

    whole = plain.loads(configs()[0])
    place: Any = whole
    path = draw(st.lists(st.integers(0, 11), min_size=1, max_size=4))
    key: Any = None
    for depth, number in enumerate(path):
        keys = sorted(place) if isinstance(place, dict) else range(len(place)) if isinstance(place, list) else []
        if not keys:
            break
        key, inside = keys[number % len(keys)], place
        if depth < len(path) - 1 and isinstance(place[key], dict | list) and place[key]:
            place = place[key]
    inside[key] = draw(_VALUES)
    return plain.dumps(whole).encode()


def jsonl() -> st.SearchStrategy[bytes]:
    """Objects with a text and a label, and lines that are none."""
    rows = st.fixed_dictionaries({"text": _ANY | _VALUES, "label": st.sampled_from(["AE", "none", "", None])})
    more = st.tuples(rows, st.dictionaries(_keys(), _VALUES, max_size=2)).map(lambda pair: {**pair[1], **pair[0]})
    line = more.map(plain.dumps).map(str.encode) | raw()
    return st.lists(line, max_size=8).map(b"\n".join)


def json_ld() -> st.SearchStrategy[bytes]:
    """Pages with schema.org data of any shape."""
    job = st.fixed_dictionaries(
        {
            "@type": st.sampled_from(["JobPosting", ["JobPosting"], {}, None]),
            "description": _ANY | _VALUES,
            "title": _VALUES,
        }
    )
    data = (job | st.lists(job | _VALUES, max_size=3)).map(plain.dumps)
    return st.tuples(data, html()).map(
        lambda pair: f'<script type="application/ld+json">{pair[0]}</script>'.encode() + pair[1]
    )


def csv() -> st.SearchStrategy[bytes]:
    """A header and rows, with quotes, delimiters and line ends where they belong and where they don't."""
    cell = _ANY | st.sampled_from(['"a""b"', '"', '"x\ny"', '" ', "'", "=1+1", ""]) | _PROSE.map(lambda t: f'"{t}"')
    row = st.lists(_utf8(cell), min_size=1, max_size=5).map(b",".join)
    head = st.sampled_from(
        [b"text,label,id", b"id,text,label", b"text", b"label;text", b"text,text,label", b"", b'"text","label"']
    )
    end = st.sampled_from([b"\n", b"\r\n", b"\r"])
    return st.tuples(head, st.lists(row, max_size=8), end).map(lambda made: made[2].join([made[0], *made[1]]))
