"""Compiling with numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile a function that only compiled functions call."""
    compiled: Any = njit(error_model="numpy")(function)
    return cast(F, compiled)
