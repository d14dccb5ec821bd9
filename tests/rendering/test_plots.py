from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from classifier.rendering.plots import Frame, ticks


@given(st.floats(1e-6, 1e12), st.integers(2, 8))
def test_ticks_begin_at_zero_reach_the_highest_and_are_evenly_spread(highest: float, most: int) -> None:
    found = ticks(highest, most)
    assert found[0] == 0
    assert found[-1] >= highest * (1 - 1e-6)
    steps = [b - a for a, b in pairwise(found)]
    assert max(steps) - min(steps) <= 1e-9 * max(1.0, highest)
    assert 2 <= len(found) <= most + 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_within_the_values_is_within_the_frame(x: float, y: float) -> None:
    frame = Frame(44, 12, 344, 252)
    assert 44 <= frame.x(x) <= 344
    assert 12 <= frame.y(y) <= 252


def test_a_curve_goes_up_where_its_values_do() -> None:
    assert Frame(0, 0, 100, 100).path([(0, 0), (0.5, 0.25), (1, 1)]) == "M0.0 100.0 L50.0 75.0 L100.0 0.0"
