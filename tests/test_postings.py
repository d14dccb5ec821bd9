from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.postings import LONGEST, decode, from_html, read_posting
from tests.conftest import DATA


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_decode_knows_byte_order_marks(encoding: str) -> None:
    assert decode("Sell – naïvely\r\nin Zürich".encode(encoding), "x") == "Sell – naïvely\nin Zürich"


def test_decode_reads_what_is_not_utf8_as_windows_text() -> None:
    assert decode(b"caf\xe9 \x96 caf\xe9", "x") == "café – café"


@pytest.mark.parametrize("data", [bytes(range(256)) * 9, b"%PDF-1.7 text", b"PK\x03\x04 docx", b"\x00" * 50])
def test_decode_refuses_binary(data: bytes) -> None:
    with pytest.raises(ClassifierError) as caught:
        decode(data, "x.bin")
    assert caught.value.code == "posting-binary"


def test_decode_refuses_what_is_too_long() -> None:
    with pytest.raises(ClassifierError) as caught:
        decode(b"a" * (LONGEST + 1), "x")
    assert caught.value.code == "posting-too-long"


@given(st.binary(max_size=300))
def test_decode_gives_text_or_one_error(data: bytes) -> None:
    try:
        result = decode(data, "x")
    except ClassifierError as error:
        result = error.code
    assert isinstance(result, str)
    assert not result.startswith("posting-") or result == "posting-binary"


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["<p>", "</p>", "<li>", "<b", ">", "a", "<script>", "{", "&lt;", "</div>", '"'])).map(
        "".join
    )
)
def test_from_html_never_fails(page: str) -> None:
    assert isinstance(from_html(page), str)


def test_a_saved_page_gives_its_job_posting_with_the_title_first() -> None:
    text = read_posting(DATA / "posting.html")
    assert text.splitlines()[0] == "Senior Account Director"
    assert "Own the P&L of four clients" in text
    assert "Sign in" not in text
    assert "Page text" not in text


def test_escaped_descriptions_and_lists_of_types_are_read() -> None:
    page = """<script type="application/ld+json">[{"@type": ["JobPosting"], "title": "X",
      "description": "&lt;p&gt;Grow accounts&lt;/p&gt;"}]</script>"""
    assert from_html(page) == "X\n\nGrow accounts"


def test_pages_without_data_give_their_visible_text() -> None:
    page = "<nav>Menu</nav><div>Do<br>this <i>well</i><ul><li>One</li><li>Two</li></ul></div><script>x()</script><p>End"
    assert [line for line in from_html(page).splitlines() if line] == ["Do", "this well", "- One", "- Two", "End"]


def test_broken_data_falls_back_to_the_page() -> None:
    assert from_html('<script type="application/ld+json">{"@type": </script><p>Sell</p>') == "Sell"


def test_deep_pages_cost_no_recursion() -> None:
    assert from_html("<div>" * 50_000 + "deep").endswith("deep")


def test_errors_of_files_are_told_apart(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "posting-folder"), (tmp_path / "no.txt", "posting-missing")):
        with pytest.raises(ClassifierError) as caught:
            read_posting(path)
        assert caught.value.code == code


def test_standard_input_is_read(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Grüße".encode())))
    assert read_posting("-") == "Grüße"
