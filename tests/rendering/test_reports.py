"""The pages of an evaluation and of a scored file."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from classifier.batch import score_files
from classifier.batch.overview import Disagreement, Overview, look_over
from classifier.corpus import Row
from classifier.evaluation.evaluate import evaluate
from classifier.evaluation.report import Report, report
from classifier.model import Model, Thresholds
from classifier.rendering.evaluation import _LONGEST, evaluation_page
from classifier.rendering.overview import overview_page
from classifier.rendering.plots import ticks
from classifier.rendering.wording import neutral, percent
from tests.batch.helpers import rows as batch_rows
from tests.batch.helpers import write
from tests.rendering.test_html import BIDI, HOSTILE, Sections

TAGS = {"script", "img", "iframe", "link", "object", "embed", "form", "input", "base"}


def labelled(kitchen_rows: list[Row]) -> list[Row]:
    """Rows of three sentences; every third has another's label."""
    other = {"cook": "waiter", "waiter": "none", "none": "cook"}
    texts = {label: [row.text for row in kitchen_rows if row.label == label] for label in other}
    return [
        Row(
            " ".join((ts * 2)[i : i + 3]),
            other[label] if i % 3 == 0 else label,
            group=f"g{i % 4}",
            file="private/folder/rows.csv",
            line=i + 2,
        )
        for label, ts in texts.items()
        for i in range(6)
    ]


@pytest.fixture(scope="module")
def lenient(kitchen: Model) -> Model:
    return replace(kitchen, thresholds=Thresholds(confidence=0.4, terms=1, known=0.0))


@pytest.fixture(scope="module")
def judged(lenient: Model, kitchen_rows: list[Row]) -> Report:
    return report(lenient, evaluate(lenient, labelled(kitchen_rows), resamples=20))


@pytest.fixture(scope="module")
def scored(shipped: Model, tmp_path_factory: pytest.TempPathFactory) -> Overview:
    folder = tmp_path_factory.mktemp("scored")
    source = write(folder / "in.csv", batch_rows(40))
    with source.open("a") as file:
        file.write("a,b\nc,d\n")
    summary = score_files([source], folder / "out.csv", id_column="id", min_confidence=0.6)
    return look_over(summary, model=shipped, min_confidence=0.6, settings={"Inputs": "in.csv"})


@pytest.fixture(scope="module")
def both(judged: Report, scored: Overview, lenient: Model, shipped: Model) -> dict[str, str]:
    return {
        "evaluation": evaluation_page(judged, model=lenient, sources=("private/rows.csv",)),
        "overview": overview_page(scored, model=shipped),
    }


def words(node: object) -> str:
    return " ".join(node.text(deep=True).split())  # type: ignore[attr-defined]


def harmless(content: str) -> None:
    """Nothing that could run, load or style; no link but to the page itself; nothing a browser would obey."""
    found = Sections("")
    found.feed(content)
    assert not TAGS & {tag for tag, _ in found.tags}
    for _, attributes in found.tags:
        assert all(not key.startswith("on") and key not in ("style", "src", "srcset") for key, _ in attributes)
        assert all(value.startswith("#") for key, value in attributes if key in ("href", "xlink:href"))
    assert not set(content) & set(BIDI)
    assert all(c >= " " or c in "\t\n" for c in content)


@pytest.mark.parametrize("name", ["evaluation", "overview"])
def test_a_page_is_whole_and_harmless(both: dict[str, str], name: str) -> None:
    content = both[name]
    assert content.startswith("<!doctype html>\n")
    harmless(content)
    tree = LexborHTMLParser(content)
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {a.attributes["href"].removeprefix("#") for a in tree.css("a")} <= set(ids)
    for node in tree.css("[aria-labelledby], [aria-describedby]"):
        for key in ("aria-labelledby", "aria-describedby"):
            assert set((node.attributes.get(key) or ids[0]).split()) <= set(ids)
    levels = [int(tag[1]) for tag in re.findall(r"<(h[1-6])", content)]
    assert levels.count(1) == levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert "private" not in content
    assert "nan" not in re.findall(r"[a-z]+", " ".join(re.findall(r'="([^"]*)"', content)))


