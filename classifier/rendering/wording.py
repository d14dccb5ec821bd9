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

    Control characters of ASCII become their pictures, line ends of any kind a plain one; all other control
    characters, direction overrides and lone surrogates the replacement character. The rest stays as it is.

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


def rate(part: float) -> str:
    """A share that was counted, to a tenth of a percent; all is 100%, and nothing 0%.

    Example:
        >>> rate(0.7634), rate(1.0), rate(0.99999), rate(0.0)
        ('76.3%', '100%', '>99.9%', '0%')
    """
    return f"{part:.0%}" if part in (0.0, 1.0) else percent(part)


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


def strength(weight: float) -> str:
    """How much a term speaks for its label, without a digit more than it takes to rank it.

    Example:
        >>> strength(17.6), strength(9.94), strength(0.3)
        ('18', '9.9', '0.3')
    """
    return f"{weight:.1f}" if weight < 9.95 else f"{weight:.0f}"


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


def compact(count: int) -> str:
    """A count in at most five characters, for the narrow places of a plot.

    Example:
        >>> compact(9_876), compact(45_678), compact(999_999), compact(3_200_000)
        ('9,876', '46k', '1M', '3.2M')
    """
    if count < 10_000:
        return f"{count:,}"
    return f"{count / 1e3:.0f}k" if count < 999_500 else f"{count / 1e6:.{int(count < 9.95e6)}f}M".replace(".0M", "M")


def duration(seconds: float) -> str:
    """A stretch of time.

    Example:
        >>> duration(3.21), duration(59.97), duration(200), duration(7500)
        ('3.2 s', '1 min 0 s', '3 min 20 s', '2 h 5 min')
    """
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
