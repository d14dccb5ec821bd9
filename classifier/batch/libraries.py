"""The libraries that batch scoring needs, each fetched when first needed, or named where missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from classifier.errors import ClassifierError


def pyarrow(part: str = "") -> Any:
    """The package pyarrow, or one of its modules."""
    return library("pyarrow", part, extra="score")


def library(name: str, part: str = "", *, extra: str) -> Any:
    """Import a library.

    Parameters:
        name: of the package.
        part: a module of it.
        extra: the extra of this package that brings it.

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
        import_module(name)
    except ImportError:
        raise ClassifierError(
            "library-missing", f"this needs {name}", hint=f"pip install 'account-role-classifier[{extra}]'"
        ) from None
    return import_module(f"{name}.{part}") if part else import_module(name)
