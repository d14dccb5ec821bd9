"""The parts of all inputs, in order; planned the same way whoever scores them, and after a stop too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from classifier.batch import csvs, jsonls, parquets, texts
from classifier.batch.blocks import Part, Reject, Task, check_columns
from classifier.batch.sources import CSV, JSONL, PARQUET, TEXT, Source, reason
from classifier.errors import ClassifierError

_PLANS = {CSV: csvs.plan, JSONL: jsonls.plan, PARQUET: parquets.plan}


def kept_columns(sources: Sequence[Source], text_column: str, id_column: str | None) -> tuple[str, ...]:
    """The other columns of the first file that has columns.

    Raises:
        ClassifierError: where that file has no columns, or lacks the text column.
    """
    first = next((source for source in sources if source.kind != TEXT), None)
    if first is None:
        return ()
    if first.kind == CSV:
        names = csvs.header(first).names
    else:
        names = jsonls.columns(first) if first.kind == JSONL else parquets.columns(first)
    check_columns(first.name, names, text_column, id_column)
    return tuple(name for name in dict.fromkeys(names) if name and name not in (text_column, id_column))


def plan(sources: Sequence[Source], task: Task, *, attach: bool) -> Iterator[Part]:
    """Cut the inputs into parts.

    Parameters:
        sources: the inputs.
        task: what is asked for.
        attach: whether parts carry their bytes, so that they are read once where nobody else reads them.

    Yields:
        The parts. A file that can't be read among others gives a part that holds one rejected row.

    Raises:
        ClassifierError: where there is but one file, and nothing of it can be read.
    """
    for is_text, group in groupby(sources, key=lambda source: source.kind == TEXT):
        if is_text:
            yield from texts.plan(list(group))
            continue
        for source in group:
            try:
                yield from _PLANS[source.kind](source, task, attach=attach)
            except (ClassifierError, OSError, ValueError) as error:
                known = error if isinstance(error, ClassifierError) else None
                if len(sources) == 1:
                    raise known or ClassifierError(
                        "input-unreadable", f"can't read {source.name}: {reason(error)}"
                    ) from None
                code = known.code if known else "input-unreadable"
                yield Part((source,), rejects=(Reject(source.name, 0, 0, code, ""),))
