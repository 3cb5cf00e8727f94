"""What a pack costs, format by format: `python -m bench.packs` on the warehouse of XUNXIAO_WAREHOUSE.

Each format is made in a process of its own: the first time cold, then warm under other titles, then five at once in
threads. The pages are computed before and timed apart. Seconds are of the processor, so that a busy machine does not
change them much.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import openpyxl
import orjson
import pypdf
from pptx import Presentation

from bench import report
from data.versions import current, default_warehouse
from packs.front import Front
from packs.make import FILES, content
from queries.periods import recent, span
from queries.scope import Scope
from queries.warehouse import open_version

ROOT = Path(__file__).parents[1]
_PAGES = ("briefing", "levels", "classes", "regions", "follow_up", "selection", "courses", "coverage", "needs", "problems")
_WARM, _AT_ONCE = 3, 5
HEAD = ("format", "pages s", "cold s", "warm s", "five at once s", "peak MiB", "KiB", "sheets")


def main() -> None:
    """Prints one line a format."""
    parser = argparse.ArgumentParser(prog="python -m bench.packs", description=__doc__)
    parser.add_argument("--one", choices=FILES, help="measure this format here and print it as JSON")
    asked = parser.parse_args()
    if asked.one:
        sys.stdout.write(orjson.dumps(_measured(asked.one)).decode())
        return
    sys.stdout.write(f"{len(_PAGES)} pages.\n\n{text(measure(default_warehouse()))}")


def measure(house: Path) -> dict[str, list[float]]:
    """Of each format, what `HEAD` names, made in a process of its own."""
    environment = {**os.environ, "XUNXIAO_WAREHOUSE": str(house)}
    found = {}
    for form in FILES:
        command = [sys.executable, "-m", "bench.packs", "--one", form]
        said = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE).stdout
        found[form] = orjson.loads(said)
    return found


def text(found: dict[str, list[float]]) -> str:
    """The table as Markdown."""
    rows = [(form, *(f"{v:.2f}" for v in said[:4]), *(f"{v:.0f}" for v in said[4:])) for form, said in found.items()]
    return report.table(HEAD, rows)


def _measured(form: str) -> tuple[float, ...]:
    """Seconds of the pages, cold, warm, five at once; peak MiB, KiB, sheets."""
    known = open_version(default_warehouse(), current(default_warehouse())).catalogue
    scope = Scope(known.version, span(*recent(known.first_month, known.last_month)))
    front = Front("2026-07-003", "培训成效汇报", "干部教育处", "2026-07-02 09:14", scope, "ab12cd34ef")
    pages, boards = _timed(lambda: tuple(import_module(f"pages.{page}").board(scope) for page in _PAGES))
    cold, made = _timed(lambda: content(form, boards, front))
    others = [replace(front, title=f"{front.title} {i}") for i in range(_WARM)]
    warm = statistics.median(_timed(lambda other=other: content(form, boards, other))[0] for other in others)
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        at_once, _ = _timed(lambda: list(workers.map(lambda _: content(form, boards, front), range(_AT_ONCE))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages, cold, warm, at_once, peak, len(made) / 1024, _sheets(form, made)


def _timed(work):
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


def _sheets(form: str, made: bytes) -> int:
    match form:
        case "pptx":
            return len(Presentation(io.BytesIO(made)).slides)
        case "xlsx":
            return len(openpyxl.load_workbook(io.BytesIO(made), read_only=True).sheetnames)
        case "png" | "csv":
            return len(zipfile.ZipFile(io.BytesIO(made)).namelist())
        case _:
            return len(pypdf.PdfReader(io.BytesIO(made)).pages)


if __name__ == "__main__":
    main()
