"""The page in a real browser: headless Chromium, driven by Playwright, on the file as a user opens it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from classifier.model import Model
from classifier.rendering.html import page, write_page
from tests.conftest import DATA
from tests.rendering.browser import DESKTOP, FAINT, OVERFLOWING, PHONE, Opened, on

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = (
    'Join us <script>document.title = "owned"</script><img src=http://example.com/x onerror="document.title=1">'
    "</div></main></style><style>body { display: none }</style>\x1b[31m \u202egnitirw\n"
    "Renew contracts and keep existing clients happy. Hold quarterly reviews with each customer.\n"
    "Prospect for new logos through cold calls, run demos and close deals.\n" + "W" * 3000
)


@pytest.fixture(scope="module")
def pages(shipped: Model, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    posting = (DATA / "posting.txt").read_text(encoding="utf8")
    made = {
        "one": [("posting.txt", posting)],
        "hostile": [("<script>x</script>", HOSTILE)],
        "several": [("posting.txt", posting), ("hostile", HOSTILE), ("empty", ""), ("n" * 200, "Nurse. " * 30)],
    }
    for name, texts in made.items():
        write_page(page([(n, shipped.predict(t)) for n, t in texts], model=shipped), folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in made}


def told(opened: Opened, mark: Any) -> str:
    """What stands in the mark's bubble, empty where none is shown."""
    content = mark.evaluate("e => getComputedStyle(e, '::after').content")
    return "" if content == "none" else content.strip('"')


@on("one", "hostile", "several")
def test_everything_fits_its_width(opened: Opened) -> None:
    assert opened.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.tab.evaluate(OVERFLOWING) == []


@on("one", "several")
def test_text_stands_out_from_its_ground(opened: Opened) -> None:
    assert opened.tab.evaluate(FAINT) == []


@on("one", "hostile", "several", sizes=(DESKTOP,))
def test_the_style_is_in_force_and_follows_the_scheme(opened: Opened) -> None:
    dark = opened.tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    ground = opened.tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 26)" if dark else "rgb(250, 249, 246)")
    assert opened.tab.evaluate("getComputedStyle(document.body).display") == "block"


@on("one")
def test_pointing_at_a_phrase_shows_its_weight_and_label(opened: Opened) -> None:
    marks = opened.tab.locator("mark").all()
    assert len(marks) > 5
    for mark in marks:
        opened.tab.mouse.move(1, 1)
        assert told(opened, mark) == ""
        mark.hover()
        assert told(opened, mark) == mark.get_attribute("data-told")
        assert re.fullmatch(
            r"[+−]\d+\.\d\d, for (Account Executive|“none of these”) · odds × [\d.]+", told(opened, mark)
        )


@on("one")
def test_the_bubble_is_seen_whole(opened: Opened) -> None:
    """A probe of the bubble's size and place, since pseudo-elements have no box that script can ask for."""
    width = opened.tab.viewport_size["width"]
    for mark in opened.tab.locator("mark").all():
        mark.focus()
        place = mark.evaluate("""e => {
            const s = getComputedStyle(e, '::after'), at = e.getClientRects()[0];
            return s.position == 'fixed' ? [parseFloat(s.left), parseFloat(s.width)] : [at.left, parseFloat(s.width)];
        }""")
        assert place[0] >= 0
        assert place[0] + place[1] <= width


@on("one")
def test_tab_reaches_every_phrase_in_reading_order(opened: Opened) -> None:
    wanted = opened.tab.locator("mark").evaluate_all("marks => marks.map(mark => mark.id)")
    opened.tab.keyboard.press("Tab")
    assert opened.tab.evaluate("document.activeElement.className") == "skip"
    opened.tab.keyboard.press("Enter")
    reached = []
    for _ in wanted:
        opened.tab.keyboard.press("Tab")
        focused = opened.tab.locator(":focus")
        reached.append(focused.get_attribute("id"))
        assert told(opened, focused) == focused.get_attribute("data-told")
        assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert reached == wanted


