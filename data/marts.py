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
from data.part import month_kind

_FOLDER = Path(__file__).parent


def dimensions(con: duckdb.DuckDBPyConnection, codes: Codes) -> None:
    """Builds what the marts are keyed by, from the kinds that are not split: code lists and the files 1*.sql."""
    _write_codes(con, codes)
    _write_regions(con, codes)
    for path in sorted((_FOLDER / "marts").glob("1*.sql")):
        con.execute(path.read_text(encoding="utf-8"))


def fill(con: duckdb.DuckDBPyConnection, synthetic: bool, progress) -> None:
    """Builds everything else the app reads, beside the marts made month by month; drops the accepted rows themselves."""
    _write_dates(con)
    files = sorted((_FOLDER / "marts").glob("[2-9]*.sql"))
    for number, path in enumerate(files):
        progress("marts", number / len(files))
        text = path.read_text(encoding="utf-8")
        if not month_kind(text):
            con.execute(text)
    _write_freshness(con)
    for kind in kinds():
        con.execute(f"DROP TABLE acc_{kind}")
    for table in ("rejected", "accepted", "attendance_credit", "month_list"):
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


_HAPPENED = ("sessions", "evaluations", "follow_ups", "assessments", "enrollments")


def _write_dates(con: duckdb.DuckDBPyConnection) -> None:
    """as_of: the last day anything happened; month_list: the months the classes cover."""
    con.execute(
        "CREATE TABLE as_of AS SELECT coalesce(max(latest), (SELECT max(end_date) FROM acc_classes)) AS as_of "
        "FROM accepted JOIN source_table ON id = source WHERE kind IN (SELECT unnest($happened))",
        {"happened": list(_HAPPENED)},
    )
    con.execute(
        "CREATE TABLE month_list AS SELECT CAST(m AS DATE) AS month, last_day(CAST(m AS DATE)) AS last_day FROM "
        "(SELECT unnest(generate_series(date_trunc('month', min(start_date)), "
        "date_trunc('month', greatest(max(start_date), (SELECT max(as_of) FROM as_of))), INTERVAL 1 MONTH)) AS m "
        "FROM acc_classes)"
    )


def _write_freshness(con: duckdb.DuckDBPyConnection) -> None:
    """source_file: what each source gave, and the last day it speaks of."""
    con.execute(
        "CREATE TABLE source_file AS SELECT s.*, coalesce(a.n, 0) AS accepted, a.latest "
        "FROM source_table s LEFT JOIN accepted a ON a.source = s.id ORDER BY s.id"
    )
    con.execute("DROP TABLE source_table")


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
