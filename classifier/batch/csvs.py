"""CSV: planned by record boundaries, read without making strings of the postings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.batch.blocks import PART, ROWS, Block, Part, Reject, Task, check_columns, decoded, shown
from classifier.batch.libraries import pyarrow
from classifier.batch.records import BROKEN, Records, find_records
from classifier.batch.sources import Source, Stream, empty
from classifier.delimiters import delimiter
from classifier.errors import ClassifierError
from classifier.postings import LONGEST

_NONE = np.zeros(0, dtype=np.int64)
_BOM = b"\xef\xbb\xbf"
_LONGEST_RECORD = 4 * LONGEST
_LONGEST_HEADER = 1 << 20
_MOST_COLUMNS = 10_000


@dataclass(frozen=True)
class Header:
    """The first record of a file: its cells, the delimiter, and what comes before the second record."""

    names: tuple[str, ...]
    delimiter: str
    size: int
    lines: int


def header(source: Source) -> Header:
    """Read the names of the columns.

    Raises:
        ClassifierError: ``input-empty``, ``input-unreadable``, ``csv-header``.
    """
    stream = source.stream()
    start, more = b"", b"x"
    while more and len(start) <= _LONGEST_HEADER:
        more = stream.read(PART)
        start += more
        skipped = len(_BOM) if start.startswith(_BOM) else 0
        sign = delimiter(start.split(b"\n", 1)[0].decode("latin-1"), source.name)
        data = np.frombuffer(start, np.uint8)
        wanted = np.arange(_MOST_COLUMNS)
        found = find_records(data, skipped, len(data), delimiter=ord(sign), wanted=wanted, final=not more, most=1)
        if len(found.cells):
            break
    stream.close()
    if not start.strip(b"\0\r\n \t" + _BOM):
        raise empty(source, stream, "a line of column names")
    size = int(found.begins[-1])
    if not len(found.cells) or not 0 < found.cells[0] <= _MOST_COLUMNS or b"\0" in start[:size]:
        raise ClassifierError("csv-header", f"{source.name} begins with no line of column names; is it CSV?")
    names = tuple(_cell(start, found, 0, i).strip() for i in range(found.cells[0]))
    return Header(names, sign, size, count_lines(start[:size]))


def plan(source: Source, task: Task, *, attach: bool) -> Iterator[Part]:
    """Cut a file into parts at record boundaries.

    Parameters:
        source: the file.
        task: what is asked for.
        attach: whether to send the bytes along; those that can't be sought always are.

    Raises:
        ClassifierError: ``column-missing``, and those of `header`.
    """
    top = header(source)
    check_columns(source.name, top.names, task.text_column, task.id_column)
    cutter = _Cutter(source, top)
    for begin, line, row, data, reject in cutter.pieces():
        yield Part(
            (source,),
            begin,
            begin + len(data),
            line,
            row,
            top.names,
            top.delimiter,
            data if attach or cutter.must_attach else None,
            (reject,) if reject else (),
        )


class _Cutter:
    """Reads a file in order and cuts it at record boundaries, holding one piece at a time."""

    def __init__(self, source: Source, top: Header) -> None:
        self.source, self.delimiter = source, ord(top.delimiter)
        self.place, self.line, self.row = top.size, 1 + top.lines, 1
        self._open()
        self.must_attach = bool(source.compression or self.stream.encoding)
        self.stuck = False  # whether what was read so far holds no whole record

    def _open(self) -> None:
        """Open the file at its present place; what can't be sought is read again from its start."""
        self.stream: Stream = self.source.stream()
        self.buffer = b""
        missing = self.place
        while missing >= len(self.buffer):
            missing -= len(self.buffer)
            self.buffer = self.stream.read(PART)
            if not self.buffer:
                return
        self.buffer = self.buffer[missing:]

    def pieces(self) -> Iterator[tuple[int, int, int, bytes, Reject | None]]:
        """Yield place, line, row, bytes and, in place of the bytes, what was rejected."""
        ended = False
        while not ended or self.buffer:
            chunks, size = [self.buffer], len(self.buffer)
            goal = max(PART, 2 * len(self.buffer)) if self.stuck else PART
            while size < goal and not ended:
                more = self.stream.read(goal - size)
                ended = not more
                chunks.append(more)
                size += len(more)
            self.buffer = b"".join(chunks)
            cut, rows = self._cut(ended and not self.stream.broken)
            self.stuck = cut == 0
            if cut:
                piece, self.buffer = self.buffer[:cut], self.buffer[cut:]
                yield self.place, self.line, self.row, piece, None
                self._advance(piece, rows)
            elif len(self.buffer) > _LONGEST_RECORD:
                place, line, row = self.place, self.line, self.row
                yield place, line, row, b"", self._overlong()
                ended = False
            elif ended:
                break
        if self.stream.broken:
            reject = Reject(self.source.name, self.line, self.place, "input-broken", shown(self.buffer))
            yield self.place, self.line, self.row, b"", reject
        self.stream.close()

    def _advance(self, piece: bytes, rows: int) -> None:
        self.place += len(piece)
        self.line += count_lines(piece)
        self.row += rows

    def _cut(self, final: bool) -> tuple[int, int]:
        """Where the last whole record ends, and how many there are."""
        data = np.frombuffer(self.buffer, np.uint8)
        at = rows = 0
        while True:
            found = find_records(data, at, len(data), delimiter=self.delimiter, wanted=_NONE, final=final, most=1 << 14)
            rows += len(found.cells)
            at = int(found.begins[-1])
            if len(found.cells) < 1 << 14:
                return at, rows

    def _overlong(self) -> Reject:
        """Pass over a record that is longer than any posting, or its first line where it never ends."""
        start, place, line = self.buffer[: 1 << 20], self.place, self.line
        first = min((i for i in (start.find(b"\n"), start.find(b"\r")) if i >= 0), default=-1)
        quoted = False
        while True:
            at = 0
            while True:
                quote = self.buffer.find(b'"', at)
                end = -1 if quoted else self.buffer.find(b"\n", at)
                if end >= 0 and (quote < 0 or end < quote):
                    self._advance(self.buffer[: end + 1], 1)
                    self.buffer = self.buffer[end + 1 :]
                    return Reject(self.source.name, line, place, "posting-too-long", shown(start))
                if quote < 0:
                    break
                quoted, at = not quoted, quote + 1
            self._advance(self.buffer, 0)
            self.buffer = self.stream.read(PART)
            if not self.buffer:
                break
        self.row += 1
        if quoted and first >= 0:  # the quotation never ends, so it was none: go on with the next line
            self.stream.close()
            self.place, self.line = place + first + 1, line + 1
            self._open()
            return Reject(self.source.name, line, place, "csv-quotes", shown(start[:first]))
        return Reject(self.source.name, line, place, "posting-too-long", shown(start))


