"""A version made of the rows of one and of some of the changes that led to another: what the figures would be then.

It answers why a number is another one today. The rows of both versions stand on the shelf, so nothing is read again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import intake, marts, store
from data.build import Order, Progress, codes_of, prepare, sum_up, write_meta
from data.differences import Table, attach, rows_of, write_changes
from data.fields import Kind, kinds
from data.results import open_results
from data.rows import Shelf, shelf
from data.version_file import write
from data.versions import new_version, path_of
from data.works import open_works

_ALL = 1.0  # of the rows may fail: nothing is refused here that was published


@dataclass(frozen=True)
class _Desk:
    """What every step works with. `house` is where the rows stand, `con` the version that is made."""

    con: duckdb.DuckDBPyConnection
    house: Path
    shelf: Shelf
    taken: tuple[str, ...]


def same_rules(house: Path, version: str, after: str) -> bool:
    """Whether a version was made by today's definitions and the code lists of `after`: building it anew gives itself."""
    mine, other = (_meta(house, name) for name in (version, after))
    return mine.get("definitions") == marts.definitions_hash() and mine.get("codes") == other.get("codes")


def mix(house: Path, before: str, after: str, taken: tuple[str, ...], beside: Path, progress: Progress) -> str:
    """Builds the accepted rows of `before` with the changes of the classes `taken` (data.differences.CHANGES) on the
    way to `after`, by today's definitions and the code lists of `after`; all of them give the rows of `after`.

    The version stands in the folder `beside`, which is a warehouse of its own; its name is returned. What was set
    aside in either version stays so. Raises Refused if rows are gone.
    """
    name = new_version(beside)
    scratch = beside / f".{name}"
    scratch.mkdir(mode=0o700, parents=True)
    meta = _meta(house, after)
    codes = codes_of(_order(house, after, meta))
    with duckdb.connect() as con:
        prepare(con, scratch)
        intake.make_room(con)
        desk = _Desk(con, house, shelf(house, scratch, codes, meta.get("person_key", "")), taken)
        _bring_in(desk, before, after, progress)
        works = open_works(con, open_results(house, scratch), desk.shelf.typing)
        sum_up(works, con, desk.shelf, codes, _ALL, progress)
        write_meta(con, marts.meta(works, meta["synthetic"] == "1"))
        os.replace(write(works, con, scratch / "version.duckdb"), path_of(beside, name))
    return name


def _order(house: Path, version: str, meta: dict[str, str]) -> Order:
    codes = house / store.SETTINGS / meta["codes"] if meta.get("codes") else None
    return Order((), house, codes=codes, kept=store.received_of(house, version), after=version)


def _meta(house: Path, version: str) -> dict[str, str]:
    with duckdb.connect(str(path_of(house, version)), read_only=True) as con:
        return dict(con.execute("SELECT key, value FROM meta").fetchall())


def _bring_in(desk: _Desk, before: str, after: str, progress: Progress) -> None:
    """All rows as source tables: those of `before` that stay, then those that come."""
    was, now = attach(desk.con, desk.house, before, after)
    number = 0
    for i, kind in enumerate(kinds().values()):
        progress("read", i / len(kinds()))
        differ = write_changes(desk.con, desk.house, kind, was, now)
        for table in (t for t in was if t.kind == kind.name):
            _bring(desk, number, kind, table, f"_row NOT IN ({_gone(desk, table, differ)})")
            number += 1
        for table in (t for t in now if differ and t.kind == kind.name):
            _bring(desk, number, kind, table, f"_row IN ({_named(desk, 'now', table)})")
            number += 1
    desk.con.execute("DETACH was; DETACH now")


def _named(desk: _Desk, side: str, table: Table) -> str:
    """SELECT of the rows of a table that changed in one of the classes taken."""
    taken = ", ".join(f"'{change}'" for change in desk.taken) or "NULL"
    return f"SELECT {side}_row FROM changed WHERE {side}_table = {table.id} AND change IN ({taken})"


def _gone(desk: _Desk, table: Table, differ: bool) -> str:
    """SELECT of the rows of an old table that were set aside, or that change."""
    aside = f"SELECT row FROM was.rejected_row WHERE source = {table.id}"
    return f"{aside} UNION {_named(desk, 'was', table)}" if differ else aside


def _bring(desk: _Desk, number: int, kind: Kind, table: Table, condition: str) -> None:
    """Brings the rows of a table for which the condition holds in as source table `number`; none is no table."""
    con, rows = desk.con, rows_of(desk.con, desk.house, kind, table)
    count, every = con.execute(f"SELECT count(*) FILTER ({condition}), count(*) FROM ({rows})").fetchone()
    if not count:
        return
    key = table.key if count == every else f"mix-{number}"
    intake.register(con, number, table.file, "", kind.name, "", count, key=key)
    if count == every:
        return  # they stand on the shelf
    names = ", ".join(f'"{name}"' for name in kind.fields)
    con.execute(f"INSERT INTO acc_{kind.name} SELECT {names}, {number}, _row FROM ({rows}) WHERE {condition}")
    desk.shelf.put(con, "", number, kind.name, key, count)
