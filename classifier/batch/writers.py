"""Scored rows as CSV, JSONL or Parquet: written by parts, then put together into one file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from classifier.batch.blocks import Block, Reject, Task
from classifier.batch.libraries import pyarrow
from classifier.batch.sources import CSV, JSONL, PARQUET
from classifier.kernel import Scores

FORMS = {".csv": CSV, ".jsonl": JSONL, ".ndjson": JSONL, ".parquet": PARQUET, ".pq": PARQUET}
EXPLAINED = {"phrases": "text", "reason": "text", "title_agrees": "flag"}
REJECTS = ("file", "line", "byte_offset", "reason", "text")
DIGITS = 6  # of probabilities; the kernel and `Model` agree to 9


def columns(task: Task) -> dict[str, str]:
    """The columns of the output, in order, each with its kind: text, number, integer or flag.

    A column of the input named as one of ours gets ``input_`` before its name.
    """
    first = {"file": "text"} if task.with_file else {}
    first |= {_names(task)[task.id_column]: "text"} if task.id_column else {"row": "integer"}
    return first | _results(task) | {_names(task)[name]: "text" for name in task.kept}


def _results(task: Task) -> dict[str, str]:
    """The columns that say what the model says."""
    found = {"role": "text", "best": "text", "confidence": "number"}
    found |= {f"p_{label}": "number" for label in task.labels}
    found |= {"abstained": "flag", "stated_title": "text", "model": "text"}
    return found | (EXPLAINED if task.explain else {})


def _names(task: Task) -> dict[str, str]:
    """The output's names for the input's columns; no two are the same."""
    taken = {*_results(task), *(["file"] if task.with_file else []), *([] if task.id_column else ["row"])}
    names: dict[str, str] = {}
    for name in ([task.id_column] if task.id_column else []) + list(task.kept):
        shown = name.encode("utf8", "replace").decode()  # JSON may hold lone surrogates, which no file should
        while shown in taken:
            shown = f"input_{shown}"
        taken.add(shown)
        names[name] = shown
    return names


def values(block: Block, scores: Scores, task: Task, explained: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The values of each column for the rows of a block; ``explained`` has those of `EXPLAINED` where asked for."""
    n = len(block.rows)
    best = [scores.labels[i] for i in scores.best.tolist()]
    chances = np.round(scores.probabilities, DIGITS)
    found: dict[str, Any] = {"file": block.files} if task.with_file else {}
    names = _names(task)
    found |= {names[task.id_column]: block.ids} if task.id_column else {"row": block.rows}
    found |= {
        "role": [None if none else label for none, label in zip(scores.abstained.tolist(), best, strict=True)],
        "best": best,
        "confidence": np.round(scores.confidence, DIGITS),
    }
    found |= {f"p_{label}": chances[:, i] for i, label in enumerate(task.labels)}
    found |= {"abstained": scores.abstained, "stated_title": scores.titles, "model": [task.model_name] * n}
    return found | dict(explained) | {names[name]: block.kept[name] for name in task.kept}


class PartWriter:
    """Writes the rows of one part.

    Parameters:
        path: of the part's file.
        task: what is asked for.
    """

    def __init__(self, path: Path, task: Task) -> None:
        self._task = task
        self._kinds = columns(task)
        self._file: IO[bytes] = path.open("wb")
        self._parquet = _parquet_writer(self._file, task) if task.form == PARQUET else None

    def write(self, rows: dict[str, Any]) -> None:
        """Write rows, given by columns."""
        if self._task.form == JSONL:
            plain = [v.tolist() if isinstance(v, np.ndarray) else v for v in rows.values()]
            lines = (json.dumps(dict(zip(rows, row, strict=True)), default=str) for row in zip(*plain, strict=True))
            self._file.write("".join(f"{line}\n" for line in lines).encode("utf8"))
            return
        pa = pyarrow()
        arrays = [_array(rows[name], kind) for name, kind in self._kinds.items()]
        table = pa.Table.from_arrays(arrays, schema=_schema(self._task))
        if self._parquet is not None:
            self._parquet.write_table(table)
        else:
            pyarrow("csv").write_csv(table, self._file, _csv_options())

    def close(self) -> None:
        """Finish the file."""
        if self._parquet is not None:
            self._parquet.close()
        self._file.close()


