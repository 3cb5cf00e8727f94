"""How fast files are read: rows a second of a CSV beside DuckDB's own read_csv, of a workbook, and the memory they take.

python -m bench.reading [--rows 1000000] [--cells 2000000]
python -m bench.reading --large 300                 # a CSV and a workbook of so many MB, each under XUNXIAO_MEMORY=1GB
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb
import xlsxwriter

from data.memory import MEMORY, memory_limit
from data.tables import TextTable, load, previews

_COLUMNS = 8
_RANDOM = 30  # bytes of chance in a cell of a large file, so that its size is not packed away
_HOME = Path(__file__).parents[1]
_PLAIN = "CREATE TABLE t AS SELECT * FROM read_csv($path, all_varchar = true)"


def main() -> None:
    """Prints one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the CSV")
    parser.add_argument("--cells", type=int, default=800_000, help="cells of the workbook")
    parser.add_argument("--large", type=int, metavar="MB", help="a CSV and a workbook of this size")
    parser.add_argument("--one", type=Path, metavar="FILE", help="reads this file once; what --large runs")
    given = parser.parse_args()
    if given.one:
        _one(given.one)
        return
    with tempfile.TemporaryDirectory() as folder:
        if given.large:
            _large(Path(folder), given.large * 10**6)
            return
        _text(Path(folder), given.rows)
        _workbook(Path(folder), given.cells // _COLUMNS)


def _large(folder: Path, size: int) -> None:
    """Each file is read by a process of its own, so that what writing it took is not counted."""
    for path in (folder / "rows.csv", folder / "rows.xlsx"):
        (_write_text if path.suffix == ".csv" else _write_workbook)(path, size)
        command = [sys.executable, "-m", "bench.reading", "--one", str(path)]
        subprocess.run(command, cwd=_HOME, env={**os.environ, MEMORY: "1GB"}, check=True)
        path.unlink()


def _one(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "draft.duckdb")) as con:
        con.execute("SET memory_limit = ?", [memory_limit()])
        taken, worked = _spent(lambda: _load(con, path, Path(folder)))
        rows = con.execute("SELECT count(*) FROM t").fetchone()[0]
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"{path.suffix[1:].upper():5} {path.stat().st_size / 1e6:.0f} MB, {rows} rows × {_COLUMNS}: {taken:.0f} s, "
          f"{rows / taken:,.0f} rows/s; peak {peaks[0]:,.0f} MiB, a process it starts {peaks[1]:,.0f} MiB; "
          f"{worked:.1f} s of processor")
    if path.suffix == ".csv":
        _beside_plain(path, taken, worked)


def _beside_plain(path: Path, taken: float, worked: float) -> None:
    """What DuckDB's own read of the same file takes, into a file as well and under the same limit."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "plain.duckdb")) as con:
        con.execute("SET memory_limit = ?", [memory_limit()])
        own, work = _spent(lambda: con.execute(_PLAIN, {"path": str(path)}))
    print(f"      DuckDB read_csv: {own:.0f} s, {work:.1f} s of processor; {own / taken:.2f} of its speed, "
          f"{work / worked:.2f} by processor seconds")


def _spent(act) -> tuple[float, float]:
    """(seconds, processor seconds of this process and of those it starts)."""
    def work() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(each.ru_utime + each.ru_stime for each in used)

    start, before = perf_counter(), work()
    act()
    return perf_counter() - start, work() - before


def _lines(dice: random.Random):
    while True:
        yield [dice.randbytes(_RANDOM).hex() for _ in range(_COLUMNS)]


def _write_text(path: Path, size: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(f"heading {n}" for n in range(_COLUMNS)) + "\n")
        for line in _lines(random.Random(1)):
            if file.write(",".join(line) + "\n") and file.tell() > size:
                return


def _write_workbook(path: Path, size: int) -> None:
    rows = size // (_COLUMNS * (_RANDOM + 8))  # what a cell takes packed, within a few per cent
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"heading {n}" for n in range(_COLUMNS)])
        for number, line in zip(range(1, rows), _lines(random.Random(2)), strict=False):
            sheet.write_row(number, 0, line)


def _text(folder: Path, rows: int) -> None:
    path = folder / "rows.csv"
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'S' || i AS session_id, 'E' || (i * 7) AS enrollment_id, 'P' AS status, i % 60 AS minutes_lost, "
            "DATE '2026-01-01' + CAST(i % 300 AS INTEGER) AS day, '甲' || (i % 90) AS org, i / 3 AS score, '' AS remark "
            f"FROM range({rows}) t(i)) TO '{path}'"
        )
    own = _best(lambda con: con.execute(_PLAIN, {"path": str(path)}))
    ours = _best(lambda con: _load(con, path, folder))
    print(f"CSV   {rows} rows: {rows / ours[0]:,.0f} rows/s; DuckDB read_csv {rows / own[0]:,.0f} rows/s; "
          f"{own[0] / ours[0]:.2f} of it, {own[1] / ours[1]:.2f} by processor seconds")


def _workbook(folder: Path, rows: int) -> None:
    path = folder / "rows.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"heading {n}" for n in range(_COLUMNS)])
        for i in range(rows):
            sheet.write_row(i + 1, 0, [f"E{i}", i, i / 3, "出勤", "2026-03-02", i % 7, "甲局", "说明"])
    taken, _ = _best(lambda con: _load(con, path, folder), times=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    print(f"XLSX  {rows} rows × {_COLUMNS}: {rows / taken:,.0f} rows/s, {size:.0f} MB; peak {peak:,.0f} MiB")


def _load(con: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> TextTable:
    view = previews(path, con)[0]
    return load(con, view, 0, "t", folder)


def _best(act, times: int = 3) -> tuple[float, float]:
    """Fewest seconds and fewest processor seconds of several runs, each on an empty database."""
    taken = []
    for _ in range(times):
        with duckdb.connect() as con:
            taken.append(_spent(lambda: act(con)))
    return tuple(map(min, zip(*taken, strict=True)))


if __name__ == "__main__":
    main()
