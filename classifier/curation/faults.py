"""The faults that a corpus shows without being learned from: of rows, labels, groups and repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from classifier.corpus import KINDS, Row
from classifier.curation.duplicates import one_passage
from classifier.curation.findings import ERROR, WARNING, Finding, snippet
from classifier.text import Reading
from classifier.training import LEAST_ROWS, twins

LONGEST_SENTENCE = 60  # words
LONGEST_POSTING = 2000
_TELLING_GROUP = 10  # so many rows of one label make the only row of another suspect


def row_faults(row: Row, reading: Reading, words: Sequence[str]) -> Iterator[Finding]:
    """No word, a role's title, too many words, an unknown kind."""
    longest = LONGEST_POSTING if row.is_posting else LONGEST_SENTENCE
    if not words:
        yield Finding.of(row, "text-empty", ERROR, f"holds no word to learn from: {snippet(row.text)}")
    if reading.titles:
        named = row.text[reading.titles[0].start : reading.titles[0].end]
        yield Finding.of(row, "title-left", ERROR, f"names the title {snippet(named)}: {snippet(row.text)}")
    if len(words) > longest:
        what = "a posting" if row.is_posting else "a sentence"
        yield Finding.of(row, "text-long", WARNING, f"{len(words):,} words; {what} should have {longest:,} at most")
    if row.kind and row.kind not in KINDS:
        yield Finding.of(row, "kind-unknown", WARNING, f"kind {snippet(row.kind)} is none of {', '.join(KINDS)}")


def label_faults(rows: Sequence[Row]) -> Iterator[Finding]:
    """Fewer than two labels; one in two spellings; labels with too few rows or groups to be learned and held out."""
    groups: dict[str, list[str]] = defaultdict(list)
    first: dict[str, Row] = {}
    for row in rows:
        groups[row.label].append(row.origin)
        first.setdefault(row.label, row)
    for one, other in twins(groups):
        message = f"the label {other!r} differs from {one!r} only in case or blanks"
        yield Finding.of(first[other], "label-spelling", ERROR, message)
    if len(groups) < 2:
        names = ", ".join(groups) or "none"
        yield Finding("corpus-labels", ERROR, "", 0, f"at least two labels are needed; there is {names}")
    for label, origins in groups.items():
        if len(origins) < LEAST_ROWS:
            message = f"the label {label} needs at least {LEAST_ROWS} rows; it has {len(origins)}"
            yield Finding.of(first[label], "label-small", ERROR, message)
        elif len(set(origins)) < 2:
            message = f"all rows of the label {label} are of the group {origins[0]}, so none can be held out"
            yield Finding.of(first[label], "label-group", ERROR, message)


def group_faults(rows: Sequence[Row]) -> Iterator[Finding]:
    """The only row of its label in a group that otherwise has one label."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.origin].append(row)
    for group, members in groups.items():
        counts = Counter(row.label for row in members).most_common()
        if len(counts) == 2 and counts[0][1] >= _TELLING_GROUP and counts[1][1] == 1:
            odd = next(row for row in members if row.label == counts[1][0])
            message = f"labelled {odd.label}; the {counts[0][1]} other rows of the group {group} are {counts[0][0]}"
            yield Finding.of(odd, "group-labels", WARNING, message)


def repeat_faults(
    rows: Sequence[Row], texts: Sequence[Sequence[str]], pairs: Sequence[tuple[int, int, float]]
) -> Iterator[Finding]:
    """Rows that repeat an earlier one: under the same label or another, to the word or nearly, across groups.

    Parameters:
        rows: the corpus.
        texts: the words of each row.
        pairs: from `near_duplicates`.
    """
    for j, similar in groupby(pairs, key=lambda pair: pair[1]):
        row = rows[j]
        mates = sorted(similar, key=lambda pair: (-pair[2], pair[0]))
        nearest, similarity = rows[mates[0][0]], mates[0][2]
        same = texts[mates[0][0]] == texts[j]
        if same and nearest.label != row.label:
            severity = WARNING if one_passage(row, nearest) else ERROR
            message = f"labelled {row.label}, the same text is {nearest.label} in {_place(nearest)}"
            yield Finding.of(row, "label-conflict", severity, f"{message}: {snippet(row.text)}")
        elif same:
            yield Finding.of(row, "duplicate", ERROR, f"repeats {_place(nearest)}: {snippet(row.text)}")
        elif not one_passage(row, nearest):
            message = f"nearly repeats {_place(nearest)}, labelled {nearest.label} (Jaccard {similarity:.2f})"
            yield Finding.of(row, "near-duplicate", WARNING, f"{message}: {snippet(row.text)}")
        stranger = next((rows[i] for i, _, _ in mates if rows[i].origin != row.origin), None)
        if stranger:
            said = "says the same" if same else "says nearly the same"
            message = f"of the group {row.origin}, but {_place(stranger)} of the group {stranger.origin} {said}"
            yield Finding.of(row, "group-leak", ERROR if same else WARNING, message)


def _place(row: Row) -> str:
    return f"{row.file}:{row.line}"
