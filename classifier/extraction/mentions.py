"""Where an article names a role: titles, abbreviations, what is left of a title, and the role's field.

"Senior Account Managers", "AMs" and "AccountManager" name the role; "the manager" does so where only
one role's title ends in that word; "account management" names its field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from classifier.roles import NONE, Titles

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_FIELDS = {
    "manager": ("management",), "engineer": ("engineering",), "analyst": ("analysis", "analytics"),
    "scientist": ("science",), "nurse": ("nursing",), "developer": ("development",), "designer": ("design",),
    "consultant": ("consulting",), "accountant": ("accounting",), "administrator": ("administration",),
    "writer": ("writing",), "editor": ("editing",), "teacher": ("teaching",), "recruiter": ("recruiting",),
    "planner": ("planning",), "buyer": ("buying",),
}  # fmt: skip
_BEFORE_HEAD = frozenset("the a an most many some all both each every our their and or & , /".split())
# A lone head such as "the director" is the role only where no other noun makes it another one's:
# "the executive committee", "product managers".
_AFTER_HEAD = frozenset(
    "is are was were will would can could may might must should has have had do does also usually often typically "
    "generally always sometimes then who that whose and or but for in at of with to on 's ’s s role roles position "
    "positions job jobs side path career".split()
)
_JOINING = frozenset("and or & , / as well nor".split())
_ENDINGS = frozenset("'s ’s s ' ’ )".split())
_ARTICLES = frozenset("a an the any every each both either most many some all your his her its our".split())


class RoleMentions:
    """The spaCy component ``role_mentions``: fills ``doc.spans["roles"]`` and ``doc.spans["fields"]``.

    Parameters:
        nlp: the pipeline.
        titles: the roles to find.
    """

    def __init__(self, nlp: Language, titles: Titles) -> None:
        from spacy.matcher import Matcher, PhraseMatcher

        self.modifiers = frozenset(titles.modifiers)
        self.firsts: dict[tuple[str, str], str] = {}
        self.phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.words = Matcher(nlp.vocab)
        self.fields = PhraseMatcher(nlp.vocab, attr="LOWER")
        heads: dict[str, set[str]] = {}
        for role in titles.roles:
            if role.label == NONE:
                continue
            for title in dict.fromkeys((*role.titles, role.name)):
                if title.isupper():
                    self.words.add(role.label, [[{"ORTH": title}], [{"ORTH": title + "s"}]])
                    continue
                self.phrases.add(role.label, [nlp.make_doc(form) for form in (title.lower(), plural(title.lower()))])
                *first, head = title.lower().split()
                for field in _FIELDS.get(head, ()):
                    self.fields.add(role.label, [nlp.make_doc(" ".join((*first, field)))])
                if len(first) == 1:
                    self.firsts |= {(first[0], form): role.label for form in (head, plural(head))}
                if first:
                    for form in (head, plural(head)):
                        heads.setdefault(form, set()).add(role.label)
        self.nouns = frozenset(heads)
        self.heads = {form: labels.pop() for form, labels in heads.items() if len(labels) == 1}

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions; of overlapping ones the longest stays."""
        from spacy.util import filter_spans

        found = self.phrases(doc, as_spans=True)
        if len(self.words):  # "9 AM" is a time of day
            found += [s for s in self.words(doc, as_spans=True) if not (s.start and doc[s.start - 1].like_num)]
        found = filter_spans(found)
        taken = {i for span in found for i in range(span.start, span.end)}
        found += [doc[t.i : t.i + 1] for t in doc if t.i not in taken and self._is_head(t, taken)]
        roles = [self._widened(doc, span) for span in sorted(found, key=lambda s: s.start)]
        roles += [first for span in roles if (first := self._shared(doc, span)) is not None]
        doc.spans["roles"] = sorted(filter_spans(roles), key=lambda s: s.start)
        doc.user_data["role_nouns"] = self.nouns
        doc.spans["fields"] = filter_spans(self.fields(doc, as_spans=True))
        return doc

    def _is_head(self, token: Any, taken: set[int]) -> bool:
        """Whether a token stands for a whole title."""
        if token.lower_ not in self.heads:
            return False
        doc, i = token.doc, token.i
        opens = token.is_sent_start or i == 0
        if not opens and doc[i - 1].lower_ not in _BEFORE_HEAD:
            return False
        many = token.lower_.endswith("s")
        before = "" if opens else str(doc[i - 1].lower_)
        if before in ("and", "or", "&", "/") and i - 2 in taken:
            return True
        if before in ("", "most", "many", "all", "both"):
            return bool(many)
        after = str(doc[i + 1].lower_) if i + 1 < len(doc) else "."
        return before == "the" and (after in _AFTER_HEAD or after.endswith("s") or not after[0].isalnum())

    def _shared(self, doc: Doc, span: Span) -> Span | None:
        """The first of two roles that share the last word of their titles: "head and sous chefs"."""
        from spacy.tokens import Span

        i = span.start - 1
        while i > 0 and doc[i].lower_ in _ARTICLES:
            i -= 1
        if i < 1 or doc[i].lower_ not in ("and", "or", "&", "/"):
            return None
        label = self.firsts.get((doc[i - 1].lower_, doc[span.end - 1].lower_))
        return Span(doc, i - 1, i, label=label) if label and label != span.label_ else None

    def _widened(self, doc: Doc, span: Span) -> Span:
        from spacy.tokens import Span

        label = span.label_ or self.heads[span.text.lower()]
        start = span.start
        while start > 0 and not doc[start].is_sent_start and doc[start - 1].lower_ in self.modifiers:
            start -= 1
        return Span(doc, start, span.end, label=label)


def grouped(doc: Doc, spans: Iterable[Span]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Join mentions that are listed together ("AEs and AMs", "an AE, an AM or an AD").

    Parameters:
        doc: the document.
        spans: its mentions, in order.

    Returns:
        First token, token after the last, and the labels of each group.
    """
    listed = list(spans)
    groups: list[tuple[int, int, tuple[str, ...]]] = []
    for i, span in enumerate(listed):
        if groups:
            first, end, labels = groups[-1]
            link = _link(doc, end, span.start)
            if link == ",":  # a comma alone lists only where "and" or "or" comes later
                link = _link(doc, span.end, listed[i + 1].start) if i + 1 < len(listed) else ""
                link = link if link not in ("", ",", "(") else ""
            if link == "(" and labels != (span.label_,):
                link = ""
            if link:
                groups[-1] = (first, span.end, tuple(dict.fromkeys((*labels, span.label_))))
                continue
        groups.append((span.start, span.end, (span.label_,)))
    return groups


def _link(doc: Doc, end: int, start: int) -> str:
    """What joins two mentions, where nothing else stands between them; otherwise nothing."""
    between = [token.lower_ for token in doc[end:start] if token.lower_ not in _ARTICLES and token.text not in _ENDINGS]
    if not between or not all(word in _JOINING or word == "(" for word in between):
        return ""
    return max(between, key=len)


def plural(title: str) -> str:
    """The plural of a title.

    Example:
        >>> [plural(t) for t in ("account manager", "chef de cuisine", "head of sales", "attorney", "deputy")]
        ['account managers', 'chefs de cuisine', 'heads of sales', 'attorneys', 'deputies']
    """
    for link in (" de ", " of ", " in ", " at "):
        before, found, after = title.partition(link)
        if found:
            return plural(before) + found + after
    if title.endswith("y") and title[-2:-1] not in "aeou":
        return title[:-1] + "ies"
    return title + ("es" if title.endswith(("s", "x", "ch", "sh")) else "s")
