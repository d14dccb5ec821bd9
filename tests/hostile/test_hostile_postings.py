"""Postings that want more than to be read: from the terminal, the page, the parser, or the clock."""

from __future__ import annotations

import io
import json
import tracemalloc
import unicodedata

import pytest
from rich.console import Console

import classifier
from classifier.cli.shell import one_line
from classifier.errors import ClassifierError
from classifier.extraction.blocks import cut, read_text
from classifier.extraction.pages import read_page
from classifier.model import Model
from classifier.postings import LONGEST, from_bytes
from classifier.postings.html import from_html, is_page
from classifier.postings.markup import MOST_TAGS, untangled
from classifier.rendering.html import page
from classifier.rendering.terminal import show
from tests.linear_time import PAGES, PLAIN, as_bytes, read_and_predict

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://x\x1b\\\x9b31m\x90q\x9d52;c;eA==\x9c\x08\x7f"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029\ufeff\u200b\U000e0041"


def printed(model: Model, text: str, heading: str = "") -> str:
    out = io.StringIO()
    show(model.predict(text), Console(file=out, width=80, highlight=False, markup=False), heading=heading)
    return out.getvalue()


def assert_harmless(shown: str) -> None:
    bad = {c for c in shown if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert not bad


def test_nothing_that_a_terminal_obeys_is_printed(shipped: Model, posting: str) -> None:
    hostile = posting.replace(" ", f" {ESCAPES}{BIDI}\ud800", 40)
    assert_harmless(printed(shipped, hostile))
    assert_harmless(printed(shipped, ""))
    assert_harmless(printed(shipped, f"Account {BIDI}Manager{ESCAPES}\nx"))


def test_nothing_of_a_files_name_is_obeyed(shipped: Model, posting: str) -> None:
    assert_harmless(printed(shipped, posting, heading=f"a{ESCAPES}{BIDI}\ud800.txt"))


def test_nothing_of_a_models_names_is_obeyed(shipped: Model, posting: str) -> None:
    from dataclasses import replace

    roles = tuple(replace(r, name=f"{r.name}{ESCAPES}{BIDI}", duties=ESCAPES) for r in shipped.titles.roles)
    model = replace(shipped, titles=replace(shipped.titles, roles=roles), name=ESCAPES)
    for text in (posting, f"{posting}\n{posting[::-1]}", "cook", "Renew contracts and win new business. " * 4):
        assert_harmless(printed(model, text))


def test_errors_are_one_line_of_printable_characters() -> None:
    error = ClassifierError("posting-missing", f"a\nb\r{ESCAPES}{BIDI}\ud800.txt doesn't exist")
    assert one_line(str(error)).isprintable()


def test_an_error_never_repeats_pages_of_what_it_found() -> None:
    error = ClassifierError("corpus-columns", "it has " + "x" * 1_000_000 + " and no label", hint="see the manual")
    assert len(str(error)) < 1100
    assert str(error).startswith("it has ")
    assert str(error).endswith("and no label (see the manual)")


@pytest.mark.parametrize(
    "text", [f"{BIDI}Account Manager{BIDI}\n", "A\u202ereganaM tnuoccA\n", "Acc\u200bount Man\xadager\n"]
)
def test_direction_marks_and_invisible_signs_hide_no_title(shipped: Model, posting: str, text: str) -> None:
    plain, marked = shipped.predict(f"x\n{posting}"), shipped.predict(f"{text}{posting}")
    assert marked.best == plain.best
    assert json.loads(json.dumps(marked.to_dict()))["text"] == f"{text}{posting}"


def test_zero_bytes_are_read_over_or_refused(shipped: Model, posting: str) -> None:
    few = posting.replace("clients", "cli\0ents")
    assert shipped.predict(from_bytes(few.encode(), "a.txt")).role == shipped.predict(posting).role
    with pytest.raises(ClassifierError, match="isn't text"):
        from_bytes(b"a\0" * 1000 + b"\0\0\0", "a.txt")


def test_half_characters_are_read_and_written_as_json(shipped: Model, posting: str) -> None:
    text = json.loads('"\\ud800 ' + json.dumps(posting)[1:-1] + '\\udfff"')
    prediction = shipped.predict(text)
    assert prediction.role == shipped.predict(posting).role
    assert json.loads(json.dumps(prediction.to_dict(), ensure_ascii=True))["text"] == text
    page([("x", prediction)]).encode("utf8")


@pytest.mark.parametrize("kind", [*PLAIN, *PAGES])
def test_texts_of_every_slow_shape_are_read(shipped: Model, kind: str) -> None:
    """The quick sibling of ``python -m tests.linear_time``; a shape whose time were quadratic would stand out."""
    size = 100_000
    data = as_bytes({**PLAIN, **PAGES}[kind](size - 300), size)
    prediction = read_and_predict(shipped, data, kind in PAGES)
    assert abs(sum(prediction.probabilities.values()) - 1) < 1e-9
    total = prediction.constant + sum(phrase.weight for phrase in prediction.phrases)
    assert total == pytest.approx(prediction.margin, abs=1e-8)
    for phrase in prediction.phrases[:20]:
        assert prediction.text[phrase.start : phrase.end] == phrase.text


def test_one_word_of_ten_megabytes_is_read_and_one_byte_more_refused(shipped: Model) -> None:
    prediction = shipped.predict(from_bytes(b"a" * LONGEST, "a.txt"))
    assert prediction.abstained
    with pytest.raises(ClassifierError) as caught:
        from_bytes(b"a" * (LONGEST + 1), "a.txt")
    assert caught.value.code == "posting-too-long"


@pytest.mark.parametrize(
    "tag", ["div", "b", "span", "ul><li", "table><tr><td", "dl><dd><div", "section", "font", "x-y"]
)
def test_a_hundred_thousand_levels_keep_their_text(tag: str) -> None:
    assert from_html(f"<{tag}>" * 100_000 + "deep").endswith("deep")


def test_a_page_that_would_fill_gigabytes_takes_a_few_megabytes() -> None:
    bomb = "".join(f"<p><b id={i}>sell" for i in range(9_000))
    tracemalloc.start()
    text = from_html(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert text.split() == ["sell"] * 9_000
    assert peak < 50_000_000
    assert untangled(bomb).count("<b ") == 0  # what parsers open again, outside Python's memory


def test_tags_with_very_many_attributes_are_read_without_them() -> None:
    attributes = " ".join(f"a{i}" for i in range(30_000))
    for opening in (f"<p {attributes}>", f"<p x='\"' {attributes}>", f"<p a' b='>' {attributes}>"):
        assert "a29999" not in untangled(f"{opening}Close deals")
        assert from_html(f"{opening}Close deals") == "Close deals"


def test_a_tangled_page_gives_the_same_words_as_a_plain_one() -> None:
    inside = (
        "<head><title>T</title></head><body><nav>Menu</nav><!-- <p>no --><h1>AE</h1><script>if (a<b) x='</p>'</script>"
        "<ul><li>Close <b>de</b>als &amp; win<li>Renew</ul><svg><title>i</title></svg><p title='a>b'>Lead</p><br>Apply"
    )
    tangled = inside + "<i></i>" * MOST_TAGS
    assert untangled(tangled) != tangled.replace("<i>", "<span>")
    assert from_html(tangled).split() == from_html(inside).split()


def test_a_tangled_page_keeps_its_job_posting() -> None:
    data = json.dumps({"@type": "JobPosting", "title": "AE", "description": "<p>Close <b>deals</b>"})
    found = from_html("<div>" * MOST_TAGS + f'<script async TYPE="application/ld+json">{data}</script>')
    assert found == "AE\n\nClose deals"


@pytest.mark.parametrize("start", ["<!-- -->" * 240, "<!--" * 400, " " * 1999, "<!-- --> " * 200])
def test_comments_before_a_page_are_told_apart_in_one_way(start: str) -> None:
    assert not is_page(start + "x")


def test_comments_before_a_page_are_passed_over() -> None:
    assert is_page("<!-- saved --> \n<!-- twice --><!doctype html>")


def test_entities_expand_to_no_more_than_a_character() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><p>&c;&c;&amp;lt;</p>'
    assert len(from_html(bomb)) < len(bomb)
    nested = '{"@type": "JobPosting", "description": "&lt;p&gt;' + "&amp;" * 1000 + '"}'
    assert len(from_html(f'<script type="application/ld+json">{nested}</script>')) <= 1000


@pytest.mark.parametrize("number", ["9" * 5000, "x" + "f" * 5000, "0" * 5000 + "65", "1114112", "xD800", "0"])
def test_numbers_that_are_no_character_are_read_over(number: str) -> None:
    data = json.dumps({"@type": "JobPosting", "description": f"&lt;p&gt;Close deals &#{number};"})
    assert from_html(f'<script type="application/ld+json">{data}</script>').startswith("Close deals")


@pytest.mark.parametrize("title", ["[" * 400 + "]" * 400, '{"a": "<p>"}', "7", "null", "true"])
def test_a_title_that_is_no_text_is_left_out(title: str) -> None:
    data = f'{{"@type": "JobPosting", "title": {title}, "name": "AE", "description": "Close deals"}}'
    assert from_html(f'<script type="application/ld+json">{data}</script>') == "AE\n\nClose deals"


@pytest.mark.parametrize(
    "unit", ["<a ", "<a '", '<a href="', "<a/", "<h", "<!--", "<script", "</", "<?x", "<![if", " <", "&"]
)
def test_articles_of_unfinished_markup_are_read(unit: str) -> None:
    """Python's own parser would take minutes for 100 kB of some of them."""
    blocks = read_page(f"<p>They close deals.</p>\n{unit * (100_000 // len(unit))}")
    assert blocks[0].text == "They close deals."
    assert all(1 <= line <= 2 for block in blocks for _, line in block.starts)


def test_an_article_of_one_paragraph_keeps_its_lines() -> None:
    text = "They close deals and win\nnew customers. " * 20_000
    parts = [part for block in read_text(text, markdown=True) for part in cut(block)]
    assert len(parts) > 100
    assert [part.line(0) for part in parts] == sorted(part.line(0) for part in parts)
    assert parts[-1].line(len(parts[-1].text)) == 20_001
    assert " ".join(part.text for part in parts).split() == text.split()


def test_script_in_a_posting_stays_text_on_its_page(shipped: Model, posting: str) -> None:
    content = page(
        [("<script>x</script>", shipped.predict(f"{posting}</pre><script>alert(1)</script>"))], model=shipped
    )
    assert "<script" not in content


def test_pages_are_read_as_data() -> None:
    assert classifier.load().predict(from_html("<p>{{ 7 * 7 }} {% include 'x' %} ${7*7} %(a)s {0}</p>")).abstained
