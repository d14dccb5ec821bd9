"""Functions compiled by numba once for a machine, and run without importing numba afterwards.

numba's own cache must import all of numba to load a function, which takes as long as scoring ten thousand
postings, and unpickles what it loads. Here the machine code itself is kept, in a file named by everything it
depends on, and llvmlite (which numba stands on) links it into the process.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from classifier.libraries import library

Description = tuple[Any, ...]
_DIGEST = 32  # bytes; it stands before the code, so that a file cut short is never run
# By this function numba's code gives arrays back; ours belong to Python, so that there is nothing to do.
_RUNTIME = re.compile(r"^declare void (@NRT_MemInfo_call_dtor)\(([^) ]+).*$", re.MULTILINE)


def can_compile() -> bool:
    """Whether numba is installed, and not told to leave functions as they are."""
    return find_spec("numba") is not None and os.environ.get("NUMBA_DISABLE_JIT", "") in ("", "0")


class MachineCode:
    """A function of a module, as machine code.

    Its arguments are C-contiguous arrays, whole numbers, and tuples of these. It returns a whole number,
    must not raise, and makes no arrays of its own.

    Parameters:
        module, function: where the function stands; imported only where it must be compiled.
        helpers: the modules whose compiled functions it calls.

    Example:
        >>> shift = MachineCode("classifier.kernel.compiled", "_shift", "classifier.kernel.jit")
        >>> shift(np.zeros(1 << 20, np.uint64))  # a hash of 64 bits, shifted so far, gives a place in it
        44
    """

    def __init__(self, module: str, function: str, *helpers: str) -> None:
        self._module, self._function, self._helpers = module, function, helpers
        self._loaded: dict[Description, tuple[Any, Any]] = {}
        self._lock = Lock()

    def __call__(self, *args: Any) -> int:
        """Run the function, letting other threads run beside it."""
        described = tuple(map(_described, args))
        with self._lock:  # linked twice, the first code would be let go of while it runs
            if described not in self._loaded:
                self._loaded[described] = _linked(self._read(described) or self._compile(described), self._function)
        result, error = ctypes.c_int64(), ctypes.c_void_p()
        status = self._loaded[described][1](
            ctypes.byref(result), ctypes.byref(error), *(value for arg in args for value in _flat(arg))
        )
        if status:
            raise RuntimeError(f"{self._function} ended with status {status}")
        return result.value

    def is_kept(self, *args: Any) -> bool:
        """Whether the code for such arguments need not be compiled."""
        described = tuple(map(_described, args))
        return described in self._loaded or self._read(described) is not None

    @cached_property
    def _sources(self) -> bytes:
        specs = [find_spec(name) for name in (self._module, *self._helpers, __name__)]
        return b"\0".join(Path(spec.origin).read_bytes() for spec in specs if spec and spec.origin)

    def _name(self, described: Description) -> str:
        """A file name that differs wherever the code might."""
        parts = [
            described,
            sys.version_info[:2],
            np.__version__,
            *map(metadata.version, ("numba", "llvmlite")),
            _host(),
        ]
        key = hashlib.sha256(self._sources + repr(parts).encode()).hexdigest()
        return f"{self._module.rpartition('.')[2]}-{key[:32]}.code"

    def _read(self, described: Description) -> bytes | None:
        name = self._name(described)
        for folder in _folders():
            with suppress(OSError):
                data = (folder / name).read_bytes()
                if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                    return data[_DIGEST:]
        return None

    def _compile(self, described: Description) -> bytes:
        """Compile the function, and keep the code where there is a folder that takes it."""
        numba, llvm = library("numba", extra="score"), _llvm()
        function = getattr(import_module(self._module), self._function)
        plain = getattr(function, "py_func", function)  # what `classifier.kernel.jit` compiled already
        options: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
        compiled = numba.njit(**options)(plain)
        compiled.compile(tuple(numba.typeof(_sample(d)) for d in described))
        (signature,) = compiled.signatures
        module = llvm.parse_assembly(
            _RUNTIME.sub(r"define void \1(\2 %0) { ret void }", compiled.inspect_llvm(signature))
        )
        missing = [f.name for f in module.functions if f.is_declaration and not f.name.startswith("llvm.")]
        if missing:  # linking it would end the process
            raise RuntimeError(f"{self._function} needs {', '.join(missing)}")
        module.get_function(compiled.overloads[signature].fndesc.llvm_func_name).name = self._function
        code = bytes(_machine().emit_object(module))
        for folder in _folders():
            with suppress(OSError):
                _keep(folder / self._name(described), code)
                break
        return code


def _described(arg: Any) -> Any:
    """What of an argument the code depends on."""
    if isinstance(arg, np.ndarray):
        if not arg.flags.c_contiguous:
            raise ValueError("expected arrays without gaps")
        return arg.dtype.str, arg.ndim
    if isinstance(arg, tuple):
        return type(arg), tuple(map(_described, arg))
    return "int"


def _sample(described: Any) -> Any:
    """An argument of that description."""
    if described == "int":
        return 0
    first, second = described
    if isinstance(first, str):
        return np.empty((0,) * second, dtype=first)
    values = map(_sample, second)
    return first(*values) if hasattr(first, "_fields") else tuple(values)


def _flat(arg: Any) -> Iterator[Any]:
    """An argument as numba's functions take it: an array is owner, parent, size, item size, place, shape, strides."""
    if isinstance(arg, np.ndarray):
        yield from (
            None,
            None,
            ctypes.c_int64(arg.size),
            ctypes.c_int64(arg.itemsize),
            ctypes.c_void_p(arg.ctypes.data),
        )
        yield from map(ctypes.c_int64, arg.shape + arg.strides)
    elif isinstance(arg, tuple):
        for value in arg:
            yield from _flat(value)
    else:
        yield ctypes.c_int64(arg)


def _llvm() -> Any:
    return library("llvmlite", "binding", extra="score")


def _machine() -> Any:
    """This machine, to make code for; what links code takes it over, so that it can't be shared."""
    llvm = _llvm()
    with suppress(RuntimeError):  # newer versions need no such call
        llvm.initialize()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    triple, cpu, features = _host()
    return llvm.Target.from_triple(triple).create_target_machine(
        cpu=cpu, features=features, opt=3, reloc="default", codemodel="jitdefault", jit=True
    )


def _host() -> tuple[str, str, str]:
    """What code is made for: system and kind of machine, processor, and what that can do."""
    llvm = _llvm()
    return llvm.get_process_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


def _linked(code: bytes, name: str) -> tuple[Any, Any]:
    """What keeps the code in memory, and the code as a function."""
    llvm = _llvm()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine, ctypes.CFUNCTYPE(ctypes.c_int32)(engine.get_function_address(name))


def _folders() -> list[Path]:
    """Where code is kept: beside this file, or else where the user's caches are."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    caches = named if named.is_absolute() else Path(os.path.expanduser("~/.cache"))
    folders = [Path(__file__).parent / "__pycache__", caches / "account-role-classifier"]
    return [folder for folder in folders if folder.is_absolute()]


def _keep(path: Path, code: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(hashlib.sha256(code).digest() + code)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
