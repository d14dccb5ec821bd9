"""Parquet: a part is a row group, read some thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from classifier.batch.blocks import ROWS, Block, Part, Reject, Task, check_columns, decoded
from classifier.batch.libraries import pyarrow
from classifier.batch.sources import Source, reason
from classifier.errors import ClassifierError
from classifier.postings import LONGEST


def _file(source: Source) -> Any:
    # Not buffered ahead, so that memory doesn't follow the size of a row group.
    return pyarrow("parquet").ParquetFile(source.open(), pre_buffer=False, buffer_size=1 << 20)


def _breakages() -> tuple[type[Exception], ...]:
    """What pyarrow raises for a broken file: also errors of names that are no text, or stand there twice."""
    return (pyarrow().ArrowException, OSError, ValueError, KeyError)


def columns(source: Source) -> tuple[str, ...]:
    """The names of the columns.

    Raises:
        ClassifierError: ``parquet-broken``.
    """
    try:
        with _file(source) as file:
            return tuple(file.schema_arrow.names)
    except _breakages() as error:
        raise ClassifierError("parquet-broken", f"{source.name} is no whole Parquet file: {reason(error)}") from None


def plan(source: Source, task: Task, *, attach: bool) -> Iterator[Part]:
    """One part for each row group; parameters as `classifier.batch.csvs.plan`.

    Raises:
        ClassifierError: ``column-missing``, ``column-type``, and those of `columns`.
    """
    pa = pyarrow()
    names = columns(source)
    check_columns(source.name, names, task.text_column, task.id_column)
    if names.count(task.text_column) > 1:
        raise ClassifierError("parquet-broken", f"{source.name} has several columns {task.text_column!r}")
    with _file(source) as file:
        kind = file.schema_arrow.field(task.text_column).type
        inner = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not any(test(inner) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary)):
            raise ClassifierError(
                "column-type", f"column {task.text_column!r} of {source.name} holds {kind}; expected text"
            )
        row = 1
        for group in range(file.metadata.num_row_groups):
            yield Part((source,), group, group + 1, row, row, names)
            row += file.metadata.row_group(group).num_rows


def read(part: Part, task: Task) -> Iterator[Block]:
    """Read a part; what of it can't be read becomes one rejected row."""
    source, row = part.sources[0], part.row
    wanted = [task.text_column, *([task.id_column] if task.id_column else []), *task.kept]
    wanted = [name for name in dict.fromkeys(wanted) if name in part.columns]
    try:
        with _file(source) as file:
            for batch in file.iter_batches(batch_size=ROWS, row_groups=[part.begin], columns=wanted, use_threads=False):
                yield _block(batch, part, task, row)
                row += batch.num_rows
    except _breakages() as error:
        reject = Reject(source.name, row, 0, "parquet-broken", reason(error))
        yield Block.of_texts([], [], [], rejects=[reject], kept={name: [] for name in task.kept}, ids=[])


def _block(batch: Any, part: Part, task: Task, row: int) -> Block:
    pa = pyarrow()
    name = part.sources[0].name
    texts = batch.column(task.text_column)
    if pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_decode()
    texts = texts.cast(pa.large_binary())
    recoded = 0
    try:
        texts.cast(pa.large_string())
    except pa.ArrowInvalid:
        values = texts.to_pylist()
        fixed = [None if value is None else decoded(value).encode("utf8") for value in values]
        recoded = sum(a != b for a, b in zip(values, fixed, strict=True))
        texts = pa.array(fixed, pa.large_binary())
    _, offsets, data = texts.buffers()
    places = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    begins, stops = places[:-1], places[1:]
    missing = texts.is_null().to_numpy(zero_copy_only=False)
    long = stops - begins > LONGEST
    good = np.flatnonzero(~missing & ~long)
    bad = np.flatnonzero(missing | long)
    rejects = [Reject(name, row + int(i), 0, "text-missing" if missing[i] else "posting-too-long", "") for i in bad]

    def column(wanted: str) -> list[Any]:
        values = batch.column(wanted)
        return list((values if not len(bad) else values.take(pa.array(good))).to_pylist())

    return Block(
        [name] * len(good),
        (row + good).tolist(),
        np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8),
        begins[good],
        stops[good],
        column(task.id_column) if task.id_column else None,
        {kept: column(kept) if kept in part.columns else [None] * len(good) for kept in task.kept},
        rejects,
        recoded,
    )
