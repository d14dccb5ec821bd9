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

from classifier.delimiters import delimiter
from classifier.errors import ClassifierError
from classifier.libraries import install

KINDS = ("duty", "skill", "requirement", "other")
SUFFIXES = (".csv", ".jsonl", ".parquet")
LARGEST = 1 << 30  # bytes of one file, which is read whole; of Parquet, unpacked
_MORE = ("kind", "source", "group")
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
        hint: what to do about it, if anything.
    """

    file: str
    line: int
    code: str
    problem: str
    hint: str = ""


@dataclass(frozen=True)
class _Columns:
    """Which columns hold the text and the label."""

    text: str = "text"
    label: str = "label"


def read_corpus(
    paths: str | Path | Iterable[str | Path], *, text_column: str = "text", label_column: str = "label"
) -> list[Row]:
    r"""Read rows from files or folders of them.

    Parameters:
        paths: CSV (with a header), JSONL or Parquet files, or folders, which are searched for them.
        text_column, label_column: which columns hold the text and its label.

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
    rows, unread = scan_corpus(listed, text_column=text_column, label_column=label_column)
    if unread:
        first = unread[0]
        place = f"{first.file}:{first.line}" if first.line else first.file
        more = f"; {len(unread) - 1:,} more can't be read, which `classifier corpus check` lists"
        raise ClassifierError(first.code, f"{place} {first.problem}{more if len(unread) > 1 else ''}", hint=first.hint)
    if not rows:
        raise ClassifierError("corpus-missing", f"no rows in {', '.join(map(str, listed))}")
    return rows


def scan_corpus(
    paths: str | Path | Iterable[str | Path], *, text_column: str = "text", label_column: str = "label"
) -> tuple[list[Row], list[Unread]]:
    r"""Read what can be read, where `read_corpus` gives nothing for a broken row.

    Parameters:
        paths, text_column, label_column: as for `read_corpus`.

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
    columns = _Columns(text_column, label_column)
    found = list(_scan([paths] if isinstance(paths, str | Path) else paths, columns))
    return [row for row in found if isinstance(row, Row)], [row for row in found if isinstance(row, Unread)]


def corpus_sha256(rows: Iterable[Row]) -> str:
    """A checksum of the rows' texts and labels, whatever files they stand in."""
    digest = hashlib.sha256()
    for row in sorted((row.label, row.text) for row in rows):
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def json_problem(error: Exception) -> str:
    """What is wrong with a line of JSON; its number is that of the file, which the error doesn't know."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (column {error.colno})"
    return str(error)


def _scan(paths: Iterable[str | Path], columns: _Columns) -> Iterator[Row | Unread]:
    return (row for path in paths for file in _files(Path(path)) for row in _rows(file, columns))


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


def _rows(path: Path, columns: _Columns) -> Iterator[Row | Unread]:
    try:
        if (size := path.stat().st_size) > LARGEST:
            yield _too_large(path, size)
            return
        if path.suffix == ".parquet":
            records = _parquet_records(path, columns)
            yield from (r if isinstance(r, Unread) else _row(path, columns, *r) for r in records)
            return
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Unread(str(path), 0, "corpus-encoding", f"isn't UTF-8 (byte {error.start})")
        return
    except OSError as error:
        yield Unread(str(path), 0, "corpus-missing", f"can't be read: {error.strerror or error}")
        return
    read = _json_records if path.suffix == ".jsonl" else _csv_records
    for record in read(path, text, columns):
        yield record if isinstance(record, Unread) else _row(path, columns, *record)


def _row(path: Path, columns: _Columns, line: int, record: dict[str, Any]) -> Row | Unread:
    wanted = {"text": columns.text, "label": columns.label}
    for what, name in wanted.items():
        if not isinstance(record.get(name), str) or not record[name].strip():
            return Unread(str(path), line, "corpus-row", f"has no {what}")
    wanted |= {name: name for name in _MORE}
    own = {what: str(record.get(name) or "").strip() for what, name in wanted.items()}
    more = {k: str(v) for k, v in record.items() if k not in wanted.values() and v not in (None, "")}
    return Row(**own, file=str(path), line=line, more=more)


def _csv_records(path: Path, text: str, columns: _Columns) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    sign = delimiter(text.split("\n", 1)[0], path.name)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=sign)
    start = 1
    try:
        if missing := _missing(path, reader.fieldnames or [], columns):
            yield missing
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


def _json_records(path: Path, text: str, columns: _Columns) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Unread(str(path), number, "corpus-row", f"isn't valid JSON: {json_problem(error)}")
            continue
        if not isinstance(record, dict):
            yield Unread(str(path), number, "corpus-row", "holds no JSON object")
        elif missing := _missing(path, list(record), columns, number):
            yield missing
        else:
            yield number, record


def _parquet_records(path: Path, columns: _Columns) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ClassifierError("library-missing", f"{path} needs pyarrow", hint=install("score")) from None
    try:
        with pq.ParquetFile(path) as file:
            if missing := _missing(path, file.schema_arrow.names, columns):
                yield missing
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


def _missing(path: Path, names: Iterable[str], columns: _Columns, line: int = 0) -> Unread | None:
    options = {columns.text: "--text-column", columns.label: "--label-column"}
    missing = [name for name in options if name not in names]
    if not missing:
        return None
    told = f"lacks the column {' and '.join(missing)}; it has {', '.join(map(str, names)) or 'none'}"
    hint = f"name yours with {' and '.join(options[name] for name in missing)}"
    return Unread(str(path), line, "corpus-columns", told, hint)
