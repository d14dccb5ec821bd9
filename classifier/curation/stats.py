"""What a corpus holds: counts for its datasheet."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median

from classifier.corpus import Row
from classifier.curation.check import titles_for
from classifier.curation.duplicates import content, near_duplicates, repeated_share
from classifier.curation.tables import Cell, Table
from classifier.roles import Titles
from classifier.text import read

SHORTEST, LONGEST = 4, 45  # words that a sentence should have
_UNSTATED = "(not stated)"
_YES = ("yes", "true", "1")

# The name of each facet, and how a row shows it.
_FACETS: dict[str, Callable[[Row], str]] = {
    "kind": lambda row: row.kind or ("whole posting" if row.is_posting else _UNSTATED),
    "industry": lambda row: row.more.get("industry") or _UNSTATED,
    "job": lambda row: row.more.get("job") or _UNSTATED,
    "source": lambda row: re.sub(r":\d+$", "", row.source) or _UNSTATED,  # without the line
}


@dataclass(frozen=True)
class Lengths:
    """Lengths in words.

    Parameters:
        rows: how many texts.
        shortest, middle, average, longest: their least, median, mean and greatest length.
        fitting: the share of 4 to 45 words; 0 to 1.
    """

    rows: int
    shortest: int
    middle: float
    average: float
    longest: int
    fitting: float

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Lengths:
        """The figures of some lengths; zeros where there are none.

        Example:
            >>> Lengths.of([3, 10, 20]).middle
            10
        """
        if not lengths:
            return cls(0, 0, 0.0, 0.0, 0, 0.0)
        fitting = sum(SHORTEST <= length <= LONGEST for length in lengths) / len(lengths)
        return cls(len(lengths), min(lengths), median(lengths), mean(lengths), max(lengths), fitting)


@dataclass(frozen=True)
class Stats:
    """Counts of a corpus.

    Parameters:
        labels: for each label its ``sentences``, ``postings``, ``hard`` postings, ``words``, ``industries``,
            ``jobs`` and ``groups``.
        facets: for ``kind``, ``industry``, ``job`` and ``source``, each value's number of rows by label.
        sentences, postings: the lengths of both.
        vocabulary: how many different words there are, titles apart.
        near_duplicate_share: the share of rows that nearly repeat another; 0 to 1.
    """

    labels: Mapping[str, Mapping[str, int]]
    facets: Mapping[str, Mapping[str, Mapping[str, int]]]
    sentences: Lengths
    postings: Lengths
    vocabulary: int
    near_duplicate_share: float

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.sentences.rows + self.postings.rows

    def to_dict(self) -> dict[str, object]:
        """The counts as plain data, the contract of ``corpus stats --json``."""
        return {"rows": self.rows, **asdict(self)}

    def to_tables(self, *, most: int = 30) -> list[Table]:
        """The counts as tables; of each facet the ``most`` frequent values, and the rest in one line."""
        named = {facet: sum(value != _UNSTATED for value in values) for facet, values in self.facets.items()}
        figures: list[list[Cell]] = [
            ["rows", self.rows],
            ["different words", self.vocabulary],
            ["industries", named["industry"]],
            ["kinds of job", named["job"]],
            ["rows that nearly repeat another", f"{self.near_duplicate_share:.2%}"],
        ]
        columns = list(next(iter(self.labels.values()), {}))
        totals = [sum(label[c] for label in self.labels.values()) for c in columns[:4]]
        by_label: list[list[Cell]] = [[name, *counts.values()] for name, counts in self.labels.items()]
        by_label.append(["all", *totals, named["industry"], named["job"], ""])
        return [
            Table("The corpus", ["", "number"], figures),
            Table("Labels", ["label", *columns], by_label),
            _lengths_table(self.sentences, self.postings),
            *(self._facet_table(facet, most) for facet in self.facets),
        ]

    def _facet_table(self, facet: str, most: int) -> Table:
        labels = list(self.labels)
        counted = sorted(self.facets[facet].items(), key=lambda item: (-sum(item[1].values()), item[0]))
        lines: list[list[Cell]] = [[value, *(n.get(k, 0) for k in labels), sum(n.values())] for value, n in counted]
        if rest := counted[most:]:
            sums = [sum(n.get(label, 0) for _, n in rest) for label in labels]
            lines[most:] = [[f"{len(rest):,} others", *sums, sum(sums)]]
        plural = {"industry": "Industries"}.get(facet, f"{facet.capitalize()}s")
        return Table(f"{plural} (rows)", [facet, *labels, "all"], lines)


def count(rows: Sequence[Row], *, titles: Titles | None = None) -> Stats:
    """Count a corpus.

    Parameters:
        rows: from `read_corpus`.
        titles: the titles masked before words are counted; by default those that training masks.

    Returns:
        The counts.

    Example:
        >>> stats = count([Row("Win new business", "AE", kind="duty"), Row("Keep clients happy", "AM")])
        >>> stats.labels["AE"]["sentences"], stats.vocabulary
        (1, 6)
    """
    titles = titles or titles_for(rows)
    present = {row.label for row in rows}
    order = [label for label in titles.names if label in present] + sorted(present - set(titles.names))
    readings = [read(row.text, titles) for row in rows]
    texts = [content(reading) for reading in readings]
    lengths = [len(reading.words) for reading in readings]
    facets = {facet: _by_label(rows, show) for facet, show in _FACETS.items()}
    return Stats(
        labels={label: _label(label, rows, lengths, facets) for label in order},
        facets=facets,
        sentences=Lengths.of([n for row, n in zip(rows, lengths, strict=True) if not row.is_posting]),
        postings=Lengths.of([n for row, n in zip(rows, lengths, strict=True) if row.is_posting]),
        vocabulary=len({word for words in texts for word in words}),
        near_duplicate_share=repeated_share(rows, list(near_duplicates(texts))),
    )


def _by_label(rows: Sequence[Row], show: Callable[[Row], str]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[show(row)][row.label] += 1
    return {value: dict(by_label) for value, by_label in counts.items()}


def _label(
    label: str, rows: Sequence[Row], lengths: Sequence[int], facets: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> dict[str, int]:
    chosen = [row for row in rows if row.label == label]
    postings = [row for row in chosen if row.is_posting]
    return {
        "sentences": len(chosen) - len(postings),
        "postings": len(postings),
        "hard": sum(row.more.get("hard", "").lower() in _YES for row in postings),
        "words": sum(n for row, n in zip(rows, lengths, strict=True) if row.label == label),
        "industries": sum(label in counts for value, counts in facets["industry"].items() if value != _UNSTATED),
        "jobs": sum(label in counts for value, counts in facets["job"].items() if value != _UNSTATED),
        "groups": len({row.origin for row in chosen}),
    }


def _lengths_table(*both: Lengths) -> Table:
    lines: list[list[Cell]] = [
        [name, n.rows, n.shortest, float(n.middle), float(n.average), n.longest, f"{n.fitting:.1%}"]
        for name, n in zip(("sentences", "whole postings"), both, strict=True)
    ]
    fitting = f"{SHORTEST} to {LONGEST}"
    return Table("Lengths in words", ["", "rows", "shortest", "median", "mean", "longest", fitting], lines)
