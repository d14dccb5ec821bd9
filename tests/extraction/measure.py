"""How well the extractor agrees with a careful reader: ``python -m tests.extraction.measure``.

The gold standards name document, line, sentence, role and kind; `classifier.extraction.sentences`
tells how sentences are numbered. A pair is gold where the sentence tells what holders of the role do
(duty), must be able to do (skill) or must bring (requirement); pay, demographics, hours and workplace,
careers, comparisons without content, importance, rank, questions and what the role does *not* do are
none. Table rows count as one sentence, headings and lines that only introduce a list as none.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.extraction import extract
from classifier.extraction.documents import read_document, read_titles
from classifier.roles import ACCOUNT_ROLES, Titles

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
DOCUMENTS = HERE.parent.parent.parent / "shared" / "documents"
PAIRS = {"nurses": "nurses.md", "data": "data.html", "chefs": "chefs.txt"}

Key = tuple[str, int, int, str]


@dataclass(frozen=True)
class Agreement:
    """Pairs in the gold standard, pairs found, pairs in both, and those of them with the same kind."""

    gold: int
    found: int
    both: int
    kinds: int
    missed: list[Key]
    extra: list[Key]

    @property
    def precision(self) -> float:
        return self.both / self.found

    @property
    def recall(self) -> float:
        return self.both / self.gold

    @property
    def kind_accuracy(self) -> float:
        return self.kinds / self.both

    def __str__(self) -> str:
        figures = (self.precision, self.recall, self.kind_accuracy)
        return "{:4} pairs  precision {:.3f}  recall {:.3f}  kind {:.3f}".format(self.gold, *figures)


def measure(gold_file: Path, documents: Sequence[Path], titles: Titles) -> Agreement:
    names = {path.name for path in documents}
    with open(gold_file, encoding="utf8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["document"] in names]
    gold = {(row["document"], int(row["line"]), int(row["sentence"]), row["role"]): row["kind"] for row in rows}
    found: dict[Key, str] = {}
    for row in extract(map(read_document, documents), titles=titles):
        found.setdefault((row.document, row.line, row.sentence, row.label), row.kind)
    both = gold.keys() & found.keys()
    return Agreement(
        len(gold), len(found), len(both), sum(gold[key] == found[key] for key in both),
        sorted(gold.keys() - found.keys()), sorted(found.keys() - gold.keys()),
    )  # fmt: skip


def measure_documents() -> Agreement:
    return measure(HERE / "gold.csv", sorted(DOCUMENTS.glob("*.txt")), ACCOUNT_ROLES)


def measure_article(name: str) -> Agreement:
    return measure(ARTICLES / "gold.csv", [ARTICLES / PAIRS[name]], read_titles(ARTICLES / f"{name}.json"))


if __name__ == "__main__":
    measured = {name: measure_article(name) for name in PAIRS}
    if DOCUMENTS.is_dir():
        measured["the five documents"] = measure_documents()
    for name, agreement in measured.items():
        print(f"{name:20}{agreement}\n  missed {agreement.missed}\n  extra  {agreement.extra}")
