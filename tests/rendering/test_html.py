from __future__ import annotations

import base64
import hashlib
import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from classifier.errors import ClassifierError
from classifier.model import Model
from classifier.prediction import Phrase, Sentence
from classifier.rendering.html import check_output, page, write_page
from classifier.rendering.stretches import stretches
from classifier.rendering.view import View
from classifier.rendering.wording import neutral, percent, short

HOSTILE = (
    '</div></style><script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 * 7 }}{% raw %}<!-- \' " &amp; &#x202e; '
    "<svg onload=alert(3)><a href=javascript:alert(4)>close new business and win new customers</a>"
    "\x1b[31m\x00\u202e\u2066"
)
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def parsed(content: str) -> LexborHTMLParser:
    assert content.startswith("<!doctype html>\n")
    return LexborHTMLParser(content)


def shown(model: Model, *texts: str, names: tuple[str, ...] = ()) -> LexborHTMLParser:
    names = names or tuple(f"posting {i}" for i, _ in enumerate(texts, 1))
    return parsed(page([(n, model.predict(t)) for n, t in zip(names, texts, strict=True)], model=model))


def posting_text(tree: LexborHTMLParser, number: int = 1) -> str:
    return tree.css_first(f"#p{number}-posting").text(deep=True)


class Sections(HTMLParser):
    """Another parser's opinion: the text under one id, and every tag and attribute of the page."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.text = wanted, 0, ""
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))
        if tag not in ("meta", "rect"):
            self.depth += bool(self.depth) or ("id", self.wanted) in attrs

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text += data


@given(st.text())
@example(HOSTILE)
@example("a\r\nb\rc\x0bd\x85e\u2028f\ud800")
def test_the_postings_text_is_all_there_and_nothing_else(shipped: Model, text: str) -> None:
    text = f"Win new business. {text} Renew contracts."
    content = page([("any", shipped.predict(text))])
    assert posting_text(parsed(content)) == neutral(text)
    other = Sections("p1-posting")
    other.feed(content)
    assert other.text == neutral(text)


@given(st.text(), st.text())
def test_no_text_becomes_markup(shipped: Model, text: str, name: str) -> None:
    prediction = shipped.predict(f"Win new business and close deals. {text}")
    plain = shipped.predict("Win new business and close deals.")
    tags = {"script", "img", "iframe", "link", "object", "embed", "form", "input", "base"}
    for content in (page([(name, prediction)]), page([(name, prediction), ("plain", plain)])):
        found = Sections("")
        found.feed(content)
        assert not tags & {tag for tag, _ in found.tags}
        for _, attributes in found.tags:
            assert all(not key.startswith("on") and key not in ("style", "src", "srcset") for key, _ in attributes)
            assert all(value.startswith("#") for key, value in attributes if key == "href")


def test_script_in_a_posting_or_its_name_is_shown_as_text(shipped: Model) -> None:
    tree = shown(shipped, HOSTILE * 5, "x", names=("<script>alert(5)</script>", HOSTILE))
    assert tree.css("script, img, a[href^=javascript]") == []
    assert "<script>alert(1)</script>" in posting_text(tree)
    assert "{{ 7 * 7 }}" in posting_text(tree)
    assert "<script>alert(5)</script>" in tree.css_first("h1").parent.text(deep=True)


def test_a_strangers_model_can_not_write_markup_either(kitchen: Model) -> None:
    from dataclasses import replace

    roles = tuple(replace(role, name=f'"><script>{role.label}\u202e') for role in kitchen.titles.roles)
    hostile = replace(kitchen, name="<b>", titles=replace(kitchen.titles, roles=roles), facts={"cross_validation": 3})
    prediction = hostile.predict("Fry the fish, boil rice and stir the soup. " * 4)
    content = page([("a", prediction), ("b", prediction)], model=hostile)
    assert parsed(content).css("script, b") == []
    assert not set(content) & set(BIDI)


@given(st.text(alphabet=st.characters(codec=None)))
@example(BIDI + "\x00\x1b\x7f\x9b\ud83d")
def test_neutral_leaves_nothing_to_obey(text: str) -> None:
    clean = neutral(text)
    assert len(clean) == len(text.replace("\r\n", "\n"))
    assert not set(clean) & set(BIDI)
    assert all(c >= " " or c in "\t\n" for c in clean)
    clean.encode("utf8")
    assert neutral(clean) == clean


def test_emoji_and_other_scripts_stay_as_they_are() -> None:
    text = "👩‍👩‍👧 می‌خواهم مرحبا naïve soft\u00adhyphen\ttab"
    assert neutral(text) == text


def test_marks_are_the_deciding_phrases_and_the_strongest_others(shipped: Model, posting: str) -> None:
    tree, prediction = shown(shipped, posting), shipped.predict(posting)
    decided = [mark.text(deep=True) for mark in tree.css("mark.decided")]
    assert decided == [phrase.text for phrase in prediction.deciding] != []
    told = {mark.text(deep=True): mark.attributes for mark in tree.css("mark")}
    for phrase in View(1, "", prediction).marked:
        attributes = told[phrase.text]
        assert attributes["tabindex"] == "0"
        assert attributes["data-weight"] == f"{phrase.weight:+.2f}".replace("-", "−")
        described = tree.css_first(f"#{attributes['aria-describedby']}").text()
        assert described.startswith(attributes["data-weight"])
        assert attributes["data-told"].startswith(described)
        assert prediction.names[phrase.label] in described
    strongest = max(tree.css("mark"), key=lambda mark: float(mark.attributes["data-weight"].replace("−", "-")))
    assert "s4" in strongest.attributes["class"].split()


def test_every_link_leads_somewhere_and_every_id_is_its_own(shipped: Model, posting: str) -> None:
    tree = shown(shipped, posting, posting.upper(), "", names=("a", "b", "c"))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    links = [node.attributes["href"] for node in tree.css("a")]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert {"#p1", "#p2", "#p3", "#comparison"} <= set(links)
    for node in tree.css("[aria-labelledby], [aria-describedby]"):
        for key in ("aria-labelledby", "aria-describedby"):
            assert node.attributes.get(key, ids[0]) in ids


def test_the_page_says_what_the_prediction_says(shipped: Model, posting: str) -> None:
    tree, prediction = shown(shipped, posting), shipped.predict(posting)
    assert tree.css_first("h1").text() == prediction.verdict == "Account Executive"
    stated = " ".join(tree.css_first(".stated").text(deep=True).split())
    assert stated == "Stated title: Account Manager. The duties disagree."
    chances = [row.text(deep=True).split() for row in tree.css(".chances dl > div")]
    for row, (label, chance) in zip(chances, prediction.probabilities.items(), strict=True):
        assert "".join(row) == f"{prediction.names[label]}{percent(chance)}".replace(" ", "")
    rows = tree.css(".sentences tbody tr")
    assert len(rows) == len(prediction.sentences)
    for row, sentence in zip(rows, prediction.sentences, strict=True):
        told, label, _ = (cell.text(deep=True).strip() for cell in row.css("td"))
        assert told == short(posting[sentence.start : sentence.end])
        assert label == prediction.names[sentence.label]
        place = tree.css_first(row.css_first("a").attributes["href"])
        assert place.text(deep=True) == posting[sentence.start : sentence.end]
    about = tree.css_first(".about").text(deep=True)
    for fact in (*prediction.model.values(), shipped.calibration.source):
        assert fact in about


def test_a_page_without_the_model_says_what_the_predictions_know(shipped: Model, posting: str) -> None:
    about = parsed(page([("x", shipped.predict(posting))])).css_first(".about").text(deep=True)
    assert shipped.sha256 in about
    assert "Calibrated" not in about


def test_several_postings_get_an_index_and_a_comparison(shipped: Model, posting: str) -> None:
    other = "Renew contracts, keep existing clients happy and solve their issues. Find upsell in your portfolio. " * 3
    tree = shown(shipped, posting, other, "", names=("one.txt", "two.txt", "three.txt"))
    assert tree.css_first("h1").text() == "3 postings compared"
    assert sorted(a.text() for a in tree.css("nav a")) == ["one.txt", "three.txt", "two.txt"]
    rows = [" ".join(row.text(deep=True).split()) for row in tree.css(".comparison tbody tr")]
    assert rows[0].startswith("one.txt Account Executive")
    assert rows[0].endswith("Account Manager: disagrees")
    assert "Account Manager" in rows[1]
    assert rows[2].startswith("three.txt No answer")
    assert len(tree.css("article")) == 3
    assert len(tree.css("h1")) == 1
    assert [posting_text(tree, i) for i in (1, 2)] == [posting, other]


@pytest.mark.parametrize("text", ["", " \n\t", "Sales", "Мы ищем менеджера по работе с клиентами."])
def test_no_answer_is_said_with_its_reason(shipped: Model, text: str) -> None:
    tree = shown(shipped, text)
    assert tree.css_first("h1").text() == "No answer"
    reason = str(shipped.predict(text).reason)
    assert reason.lower() in tree.css_first(".lead").text().lower()


@pytest.mark.parametrize("text", ["", " \n\t", "Мы ищем менеджера по работе с клиентами."])
def test_a_text_that_says_nothing_gets_no_bars(shipped: Model, posting: str, text: str) -> None:
    assert shown(shipped, text).css(".chances") == []
    cells = shown(shipped, text, posting).css_first(".comparison tbody tr").css("td.number")
    assert [cell.text(deep=True).strip() for cell in cells] == ["–"] * 4


def test_bars_of_a_text_without_an_answer_are_called_a_guess(shipped: Model, posting: str) -> None:
    assert shown(shipped, "Sales").css_first(".chances.guess :is(h2, h3)").text() == "If it had to guess"
    assert len(shown(shipped, "Sales", posting).css(".comparison td.guess")) == 4
    assert shown(shipped, posting).css(".guess") == []


def test_headings_go_down_one_level_at_a_time(shipped: Model, posting: str) -> None:
    for texts in ((posting,), (posting, posting)):
        levels = [int(tag[1]) for tag in re.findall(r"<(h[1-6])", shown(shipped, *texts).html)]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_policy_allows_this_style_alone(shipped: Model, posting: str) -> None:
    content = page([("x", shipped.predict(posting))])
    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = parsed(content).css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|@font-face|https?:", content)


def test_a_long_posting_lists_its_strongest_sentences(shipped: Model) -> None:
    text = "Win new business from prospects. " * 400
    tree = shown(shipped, text)
    assert posting_text(tree) == text
    assert len(tree.css(".sentences tbody tr")) == 150
    assert "The 150 strongest of 400 sentences" in tree.css_first(".evidence").text(deep=True)


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-3, 44), st.integers(-3, 44)), max_size=9))
def test_stretches_are_the_text_whatever_the_spans(text: str, spans: list[tuple[int, int]]) -> None:
    sentences = [Sentence(a, b, "AE", 0.1) for a, b in spans[::2]]
    phrases = [Phrase("", a, b, "AE", 0.1) for a, b in spans[1::2]]
    found = list(stretches(text, sentences, phrases))
    assert "".join(piece.text for stretch in found for piece in stretch.pieces) == text
    for piece in (piece for stretch in found for piece in stretch.pieces if piece.phrase):
        assert piece.text == text[piece.phrase.start : piece.phrase.end]


def test_a_page_is_replaced_only_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    write_page("one", out)
    with pytest.raises(ClassifierError) as refused:
        write_page("two", out)
    assert refused.value.code == "output-exists"
    assert out.read_text() == "one"
    write_page("two", out, overwrite=True)
    assert out.read_text() == "two"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(("name", "code"), [("no/page.html", "output-unwritable"), (".", "output-exists")])
def test_places_where_no_page_can_be_are_refused(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(ClassifierError) as refused:
        write_page("page", tmp_path / name, overwrite=True)
    assert refused.value.code == code


def test_a_name_too_long_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError) as refused:
        write_page("page", tmp_path / ("x" * 300))
    assert refused.value.code == "output-unwritable"
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_never_replaced(tmp_path: Path) -> None:
    posting = tmp_path / "posting.html"
    posting.write_text("Sell")
    link = tmp_path / "link.html"
    os.symlink(posting, link)
    for out in (posting, link, tmp_path / "." / "posting.html"):
        with pytest.raises(ClassifierError) as refused:
            check_output(out, inputs=["-", str(posting)], overwrite=True)
        assert refused.value.code == "output-is-input"
