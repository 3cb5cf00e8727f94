"""Counts which tiles of a county's pages have a figure: its own, that of its city, or none because it is protected."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path

from board.model import State
from data.versions import current
from queries.periods import span
from queries.scope import Scope
from queries.warehouse import Region, open_version

PAGES = ("coverage", "follow_up", "selection", "briefing", "needs")
_PERIODS = {"quarter": (4, 6), "half-year": (1, 6), "year": (1, 12)}
_EMPTY = (State.NO_RECORDS, State.NOT_DUE, State.OUT_OF_SCOPE)


def kept(page: str, version: str, counties: list[Region], year: int) -> dict[str, tuple[int, int, int]]:
    """By period: tiles that have records, those with the county's own figure, those with one at all."""
    found = {}
    for name, (first, last) in _PERIODS.items():
        period = span(date(year, first, 1), date(year, last, 1))
        boards = (import_module(f"pages.{page}").board(Scope(version, period, region=(one.code,))) for one in counties)
        states = Counter(tile.value.state for board in boards for tile in board.tiles)
        there = sum(states.values()) - sum(states[state] for state in _EMPTY)
        own = there - states[State.HIDDEN] - states[State.MERGED]
        found[name] = there, own, own + states[State.MERGED]
    return found


def main() -> None:
    """Prints the table: the first county of each of the first seven cities."""
    parser = argparse.ArgumentParser(prog="python -m bench.tiles", description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--year", type=int, required=True)
    given = parser.parse_args()
    os.environ["XUNXIAO_WAREHOUSE"] = str(given.warehouse)
    version = current(given.warehouse) or ""
    firsts = {one.city: one for one in reversed(open_version(given.warehouse, version).catalogue.regions) if one.depth == 2}
    counties = list(reversed(firsts.values()))[:7]
    for page in PAGES:
        cells = (f"{own} → {all_} of {there}" for there, own, all_ in kept(page, version, counties, given.year).values())
        sys.stdout.write(f"| {page} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()
