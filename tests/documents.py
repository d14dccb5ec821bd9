"""PDF and DOCX files for the tests, made when they run."""

from __future__ import annotations

import io
import textwrap
import zipfile
import zlib
from collections.abc import Iterable, Sequence

ROOM = 64  # characters on a line of the made PDFs


def wrapped(text: str) -> list[str]:
    """The lines of a text as a narrow page breaks them."""
    return [line for whole in text.splitlines() for line in textwrap.wrap(whole, ROOM) or [""]]


def make_pdf(pages: Sequence[Sequence[str]], *, streams: Sequence[bytes] | None = None) -> bytes:
    """A small, whole PDF: Helvetica in Windows' encoding, one line under the other.

    Parameters:
        pages: the lines of each page.
        streams: the pages' drawing commands as they are stored (Flate), instead of lines.
    """
    contents = [zlib.compress(_draw(lines)) for lines in pages] if streams is None else list(streams)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _draw(lines: Iterable[str]) -> bytes:
    shown = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    return b"BT /F1 10 Tf 12 TL 50 790 Td\n" + shown + b"ET"


def _escaped(line: str) -> bytes:
    data = line.encode("cp1252", "replace")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def make_docx(text: str) -> bytes:
    """A DOCX by python-docx, with "- " as Word's own bullets."""
    import docx

    document = docx.Document()
    for line in text.splitlines():
        style = "List Bullet" if line.startswith("- ") else None
        document.add_paragraph(line.removeprefix("- "), style=style)
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes | None, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with one part replaced, added, or (None) taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", method) as made:
        for part in given.infolist():
            if part.filename != name:
                made.writestr(part.filename, given.read(part))
        if content is not None:
            made.writestr(name, content)
    return out.getvalue()


def body_of(inner: str, *, before: str = "") -> bytes:
    """A ``word/document.xml`` with these paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{space}"><w:body>{inner}</w:body></w:document>'.encode()