@on("one", sizes=(DESKTOP,), schemes="light")
def test_a_screen_reader_is_told_the_weight(opened: Opened) -> None:
    session = opened.tab.context.new_cdp_session(opened.tab)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    described = [node["description"]["value"] for node in nodes if node.get("role", {}).get("value") == "mark"]
    assert len(described) == opened.tab.locator("mark").count()
    assert all(re.fullmatch(r"[+−]\d+\.\d\d, for .+", text) for text in described)
    headings = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "heading"]
    assert {"Account Executive", "Probabilities", "The posting", "The strongest phrases"} <= set(headings)


@on("one", sizes=(DESKTOP,), schemes="light")
def test_what_is_copied_is_the_posting(opened: Opened) -> None:
    copied = opened.tab.evaluate("""() => {
        getSelection().selectAllChildren(document.querySelector('#p1-posting'));
        return getSelection().toString();
    }""")
    assert copied.rstrip("\n") == (DATA / "posting.txt").read_text(encoding="utf8").rstrip("\n")


@on("one", sizes=(DESKTOP,), schemes="light")
def test_listed_phrases_and_sentences_lead_to_their_place(opened: Opened) -> None:
    for link in [*opened.tab.locator(".phrases a").all()[:3], *opened.tab.locator(".sentences a").all()[:3]]:
        link.click()
        target = opened.tab.locator(":target")
        assert target.evaluate("e => e.closest('.text') !== null")
        assert target.evaluate("e => getComputedStyle(e).outlineStyle") == "dashed"
        assert target.evaluate("e => { const y = e.getBoundingClientRect().top; return y >= 0 && y < innerHeight; }")


@on("hostile", "several", sizes=(DESKTOP,), schemes="light")
def test_script_in_a_posting_is_shown_and_not_run(opened: Opened) -> None:
    assert "owned" not in opened.tab.title()
    text = next(t for t in opened.tab.locator(".text").all_inner_texts() if "Join us" in t)
    assert '<script>document.title = "owned"</script>' in text
    assert "␛[31m \ufffdgnitirw" in text
    assert opened.tab.locator("script, img").count() == 0


def test_markup_that_slipped_through_could_do_nothing(chromium: Any, pages: dict[str, Path], tmp_path: Path) -> None:
    slipped = """<main><script>document.title = "owned"</script><img src="x.png" onerror="document.title = 'owned'">
        <p style="position: fixed; inset: 0" id="cover"></p><style>body { display: none }</style>"""
    out = tmp_path / "slipped.html"
    out.write_text(pages["one"].read_text(encoding="utf8").replace("<main>", slipped), encoding="utf8")
    tab, complaints = chromium.new_page(), []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(out.as_uri())
    assert "owned" not in tab.title()
    assert tab.evaluate("getComputedStyle(document.body).display") == "block"
    assert tab.evaluate("getComputedStyle(document.querySelector('#cover')).position") == "static"
    assert sum("Content Security Policy" in text for text in complaints) >= 4
    tab.close()


@on("several", sizes=(PHONE,), schemes="light")
def test_the_comparison_scrolls_by_keyboard_on_a_phone(opened: Opened) -> None:
    region = opened.tab.locator(".scroller")
    region.focus()
    for _ in range(5):
        opened.tab.keyboard.press("ArrowRight")
    opened.tab.wait_for_function("document.querySelector('.scroller').scrollLeft > 0")


@on("one", "hostile", "several", sizes=(DESKTOP,))
def test_it_prints_on_white_with_the_weights_beside_the_phrases(opened: Opened, tmp_path: Path) -> None:
    out = tmp_path / "page.pdf"
    opened.tab.pdf(path=out, prefer_css_page_size=True, print_background=True)
    data = out.read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(data) > 20_000
    opened.tab.emulate_media(media="print")
    assert opened.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    mark = opened.tab.locator("mark").first
    assert told(opened, mark) == mark.get_attribute("data-weight")
    assert opened.tab.locator(".skip").is_hidden()
