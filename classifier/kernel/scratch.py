"""Room that the compiled code works in."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Scratch(NamedTuple):
    """Room for one folded text, its words and its terms.

    Parameters:
        text, low: the folded text, and its lower case with 0 between words.
        words, capitals: a bit for each of its bytes: whether it is in a word, and a capital.
        text_blocks, low_blocks, word_blocks, capital_blocks: these four again, eight bytes at a time.
        numbers: of each word, as the model counts them; -1 for a word it doesn't know.
        starts, ends: of each word, in bytes.
        breaks: whether a word begins a sentence.
        masked: whether a word belongs to a title.
        found: the titles; see `classifier.kernel.titling.mask_titles`.
        keys, hashes: of the pairs that may be terms.
        counts: of each term of the model; all zero between texts.
        seen: the terms of the text.
        tfs: their sublinear frequencies.
        sublinear: the sublinear frequency of each count, 1 + ln(count).
    """

    text: Any
    low: Any
    words: Any
    capitals: Any
    text_blocks: Any
    low_blocks: Any
    word_blocks: Any
    capital_blocks: Any
    numbers: Any
    starts: Any
    ends: Any
    breaks: Any
    masked: Any
    found: Any
    keys: Any
    hashes: Any
    counts: Any
    seen: Any
    tfs: Any
    sublinear: Any


def scratch(longest: int, n_terms: int) -> Scratch:
    """Make room for texts of up to so many bytes, and a model of so many terms.

    Example:
        >>> room = scratch(100, 5)
        >>> room.text.size, room.text_blocks.size, room.counts.tolist()
        (384, 48, [0, 0, 0, 0, 0])
    """
    size = (2 * longest + 192) // 64 * 64
    room = size // 2 + 2
    text, low = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    words, capitals = np.zeros(size // 8, np.uint8), np.zeros(size // 8, np.uint8)
    return Scratch(
        text,
        low,
        words,
        capitals,
        text.view(np.uint64),
        low.view(np.uint64),
        words.view(np.uint64),
        capitals.view(np.uint64),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.bool_),
        np.zeros(room, np.bool_),
        np.empty((room, 6), np.int32),
        np.empty(room, np.uint64),
        np.empty(room, np.uint64),
        np.zeros(n_terms, np.int32),
        np.empty(n_terms + 1, np.int32),
        np.empty(n_terms + 1),
        1 + np.log(np.maximum(np.arange(room), 1)),
    )
