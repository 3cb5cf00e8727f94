"""Reads sources as a build does, up to the rows that are accepted and those set aside, without summing up."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data import codes, identity, intake, marts, months
from data.build import Order
from data.faults import Note
from data.fields import kinds
from data.rows import quoted, shelf
from tests.conftest import KEY


def take_in(con: duckdb.DuckDBPyConnection, order: Order, scratch: Path, secret: bytes = KEY.encode()) -> tuple[Note, ...]:
    """Fills acc_<kind>, `rejected` and source_table of all kinds; the notes. Raises Refused."""
    known = codes.load()
    stock = shelf(order.warehouse, scratch, known, identity.fingerprint(secret))
    notes = intake.bring_in(con, order, known, secret, scratch, stock, lambda step, share: None)
    marts.dimensions(con, known)
    months.fill(con, order.warehouse, scratch, stock, lambda step, share: None)
    for kind in (kind for kind in kinds().values() if kind.split):
        _put_back(con, kind.name, list(kind.fields), stock)
    intake.tidy_up(con)
    return notes


def _put_back(con: duckdb.DuckDBPyConnection, kind: str, fields: list[str], stock) -> None:
    """The accepted rows of a kind that is worked part by part, so that they can be asked like those of any other."""
    names = ", ".join(f'"{name}"' for name in fields)
    for source, key in con.execute("SELECT id, rows_key FROM source_table WHERE kind = ?", [kind]).fetchall():
        con.execute(
            f"INSERT INTO acc_{kind} BY NAME SELECT {names}, {source} AS _src, _row "
            f"FROM read_parquet({quoted(stock.place(key)[0])}) r "
            f"WHERE NOT EXISTS (SELECT 1 FROM rejected x WHERE x._src = {source} AND x._row = r._row)"
        )
