"""Fifty people click while versions are published under them: errors, and how long a run takes."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import duckdb
from websockets.exceptions import WebSocketException

from bench import report
from bench.server import ROOT, Server, memory, served
from bench.sessions import opened, visit
from data import versions
from queries.warehouse import Catalogue, open_version

VIEWERS, VERSIONS, SEED = 50, 10, 20260701
_THINKING = 15.0  # s between two clicks of one person, on average
_CLICKS = 5  # then the person leaves and another comes, who gets the newest version
EVERY = 6.0  # s between two versions
# People leave one class of the newest year; by these hashes versions know that its rows differ (queries/unlike.py).
_NEWEST = "(SELECT max(year(month)) FROM effect_class)"
_LEFT = (
    "UPDATE effect_class SET enrolled = enrolled - $left, attendees = attendees - $left WHERE rowid = "
    f"(SELECT rowid FROM effect_class WHERE year(month) = {_NEWEST} AND least(attendees, enrolled) > $left "
    "ORDER BY attendees DESC LIMIT 1)",
    f"UPDATE content SET hash = hash || $left WHERE name = 'effect_class' AND year = {_NEWEST}",
    f"UPDATE release SET code = code || $left WHERE cube = 'effect' AND branch = 'content' AND year = {_NEWEST}",
)


@dataclass(frozen=True)
class Told:
    """What the viewers met: ms of each run, those of questions that somebody had asked before, and every error."""

    took: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.viewers", description=__doc__)
    parser.add_argument("--viewers", type=int, default=VIEWERS)
    parser.add_argument("--versions", type=int, default=VERSIONS)
    parser.add_argument("--every", type=float, default=EVERY, help="seconds between two versions (6)")
    parser.add_argument("--left", type=int, default=0, help="people who leave a class from one version to the next (0)")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    told, grown = measure(versions.default_warehouse(), given.viewers, given.versions, given.seed, given.left, given.every)
    sys.stdout.write(f"{report.machine()} Seed {given.seed}.\n\n")
    sys.stdout.write(text(told, grown, given.viewers, given.versions))


def measure(
    house: Path, viewers: int = VIEWERS, count: int = VERSIONS, seed: int = SEED, left: int = 0,
    every: float = EVERY,
) -> tuple[Told, float]:
    """What so many viewers of one server met while so many versions were published, and MiB its memory grew by.

    left: people fewer in each version than in the one before.
    """
    with tempfile.TemporaryDirectory(prefix="bench-viewers-") as folder:
        alike = _alike(house, Path(folder) / "warehouse")
        with served(ROOT / "dashboard.py", alike, stock=False) as server:
            before = memory(server.pid)
            told = watched(server, alike, viewers, count, seed, left, every)
            return told, memory(server.pid) - before


def text(told: Told, grown: float, viewers: int = VIEWERS, count: int = VERSIONS) -> str:
    """The table as Markdown, and the first errors."""
    head = (
        "viewers", "versions published", "runs", "errors", "run p50 ms", "p95 ms", "asked before", "p50 ms", "p95 ms",
        "memory grown MiB",
    )  # fmt: skip
    times = [[f"{report.percentile(took, share):.0f}" for share in (50, 95)] for took in (told.took, told.again)]
    counts = (viewers, count, len(told.took), len(told.errors))
    table = report.table(head, [(*map(str, counts), *times[0], str(len(told.again)), *times[1], f"{grown:.0f}")])
    return table + "".join(f"{error}\n" for error in told.errors[:9])


def watched(server: Server, house: Path, viewers: int, count: int, seed: int, left: int, every: float) -> Told:
    """Everybody clicks from the first published version to the last."""
    told, done, asked = Told(), Event(), set()
    known = open_version(house, versions.current(house)).catalogue
    with ThreadPoolExecutor(viewers) as people:
        for number in range(viewers):
            people.submit(_look, server, known, random.Random(seed + number), told, asked, done)
        for _ in range(count):
            time.sleep(every)
            _publish(house, left)
        time.sleep(every)
        done.set()
    return told


def _look(
    server: Server, known: Catalogue, chance: random.Random, told: Told, asked: set[str], done: Event
) -> None:
    """One place before the screen: one person after another, who all leave at the end without another click."""
    while not done.is_set():
        try:
            with opened(server) as line:
                for _ in range(_CLICKS):
                    if done.wait(chance.expovariate(1 / _THINKING)):
                        return
                    question = _question(known, chance)
                    before = question in asked
                    asked.add(question)
                    told.took.append(took := visit(line, question))
                    told.again.extend([took] * before)
        except (RuntimeError, OSError, TimeoutError, WebSocketException) as error:
            told.errors.append(f"{type(error).__name__}: {error}")


def _question(known: Catalogue, chance: random.Random) -> str:
    """A city and a level, each or none, as the address asks them."""
    city = chance.choice(["all", *(place.code for place in known.regions if place.depth == 1)])
    return f"region={city}&level={chance.choice(['all', *known.lists['levels']])}"


def _alike(house: Path, folder: Path) -> Path:
    """A warehouse of one version, that of `house`, which itself is left alone."""
    folder.mkdir()
    name = versions.current(house)
    shutil.copy(versions.path_of(house, name), folder)
    versions.point(folder, name)
    return folder


def _publish(house: Path, left: int) -> None:
    """The version once more, under a new name; without so many people of a class, if any."""
    draft = house / "draft.tmp"
    shutil.copy(versions.path_of(house, versions.current(house)), draft)
    if left:
        with duckdb.connect(str(draft)) as con:
            for statement in _LEFT:
                con.execute(statement, {"left": left})
    versions.publish(house, versions.new_version(house), draft)


if __name__ == "__main__":
    main()
