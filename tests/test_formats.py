"""Numbers in words: what is not all is never called all."""

from __future__ import annotations

import pytest

from board.formats import axis_range, number


@pytest.mark.parametrize(
    ("value", "n", "text"),
    [
        (1.0, 214, "100.0%"), (1.0, 20, "100%"), (0.0, 20, "0%"), (0.713, 2140, "71.3%"), (0.713, 20, "71%"),
        (0.997, 20, "99.7%"), (0.004, 20, "0.4%"), (0.9996, 5000, "99.96%"), (0.99998, None, "99.998%"),
        (0.999999999, None, "100.000%"),
    ],
)  # fmt: skip
def test_a_share_is_written_100_or_0_percent_only_if_it_is(value, n, text):
    assert number(value, "percent", "zh", n) == number(value, "percent", "en", n) == text


@pytest.mark.parametrize(("most", "high", "step"), [(2, 2, 1), (4, 4, 1), (6, 6, 2), (480_000, 500_000, 100_000)])
def test_an_axis_of_people_has_whole_steps_at_any_size(most, high, step):
    assert axis_range([0.0, float(most)], "count") == (0, high, step)
