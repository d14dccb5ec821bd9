"""PDF files, by pypdf: the text of their pages. Nothing in them is run, and nothing is fetched."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any

from classifier.errors import ClassifierError
from classifier.libraries import library
from classifier.postings.lines import rejoin
from classifier.postings.text import check_length

PAGES = 50
UNPACKED = 30_000_000  # bytes of any one stream
OPERATIONS = 100_000  # of any one page; a dense page that places each letter by itself has some 50,000
_ALONE = Lock()  # a logger's level is the whole process's; pypdf is Python, so threads lose nothing by waiting


def from_pdf(data: bytes, name: str = "the file") -> str:
    """The text of a PDF; sentences that the page broke are whole again.

    Parameters:
        data: the file.
        name: what to call it in an error.

    Returns:
        Plain text, a line for each paragraph, bullet and heading.

    Raises:
        ClassifierError: ``library-missing``, ``posting-broken``, ``posting-encrypted``, ``posting-no-text`` (a
            scan), ``posting-too-long``.

    Example:
        >>> from_pdf(b"<html>")
        Traceback (most recent call last):
        ...
        classifier.errors.ClassifierError: the file is no PDF; expected a PDF
    """
    if b"%PDF-" not in data[:1024]:
        raise ClassifierError("posting-broken", f"{name} is {'empty' if not data else 'no PDF'}; expected a PDF")
    pypdf = library("pypdf", extra="pdf", wanted_by=name)
    errors = library("pypdf", "errors", extra="pdf")
    try:
        with _ALONE, _quiet(), _limited(pypdf):
            written = ""
            for page in _pages(pypdf.PdfReader(BytesIO(data)), name):
                written += f"{page.extract_text()}\n"
                check_length(written, name)
        text = rejoin(written.splitlines())
    except ClassifierError:
        raise
    except errors.LimitReachedError:
        raise ClassifierError(
            "posting-too-long", f"{name} is too large or too intricate inside; expected one posting"
        ) from None
    except (errors.FileNotDecryptedError, errors.WrongPasswordError, errors.DependencyError):
        raise _encrypted(name) from None
    except Exception as error:  # noqa: BLE001 - a stranger's file can be wrong in any way, MemoryError included
        told = f"{name} is broken or cut off: expected a whole PDF"
        raise ClassifierError("posting-broken", told, hint=type(error).__name__) from None
    if not any(c.isalnum() for c in text):
        raise ClassifierError("posting-no-text", f"{name} holds no text that can be read", hint="a scan? run OCR on it")
    return text


def _pages(reader: Any, name: str) -> Any:
    # Many files are locked against changes alone, and open with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise _encrypted(name)
    n = len(reader.pages)
    if n > PAGES:
        raise ClassifierError("posting-too-long", f"{name} has {n:,} pages; at most {PAGES} are read")
    return reader.pages


def _encrypted(name: str) -> ClassifierError:
    return ClassifierError("posting-encrypted", f"{name} is protected by a password", hint="save a copy without one")


def _limited(pypdf: Any) -> Any:
    return pypdf.apply_configuration(
        zlib_maximum_output_length=UNPACKED,
        lzw_maximum_output_length=UNPACKED,
        run_length_maximum_output_length=UNPACKED,
        array_based_stream_maximum_output_length=UNPACKED,
        stream_decoding_work_maximum_length=2 * UNPACKED,
        stream_parsing_work_maximum_count=OPERATIONS,
        xform_maximum_invocations_per_extraction=500,
        page_tree_maximum_entries=1_000,
        page_tree_maximum_page_entries=20_000,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's warnings to itself: what matters of them comes back as an error."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
