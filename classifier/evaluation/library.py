"""scikit-learn, imported when first needed."""

from __future__ import annotations

from typing import Any

from classifier.libraries import library


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
    return library("sklearn", part, extra="train", wanted_by="evaluating")