def count_lines(data: bytes) -> int:
    r"""The number of line ends: "\n", "\r\n" and lone "\r".

    Example:
        >>> count_lines(b"one\r\ntwo\nthree\rfour")
        3
    """
    # numpy compares many bytes at once, where ``bytes.count`` stops at each that it finds.
    signs = np.frombuffer(data, np.uint8)
    feeds = signs == ord("\n")
    ends = int(np.count_nonzero(feeds))
    if b"\r" in data:
        returns = signs == ord("\r")
        ends += int(np.count_nonzero(returns)) - int(np.count_nonzero(returns[:-1] & feeds[1:]))
    return ends


def read(part: Part, task: Task) -> Iterator[Block]:
    """Read a part, some thousand rows at a time."""
    raw = part.bytes()
    data = np.frombuffer(raw, np.uint8)
    is_utf8 = _is_utf8(raw)
    fields = [task.text_column, *([task.id_column] if task.id_column else []), *task.kept]
    wanted = np.full(len(part.columns), -1, dtype=np.int64)
    for place, name in enumerate(fields):
        if name in part.columns:
            wanted[part.columns.index(name)] = place
    at, row, line, counted = 0, part.row, part.line, 0
    while at < len(data):
        found = find_records(data, at, len(data), delimiter=ord(part.delimiter), wanted=wanted, final=True, most=ROWS)
        n = len(found.cells)
        if n:
            reader = _Rows(part, task, raw, data, found, row)
            block, bad = reader.block(is_utf8)
            for i, reason in bad:
                a, b = int(found.begins[i]), int(found.begins[i + 1])
                line, counted = line + count_lines(raw[counted:a]), a
                record = raw[a:b].rstrip(b"\r\n")
                block.rejects.append(Reject(part.sources[0].name, line, part.begin + a, reason, shown(record)))
            yield block
        row += n
        at = int(found.begins[-1])
        if n < ROWS:
            return


