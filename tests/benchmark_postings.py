"""Postings for measuring, put together from the corpus: any number, always the same."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from classifier.corpus import Row, read_corpus
from classifier.storage import shipped_corpus

_TITLES = (
    "Senior Account Executive",
    "Key Account Manager",
    "Account Director, EMEA",
    "Customer Success Manager",
    "Chef",
)
_SIZE = 3000


@cache
def _lines() -> dict[str, list[str]]:
    rows: list[Row] = read_corpus(shipped_corpus())
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.label, []).extend(line for line in row.text.split("\n") if line.strip())
    return found


def postings(n: int, *, size: int = _SIZE, seed: int = 0) -> Iterator[str]:
    """Yield ``n`` postings of about ``size`` characters: a title, and lines that mostly speak for one label."""
    lines = _lines()
    labels = list(lines)
    chance = random.Random(seed)
    for _ in range(n):
        label, title = chance.choice(labels), chance.choice(_TITLES)
        parts = [title, "", f"We’re looking for a {title} – to join our team.", ""]
        while sum(map(len, parts)) < size:
            source = label if chance.random() < 0.7 else chance.choice(labels)
            bullet = chance.choice(("", "- ", "• "))
            parts.append(bullet + chance.choice(lines[source]))
        yield "\n".join(parts)[: size + 200]


def write_csv(path: Path, n: int, *, size: int = _SIZE) -> Path:
    """Write postings as CSV with the columns id and text."""
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows((f"p{i}", text) for i, text in enumerate(postings(n, size=size)))
    return path
