"""The libraries of the extras, each fetched when first needed, or named where missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from classifier.errors import ClassifierError


def library(name: str, part: str = "", *, extra: str, wanted_by: str = "this") -> Any:
    """Import a library.

    Parameters:
        name: of the package.
        part: a module of it.
        extra: the extra of this package that brings it; empty where none does.
        wanted_by: what needs it, as the error's first words.

    Returns:
        The module.

    Raises:
        ClassifierError: ``library-missing``.

    Example:
        >>> library("no_such_library", extra="score")
        Traceback (most recent call last):
        ...
        classifier.errors.ClassifierError: this needs no_such_library (pip install 'account-role-classifier[score]')
    """
    try:
        return import_module(f"{name}.{part}" if part else name)
    except ImportError as error:
        shown = {"sklearn": "scikit-learn", "docx": "python-docx", "spacy": "spaCy"}.get(name, name)
        hint = f"pip install 'account-role-classifier[{extra}]'" if extra else f"pip install {shown}"
        # It may be there, and lack something in turn.
        but = "" if error.name == name else f", which can't be imported: {' '.join(str(error).split())}"
        raise ClassifierError("library-missing", f"{wanted_by} needs {shown}{but}", hint=hint) from None
