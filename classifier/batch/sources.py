"""Where postings come from: files, folders, globs and addresses, plain or compressed."""

from __future__ import annotations

import codecs
import fnmatch
import glob
import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.batch.libraries import pyarrow
from classifier.errors import ClassifierError
from classifier.postings import SUFFIXES, check_extra

CSV, JSONL, PARQUET, TEXT = "csv", "jsonl", "parquet", "text"
_KINDS = {
    ".csv": CSV,
    ".tsv": CSV,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".parquet": PARQUET,
    ".pq": PARQUET,
    **dict.fromkeys(SUFFIXES, TEXT),
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}
_MAGIC = {"*", "?", "["}
_PIECE = 1 << 16


@dataclass(frozen=True)
class Source:
    """One input file.

    Parameters:
        name: its path or address, as shown to people: without a password in it.
        kind: csv, jsonl, parquet or text.
        compression: gzip, zstd, bz2, or empty.
        size: bytes as stored.
        changed: when it was last changed, in nanoseconds; 0 if unknown.
        address: where it is read from.
    """

    name: str
    kind: str
    compression: str
    size: int
    changed: int
    address: str = field(repr=False)

    @property
    def is_remote(self) -> bool:
        """Whether it is named by an address ("s3://...") and not by a path."""
        return "://" in self.name

    def open(self) -> Any:
        """Open its bytes for seeking, as they are stored."""
        filesystem, path = _place(self.address)
        return filesystem.open_input_file(path)

    def stream(self) -> Stream:
        """Open its bytes from the start, decompressed and in UTF-8."""
        filesystem, path = _place(self.address)
        raw = filesystem.open_input_stream(path, compression=None)  # it would go by the name
        if self.compression == "gzip":
            # Python's own gives every byte before the place where a file was cut off; pyarrow's doesn't.
            return Stream(gzip.GzipFile(fileobj=raw).read1, raw.close, _PIECE)
        if self.compression:
            return Stream(pyarrow().CompressedInputStream(raw, self.compression).read, raw.close, _PIECE)
        return Stream(raw.read, raw.close)


class Stream:
    """Bytes read in order; UTF-16 and UTF-32 become UTF-8 on the way.

    Parameters:
        read: gives that many bytes.
        close: closes the file.
        piece: bytes to ask for at once; 0 for any number.
    """

    def __init__(self, read: Callable[[int], bytes], close: Callable[[], None], piece: int = 0) -> None:
        self._read, self.close, self._piece = read, close, piece
        self.broken = ""  # why the file could not be read to its end
        self._start = self._next(_PIECE)
        self.encoding = _wide_encoding(self._start)
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace") if self.encoding else None

    def read(self, size: int) -> bytes:
        """About ``size`` bytes more; none at the end, and where the file breaks off (see ``broken``)."""
        pieces: list[bytes] = []
        while size > 0:
            data, self._start = self._start[:size] or self._next(size), self._start[size:]
            if not data:
                break
            if self._decoder is not None:
                data = self._decoder.decode(data).encode("utf8", "replace")
            pieces.append(data)
            size -= len(data)
        return b"".join(pieces)

    def _next(self, size: int) -> bytes:
        if self.broken:  # pyarrow goes on after an error, with whatever stands in its memory
            return b""
        try:
            return bytes(self._read(min(size, self._piece) if self._piece else size))
        except (OSError, EOFError, zlib.error, ValueError) as error:  # pyarrow's errors are among these
            self.broken = reason(error)
            return b""


def find_sources(addresses: Iterable[str | Path], *, skipped: list[str] | None = None) -> list[Source]:
    """List the input files.

    Parameters:
        addresses: files, folders (searched for every kind of file that is read), globs, and addresses
            that pyarrow's filesystems reach (``s3://bucket/part-*.parquet``).
        skipped: gets the names of the folders' files that are of no kind that is read.

    Returns:
        The files, in the order given, those of a folder or glob by name.

    Raises:
        ClassifierError: ``input-missing``, ``input-kind``, ``input-unreadable``, ``library-missing``.
    """
    skipped = [] if skipped is None else skipped
    found = [source for address in addresses for source in _expand(str(address), skipped)]
    if not found:
        raise ClassifierError("input-missing", "there is nothing to score: no input was named")
    for source in found:
        check_extra(source.name)
    return found