@pytest.mark.parametrize("name", ["evaluation", "overview"])
def test_the_policy_allows_the_pages_own_style_alone(both: dict[str, str], name: str) -> None:
    style = re.search(r"<style>(.*?)</style>", both[name], re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = LexborHTMLParser(both[name]).css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|@font-face|https?:", both[name])


@pytest.mark.parametrize("name", ["evaluation", "overview"])
def test_every_drawing_has_a_name_a_description_and_its_numbers_in_a_table(both: dict[str, str], name: str) -> None:
    tree = LexborHTMLParser(both[name])
    drawings = tree.css("svg[role=img]")
    assert len(drawings) == {"evaluation": 2, "overview": 1}[name]
    for drawing in drawings:
        assert drawing.css_first("title").text()
        assert "table below" in drawing.css_first("desc").text()
        assert drawing.parent.parent.css("details table tbody tr")
    assert all(svg.attributes.get("aria-hidden") == "true" for svg in tree.css("svg:not([role])"))
    assert all(table.css_first("caption") for table in tree.css("table"))


def test_the_confusion_matrix_is_that_of_the_figures(judged: Report, both: dict[str, str]) -> None:
    cells = [row.css("td") for row in LexborHTMLParser(both["evaluation"]).css_first(".matrix").css("tbody tr")]
    confusion = judged.evaluation.every.confusion
    for i, (row, counts) in enumerate(zip(cells, confusion, strict=True)):
        assert [int(words(cell).split()[0]) for cell in row] == [*counts, sum(counts)]
        for j, (cell, count) in enumerate(zip(row, counts, strict=False)):
            kind, level = cell.attributes["class"].split()[1:]
            assert (kind == "wrong") == (i != j)
            assert (level == "h0") == (count == 0)


def test_the_plots_show_every_bin_with_its_count_and_the_threshold(judged: Report, both: dict[str, str]) -> None:
    tree = LexborHTMLParser(both["evaluation"])
    reliability, risk = tree.css("svg.drawing")
    every = judged.evaluation.every
    assert len(reliability.css("circle")) == len(reliability.css("rect")) == len(every.reliability)
    assert [text.text() for text in reliability.css(".tally")] == [str(one.rows) for one in every.reliability]
    assert len(risk.css("line.chosen")) == len(risk.css("circle")) == 1
    assert risk.css_first(".told").text().startswith("Threshold 0.40: ")


def test_labels_have_their_intervals_and_strongest_words(judged: Report, both: dict[str, str]) -> None:
    tree = LexborHTMLParser(both["evaluation"])
    rows = tree.css(".rates tbody tr")
    for row, one in zip(rows, judged.evaluation.every.labels, strict=True):
        told = [words(cell) for cell in row.css("td")]
        assert told[1:3] == [str(judged.precision[one.label]), str(judged.recall[one.label])]
        assert len(row.css("svg.whisker circle")) == 3
    terms = [[bdi.text() for bdi in group.css("li bdi")] for group in tree.css(".terms > div")]
    assert terms == [[term for term, _ in found] for found in judged.strongest.values()]


def test_each_mistake_is_shown_with_its_text(judged: Report, both: dict[str, str]) -> None:
    tree = LexborHTMLParser(both["evaluation"])
    articles = tree.css(".mistake")
    assert len(articles) == len(judged.mistakes) == judged.wrong > 3
    for number, (article, one) in enumerate(zip(articles, judged.mistakes, strict=True), 1):
        assert words(article.css_first("h3")) == f"{one.row.label} taken for {one.predicted}"
        line = words(article.css_first("p"))
        assert line.startswith(f"{percent(one.confidence)} sure")
        assert f"rows.csv, line {one.row.line} · {one.row.group}" in line
        assert article.css_first(f"#p{number}-posting").text(deep=True) == one.row.text
        assert len(article.css("mark")) >= len(one.prediction.deciding)
    assert "left out." not in words(tree.css_first("section[aria-labelledby=mistakes]"))


def test_mistakes_left_out_are_counted(lenient: Model, judged: Report) -> None:
    few = report(lenient, judged.evaluation, mistakes=2)
    section = LexborHTMLParser(evaluation_page(few, model=lenient)).css_first("section[aria-labelledby=mistakes]")
    assert len(section.css(".mistake")) == 2
    assert f"The 2 surest are shown, {judged.wrong - 2} left out. Some" in words(section)


def test_a_page_without_mistakes_says_so(lenient: Model, kitchen_rows: list[Row]) -> None:
    rows = [row for row in kitchen_rows if lenient.predict(row.text).best == row.label]
    found = report(lenient, evaluate(lenient, rows, resamples=10, explain=False))
    tree = LexborHTMLParser(evaluation_page(found, model=lenient))
    assert words(tree.css_first("h1")) == f"Right on 100% of {len(rows)} rows"
    assert "None: its best label" in words(tree.css_first("section[aria-labelledby=mistakes]"))


def test_a_very_long_mistake_is_cut_and_says_so(lenient: Model, kitchen_rows: list[Row]) -> None:
    text = "Fry the fish and plate it. " * 2000
    found = report(lenient, evaluate(lenient, [Row(text, "waiter")], resamples=10, explain=False))
    content = evaluation_page(found, model=lenient)
    harmless(content)
    tree = LexborHTMLParser(content)
    assert tree.css_first("#p1-posting").text(deep=True) == text[:_LONGEST]
    assert "Only its beginning is shown." in words(tree.css_first(".mistake"))
    ids = {node.attributes["id"] for node in tree.css("[id]")}
    assert {a.attributes["href"].removeprefix("#") for a in tree.css("a")} <= ids


def test_a_model_that_answers_nothing_has_no_threshold_on_its_curve(lenient: Model, kitchen_rows: list[Row]) -> None:
    silent = replace(lenient, thresholds=Thresholds(confidence=1.0, terms=1, known=0.0))
    found = report(silent, evaluate(silent, labelled(kitchen_rows), resamples=10, explain=False))
    tree = LexborHTMLParser(evaluation_page(found, model=silent))
    assert tree.css("line.chosen") == []
    assert "It answers 0% of them." in words(tree.css_first(".hero"))


def test_a_comparison_and_notes_are_shown(lenient: Model, kitchen_rows: list[Row]) -> None:
    found = report(lenient, evaluate(lenient, kitchen_rows, against=lenient, resamples=10, explain=False))
    tree = LexborHTMLParser(evaluation_page(found, model=lenient))
    assert "was trained on these very rows" in words(tree.css_first(".stated"))
    assert "No clear difference" in words(tree.css_first("section[aria-labelledby=figures]"))


def test_another_calibration_is_told_beside_the_mistakes(lenient: Model, kitchen_rows: list[Row]) -> None:
    rows = labelled(kitchen_rows)
    found = report(lenient, evaluate(lenient, rows, calibrate_by_group=True, resamples=10, explain=False))
    content = evaluation_page(found, model=lenient)
    assert "the phrases are the model’s own, with its own calibration" in content
    harmless(content)


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=20)
def test_no_text_group_or_file_becomes_markup(lenient: Model, text: str, group: str, file: str) -> None:
    rows = [Row(f"Fry the fish. {text}", "waiter", group=group, file=f"{file}.csv", line=1), Row("Pour wine.", "cook")]
    found = report(lenient, evaluate(lenient, rows, resamples=10, explain=False))
    content = evaluation_page(found, model=lenient, sources=(file,))
    harmless(content)
    shown = [node.text(deep=True) for node in LexborHTMLParser(content).css(".mistake .text")]
    assert neutral(rows[0].text) in shown


