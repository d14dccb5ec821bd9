"""Text: bytes into characters, by byte-order mark, as UTF-8, or as Windows-1252."""

from __future__ import annotations

import codecs

from classifier.errors import ClassifierError

LONGEST = 10_000_000  # bytes; the longest real postings have some 30,000
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def check_length(data: bytes | str, name: str) -> None:
    """Turn away what is longer than one posting can be.

    Raises:
        ClassifierError: ``posting-too-long``.
    """
    if len(data) > LONGEST:
        unit = "bytes" if isinstance(data, bytes) else "characters"
        raise ClassifierError(
            "posting-too-long",
            f"{name} is longer than {LONGEST:,} {unit}; expected one posting",
            hint="use score for many",
        )


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
    check_length(data, name)
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
