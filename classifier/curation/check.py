"""Checks a corpus: every fault with its file and line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from classifier.corpus import Row, Unread
from classifier.curation.duplicates import content, near_duplicates, repeated_share
from classifier.curation.faults import group_faults, label_faults, repeat_faults, row_faults
from classifier.curation.findings import ERROR, WARNING, Finding, Report, ordered, snippet
from classifier.curation.language import foreign
from classifier.errors import ClassifierError
from classifier.roles import Titles
from classifier.text import read
from classifier.training import LEAST_ROWS, default_titles


def check(
    rows: Sequence[Row],
    unread: Sequence[Unread] = (),
    *,
    titles: Titles | None = None,
    doubts: bool = True,
    max_near_duplicates: float = 0.01,
    progress: Callable[[str], None] = lambda message: None,
) -> Report:
    """Check a corpus.

    Parameters:
        rows, unread: what `scan_corpus` gives.
        titles: the titles that must not stand in the texts; by default those that training masks.
        doubts: whether to look for doubtful labels, which trains three models.
        max_near_duplicates: the share of rows that may nearly repeat another; 0 to 1.
        progress: told what is being done.

    Returns:
        The report. Errors would make training fail or its figures wrong; warnings are worth a look.

    Raises:
        ClassifierError: ``corpus-missing`` where there is no row at all; ``library-missing``.

    Example:
        >>> rows = [Row(f"{verb} the {thing}", "cook", group=verb) for verb in ("fry", "boil")
        ...         for thing in ("fish", "egg", "rice")] + [Row("lock the gate", "guard")]
        >>> check(rows, doubts=False).counts
        {'label-small': 1}
    """
    if not rows and not unread:
        raise ClassifierError("corpus-missing", "there are no rows to check")
    titles = titles or titles_for(rows)
    progress(f"reading {len(rows):,} rows")
    readings = [read(row.text, titles) for row in rows]
    texts = [content(reading) for reading in readings]
    found = [Finding(broken.code, ERROR, broken.file, broken.line, broken.problem) for broken in unread]
    for row, reading, words in zip(rows, readings, texts, strict=True):
        found += row_faults(row, reading, words)
    found += label_faults(rows)
    found += group_faults(rows)
    for i in foreign(texts, [row.origin for row in rows]):
        message = f"looks like another language than the rest: {snippet(rows[i].text)}"
        found.append(Finding.of(rows[i], "foreign-language", WARNING, message))
    progress("looking for duplicates")
    pairs = list(near_duplicates(texts))
    share = repeated_share(rows, pairs)
    found += repeat_faults(rows, texts, pairs)
    if share > max_near_duplicates:
        message = f"{share:.2%} of the rows nearly repeat another; the limit is {max_near_duplicates:.2%}"
        found.append(Finding("near-duplicate-share", ERROR, "", 0, message))
    if doubts:
        progress("looking for doubtful labels")
        found += _doubts(rows, titles)
    return Report(len(rows), share, ordered(found))


def titles_for(rows: Sequence[Row]) -> Titles:
    """As in training; a label of a few rows, such as a misspelt one, doesn't change whose titles they are."""
    counts = Counter(row.label for row in rows)
    return default_titles(sorted(label for label, n in counts.items() if n >= LEAST_ROWS) or sorted(counts))


def _doubts(rows: Sequence[Row], titles: Titles) -> Iterator[Finding]:
    from classifier.curation.doubts import find_doubts

    try:
        doubts = find_doubts(rows, titles)
    except ClassifierError as error:
        if error.code == "library-missing":
            raise
        yield Finding("doubt-unchecked", WARNING, "", 0, f"labels can't be held against the rest: {error}")
        return
    for doubt in doubts:
        row = rows[doubt.row]
        said = f"labelled {doubt.own} ({doubt.own_chance:.3f}), the rest of the corpus says {doubt.other}"
        message = f"{said} ({doubt.other_chance:.2f}): {snippet(row.text)}"
        yield Finding.of(row, "label-doubt", WARNING, message)
