"""Compiled folding and splitting: `classifier.text.fold` and the words and sentences of `classifier.text.read`."""

from __future__ import annotations

from typing import Any

import numpy as np

from classifier.kernel.jit import jit
from classifier.kernel.scratch import Scratch
from classifier.kernel.tables import BY_HAND, DONE, MIX0, MIX1, UNKNOWN, UNLEARNT, FoldingArrays, ModelArrays

NEWLINE, SPACE, STOP, CLOSING = 1, 2, 3, 4


def _kinds() -> Any:
    kinds = np.zeros(256, dtype=np.uint8)
    for signs, kind in (("\n", NEWLINE), (" ", SPACE), (".!?", STOP), ("\"')]", CLOSING)):
        kinds[[ord(sign) for sign in signs]] = kind
    return kinds


def _lower() -> Any:
    lower = np.zeros(256, dtype=np.uint8)
    lower[128:] = np.arange(128, 256)
    for code in range(128):
        lower[code] = ord(chr(code).lower()) if chr(code).isalnum() else 0
    return lower


KINDS = _kinds()  # what a byte is between words
LOWER = _lower()  # a byte's lower case; 0 between words. All beyond ASCII are letters when folded
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)
_DEBRUIJN = 0x03F79D71B4CB0A89
_FIRST_BIT = np.zeros(64, dtype=np.int64)
for _bit in range(64):
    _FIRST_BIT[((_DEBRUIJN << _bit) & 0xFFFFFFFFFFFFFFFF) >> 58] = _bit
# Typed, for numba turns a sum of a signed and an unsigned number into a float.
_0, _1, _7, _29, _56, _58, _63 = (np.uint64(n) for n in (0, 1, 7, 29, 56, 58, 63))
_LOW7, _HIGH = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x8080808080808080)
_GATHER, _DB = np.uint64(0x0102040810204080), np.uint64(_DEBRUIJN)
_LEAST_CUT = 5  # characters; `classifier.text._words` looks at no shorter word
_LATER = np.uint64(0xFFFFFFFFFFFFFFF8)  # a word is cut behind its third letter at the earliest
_M0, _M1 = np.uint64(MIX0), np.uint64(MIX1)


@jit
def decode(data: Any, i: int, end: int) -> tuple[int, int]:
    """The code point at ``i`` and its number of bytes; 0 bytes where it isn't UTF-8."""
    b = np.int64(data[i])
    if b < 0xE0 and i + 1 < end:
        return ((b & 0x1F) << 6) | (data[i + 1] & 0x3F), 2
    if b < 0xF0 and i + 2 < end:
        return ((b & 0x0F) << 12) | ((data[i + 1] & 0x3F) << 6) | (data[i + 2] & 0x3F), 3
    if b < 0xF5 and i + 3 < end:
        code = ((b & 7) << 18) | ((data[i + 1] & 0x3F) << 12) | ((data[i + 2] & 0x3F) << 6) | (data[i + 3] & 0x3F)
        return min(code, 0x10FFFF), 4
    return 0, 0


@jit
def fold(data: Any, begin: int, end: int, foldings: FoldingArrays, room: Scratch) -> tuple[int, int]:
    """Write the folded text; returns its length and a status."""
    text, low = room.text, room.low
    forms, places, pool = foldings
    n = 0
    most = len(text) - 80
    i = begin
    while i < end:
        b = data[i]
        if b < 128:
            folded = forms[b]
            text[n] = folded
            low[n] = LOWER[folded]
            n += folded != 0
            i += 1
            continue
        code, size = decode(data, i, end)
        if size == 0:
            return 0, BY_HAND
        place = places[code]
        if place < 0:
            return 0, UNLEARNT if place == UNKNOWN else BY_HAND
        length: Any = np.int64(pool[place])
        if n + length + end - i > most:
            return 0, BY_HAND
        for j in range(length):
            folded = pool[place + 1 + j]
            text[n + j] = folded
            low[n + j] = LOWER[folded]
        n += length
        i += size
    text[n : n + 72] = 0
    low[n : n + 72] = 0
    return n, DONE


@jit
def _mark(n: int, text: Any, low: Any, words: Any, capitals: Any) -> None:
    """Set the bits of words and capitals, eight bytes at a time."""
    for q in range((n >> 3) + 9):
        # The highest bit of each byte that isn't 0; then these eight bits side by side.
        t = low[q]
        inside = (((t & _LOW7) + _LOW7) | t) & _HIGH
        words[q] = ((inside >> _7) * _GATHER) >> _56
        t ^= text[q]
        changed = (((t & _LOW7) + _LOW7) | t) & inside
        capitals[q] = ((changed >> _7) * _GATHER) >> _56


