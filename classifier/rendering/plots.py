"""Where things stand in a drawing: scales, round numbers along an axis, the path of a curve."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 360.0  # of a drawing: about a phone's, so that its letters stay readable there


@dataclass(frozen=True)
class Frame:
    """A rectangle of a drawing, and what its edges stand for.

    Parameters:
        left, top, right, bottom: of the rectangle, in the drawing's units, y downwards.
        x_low, x_high, y_low, y_high: the values at its edges.

    Example:
        >>> frame = Frame(40, 10, 340, 210, y_high=50)
        >>> frame.x(0.5), frame.y(0), frame.y(25)
        (190.0, 210.0, 110.0)
    """

    left: float
    top: float
    right: float
    bottom: float
    x_low: float = 0.0
    x_high: float = 1.0
    y_low: float = 0.0
    y_high: float = 1.0

    def x(self, value: float) -> float:
        """How far right a value stands."""
        return round(self.left + (self.right - self.left) * (value - self.x_low) / (self.x_high - self.x_low), 2)

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return round(self.bottom - (self.bottom - self.top) * (value - self.y_low) / (self.y_high - self.y_low), 2)

    def path(self, points: Iterable[tuple[float, float]]) -> str:
        """The ``d`` of a curve through values."""
        return " ".join(f"{'L' if i else 'M'}{self.x(x)} {self.y(y)}" for i, (x, y) in enumerate(points))


def ticks(highest: float, most: int = 6) -> list[float]:
    """Round numbers from 0 to at least the highest value: steps of 1, 2 or 5 times a power of ten.

    Parameters:
        highest: the largest value shown; 0 counts as 1.
        most: how many steps at most.

    Example:
        >>> ticks(870), ticks(0.13), ticks(0)
        ([0.0, 200.0, 400.0, 600.0, 800.0, 1000.0], [0.0, 0.05, 0.1, 0.15], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    """
    highest = highest if highest > 0 else 1.0
    power = 10.0 ** math.floor(math.log10(highest / most))
    counts = {power * times: math.ceil(highest / (power * times) - 1e-9) for times in (1, 2, 5, 10, 20)}
    step, count = next((step, count) for step, count in counts.items() if count <= most)
    return [float(f"{i * step:.12g}") for i in range(count + 1)]
