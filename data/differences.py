"""What differs between two versions, record by record: new, late, corrected, withdrawn. Says file and row, no person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from data.faults import refuse
from data.fields import DAYS, Kind, kinds
from data.mapping import seen_row
from data.rows import paths, quoted
from data.versions import existing, path_of

CHANGES = ("new", "late", "corrected", "withdrawn")
_SHOWN = 5  # rows named of each kind and change


@dataclass(frozen=True)
class Table:
    """A source table of a version: `key` names its typed rows."""

    id: int
    kind: str
    key: str
    file: str


def differences(warehouse: Path, before: str, after: str) -> pd.DataFrame:
    """Columns kind, change (new, late, corrected, withdrawn), count, places (file and row of the first few).

    Late: a record that is new although its day lies on or before the last day of `before`. Records are compared by
    the key of their kind, after all checks. Raises Refused if a version or its typed rows are not there.
    """
    with duckdb.connect() as con:
        was, now = attach(con, warehouse, before, after)
        found = [_counted(con, kind) for kind in kinds().values() if write_changes(con, warehouse, kind, was, now)]
    frame = pd.concat(found or [pd.DataFrame(columns=_COLUMNS)], ignore_index=True)
    return frame.assign(count=frame["count"].astype("int64"), places=[list(p) for p in frame["places"]])


_COLUMNS = ["kind", "change", "count", "places"]


def attach(con, warehouse: Path, before: str, after: str) -> tuple[list[Table], list[Table]]:
    """Attaches two versions as `was` and `now`; their source tables. Raises Refused if one is not there."""
    for name, version in (("was", before), ("now", after)):
        path = path_of(warehouse, existing(warehouse, version))
        con.execute(f"ATTACH {quoted(path)} AS {name} (READ_ONLY)")
    return _tables(con, "was", before), _tables(con, "now", after)


def _tables(con: duckdb.DuckDBPyConnection, name: str, version: str) -> list[Table]:
    try:
        rows = con.execute(f"SELECT id, kind, rows_key, file FROM {name}.source_file ORDER BY id").fetchall()
    except duckdb.BinderException as error:
        raise refuse("no_list", version=version) from error
    return [Table(*row) for row in rows]


def write_changes(con, warehouse: Path, kind: Kind, was: list[Table], now: list[Table]) -> bool:
    """Temporary table changed (change, file, row, was_table, was_row, now_table, now_row); False if no row can differ."""
    old, new = (_side(con, warehouse, kind, *side) for side in (("was", was, "now", now), ("now", now, "was", was)))
    if not old and not new:
        return False
    con.execute(f"CREATE OR REPLACE TEMP TABLE old_rows AS {old or _nothing(kind)}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE new_rows AS {new or _nothing(kind)}")
    same = " AND ".join(f'o."{k}" IS NOT DISTINCT FROM n."{k}"' for k in kind.key)
    values = [name for name in kind.fields if name not in kind.key]
    differ = " OR ".join(f'o."{v}" IS DISTINCT FROM n."{v}"' for v in values) or "FALSE"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE changed AS "
        "WITH last AS (SELECT CAST(value AS DATE) AS as_of FROM was.meta WHERE key = 'as_of'), "
        f"days AS ({_days(con, warehouse, kind, now)}), "
        f"pairs AS (SELECT o._file IS NULL AS fresh, n._file IS NULL AS gone, {differ} AS differ, "
        "coalesce(n._file, o._file) AS file, coalesce(n._row, o._row) AS row, o._table AS was_table, o._row AS was_row, "
        f"n._table AS now_table, n._row AS now_row FROM old_rows o FULL JOIN new_rows n ON {same}) "
        "SELECT CASE WHEN gone THEN 'withdrawn' WHEN NOT fresh THEN 'corrected' "
        "WHEN d.day <= l.as_of THEN 'late' ELSE 'new' END AS change, p.file, p.row, was_table, was_row, now_table, now_row "
        "FROM pairs p CROSS JOIN last l LEFT JOIN days d ON d._table = p.now_table AND d._row = p.now_row "
        "WHERE fresh OR gone OR differ"
    )
    return True


def _counted(con: duckdb.DuckDBPyConnection, kind: Kind) -> pd.DataFrame:
    return con.execute(
        "SELECT $kind AS kind, change, sum(cells) AS count, "
        f"list_slice(list(file || ': ' || seen ORDER BY file, seen), 1, {_SHOWN}) AS places "
        f"FROM (SELECT change, file, {seen_row('row')} AS seen, count(*) AS cells FROM changed GROUP BY ALL) "
        "GROUP BY change ORDER BY change",
        {"kind": kind.name},
    ).fetch_df()


def _side(con, warehouse: Path, kind: Kind, mine: str, tables: list[Table], other: str, others: list[Table]) -> str:
    """SELECT of the accepted rows of one version that can differ from the other's; "" if none can."""
    theirs = {t.key: t for t in others}
    parts = []
    for table in (t for t in tables if t.kind == kind.name):
        twin = theirs.get(table.key)
        rejected = f"SELECT row FROM {mine}.rejected_row WHERE source = {table.id}"
        if twin is None:
            parts.append(rows_of(con, warehouse, kind, table) + f" WHERE _row NOT IN ({rejected})")
            continue
        back = f"SELECT row FROM {other}.rejected_row WHERE source = {twin.id} EXCEPT {rejected}"
        if con.execute(f"SELECT count(*) FROM ({back})").fetchone()[0]:
            parts.append(rows_of(con, warehouse, kind, table) + f" WHERE _row IN ({back})")
    return " UNION ALL ".join(parts)


def rows_of(con, warehouse: Path, kind: Kind, table: Table) -> str:
    """SELECT of the typed rows of a table: the fields of today, _file, _table, _row. Raises Refused if they are gone."""
    path = paths(warehouse, table.key)[0]
    try:
        there = {c[0] for c in con.execute(f"SELECT * FROM read_parquet({quoted(path)}) LIMIT 0").description}
    except duckdb.Error as error:
        raise refuse("rows_gone", file=table.file) from error
    names = ", ".join(f'"{n}"' if n in there else f'NULL AS "{n}"' for n in kind.fields)
    file = "'" + table.file.replace("'", "''") + "'"
    return f"SELECT {names}, {file} AS _file, {table.id} AS _table, _row FROM read_parquet({quoted(path)})"


def _nothing(kind: Kind) -> str:
    names = ", ".join(f'NULL AS "{n}"' for n in kind.fields)
    return f"SELECT {names}, NULL AS _file, NULL AS _table, NULL AS _row WHERE FALSE"


def _days(con, warehouse: Path, kind: Kind, now: list[Table]) -> str:
    """SELECT _table, _row, day: the day each new record speaks of; attendance speaks of the day of its session."""
    if kind.name in DAYS:
        return f'SELECT _table, _row, "{DAYS[kind.name]}" AS day FROM new_rows'
    sessions = [rows_of(con, warehouse, kinds()["sessions"], t) for t in now if t.kind == "sessions"]
    if kind.name == "attendance" and sessions:
        return (
            f"SELECT n._table, n._row, any_value(s.date) AS day FROM new_rows n JOIN ({' UNION ALL '.join(sessions)}) s "
            "USING (session_id) GROUP BY n._table, n._row"
        )
    return "SELECT NULL AS _table, NULL AS _row, CAST(NULL AS DATE) AS day WHERE FALSE"
