"""Does answering questions ever end the process? `python -m bench.steady`, and with DuckDB as it comes `--plain`.

DuckDB 2.0.0 and 2.0.1 die in some sums by texts of few kinds where several threads work on one (queries/warehouse.py).
This asks such questions in several processes of several readers and counts those that died.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import duckdb

from data.versions import current, default_warehouse
from queries import door
from queries.scope import WHOLE, Scope
from queries.warehouse import Catalogue, Warehouse, open_version
from ui.filters import presets

_TOGETHER, _SECONDS = 3, 15
_ASKED = ("answers_by_time", "follow_up_by_level", "first_use", "use_by_support", "use_barriers")
_COMMAND = (sys.executable, "-m", "bench.steady")


def main() -> int:
    """Exit code 1 if a process died."""
    parser = argparse.ArgumentParser(prog="python -m bench.steady", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--threads", type=int, default=6)
    parser.add_argument("--plain", action="store_true", help="with as many threads as DuckDB takes")
    parser.add_argument("--seed", type=int, help="be one of the processes")
    given = parser.parse_args()
    if given.seed is not None:
        _ask(given.seed, given.threads, plain=given.plain)
        return 0
    died = 0
    for first in range(0, given.runs, _TOGETHER):
        seeds = range(first, min(first + _TOGETHER, given.runs))
        died += sum(one.wait() != 0 for one in [_started(seed, given) for seed in seeds])
    sys.stdout.write(f"DuckDB {duckdb.__version__}: {died} of {given.runs} processes of {_SECONDS} s died.\n")
    return int(died > 0)


def _started(seed: int, given: argparse.Namespace) -> subprocess.Popen:
    plain = ["--plain"] if given.plain else []
    return subprocess.Popen([*_COMMAND, "--seed", str(seed), "--threads", str(given.threads), *plain])


def _ask(seed: int, threads: int, *, plain: bool) -> None:
    house = open_version(default_warehouse(), current(default_warehouse()))
    if plain:
        house.cursor().execute("RESET GLOBAL threads")
    end = time.monotonic() + _SECONDS
    with ThreadPoolExecutor(threads) as people:
        for number in range(threads):
            people.submit(_go_on, house, random.Random(seed * threads + number), end)


def _go_on(house: Warehouse, chance: random.Random, end: float) -> None:
    while time.monotonic() < end:
        asked, scope = door.query(chance.choice(_ASKED)), _scope(house.catalogue, chance)
        every = door._parameters(scope, house.catalogue)
        house.cursor().execute(asked.sql, {key: every[key] for key in asked.parameters}).df()


def _scope(known: Catalogue, chance: random.Random) -> Scope:
    cities = [place.code for place in known.regions if place.depth == 1]
    return Scope(known.version, presets(known)["recent"], region=chance.choice([(), (chance.choice(cities),)]), viewer=WHOLE)


if __name__ == "__main__":
    sys.exit(main())
