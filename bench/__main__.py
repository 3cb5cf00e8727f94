"""Everything that a leader waits for, measured in one go: `python -m bench`, or `make bench SCALE=10`.

Written as Markdown while it is measured, and as JSON with the machine's facts at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson

from bench import commands, packs, painted, questions, report, sizes, start, viewers
from data.versions import default_warehouse

SCALES = [name.removesuffix("M") for name in sizes.SIZES]


def main() -> None:
    """Measures part after part; each has its floor in the same part of the run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--scale", choices=SCALES, help="on so many million attendance rows, built once below --folder")
    parser.add_argument("--folder", type=Path, default=Path("build"))
    parser.add_argument("--clicks", type=int, default=painted.CLICKS, help=f"clicks per case ({painted.CLICKS})")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"), help="for the figures (build/bench.json)")
    given = parser.parse_args()
    house, took = default_warehouse(), []
    if given.scale:
        house, took = sizes.warehouse(sizes.SIZES[f"{given.scale}M"], given.folder)
    os.environ["XUNXIAO_WAREHOUSE"] = str(house.absolute())  # what is asked in this process is asked there
    rows = painted.rows(house)
    said = {"day": f"{date.today()}", "machine": report.machine(), "attendance_rows": rows}
    sys.stdout.write(report.heading(rows))
    given.json.parent.mkdir(parents=True, exist_ok=True)
    for name, text, figures in _parts(house, took, given.clicks):
        sys.stdout.write(f"## {name}\n\n{text}\n")
        sys.stdout.flush()
        said[name] = figures
        given.json.write_bytes(orjson.dumps(said, option=orjson.OPT_INDENT_2))


def _parts(house: Path, took: list[commands.Spent], clicks: int) -> Iterator[tuple[str, str, object]]:
    """Name, Markdown and figures of each part, as soon as it is measured."""
    if took:
        yield "Sources and build", report.table(commands.HEAD, [each.cells() for each in took]), took
    scans, asked = questions.measure(house)
    yield "SQL of the pages, processor ms", questions.text(scans, asked), {"scan": scans, "pages": asked}
    started = start.measure(house)
    yield "Cold start", start.text(started), started
    seen = painted.measure(house, clicks)
    yield "Clicks and visits", report.text(seen.clicks, seen.visits, seen.sizes), seen
    made = packs.measure(house)
    yield "Packs", packs.text(made), made
    told, grown = viewers.measure(house)
    yield "Viewers while versions are published", viewers.text(told, grown), {"told": told, "grown MiB": grown}


if __name__ == "__main__":
    main()