def test_hostile_labels_and_texts_are_shown_as_text(kitchen: Model) -> None:
    roles = tuple(replace(role, name=f'"><script>{role.label}\u202e\x1b[2J') for role in kitchen.titles.roles)
    hostile = replace(
        kitchen, name="<b>", titles=replace(kitchen.titles, roles=roles), facts={"cross_validation": 3},
        vocabulary=tuple(f"<i>{term}" for term in kitchen.vocabulary),
    )  # fmt: skip
    rows = [Row(HOSTILE, label, group=HOSTILE, file="<b>/x\x1b[2J.csv") for label in kitchen.labels]
    rows.append(Row("Fry", "<script>"))
    found = report(hostile, evaluate(hostile, rows, against=hostile, resamples=10, explain=False))
    content = evaluation_page(found, model=hostile, sources=(HOSTILE,))
    harmless(content)
    assert LexborHTMLParser(content).css("script, b, i, img") == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_many_labels_leave_out_the_pairs(lenient: Model, judged: Report) -> None:
    pairs = {(f"a{i}", f"b{i}"): judged.evaluation.every.headline["accuracy"] for i in range(67)}
    every = replace(judged.evaluation.every, pairs=pairs)
    content = evaluation_page(replace(judged, evaluation=replace(judged.evaluation, every=every)), model=lenient)
    assert "Too many pairs of labels for a page" in content


