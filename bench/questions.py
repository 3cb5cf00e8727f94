"""The SQL of each page, of filters never asked before, beside one scan of a column: `python -m bench.questions`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median

import duckdb

from bench import report
from data import rows, versions
from queries import aside, door
from queries.periods import month_end
from queries.scope import WHOLE, Scope
from queries.warehouse import Catalogue, open_version
from ui.filters import months
from ui.navigation import SHOWN, TOOLS

PAGES = tuple(page for page in SHOWN if page not in ("one_class", *TOOLS))  # which needs a class
SEED = 20261127
_TURNS = 9
_SPAN = 6, 12  # months of a period
HEAD = ("page", "n", "questions", "SQL p50", "p95", "SQL / scan", "whole page p50")


@dataclass(frozen=True)
class Asked:
    """What the turns of one page took: how many questions, processor ms of their SQL and of all of the page's Board."""

    questions: list[int] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    board: list[float] = field(default_factory=list)


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.questions", description=__doc__)
    parser.add_argument("--turns", type=int, default=_TURNS, help=f"filters a page ({_TURNS})")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    sys.stdout.write(f"{report.machine()} Seed {given.seed}. Processor ms.\n\n")
    sys.stdout.write(text(*measure(versions.default_warehouse(), given.turns, given.seed)))


def measure(house: Path, turns: int = _TURNS, seed: int = SEED) -> tuple[list[float], dict[str, Asked]]:
    """Processor ms of the scans, and what each page took; the cases in turn, the first turn of each left out."""
    known = open_version(house, versions.current(house)).catalogue
    attendance, chance = _attendance(house, known.version), random.Random(seed)
    scans, asked = [], {page: Asked() for page in PAGES}
    for turn in range(turns + 1):
        scan = _scan(attendance)
        scans += [scan] if turn else []
        for page in PAGES:
            _ask(page, _scope(known, chance), asked[page] if turn else Asked())
    return scans, asked


def text(scans: list[float], asked: dict[str, Asked]) -> str:
    """The table as Markdown."""
    floor = median(scans)
    lines = [("one column scanned", str(len(scans)), "1", f"{floor:.0f}", f"{report.percentile(scans, 95):.0f}", "1.00", "")]
    for page, took in asked.items():
        middle, far = (report.percentile(took.sql, share) for share in (50, 95))
        counts = (page, str(len(took.sql)), f"{median(took.questions):.0f}")
        lines.append((*counts, f"{middle:.0f}", f"{far:.0f}", f"{middle / floor:.2f}", f"{median(took.board):.0f}"))
    return report.table(HEAD, lines)


def _scope(known: Catalogue, chance: random.Random) -> Scope:
    """A city and a level, each or none, in some months."""
    every = months(known)
    first = chance.randrange(len(every) - _SPAN[0])
    last = min(first + chance.randint(*_SPAN), len(every)) - 1
    city = chance.choice([(), *((place.code,) for place in known.regions if place.depth == 1)])
    level = chance.choice([(), *((code,) for code in known.lists["levels"])])
    return Scope(known.version, (every[first], month_end(every[last])), region=city, level=level, viewer=WHOLE)


def _ask(page: str, scope: Scope, took: Asked) -> None:
    """One page: its questions one after another, so that their times can be added."""
    began = time.process_time()
    with _timed() as sql, aside.Errand().run():
        import_module(f"pages.{page}").board(scope)
    took.board.append((time.process_time() - began) * 1000)
    took.questions.append(len(sql))
    took.sql.append(sum(sql))


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Processor ms of every SQL text the door runs inside."""
    own, took = door._rows, []

    def timed(*given):
        began = time.process_time()
        try:
            return own(*given)
        finally:
            took.append((time.process_time() - began) * 1000)

    door._rows = timed
    try:
        yield took
    finally:
        door._rows = own


def _attendance(house: Path, version: str) -> list[str]:
    """The files of all attendance rows the version was built from."""
    text = "SELECT rows_key FROM source_file WHERE kind = 'attendance'"
    keys = open_version(house, version).cursor().execute(text).fetchall()
    return [str(rows.paths(house, key)[0]) for (key,) in keys]


def _scan(attendance: list[str]) -> float:
    with duckdb.connect() as con:
        began = time.process_time()
        con.execute("SELECT count(*) FILTER (status = 'P') FROM read_parquet(?)", [attendance]).fetchall()
        return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main()
