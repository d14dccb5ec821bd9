"""scikit-learn, imported when first needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from classifier.errors import ClassifierError


def sklearn(part: str) -> Any:
    """One of scikit-learn's modules.

    Parameters:
        part: its name, such as ``metrics``.

    Raises:
        ClassifierError: ``library-missing``.

    Example:
        >>> sklearn("metrics").accuracy_score([1, 0], [1, 1])
        0.5
    """
    try:
        return import_module(f"sklearn.{part}")
    except ImportError:
        raise ClassifierError(
            "library-missing", "evaluating needs scikit-learn", hint="pip install 'account-role-classifier[train]'"
        ) from None
