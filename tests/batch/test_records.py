from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifier.batch import records
from classifier.batch.records import BROKEN, find_records

CELLS = st.text(alphabet='ab ",\n\r;é\x00', max_size=40)


def found(data: bytes, *, final: bool = True, most: int = 1000, columns: int = 3) -> tuple[list[object], int]:
    """The records as lists of cells, or None where broken; and the place after the last."""
    made = find_records(
        np.frombuffer(data, np.uint8), 0, len(data), delimiter=44, wanted=np.arange(columns), final=final, most=most
    )
    rows: list[object] = []
    for i, cells in enumerate(made.cells):
        texts = [data[made.starts[i, j] : made.ends[i, j]] for j in range(min(int(cells), columns))]
        texts = [t.replace(b'""', b'"') if made.doubled[i, j] else t for j, t in enumerate(texts)]
        rows.append(None if cells == BROKEN else texts)
    return rows, int(made.begins[-1])


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12), st.sampled_from(["\n", "\r\n"]))
@example([["", "", ""], ["a", '"', '"\n"'], ["", "x" * 40, ",,,"]], "\n")
def test_records_are_those_that_were_written(table: list[list[str]], end: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    data = buffer.getvalue().encode()
    assert found(data) == ([[cell.encode() for cell in row] for row in table], len(data))


@given(st.text(alphabet='a",\n\r', max_size=60), st.integers(0, 60))
def test_a_cut_anywhere_between_records_changes_nothing(text: str, cut: int) -> None:
    data = text.encode()
    whole = found(data)[0]
    first, place = found(data[:cut], final=False)
    assert first + found(data[place:])[0] == whole


@given(st.text(alphabet='a",\n\r', max_size=60))
def test_compiled_and_plain_agree(text: str) -> None:
    data = text.encode()
    with pytest.MonkeyPatch.context() as patch:
        fast = found(data)
        patch.setattr(records, "_compiled", lambda: None)
        assert found(data) == fast


def test_a_stray_quote_costs_its_own_line_only() -> None:
    data = b'1,"never closed,x\n2,"fine",y\n3,"bad" tail,z\n4,5" wide,w\n'
    rows, _ = found(data)
    assert rows == [None, [b"2", b"fine", b"y"], None, [b"4", b'5" wide', b"w"]]


def test_an_unfinished_record_waits_for_more() -> None:
    assert found(b"1,2,3\n4,5", final=False) == ([[b"1", b"2", b"3"]], 6)
    assert found(b"1,2,3\n4,5") == ([[b"1", b"2", b"3"], [b"4", b"5"]], 9)
