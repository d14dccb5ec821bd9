"""What a corpus is: labelled rows in CSV or JSONL files, read and checked."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.errors import ClassifierError

KINDS = ("duty", "skill", "requirement", "other")
_OWN = ("text", "label", "kind", "source", "group")
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
        """Whether it holds a whole posting: several lines."""
        return "\n" in self.text.strip()

    @property
    def origin(self) -> str:
        """The group that cross-validation keeps together."""
        return self.group or self.source or f"{self.file}:{self.line}"


def read_corpus(paths: str | Path | Iterable[str | Path]) -> list[Row]:
    r"""Read rows from files or folders of them.

    Parameters:
        paths: CSV (with a header) or JSONL files, or folders, which are searched for both.

    Returns:
        The rows, in the order of the files' names.

    Raises:
        ClassifierError: ``corpus-missing``, ``corpus-columns``, ``corpus-row``, ``corpus-encoding``.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "mine.csv"
        >>> _ = path.write_text("text,label\nAnswer calls,support\n")
        >>> read_corpus(path)[0].label
        'support'
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    rows = [row for path in listed for file in _files(Path(path)) for row in _rows(file)]
    if not rows:
        raise ClassifierError("corpus-missing", f"no rows in {', '.join(map(str, listed))}")
    return rows


def corpus_sha256(rows: Iterable[Row]) -> str:
    """A checksum of the rows' texts and labels, whatever files they stand in."""
    digest = hashlib.sha256()
    for row in sorted((row.label, row.text) for row in rows):
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix in (".csv", ".jsonl"))
        if not found:
            raise ClassifierError("corpus-missing", f"{path} holds no .csv or .jsonl file")
        return found
    if not path.exists():
        raise ClassifierError("corpus-missing", f"{path} doesn't exist")
    return [path]


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClassifierError("corpus-encoding", f"{path} isn't UTF-8 (byte {error.start})") from None
    except OSError as error:
        raise ClassifierError("corpus-missing", f"can't read {path}: {error.strerror or error}") from None
    records = _json_records(path, text) if path.suffix == ".jsonl" else _csv_records(path, text)
    for line, record in records:
        for name in ("text", "label"):
            if not isinstance(record.get(name), str) or not record[name].strip():
                raise ClassifierError("corpus-row", f"{path}:{line} has no {name}")
        own = {name: str(record.get(name) or "").strip() for name in _OWN}
        more = {k: str(v) for k, v in record.items() if k not in _OWN and v not in (None, "")}
        yield Row(**own, file=str(path), line=line, more=more)


def _csv_records(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = reader.fieldnames or []
        _require(path, columns)
        start = reader.line_num + 1
        for record in reader:
            if None in record or None in record.values():
                raise ClassifierError("corpus-row", f"{path}:{start} has another number of columns than the header")
            yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        raise ClassifierError("corpus-row", f"{path}:{reader.line_num} isn't valid CSV: {error}") from None


def _json_records(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ClassifierError("corpus-row", f"{path}:{number} isn't valid JSON: {error}") from None
        if not isinstance(record, dict):
            raise ClassifierError("corpus-row", f"{path}:{number} holds no JSON object")
        _require(path, list(record))
        yield number, record


def _require(path: Path, columns: Iterable[str]) -> None:
    missing = [name for name in ("text", "label") if name not in columns]
    if missing:
        names = ", ".join(map(str, columns)) or "none"
        raise ClassifierError("corpus-columns", f"{path} lacks the column {' and '.join(missing)}; it has {names}")
