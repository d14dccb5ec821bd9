"""The libraries that batch scoring needs, each fetched when first needed, or named where missing."""

from __future__ import annotations

from typing import Any

from classifier.libraries import library

__all__ = ["library", "pyarrow"]


def pyarrow(part: str = "") -> Any:
    """The package pyarrow, or one of its modules."""
    return library("pyarrow", part, extra="score")
