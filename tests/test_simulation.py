"""The table of simulations: what it says of a figure, and that it takes its own place in the file."""

from __future__ import annotations

from bench.simulation import HEADING, Found, replaced


def test_a_figure_that_misses_its_promise_says_so():
    assert Found("t", 1000, 0.95, 0.94, 0.96).line() == ("t", "1,000", "95.0%", "94.0% – 96.0%")
    assert Found("t", 1000, 0.93, 0.94, 0.96).line()[-1] == "94.0% – 96.0%: missed"


def test_the_section_is_exchanged_and_what_stands_around_it_stays():
    part = f"{HEADING}\n\nnew\n"
    assert replaced("# Measured\n\n| a |\n", part) == f"# Measured\n\n| a |\n\n{part}"
    old = f"# Measured\n\n{HEADING}\n\nold\n\n## Packs\n\n| b |\n"
    assert replaced(old, part) == f"# Measured\n\n{part}\n## Packs\n\n| b |\n"
