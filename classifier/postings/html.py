"""Web pages: the schema.org JobPosting that many carry, else what a reader sees."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from classifier.postings.markup import HIDDEN, INLINE, untangled

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Possessive, for comments could be told apart in very many ways.
_HTML = re.compile(r"(?:\s++|<!--.*?-->)*+<(!doctype html|html|head|body|script|meta)\b", re.IGNORECASE | re.DOTALL)

_LONG = re.compile(r"&#[xX]?[0-9a-fA-F]{20,};?")


def is_page(text: str) -> bool:
    """Whether a text is HTML by its first characters.

    Example:
        >>> is_page("<!doctype html><title>Job</title>"), is_page("We offer <b>much</b>")
        (True, False)
    """
    return _HTML.match(text[:2000]) is not None


def from_html(page: str) -> str:
    r"""The posting in a web page: its schema.org JobPosting where it has one, else its visible text.

    Parameters:
        page: HTML, however broken.

    Returns:
        Plain text, a line for each block.

    Example:
        >>> from_html("<h1>Hello</h1><p>Close <b>deals</b>.</p>")
        'Hello\n\nClose deals.'
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(untangled(page))
    for job in _job_postings(tree):
        description = job.get("description")
        if isinstance(description, str) and description.strip():
            title = next((name for name in (job.get("title"), job.get("name")) if isinstance(name, str)), "")
            parts = [_visible(LexborHTMLParser(untangled(part))) for part in (title, _unescape(description))]
            return "\n\n".join(part for part in parts if part)
    return _visible(tree)


def _unescape(description: str) -> str:
    """Many sites escape the description's tags once more."""
    from html import unescape

    # It fails on numbers that are longer than any character's.
    return unescape(_LONG.sub("", description)) if "&lt;" in description and "<" not in description else description


def _job_postings(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text(deep=True), strict=False)
        except (ValueError, RecursionError):
            continue
        queue = deque([data])
        while queue:
            item = queue.popleft()
            if isinstance(item, list):
                queue.extend(item)
            elif isinstance(item, dict):
                kinds = item.get("@type")
                if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
                    yield item
                queue.extend(value for value in item.values() if isinstance(value, dict | list))


def _visible(tree: LexborHTMLParser) -> str:
    root = tree.body or tree.root
    if root is None:
        return ""
    pieces: list[str] = []
    node: LexborNode | None = root
    while node is not None:  # by hand, so that depth costs no recursion
        tag = node.tag or ""
        shown = tag not in HIDDEN
        if tag == "-text":
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif tag not in INLINE and not tag.startswith(("-", "!")):
            pieces.append("\n- " if tag == "li" else "\n")
        if shown and node.child is not None:
            node = node.child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                node = None
                break
            if node.tag not in INLINE:
                pieces.append("\n")
        node = node.next if node is not None else None
    lines = (re.sub(r" {2,}", " ", line).strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line != "-")).strip()
