"""Writes tables of integers as source files: DuckDB turns day numbers, codes and row numbers into text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd
import xlsxwriter

from data.demo.faults import FAULTS, Fault
from data.demo.plan import OPEN
from data.memory import in_bytes

BOM = b"\xef\xbb\xbf"
_MADE = pd.Timestamp("2026-01-01").to_pydatetime()  # a fixed day: the same input gives the same bytes


@contextmanager
def working(out: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A working database in a folder of its own in `out`, gone afterwards. One thread: rows keep their order, files their
    bytes. On disk: in memory the tables of a nation would take more than all that makes them.
    """
    settings = {"threads": 1, "memory_limit": f"{in_bytes() / 4:.0f}B"}
    with (
        TemporaryDirectory(prefix=".working-", dir=out) as folder,
        duckdb.connect(f"{folder}/tables.duckdb", config=settings) as con,
    ):
        con.execute(f"""
            CREATE MACRO on_day(n) AS
            CASE WHEN n > 0 AND n < {OPEN} THEN DATE '1970-01-01' + CAST(n AS INTEGER) END""")
        yield con


def table(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Stores a frame as a table with its row number `i`."""
    con.register("incoming", frame)
    con.execute(f"CREATE TABLE {name} AS SELECT (row_number() OVER () - 1)::INTEGER AS i, * FROM incoming")
    con.unregister("incoming")


def add(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> int:
    """Stores a frame as a table or, if there is one, behind its rows; the number `i` of its first row."""
    if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [name]).fetchall():
        table(con, name, frame)
        return 0
    rows = con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
    con.register("incoming", frame)
    con.execute(f"INSERT INTO {name} BY NAME SELECT ({rows} + row_number() OVER () - 1)::INTEGER AS i, * FROM incoming")
    con.unregister("incoming")
    return rows


def csv(con: duckdb.DuckDBPyConnection, out: Path, kind: str, sql: str, bom: bool = False) -> dict[str, int]:
    """Writes <kind>.csv from `sql` (which keeps `i`), faulty copies at its end. Returns faults by name."""
    con.execute(f"CREATE OR REPLACE VIEW said AS {sql}")
    rows = con.execute("SELECT count(*) FROM said").fetchone()[0]
    faults = [fault for fault in FAULTS.get(kind, ()) if fault.count(rows)]
    copies = {fault.name: fault.count(rows) for fault in faults}
    parts = ["SELECT 0 AS part, * FROM said"]
    parts += [_copies(n, fault, rows, copies[fault.name]) for n, fault in enumerate(faults, 1)]
    path = out / f"{kind}.csv"
    body = f"SELECT * EXCLUDE (part, i) FROM ({' UNION ALL '.join(parts)}) ORDER BY part, i"
    con.execute(f"COPY ({body}) TO {_quoted(path)} (HEADER, DELIMITER ',')")
    if bom:
        path.write_bytes(BOM + path.read_bytes())
    return copies


def _copies(part: int, fault: Fault, rows: int, count: int) -> str:
    """Every so-many-th row again, with something wrong."""
    step = max(1, rows // count)
    first = (part * 7) % step
    where = f"i % {step} = {first} AND i < {first + step * count}"
    return f"SELECT {part} AS part, * REPLACE ({fault.replace}) FROM said WHERE {where}"


def _quoted(path: Path) -> str:
    """A path as an SQL text: COPY takes no bound parameters."""
    return "'" + str(path).replace("'", "''") + "'"


def parquet(con: duckdb.DuckDBPyConnection, out: Path, kind: str, sql: str) -> None:
    """Writes <kind>.parquet from `sql`."""
    con.execute(f"COPY ({sql}) TO {_quoted(out / f'{kind}.parquet')} (FORMAT parquet, COMPRESSION zstd)")


def xlsx(out: Path, kind: str, frame: pd.DataFrame) -> None:
    """Writes <kind>.xlsx with one sheet; all cells are text."""
    book = xlsxwriter.Workbook(str(out / f"{kind}.xlsx"), {"strings_to_formulas": False})
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet(kind)
    sheet.write_row(0, 0, list(frame.columns))
    for n, row in enumerate(frame.itertuples(index=False), start=1):
        for column, cell in enumerate(row):
            sheet.write_string(n, column, str(cell))
    book.close()
