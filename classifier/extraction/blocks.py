"""What an article is made of: headings, paragraphs, list items and table rows, each with its lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from classifier.extraction.sentences import pieces
from classifier.text import BULLETS

Kind = Literal["heading", "text", "item", "row"]

_ITEM = re.compile(rf"\s*(?:[{BULLETS}·*+\-–—]|\(?\d{{1,2}}[.)]|\(?[a-z]\))[ \t\xa0]+(?=\S)")
_HASH = re.compile(r"\s{0,3}(#{1,6})\s+")
_RULE = re.compile(r"\s*(?:[-=*_]\s*){3,}$")
_PIPES = re.compile(r"\s*\|.*\|\s*$")
_BOLD = re.compile(r"\s*(\*\*|__)(?=\S).+\1\s*$")
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()]{0,2000}\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])")
# Lines of plain text that were wrapped by hand or by a mail program end between these columns.
_WRAPPED = range(55, 121)
_LONGEST_HEADING = 14  # words


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list item or a row of a table.

    Parameters:
        kind: which of them.
        text: its text in one line: markup and marker are gone, runs of white space are one space.
        starts: for each line of the file that it spans, where that line starts in ``text`` and its number.
        level: of a heading, 1 to 6; 0 in plain text, where levels can't be told.
        cells: the cells of a row.
        gap: whether an empty line or a tag sets it off from the block before.
    """

    kind: Kind
    text: str
    starts: tuple[tuple[int, int], ...]
    level: int = 0
    cells: tuple[str, ...] = ()
    gap: bool = True

    def line(self, offset: int) -> int:
        """The number of the file's line that the character at ``offset`` stands in."""
        return max((line for start, line in self.starts if start <= offset), default=self.starts[0][1])


def make_block(kind: Kind, parts: Iterable[tuple[str, int]], *, level: int = 0, gap: bool = True) -> Block | None:
    """Join pieces of text, each with its line number, into a block; None where there is no text."""
    texts: list[str] = []
    starts: list[tuple[int, int]] = []
    length, spaced = 0, False
    for piece, line in parts:
        words = " ".join(piece.split())
        if words:
            # A piece that goes on within its line ("<b>AE</b>s") is joined as it stands.
            if texts and (line != starts[-1][1] or piece[0].isspace() or spaced):
                texts.append(" ")
                length += 1
            starts.append((length, line))
            texts.append(words)
            length += len(words)
            spaced = False
        if piece and piece[-1].isspace() and texts:
            spaced = True
    return Block(kind, "".join(texts), tuple(starts), level, gap=gap) if texts else None


def read_text(text: str, *, markdown: bool = False) -> list[Block]:
    r"""Read plain text or Markdown.

    Parameters:
        text: any string.
        markdown: whether ``#``, ``**``, tables and the like are markup; lines of a Markdown
            paragraph are joined, those of plain text where they look wrapped.

    Returns:
        The blocks in order.

    Example:
        >>> blocks = read_text("Skills\n\n - patience\n - tact\n\nThey listen.\n")
        >>> [(b.kind, b.text, b.line(0)) for b in blocks]
        [('heading', 'Skills', 1), ('item', 'patience', 3), ('item', 'tact', 4), ('text', 'They listen.', 6)]
    """
    reader = _Reader(_plain_markdown if markdown else str, markdown)
    for number, line in enumerate(text.split("\n"), 1):
        reader.read(line, number)
    reader.flush()
    return reader.blocks


class _Reader:
    """Collects lines into blocks."""

    def __init__(self, clean: Callable[[str], str], markdown: bool) -> None:
        self.clean, self.markdown = clean, markdown
        self.blocks: list[Block] = []
        self.kind: Kind = "text"
        self.parts: list[tuple[str, int]] = []
        self.last = ""
        self.gap = True
        self.wrapped = True  # whether all lines since the last gap are as long as wrapped lines

    def read(self, line: str, number: int) -> None:
        if not line.strip() or (self.markdown and _RULE.match(line) and not _PIPES.match(line)):
            self.flush()
            self.gap = self.wrapped = True
            return
        hashes = _HASH.match(line) if self.markdown else None
        if hashes:
            self._whole("heading", line[hashes.end() :].rstrip("# "), number, len(hashes.group(1)))
        elif self.markdown and _PIPES.match(line):
            self._row(line, number)
        elif self.markdown and _BOLD.match(line) and not self.parts:
            self._whole("heading", line, number, 6)
        elif marker := _ITEM.match(line):
            self.flush()
            self.kind = "item"
            self._add(line[marker.end() :], number)
        else:
            if not self._continues(line):
                self.flush()
            self._add(line.lstrip("> ") if self.markdown else line, number)

    def flush(self) -> None:
        if self.parts:
            block = make_block(self.kind, self.parts, gap=self.gap)
            if block is not None:
                if block.kind == "text" and not self.markdown and looks_like_heading(block.text):
                    block = Block("heading", block.text, block.starts, gap=block.gap)
                self.blocks.append(block)
                self.gap = False
        self.parts, self.kind, self.last = [], "text", ""

    def _continues(self, line: str) -> bool:
        if not self.parts or self.markdown:
            return True
        return (
            line.lstrip()[:1].islower()
            or (self.kind == "item" and line[:2].isspace())
            or (self.wrapped and len(self.last) in _WRAPPED and not self.last.rstrip().endswith((":", "?")))
        )

    def _add(self, line: str, number: int) -> None:
        self.parts.append((self.clean(line), number))
        self.last = line
        # A question and its answer, or a list and what leads to it, often stand without a gap.
        introduces = line.rstrip().endswith((":", "?")) or self.kind == "item"
        self.wrapped = introduces or (self.wrapped and len(line) in _WRAPPED)

    def _whole(self, kind: Kind, line: str, number: int, level: int) -> None:
        self.flush()
        block = make_block(kind, [(self.clean(line), number)], level=level, gap=self.gap)
        self.blocks += [block] if block else []
        self.gap = False

    def _row(self, line: str, number: int) -> None:
        self.flush()
        cells = tuple(" ".join(self.clean(cell).split()) for cell in line.strip().strip("|").split("|"))
        if not all(set(cell) <= set(":-") for cell in cells):
            self.blocks.append(Block("row", " | ".join(cells), ((0, number),), cells=cells, gap=self.gap))
            self.gap = False


def cut(block: Block) -> list[Block]:
    """Cut a block that is far longer than any paragraph, such as a file in one line."""
    spans = pieces(block.text)
    if len(spans) == 1 or block.kind == "row":
        return [block]
    offsets = [offset for offset, _ in block.starts]
    made = []
    for start, end in spans:
        after = bisect_right(offsets, start)
        first = block.starts[max(0, after - 1)][1]
        inside = [(offset - start, line) for offset, line in block.starts[after : bisect_left(offsets, end)]]
        made.append(Block(block.kind, block.text[start:end], ((0, first), *inside), block.level, gap=block.gap))
    return made


def looks_like_heading(text: str) -> bool:
    """Whether a line of plain text is a heading: short, and no sentence that ends."""
    return len(text.split()) <= _LONGEST_HEADING and not text.endswith((".", "!", ";", ",", ":", "…", '"', "”"))


def _plain_markdown(line: str) -> str:
    return _EMPHASIS.sub("", _LINK.sub(r"\1", line))
