from __future__ import annotations

import contextlib
import csv
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.batch import score_files
from classifier.errors import ClassifierError
from classifier.model import Model
from classifier.postings import from_bytes
from classifier.postings.word import PARTS, UNPACKED, from_docx
from tests.documents import body_of, make_docx, make_pdf, saved, with_part, wrapped

PART = "word/document.xml"
LAUGHS = "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
FILE = "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


def a_document() -> bytes:
    return make_docx("Account Manager\n- Renew contracts\n- Keep clients")


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def read_body(inner: str) -> str:
    return from_docx(with_part(a_document(), PART, body_of(inner)))


def with_lying_size() -> bytes:
    """A part that unpacks to more than twice the limit, in an archive that calls it small."""
    data = bytearray(with_part(a_document(), PART, b"<" + b" " * (2 * UNPACKED)))
    place = data.rfind(PART.encode())  # of its entry in the archive's directory
    data[place - 22 : place - 18] = struct.pack("<I", 100)
    return bytes(data)


def with_password_flag() -> bytes:
    data = bytearray(a_document())
    place = data.rfind(PART.encode())
    data[place - 38] |= 1
    return bytes(data)


def many_parts() -> bytes:
    out = io.BytesIO(a_document())
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(PARTS):
            archive.writestr(f"{number}.xml", "<a/>")
    return out.getvalue()


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "posting-broken"),
    "a web page": (lambda: b"<html>Page not found</html>", "posting-broken"),
    "cut off": (lambda: a_document()[:-500], "posting-broken"),
    "another archive": (lambda: with_part(a_document(), "[Content_Types].xml", None), "posting-binary"),
    "no main part": (lambda: with_part(a_document(), PART, None), "posting-broken"),
    "no XML": (lambda: with_part(a_document(), PART, b"Sell."), "posting-broken"),
    "nothing written": (lambda: saved(docx.Document()), "posting-no-text"),
    "entities": (lambda: with_part(a_document(), PART, body_of("&b;", before=LAUGHS)), "posting-broken"),
    "a file's entity": (lambda: with_part(a_document(), PART, body_of("&a;", before=FILE)), "posting-broken"),
    "hidden entities": (
        lambda: with_part(a_document(), PART, body_of("&b;", before=LAUGHS).decode().encode("utf-16")),
        "posting-broken",
    ),
    "another encoding": (
        lambda: with_part(a_document(), PART, b'<?xml version="1.0" encoding="utf-7"?>+ADw-a/>'),
        "posting-broken",
    ),
    "a bomb": (lambda: with_part(a_document(), PART, b"<" + b" " * UNPACKED), "posting-too-long"),
    "a bomb of two parts": (
        lambda: with_part(
            with_part(a_document(), PART, b"<" + b" " * (UNPACKED // 2)), "word/styles.xml", b"<" + b" " * UNPACKED
        ),
        "posting-too-long",
    ),
    "a bomb that lies": (with_lying_size, "posting-broken"),
    "a packing that can't be stopped": (
        lambda: with_part(a_document(), PART, body_of(""), method=zipfile.ZIP_BZIP2),
        "posting-broken",
    ),
    "much text": (
        lambda: with_part(a_document(), PART, body_of(paragraph(run("a" * 6_000_000), run("b" * 6_000_000)))),
        "posting-too-long",
    ),
    "many parts": (many_parts, "posting-too-long"),
    "deep XML": (lambda: with_part(a_document(), PART, body_of("<w:p>" * 5000 + "</w:p>" * 5000)), "posting-broken"),
    "macros": (lambda: with_part(a_document(), "word/vbaProject.bin", b"Sub AutoOpen()"), "posting-macros"),
    "encrypted parts": (with_password_flag, "posting-encrypted"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "posting-encrypted",
    ),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "posting-binary"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_gives_one_line_with_a_code(kind: str) -> None:
    make, code = BROKEN[kind]
    with pytest.raises(ClassifierError) as caught:
        from_bytes(make(), "jobs/posting.docx")
    assert caught.value.code == code
    assert str(caught.value).startswith("jobs/posting.docx ")
    assert "\n" not in str(caught.value)


def test_paragraphs_lists_and_tables_become_lines_in_reading_order() -> None:
    document = docx.Document()
    document.add_heading("Account Director", 0)
    document.add_paragraph("Lead the team", style="List Bullet")
    document.add_paragraph("Own the budget", style="List Number 2")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["Pay", "80,000", "Place", "Leeds"], strict=True):
        cell.text = text
    table.cell(1, 1).add_paragraph("or remote", style="List Bullet")
    document.add_paragraph("Apply\nby May\tplease")
    document.sections[0].header.paragraphs[0].text = "Page 1"
    lines = "Account Director|- Lead the team|- Own the budget|Pay|80,000|Place|Leeds|- or remote|Apply|by May please"
    assert from_docx(saved(document)).split("\n") == lines.split("|")


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (paragraph("<w:hyperlink>", run("Close"), "</w:hyperlink>", run(" deals")), "Close deals"),
        (paragraph("<w:ins>", run("New"), "</w:ins><w:del><w:r><w:delText>Old</w:delText></w:r></w:del>"), "New"),
        (paragraph("<w:moveFrom>", run("Here"), "</w:moveFrom>", run("There")), "There"),
        ("<w:sdt><w:sdtContent>" + paragraph(run("In a form")) + "</w:sdtContent></w:sdt>", "In a form"),
        (paragraph(run("Seen"), run(" hidden", "<w:vanish/>")), "Seen"),
        (paragraph(run("Not"), run(" hidden", "<w:vanish w:val='0'/>")), "Not hidden"),
        (paragraph("<w:pict><w:txbxContent>", paragraph(run("In a box")), "</w:txbxContent></w:pict>"), "In a box"),
        (paragraph("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>"), "a\nb-c"),
        (paragraph("<w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr>", run("Item")), "- Item"),
        (paragraph("<w:pPr><w:pStyle w:val='ListBullet'/><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>", run("No")),
         "No"),
        (
            paragraph(
                "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
                "<mc:Choice>", run("Once"), "</mc:Choice><mc:Fallback>", run("Once"), "</mc:Fallback>"
                "</mc:AlternateContent>"
            ),
            "Once",
        ),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_read_and_nothing_else(inner: str, expected: str) -> None:
    assert read_body(inner) == expected


def test_styles_that_build_on_each_other_in_a_circle_end() -> None:
    document = docx.Document()
    one, two = document.styles.add_style("One", 1), document.styles.add_style("Two", 1)
    one.base_style, two.base_style = two, one
    document.add_paragraph("Text", style="One")
    assert from_docx(saved(document)) == "Text"


def test_a_long_chain_of_styles_is_followed_to_its_end_and_costs_no_time() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    chain = "".join(f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(100_000))
    last = '<w:style w:styleId="s100000"><w:pPr><w:numPr/></w:pPr></w:style>'
    data = with_part(a_document(), "word/styles.xml", f'<w:styles xmlns:w="{space}">{chain}{last}</w:styles>'.encode())
    inner = paragraph('<w:pPr><w:pStyle w:val="s0"/></w:pPr>', run("Item"))
    assert from_docx(with_part(data, PART, body_of(inner))) == "- Item"


@pytest.mark.filterwarnings("error")
def test_of_two_parts_of_one_name_the_last_is_read_without_a_warning() -> None:
    out = io.BytesIO(a_document())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(PART, body_of(paragraph(run("Meant"))))
    assert from_docx(out.getvalue()) == "Meant"


def test_pictures_are_not_unpacked() -> None:
    assert from_docx(with_part(a_document(), "word/media/image1.png", b" " * (UNPACKED + 1))).startswith("Account")


def test_a_posting_keeps_its_role(shipped: Model, posting: str) -> None:
    written, read = shipped.predict(posting), shipped.predict(from_docx(make_docx(posting)))
    assert (read.role, round(read.confidence, 6)) == (written.role, round(written.confidence, 6))


@given(st.data())
def test_damaged_files_give_text_or_one_error(data: st.DataObject) -> None:
    damaged = bytearray(a_document())
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=30)):
        damaged[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ClassifierError):
        assert from_docx(bytes(damaged))


def test_score_reads_folders_of_documents_and_rejects_the_broken(tmp_path: Path, posting: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.docx").write_bytes(make_docx(posting))
    (folder / "b.pdf").write_bytes(make_pdf([wrapped(posting)]))
    (folder / "c.txt").write_text(posting, encoding="utf8")
    (folder / "d.docx").write_bytes(a_document()[:-300])
    done = score_files([folder], tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [Path(row["file"]).name for row in rows] == ["a.docx", "b.pdf", "c.txt"]
    assert {row["role"] for row in rows} == {"AE"}
    assert done.rejected == {"posting-broken": 1}
