"""What a role is: its label, its full name, the titles it goes by; and where a text names them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

NONE = "none"

# Words that stand before or after a title and belong to it ("Senior Key Account Manager II, EMEA").
MODIFIERS = tuple(
    (
        "senior sr snr junior jr jnr principal staff deputy assistant associate trainee graduate intern "
        "entry level mid market midmarket smb smbs sme commercial enterprise strategic corporate key major global "
        "international national regional local territory field inside outside remote hybrid group client customer "
        "named large small business digital technical creative medical media advertising marketing pr sales partner "
        "channel founding growth new full cycle emea apac amer amers americas latam na us usa uk eu dach benelux "
        "nordics anz mena i ii iii iv"
    ).split()
)

# Where a posting names the job on offer: "Job title: ...", "We are hiring a ...", "As an ... you will".
_CUES = frozenset("as title position role hiring seeking hire recruiting recruit vacancy opening become".split())
_FILLERS = frozenset("a an the our for new next another experienced is talented dynamic motivated driven".split())
_HEADLINE_WORDS = 14
_JOINERS = re.compile(r"[\s/,&()\[\]|+\-.–—]*")


class Match(NamedTuple):
    """Words ``first`` to ``last`` are to be masked; the title proper is ``core_first`` to ``core_last``."""

    role: str
    first: int
    last: int
    core_first: int
    core_last: int
    stated: bool


@dataclass(frozen=True)
class Role:
    """A label with its full name and titles.

    Parameters:
        label: short name used in files ("AE").
        name: full name shown to people ("Account Executive").
        titles: what postings call it, in lower case; a title in capitals ("AE") is an
            abbreviation and matches only so, with or without a plural s.
        duties: its duties in a word or two, for postings that mix roles ("new-business").
    """

    label: str
    name: str
    titles: tuple[str, ...] = ()
    duties: str = ""

    def to_dict(self) -> dict[str, object]:
        """The role as plain data, for ``config.json``."""
        return {"label": self.label, "name": self.name, "titles": list(self.titles), "duties": self.duties}


@dataclass(frozen=True)
class Titles:
    """The roles' titles, ready to be found in a text.

    Parameters:
        roles: the roles, in the order of the labels.
        modifiers: words that belong to a title they stand beside.

    Example:
        >>> ACCOUNT_ROLES.names["AM"]
        'Account Manager'
    """

    roles: tuple[Role, ...]
    modifiers: tuple[str, ...] = MODIFIERS

    @classmethod
    def from_dicts(cls, roles: Sequence[Mapping[str, object]], modifiers: Sequence[str]) -> Titles:
        """Read what `Role.to_dict` wrote."""
        made = (
            Role(str(r["label"]), str(r["name"]), tuple(map(str, r["titles"])), str(r.get("duties", "")))  # type: ignore[call-overload]
            for r in roles
        )
        return cls(tuple(made), tuple(map(str, modifiers)))

    @cached_property
    def names(self) -> dict[str, str]:
        """The full name of each label."""
        return {role.label: role.name for role in self.roles}

    @cached_property
    def _by_first_word(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for role in self.roles:
            for title in role.titles:
                words = tuple(re.findall(r"[^\W_]+", title))
                if not words:  # "--": a stranger's roles may hold anything
                    continue
                for variant in (words, (*words[:-1], words[-1] + "s")):
                    table.setdefault(variant[0], []).append((variant, role.label))
        for entries in table.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return table

    @cached_property
    def _openings(self) -> frozenset[str]:
        return frozenset(key.lower() for key in self._by_first_word)

    @cached_property
    def _heads(self) -> dict[str, str]:
        """The last word of a title of several words, with its role: "manager" in "executive/manager"."""
        heads = {}
        for role in self.roles:
            for title in role.titles:
                *others, head = title.split() or [""]
                if others:
                    heads[head] = heads[f"{head}s"] = role.label
        return heads

    @cached_property
    def _modifiers(self) -> frozenset[str]:
        return frozenset(self.modifiers)

    def find(
        self, folded: str, places: Sequence[tuple[int, int]], words: Sequence[str], sentence_of: Sequence[int]
    ) -> list[Match]:
        """Find the mentions of titles.

        Parameters:
            folded: the folded text.
            places: start and end of each word in it.
            words: the words in lower case.
            sentence_of: the number of each word's sentence.

        Returns:
            The mentions in order, none overlapping; a headline (the first line, where it is short and
            names a title) is masked as a whole.
        """
        table = self._by_first_word
        if not table:
            return []
        found: list[Match] = []
        masked = -1
        openings = self._openings
        for i in [i for i, word in enumerate(words) if word in openings]:
            if i <= masked or (core := self._core(folded, places, words, i)) is None:
                continue
            last, role = core
            first, end = self._widen(folded, places, words, i, last, masked)
            found.append(Match(role, first, end, i, last, _is_stated(words, first, end)))
            masked = end
        return _with_headline(found, folded, places)

    def _core(
        self, folded: str, places: Sequence[tuple[int, int]], words: Sequence[str], i: int
    ) -> tuple[int, str] | None:
        start, end = places[i]
        word, as_written, table = words[i], folded[start:end], self._by_first_word
        for key in (word, as_written) if as_written != word else (word,):
            for title, role in table.get(key, ()):
                if len(title) == 1:
                    # "9 AM" is a time of day.
                    if as_written == title[0] and not (i and words[i - 1][-1].isdigit()):
                        return i, role
                elif tuple(words[i : i + len(title)]) == title:
                    last = i + len(title) - 1
                    if all(_joined(folded, places, k) for k in range(i, last)):
                        return last, role
        return None

    def _widen(
        self, folded: str, places: Sequence[tuple[int, int]], words: Sequence[str], first: int, last: int, floor: int
    ) -> tuple[int, int]:
        """Take in the modifiers around a title, a possessive s, and "/Manager" or "or Manager"."""
        while first - 1 > floor and words[first - 1] in self._modifiers and _joined(folded, places, first - 1):
            first -= 1
        heads, moved = self._heads, True
        while moved and last + 1 < len(words):
            gap = folded[places[last][1] : places[last + 1][0]]
            following = words[last + 1]
            moved = (
                (following == "s" and gap == "'")
                or (following in heads and "/" in gap)
                or (following in self._modifiers and _joined(folded, places, last) and gap.strip() != "")
                or (following in ("i", "ii", "iii", "iv") and gap == " ")
            )
            last += moved
            if not moved and following == "or" and last + 2 < len(words) and words[last + 2] in heads:
                last, moved = last + 2, True
        return first, last


def _joined(folded: str, places: Sequence[tuple[int, int]], i: int) -> bool:
    """Whether only blanks and joining signs stand between word ``i`` and the next, on one line."""
    gap = folded[places[i][1] : places[i + 1][0]]
    return "\n" not in gap and _JOINERS.fullmatch(gap) is not None


def _is_stated(words: Sequence[str], first: int, last: int) -> bool:
    if last + 1 < len(words) and words[last + 1] in ("will", "is", "reports") and first and words[first - 1] == "the":
        return True
    i = first - 1
    while i >= 0 and words[i] in _FILLERS and first - i <= 4:
        if words[i] == "for" and i and words[i - 1] in ("looking", "search", "opportunity", "searching"):
            return True
        i -= 1
    return i >= 0 and words[i] in _CUES


def _with_headline(found: list[Match], folded: str, places: Sequence[tuple[int, int]]) -> list[Match]:
    if not found:
        return found
    head = found[0]
    line_end = folded.find("\n", places[0][0])
    in_line = sum(1 for a, _ in places[: _HEADLINE_WORDS + 1] if line_end < 0 or a < line_end)
    if line_end < 0 or in_line > _HEADLINE_WORDS or head.core_last >= in_line:
        return found
    if folded[:line_end].rstrip().endswith((".", "!", "?", ":")):
        return found
    others = [m for m in found if m.first >= in_line]
    whole = Match(head.role, 0, max(in_line - 1, head.last), head.core_first, head.core_last, True)
    return [whole, *others]


ACCOUNT_ROLES = Titles(
    (
        Role(
            "AE",
            "Account Executive",
            ("account executive", "account exec", "accounts executive", "acct executive", "acct exec", "AE"),
            "new-business",
        ),
        Role(
            "AM",
            "Account Manager",
            ("account manager", "accounts manager", "account mgr", "acct manager", "acct mgr", "AM"),
            "existing-customer",
        ),
        Role(
            "AD", "Account Director", ("account director", "accounts director", "acct director", "AD"), "team-leading"
        ),
        Role(NONE, "none of these"),
    )
)
