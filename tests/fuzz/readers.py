"""Targets that read a file: postings, corpora, labelled rows, JSON that is given, articles."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from classifier.corpus import Unread, corpus_sha256, read_corpus, scan_corpus
from classifier.errors import ClassifierError
from classifier.evaluation.labelled import Labelled, read_labelled
from classifier.extraction.article import extract
from classifier.extraction.blocks import read_text
from classifier.extraction.documents import read_document, read_titles
from classifier.extraction.pages import read_page
from classifier.given import read_calibration, read_roles
from classifier.postings import from_bytes
from classifier.postings.html import from_html, is_page
from classifier.roles import ACCOUNT_ROLES
from tests.fuzz.texts import as_text


@cache
def folder() -> Path:
    """A folder for the files of this process, in memory where the system has such a place."""
    shared = Path("/dev/shm")
    made = tempfile.TemporaryDirectory(prefix="fuzz-", dir=shared if shared.is_dir() else None)
    _kept.append(made)
    return Path(made.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []  # gone at exit


def written(name: str, data: bytes) -> Path:
    """A file with these bytes."""
    path = folder() / name
    path.write_bytes(data)
    return path


def posting(data: bytes) -> None:
    """A posting is text without the control characters that no text holds many of."""
    assert isinstance(from_bytes(data, "posting.txt"), str)


def html(data: bytes) -> None:
    """Any page gives text: lines without white space around them, and no tag in it that wasn't escaped."""
    page = as_text(data)
    is_page(page)
    text = from_html(page)
    assert text == text.strip()
    assert "\n\n\n" not in text


def pdf(data: bytes) -> None:
    """A PDF, however broken."""
    assert isinstance(from_bytes(data, "posting.pdf"), str)


def docx(data: bytes) -> None:
    """A DOCX, however broken."""
    assert isinstance(from_bytes(data, "posting.docx"), str)


def corpus_csv(data: bytes) -> None:
    """See `_corpus`."""
    _corpus(written("corpus.csv", data))


def corpus_jsonl(data: bytes) -> None:
    """See `_corpus`."""
    _corpus(written("corpus.jsonl", data))


def corpus_parquet(data: bytes) -> None:
    """See `_corpus`."""
    _corpus(written("corpus.parquet", data))


def _corpus(path: Path) -> None:
    """Both readers agree; every row has a text and a label."""
    if path.stat().st_size > 300_000:  # one is enough
        scan_corpus(path)
        return
    rows, unread = scan_corpus(path)
    assert all(isinstance(one, Unread) for one in unread)
    corpus_sha256(rows)
    assert all(row.text.strip() and row.label.strip() for row in rows)
    assert all(row.origin and row.is_posting in (True, False) for row in rows)
    try:
        assert len(read_corpus(path)) == len(rows)
        assert not unread
    except ClassifierError:
        assert unread or not rows
        raise


def labelled_csv(data: bytes) -> None:
    """See `_labelled`."""
    _labelled(written("labelled.csv", data))


def labelled_jsonl(data: bytes) -> None:
    """See `_labelled`."""
    _labelled(written("labelled.jsonl", data))


def _labelled(path: Path) -> None:
    """Every row is used or counted as left out."""
    rows = read_labelled([path])
    found = Labelled.of(rows, ACCOUNT_ROLES)
    assert len(found.rows) + found.unlabelled + sum(found.unknown.values()) + found.empty == len(rows)
    assert all(row.label in ACCOUNT_ROLES.names for row in found.rows)
    assert len(found.groups) == len(found.rows)


def calibration(data: bytes) -> None:
    """A calibration that is taken can be calculated with."""
    found, thresholds = read_calibration(written("calibration.json", data), list(ACCOUNT_ROLES.names))
    assert found.temperature > 0
    assert len(found.biases) == len(ACCOUNT_ROLES.names)
    assert thresholds is None or 0 <= thresholds.confidence <= 1


def roles(data: bytes) -> None:
    """Both readers of roles; what they take masks titles."""
    path = written("roles.json", data)
    errors = []
    for reader in (read_roles, read_titles):
        try:
            titles = reader(path)
            from classifier.text import read

            read("Senior Account Manager / Director, the AE will sell. Sales engineer", titles)
        except ClassifierError as error:
            errors.append(error)
    if errors:
        raise errors[0]


def article(data: bytes) -> None:
    """Rows of an article hold words of it, by line."""
    name, text = read_document(written("article.txt", data))
    lines = text.count("\n") + 1
    for row in extract([(name, text[:20_000])], with_none=True):
        assert row.text.strip()
        assert 1 <= row.line <= lines
        row.to_row()


def article_page(data: bytes) -> None:
    """Blocks of a page know their lines."""
    _blocks(read_page(as_text(data)), data)


def article_blocks(data: bytes) -> None:
    """Blocks of plain text and Markdown know their lines."""
    text = as_text(data)
    _blocks(read_text(text), data)
    _blocks(read_text(text, markdown=True), data)


def _blocks(blocks: list, data: bytes) -> None:
    lines = as_text(data).count("\n") + 1
    for block in blocks:
        assert block.text
        assert all(1 <= line <= lines for _, line in block.starts)
