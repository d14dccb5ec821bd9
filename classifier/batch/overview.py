"""A whole output at a glance, read row by row, so that its size takes no memory."""

from __future__ import annotations

import csv
import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from classifier.batch.libraries import pyarrow
from classifier.batch.sources import JSONL, PARQUET
from classifier.batch.summary import Summary
from classifier.batch.writers import DIGITS, FORMS
from classifier.errors import ClassifierError
from classifier.model import Model
from classifier.text import read

BINS = 20  # of confidence
SHOWN = 20  # disagreements kept, the surest
_COLUMNS = ("role", "best", "confidence", "stated_title", "model")
_ROWS = 8192  # of Parquet read at a time
csv.field_size_limit(1 << 27)  # kept columns may hold whole postings


@dataclass
class Bin:
    """Rows of like confidence: for each label those that got it, and those without an answer."""

    low: float
    high: float
    roles: Counter[str] = field(default_factory=Counter)
    declined: int = 0

    @property
    def rows(self) -> int:
        """All rows of the bin."""
        return self.roles.total() + self.declined


@dataclass(frozen=True)
class Disagreement:
    """A row that got another role than its title names.

    Parameters:
        place: its id, or else its number in the input; with its file, where there are several.
        title: as the posting states it.
        role: the label it got.
        confidence: of that.
    """

    place: str
    title: str
    role: str
    confidence: float


@dataclass(frozen=True)
class Overview:
    """What an output holds.

    Parameters:
        summary: of the run that wrote it, or found it whole.
        labels: the model's.
        floor: the least confidence at which a row gets an answer.
        rows: how many.
        roles: for each label the number of rows that got it.
        declined: for each reason the number of rows without an answer; see `look_over`.
        mean_confidence: of the rows with an answer; 0 where there are none.
        bins: all rows by confidence, from 0 to 1.
        titles: the number of rows by the role that the stated title names and the label they got; None: no answer.
        disagreements: the surest of them.
        rejected: for each reason the number of rejected rows.
        settings: what was asked for, in words.
    """

    summary: Summary
    labels: tuple[str, ...]
    floor: float
    rows: int
    roles: dict[str, int]
    declined: dict[str, int]
    mean_confidence: float
    bins: tuple[Bin, ...]
    titles: dict[tuple[str, str | None], int]
    disagreements: tuple[Disagreement, ...]
    rejected: dict[str, int]
    settings: Mapping[str, str]

    @property
    def answered(self) -> int:
        """How many rows got an answer."""
        return sum(self.roles.values())

    @property
    def disagreeing(self) -> int:
        """How many rows got another role than their title names."""
        return sum(n for (stated, found), n in self.titles.items() if found not in (stated, None))

    @property
    def titled(self) -> int:
        """How many rows state a title and got an answer."""
        return sum(n for (_, found), n in self.titles.items() if found is not None)


def look_over(
    summary: Summary,
    *,
    model: Model,
    form: str | None = None,
    min_confidence: float | None = None,
    settings: Mapping[str, str] | None = None,
) -> Overview:
    r"""Read the output of a run.

    An output doesn't say why a row got no answer; three cases can be told apart: nothing that the
    model knows (the probabilities are those of an empty text), a confidence below the floor, and
    else a text too short or in another language. A row of the second kind may be of the third too.

    Parameters:
        summary: what `classifier.batch.score_files` returned.
        model: the model that scored it.
        form, min_confidence: as given to `score_files`.
        settings: more of what was asked for, in words, to be shown.

    Returns:
        The overview; it takes the same memory whatever the number of rows.

    Raises:
        ClassifierError: ``output-unreadable``; ``model-differs`` where another model scored the rows.

    Example:
        >>> import classifier, pathlib, tempfile
        >>> from classifier.batch import score_files
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> _ = (folder / "in.csv").write_text("text\nRenew contracts and keep clients happy\n\"\"\n")
        >>> summary = score_files([folder / "in.csv"], folder / "out.csv")
        >>> found = look_over(summary, model=classifier.load())
        >>> found.rows, found.answered
        (2, 0)
    """
    form = form or FORMS.get(summary.out.suffix.lower(), "")
    floor = model.thresholds.confidence if min_confidence is None else min_confidence
    tally = _Tally(model, floor)
    try:
        for file, place, *values in _rows(summary.out, form):
            tally.add(file, place, *values)
        rejected = dict(summary.rejected)
        if summary.whole_already and summary.rejects_file is not None:
            rejected = _reasons(summary.rejects_file)
    except (OSError, ValueError, LookupError, TypeError, csv.Error) as error:
        told = " ".join(str(error).split()) or type(error).__name__
        raise ClassifierError("output-unreadable", f"can't read {summary.out} again: {told}") from None
    return Overview(
        summary=summary,
        labels=tuple(model.labels),
        floor=floor,
        rows=tally.rows,
        roles=tally.roles,
        declined=dict(tally.declined.most_common()),
        mean_confidence=tally.sureness / max(1, sum(tally.roles.values())),
        bins=tally.bins,
        titles=dict(tally.titles),
        disagreements=tuple(shown for _, _, shown in sorted(tally.disagreements, reverse=True)),
        rejected=dict(sorted(rejected.items(), key=lambda item: -item[1])),
        settings=settings or {},
    )


