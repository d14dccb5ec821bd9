"""Labelled postings: read from CSV and JSONL files of any columns, and sorted into usable and left out."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.corpus import Row, json_problem
from classifier.delimiters import delimiter
from classifier.errors import ClassifierError
from classifier.roles import Titles

LEAST_KNOWN = 0.2  # of the labelled rows; where so few labels fit, it is another model's file


@dataclass(frozen=True)
class Columns:
    """Which columns hold what.

    Parameters:
        text, label: of the posting and its true label.
        group: of what rows have in common (a company); may be missing from the files.
    """

    text: str = "text"
    label: str = "label"
    group: str = "group"


@dataclass(frozen=True)
class Labelled:
    """The rows whose label a model knows, and how many were left out.

    Parameters:
        rows: the usable rows, their labels in the model's spelling.
        unlabelled: how many have no label.
        unknown: for each label that the model doesn't know, how many have it.
        empty: how many have a label and no text.
    """

    rows: tuple[Row, ...]
    unlabelled: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    empty: int = 0

    @classmethod
    def of(cls, rows: Iterable[Row], titles: Titles) -> Labelled:
        """Sort rows by what a model with these roles can be judged on.

        Parameters:
            rows: labelled rows; a label may be a role's label or its full name, in any case.
            titles: the model's roles.

        Returns:
            The usable rows and what was left out.

        Raises:
            ClassifierError: ``labelled-empty`` where no row is usable, or fewer than a fifth of those labelled.

        Example:
            >>> from classifier.roles import ACCOUNT_ROLES
            >>> rows = [Row("Win deals", "account executive"), Row("Fry fish", "cook"), Row("Hm", "")]
            >>> found = Labelled.of(rows, ACCOUNT_ROLES)
            >>> [row.label for row in found.rows], found.unlabelled, found.unknown
            (['AE'], 1, {'cook': 1})
        """
        exact = {role.label: role.label for role in titles.roles}
        loose = {spelled.lower(): role.label for role in titles.roles for spelled in (role.name, role.label)}
        usable, unlabelled, empty, unknown = [], 0, 0, Counter[str]()
        for row in rows:
            label = exact.get(row.label) or loose.get(row.label.lower())
            if not row.label:
                unlabelled += 1
            elif label is None:
                unknown[row.label] += 1
            elif not row.text.strip():
                empty += 1
            else:
                usable.append(Row(**{**vars(row), "label": label}))
        if not usable or len(usable) < LEAST_KNOWN * (len(usable) + unknown.total()):
            seen = f"the labels are {', '.join(sorted(unknown)[:5])}" if unknown else f"{unlabelled:,} have no label"
            some = (
                f"only {len(usable):,} of {len(usable) + unknown.total():,} labelled rows have"
                if usable
                else "no row has"
            )
            raise ClassifierError("labelled-empty", f"{some} one of the labels {', '.join(exact)}: {seen}")
        return cls(tuple(usable), unlabelled, dict(unknown.most_common()), empty)

    @property
    def groups(self) -> list[str]:
        """What keeps each row together with others; a row without a group stands for itself."""
        return [f"group:{row.group}" if row.group else f"row:{i}" for i, row in enumerate(self.rows)]

    def to_dict(self) -> dict[str, Any]:
        """The counts as plain data."""
        return {
            "used": len(self.rows),
            "groups": len(set(self.groups)),
            "unlabelled": self.unlabelled,
            "unknown_labels": self.unknown,
            "empty": self.empty,
        }


def read_labelled(paths: Sequence[str | Path], columns: Columns | None = None) -> list[Row]:
    r"""Read rows from CSV (with a header) or JSONL files; other columns are ignored.

    Parameters:
        paths: the files.
        columns: where text, label and group stand.

    Returns:
        All rows in order; the label is empty where the file has none or null.

    Raises:
        ClassifierError: ``labelled-missing``, ``labelled-columns``, ``labelled-row``, ``labelled-encoding``.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "mine.jsonl"
        >>> _ = path.write_text('{"text": "Win deals", "duties": null, "tags": []}\n')
        >>> read_labelled([path], Columns(label="duties"))[0].label
        ''
    """
    columns = columns or Columns()
    rows, seen = [], set[str]()
    for path in map(Path, paths):
        for line, record in _records(path):
            seen.update(record)
            if columns.text not in record:
                raise ClassifierError("labelled-columns", f"{path}:{line} has no column {columns.text!r}")
            text, label, group = (_value(record.get(name)) for name in (columns.text, columns.label, columns.group))
            rows.append(Row(text, label.strip(), group=group.strip(), file=str(path), line=line))
    if not rows:
        raise ClassifierError("labelled-missing", f"no rows in {', '.join(map(str, paths))}")
    # The group's usual name may be missing; one that was asked for may not.
    for name in (columns.label, *([columns.group] if columns.group != Columns.group else [])):
        if name not in seen:
            names = ", ".join(sorted(seen))
            raise ClassifierError("labelled-columns", f"no row has a column {name!r}; there are {names}")
    return rows


def _value(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClassifierError("labelled-encoding", f"{path} isn't UTF-8 (byte {error.start})") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero character
        reason = getattr(error, "strerror", None) or error
        raise ClassifierError("labelled-missing", f"can't read {path}: {reason}") from None
    return _json_records(path, text) if path.suffix in (".jsonl", ".ndjson") else _csv_records(path, text)


def _json_records(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        try:
            record = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ClassifierError("labelled-row", f"{path}:{line} isn't valid JSON: {json_problem(error)}") from None
        if not isinstance(record, dict):
            raise ClassifierError("labelled-row", f"{path}:{line} holds no JSON object")
        yield line, record


def _csv_records(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    sign = delimiter(text.split("\n", 1)[0], path.name)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=sign)
    try:
        start = reader.line_num + 1
        for record in reader:
            if None in record or None in record.values():
                raise ClassifierError("labelled-row", f"{path}:{start} has another number of columns than the header")
            yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        raise ClassifierError("labelled-row", f"{path}:{reader.line_num} isn't valid CSV: {error}") from None
