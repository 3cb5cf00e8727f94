"""Methods keep what they promise on classes whose truth is known; and the table of simulations takes its own place."""

from __future__ import annotations

import pytest

from bench.simulation import HEADING, PARTS, SEED, Found, replaced, simulated

LONG = "_gains"  # of each a bootstrap: tests/test_analysis_gain.py


@pytest.mark.parametrize(
    "part", [n for n, part in enumerate(PARTS) if part.__name__ != LONG], ids=lambda n: PARTS[n].__name__
)
def test_intervals_hold_the_truth_alarms_ring_and_shrinkage_helps_as_often_as_stated(part):
    found = list(simulated(part, SEED))
    assert found and not [one.line() for one in found if not one.kept]


def test_a_figure_that_misses_its_promise_says_so():
    assert Found("t", 1000, 0.95, 0.94, 0.96).line() == ("t", "1,000", "95.0%", "94.0% – 96.0%")
    assert Found("t", 1000, 0.93, 0.94, 0.96).line()[-1] == "94.0% – 96.0%: missed"


def test_the_section_is_exchanged_and_what_stands_around_it_stays():
    part = f"{HEADING}\n\nnew\n"
    assert replaced("# Measured\n\n| a |\n", part) == f"# Measured\n\n| a |\n\n{part}"
    old = f"# Measured\n\n{HEADING}\n\nold\n\n## Packs\n\n| b |\n"
    assert replaced(old, part) == f"# Measured\n\n{part}\n## Packs\n\n| b |\n"