class _Tally:
    """Counts rows; what it holds doesn't grow with their number."""

    def __init__(self, model: Model, floor: float) -> None:
        self._floor, self._labels = floor, set(model.labels)
        self._model_name = f"{model.name} {model.version} {model.sha256[:12]}"
        blank = model.predict("")
        self._blank = (blank.best, round(blank.confidence, DIGITS))
        self.rows, self.sureness = 0, 0.0
        self.roles = dict.fromkeys(model.labels, 0)
        self.declined, self.titles = Counter[str](), Counter[tuple[str, str | None]]()
        self.bins = tuple(Bin(i / BINS, (i + 1) / BINS) for i in range(BINS))
        self.disagreements: list[tuple[float, int, Disagreement]] = []  # a heap; of the equally sure the first rows

        @lru_cache(maxsize=4096)
        def named(title: str) -> str | None:
            return next((mention.role for mention in read(title, model.titles).titles), None)

        self._named = named

    def add(
        self, file: str | None, place: Any, role: str | None, best: str, confidence: Any, title: str | None, model: str
    ) -> None:
        """Count a row of an output."""
        if model != self._model_name:
            raise ClassifierError("model-differs", f"the rows were scored by {model!r}, not by {self._model_name!r}")
        chance = float(confidence)
        if best not in self._labels or not 0 <= chance <= 1:
            raise ValueError(f"row {self.rows + 1} has the label {best!r} with the probability {chance}")
        self.rows += 1
        found = self.bins[min(int(chance * BINS), BINS - 1)]
        role = role or None
        if role is None:
            found.declined += 1
            self.declined[self._reason(best, chance)] += 1
        else:
            found.roles[role] += 1
            self.roles[role] += 1
            self.sureness += chance
        stated = self._named(title) if title else None
        if stated is None:
            return
        self.titles[stated, role] += 1
        if role not in (None, stated):
            where = str(place) if file is None else f"{Path(file).name}: {place}"
            push = heapq.heappush if len(self.disagreements) < SHOWN else heapq.heappushpop
            push(self.disagreements, (chance, -self.rows, Disagreement(where, str(title), str(role), chance)))

    def _reason(self, best: str, chance: float) -> str:
        if (best, round(chance, DIGITS)) == self._blank:
            return "holds nothing that the model knows"
        if chance < self._floor:
            return "not sure enough"
        return "too short, or most of its words are unknown"


def _reasons(rejects: Path) -> dict[str, int]:
    with rejects.open(encoding="utf8", errors="replace", newline="") as file:
        return dict(Counter(row["reason"] for row in csv.DictReader(file)))


def _rows(path: Path, form: str) -> Iterator[list[Any]]:
    """Of each row its file (None where the output doesn't say), its id or number, and what `_COLUMNS` names."""
    return {PARQUET: _parquet_rows, JSONL: _json_rows}.get(form, _csv_rows)(path)


def _places(columns: Sequence[str]) -> list[int | None]:
    """Where a row's file, id and values stand; what tells the row comes before its role, whatever it is called."""
    role = columns.index("role")
    if role not in (1, 2):
        raise ValueError("no column tells the rows apart")
    return [0 if role == 2 else None, role - 1, *(columns.index(name) for name in _COLUMNS)]


def _picked(values: Sequence[Any], places: Iterable[int | None]) -> list[Any]:
    return [None if i is None else values[i] for i in places]


def _csv_rows(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf8", errors="replace", newline="") as file:
        reader = csv.reader(file)
        places = _places(next(reader, []))
        for row in reader:
            yield _picked(row, places)


def _json_rows(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf8") as file:
        for record in map(json.loads, file):
            names = list(record)
            yield _picked([record[name] for name in names], _places(names))


def _parquet_rows(path: Path) -> Iterator[list[Any]]:
    with pyarrow("parquet").ParquetFile(path) as file:
        names = _picked(file.schema_arrow.names, _places(file.schema_arrow.names))
        for batch in file.iter_batches(_ROWS, columns=[name for name in names if name is not None], use_threads=False):
            columns = [[None] * batch.num_rows if name is None else batch.column(name).to_pylist() for name in names]
            yield from map(list, zip(*columns, strict=True))
