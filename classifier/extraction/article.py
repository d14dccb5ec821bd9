"""From articles about roles to labelled rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.corpus import Row
from classifier.extraction.blocks import Block, cut, read_text
from classifier.extraction.clauses import Clause, clauses
from classifier.extraction.context import Context, Labels
from classifier.extraction.kinds import cues, is_idle, kind, topic
from classifier.extraction.pages import read_page
from classifier.extraction.pipeline import build
from classifier.extraction.spans import within
from classifier.extraction.tables import fused_cells, fused_columns, told
from classifier.roles import ACCOUNT_ROLES, NONE, Titles

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_PAGES = (".html", ".htm", ".xhtml")
_CIRCUMSTANCES = frozenset("if when whenever once unless until before after".split())
_LINKS = frozenset("while whereas whilst and but so because although though yet".split())  # don't belong to a row
_LONGEST_CELL = 200  # of the header of a table, in characters
_FEWEST_WORDS = 3  # of a row that says nothing, or of a sentence that names no role itself


@dataclass(frozen=True)
class Found:
    """A row with its place.

    Parameters:
        text: words of the article, as they stand there but for line breaks and markup.
        label: the role, or ``none``.
        kind: duty, skill, requirement or other.
        document: the file's name.
        line: the line in which its sentence starts.
        sentence: the number of the sentence among those that start in the line, from 1;
            see `classifier.extraction.sentences`. A table row is one sentence.
    """

    text: str
    label: str
    kind: str
    document: str
    line: int
    sentence: int

    def to_row(self) -> Row:
        """The row of a corpus; ``group`` keeps an article's rows together in cross-validation."""
        return Row(self.text, self.label, self.kind, f"{self.document}:{self.line}", self.document)


def extract(
    documents: Iterable[tuple[str, str]], *, titles: Titles = ACCOUNT_ROLES, with_none: bool = False
) -> list[Found]:
    r"""Extract what articles say of roles.

    Parameters:
        documents: name and text of each; the name's suffix tells Markdown (.md) and web pages (.html).
        titles: the roles, with the titles they go by.
        with_none: also give the sentences that say nothing about a role's work, as ``none``.

    Returns:
        The rows in order; a sentence about two roles gives a row for each.

    Raises:
        ClassifierError: ``library-missing``.

    Example:
        >>> text = "What does an AE do?\n\nThey close deals, while AMs keep clients. AEs earn $90,000."
        >>> [(row.text, row.label, row.kind) for row in extract([("a.txt", text)])]
        [('They close deals', 'AE', 'duty'), ('AMs keep clients.', 'AM', 'duty')]
    """
    nlp = build(titles)
    return [row for name, text in documents for row in _Article(nlp, name, with_none).rows(text)]


