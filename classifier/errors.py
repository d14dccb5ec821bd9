"""The one error that a user can cause, with a stable code."""

from __future__ import annotations

from collections.abc import Callable

LONGEST = 1000  # characters; names of files, columns and labels may be of any length


class ClassifierError(Exception):
    """A mistake in the input, a corpus or a model, told in one line.

    Parameters:
        code: stable, lower-case, hyphenated name of the kind of error (``model-altered``);
            one of `CODES`, which also stand in rejects files.
        message: one sentence: what was expected, what was found, and where; cut in the middle where it is very long.
        hint: what to do about it, if anything.

    Example:
        >>> str(ClassifierError("text-empty", "posting.txt holds no text", hint="paste the posting itself"))
        'posting.txt holds no text (paste the posting itself)'
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        if len(message) > LONGEST:
            message = f"{message[: LONGEST * 3 // 4]} ... {message[-LONGEST // 5 :]}"
        super().__init__(f"{message} ({hint})" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Callable[..., ClassifierError], tuple[str, str, str]]:
        """Let the error travel between processes."""
        return _restored, (self.code, self.message, self.hint)


def _restored(code: str, message: str, hint: str) -> ClassifierError:
    return ClassifierError(code, message, hint=hint)


# Every code there is, with what it means. A code that has been published keeps its meaning for good.
CODES = {
    # one posting
    "posting-missing": "the file doesn't exist",
    "posting-folder": "a folder was named where one posting is read",
    "posting-unreadable": "the file is there but can't be read: rights, a disk, a broken compression",
    "posting-binary": "the file is neither text nor a document that is read",
    "posting-too-long": "the posting is longer, has more pages or unpacks to more than one posting can",
    "posting-broken": "a PDF or DOCX is empty, cut off or malformed",
    "posting-encrypted": "a PDF or DOCX is protected by a password",
    "posting-macros": "a DOCX holds macros",
    "posting-no-text": "a PDF or DOCX holds no text, as a scan does",
    # models
    "model-missing": "the folder is no model, or lacks a file of one",
    "model-pickle": "a pickle was given where a model folder is read; pickles are never loaded",
    "model-format": "the model was written by a newer version",
    "model-altered": "a file of the model isn't the one that was saved: its checksum differs",
    "model-invalid": "the model's files contradict each other, or hold what no model can",
    "model-differs": "rows were scored, or are to be scored, by another model than this run's",
    "models-differ": "models that are compared have different labels",
    # a corpus that is read
    "corpus-missing": "there is no corpus at this place, or it holds no row",
    "corpus-encoding": "a corpus file isn't UTF-8",
    "corpus-columns": "a corpus file lacks a column",
    "corpus-row": "a row of a corpus can't be read",
    "corpus-too-large": "a corpus file is too large to be read whole",
    "corpus-labels": "there are fewer than two labels, or other labels than the roles given",
    "corpus-small": "there are too few rows, or too few words in them, to train on",
    "corpus-groups": "nothing can be held out, for the rows are of too few groups",
    "corpus-faulty": "`corpus check` found errors, which it lists",
    # a corpus that is checked
    "text-empty": "a row holds no word to learn from",
    "text-long": "a row has more words than a sentence or a posting should",
    "title-left": "a row names a role's title, which would be masked",
    "kind-unknown": "a row's kind is none of those known",
    "label-spelling": "two labels differ only in case or blanks",
    "label-small": "a label has too few rows to train on",
    "label-group": "all rows of a label are of one group, so it can't be held out",
    "label-conflict": "the same text has two labels",
    "label-doubt": "the rest of the corpus would label this row otherwise",
    "group-labels": "an odd label among the rows of one group",
    "group-leak": "two groups hold the same text, so holding one out hides nothing",
    "duplicate": "a row repeats another",
    "near-duplicate": "a row nearly repeats another",
    "near-duplicate-share": "more rows nearly repeat others than is allowed",
    "foreign-language": "a row looks like another language than the rest",
    "doubt-unchecked": "labels could not be held against the rest of the corpus",
    # roles, calibrations and articles that are given
    "roles-unreadable": "the file of roles can't be read as JSON",
    "roles-invalid": "the file of roles isn't shaped as one",
    "calibration-invalid": "the file of a calibration can't be read, isn't shaped as one or doesn't fit the labels",
    "document-unreadable": "an article can't be read",
    # labelled postings to measure or calibrate on
    "labelled-missing": "there are no labelled postings at this place",
    "labelled-encoding": "a file of labelled postings isn't UTF-8",
    "labelled-columns": "a file of labelled postings lacks a column",
    "labelled-row": "a labelled posting can't be read",
    "labelled-empty": "no posting, or hardly any, has one of the model's labels",
    "labelled-groups": "nothing can be weighed, for there is one label or one group only",
    "risk-unreachable": "no threshold keeps the share of wrong answers within the risk, or too few rows could tell",
    # files that are scored
    "input-missing": "an input doesn't exist, or nothing was named",
    "input-kind": "an input is of no kind that is read",
    "input-unreadable": "an input can't be read",
    "input-empty": "an input is empty",
    "input-broken": "an input breaks off, or its compression is damaged, from here on",
    "column-missing": "an input lacks a column that was asked for",
    "column-type": "the column of the postings holds no text",
    "csv-header": "a CSV file begins with no line of column names",
    "csv-quotes": "the quotes of a CSV row don't close, or text follows them",
    "csv-cells": "a CSV row has another number of cells than the header",
    "jsonl-header": "none of the first lines of a JSONL file is an object",
    "json-broken": "a line isn't JSON",
    "json-no-object": "a line is JSON, but no object",
    "parquet-broken": "a Parquet file, or a part of it, is damaged",
    "text-missing": "a row has no text",
    "text-no-string": "a row's text is a number, a list or an object",
    # what is written
    "output-exists": "the output is there already, or something that is never replaced",
    "output-is-input": "a file is named as input and output",
    "output-form": "the output's format can't be told, or isn't known",
    "output-unfinished": "an earlier run was stopped; --resume or --force decides",
    "output-unreadable": "an output that was scored earlier can't be read again",
    "output-unwritable": "the output can't be written: rights, space, a missing folder",
    "resume-differs": "the stopped run had other inputs, options or another model",
    # who works
    "library-missing": "an optional library isn't installed; the message names the extra that brings it",
    "backend-unknown": "joblib knows no such backend, or can't start it",
    "scheduler-missing": "no Dask scheduler was named, or none answers",
    "worker-lost": "a worker process died",
}
