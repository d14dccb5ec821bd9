"""Compiling with numba, and keeping what was compiled between runs."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile a function that only compiled functions call."""
    compiled: Any = njit(function)
    return cast(F, compiled)


def keep_compiled(function: F, *helpers: ModuleType) -> F:
    """Compile a function that Python calls, and keep its machine code where there is a folder that takes it.

    Parameters:
        function: the function.
        helpers: the modules of the compiled functions it calls. numba's own check sees changes in the
            function's file only, so that theirs go into the name under which the code is kept.
    """
    sources = "".join(inspect.getsource(module) for module in helpers)
    function.__qualname__ = f"{function.__name__}_{zlib.crc32(sources.encode()):08x}"
    compiled: Any = njit(nogil=True)(function)
    with suppress(RuntimeError):  # where no folder takes it, each process compiles anew
        compiled.enable_caching()
    return cast(F, compiled)
