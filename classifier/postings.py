"""What a posting is: bytes, a file or a saved web page, turned into text."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

LONGEST = 10_000_000  # bytes; the longest real postings have some 30,000
_HTML = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body|script|meta)\b", re.IGNORECASE | re.DOTALL)
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIDDEN = frozenset("script style noscript template head nav footer aside form button select svg iframe".split())
_INLINE = frozenset("a abbr b bdi bdo cite code em font i kbd mark q s small span strong sub sup time u wbr".split())


def read_posting(path: str | Path) -> str:
    """Read one posting from a file, or from standard input where the path is "-".

    Parameters:
        path: a text, Markdown or HTML file.

    Returns:
        Its text; of a web page the job's own part, with the stated title as first line.

    Raises:
        ClassifierError: ``posting-missing``, ``posting-folder``, ``posting-unreadable``, and those of `decode`.
    """
    name = str(path)
    try:
        if name == "-":
            data, name = sys.stdin.buffer.read(LONGEST + 1), "standard input"
        else:
            if Path(path).is_dir():
                raise ClassifierError("posting-folder", f"{name} is a folder; expected a file", hint="name its files")
            with open(path, "rb") as file:
                data = file.read(LONGEST + 1)
    except FileNotFoundError:
        raise ClassifierError("posting-missing", f"{name} doesn't exist") from None
    except OSError as error:
        raise ClassifierError("posting-unreadable", f"can't read {name}: {error.strerror or error}") from None
    text = decode(data, name)
    is_page = name.lower().endswith((".html", ".htm", ".xhtml")) or _HTML.match(text[:2000]) is not None
    return from_html(text) if is_page else text


def decode(data: bytes, name: str) -> str:
    r"""Turn bytes into text: by byte-order mark, else as UTF-8, else as Windows-1252.

    Parameters:
        data: the bytes.
        name: what to call them in an error.

    Returns:
        The text, with line ends as "\n".

    Raises:
        ClassifierError: ``posting-too-long``, ``posting-binary``.

    Example:
        >>> decode(b"caf\xe9", "menu.txt")
        'café'
    """
    if len(data) > LONGEST:
        raise ClassifierError(
            "posting-too-long",
            f"{name} is longer than {LONGEST:,} bytes; expected one posting",
            hint="use score for many",
        )
    encoding = next((form for mark, form in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252" if encoding == "utf-8" else encoding, errors="replace")
    sample = text[:100_000]
    odd = sum(1 for c in sample if (c < " " and c not in "\t\n\r\f\v\x1b") or c == "\ufffd")
    if odd > 0.02 * len(sample) + 2 or data.startswith((b"%PDF-", b"PK\x03\x04")):
        raise ClassifierError("posting-binary", f"{name} isn't text; expected .txt, .md or .html")
    return text.replace("\r\n", "\n").replace("\r", "\n")


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

    tree = LexborHTMLParser(page)
    for job in _job_postings(tree):
        description = job.get("description")
        if isinstance(description, str) and description.strip():
            title = job.get("title") or job.get("name") or ""
            parts = [_visible(LexborHTMLParser(str(part))) for part in (title, _unescape(description))]
            return "\n\n".join(part for part in parts if part)
    return _visible(tree)


def _unescape(description: str) -> str:
    """Many sites escape the description's tags once more."""
    from html import unescape

    return unescape(description) if "&lt;" in description and "<" not in description else description


def _job_postings(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text(deep=True), strict=False)
        except (ValueError, RecursionError):
            continue
        queue = [data]
        while queue:
            item = queue.pop(0)
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
        shown = tag not in _HIDDEN
        if tag == "-text":
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif tag not in _INLINE and not tag.startswith(("-", "!")):
            pieces.append("\n- " if tag == "li" else "\n")
        if shown and node.child is not None:
            node = node.child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                node = None
                break
            if node.tag not in _INLINE:
                pieces.append("\n")
        node = node.next if node is not None else None
    lines = (re.sub(r" {2,}", " ", line).strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line != "-")).strip()