def _expand(address: str, skipped: list[str]) -> list[Source]:
    pa_fs = pyarrow("fs")
    if "://" not in address and not os.path.exists(address) and _MAGIC & set(address):
        names = sorted(path for path in glob.glob(address, recursive=True) if os.path.isfile(path))
        if not names:
            raise ClassifierError("input-missing", f"no file matches {address}")
        return [source for name in names for source in _expand(name, skipped)]
    filesystem, path = _place(address)
    is_pattern = "://" in address and bool({"*", "?"} & set(path))
    folder = path.rsplit("/", 1)[0] if is_pattern else path
    try:
        info = filesystem.get_file_info(folder)
        if info.type == pa_fs.FileType.NotFound:
            raise ClassifierError("input-missing", f"{without_secret(address)} doesn't exist")
        if info.type != pa_fs.FileType.Directory:
            return [_source(address, info, named=True)]
        inside = filesystem.get_file_info(pa_fs.FileSelector(folder, recursive=True))
    except (OSError, ValueError) as error:  # ValueError: a name with a zero character
        raise ClassifierError("input-unreadable", f"can't read {without_secret(address)}: {reason(error)}") from None
    start, mark, options = address.partition("?") if "://" in address else (path, "", "")
    base = start[: len(start) - len(path)]
    files = sorted((i for i in inside if i.type == pa_fs.FileType.File), key=lambda i: i.path)
    meant = [i for i in files if not is_pattern or fnmatch.fnmatch(i.path, path)]
    listed = [_source(f"{base}{i.path}{mark}{options}", i) for i in meant if _kind(i.path)[0]]
    skipped += [i.path for i in meant if not _kind(i.path)[0]]
    if not listed:
        raise ClassifierError(
            "input-missing", f"{without_secret(address)} holds no file of a kind that is read ({', '.join(_KINDS)})"
        )
    return listed


def _place(address: str) -> tuple[Any, str]:
    pa = pyarrow()
    if "://" not in address:
        return pyarrow("fs").LocalFileSystem(), address
    try:
        filesystem, path = pyarrow("fs").FileSystem.from_uri(address)
    except (pa.ArrowException, OSError) as error:
        raise ClassifierError(
            "input-missing", f"{without_secret(address)} is no address that can be read: {reason(error)}"
        ) from None
    return filesystem, path


def _kind(name: str) -> tuple[str, str]:
    lowered = name.lower()
    compression = next((c for end, c in _COMPRESSIONS.items() if lowered.endswith(end)), "")
    if compression:
        lowered = lowered.rsplit(".", 1)[0]
    return next((kind for end, kind in _KINDS.items() if lowered.endswith(end)), ""), compression


def _source(name: str, info: Any, *, named: bool = False) -> Source:
    kind, compression = _kind(info.path)
    if named and (not kind or (kind == PARQUET and compression)):
        raise ClassifierError(
            "input-kind",
            f"{without_secret(name)} is of no kind that is read",
            hint=f"expected {', '.join(_KINDS)}, or these with .gz or .zst",
        )
    return Source(without_secret(name), kind, compression, info.size or 0, info.mtime_ns or 0, name)


def without_secret(address: str) -> str:
    """An address without the user and password that may stand before its host.

    Example:
        >>> without_secret("s3://KEY:SECRET@bucket/in.csv"), without_secret("me@home.csv")
        ('s3://bucket/in.csv', 'me@home.csv')
    """
    return re.sub(r"^([\w+.-]+://)[^/@?]*:[^/]*@", r"\1", address)


def empty(source: Source, stream: Stream, expected: str) -> ClassifierError:
    """The error for a file of which nothing was read."""
    if stream.broken:
        return ClassifierError("input-unreadable", f"can't read {source.name}: {stream.broken}")
    return ClassifierError("input-empty", f"{source.name} is empty; expected {expected}")


def _wide_encoding(start: bytes) -> str:
    """The encoding of text in which a character takes two bytes or four; empty for all others."""
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return encoding
    # Without a mark: every other byte of Western text in UTF-16 is zero, at least along a header.
    if len(start) >= 8 and start[1:64:2].count(0) == len(start[1:64:2]) and 0 not in start[:64:2]:
        return "utf-16-le"
    if len(start) >= 8 and start[:64:2].count(0) == len(start[:64:2]) and 0 not in start[1:64:2]:
        return "utf-16-be"
    return ""


def reason(error: BaseException) -> str:
    """What went wrong, on one line."""
    return " ".join((getattr(error, "strerror", None) or str(error) or type(error).__name__).split())[:300]
