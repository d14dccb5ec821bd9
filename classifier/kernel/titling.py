"""Compiled masking of titles: `classifier.roles.Titles.find`."""

from __future__ import annotations

from typing import Any

import numpy as np

from classifier.kernel.jit import jit
from classifier.kernel.reading import KINDS, STOP
from classifier.kernel.scratch import Scratch
from classifier.kernel.tables import (
    CANDIDATE,
    CUE,
    FILLER,
    FOR,
    HEAD,
    MODIFIER,
    OR,
    POSSESSIVE,
    ROMAN,
    SEARCH,
    THE,
    VERB,
    ModelArrays,
)

NAMELESS = -2  # in place of a role: a mention that counts for nothing but its mask
_HEADLINE_WORDS = 14
_NEWLINE, _SPACE, _QUOTE, _STROKE, _COLON = 10, 32, 39, 47, 58


def _joiners() -> Any:
    joins = np.zeros(256, dtype=np.bool_)
    joins[[ord(sign) for sign in " /,&()[]|+-."]] = True
    return joins


_JOINS = _joiners()


@jit
def _flag(room: Scratch, arrays: ModelArrays, i: int) -> int:
    number = room.numbers[i]
    return arrays.flags[number] if number >= 0 else 0


@jit
def _joined(room: Scratch, i: int) -> bool:
    """Whether only blanks and joining signs stand between word ``i`` and the next, on one line."""
    place = room.ends[i]
    while place < room.starts[i + 1] and _JOINS[room.text[place]]:
        place += 1
    return place == room.starts[i + 1]  # type: ignore[no-any-return]


@jit
def _core(room: Scratch, count: int, arrays: ModelArrays, i: int) -> tuple[int, int]:
    """The title that begins with word ``i``: its last word (-1: none, -2: only Python can tell) and its role."""
    entries = arrays.titles
    for e in range(len(entries)):
        size, place, length = entries[e, 2], entries[e, 3], entries[e, 4]
        if entries[e, 0] != room.numbers[i]:
            continue
        if size == 1:
            if length < 0:
                return -2, 0
            if _as_written(room, arrays, i, place, length):
                before = room.text[room.ends[i - 1] - 1] if i > 0 else np.uint8(0)
                if before >= 128:
                    return -2, 0  # a digit of another script?
                if not 48 <= before <= 57:
                    return i, entries[e, 1]
        elif i + size <= count and _same_words(room, arrays, i, place, size):
            return i + size - 1, entries[e, 1]
    return -1, 0


@jit
def _as_written(room: Scratch, arrays: ModelArrays, i: int, place: int, length: int) -> bool:
    if room.ends[i] - room.starts[i] != length:
        return False
    j = 0
    while j < length and room.text[room.starts[i] + j] == arrays.title_bytes[place + j]:
        j += 1
    return j == length


@jit
def _same_words(room: Scratch, arrays: ModelArrays, i: int, place: int, size: int) -> bool:
    for j in range(size):
        if room.numbers[i + j] != arrays.title_words[place + j] or (j + 1 < size and not _joined(room, i + j)):
            return False
    return True


@jit
def _widen(room: Scratch, count: int, arrays: ModelArrays, first: int, last: int, floor: int) -> tuple[int, int]:
    """`Titles._widen`: take in what stands around a title and belongs to it."""
    while first - 1 > floor and _flag(room, arrays, first - 1) & MODIFIER and _joined(room, first - 1):
        first -= 1
    text = room.text
    while last + 1 < count:
        a, b = room.ends[last], room.starts[last + 1]
        following = _flag(room, arrays, last + 1)
        stroke = blank = False
        if following:
            blank = True
            for place in range(a, b):
                stroke |= text[place] == _STROKE
                blank &= text[place] == _SPACE or text[place] == _NEWLINE
        if (
            (following & POSSESSIVE and b - a == 1 and text[a] == _QUOTE)
            or (following & HEAD and stroke)
            or (following & MODIFIER and not blank and _joined(room, last))
            or (following & ROMAN and b - a == 1 and text[a] == _SPACE)
        ):
            last += 1
        elif following & OR and last + 2 < count and _flag(room, arrays, last + 2) & HEAD:
            last += 2
        else:
            break
    return first, last


@jit
def _is_stated(room: Scratch, count: int, arrays: ModelArrays, first: int, last: int) -> bool:
    """`roles._is_stated`: whether a title stands where postings name the job they offer."""
    is_subject = last + 1 < count and first > 0 and _flag(room, arrays, last + 1) & VERB
    if is_subject and _flag(room, arrays, first - 1) & THE:
        return True
    i = first - 1
    while i >= 0 and _flag(room, arrays, i) & FILLER and first - i <= 4:
        if i > 0 and _flag(room, arrays, i) & FOR and _flag(room, arrays, i - 1) & SEARCH:
            return True
        i -= 1
    return i >= 0 and _flag(room, arrays, i) & CUE != 0


@jit
def mask_titles(n: int, count: int, arrays: ModelArrays, room: Scratch) -> int:
    """Mark the words of titles; returns the number of titles, or -1 where only Python can tell.

    A row of ``room.found`` holds the role, first and last word, first and last word of the title proper,
    and whether it is stated.
    """
    found, numbers, flags = room.found, room.numbers, arrays.flags
    total = 0
    i = 0
    while i < count:
        if numbers[i] < 0 or not flags[numbers[i]] & CANDIDATE:
            i += 1
            continue
        last, role = _core(room, count, arrays, i)
        if last == -2:
            return -1
        if last < 0:
            i += 1
            continue
        floor = found[total - 1, 2] if total else -1
        first, end = _widen(room, count, arrays, i, last, floor)
        found[total, 0], found[total, 1], found[total, 2] = role, first, end
        found[total, 3], found[total, 4] = i, last
        found[total, 5] = _is_stated(room, count, arrays, first, end)
        total += 1
        i = end + 1
    if total:
        kept = _widen_headline(n, count, room)
        for m in range(total):
            if m == 0 or found[m, 1] >= kept:
                room.masked[found[m, 1] : found[m, 2] + 1] = True
            else:
                found[m, 0] = NAMELESS
    return total


@jit
def _widen_headline(n: int, count: int, room: Scratch) -> int:
    """Widen the first title to the whole first line, where that is a headline; returns the next line's word."""
    text, starts, found = room.text, room.starts, room.found
    line_end = np.int64(starts[0])
    while line_end < n and text[line_end] != _NEWLINE:
        line_end += 1
    if line_end == n:
        return 0
    in_line = 0
    while in_line < count and in_line <= _HEADLINE_WORDS and starts[in_line] < line_end:
        in_line += 1
    if in_line > _HEADLINE_WORDS or found[0, 4] >= in_line:
        return 0
    last = line_end - 1
    while last >= 0 and (text[last] == _SPACE or text[last] == _NEWLINE):
        last -= 1
    if last >= 0 and (KINDS[text[last]] == STOP or text[last] == _COLON):
        return 0
    found[0, 1] = 0
    found[0, 2] = max(in_line - 1, found[0, 2])
    found[0, 5] = 1
    return in_line
