"""What an article has said so far: its sections, and who "they" and "the former" are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.extraction.clauses import Clause, Subject
from classifier.extraction.kinds import Topic, topic

if TYPE_CHECKING:
    from classifier.extraction.blocks import Block

Labels = tuple[str, ...]
_ASKS = ("what", "how", "which")


@dataclass
class Section:
    """A heading's level, the roles it names and what it announces."""

    level: int
    roles: Labels
    topic: Topic
    asks: bool = False


@dataclass
class Context:
    """The state of reading one article.

    Parameters:
        sections: the headings that the present place stands under, outermost first.
        article: the roles the article compares: those its first heading of several roles names.
        last: who was last spoken of.
        groups: the subjects of the last sentence that had two, for "the former" and "the latter".
        lead: the roles that the line before a list named.
        lead_topic: what that line announced.
    """

    sections: list[Section] = field(default_factory=list)
    article: Labels = ()
    seen: Labels = ()
    last: Labels = ()
    groups: tuple[Labels, ...] = ()
    lead: Labels = ()
    lead_topic: Topic = ""

    def enter(self, block: Block, roles: Labels) -> None:
        """Go on below a heading."""
        announced = topic(block.text)
        above = self.roles
        if block.level:
            self.sections = [s for s in self.sections if s.level and s.level < block.level]
            inherited = self.sections[-1].roles if self.sections else ()
        else:
            # Plain text has no levels: "Skills" may go on with the role above, another heading doesn't.
            self.sections = []
            inherited = above if announced else ()
        if not self.article and len(roles) > 1:
            self.article = roles
        asks = block.text.endswith("?") and block.text.lower().startswith(_ASKS)
        self.sections.append(Section(block.level, roles or inherited, announced, asks))
        self.last = self.roles if len(self.roles) == 1 else ()
        self.groups = ()
        self.end_list()

    def end_list(self) -> None:
        """Leave a list."""
        self.lead, self.lead_topic = (), ""

    @property
    def roles(self) -> Labels:
        """The roles of the section."""
        return self.sections[-1].roles if self.sections else ()

    @property
    def topic(self) -> Topic:
        """What the section announces."""
        return self.sections[-1].topic if self.sections else ""

    @property
    def only(self) -> Labels:
        """The role of a section about one role."""
        return self.roles if len(self.roles) == 1 else ()

    @property
    def answers(self) -> bool:
        """Whether the text answers a question about one role."""
        return bool(self.only) and self.sections[-1].asks

    def resolve(self, subject: Subject | None) -> Labels:
        """The roles that a subject refers to; none where that can't be told."""
        if subject is None:
            return ()
        match subject.refers:
            case "role":
                return subject.labels
            case "they":
                return self.last or self.lead or self.only
            case "both":
                return self._both()
            case "former" | "latter":
                return self._ordered(0 if subject.refers == "former" else -1)
            case "field":
                return subject.labels if not self.roles or set(subject.labels) <= set(self.roles) else ()

    def _both(self) -> Labels:
        for roles in (self.roles, self.last, self.article, self.seen[-2:]):
            if len(roles) > 1:
                return roles
        return ()

    def _ordered(self, which: int) -> Labels:
        if len(self.groups) > 1:
            return self.groups[which]
        pair = self.groups[0] if self.groups else self._both()
        return (pair[which],) if len(pair) > 1 else ()

    def note(self, clauses: list[tuple[Clause, Labels]]) -> None:
        """Remember who a sentence spoke of."""
        named = [roles for clause, roles in clauses if roles and clause.subject is not None]
        for roles in named:
            self.seen = (*(r for r in self.seen if r not in roles), *roles)
        if named:
            self.last = named[-1]
        explicit = tuple(dict.fromkeys(r for c, r in clauses if r and c.subject and c.subject.refers == "role"))
        if len(explicit) > 1 or any(len(roles) > 1 for roles in explicit):
            self.groups = explicit
