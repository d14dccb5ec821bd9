"""What passes between the rooms of batch scoring: the task, its parts, blocks of rows, rejected rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.batch.sources import Source
from classifier.errors import ClassifierError

PART = 8 << 20  # bytes of input that are scored as one part
ROWS = 2048  # of one block
SHOWN = 100_000  # bytes of a rejected row's own text, at most


@dataclass(frozen=True)
class Task:
    """What is asked for; the same for all parts, and small enough to be sent with each.

    Parameters:
        folder: where parts are written.
        model: the model's folder, None for the shipped one.
        sha256: of the model.
        labels: of the model.
        model_name: as written into each row.
        form: csv, jsonl or parquet.
        text_column: where the postings stand.
        id_column: where their ids stand, None to number the rows.
        kept: the other columns to be kept.
        with_file: whether each row names its file.
        explain: whether each row gets its strongest phrases.
        min_confidence: overrides the threshold of the model.
    """

    folder: str
    model: str | None
    sha256: str
    labels: tuple[str, ...]
    model_name: str
    form: str
    text_column: str = "text"
    id_column: str | None = None
    kept: tuple[str, ...] = ()
    with_file: bool = False
    explain: bool = False
    min_confidence: float | None = None


@dataclass(frozen=True)
class Reject:
    """A row that could not be scored.

    Parameters:
        file: where it stands.
        line: the line it begins on, from 1; for Parquet the row; 0 for the file as a whole.
        byte: the place of its first byte, from 0, in the text as UTF-8 without compression.
        reason: a stable code.
        text: the row as it stands there, cut after 100,000 bytes.
    """

    file: str
    line: int
    byte: int
    reason: str
    text: str


@dataclass(frozen=True)
class Part:
    """A part of the input that can be scored by itself.

    Parameters:
        sources: the file it is of; several where each file is one posting.
        begin, end: its place in bytes; for Parquet the row group and the next.
        line, row: the numbers of its first line and row, from 1.
        columns: the columns of the file.
        delimiter: of CSV.
        data: its bytes, where a worker could not read them by themselves.
        rejects: what was rejected before any row was read.
    """

    sources: tuple[Source, ...]
    begin: int = 0
    end: int = 0
    line: int = 1
    row: int = 1
    columns: tuple[str, ...] = ()
    delimiter: str = ","
    data: bytes | None = None
    rejects: tuple[Reject, ...] = ()

    @property
    def size(self) -> int:
        """Its bytes, about, as counted for progress."""
        return sum(source.size for source in self.sources) if len(self.sources) > 1 else self.end - self.begin

    def bytes(self) -> bytes:
        """Its bytes: those sent along, or read from the file."""
        if self.data is not None:
            return self.data
        with self.sources[0].open() as file:
            file.seek(self.begin)
            return bytes(file.read(self.end - self.begin))


@dataclass
class Block:
    """Rows to be scored, n of them, and rows that can't be.

    Parameters:
        files: the file of each row.
        rows: their numbers in the file, from 1.
        data: the buffer their texts stand in, as UTF-8.
        begins, stops: where; shape (n,).
        ids: their ids, or None where they go by their numbers.
        kept: the columns to be kept, each with n values.
        rejects: the others.
        recoded: how many rows were not UTF-8 and were read as Windows-1252.
    """

    files: Sequence[str]
    rows: Sequence[int]
    data: NDArray[np.uint8]
    begins: NDArray[np.int64]
    stops: NDArray[np.int64]
    ids: Sequence[Any] | None = None
    kept: dict[str, Sequence[Any]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    recoded: int = 0

    @classmethod
    def of_texts(cls, files: Sequence[str], rows: Sequence[int], texts: Sequence[str], **more: Any) -> Block:
        """Make a block of strings."""
        encoded = [text.encode("utf8", "surrogatepass") for text in texts]
        stops = np.cumsum([len(text) for text in encoded], dtype=np.int64)
        begins = np.append(np.int64(0), stops[:-1]) if encoded else stops
        return cls(files, rows, np.frombuffer(b"".join(encoded), np.uint8), begins, stops, **more)

    def text(self, i: int) -> str:
        """The text of row ``i``."""
        return bytes(self.data[self.begins[i] : self.stops[i]]).decode("utf8", "surrogatepass")


def shown(data: bytes) -> str:
    """A rejected row's own bytes as text."""
    return decoded(data[:SHOWN])


def decoded(data: bytes) -> str:
    """Bytes as UTF-8 where they are, and else as Windows-1252, as `classifier.postings.decode` does."""
    try:
        return data.decode("utf8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def check_columns(name: str, columns: Sequence[str], text_column: str, id_column: str | None) -> None:
    """Raise ``column-missing`` where a file lacks a column, naming those it has and the likeliest."""
    for wanted, option in ((text_column, "--text-column"), (id_column, "--id-column")):
        if wanted is None or wanted in columns:
            continue
        likely = likeliest(columns) if wanted == text_column else None
        there = ", ".join(repr(column[:60]) for column in columns[:30]) + (", ..." if len(columns) > 30 else "")
        raise ClassifierError(
            "column-missing",
            f"{name} has no column {wanted!r}; it has {there or 'none'}",
            hint=f"the likeliest: {option} {likely!r}" if likely else f"name one by {option}",
        )


def likeliest(columns: Sequence[str]) -> str | None:
    """The column that most likely holds the postings.

    Example:
        >>> likeliest(["id", "Job Description", "salary"])
        'Job Description'
    """
    for sign in ("posting", "description", "text", "duties", "body", "content", "job_ad", "advert", "summary"):
        found = [column for column in columns if sign in column.lower() and len(column) < 60]
        if found:
            return min(found, key=len)
    return None
