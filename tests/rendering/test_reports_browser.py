"""The pages of an evaluation and of a scored file in a real browser, as a user opens them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from classifier.batch import score_files
from classifier.batch.overview import look_over
from classifier.corpus import Row
from classifier.evaluation.evaluate import evaluate
from classifier.evaluation.report import report
from classifier.model import Model
from classifier.rendering.evaluation import evaluation_page
from classifier.rendering.html import write_page
from classifier.rendering.overview import overview_page
from tests.batch.helpers import rows, write
from tests.conftest import DATA
from tests.rendering.browser import DESKTOP, FAINT, OVERFLOWING, PHONE, Opened, on
from tests.rendering.test_html_browser import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def pages(shipped: Model, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    posting = (DATA / "posting.txt").read_text(encoding="utf8")
    texts = [posting, HOSTILE, *(str(row["text"]) for row in rows(6))]
    labelled = [
        Row(text, label, group="w" * 300 if i else "", file=f"{'n' * 200}.csv", line=i)
        for i, text in enumerate(texts)
        if text
        for label in shipped.labels
    ]
    judged = report(shipped, evaluate(shipped, labelled, against=shipped, resamples=20), mistakes=12)
    name = '"><script>document.title = "owned"</script>' + "W" * 400
    roles = tuple(replace(role, name=name) if role.label == "AM" else role for role in shipped.titles.roles)
    hostile = replace(shipped, titles=replace(shipped.titles, roles=roles))
    hostile_judged = report(hostile, evaluate(hostile, labelled[:8], resamples=20, explain=False))
    source = folder / "in.csv"
    write(source, [*rows(60), {"id": HOSTILE, "town": "", "text": "Account Manager\n" + str(rows(2)[1]["text"]) * 2}])
    with source.open("a") as file:
        file.write("too,few\n")
    summary = score_files([source], folder / f"{'o' * 150}.csv", id_column="id", min_confidence=0.6)
    scored = look_over(summary, model=shipped, settings={"Inputs": HOSTILE}, min_confidence=0.6)
    made = {
        "evaluation": evaluation_page(judged, model=shipped, sources=(HOSTILE,)),
        "hostile": evaluation_page(hostile_judged, model=hostile),
        "overview": overview_page(scored, model=shipped),
    }
    for title, content in made.items():
        write_page(content, folder / f"{title}.html")
    return {title: folder / f"{title}.html" for title in made}


@on("evaluation", "hostile", "overview")
def test_everything_fits_its_width(opened: Opened) -> None:
    opened.tab.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    assert opened.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.tab.evaluate(OVERFLOWING) == []


@on("evaluation", "overview")
def test_text_stands_out_from_its_ground(opened: Opened) -> None:
    opened.tab.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    assert opened.tab.evaluate(FAINT) == []


@on("evaluation", "overview", sizes=(DESKTOP,))
def test_the_drawings_follow_the_scheme(opened: Opened) -> None:
    dark = opened.tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    inks = opened.tab.locator(".drawing .axis text").evaluate_all("all => all.map(e => getComputedStyle(e).fill)")
    assert set(inks) == {"rgb(163, 171, 179)" if dark else "rgb(89, 97, 106)"}


@on("evaluation", "overview", sizes=(PHONE,), schemes="light")
def test_letters_of_the_drawings_can_be_read_on_a_phone(opened: Opened) -> None:
    heights = opened.tab.locator(".drawing text").evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert min(heights) >= 9


@on("evaluation", "overview", sizes=(DESKTOP,), schemes="light")
def test_a_screen_reader_is_told_what_each_drawing_shows(opened: Opened) -> None:
    session = opened.tab.context.new_cdp_session(opened.tab)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") == "image" and not node.get("ignored")]
    assert len(images) == opened.tab.locator(".drawing").count() > 0
    assert all("The numbers stand in the table below." in node["name"]["value"] for node in images)
    named = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "region"]
    assert len(named) >= opened.tab.locator(".scroller:visible").count() > 0
    assert all(named)


@on("evaluation", "overview", sizes=(DESKTOP,), schemes="light")
def test_all_can_be_reached_and_opened_by_keyboard(opened: Opened) -> None:
    tab = opened.tab
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    wanted = tab.locator("summary").count()
    reached = 0
    for _ in range(400):
        tab.keyboard.press("Tab")
        here = tab.evaluate("document.activeElement.localName")
        if here == "body":
            break
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        if here == "summary":
            reached += 1
            tab.keyboard.press("Enter")
            assert tab.evaluate("document.activeElement.parentElement.open")
            tab.keyboard.press("Space")
            assert not tab.evaluate("document.activeElement.parentElement.open")
    assert reached == wanted


@on("evaluation")
def test_a_listed_phrase_opens_its_text_and_shows_its_weight(opened: Opened) -> None:
    tab = opened.tab
    assert not tab.locator(".mistake mark").first.is_visible()
    for link in tab.locator(".mistake .phrases a").all()[:3]:
        link.click()
        target = tab.locator(":target")
        assert target.is_visible()
        assert target.evaluate("e => { const y = e.getBoundingClientRect().top; return y >= 0 && y < innerHeight; }")
    mark = tab.locator(".mistake mark:visible").first
    mark.focus()
    assert mark.evaluate("e => getComputedStyle(e, '::after').content").strip('"') == mark.get_attribute("data-told")


@on("evaluation", "hostile", "overview", sizes=(DESKTOP,), schemes="light")
def test_script_in_what_is_shown_is_not_run(opened: Opened) -> None:
    assert "owned" not in opened.tab.title()
    assert opened.tab.locator("script, img").count() == 0
    assert opened.tab.evaluate("getComputedStyle(document.body).display") == "block"


@on("evaluation", "overview", sizes=(PHONE,), schemes="light")
def test_wide_tables_scroll_by_keyboard_on_a_phone(opened: Opened) -> None:
    region = opened.tab.locator(".scroller:has(.rates, .surest)")
    region.focus()
    for _ in range(5):
        opened.tab.keyboard.press("ArrowRight")
    opened.tab.wait_for_function("document.querySelector('.scroller:has(.rates, .surest)').scrollLeft > 0")


@on("evaluation", "hostile", "overview", sizes=(DESKTOP,))
def test_it_prints_on_white_with_the_numbers_of_the_plots(opened: Opened, tmp_path: Path) -> None:
    out = tmp_path / "page.pdf"
    opened.tab.pdf(path=out, prefer_css_page_size=True, print_background=True)
    data = out.read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(data) > 20_000
    opened.tab.emulate_media(media="print")
    opened.tab.set_viewport_size({"width": 680, "height": 960})  # A4 within its margins
    assert opened.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.tab.locator(".numbers table").first.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    assert opened.tab.locator(".skip").is_hidden()
    assert opened.tab.locator("summary:visible").count() == 0
