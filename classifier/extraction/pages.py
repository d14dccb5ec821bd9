"""A saved web page, read into blocks that know their lines in the file."""

from __future__ import annotations

from html.parser import HTMLParser

from classifier.extraction.blocks import Block, Kind, make_block
from classifier.postings.markup import simple

_HIDDEN = frozenset("script style noscript template head nav footer aside form button select svg iframe".split())
_INLINE = frozenset("a abbr b bdi bdo cite code em font i kbd mark q s small span strong sub sup time u wbr".split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "dt": 6, "summary": 6}
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def read_page(page: str) -> list[Block]:
    """Read a web page.

    Parameters:
        page: HTML, however broken; menus, forms and what isn't shown are left out.

    Returns:
        Its blocks in order; a bold paragraph is a heading, as it is in many lists of questions.

    Example:
        >>> [(b.kind, b.text) for b in read_page("<h2>Skills</h2><ul><li>Tact<li>Wit</ul>They <b>listen</b>.")]
        [('heading', 'Skills'), ('item', 'Tact'), ('item', 'Wit'), ('text', 'They listen.')]
    """
    reader = _PageReader()
    reader.feed(simple(page))
    reader.close()
    reader.flush()
    return reader.blocks


class _PageReader(HTMLParser):
    """Collects the text between block tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.hidden: list[str] = []
        self.parts: list[tuple[str, int]] = []
        self.kind: Kind = "text"
        self.level = 0
        self.bold = 0
        self.plain = False  # whether any text of the block isn't bold
        self.row: list[str] | None = None
        self.row_line = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.hidden:
            if tag == self.hidden[-1]:
                self.hidden.append(tag)
            return
        if tag in _HIDDEN:
            self.flush()
            self.hidden.append(tag)
        elif tag in ("b", "strong"):
            self.bold += 1
        elif tag not in _INLINE:
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            if tag == self.hidden[-1]:
                self.hidden.pop()
        elif tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag not in _INLINE and tag not in _VOID:
            self.flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN and tag not in ("b", "strong"):
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        line = self.getpos()[0]
        for offset, piece in enumerate(data.split("\n")):
            self.parts.append((piece, line + offset))
        self.plain = self.plain or (not self.bold and any(c.isalnum() for c in data))

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Read "<![...": a browser shows it as a comment, some versions of Python raise an error."""
        return self.parse_bogus_comment(i, bool(report))

    def flush(self) -> None:
        """End the block that is being collected."""
        kind: Kind = self.kind
        level = self.level
        if kind == "text" and not self.plain and not level:
            kind, level = "heading", 6
        block = make_block(kind, self.parts, level=level)
        if block is not None and self.row is not None:
            self.row[-1:] = [f"{self.row[-1]} {block.text}".strip()] if self.row else [block.text]
        elif block is not None:
            self.blocks.append(block)
        self.parts, self.kind, self.level, self.plain = [], "text", 0, False

    def _open(self, tag: str) -> None:
        if tag == "br":
            # A line break inside a paragraph parts its lines, as a list without markup does.
            kind, level = self.kind, self.level
            self.flush()
            self.kind, self.level = kind, level
            return
        self.flush()
        if tag == "tr":
            self._end_row()
            self.row, self.row_line = [], self.getpos()[0]
        elif tag in ("td", "th") and self.row is not None:
            self.row.append("")
        elif tag in _HEADINGS:
            self.kind, self.level = "heading", _HEADINGS[tag]
        elif tag == "li":
            self.kind = "item"

    def _end_row(self) -> None:
        self.flush()
        if self.row is not None and any(self.row):
            self.blocks.append(Block("row", " | ".join(self.row), ((0, self.row_line),), cells=tuple(self.row)))
        self.row = None
