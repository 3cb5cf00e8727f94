"""Warehouses of a wanted size: the synthetic province with more cadres, written as sources and built."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from data.build import Order, build
from data.demo import write

_YEARS = 6
_ROWS_PER_TRAINEE = 35  # attendance rows of six years; classes grow with the cadres
SIZES = {f"{millions}M": millions * 1_000_000 for millions in (1, 10, 100)}


def trainees(rows: int) -> int:
    """How many cadres give about so many attendance rows."""
    return math.ceil(rows / _ROWS_PER_TRAINEE)


def warehouse(rows: int, folder: Path) -> Path:
    """A built warehouse of about so many attendance rows below `folder`; one built before is used again."""
    house = folder / f"warehouse-{rows}"
    if not (house / "CURRENT").exists():
        sources = folder / f"sources-{rows}"
        write(sources, trainees=trainees(rows), years=_YEARS)
        build(Order((sources,), house))
    return house


def main() -> None:
    """Builds one warehouse and prints where it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.sizes", description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    sys.stdout.write(f"{warehouse(SIZES[given.size], given.folder)}\n")


if __name__ == "__main__":
    main()
