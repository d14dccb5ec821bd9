"""What a corpus is: labelled rows in CSV, JSONL or Parquet files, read and checked."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.errors import ClassifierError

KINDS = ("duty", "skill", "requirement", "other")
SUFFIXES = (".csv", ".jsonl", ".parquet")
LARGEST = 1 << 30  # bytes of one file, which is read whole; of Parquet, unpacked
_OWN = ("text", "label", "kind", "source", "group")
LONGEST_SENTENCE = 100  # words
csv.field_size_limit(1 << 27)


@dataclass(frozen=True)
class Row:
    """One labelled text: a sentence, or a whole posting.

    Parameters:
        text: the text.
        label: its label.
        kind: duty, skill, requirement or other; may be empty.
        source: where it comes from.
        group: rows of one group stay together in cross-validation; the source if empty.
        file, line: where it was read.
        more: the other columns.
    """

    text: str
    label: str
    kind: str = ""
    source: str = ""
    group: str = ""
    file: str = ""
    line: int = 0
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_posting(self) -> bool:
        """Whether it holds a whole posting: several lines, or a paragraph longer than any sentence."""
        return "\n" in self.text.strip() or self.text.count(" ") > LONGEST_SENTENCE

    @property
    def origin(self) -> str:
        """The group that cross-validation keeps together."""
        return self.group or self.source or f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Unread:
    """A row, or a whole file, that can't be read.

    Parameters:
        file, line: where it stands; line 0 is the file as a whole.
        code: of the error that `read_corpus` raises for it.
        problem: what is wrong with it.
    """

    file: str
    line: int
    code: str
    problem: str


def read_corpus(paths: str | Path | Iterable[str | Path]) -> list[Row]:
    r"""Read rows from files or folders of them.

    Parameters:
        paths: CSV (with a header), JSONL or Parquet files, or folders, which are searched for them.

    Returns:
        The rows, in the order of the files' names.

    Raises:
        ClassifierError: ``corpus-missing``, ``corpus-columns``, ``corpus-row``, ``corpus-encoding``,
            ``corpus-too-large``; ``library-missing`` for Parquet without pyarrow.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "mine.csv"
        >>> _ = path.write_text("text,label\nAnswer calls,support\n")
        >>> read_corpus(path)[0].label
        'support'
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    rows = []
    for row in _scan(listed):
        if isinstance(row, Unread):
            place = f"{row.file}:{row.line}" if row.line else row.file
            raise ClassifierError(row.code, f"{place} {row.problem}")
        rows.append(row)
    if not rows:
        raise ClassifierError("corpus-missing", f"no rows in {', '.join(map(str, listed))}")
    return rows


def scan_corpus(paths: str | Path | Iterable[str | Path]) -> tuple[list[Row], list[Unread]]:
    r"""Read what can be read, where `read_corpus` stops at the first broken row.

    Returns:
        The rows, and what couldn't be read; a CSV file that breaks the format is read up to there.

    Raises:
        ClassifierError: ``corpus-missing`` for a path that doesn't exist or holds no corpus.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "mine.csv"
        >>> _ = path.write_text("text,label\nAnswer calls,support\n,support\n")
        >>> [row.problem for row in scan_corpus(path)[1]]
        ['has no text']
    """
    found = list(_scan([paths] if isinstance(paths, str | Path) else paths))
    return [row for row in found if isinstance(row, Row)], [row for row in found if isinstance(row, Unread)]


def corpus_sha256(rows: Iterable[Row]) -> str:
    """A checksum of the rows' texts and labels, whatever files they stand in."""
    digest = hashlib.sha256()
    for row in sorted((row.label, row.text) for row in rows):
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def _scan(paths: Iterable[str | Path]) -> Iterator[Row | Unread]:
    return (row for path in paths for file in _files(Path(path)) for row in _rows(file))


def _files(path: Path) -> list[Path]:
    if os.path.isdir(path):  # os.path, since Path's own questions raise on names that are too long
        found = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)
        if not found:
            raise ClassifierError(
                "corpus-missing", f"{path} holds no {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} file"
            )
        return found
    if not os.path.exists(path):
        raise ClassifierError("corpus-missing", f"{path} doesn't exist")
    return [path]


def _rows(path: Path) -> Iterator[Row | Unread]:
    try:
        if (size := path.stat().st_size) > LARGEST:
            yield _too_large(path, size)
            return
        if path.suffix == ".parquet":
            yield from (r if isinstance(r, Unread) else _row(path, *r) for r in _parquet_records(path))
            return
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Unread(str(path), 0, "corpus-encoding", f"isn't UTF-8 (byte {error.start})")
        return
    except OSError as error:
        yield Unread(str(path), 0, "corpus-missing", f"can't be read: {error.strerror or error}")
        return
    for record in _json_records(path, text) if path.suffix == ".jsonl" else _csv_records(path, text):
        yield record if isinstance(record, Unread) else _row(path, *record)


def _row(path: Path, line: int, record: dict[str, Any]) -> Row | Unread:
    for name in ("text", "label"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            return Unread(str(path), line, "corpus-row", f"has no {name}")
    own = {name: str(record.get(name) or "").strip() for name in _OWN}
    more = {k: str(v) for k, v in record.items() if k not in _OWN and v not in (None, "")}
    return Row(**own, file=str(path), line=line, more=more)


def _csv_records(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        if missing := _missing(reader.fieldnames or []):
            yield Unread(str(path), 0, "corpus-columns", missing)
            return
        start = reader.line_num + 1
        for record in reader:
            if None in record or None in record.values():
                yield Unread(str(path), start, "corpus-row", "has another number of columns than the header")
            else:
                yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        yield Unread(str(path), start, "corpus-row", f"isn't valid CSV: {error}")


def _json_records(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Unread(str(path), number, "corpus-row", f"isn't valid JSON: {error}")
            continue
        if not isinstance(record, dict):
            yield Unread(str(path), number, "corpus-row", "holds no JSON object")
        elif missing := _missing(list(record)):
            yield Unread(str(path), number, "corpus-columns", missing)
        else:
            yield number, record


def _parquet_records(path: Path) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ClassifierError(
            "library-missing", f"{path} needs pyarrow", hint="pip install 'account-role-classifier[score]'"
        ) from None
    try:
        with pq.ParquetFile(path) as file:
            if missing := _missing(file.schema_arrow.names):
                yield Unread(str(path), 0, "corpus-columns", missing)
                return
            groups = (file.metadata.row_group(i) for i in range(file.metadata.num_row_groups))
            if (size := sum(group.total_byte_size for group in groups)) > LARGEST:
                yield _too_large(path, size)
                return
            number = 0
            for batch in file.iter_batches():
                for record in batch.to_pylist():
                    number += 1
                    yield number, record
    except (pa.ArrowException, ValueError) as error:
        yield Unread(str(path), 0, "corpus-row", f"isn't valid Parquet: {error}")


def _too_large(path: Path, size: int) -> Unread:
    problem = f"holds {size:,} bytes; a corpus is read whole, up to {LARGEST:,}: train on a part of it"
    return Unread(str(path), 0, "corpus-too-large", problem)


def _missing(columns: Iterable[str]) -> str:
    missing = [name for name in ("text", "label") if name not in columns]
    names = ", ".join(map(str, columns)) or "none"
    return f"lacks the column {' and '.join(missing)}; it has {names}" if missing else ""
