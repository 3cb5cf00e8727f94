"""How fast files are read: rows a second of a CSV beside DuckDB's own read_csv, of a workbook, and the memory they take.

python -m bench.reading [--rows 1000000] [--cells 2000000]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb
import xlsxwriter

from data.tables import TextTable, load, previews

_COLUMNS = 8


def main() -> None:
    """Prints one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the CSV")
    parser.add_argument("--cells", type=int, default=800_000, help="cells of the workbook")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _text(Path(folder), given.rows)
        _workbook(Path(folder), given.cells // _COLUMNS)


def _text(folder: Path, rows: int) -> None:
    path = folder / "rows.csv"
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'S' || i AS session_id, 'E' || (i * 7) AS enrollment_id, 'P' AS status, i % 60 AS minutes_lost, "
            "DATE '2026-01-01' + CAST(i % 300 AS INTEGER) AS day, '甲' || (i % 90) AS org, i / 3 AS score, '' AS remark "
            f"FROM range({rows}) t(i)) TO '{path}'"
        )
    plain = "CREATE TABLE t AS SELECT * FROM read_csv($path, all_varchar = true)"
    own = _best(lambda con: con.execute(plain, {"path": str(path)}))
    ours = _best(lambda con: _load(con, path, folder))
    print(f"CSV   {rows} rows: {rows / ours:,.0f} rows/s; DuckDB read_csv {rows / own:,.0f} rows/s; {own / ours:.2f} of it")


def _workbook(folder: Path, rows: int) -> None:
    path = folder / "rows.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"heading {n}" for n in range(_COLUMNS)])
        for i in range(rows):
            sheet.write_row(i + 1, 0, [f"E{i}", i, i / 3, "出勤", "2026-03-02", i % 7, "甲局", "说明"])
    taken = _best(lambda con: _load(con, path, folder), times=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    print(f"XLSX  {rows} rows × {_COLUMNS}: {rows / taken:,.0f} rows/s, {size:.0f} MB; peak {peak:,.0f} MiB")


def _load(con: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> TextTable:
    view = previews(path, con)[0]
    return load(con, view, 0, "t", folder)


def _best(act, times: int = 3) -> float:
    """Seconds of the fastest of several runs, each on an empty database."""
    taken = []
    for _ in range(times):
        with duckdb.connect() as con:
            start = perf_counter()
            act(con)
            taken.append(perf_counter() - start)
    return min(taken)


if __name__ == "__main__":
    main()
