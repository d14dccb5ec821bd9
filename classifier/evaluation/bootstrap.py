"""How far a figure might be off: the bootstrap, rows of one group drawn together."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Key = TypeVar("Key", bound=Hashable)
# Takes weights of shape (r, n), one row a resample, and gives r values of each figure.
Statistic = Callable[[Floats], Mapping[Key, Floats]]

RESAMPLES = 1000
_CELLS = 2_000_000  # weights held at a time: 16 MB


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval; NaN where it isn't defined.

    Example:
        >>> str(Interval(0.9, 0.85, 0.94))
        '0.900 (0.850 to 0.940)'
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if math.isnan(self.value):
            return "-"
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"

    @property
    def excludes_zero(self) -> bool:
        """Whether all of the interval lies on one side of zero."""
        return self.low > 0 or self.high < 0

    def to_dict(self) -> dict[str, float | None]:
        """The figure as plain data; what isn't finite is null."""
        return {name: value if math.isfinite(value) else None for name, value in vars(self).items()}


def intervals(
    statistic: Statistic[Key], groups: Numbers, *, resamples: int = RESAMPLES, seed: int = 0
) -> dict[Key, Interval]:
    """Figures with their percentile intervals (Efron, 1979).

    Parameters:
        statistic: gives each figure for weights of shape (r, n).
        groups: the number of each row's group, 0 to the number of groups; shape (n,).
        resamples: how many.
        seed: two calls with one seed and the same groups draw the same resamples, and so are paired.

    Returns:
        Each figure; resamples in which it isn't defined (a label wasn't drawn) don't count.

    Example:
        >>> heights = np.array([1.0, 2.0, 3.0, 4.0])
        >>> found = intervals(lambda w: {"mean": w @ heights / w.sum(axis=1)}, np.arange(4))["mean"]
        >>> found.value, found.low < 2.5 < found.high
        (2.5, True)
    """
    values = statistic(np.ones((1, len(groups))))
    parts = [statistic(weights) for weights in draws(groups, resamples=resamples, seed=seed)]
    return {key: _interval(float(value[0]), np.concatenate([p[key] for p in parts])) for key, value in values.items()}


def draws(groups: Numbers, *, resamples: int, seed: int) -> Iterator[Floats]:
    """Draw whole groups with replacement, as often as there are groups.

    Parameters:
        groups, resamples, seed: as for `intervals`.

    Yields:
        How often each row was drawn; shape (some, n), in all ``resamples`` rows.
    """
    rng = np.random.default_rng(seed)
    # Some groups may have no row here (a part of the rows is judged), and are not drawn.
    present, numbers = np.unique(groups, return_inverse=True)
    size = max(1, _CELLS // max(1, len(groups)))
    for start in range(0, resamples, size):
        times = rng.multinomial(len(present), np.full(len(present), 1 / len(present)), min(size, resamples - start))
        yield times[:, numbers].astype(np.float64)


def _interval(value: float, drawn: Floats) -> Interval:
    finite = drawn[np.isfinite(drawn)]
    if not len(finite) or math.isnan(value):
        return Interval(value, math.nan, math.nan)
    low, high = np.percentile(finite, [2.5, 97.5])
    return Interval(value, float(low), float(high))
