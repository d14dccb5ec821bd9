"""How pages put numbers and other people's texts: short, honest, and harmless."""

from __future__ import annotations

import math
import re

from classifier.text import NEWLINES

# Control characters but tab and line feed; line separators; direction embeddings, overrides and isolates;
# lone surrogates. Plain direction marks (U+200E, U+200F) and joiners belong to scripts and emoji.
_OBEYED = re.compile("\r\n|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def neutral(text: str) -> str:
    r"""The text with signs in place of what a browser would obey, drop, or can't be given.

    Control characters become their pictures, direction overrides and lone surrogates the replacement
    character, line ends of any kind a plain one. Every other character stays as it is.

    Example:
        >>> neutral("a\x1b[2J\u202eb\r\nc")
        'a␛[2J�b\nc'
    """
    return _OBEYED.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    char = match[0][0]
    if char in NEWLINES:
        return "\n"
    return chr(0x2400 + ord(char)) if char < " " else "\ufffd"


def percent(chance: float) -> str:
    """A probability in words that never claim certainty.

    Example:
        >>> percent(0.6349), percent(0.99999), percent(0.0)
        ('63.5%', '>99.9%', '<0.1%')
    """
    if chance > 0.9995:
        return ">99.9%"
    return f"{chance:.1%}" if chance >= 0.0005 else "<0.1%"


def share(part: float) -> str:
    """A part of a whole, to a percent.

    Example:
        >>> share(0.126), share(0.001), share(0.0)
        ('13%', '<1%', '0%')
    """
    return "<1%" if 0 < part < 0.005 else f"{part:.0%}"


def signed(weight: float) -> str:
    """A weight with its sign, the minus as long as the plus.

    Example:
        >>> signed(1.5), signed(-0.25)
        ('+1.50', '−0.25')
    """
    return f"{weight:+.2f}".replace("-", "−")


def odds(weight: float) -> str:
    """What a weight does to the odds of its label.

    Example:
        >>> odds(2.877), odds(-0.5), odds(0.04)
        ('× 18', '× 1.6', '× 1.0')
    """
    factor = math.exp(min(abs(weight), 20.0))
    return f"× {factor:,.1f}" if factor < 9.95 else f"× {factor:,.0f}"


def short(text: str, length: int = 240) -> str:
    """A text on one line, its middle left out where it is long.

    Example:
        >>> short("one  two three four", 14)
        'one two … four'
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    tail = length // 3
    return f"{line[: length - tail - 3].rstrip()} … {line[-tail:].lstrip()}"
