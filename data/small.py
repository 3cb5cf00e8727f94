"""Puts few rows that are known here into a table there."""

from __future__ import annotations

import duckdb


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    """Adds the rows in one statement."""
    if rows:
        cells = ", ".join(f"unnest(${number}) AS c{number}" for number in range(1, len(rows[0]) + 1))
        con.execute(f"INSERT INTO {table} SELECT {cells}", list(map(list, zip(*rows, strict=True))))
