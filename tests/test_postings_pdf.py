from __future__ import annotations

import contextlib
import io
import logging
import unicodedata
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.cli.shell import run
from classifier.errors import ClassifierError
from classifier.model import Model
from classifier.postings import LONGEST, from_bytes, read_posting
from classifier.postings.lines import rejoin
from classifier.postings.pdf import PAGES, UNPACKED, from_pdf
from tests.documents import ROOM, make_pdf, wrapped

DUTIES = """Account Manager
What you'll do
• Keep in touch with forty clients, learn what they plan, and renew their contracts before they run out
• Sell more to those who have room to grow, with offers (priced by you) that fit what they told us
• Settle complaints"""


def a_page() -> bytes:
    return make_pdf([wrapped(DUTIES)])


def protected(password: str, owner: str) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(a_page()))
    writer.encrypt(password, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def in_a_circle() -> bytes:
    return a_page().replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "posting-broken"),
    "a web page": (lambda: b"<html>Page not found</html>", "posting-broken"),
    "cut off": (lambda: a_page()[:-200], "posting-broken"),
    "no pages": (lambda: make_pdf([]), "posting-no-text"),
    "pages in a circle": (in_a_circle, "posting-broken"),
    "a scan": (lambda: make_pdf([], streams=[zlib.compress(b"q 595 0 0 842 0 0 cm Q")]), "posting-no-text"),
    "a password": (lambda: protected("secret", "secret"), "posting-encrypted"),
    "many pages": (lambda: make_pdf([["Sell."]] * (PAGES + 1)), "posting-too-long"),
    "a bomb": (lambda: make_pdf([], streams=[zlib.compress(b" " * (UNPACKED + 1), 9)]), "posting-too-long"),
    "much text": (
        lambda: make_pdf([], streams=[zlib.compress(b"BT /F1 9 Tf (" + b"a" * (LONGEST + 1) + b") Tj ET")]),
        "posting-too-long",
    ),
    "endless text": (lambda: make_pdf([], streams=[zlib.compress(b"BT " + b"() Tj " * 300_000)]), "posting-too-long"),
}


def test_sentences_that_the_page_broke_are_whole_again() -> None:
    assert len(wrapped(DUTIES)) > len(DUTIES.splitlines())
    assert from_pdf(a_page()) == DUTIES


def test_a_posting_keeps_its_role_on_a_narrow_page(shipped: Model, posting: str) -> None:
    assert max(map(len, posting.splitlines())) > ROOM
    written, printed = shipped.predict(posting), shipped.predict(from_pdf(make_pdf([wrapped(posting)])))
    assert printed.role == written.role
    assert printed.confidence == pytest.approx(written.confidence, abs=0.01)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["• Win new", "• Close"], "• Win new\n• Close"),
        (["\uf0b7", "Win new customers"], "• Win new customers"),
        (["o Win new", "o Close deals"], "o Win new\no Close deals"),
        (["1. Win new", "2. Close"], "1. Win new\n2. Close"),
        (["Our ﬁrst oﬃce"], "Our first office"),
        (["Work with our client-", "facing staff"], "Work with our client-facing staff"),
        (["Renew the contracts of our", "UK clients"], "Renew the contracts of our UK clients"),
        (["Duties:", "win new customers"], "Duties:\nwin new customers"),
        (["Who we are", "What you do", "Grow forty accounts across the region each year"], None),
        (["Grow forty accounts", "across the region", "each year", "", "", "", "Apply"], None),
        ([], ""),
    ],
)
def test_lines_are_joined_where_only_the_width_broke_them(lines: list[str], expected: str | None) -> None:
    if expected is None:
        expected = {"Who": "\n".join(lines), "Gro": "Grow forty accounts across the region each year\n\nApply"}[
            lines[0][:3]
        ]
    assert rejoin(lines) == expected


@given(st.lists(st.text(max_size=40), max_size=12))
def test_joining_neither_loses_nor_moves_a_word(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isascii() and c.isalnum())

    assert letters(rejoin(lines)) == letters("".join(lines))


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_gives_one_line_with_a_code(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    make, code = BROKEN[kind]
    with pytest.raises(ClassifierError) as caught:
        from_bytes(make(), "jobs/posting.pdf")
    assert caught.value.code == code
    assert str(caught.value).startswith("jobs/posting.pdf ")
    assert "\n" not in str(caught.value)
    assert caplog.records == []


def test_threads_leave_the_warnings_of_others_as_they_were() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(from_pdf, [a_page()] * 40)) == {DUTIES}
    assert logging.getLogger("pypdf").level == logging.NOTSET


def test_a_file_locked_against_changes_alone_is_read() -> None:
    assert from_pdf(protected("", "owner")) == DUTIES


@given(st.data())
def test_damaged_files_give_text_or_one_error(data: st.DataObject) -> None:
    damaged = bytearray(a_page())
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=30)):
        damaged[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ClassifierError):
        assert from_pdf(bytes(damaged))


def test_what_it_is_goes_by_the_first_bytes_and_not_by_the_name(tmp_path: Path) -> None:
    (tmp_path / "posting.txt").write_bytes(a_page())
    assert read_posting(tmp_path / "posting.txt") == DUTIES


def test_the_commands_read_it(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch) -> None:
    from classifier.cli import app

    (tmp_path / "good.pdf").write_bytes(a_page())
    (tmp_path / "bad.pdf").write_bytes(a_page()[:300])
    monkeypatch.setattr("sys.argv", ["classifier", "predict", *(str(tmp_path / n) for n in ("good.pdf", "bad.pdf"))])
    assert run(app) == 1
    out, err = capfd.readouterr()
    assert "Settle complaints" in out
    assert err.startswith("error[posting-broken]: ")
    assert err.count("\n") == 1
