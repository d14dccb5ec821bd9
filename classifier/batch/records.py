"""Where the records and cells of CSV stand in its bytes, found strictly and without copying any.

RFC 4180, with any of three line ends and any one-byte delimiter. A record with a quotation that
doesn't close, or that goes on after it closed, is broken: its first line alone is given up, and
reading goes on with the next line, so that one stray quote doesn't swallow the rows after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.machine_code import MachineCode, can_compile

BROKEN = -1  # in place of the number of cells
_QUOTE, _LF, _CR = 34, 10, 13


@dataclass(frozen=True)
class Records:
    """The records in a piece of CSV; n records, c columns that are wanted.

    Parameters:
        begins: where each record begins, and after the last one where the next would; shape (n + 1,).
        cells: how many cells each record has, `BROKEN` for a broken one; shape (n,).
        starts, ends: where the wanted cells stand, without their quotes; shape (n, c).
        doubled: whether a cell holds doubled quotes; shape (n, c).
    """

    begins: NDArray[np.int64]
    cells: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    doubled: NDArray[np.bool_]


def find_records(
    data: Any, begin: int, end: int, *, delimiter: int, wanted: NDArray[np.int64], final: bool, most: int
) -> Records:
    r"""Find the records of a piece of CSV.

    Parameters:
        data: the bytes, as a numpy array.
        begin, end: the piece of them; it begins where a record does.
        delimiter: the byte between cells.
        wanted: for each column the place among the wanted ones, or -1; shape (columns,).
        final: whether nothing follows ``end``, so that the last record may lack its line end.
        most: no more records than this.

    Returns:
        The records; empty lines are none.

    Example:
        >>> data = np.frombuffer(b'1,"say ""hi"" now"\n2,two\n', np.uint8)
        >>> found = find_records(data, 0, len(data), delimiter=44, wanted=np.array([-1, 0]), final=True, most=9)
        >>> found.begins.tolist(), found.starts.tolist(), found.ends.tolist()
        ([0, 19, 25], [[3], [21]], [[17], [24]])
    """
    n_wanted = int(wanted.max(initial=-1)) + 1
    begins, cells = np.zeros(most + 1, np.int64), np.zeros(most, np.int64)
    starts, ends = np.zeros((most, n_wanted), np.int64), np.zeros((most, n_wanted), np.int64)
    doubled = np.zeros((most, n_wanted), np.bool_)
    compiled = _compiled()
    source = data if compiled is not None else data.tobytes()  # Python reads single bytes faster than single numbers
    n = (compiled or _scan)(source, begin, end, delimiter, wanted, final, begins, cells, starts, ends, doubled)
    return Records(begins[: n + 1], cells[:n], starts[:n], ends[:n], doubled[:n])


def _scan(data, begin, end, delimiter, wanted, final, begins, cells, starts, ends, doubled):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901
    n = 0
    begins[0] = i = begin
    columns = len(wanted)
    while i < end and n < len(cells):
        if data[i] == _LF or data[i] == _CR:  # an empty line, or the second half of a line end
            i += 1
            begins[n] = i
            continue
        column = 0
        starts[n, :] = 0
        ends[n, :] = 0
        state = 0  # 1: the record is whole, 2: it is broken, 3: it goes on after ``end``
        while state == 0:
            first = i
            twice = False
            if i < end and data[i] == _QUOTE:
                first += 1
                i += 1
                while True:
                    # Sixteen bytes at a time: this loop has no exit, so it compiles to wide instructions.
                    while i + 16 <= end:
                        hit = False
                        for j in range(16):
                            hit |= data[i + j] == _QUOTE
                        if hit:
                            break
                        i += 16
                    while i < end and data[i] != _QUOTE:
                        i += 1
                    if i + 1 < end and data[i + 1] == _QUOTE:
                        twice = True
                        i += 2
                        continue
                    break
                last = i
                i += 1
                if last >= end:
                    state = 2 if final else 3
                elif i < end and data[i] != delimiter and data[i] != _LF and data[i] != _CR:
                    state = 2
                elif i >= end and not final:
                    state = 3
            else:
                while i < end and data[i] != delimiter and data[i] != _LF and data[i] != _CR:
                    i += 1
                last = i
                if i >= end and not final:
                    state = 3
            if state == 0:
                if column < columns and wanted[column] >= 0:
                    place = wanted[column]
                    starts[n, place], ends[n, place], doubled[n, place] = first, last, twice
                column += 1
                if i < end and data[i] == delimiter:
                    i += 1
                else:
                    state = 1
        if state == 2:
            i = begins[n]
            while i < end and data[i] != _LF and data[i] != _CR:
                i += 1
            if i >= end and not final:
                state = 3
            column = BROKEN
        if state == 3:
            break
        if i < end:
            i += 2 if data[i] == _CR and i + 1 < end and data[i + 1] == _LF else 1
        cells[n] = column
        n += 1
        begins[n] = i
    return n


@cache
def _compiled() -> MachineCode | None:
    return MachineCode(__name__, "_scan") if can_compile() else None
