"""Sums the accepted rows up into what the pages read: dimensions, marts, metrics, what the file says of itself."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import duckdb
import orjson

from data import released, years
from data.codes import Codes
from data.faults import Note, note
from data.fields import kinds
from data.metrics import metrics
from data.part import month_kind
from data.works import Works

_FOLDER = Path(__file__).parent
_HAPPENED = ("sessions", "evaluations", "follow_ups", "assessments", "enrollments")  # kinds whose days are those of the data


def dimensions(works: Works) -> None:
    """Makes what the marts are keyed by, from the kinds that are not split: the files 1*.sql."""
    _run(works, "1*.sql")


def fill(works: Works, latest: date | None, progress) -> tuple[Note, ...]:
    """Makes everything else the app reads, beside the marts made month by month, and says what does not count yet.

    `latest`: the last day of all records.
    """
    _write_dates(works, latest)
    _run(works, "[2-9]*.sql", progress)
    released.make(works)
    works.drop(*(f"acc_{name}" for name in kinds()), "attendance_credit", "month_list", "delivered")
    notes = _not_over(works)
    works.drop("not_over")
    return notes


def _run(works: Works, pattern: str, progress=lambda step, share: None) -> None:
    files = sorted((_FOLDER / "marts").glob(pattern))
    for number, path in enumerate(files):
        progress("marts", number / len(files))
        text = path.read_text(encoding="utf-8")
        if years.by_year(text):
            years.make(works, text)
        elif not month_kind(text):
            works.run(text)


def definitions_hash() -> str:
    """A short hash of everything in this folder that decides what a number means."""
    digest = hashlib.sha256()
    for pattern in ("*.toml", "marts/*.sql", "checks/*.sql"):
        for path in sorted(_FOLDER.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def write_codes(works: Works, codes: Codes) -> None:
    """Tables of the code lists: code, dim_region, attendance_credit."""
    _write_codes(works, codes)
    _write_regions(works, codes)


def _write_codes(works: Works, codes: Codes) -> None:
    rows = [
        (name, e.code, int(e.order), e.zh, e.en, orjson.dumps(e.extra).decode())
        for name, entries in codes.lists.items()
        for e in entries.values()
    ]
    works.put("code", rows, "list VARCHAR, code VARCHAR, ord INTEGER, zh VARCHAR, en VARCHAR, extra VARCHAR")
    credits = [
        (e.code, float(e.extra["credit"]) if e.extra["credit"] != "minutes" else None)
        for e in codes.lists["attendance_status"].values()
        if e.extra["credit"] != "excluded"
    ]
    works.put("attendance_credit", credits, "status VARCHAR, credit DOUBLE")


def _write_regions(works: Works, codes: Codes) -> None:
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
    columns = "code VARCHAR, parent VARCHAR, depth INTEGER, city_code VARCHAR, ord INTEGER, zh VARCHAR, en VARCHAR"
    works.put("dim_region", rows, columns)


def latest(con: duckdb.DuckDBPyConnection) -> date | None:
    """The last day anything happened, by the accepted rows of all sources."""
    return con.execute(
        "SELECT max(latest) FROM accepted JOIN source_table ON id = source WHERE kind IN (SELECT unnest($happened))",
        {"happened": list(_HAPPENED)},
    ).fetchone()[0]


def _not_over(works: Works) -> tuple[Note, ...]:
    """That people are said to have completed classes that end after the last day of all records: they do not count yet."""
    rows, classes, day, end = works.con.execute("FROM not_over").fetchone()
    return (note("not_over", rows=rows, classes=classes, day=str(day), end=str(end)),) if rows else ()


def _write_dates(works: Works, last: date | None) -> None:
    """as_of: the last day anything happened; month_list: the months the classes cover."""
    last = last or works.con.execute("SELECT max(end_date) FROM acc_classes").fetchone()[0]
    works.put("as_of", [(last,)], "as_of DATE")
    works.make(
        "month_list",
        "SELECT CAST(m AS DATE) AS month, last_day(CAST(m AS DATE)) AS last_day FROM "
        "(SELECT unnest(generate_series(date_trunc('month', min(start_date)), "
        "date_trunc('month', greatest(max(start_date), (SELECT max(as_of) FROM as_of))), INTERVAL 1 MONTH)) AS m "
        "FROM acc_classes)",
    )


def write_metrics(con: duckdb.DuckDBPyConnection) -> None:
    """Makes every metric a macro of the current database."""
    con.execute((_FOLDER / "selected.sql").read_text(encoding="utf-8"))
    con.execute(";\n".join(metric.macro for metric in metrics().values()))
    named = {c[0] for c in con.execute("FROM effect_month LIMIT 0").description}
    for metric in metrics().values():
        text = f"{metric.id} {metric.label['zh']} / {metric.label['en']}".replace("'", "''")
        if metric.count in named:
            con.execute(f"COMMENT ON COLUMN effect_month.{metric.count} IS 'n: {text}'")


def meta(works: Works, synthetic: bool) -> dict[str, str]:
    """What a version says of its figures."""
    first, last = works.con.execute(
        "SELECT min(month), max(month) FROM (SELECT month FROM effect_month UNION ALL "
        "SELECT month FROM dim_class WHERE NOT EXISTS (FROM effect_month))"  # a list of classes and nobody in them
    ).fetchone()
    as_of = works.con.execute("SELECT max(as_of) FROM as_of").fetchone()[0]
    return {
        "as_of": str(as_of),
        "first_month": str(first),
        "last_month": str(last),
        "synthetic": str(int(synthetic)),
        "definitions": definitions_hash(),
    }
