"""Sums the accepted rows up into what the pages read: dimensions, marts, metrics, what the file says of itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import orjson
import pandas as pd

from data.codes import Codes
from data.fields import kinds
from data.metrics import metrics

_FOLDER = Path(__file__).parent


def fill(con: duckdb.DuckDBPyConnection, codes: Codes, synthetic: bool, progress) -> None:
    """Builds everything the app reads from acc_<kind> and drops the accepted rows themselves."""
    _write_codes(con, codes)
    _write_regions(con, codes)
    _write_dates(con)
    files = sorted((_FOLDER / "marts").glob("*.sql"))
    for number, path in enumerate(files):
        progress("marts", number / len(files))
        con.execute(path.read_text(encoding="utf-8"))
    _write_freshness(con)
    for kind in kinds():
        con.execute(f"DROP TABLE acc_{kind}")
    for table in ("rejected", "attendance_credit", "month_list"):
        con.execute(f"DROP TABLE {table}")
    _write_metrics(con)
    _write_meta(con, synthetic)


def definitions_hash() -> str:
    """A short hash of everything in this folder that decides what a number means."""
    digest = hashlib.sha256()
    for pattern in ("*.toml", "marts/*.sql", "checks/*.sql"):
        for path in sorted(_FOLDER.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _write(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple], columns: dict[str, str]) -> None:
    con.execute(f"CREATE TABLE {table} ({', '.join(f'{n} {t}' for n, t in columns.items())})")
    if rows:
        frame = pd.DataFrame(rows, columns=list(columns)).astype(object)
        con.register("rows_in", frame)
        con.execute(f"INSERT INTO {table} SELECT * FROM rows_in")
        con.unregister("rows_in")


def _write_codes(con: duckdb.DuckDBPyConnection, codes: Codes) -> None:
    rows = [
        (name, e.code, int(e.order), e.zh, e.en, orjson.dumps(e.extra).decode())
        for name, entries in codes.lists.items()
        for e in entries.values()
    ]
    columns = {
        "list": "VARCHAR",
        "code": "VARCHAR",
        "ord": "INTEGER",
        "zh": "VARCHAR",
        "en": "VARCHAR",
        "extra": "VARCHAR",
    }
    _write(con, "code", rows, columns)
    credits = [
        (e.code, float(e.extra["credit"]) if e.extra["credit"] != "minutes" else None)
        for e in codes.lists["attendance_status"].values()
        if e.extra["credit"] != "excluded"
    ]
    _write(con, "attendance_credit", credits, {"status": "VARCHAR", "credit": "DOUBLE"})


def _write_regions(con: duckdb.DuckDBPyConnection, codes: Codes) -> None:
    """dim_region: each region with its depth below the root and the city (depth 1) it belongs to."""
    rows = []
    for number, entry in enumerate(codes.lists["regions"].values()):
        line = codes.ancestors(entry.code)[::-1]  # the root first
        path = (*line, entry.code) if entry.code not in line else line
        city = path[1] if len(path) > 1 else path[0]
        rows.append(
            (
                entry.code,
                codes.region_parent(entry.code) or "",
                len(path) - 1,
                city,
                number,
                entry.zh,
                entry.en,
            )
        )
    columns = {
        "code": "VARCHAR",
        "parent": "VARCHAR",
        "depth": "INTEGER",
        "city_code": "VARCHAR",
        "ord": "INTEGER",
    }
    _write(con, "dim_region", rows, {**columns, "zh": "VARCHAR", "en": "VARCHAR"})


def _write_dates(con: duckdb.DuckDBPyConnection) -> None:
    """as_of: the last day anything happened; month_list: the months the classes cover."""
    con.execute(
        "CREATE TABLE as_of AS SELECT coalesce(max(day), (SELECT max(end_date) FROM acc_classes)) AS as_of FROM ("
        "SELECT max(date) AS day FROM acc_sessions UNION ALL SELECT max(submitted_on) FROM acc_evaluations "
        "UNION ALL SELECT max(submitted_on) FROM acc_follow_ups UNION ALL SELECT max(taken_on) FROM acc_assessments "
        "UNION ALL SELECT max(completed_on) FROM acc_enrollments)"
    )
    con.execute(
        "CREATE TABLE month_list AS SELECT CAST(m AS DATE) AS month, last_day(CAST(m AS DATE)) AS last_day FROM "
        "(SELECT unnest(generate_series(date_trunc('month', min(start_date)), "
        "date_trunc('month', greatest(max(start_date), (SELECT max(as_of) FROM as_of))), INTERVAL 1 MONTH)) AS m "
        "FROM acc_classes)"
    )


DAYS = {
    "classes": "start_date",
    "sessions": "date",
    "evaluations": "submitted_on",
    "follow_ups": "submitted_on",
    "assessments": "taken_on",
    "enrollments": "completed_on",
    "cadres": "valid_from",
    "hours_ledger": "date_from",
}


def _write_freshness(con: duckdb.DuckDBPyConnection) -> None:
    """source_file: what each source gave, and the last day it speaks of."""
    con.execute("ALTER TABLE source_table ADD COLUMN accepted BIGINT")
    con.execute("ALTER TABLE source_table ADD COLUMN latest DATE")
    for number, kind in con.execute("SELECT id, kind FROM source_table").fetchall():
        day = f"max({DAYS[kind]})" if kind in DAYS else "NULL"
        con.execute(
            f"UPDATE source_table SET accepted = a.n, latest = a.latest FROM "
            f"(SELECT count(*) AS n, {day} AS latest FROM acc_{kind} WHERE _src = $id) a WHERE id = $id",
            {"id": number},
        )
    con.execute("ALTER TABLE source_table RENAME TO source_file")


def _write_metrics(con: duckdb.DuckDBPyConnection) -> None:
    con.execute((_FOLDER / "selected.sql").read_text(encoding="utf-8"))
    for metric in metrics().values():
        con.execute(metric.macro)
    named = {c[0] for c in con.execute("SELECT column_name FROM (DESCRIBE effect_month)").fetchall()}
    for metric in metrics().values():
        text = f"{metric.id} {metric.label['zh']} / {metric.label['en']}".replace("'", "''")
        if metric.count in named:
            con.execute(f"COMMENT ON COLUMN effect_month.{metric.count} IS 'n: {text}'")


def _write_meta(con: duckdb.DuckDBPyConnection, synthetic: bool) -> None:
    first, last = con.execute("SELECT min(month), max(month) FROM effect_month").fetchone()
    as_of = con.execute("SELECT max(as_of) FROM as_of").fetchone()[0]
    rows = [
        ("as_of", str(as_of)),
        ("first_month", str(first)),
        ("last_month", str(last)),
        ("synthetic", str(int(synthetic))),
        ("definitions", definitions_hash()),
    ]
    _write(con, "meta", rows, {"key": "VARCHAR", "value": "VARCHAR"})
