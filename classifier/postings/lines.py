"""Lines of a page back to what was written: a sentence that a page broke becomes one line again."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The last five are how Word's Symbol and Wingdings bullets come out of a PDF.
_MARKS = "•‣⁃◦▪▫●○■□◆◇►▸➢➤✓✔✦★∙⋅❖·\uf0a7\uf0b7\uf0d8\uf0fc\uf076"
_BULLET = re.compile(rf"[{_MARKS}]|[-–—*o] |\(?(\d{{1,2}}|[a-zA-Z])[.)] ")
_ALONE = re.compile(rf"[{_MARKS}o–—*-]")
# A line that ends in one of these isn't whole, however short it is.
_OPEN = re.compile(r"(?:[,&/(–]|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|our|the|their|to|with|your))$")
_NARROW, _WIDE = frozenset("fijlrtI.,:;'’|!()[]- "), frozenset("mwMW@%—")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_NEAR = 6  # lines above and below: a column or a box has its own width


def rejoin(lines: Iterable[str]) -> str:
    r"""Join the lines that a page's width broke.

    A break was the page's where the next line's first word would not have fitted, and no bullet,
    full stop or heading says otherwise. Widths are guessed from the letters.

    Parameters:
        lines: as they stand on the page.

    Returns:
        Text with a line for each paragraph, bullet and heading; "•" for every kind of bullet.

    Example:
        >>> rejoin(["What you'll do", "• Win new customers by phone and at", "trade shows", "•", "Close deals"])
        "What you'll do\n• Win new customers by phone and at trade shows\n• Close deals"
    """
    clean = _with_their_bullets([re.sub(r"\s+", " ", line.translate(_LIGATURES)).strip() for line in lines])
    widths = [_width(line) for line in clean]
    widest = max(widths, default=0.0)
    pieces = clean[:1]
    for i, line in enumerate(clean[1:], 1):
        near = max(widths[max(0, i - _NEAR) : i + _NEAR])
        if _goes_on(clean[i - 1], line, widths[i - 1], near=near, widest=widest):
            # A hyphen stays: postings wrap "client-facing" far more often than they divide words.
            pieces += ["" if clean[i - 1][-1] in "-\xad" else " ", line]
        else:
            pieces += ["\n", line]
    text = re.sub(rf"^[{_MARKS}] ?", "• ", "".join(pieces), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _with_their_bullets(lines: list[str]) -> list[str]:
    """Put a bullet that stands alone before the line it belongs to."""
    whole: list[str] = []
    for line in lines:
        if whole and line and _ALONE.fullmatch(whole[-1]):
            whole[-1] += f" {line}"
        else:
            whole.append(line)
    return whole


def _goes_on(line: str, following: str, width: float, *, near: float, widest: float) -> bool:
    if not line or not following or _BULLET.match(following):
        return False
    if _OPEN.search(line) or line[-1] in "-\xad":
        return True
    needed = width + _width(f" {following.split(' ')[0]}")
    # Items of a list whose bullets are lost begin with capitals; so do names in the midst of a sentence.
    if following[0].islower():
        return line[-1] not in "!?:;" and needed > 0.75 * near
    return line[-1] not in ".!?:;" and needed > 1.01 * widest


def _width(text: str) -> float:
    """The width of a text in common letters; capitals are a third wider, "i" and "l" half as wide."""
    return sum(0.5 if c in _NARROW else 1.5 if c in _WIDE else 1.3 if c.isupper() else 1.0 for c in text)
