"""DOCX files, by python-docx: paragraphs, lists and tables as lines in reading order.

A DOCX is a zip archive of XML. Before any of it is parsed, each part is unpacked up to a limit,
whatever size the archive states, and a document that declares entities is turned away. Pictures
and macros aren't unpacked at all.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from classifier.errors import ClassifierError
from classifier.libraries import library
from classifier.postings.text import check_length

UNPACKED = 30_000_000  # bytes of all XML parts together
PARTS = 2_000  # files in the archive
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The second form of what old programs can't draw, and what a tracked change moved away.
_TWICE = ("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{_W}moveFrom")
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def from_docx(data: bytes, name: str = "the file") -> str:
    """The text of a DOCX.

    Parameters:
        data: the file.
        name: what to call it in an error.

    Returns:
        Plain text: a line for each paragraph, those of tables row by row, items of lists after "- ";
        no headers, footers, comments, deleted or hidden text.

    Raises:
        ClassifierError: ``library-missing``, ``posting-binary`` (another archive), ``posting-broken``,
            ``posting-encrypted``, ``posting-macros``, ``posting-no-text``, ``posting-too-long``.

    Example:
        >>> from_docx(b"PK")
        Traceback (most recent call last):
        ...
        classifier.errors.ClassifierError: the file is broken or cut off: expected a whole DOCX (BadZipFile)
    """
    if not data.startswith(b"PK"):
        raise ClassifierError("posting-broken", f"{name} is {'empty' if not data else 'no DOCX'}; expected a DOCX")
    docx = library("docx", extra="docx", wanted_by=name)
    try:
        document = docx.Document(_checked(data, name))
        lines = list(_lines(document))
    except ClassifierError:
        raise
    except Exception as error:  # noqa: BLE001 - a stranger's file can be wrong in any way, MemoryError included
        told = f"{name} is broken or cut off: expected a whole DOCX"
        raise ClassifierError("posting-broken", told, hint=type(error).__name__) from None
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not text:
        raise ClassifierError("posting-no-text", f"{name} holds no text")
    check_length(text, name)
    return text


def _checked(data: bytes, name: str) -> BytesIO:
    """The archive again, with its XML parts checked and all others empty."""
    checked, left = BytesIO(), UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(checked, "w") as made:
        parts = {part.filename: part for part in given.infolist()}.values()  # of two alike the last is meant
        if "[Content_Types].xml" not in given.namelist():
            raise ClassifierError("posting-binary", f"{name} is a zip archive; expected a posting")
        if any(part.flag_bits & 1 for part in parts):
            raise ClassifierError("posting-encrypted", f"{name} is protected by a password")
        if len(parts) > PARTS or sum(part.file_size for part in parts if _is_xml(part)) > UNPACKED:
            raise _too_large(name)
        for part in parts:
            content = b""
            if part.filename.lower().endswith("vbaproject.bin"):
                raise ClassifierError("posting-macros", f"{name} holds macros", hint="save it as .docx without them")
            if _is_xml(part):
                content = _unpacked(given, part, left)
                left -= len(content)
                if left < 0:
                    raise _too_large(name)
                if not _is_harmless(content):
                    raise ClassifierError(
                        "posting-broken", f"{name} is no document of a word processor: {part.filename[:80]} is odd XML"
                    )
            made.writestr(part.filename, content)
    checked.seek(0)
    return checked


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """At most about ``most`` bytes: a part can hold more than the archive says."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile  # the others can't be unpacked a piece at a time
    pieces, size = [], 0
    with archive.open(part) as file:
        while size <= most and (piece := file.read(1 << 16)):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)


def _is_harmless(xml: bytes) -> bool:
    """Whether it is plain XML in UTF-8 that declares no entities; in other encodings they could hide."""
    start = xml.removeprefix(b"\xef\xbb\xbf").lstrip()
    encoding = re.match(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]*)", start)
    if encoding is not None and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        return False
    return start.startswith(b"<") and b"\0" not in xml and b"<!DOCTYPE" not in xml


def _too_large(name: str) -> ClassifierError:
    told = f"{name} unpacks to more than {UNPACKED:,} bytes or {PARTS:,} parts; expected one posting"
    return ClassifierError("posting-too-long", told)


def _lines(document: Any) -> Iterator[str]:
    body = document.element.body
    for element in [element for tag in _TWICE for element in body.iter(tag)]:
        element.getparent().remove(element)
    # By hand, for python-docx passes over content controls, text boxes and tracked insertions.
    lists = _list_styles(document)
    for paragraph in body.iter(f"{_W}p"):
        text = "".join(_pieces(paragraph)).strip()
        yield f"- {text}" if text and _is_item(paragraph, lists) else text


def _pieces(paragraph: Any) -> Iterator[str]:
    """The texts of a paragraph, but for those of paragraphs in boxes inside it."""
    queue = list(reversed(paragraph))
    while queue:
        element = queue.pop()
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in _BREAKS:
            yield _BREAKS[element.tag]
        elif element.tag == f"{_W}p" or _is_hidden(element):
            continue
        else:
            queue.extend(reversed(element))


def _is_hidden(element: Any) -> bool:
    vanish = element.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off")


def _is_item(paragraph: Any, lists: set[str]) -> bool:
    numbering = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if numbering is not None:
        return bool(numbering.get(f"{_W}val") != "0")
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val") in lists


def _list_styles(document: Any) -> set[str]:
    """The ids of the styles that make a paragraph an item of a list, themselves or by the style they build on."""
    above: dict[str, str | None] = {}
    known: dict[str | None, bool] = {None: False}
    for style in document.styles.element.iter(f"{_W}style"):
        name, base = style.get(f"{_W}styleId"), style.find(f"{_W}basedOn")
        above[name] = base.get(f"{_W}val") if base is not None else None
        if style.find(f"{_W}pPr/{_W}numPr") is not None:
            known[name] = True
    for name in above:
        way: dict[str | None, None] = {}
        step: str | None = name
        while step not in known and step not in way:  # styles can build on each other in a circle
            way[step] = None
            step = above.get(step or "")
        known.update(dict.fromkeys(way, known.get(step, False)))
    return {name for name in above if known[name]}