@jit
def _first(bits: Any) -> int:
    """The place of the lowest bit that is set."""
    return _FIRST_BIT[((bits & (~bits + _1)) * _DB) >> _58]  # type: ignore[no-any-return]


@jit
def _load(blocks: Any, i: int) -> Any:
    """The eight bytes from byte ``i`` on."""
    q, shift = i >> 3, np.uint64((i & 7) << 3)
    return (blocks[q] >> shift) | ((blocks[q + 1] << (_63 - shift)) << _1)


@jit
def number_words(count: int, arrays: ModelArrays, shift: Any, room: Scratch) -> None:
    """Look up the numbers of the words; -1 for one that the model doesn't know.

    A loop of its own: where no look-up waits for the one before, the processor does several at once.
    """
    low, blocks = room.low, room.low_blocks
    numbers, starts, ends = room.numbers, room.starts, room.ends
    table, rests = arrays.words, arrays.word_bytes
    last = len(table) - 1
    for i in range(count):
        start = starts[i]
        size = ends[i] - start
        key0 = _load(blocks, start) & _MASKS[min(size, 8)]
        key1 = _load(blocks, start + 8) & _MASKS[max(min(size - 8, 8), 0)]
        mixed = (key0 * _M0) ^ (key1 * _M1)
        slot = np.int64(((mixed ^ (mixed >> _29)) * _M0) >> shift)
        numbers[i] = -1
        while table[slot, 2] != _0:
            packed = np.int64(table[slot, 2])
            if table[slot, 0] == key0 and table[slot, 1] == key1 and packed >> 32 == size:
                j = 16
                rest = np.int64(table[slot, 3]) - 16
                while j < size and low[start + j] == rests[rest + j]:
                    j += 1
                if j >= size:
                    numbers[i] = (packed & 0xFFFFFFFF) - 1
                    break
            slot = (slot + 1) & last


@jit
def _is_small(b: int) -> bool:
    return 97 <= b <= 122


@jit
def _glued(text: Any, start: int, end: int) -> int:
    """Where the word must be cut, as `classifier.text` cuts "accountsCreates"; ``end`` if nowhere."""
    size = 0
    for i in range(start, end):
        size += text[i] & 0xC0 != 0x80
    if size < _LEAST_CUT:
        return end
    for i in range(start + 3, end - 1):
        before = _is_small(text[i - 1]) and _is_small(text[i - 2]) and _is_small(text[i - 3])
        if before and 65 <= text[i] <= 90 and _is_small(text[i + 1]):
            return i
    return end


@jit
def _ends_sentence(text: Any, before: int, start: int, one_character: bool) -> bool:
    """Whether a sentence ends between two words; see `classifier.text._sentences`."""
    pending = stop = False
    for i in range(before, start):
        kind = KINDS[text[i]]
        if kind == NEWLINE:
            return True
        stop |= pending and kind == SPACE
        pending = kind == STOP or (pending and kind == CLOSING)
    if start - before == 1 and KINDS[text[before]] == STOP:
        # Without a blank, one small letter before it and a capital after it are asked for.
        stop = _is_small(text[before - 1]) and 65 <= text[start] <= 90
    return stop and not one_character


@jit
def split(n: int, room: Scratch) -> int:
    """Find the words and the sentences they begin; returns how many there are."""
    _mark(n, room.text_blocks, room.low_blocks, room.words, room.capitals)
    text, starts, ends, breaks = room.text, room.starts, room.ends, room.breaks
    words, capitals = room.word_blocks, room.capital_blocks
    count = 0
    i = before = 0
    while i < n:
        bits = words[i >> 6] >> np.uint64(i & 63)
        if bits == _0:
            i = (i | 63) + 1
            continue
        i += _first(bits)
        size = 0
        while True:
            here = i + size
            others = ~(words[here >> 6] >> np.uint64(here & 63))
            run = _first(others) if others != _0 else 64
            size += run
            if run == 0 or (i + size) & 63:
                break
        end = i + size
        if size > 63 - (i & 63) or (capitals[i >> 6] >> np.uint64(i & 63)) & ((_1 << np.uint64(size)) - _1) & _LATER:
            end = _glued(text, i, end)
        begins = True
        if count:
            begins = False
            if i - before > 1 or (i > before and text[before] != 32):
                first = starts[count - 1]
                b = text[first]
                begins = _ends_sentence(
                    text, before, i, before - first == (1 if b < 128 else 2 if b < 0xE0 else 3 if b < 0xF0 else 4)
                )
        starts[count] = i
        ends[count] = end
        breaks[count] = begins
        count += 1
        i = before = end
    return count
