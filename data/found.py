"""What checks found in rows of one kind, kept by slice: the place of a source table among those the rows are of.

Numbers of source tables differ from build to build; slices do not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import duckdb

from data import checks
from data.checks import Checked
from data.fields import DAYS, Kind
from data.results import Result
from data.rows import masked_in_sql
from data.small import insert
from data.works import Works

_TABLES = {"reject": "rejected", "warn": "finding"}


@dataclass(frozen=True)
class Found:
    """`sources`: the source table of each slice. `result`: tables rejected and finding where there are any rows of them;
    `accepted` (slice, rows, last day) and `checked`."""

    kind: Kind
    sources: tuple[int, ...]
    result: Result


def keep(works: Works, key: str, kind: Kind, checked: list[Checked], slices: str, tables=(), rows: bool = True) -> Result:
    """Keeps what was checked and found, and these tables. `slices`: SQL of the slice of a row; `rows`: count them too."""
    shown = f"* REPLACE ({slices} AS _src, {masked_in_sql('value')} AS value)"
    severities = {severity for _, _, severity, _, failed in checked if failed}
    found = {name: f"SELECT {shown} FROM {name}" for severity, name in _TABLES.items() if severity in severities}
    day = f'CAST(max("{DAYS[kind.name]}") AS VARCHAR)' if kind.name in DAYS else "NULL"
    counted = f"SELECT {slices} AS slice, count(*), {day} FROM acc_{kind.name} GROUP BY ALL ORDER BY ALL"
    accepted = works.con.execute(counted).fetchall() if rows else []
    return works.results.keep(
        works.con, key, {name: f"FROM {name}" for name in tables} | found, accepted=accepted, checked=checked
    )


def gather(con: duckdb.DuckDBPyConnection, found: list[Found]) -> None:
    """Fills `rejected`, and makes finding, check_result and accepted, of all that was found."""
    con.execute(f"CREATE TABLE finding ({checks.FINDING})")
    con.execute("CREATE TABLE check_result (code VARCHAR, kind VARCHAR, severity VARCHAR, checked BIGINT, failed BIGINT)")
    con.execute("CREATE TABLE accepted (source INTEGER, n BIGINT, latest DATE)")
    told = "m.source AS _src, r.* EXCLUDE (_src, filename)"
    for table, query in (("rejected", "SELECT * FROM ({0})"), ("finding", checks.first_findings("{0}"))):
        paths = _name_sources(con, found, table)
        if paths:
            rows = (
                f"SELECT {told} FROM read_parquet($paths, filename = true) r "
                "JOIN slice m ON m.path = r.filename AND m.number = r._src"
            )
            con.execute(f"INSERT INTO {table} BY NAME {query.format(rows)}", {"paths": paths})
    insert(con, "accepted", _accepted(found))
    insert(con, "check_result", _checked(found))


def _name_sources(con: duckdb.DuckDBPyConnection, found: list[Found], table: str) -> list[str]:
    """Temporary table slice: the source table that a slice of a file is of. Returns the files."""
    rows = [
        (str(one.result.tables[table]), number, source)
        for one in found
        if table in one.result.tables
        for number, source in enumerate(one.sources)
    ]
    con.execute("CREATE OR REPLACE TEMP TABLE slice (path VARCHAR, number INTEGER, source INTEGER)")
    insert(con, "slice", rows)
    return sorted({path for path, *_ in rows})


def _accepted(found: list[Found]) -> list[tuple]:
    rows, last = Counter(), {}
    for one in found:
        for number, count, day in one.result.said["accepted"]:
            source = one.sources[number]
            rows[source] += count
            last[source] = max(last.get(source, ""), day or "")
    return [(source, count, last[source] or None) for source, count in rows.items()]


def _checked(found: list[Found]) -> list[tuple]:
    looked, failed = Counter(), Counter()
    for one in found:
        for rule, code, severity, seen, faulty in one.result.said["checked"]:
            key = (one.kind.name, severity, rule, code)
            looked[key] += seen
            failed[key] += faulty
    order = {one.kind.name: number for number, one in enumerate(found)}
    keys = sorted(looked, key=lambda key: (order[key[0]], *key[1:]))
    return [(code, kind, severity, looked[key], failed[key]) for key in keys for kind, severity, _, code in [key]]
