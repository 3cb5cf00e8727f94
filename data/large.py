"""Where the text of a large file stands while it is read: a database on disk, which keeps it compressed.

In memory it would take several times the file, and what finds no room there is written out as wide as it is.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.formats import Form
from data.rows import quoted
from data.tables import Preview

_ROOM = "large"
_BYTES, _ROWS = 50 << 20, 1_000_000  # of a file, or of Parquet, which is packed too well for its bytes to tell


def place(con: duckdb.DuckDBPyConnection, preview: Preview, name: str, scratch: Path) -> str:
    """The name under which the rows of the previewed file are to be read: of a large one in the database on disk."""
    if not _is_large(con, preview):
        return name
    con.execute(f"ATTACH IF NOT EXISTS {quoted(_file(scratch))} AS {_ROOM}")
    return f"{_ROOM}.{name}"


def clear(con: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Gives the disk back when everything is read."""
    con.execute(f"DETACH DATABASE IF EXISTS {_ROOM}")
    _file(scratch).unlink(missing_ok=True)


def _is_large(con: duckdb.DuckDBPyConnection, preview: Preview) -> bool:
    if preview.form != Form.PARQUET:
        return preview.path.stat().st_size >= _BYTES
    counted = con.execute("SELECT num_rows FROM parquet_file_metadata($path)", {"path": str(preview.path)})
    return counted.fetchone()[0] >= _ROWS


def _file(scratch: Path) -> Path:
    return scratch / f"{_ROOM}.duckdb"
