"""Tables as plain text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """A table with its title.

    Parameters:
        title: what it shows.
        header: the columns' names.
        rows: as many cells each; numbers and shares ("4.2%") stand to the right, fractions with one digit.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def cells(self) -> list[list[str]]:
        """The rows as they are shown."""
        return [[_shown(cell) for cell in row] for row in self.rows]

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers."""
        return [any(_is_number(row[i]) for row in self.rows) for i in range(len(self.header))]


def to_markdown(tables: Iterable[Table]) -> str:
    r"""Tables in GitHub's Markdown, each under its title in bold.

    Example:
        >>> print(to_markdown([Table("Labels", ["label", "rows"], [["AE|AM", 1200]])]))
        **Labels**
        <BLANKLINE>
        | label | rows |
        |---|--:|
        | AE\|AM | 1,200 |
    """
    blocks = []
    for table in tables:
        rule = "|".join("--:" if number else "---" for number in table.numeric)
        lines = [f"**{table.title}**", "", _piped(table.header), f"|{rule}|", *map(_piped, table.cells)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def to_text(tables: Iterable[Table]) -> str:
    """Tables in aligned columns, for a terminal or a pipe.

    Example:
        >>> print(to_text([Table("Labels", ["label", "rows"], [["AE", 1200], ["none", 7]])]))
        Labels
          label   rows
          AE     1,200
          none       7
    """
    blocks = []
    for table in tables:
        rows = [list(table.header), *table.cells]
        widths = [max(len(row[i]) for row in rows) for i in range(len(table.header))]
        lines = [
            "  ".join(
                cell.rjust(width) if number else cell.ljust(width)
                for cell, width, number in zip(row, widths, table.numeric, strict=True)
            ).rstrip()
            for row in rows
        ]
        blocks.append("\n".join([table.title, *(f"  {line}" for line in lines)]))
    return "\n\n".join(blocks)


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell.endswith("%")


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return " ".join(cell.split())
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}"


def _piped(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
