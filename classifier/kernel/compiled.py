"""The scoring of many texts from their UTF-8 bytes; importing this needs numba.

It does what `classifier.text.read`, `classifier.roles.Titles.find` and `Model.logits` do, which
remain the definition; tests hold the two equal on any text.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from classifier.kernel.jit import jit
from classifier.kernel.reading import decode, fold, number_words, split
from classifier.kernel.scratch import Scratch
from classifier.kernel.tables import (
    BY_HAND,
    DONE,
    KNOWN,
    MIX0,
    ROLE,
    STATUS,
    TERMS,
    TITLE_END,
    TITLE_START,
    VISIBLE,
    WORDS,
    FoldingArrays,
    ModelArrays,
)
from classifier.kernel.titling import NAMELESS, mask_titles

_0, _1, _29, _32, _46, _52, _63, _64 = (np.uint64(n) for n in (0, 1, 29, 32, 46, 52, 63, 64))
_M0 = np.uint64(MIX0)


@jit
def _candidates(count: int, arrays: ModelArrays, room: Scratch) -> int:
    """List the pairs of words that may be terms; returns how many there are.

    Most pairs are none; the sieve, which is small enough for the fastest cache, tells nearly all of them.
    """
    numbers, breaks, masked, keys, hashes = room.numbers, room.breaks, room.masked, room.keys, room.hashes
    sieve = arrays.sieve
    n = 0
    for i in range(1, count):
        key = (np.uint64(numbers[i - 1] + 1) << _32) | np.uint64(numbers[i] + 1)
        mixed = key * _M0
        mixed = (mixed ^ (mixed >> _29)) * _M0
        keys[n], hashes[n] = key, mixed
        is_pair = (numbers[i - 1] >= 0) & (numbers[i] >= 0) & (not breaks[i]) & (not masked[i - 1]) & (not masked[i])
        n += is_pair & ((sieve[mixed >> _52] >> ((mixed >> _46) & _63)) & _1 != _0)
    return n


@jit
def _find_pairs(n: int, arrays: ModelArrays, shift: Any, room: Scratch) -> int:
    """Count the pairs that are terms; returns how many different terms have been seen."""
    table, keys, hashes, counts, seen = arrays.pairs, room.keys, room.hashes, room.counts, room.seen
    last, nothing = len(table) - 1, len(counts) - 1
    unique = 0
    for i in range(n):
        slot = np.int64(hashes[i] >> shift)
        while table[slot, 0] != keys[i] and table[slot, 0] != _0:
            slot = (slot + 1) & last
        term: Any = np.int64(table[slot, 1]) if table[slot, 0] == keys[i] else nothing
        seen[unique] = term
        unique += counts[term] == 0
        counts[term] += 1
    return unique


@jit
def _count(count: int, arrays: ModelArrays, shift: Any, room: Scratch, info: Any, row: int) -> int:
    """Count the terms; returns how many different ones there are, that without weight included."""
    numbers, masked, counts, seen = room.numbers, room.masked, room.counts, room.seen
    nothing, singles = len(counts) - 1, arrays.singles  # a term without weight, so that no loop need branch
    unique = _find_pairs(_candidates(count, arrays, room), arrays, shift, room)
    visible = 0
    known: Any = 0
    for i in range(count):
        number = np.int64(numbers[i])
        is_known = (number >= 0) & (number < singles) & (not masked[i])
        term: Any = number if is_known else nothing
        visible += not masked[i]
        known += is_known
        seen[unique] = term
        unique += counts[term] == 0
        counts[term] += 1
    info[row, VISIBLE], info[row, KNOWN], info[row, TERMS] = visible, known, unique - (counts[nothing] > 0)
    return unique


@jit
def _weigh(unique: int, arrays: ModelArrays, room: Scratch, logits: Any, row: int) -> float:
    """Add up the terms' weights into ``logits``, and leave ``counts`` empty again; returns the squared length."""
    weights, squares, counts, seen, tfs = arrays.weights, arrays.squares, room.counts, room.seen, room.tfs
    square = 0.0
    for s in range(unique):
        term = seen[s]
        tf = room.sublinear[counts[term]]
        counts[term] = 0
        tfs[s] = tf
        square += tf * tf * squares[term]
    for j in range(0, weights.shape[1], 4):  # four sums at a time, so that they stay in registers
        s0 = s1 = s2 = s3 = 0.0
        for s in range(unique):
            term, tf = seen[s], tfs[s]
            s0 += tf * weights[term, j]
            s1 += tf * weights[term, j + 1]
            s2 += tf * weights[term, j + 2]
            s3 += tf * weights[term, j + 3]
        logits[row, j], logits[row, j + 1], logits[row, j + 2], logits[row, j + 3] = s0, s1, s2, s3
    return square


@jit
def _raw_place(data: Any, begin: int, end: int, foldings: FoldingArrays, wanted: int) -> tuple[int, int]:
    """Start and end, in the raw bytes, of the character that byte ``wanted`` of the folded text comes from."""
    forms, places, pool = foldings
    n = 0
    i = begin
    while i < end:
        size = 1
        if data[i] < 128:
            n += forms[data[i]] != 0
        else:
            code, size = decode(data, i, end)
            n += np.int64(pool[places[code]])  # type: ignore[assignment]
        if n > wanted:
            return i, i + size
        i += size
    return end, end


@jit
def _shift(table: Any) -> Any:
    """By how many bits a hash is shifted to give a place in the table."""
    shift = _64
    size = len(table)
    while size > 1:
        size >>= 1
        shift -= _1
    return shift


def score_rows(
    data: Any,
    begins: Any,
    stops: Any,
    rows: Any,
    foldings: FoldingArrays,
    arrays: ModelArrays,
    room: Scratch,
    logits: Any,
    squares: Any,
    info: Any,
) -> int:
    """Score the texts ``rows``; text i is ``data[begins[i]:stops[i]]``.

    Writes each text's sums of weights, shape (n, k rounded up to fours), the squared lengths that they are still
    to be divided by the roots of, shape (n,), and its facts, shape (n, 8). Returns the number of texts scored.
    """
    word_shift, pair_shift = _shift(arrays.words), _shift(arrays.pairs)
    scored = 0
    for row in rows:
        begin, end = begins[row], stops[row]
        n, status = fold(data, begin, end, foldings, room)
        info[row, STATUS] = status
        if status != DONE:
            continue
        count = split(n, room)
        number_words(count, arrays, word_shift, room)
        info[row, WORDS], info[row, ROLE] = count, -1
        titles = mask_titles(n, count, arrays, room)
        if titles < 0:
            info[row, STATUS] = BY_HAND
            continue
        for m in range(titles):
            if room.found[m, 5] and room.found[m, 0] != NAMELESS:
                info[row, ROLE] = room.found[m, 0]
                first, last = room.starts[room.found[m, 3]], room.ends[room.found[m, 4]] - 1
                info[row, TITLE_START] = _raw_place(data, begin, end, foldings, first)[0]
                info[row, TITLE_END] = _raw_place(data, begin, end, foldings, last)[1]
                break
        unique = _count(count, arrays, pair_shift, room, info, row)
        squares[row] = _weigh(unique, arrays, room, logits, row)
        scored += 1
        if titles:
            room.masked[:count] = False
    return scored
