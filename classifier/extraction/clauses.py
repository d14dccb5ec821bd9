"""Which part of a sentence speaks of which role.

Without a parser, a clause is what lies between two subjects that a contrast, a conjunction or a
semicolon parts; its subject is the first mention or pronoun in it that isn't governed by a
preposition ("a team of AEs", "unlike AMs").
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from classifier.extraction.mentions import grouped
from classifier.extraction.spans import within

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Refers = Literal["role", "they", "both", "former", "latter", "field"]

_DETERMINERS = frozenset(
    "a an the any every each both some most many all your his her its our their less more no".split()
)
_OBLIQUE = frozenset("than unlike with by like between over from alongside into under against to through at".split())
_CROWDS = frozenset("team teams group groups staff work number dozen dozens activities pool department types".split())
_CONTRASTS = frozenset("while whereas whilst but although though because ; — – yet since so".split())
_OPENERS = frozenset("while whereas whilst although though because when if as since unlike once for in".split())
_NO_VERB = frozenset(
    "and or & of to in on at for with from by as than but role roles level position positions job jobs who that which "
    "while whereas ownership vs vs. versus alike".split()
)
_ROLE_NOUNS = frozenset(
    "role roles position positions job jobs professional professionals title titles person profession".split()
)
_BEFORE_THEIR = frozenset(", but and : ; while is 's ’s".split())
_POINTERS = frozenset("this these that".split())
_PLURALS = ("both", "either", "neither", "each")
_VERBS = frozenset(
    "require need demand involve have are must should may can will work play share use call also often".split()
)
_NUMBERS = frozenset("two three four five".split())
_FIRST_WORDS = 7  # a pronoun further on in a clause refers to something else in it


@dataclass(frozen=True)
class Subject:
    """A mention or pronoun: tokens ``start`` to ``end``, and what it refers to."""

    start: int
    end: int
    refers: Refers
    labels: tuple[str, ...] = ()


@dataclass
class Clause:
    """Tokens ``start`` to ``end`` of a document, with the subject found in them.

    Parameters:
        start, end: its tokens.
        subject: who or what it speaks of; None where it doesn't say.
        shown: where its text ends: "leads a team of AEs" shares its last word with "AEs who sell".
    """

    start: int
    end: int
    subject: Subject | None
    shown: int


def clauses(sentence: Span) -> list[Clause]:
    """Cut a sentence into clauses, each with its subject.

    Parameters:
        sentence: a sentence of a document that `classifier.extraction.pipeline.build` read.

    Returns:
        The clauses in order; they cover the sentence.
    """
    doc = sentence.doc
    found = _subjects(sentence)
    cuts = {sentence.start} | {
        s.start for s in found if _opens_clause(sentence, s) or (_relative(doc, s) and s is not found[0])
    }
    for token in sentence:
        # "..., but there are exceptions": a contrast parts clauses even where no role is its subject.
        after_comma = token.i > sentence.start and doc[token.i - 1].text in (",", "—", "–")
        contrasts = token.lower_ in ("but", "although", "though", "whereas", "while", "so") and after_comma
        if contrasts or token.text == ";":
            cuts.add(token.i)
    starts = sorted({_with_link(sentence, i) for i in cuts})
    ends = [*starts[1:], sentence.end]
    made = []
    for start, end in zip(starts, ends, strict=True):
        inside = [s for s in found if start <= s.start < end]
        shown = next((s.end for s in found if 0 <= s.start - end <= 3 and _relative(doc, s)), end)
        made.append(Clause(start, end, _first(doc, start, inside), shown))
    return made


def _first(doc: Doc, start: int, inside: list[Subject]) -> Subject | None:
    for subject in inside:
        if subject.refers == "role" and _governed(doc, subject, start):
            continue
        if subject.refers in ("they", "former", "latter") and not _early(doc, subject, start):
            continue
        if subject.refers == "field" and any(s.refers != "field" for s in inside):
            continue
        return subject
    # "an AM who keeps the account": a clause of its own, where the mention itself is governed.
    return next((s for s in inside if s.start - start <= 2 and _relative(doc, s)), None)


def _early(doc: Doc, subject: Subject, start: int) -> bool:
    if subject.start - start < _FIRST_WORDS:
        return True
    return doc[subject.start - 1].text in (",", ":", "“", '"')


def _subjects(sentence: Span) -> list[Subject]:
    doc = sentence.doc
    inside = within(doc, "roles", sentence.start, sentence.end)
    versus = {i for a, b in pairwise(inside) if _versus(doc, a, b) for i in (a.start, b.start)}
    found = [
        Subject(a, b, "role", labels) for a, b, labels in grouped(doc, [s for s in inside if s.start not in versus])
    ]
    taken = {i for s in inside for i in range(s.start, s.end)}
    found += [s for token in sentence if token.i not in taken and (s := _pronoun(token, sentence)) is not None]
    fields = within(doc, "fields", sentence.start, sentence.end)
    found += [Subject(span.start, span.end, "field", (span.label_,)) for span in fields]
    return sorted(found, key=lambda s: s.start)


def _versus(doc: Doc, a: Span, b: Span) -> bool:
    return any(token.lower_ in ("vs", "vs.", "versus") for token in doc[a.end : b.start]) and b.start - a.end <= 3


def _pronoun(token: Token, sentence: Span) -> Subject | None:
    doc, i, word = token.doc, token.i, token.lower_
    after = [t.lower_ for t in doc[i + 1 : min(i + 5, sentence.end)]] + [""] * 4
    before = doc[i - 1].lower_ if i > sentence.start else ""
    if word in ("former", "latter") and before == "the":
        return Subject(i, i + 1, "former" if word == "former" else "latter")
    if _means_both(token, before, after):
        return Subject(i, i + 1, "both")
    pointed = word in _POINTERS and after[0] in (*_ROLE_NOUNS, "type", "kind", "sort")
    owned = word == "their" and (i == sentence.start or before in _BEFORE_THEIR)
    if pointed or owned or (word in ("they", "he", "she") and after[0] != "both"):
        return Subject(i, i + 1, "they")
    return None


def _means_both(token: Token, before: str, after: list[str]) -> bool:
    """Whether a word opens "both roles", "either position", "the two jobs", "all three", or a bare "both"."""
    word = token.lower_
    if word == "both" and (before == "they" or after[0] in _VERBS):
        return True
    if word in ("these", "those") and after[0] in ("roles", "positions", "jobs"):
        return True
    if word in ("all", "the") and after[0] in _NUMBERS:
        return _noun_near(token, after[1:])
    return word in _PLURALS and _noun_near(token, after)


def _noun_near(token: Token, after: list[str]) -> bool:
    """Whether "both" goes with "roles", "of these positions", or a word that ends titles ("both chefs")."""
    words = [w for w in after if w not in ("of", "these", "the", "those", "types", "kinds")]
    return bool(words) and (words[0] in _ROLE_NOUNS or words[0] in token.doc.user_data.get("role_nouns", ()))


def _opens_clause(sentence: Span, subject: Subject) -> bool:
    """Whether a new clause begins with this subject."""
    doc = sentence.doc
    if subject.refers == "field":
        return False
    i = subject.start - 1
    skipped = 0
    while i >= sentence.start and skipped < 5 and (doc[i].lower_ in _DETERMINERS or doc[i].lower_ in ("for", "any")):
        i, skipped = i - 1, skipped + 1
    if i < sentence.start:
        return False
    word = doc[i].lower_
    if word in _CONTRASTS:
        return True
    if subject.refers == "role" and not _verb_follows(doc, subject, sentence.end):
        return False
    if word == "and":  # "and they" goes on with the same subject, ", and they" may have another
        return subject.refers == "role" or (i > sentence.start and doc[i - 1].text == ",")
    listed = any(span.end == i for span in within(doc, "roles", sentence.start, i))
    return word == "," and not listed and _opened(sentence, i)


def _opened(sentence: Span, comma: int) -> bool:
    """Whether the part before a comma began with "While" or the like."""
    doc = sentence.doc
    part = doc[sentence.start : comma]
    return any(
        token.lower_ in _OPENERS and (token.i == sentence.start or doc[token.i - 1].text in (":", ",", "“", '"'))
        for token in part
    )


def _verb_follows(doc: Doc, subject: Subject, end: int) -> bool:
    following = doc[subject.end] if subject.end < end else None
    if following is None:
        return False
    if following.text in (",", "(") or following.lower_ in ("'s", "’s", "'", "’"):
        return True
    return following.is_alpha and following.text.islower() and following.lower_ not in _NO_VERB


def _governed(doc: Doc, subject: Subject, start: int) -> bool:
    """Whether a preposition makes the mention something else than what the clause is about."""
    i = subject.start - 1
    while i >= start and (doc[i].lower_ in _DETERMINERS or doc[i].lower_ in ("experienced", "new", "own")):
        i -= 1
    if i < start:
        return False
    word = doc[i].lower_
    if word == "of" and i > start and doc[i - 1].lower_ in _CROWDS:
        return True
    return word in _OBLIQUE or _apposed(doc, subject, i)


def _apposed(doc: Doc, subject: Subject, i: int) -> bool:
    """Whether the mention only tells who a person is: "Jo Smith, account director at Acme"."""
    while i > 0 and doc[i].lower_ in _DETERMINERS:
        i -= 1
    named = doc[i].text == "," and i >= 2 and doc[i - 1].text.istitle() and doc[i - 2].text.istitle()
    after = doc[subject.end].lower_ if subject.end < len(doc) else ""
    return named and after in ("at", "of", "in", "with", "for", "whose", "who", "and", ",")


def _relative(doc: Doc, subject: Subject) -> bool:
    """Whether a clause about the mention follows: "an AM who keeps the account"."""
    follows = subject.end < len(doc) and doc[subject.end].lower_ in ("who", "that")
    return subject.refers == "role" and follows and not _apposed(doc, subject, subject.start - 1)


def _with_link(sentence: Span, i: int) -> int:
    """Let a clause begin with the conjunction and determiner before its subject."""
    doc = sentence.doc
    while i > sentence.start and (
        doc[i - 1].lower_ in _DETERMINERS or doc[i - 1].lower_ in _CONTRASTS or doc[i - 1].lower_ in ("and", "for")
    ):
        i -= 1
    return i
