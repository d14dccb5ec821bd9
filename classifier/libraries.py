"""The libraries of the extras, each fetched when first needed, or named where missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from classifier.errors import ClassifierError


def install(extra: str) -> str:
    """The command that brings an extra; it names no package of a registry, since this one may be on none.

    Example:
        >>> install("pdf")
        "pip install '.[pdf]' in the project's folder"
    """
    return f"pip install '.[{extra}]' in the project's folder"


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
        classifier.errors.ClassifierError: this needs no_such_library (pip install '.[score]' in the project's folder)
    """
    try:
        return import_module(f"{name}.{part}" if part else name)
    except ImportError as error:
        shown = {"sklearn": "scikit-learn", "docx": "python-docx", "spacy": "spaCy"}.get(name, name)
        hint = install(extra) if extra else f"pip install {shown}"
        # It may be there, and lack something in turn.
        but = "" if error.name == name else f", which can't be imported: {' '.join(str(error).split())}"
        raise ClassifierError("library-missing", f"{wanted_by} needs {shown}{but}", hint=hint) from None
