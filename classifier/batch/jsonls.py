"""JSONL: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from classifier.batch.blocks import PART, ROWS, Block, Part, Reject, Task, check_columns, decoded, shown
from classifier.batch.sources import Source, empty
from classifier.errors import ClassifierError
from classifier.postings import LONGEST

_LONGEST_LINE = 8 * LONGEST  # escapes take up to six bytes a character
_PEEKED = 100  # lines that are looked at for the names of columns


def columns(source: Source) -> tuple[str, ...]:
    """The names used in the first hundred lines, in order.

    Raises:
        ClassifierError: ``input-empty``, ``input-unreadable``, ``jsonl-header``.
    """
    stream = source.stream()
    start = stream.read(PART)
    stream.close()
    lines = [line for line in start.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:_PEEKED] if line.strip()]
    if not lines:
        raise empty(source, stream, "a JSON object on each line")
    names: dict[str, None] = {}
    for line in lines:
        record = _parse(line)
        if isinstance(record, dict):
            names.update(dict.fromkeys(map(str, record)))
    if not names:
        raise ClassifierError("jsonl-header", f"none of the first lines of {source.name} is a JSON object")
    return tuple(names)


def plan(source: Source, task: Task, *, attach: bool) -> Iterator[Part]:
    """Cut a file into parts at line ends; parameters as `classifier.batch.csvs.plan`."""
    names = columns(source)
    check_columns(source.name, names, task.text_column, task.id_column)
    stream = source.stream()
    attach = attach or bool(source.compression or stream.encoding)
    place, line, rest, more = 0, 1, b"", b"x"
    while more:
        more = stream.read(PART)
        buffer = rest + more
        cut = buffer.rfind(b"\n") + 1 if more or stream.broken else len(buffer)
        piece, rest = buffer[:cut], buffer[cut:]
        if piece:
            yield Part((source,), place, place + cut, line, line, names, data=piece if attach else None)
            place, line = place + cut, line + piece.count(b"\n")
        if len(rest) > _LONGEST_LINE:
            reject = Reject(source.name, line, place, "posting-too-long", shown(rest))
            yield Part((source,), place, place, line, line, names, rejects=(reject,))
            while more and b"\n" not in rest:
                place += len(rest)
                rest = more = stream.read(PART)
            end = rest.find(b"\n") + 1 or len(rest)
            place, line, rest = place + end, line + 1, rest[end:]
    if stream.broken:
        reject = Reject(source.name, line, place, "input-broken", shown(rest))
        yield Part((source,), place, place, line, line, names, rejects=(reject,))
    stream.close()


def read(part: Part, task: Task) -> Iterator[Block]:
    """Read a part, some thousand rows at a time."""
    name, place = part.sources[0].name, part.begin
    lines = part.bytes().split(b"\n")
    for start in range(0, len(lines), ROWS):
        rows: list[int] = []
        records: list[dict[str, Any]] = []
        rejects: list[Reject] = []
        recoded = 0
        for number, line in enumerate(lines[start : start + ROWS], part.line + start):
            if line.strip():
                record = _parse(line)
                reason = _reason(record, task)
                if reason:
                    rejects.append(Reject(name, number, place, reason, shown(line.rstrip(b"\r"))))
                else:
                    rows.append(number)
                    records.append(record)
                    recoded += not line.isascii() and _is_recoded(line)
            place += len(line) + 1
        texts = [record[task.text_column] for record in records]
        ids = [record.get(task.id_column) for record in records] if task.id_column else None
        kept = {column: [record.get(column) for record in records] for column in task.kept}
        yield Block.of_texts([name] * len(rows), rows, texts, ids=ids, kept=kept, rejects=rejects, recoded=recoded)


def _is_recoded(line: bytes) -> bool:
    try:
        line.decode("utf8")
    except UnicodeDecodeError:
        return True
    return False


def _parse(line: bytes) -> Any:
    """The value on a line; a `ValueError` in its place where it is no JSON."""
    try:
        return json.loads(decoded(line.removeprefix(b"\xef\xbb\xbf")), strict=False)
    except (ValueError, RecursionError) as error:
        return ValueError(str(error))


def _reason(record: Any, task: Task) -> str:
    """Why a line can't be scored, or nothing."""
    if isinstance(record, ValueError):
        return "json-broken"
    if not isinstance(record, dict):
        return "json-no-object"
    text = record.get(task.text_column)
    if text is None:
        return "text-missing"
    if not isinstance(text, str):
        return "text-no-string"
    return "posting-too-long" if len(text) > LONGEST else ""
