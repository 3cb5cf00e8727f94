"""Kills builds, imports and other changes at random moments and prints what was left: `python -m bench.kills`."""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import duckdb
import orjson

from data import keyring, store, versions
from data.build import Order, build
from data.rows import paths
from data.versions import ADDING, BUILDING

_HOME = Path(__file__).parents[1]
_WEIGHTS = {"build": 3, "add": 3, "import": 3, "publish": 3, "withdraw": 2, "rollback": 1, "prune": 1}
BEGAN, READ, SUMMED, WROTE = "began, published or ended", "read", "checked and summed up", "wrote the version, moved files"
_LATER = {BEGAN: 3.0, READ: 1.0, SUMMED: 1.0, WROTE: 0.5}  # a kill comes at most so many seconds after that began
_SHORT = ("rollback", "prune")  # these build nothing
_LOOK = 0.01  # seconds between two looks at what a command does
_WHOLE = "SELECT (SELECT count(*) FROM effect_class), (SELECT count(*) FROM dim_class), (SELECT count(*) FROM meta)"


def main() -> int:
    """Exit code 1 if any kill left a pointer to nothing, a version that is not whole, or a source that is gone."""
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many (200)")
    parser.add_argument("--seed", type=int, default=20260701, help="of the moments")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = kill(Path(folder), given.kills, given.seed)
    sys.stdout.write(table(found))
    return int(any(outcome != "whole" for _, _, outcome in found))


def table(found: Counter) -> str:
    """What was killed when and what was left, in Markdown."""
    whole = sum(count for (_, _, outcome), count in found.items() if outcome == "whole")
    lines = ["| killed | while it | left | times |", "|---|---|---|---:|"]
    lines += [f"| {' | '.join(case)} | {count} |" for case, count in sorted(found.items())]
    return "\n".join((*lines, "", f"{whole} of {found.total()} left the warehouse whole.")) + "\n"


def kill(folder: Path, kills: int, seed: int) -> Counter:
    """Counts (command, what it was doing, what was left) over so many kills; who ended before is not counted as killed.

    A moment is a stage of the work and some time after it was reached, so that all stages are met however busy the machine.
    """
    warehouse, commands = made(folder)
    names = [name for name, weight in _WEIGHTS.items() for _ in range(weight)]
    moments, found = random.Random(seed), Counter()
    while found.total() < kills:
        name = moments.choice(names)
        doing = BEGAN if name in _SHORT else moments.choice(list(_LATER))
        old = _working(warehouse)
        killed = kill_while(warehouse, commands[name], doing, moments.uniform(0, _LATER[doing]))
        outcome = left(warehouse)
        if killed or outcome != "whole":
            found[name, at_work(warehouse, old), outcome] += 1
    return found


def kill_while(warehouse: Path, command: tuple[str, ...], doing: str, later: float = 0) -> bool:
    """Runs a command and kills it so many seconds after it does this (as `at_work` says); whether it was still there."""
    old = _working(warehouse)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=_HOME, stdout=quiet, stderr=quiet)
    while process.poll() is None and at_work(warehouse, old) != doing:
        time.sleep(_LOOK)
    try:
        process.wait(later)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def at_work(warehouse: Path, old: set[tuple[Path, int]]) -> str:
    """What a command is doing, or was when it was killed, by what it leaves behind; `old` is what earlier ones had left."""
    fresh = sorted(_working(warehouse) - old)  # a folder made anew has changed since
    if not fresh:
        return BEGAN
    folder = fresh[0][0]
    if (folder / "version.duckdb").exists():
        return WROTE
    return SUMMED if (folder / "store" / "results").exists() else READ


def _working(warehouse: Path) -> set[tuple[Path, int]]:
    """The folders in which builds work or worked, and when each of them last changed."""
    found = set()
    for place in (warehouse / BUILDING, warehouse / ADDING / BUILDING):
        with suppress(FileNotFoundError):
            found.add((place, place.stat().st_ctime_ns))
    return found


def made(folder: Path) -> tuple[Path, dict[str, tuple[str, ...]]]:
    """A published warehouse and the commands that change it, each with its arguments."""
    sources, extra, warehouse = folder / "sources", folder / "extra", folder / "warehouse"
    shutil.copytree(_HOME / "tests" / "sample", sources)
    keyring.mark(sources)
    extra.mkdir()
    keyring.mark(extra)
    for name in ("evaluations.csv", "needs.csv"):
        (sources / name).rename(extra / name)
    build(Order((sources,), warehouse))
    first = versions.current(warehouse)
    (warehouse / "cited").write_text(first, encoding="utf-8")
    there = ("--warehouse", str(warehouse))
    several = [[path] for path in sorted(extra.glob("*.csv"))]
    return warehouse, {
        "build": ("data", "build", str(sources), *there),
        "add": ("data", "add", str(extra), *there),
        "import": ("data.job", str(_ordered(folder / "import", warehouse, several))),
        "publish": ("data.job", str(_ordered(folder / "publish", warehouse, [[path for [path] in several]]))),
        "withdraw": ("data", "withdraw", "evaluations.csv", *there),
        "rollback": ("data", "rollback", first, *there),
        "prune": ("data", "prune", "--keep", "3", *there),
    }


def _ordered(folder: Path, warehouse: Path, steps: list[list[Path]]) -> Path:
    """A folder that says what a browser would bring in, step by step."""
    folder.mkdir()
    said = {"steps": [{"sources": paths} for paths in steps], "warehouse": warehouse, "max_rejected": 0.02}
    (folder / "order.json").write_bytes(orjson.dumps(said, default=str))
    return folder


def left(warehouse: Path) -> str:
    """"whole", or what is wrong with the warehouse."""
    now = versions.current(warehouse)
    if now is None:
        return "no current version"
    for version in versions.versions(warehouse):
        try:
            with duckdb.connect(str(versions.path_of(warehouse, version)), read_only=True) as con:
                counted = con.execute(_WHOLE).fetchone()
                keys = [r[0] for r in con.execute("SELECT rows_key FROM source_file").fetchall()]
        except duckdb.Error as error:
            return type(error).__name__
        if not all(counted):
            return "empty version"
        if not all(path.exists() for key in keys for path in paths(warehouse, key)):
            return "rows are gone"
        if not all(store.place(warehouse, f).stat().st_size == f.size for f in store.received_of(warehouse, version)):
            return "a source is cut"
    return "whole"


if __name__ == "__main__":
    sys.exit(main())
