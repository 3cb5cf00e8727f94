"""Reads sources as a build does, up to the rows that are accepted and those set aside, without summing up."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data import codes, identity, intake
from data.build import Order, check
from data.faults import Note
from data.fields import kinds
from data.found import gather
from data.results import open_results
from data.rows import shelf
from data.works import open_works
from tests.conftest import KEY


def take_in(con: duckdb.DuckDBPyConnection, order: Order, scratch: Path, secret: bytes = KEY.encode()) -> tuple[Note, ...]:
    """Fills acc_<kind>, `rejected` and source_table of all kinds; the notes. Raises Refused."""
    known = codes.load()
    stock = shelf(order.warehouse, scratch, known, identity.fingerprint(secret))
    notes = intake.bring_in(con, order, known, secret, scratch, stock, lambda step, share: None)
    works = open_works(con, open_results(order.warehouse, scratch), stock.typing)
    gather(con, check(works, stock, intake.sources(con), known, lambda step, share: None))
    intake.tidy_up(con)
    for kind, tables in intake.sources(con).items():
        con.execute(
            f"INSERT INTO acc_{kind} SELECT * FROM ({stock.rows(kinds()[kind], tables)}) r "
            "WHERE NOT EXISTS (SELECT 1 FROM rejected x WHERE x._src = r._src AND x._row = r._row)"
        )
    return notes