def test_the_overview_says_what_was_counted(scored: Overview, both: dict[str, str], shipped: Model) -> None:
    tree = LexborHTMLParser(both["overview"])
    assert words(tree.css_first("h1")) == "40 postings scored"
    rows = [words(row) for row in tree.css(".chances dl > div")]
    counts = [*scored.roles.values(), scored.rows - scored.answered]
    for row, name, count in zip(rows, [*shipped.titles.names.values(), "No answer"], counts, strict=True):
        assert row.startswith(f"{name}{count} · ")
    reasons = words(tree.css_first(".reasons"))
    for reason, count in scored.declined.items():
        assert f"{reason[0].upper()}{reason[1:]}{count} · " in reasons
    assert "csv-cells2" in [words(row) for row in tree.css("section[aria-labelledby=declined] tbody tr")]
    run = words(tree.css_first("section[aria-labelledby=run]"))
    for told in ("Rate", "postings a second", "0.6, as asked for", "in.csv"):
        assert told in run
    about = words(tree.css_first(".about"))
    assert shipped.sha256 in about
    assert "below a probability of 0.60," in about


def test_titles_against_duties_are_a_table(scored: Overview, both: dict[str, str], shipped: Model) -> None:
    tree = LexborHTMLParser(both["overview"])
    rows = tree.css_first(".matrix").css("tbody tr")
    found = [[int(cell.text()) for cell in row.css("td")] for row in rows]
    columns = [*shipped.labels, None]
    assert found == [[scored.titles.get((role, label), 0) for label in columns] for role in ("AE", "AM", "AD")]
    assert sum(map(sum, found)) > 0


def test_the_histogram_stacks_all_rows(scored: Overview, both: dict[str, str]) -> None:
    drawing = LexborHTMLParser(both["overview"]).css_first("svg.drawing")
    parts = [(len([n for n in one.roles.values() if n]) + bool(one.declined)) for one in scored.bins]
    assert len(drawing.css("rect")) == sum(parts)
    heights = sum(float(rect.attributes["height"]) for rect in drawing.css("rect"))
    base, top = (float(drawing.css_first("line.chosen").attributes[key]) for key in ("y2", "y1"))
    numbers = [text.text() for text in drawing.css("g")[0].css("text:not(.name)")]
    assert len(set(numbers)) == len(numbers) > 2
    highest = ticks(max(one.rows for one in scored.bins))[-1]
    assert heights == pytest.approx((base - top) * 40 / highest, abs=0.1)
    assert len(drawing.css("line.chosen")) == 1


def test_an_empty_output_has_an_overview_too(shipped: Model, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\n")
    found = look_over(score_files([tmp_path / "in.csv"], tmp_path / "out.csv"), model=shipped)
    content = overview_page(found, model=shipped)
    harmless(content)
    tree = LexborHTMLParser(content)
    assert words(tree.css_first("h1")) == "0 postings scored"
    assert [text.text() for text in tree.css_first(".axis").css("text:not(.name)")] == ["0", "1", "2", "3", "4"]


def test_a_run_found_whole_knows_no_time(scored: Overview, shipped: Model) -> None:
    whole = replace(scored, summary=replace(scored.summary, whole_already=True))
    run = words(LexborHTMLParser(overview_page(whole, model=shipped)).css_first("section[aria-labelledby=run]"))
    assert "not known: an earlier run had finished the file" in run
    assert "Rate" not in run


@given(st.text(), st.text(), st.text())
@settings(max_examples=20)
def test_no_id_title_or_reason_becomes_markup(scored: Overview, shipped: Model, a: str, b: str, c: str) -> None:
    for one in (a, HOSTILE):
        shown = replace(
            scored, disagreements=(Disagreement(one, b, "AE", 0.9),), rejected={c: 1, HOSTILE: 2}, settings={b: c}
        )
        harmless(overview_page(shown, model=shipped))