def _csv_options() -> Any:
    return pyarrow("csv").WriteOptions(include_header=False)


def _schema(task: Task) -> Any:
    pa = pyarrow()
    types = {"text": pa.string(), "number": pa.float64(), "integer": pa.int64(), "flag": pa.bool_()}
    return pa.schema([(name, types[kind]) for name, kind in columns(task).items()])


def _parquet_writer(file: IO[bytes], task: Task) -> Any:
    return pyarrow("parquet").ParquetWriter(file, _schema(task), compression="zstd")


def _array(column: Any, kind: str) -> Any:
    """An Arrow array made from its buffers: ``pyarrow.array`` would import pandas wherever it is installed."""
    pa = pyarrow()
    if kind == "text":
        return _text_array(column)
    if kind == "flag":
        values = np.packbits(np.asarray(column, dtype=np.bool_), bitorder="little")
        present = np.packbits([value is not None for value in column], bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(column), [pa.py_buffer(present), pa.py_buffer(values)])
    dtype, form = (np.int64, pa.int64()) if kind == "integer" else (np.float64, pa.float64())
    values = np.ascontiguousarray(column, dtype=dtype)
    return pa.Array.from_buffers(form, len(values), [None, pa.py_buffer(values)])


def _text_array(column: Sequence[Any]) -> Any:
    pa = pyarrow()
    texts = ["" if value is None else value if isinstance(value, str) else _as_text(value) for value in column]
    try:
        data = [text.encode("utf8") for text in texts]
    except UnicodeEncodeError:  # lone surrogates, which JSON may hold and no file should
        data = [text.encode("utf8", "replace") for text in texts]
    offsets = np.zeros(len(data) + 1, dtype=np.int32)
    np.cumsum([len(text) for text in data], out=offsets[1:])
    present = np.packbits([value is not None for value in column], bitorder="little")
    buffers = [pa.py_buffer(present), pa.py_buffer(offsets), pa.py_buffer(b"".join(data))]
    return pa.Array.from_buffers(pa.string(), len(data), buffers)


def _as_text(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, list | dict | bool) else str(value)


def join(parts: Sequence[Path], target: Path, task: Task) -> None:
    """Put the parts together into one file.

    Parameters:
        parts: the parts' files, in order.
        target: the file to write.
        task: what was asked for.
    """
    with target.open("wb") as file:
        if task.form == PARQUET:
            parquet = pyarrow("parquet")
            with _parquet_writer(file, task) as writer:
                for part in parts:
                    table = parquet.read_table(part, use_threads=False)
                    if table.num_rows:
                        writer.write_table(table)
            return
        if task.form == CSV:
            names = csv_line(columns(task))
            file.write(names)
        _append(parts, file)


def join_rejects(parts: Sequence[Path], target: Path) -> None:
    """Put the rejected rows of all parts together into one CSV file."""
    with target.open("wb") as file:
        file.write(csv_line(REJECTS))
        _append(parts, file)


def _append(parts: Sequence[Path], file: IO[bytes]) -> None:
    from shutil import copyfileobj

    for part in parts:
        with part.open("rb") as source:
            copyfileobj(source, file, 1 << 20)


def csv_line(names: Iterable[str]) -> bytes:
    """A header in the style of the rows: quoted."""
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    return f"{quoted}\n".encode("utf8", "replace")


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write the rejected rows of one part."""
    with path.open("w", encoding="utf8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((r.file, r.line, r.byte, r.reason, r.text) for r in rejects)
