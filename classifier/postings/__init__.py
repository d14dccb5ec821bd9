"""What a posting is: bytes, a file or a saved web page, turned into text.

Text and HTML are read with what is always installed; PDF and DOCX need the extras ``pdf`` and
``docx``, whose libraries are imported when such a file comes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from classifier.errors import ClassifierError
from classifier.libraries import library
from classifier.postings.html import from_html, is_page
from classifier.postings.text import LONGEST, check_length, decode

__all__ = [
    "LONGEST", "SUFFIXES", "check_extra", "decode", "form_of", "from_bytes", "from_html", "is_page", "read_posting",
]  # fmt: skip

SUFFIXES = (".txt", ".md", ".html", ".htm", ".xhtml", ".pdf", ".docx")
_PAGES = (".html", ".htm", ".xhtml")
_WORD_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # which also wraps a DOCX that has a password


def read_posting(path: str | Path) -> str:
    """Read one posting from a file, or from standard input where the path is "-".

    Parameters:
        path: a text, Markdown, HTML, PDF or DOCX file.

    Returns:
        Its text; of a web page the job's own part, with the stated title as first line.

    Raises:
        ClassifierError: ``posting-missing``, ``posting-folder``, ``posting-unreadable``, and those of `from_bytes`.
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
    except (OSError, ValueError) as error:  # ValueError: a name with a zero character
        reason = getattr(error, "strerror", None) or error
        raise ClassifierError("posting-unreadable", f"can't read {name}: {reason}") from None
    return from_bytes(data, name)


def from_bytes(data: bytes, name: str) -> str:
    r"""Turn a file's bytes into text; what they are is told by their first ones, then by the name's end.

    Parameters:
        data: the file.
        name: its name, also in errors.

    Returns:
        Its text.

    Raises:
        ClassifierError: ``posting-too-long``, ``posting-binary``; of PDF and DOCX files also ``posting-broken``,
            ``posting-encrypted``, ``posting-macros``, ``posting-no-text``, ``library-missing``.

    Example:
        >>> from_bytes(b"<html><p>Close deals</p></html>", "page")
        'Close deals'
    """
    check_length(data, name)
    form = form_of(name)
    if form == ".pdf" or data[:1024].lstrip().startswith(b"%PDF-"):
        from classifier.postings.pdf import from_pdf

        return from_pdf(data, name)
    if data.startswith(_WORD_97):
        raise _of_word_97(data, name)
    if form == ".docx" or data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from classifier.postings.word import from_docx

        return from_docx(data, name)
    text = decode(data, name)
    return from_html(text) if form in _PAGES or is_page(text) else text


def form_of(name: str) -> str:
    """What a file's name ends in, without what its compression adds.

    Example:
        >>> form_of("Jobs/Senior.PDF.gz")
        '.pdf'
    """
    lowered = name.lower()
    for end in (".gz", ".zst", ".bz2"):
        lowered = lowered.removesuffix(end)
    return next((suffix for suffix in SUFFIXES if lowered.endswith(suffix)), "")


def check_extra(name: str) -> None:
    """Make sure, before any work is done, that a file of this name could be read.

    Raises:
        ClassifierError: ``library-missing``.
    """
    package, extra = {".pdf": ("pypdf", "pdf"), ".docx": ("docx", "docx")}.get(form_of(name), ("", ""))
    if package:
        library(package, extra=extra, wanted_by=name)


def _of_word_97(data: bytes, name: str) -> ClassifierError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ClassifierError("posting-encrypted", f"{name} is protected by a password", hint="save a copy without")
    return ClassifierError("posting-binary", f"{name} is of an old Office program", hint="save it as .docx")
