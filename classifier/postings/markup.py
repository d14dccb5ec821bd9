"""Pages that would cost a parser minutes or all memory, brought into a form that costs what its length does.

By the rules of HTML a block asks every element that is open around it, an attribute is compared with all
before it in its tag, and ``<b id=1>`` that isn't closed is opened again in each paragraph that follows: a
page of 60 kB can fill gigabytes. Nothing of this is needed to read a posting.
"""

from __future__ import annotations

import re
from functools import cache

MOST_TAGS = 20_000  # opening and closing; saved pages have some hundred to some thousand
MOST_ATTRIBUTES = 2_000  # of one tag
HIDDEN = frozenset("script style noscript template head nav footer aside form button select svg iframe".split())
INLINE = frozenset("a abbr b bdi bdo cite code em font i kbd mark q s small span strong sub sup time u wbr".split())

_BLANK = r"[\t\n\f\r ]"
_NAME = r"[^\t\n\f\r />]"
# As browsers read it: a quote opens a value only after "=", and one that isn't closed goes on to the end.
_VALUE = rf"""{_BLANK}*+={_BLANK}*+(?:"[^"]*+"?|'[^']*+'?|[^\t\n\f\r >]++)?"""
_ATTRIBUTE = rf"{_NAME}[^\t\n\f\r />=]*+(?:{_VALUE})?"
_REST = rf"{_NAME}*+(?:[\t\n\f\r /]++|{_ATTRIBUTE})*+"
_OPENING = re.compile(r"</?[a-zA-Z]")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG = re.compile(_REST)
_REOPENED = re.compile(
    rf"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?={_BLANK}|[/>])", re.IGNORECASE
)
_MARKUP = re.compile(rf"<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<name>[a-zA-Z]{_NAME}*+){_REST}>?|<[!?][^>]*+>?", re.DOTALL)
# It matches wherever a script begins: what fails at the end is tried again at each next one.
_SCRIPT = re.compile(
    rf"<script(?P<rest>{_BLANK}{_REST})(?:>(?P<data>.*?)(?:</script|\Z)|\Z)", re.DOTALL | re.IGNORECASE
)


def untangled(page: str) -> str:
    """The page itself, with plain names for tags that browsers open again; or, where it is tangled, its flat form.

    Parameters:
        page: HTML, however broken.

    Returns:
        HTML with the same text, that a parser reads in a time proportional to its length.

    Example:
        >>> untangled("<p>Close <b id=1>deals</b>"), untangled("<div>" * 20_000 + "Close <b>deals</b>")[-30:]
        ('<p>Close <span id=1>deals</span>', '<p><p><p>Close <wbr>deals<wbr>')
    """
    return _flat(page) if _is_tangled(page) else _REOPENED.sub(r"<\1span", page)


def _is_tangled(page: str) -> bool:
    """Whether it has too many tags, or one with too many attributes, wherever a parser might see a tag begin."""
    patience = 4 * len(page) + 100_000  # characters; a tag may seem to begin anywhere inside another one
    for number, opening in enumerate(_OPENING.finditer(page), 1):
        tag = _TAG.match(page, opening.end())
        start, end = tag.span() if tag else opening.span()
        patience -= end - start
        if number > MOST_TAGS or patience < 0:
            return True
        if end - start > 2 * MOST_ATTRIBUTES:
            found = enumerate(_ATTRIBUTES.finditer(page, start, end), 1)
            if any(count > MOST_ATTRIBUTES for count, _ in found):
                return True
    return False


def _flat(page: str) -> str:
    """Paragraphs and list items that contain no others, after the page's JSON-LD."""
    pieces = [
        f'<script type="application/ld+json">{script["data"]}</script>'
        for script in _SCRIPT.finditer(page)
        if script["data"] and "ld+json" in script["rest"].lower()
    ]
    at = 0
    open_ended: set[str] = set()
    while tag := _MARKUP.search(page, at):
        pieces.append(page[at : tag.start()])
        at = tag.end()
        name = (tag["name"] or "wbr").lower()
        if name in HIDDEN and not tag["end"] and name not in open_ended:
            close = _closing(name).search(page, at)
            if close is None:  # not hidden: it would hide all the rest
                open_ended.add(name)
            else:
                at = close.start()
        pieces.append("<wbr>" if name in INLINE else "<li>" if name == "li" and not tag["end"] else "<p>")
    return "".join(pieces) + page[at:]


def simple(page: str) -> str:
    r"""The page with tags that have a name and nothing else, on the same lines, and no other markup.

    Python's own parser takes a time that grows with the square of the number of tags that aren't closed.

    Example:
        >>> simple("<p class='a'>1 < 2<!-- \n --><br/><script>x < y</script><b")
        '<p>1 &lt; 2<wbr\n><br/><script></script><b>'
    """
    pieces: list[str] = []
    at = 0
    while tag := _MARKUP.search(page, at):
        pieces.append(page[at : tag.start()].replace("<", "&lt;"))
        at = tag.end()
        name, empty = (tag["name"] or "wbr").lower(), "/" if tag[0].endswith("/>") else ""
        if name in ("script", "style") and not tag["end"] and not empty:
            close = _closing(name).search(page, at)
            at = close.start() if close else len(page)
        lines = page.count("\n", tag.start(), at)
        pieces.append(f"<{tag['end'] or ''}{name}{lines * chr(10)}{empty}>")
    return "".join(pieces) + page[at:].replace("<", "&lt;")


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?={_BLANK}|[/>])", re.IGNORECASE)
