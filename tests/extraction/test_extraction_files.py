from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from classifier.cli.corpus_extract import extract_cli
from classifier.cli.shell import run
from classifier.corpus import read_corpus
from classifier.errors import ClassifierError
from classifier.extraction.blocks import read_text
from classifier.extraction.documents import read_document, read_titles
from classifier.extraction.pages import read_page
from classifier.given import read_roles
from classifier.roles import ACCOUNT_ROLES

pytest.importorskip("spacy")

ARTICLE = "What does an AE do?\n\nThey close deals, while AMs keep clients. An AE earns $90,000 a year.\n"


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf8")
    return str(path)


def classifier(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    app = typer.Typer()
    app.command()(extract_cli)
    monkeypatch.setattr(sys, "argv", ["extract", *arguments])
    return run(app)


def test_rows_go_to_standard_output_as_csv(
    article: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert classifier(monkeypatch, article) == 0
    out, err = capsys.readouterr()
    assert list(csv.reader(out.splitlines())) == [
        ["text", "label", "kind", "source", "group"],
        ["They close deals", "AE", "duty", "article.txt:3", "article.txt"],
        ["AMs keep clients.", "AM", "duty", "article.txt:3", "article.txt"],
    ]
    assert err == "documents: 1; rows: 2 (AE 1, AM 1)\n"


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_written_file_is_a_corpus(
    article: str, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"rows{suffix}"
    assert classifier(monkeypatch, article, "--out", str(out), "--with-none", "-q") == 0
    assert capsys.readouterr() == ("", "")
    rows = read_corpus(out)
    assert [(r.text, r.label, r.kind) for r in rows][2:] == [("An AE earns $90,000 a year.", "none", "other")]
    assert {row.group for row in rows} == {"article.txt"}


def test_roles_come_from_a_file_or_a_model(
    article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roles = tmp_path / "roles.json"
    roles.write_text(json.dumps({"roles": [{"label": "farmer", "titles": ["AM"]}], "modifiers": []}))
    assert classifier(monkeypatch, article, "--roles", str(roles), "-q") == 0
    assert "AMs keep clients.,farmer,duty" in capsys.readouterr().out
    from classifier.storage import shipped_model

    assert classifier(monkeypatch, article, "--model", str(shipped_model()), "-q") == 0
    assert "AMs keep clients.,AM,duty" in capsys.readouterr().out
    assert classifier(monkeypatch, article, "--model", str(shipped_model()), "--roles", str(roles)) == 2
    assert classifier(monkeypatch, article, "--out", "rows.xlsx") == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["missing.txt"], "document-unreadable"),
        (["."], "document-unreadable"),
        (["ARTICLE", "--roles", "missing.json"], "roles-unreadable"),
        (["ARTICLE", "--out", "missing/rows.csv"], "output-unwritable"),
    ],
)
def test_what_a_user_can_get_wrong_is_one_line(
    article: str, arguments: list[str], code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert classifier(monkeypatch, *(article if a == "ARTICLE" else a for a in arguments)) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"error[{code}]: ")
    assert err.count("\n") == 1


def test_missing_spacy_is_told_with_a_hint(article: str) -> None:
    program = (
        "import sys; sys.modules['spacy'] = None\n"
        "from classifier.errors import ClassifierError\nfrom classifier.extraction import extract\n"
        "try:\n    extract([('a.txt', 'AEs sell.')])\n"
        "except ClassifierError as error:\n    print(error.code, error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "library-missing pip install '.[extract]' in the project's folder\n"


def test_the_command_starts_without_spacy() -> None:
    program = "import sys, classifier.cli.corpus_extract; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "config",
    ["[]", "{", '{"roles": []}', '{"roles": [3]}', '{"roles": [{"titles": ["x"]}]}',
     '{"roles": [{"label": "a", "titles": "x"}]}',
     '{"roles": [{"label": "a", "titles": [" "]}]}', '{"roles": [{"label": "a"}, {"label": "a"}]}',
     '{"roles": [{"label": "a"}], "modifiers": 3}'],
)  # fmt: skip
def test_bad_roles_are_told(tmp_path: Path, config: str) -> None:
    path = tmp_path / "roles.json"
    path.write_text(config)
    with pytest.raises(ClassifierError) as caught:
        read_titles(path)
    assert caught.value.code in ("roles-invalid", "roles-unreadable")


def test_the_config_of_a_model_holds_its_roles() -> None:
    from classifier.storage import shipped_model

    titles = read_titles(shipped_model() / "config.json")
    assert titles.names == ACCOUNT_ROLES.names


def test_a_document_keeps_its_markup_and_loses_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"\xef\xbb\xbf<p>AEs sell.</p>")
    assert read_document(path) == ("page.html", "<p>AEs sell.</p>")


def test_text_blocks() -> None:
    text = "SKILLS\nAEs sell.\nThey sell.\n\n\t• one\n  two\n1) three\n\n"
    text += "A line that is as long as lines get when somebody wraps\nthem.\n"
    assert [(b.kind, b.text, b.line(99)) for b in read_text(text)] == [
        ("heading", "SKILLS", 1), ("text", "AEs sell.", 2), ("text", "They sell.", 3), ("item", "one two", 6),
        ("item", "three", 7), ("text", "A line that is as long as lines get when somebody wraps them.", 10),
    ]  # fmt: skip


def test_markdown_blocks() -> None:
    text = (
        "# A *b*\n\nSee [this](x) and\n**that**.\n\n**Bold?**\n\n---\n> quoted\n\n| a | b |\n|---|---|\n| `c` | d |\n"
    )
    assert [(b.kind, b.level, b.text) for b in read_text(text, markdown=True)] == [
        ("heading", 1, "A b"), ("text", 0, "See this and that."), ("heading", 6, "Bold?"), ("text", 0, "quoted"),
        ("row", 0, "a | b"), ("row", 0, "c | d"),
    ]  # fmt: skip


def test_page_blocks() -> None:
    page = (
        "<nav>menu</nav>\n<h2>A <b>b</b>c</h2><p><strong>Who?</strong></p>\n<p>one<br>two\nthree</p><script>x</script>"
        "<table>\n<tr><td>a<td><p>b</p> c</tr></table><ul><li>d</ul><form><nav>e</nav>f</form>g &amp; h"
    )
    assert [(b.kind, b.text, b.line(99)) for b in read_page(page)] == [
        ("heading", "A bc", 2), ("heading", "Who?", 2), ("text", "one", 3), ("text", "two three", 4),
        ("row", "a | b c", 5), ("item", "d", 5), ("text", "g & h", 5),
    ]  # fmt: skip


def test_one_file_of_roles_serves_train_and_extract(tmp_path: Path) -> None:
    path = tmp_path / "roles.json"
    path.write_text('[{"label": "SE", "titles": ["sales engineer"]}, {"label": "none"}]')
    assert read_titles(path).names == read_roles(path).names == {"SE": "SE", "none": "none"}
