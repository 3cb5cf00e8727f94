"""Warehouses of a wanted size: the synthetic province with more cadres, written as sources and built."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from bench.commands import DATA, Spent, copied, readable, run

_YEARS = 6
_ROWS_PER_TRAINEE = 35  # attendance rows of six years; classes grow with the cadres
SIZES = {f"{millions}M": millions * 1_000_000 for millions in (1, 10, 100)}


def trainees(rows: int) -> int:
    """How many cadres give about so many attendance rows."""
    return math.ceil(rows / _ROWS_PER_TRAINEE)


def warehouse(rows: int, folder: Path) -> tuple[Path, list[Spent]]:
    """A built warehouse of about so many attendance rows below `folder`, and what it took: to write the sources, to copy
    them with DuckDB alone, to build. One built before is used again, and took nothing. RuntimeError if a command refused.
    """
    house, sources, copy = (folder / f"{name}-{rows}" for name in ("warehouse", "sources", "copy"))
    if (house / "CURRENT").exists():
        return house, []
    folder.mkdir(parents=True, exist_ok=True)
    took = []
    if not sources.exists():
        took.append(run("demo", *DATA, "demo", "--out", sources, "--trainees", trainees(rows), "--years", _YEARS))
    took.append(copied(readable(sources), copy))
    copy.unlink(missing_ok=True)
    took.append(run("build", *DATA, "build", sources, "--warehouse", house))
    if not all(each.done for each in took):
        raise RuntimeError(", ".join(each.what for each in took if not each.done))
    return house, took


def main() -> None:
    """Builds one warehouse and prints where it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.sizes", description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    sys.stdout.write(f"{warehouse(SIZES[given.size], given.folder)[0]}\n")


if __name__ == "__main__":
    main()