@dataclass
class _Article:
    """One article while it is read."""

    nlp: Language
    name: str
    with_none: bool
    context: Context = field(default_factory=Context)
    columns: Labels = ()
    counts: dict[int, int] = field(default_factory=dict)

    def rows(self, text: str) -> Iterator[Found]:
        text = text.encode("utf-8", "replace").decode("utf-8")  # spaCy can't hold lone surrogates
        suffix = Path(self.name).suffix.lower()
        blocks = read_page(text) if suffix in _PAGES else read_text(text, markdown=suffix in (".md", ".markdown"))
        blocks = [part for block in blocks for part in cut(block)]
        for block, following in zip(blocks, [*blocks, None][1:], strict=True):
            doc = self.nlp(block.text)
            if block.kind == "row":
                yield from self._table_row(block, block.cells)
                continue
            if block.kind == "heading" and (columns := fused_columns(doc)):
                self.columns = columns
                continue
            if self.columns and block.kind == "heading" and not block.gap:
                yield from self._table_row(block, fused_cells(block.text, len(self.columns)))
                continue
            self.columns = ()
            leads = following is not None and following.kind == "item" and block.kind != "item"
            if block.kind == "heading":
                self.context.enter(block, _named(doc[:], fields=False))
            elif block.kind == "text":
                self.context.end_list()
            if leads:
                self._lead(doc, block)
            if block.kind != "heading" and not (leads and len(list(doc.sents)) == 1):
                yield from self._sentences(doc, block, skip_last=leads)

    def _lead(self, doc: Doc, block: Block) -> None:
        """Take in the line before a list: whose list it is, and of what."""
        context = self.context
        last = list(doc.sents)[-1]
        roles = next((r for c in clauses(last) if (r := context.resolve(c.subject))), ())
        context.lead = roles or _named(last) or context.last or context.only
        context.lead_topic = topic(last.text) or context.topic
        if "OTHERS" in cues(doc, last.start, last.end):
            context.lead, context.lead_topic = (), "idle"
        elif roles:
            context.last = roles

    def _table_row(self, block: Block, cells: tuple[str, ...]) -> Iterator[Found]:
        line = block.line(0)
        number = self._number(line)
        named = [_named(self.nlp(cell[:_LONGEST_CELL])[:]) for cell in block.cells]
        if block.cells and sum(len(roles) == 1 for roles in named) > 1:
            self.columns = tuple(roles[0] if len(roles) == 1 else "" for roles in named[1:])
            return
        found = list(told(cells, self.columns))
        for text, label, what in found:
            yield Found(text, label, what, self.name, line, number)
        if not found:
            yield from self._nothing(block.text, line, number)

    def _number(self, line: int) -> int:
        self.counts[line] = self.counts.get(line, 0) + 1
        return self.counts[line]

    def _sentences(self, doc: Doc, block: Block, *, skip_last: bool) -> Iterator[Found]:
        sentences = list(doc.sents)
        for i, sentence in enumerate(sentences):
            line = block.line(sentence.start_char)
            number = self._number(line)
            if skip_last and i == len(sentences) - 1:
                continue
            found = list(self._sentence(sentence, block))
            for text, label, what in found:
                yield Found(text, label, what, self.name, line, number)
            if not found:
                yield from self._nothing(sentence.text, line, number)

    def _nothing(self, text: str, line: int, number: int) -> Iterator[Found]:
        if self.with_none and len(text.split()) >= _FEWEST_WORDS:
            yield Found(text.strip(), NONE, "other", self.name, line, number)

    def _sentence(self, sentence: Span, block: Block) -> Iterator[tuple[str, str, str]]:
        context = self.context
        parts: list[tuple[Clause, Labels]] = []
        listed = clauses(sentence)
        for i, clause in enumerate(listed):
            roles = context.resolve(clause.subject)
            if i and clause.subject and clause.subject.refers == "they" and not any(r for _, r in parts):
                # "We asked insiders, and they agreed": they are those of the clause before, no role.
                roles = roles if not is_idle(cues(sentence.doc, listed[0].start, listed[0].end)) else ()
            parts.append((clause, roles))
            if roles and clause.subject and clause.subject.refers in ("role", "both"):
                context.last = roles  # "AEs earn less because they ...": who "they" are in the next clause
        context.note(parts)
        if sentence.text.rstrip("\"”’') ").endswith("?") and ":" not in sentence.text:
            return
        if block.kind == "item" and context.topic == "idle":
            return  # links to other articles, sources
        if not any(roles for _, roles in parts):
            roles = self._inherited(sentence, block)
            parts = [(clause, roles) for clause, _ in parts]
        yield from self._told(sentence, parts, block)

    def _inherited(self, sentence: Span, block: Block) -> Labels:
        """Whose work a sentence tells that names nobody."""
        context = self.context
        if block.kind == "item":
            return () if context.lead_topic == "idle" else context.lead or context.only
        found = cues(sentence.doc, sentence.start, sentence.end)
        if "CARRY" in found:
            return context.last or context.only
        return context.only if context.answers and len(sentence) > _FEWEST_WORDS + 1 else ()

    def _told(self, sentence: Span, parts: list[tuple[Clause, Labels]], block: Block) -> Iterator[tuple[str, str, str]]:
        """Give text, role and kind of what the clauses of a sentence tell."""
        doc = sentence.doc
        subjects = {clause.subject.refers for clause, _ in parts if clause.subject is not None}
        bare = block.kind == "item" and subjects <= {"field"}
        announced = self.context.lead_topic or self.context.topic
        for start, end, roles in _merged(doc, parts, bare):
            while (
                start < end - 1
                and (doc[start].lower_ in _LINKS or doc[start].is_punct)
                and doc[start].text not in '"“('
            ):
                start += 1
            text = doc[start:end].text.strip(" ,;—–")
            what = kind(text, cues(doc, start, end), announced, item=bare)
            short = len(text.split()) < _FEWEST_WORDS and not _named(doc[start:end])
            # "Account management might be the field for you" tells no duty.
            weak = subjects == {"field"} and what == "duty"
            if any(c.isalpha() for c in text) and (bare or not (short or weak)):
                for label in roles:
                    yield text, label, what


def _merged(doc: Doc, parts: list[tuple[Clause, Labels]], bare: bool) -> Iterator[tuple[int, int, Labels]]:
    """Join neighbouring clauses of the same roles; leave out those that tell nothing.

    A clause without a subject belongs to its neighbour ("Once the deal is closed, AMs take over"), and
    so does one that only tells when the next one holds ("If the head chef is away, the sous chef ...").
    """
    kept: list[tuple[int, int, Labels]] = []
    joins = False  # whether the clause before was kept
    without = False  # whether it has no subject
    for clause, roles in parts:
        found = cues(doc, clause.start, clause.end)
        if ("META" in found) if bare else is_idle(found):
            joins = False
            continue
        start, before = (kept[-1][0], kept[-1][2]) if joins else (clause.start, roles)
        circumstance = bool(roles) and doc[start].lower_ in _CIRCUMSTANCES
        if joins and (circumstance or without or clause.subject is None or before == roles):
            kept[-1] = (start, clause.shown, roles if circumstance else before or roles)
        else:
            kept.append((clause.start, clause.shown, roles))
        joins, without = True, clause.subject is None
    yield from (part for part in kept if part[2])


def _named(part: Span, *, fields: bool = True) -> Labels:
    """The roles that a part of a document names, or else the roles whose field it names."""
    for key in ("roles", "fields") if fields else ("roles",):
        spans = within(part.doc, key, part.start, part.end)
        if spans:
            return tuple(dict.fromkeys(span.label_ for span in spans))
    return ()
