"""Reads a Parquet file as rows of text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.faults import refuse


def headings(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    """The names of its columns. Raises Refused."""
    try:
        columns = con.execute("SELECT * FROM read_parquet($path) LIMIT 0", {"path": str(path)}).description
    except duckdb.Error as error:
        raise refuse("unreadable", file=path.name) from error
    return tuple(column[0] for column in columns)


def load(con: duckdb.DuckDBPyConnection, path: Path, names: tuple[str, ...], create: str) -> int:
    """Makes a table (_row, c0, …) of the columns; `create` begins the statement. Gives the rows; raises Refused."""
    texts = ", ".join('CAST("{}" AS VARCHAR) AS c{}'.format(name.replace('"', '""'), i) for i, name in enumerate(names))
    given = "file_row_number" in {name.casefold() for name in names}  # a column of that name hides DuckDB's own
    number, option = ("row_number() OVER () - 1", "") if given else ("file_row_number", ", file_row_number = true")
    rows = f"SELECT {number} + 2 AS _row, {texts} FROM read_parquet($path{option})"
    try:
        return con.execute(f"{create} AS {rows}", {"path": str(path)}).fetchone()[0]
    except duckdb.OperationalError:
        raise  # our own disk or memory is at fault, not the file
    except duckdb.Error as error:
        raise refuse("unreadable", file=path.name) from error