class _Rows:
    """The cells of some records."""

    def __init__(self, part: Part, task: Task, raw: bytes, data: Any, found: Records, row: int) -> None:
        self.part, self.task, self.raw, self.data, self.found, self.row = part, task, raw, data, found, row

    def block(self, is_utf8: bool) -> tuple[Block, list[tuple[int, str]]]:
        """The rows to be scored, and the numbers of the others with the reason."""
        found, n_columns = self.found, len(self.part.columns)
        whole = found.cells == n_columns
        long = whole & (found.ends[:, 0] - found.starts[:, 0] > LONGEST)
        bad = [
            (int(i), "csv-quotes" if found.cells[i] == BROKEN else "posting-too-long" if long[i] else "csv-cells")
            for i in np.flatnonzero(~whole | long)
        ]
        good = np.flatnonzero(whole & ~long)
        begins, stops = found.starts[good, 0], found.ends[good, 0]
        rewrite = found.doubled[good, 0]
        recoded = 0
        if not is_utf8:
            odd = np.array([not _is_utf8(self.raw[found.begins[i] : found.begins[i + 1]]) for i in good], dtype=bool)
            rewrite, recoded = rewrite | odd, int(odd.sum())
        data = self.data
        if rewrite.any():
            data, begins, stops = self._rewritten(good, np.flatnonzero(rewrite), begins.copy(), stops.copy())
        task, name = self.task, self.part.sources[0].name
        first_kept = 2 if task.id_column else 1
        kept: dict[str, Sequence[Any]] = {
            column: self._column(good, first_kept + i) if column in self.part.columns else [None] * len(good)
            for i, column in enumerate(task.kept)
        }
        ids = self._column(good, 1) if task.id_column else None
        rows = (self.row + good).tolist()
        return Block([name] * len(good), rows, data, begins, stops, ids, kept, recoded=recoded), bad

    def _rewritten(
        self, good: NDArray[np.intp], places: NDArray[np.intp], begins: Any, stops: Any
    ) -> tuple[NDArray[np.uint8], Any, Any]:
        """The texts that are not UTF-8 or hold doubled quotes, put right behind the others."""
        low, high = int(self.found.begins[0]), int(self.found.begins[-1])
        pieces = [self.raw[low:high]]
        begins -= low
        stops -= low
        size = high - low
        for i in places:
            text = _cell(self.raw, self.found, int(good[i]), 0).encode("utf8")
            begins[i], stops[i] = size, size + len(text)
            size += len(text)
            pieces.append(text)
        return np.frombuffer(b"".join(pieces), np.uint8), begins, stops

    def _column(self, good: NDArray[np.intp], place: int) -> list[str]:
        return [_cell(self.raw, self.found, i, place) for i in good.tolist()]


def _cell(raw: bytes, found: Records, i: int, place: int) -> str:
    text = decoded(raw[found.starts[i, place] : found.ends[i, place]])
    return text.replace('""', '"') if found.doubled[i, place] else text


def _is_utf8(raw: bytes) -> bool:
    pa = pyarrow()
    offsets = pa.py_buffer(np.array([0, len(raw)], dtype=np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(raw)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
