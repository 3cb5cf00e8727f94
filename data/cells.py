"""Cells as people fill them in: signs for nothing, 85分 and 95%, day numbers, dates without a year.

Works on distinct spellings of a text table, before its rows are accepted. What is not understood stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import duckdb
import pandas as pd

from data.accept import TEXTS, Arrival
from data.codes import Codes, normalise
from data.dates import from_serial, read_date, with_year
from data.fields import Field, kinds

# Signs for "nothing here"; in a text column only those that can hardly be a text of their own.
NOTHING = ("—", "——", "--", "/", "n/a", "#n/a", "未交", "未填", "未填写", "未答", "(空)", "(跳过)")
NOTHING_IN_NUMBERS = (*NOTHING, "-", "na", "null", "none", "nan", "无", "缺", "空", "缺考")
_UNIT = re.compile(r"([-+]?\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:%|分|学时|课时|小时|分钟|天|人|名|期|次)")


def tidy(con: duckdb.DuckDBPyConnection, arrival: Arrival, codes: Codes) -> bool:
    """Puts the understood form in place of each such cell of the arrival's table. Classes must be accepted first.

    Returns whether a date took its year from a class, so that the result is no longer the table's own.
    """
    kind, dated = kinds()[arrival.kind], False
    for name, column in arrival.columns.items():
        field = kind.fields[name]
        if field.type in TEXTS:
            found = _blanks(con, arrival.table, column)
        elif field.type in ("int", "number"):
            found = _numbers(con, arrival.table, column)
        elif field.type == "date":
            found = _dates(con, arrival.table, column)
        else:
            found = _codes(con, arrival.table, column, field, codes)
        put(con, arrival.table, column, found)
        if field.type == "date" and arrival.kind != "classes":
            dated |= _add_years(con, arrival, column)
    return dated


def is_nothing(text: str, number: bool = False) -> bool:
    """Whether a cell only says that nothing was filled in."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return plain in (NOTHING_IN_NUMBERS if number else NOTHING)


def plain_number(text: str) -> str:
    """85分, 95%, １,２００人 as 85, 95, 1200: the number before its unit. Any other text as it is."""
    match = _UNIT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return match[1].replace(",", "") if match else text


def read_serials(con: duckdb.DuckDBPyConnection, arrival: Arrival, base: int) -> None:
    """Turns day numbers in the arrival's dates into ISO dates; `base` is 1900 or 1904."""
    table, fields = arrival.table, kinds()[arrival.kind].fields
    for column in (column for name, column in arrival.columns.items() if fields[name].type == "date"):
        days = {text: from_serial(text, base) for text in _texts(con, table, column, longest=20)}
        put(con, table, column, {text: day.isoformat() for text, day in days.items() if day})


def put(con: duckdb.DuckDBPyConnection, table: str, column: str, meanings: dict[str, str]) -> None:
    """Replaces each text of the column that is a key of `meanings`."""
    if not meanings:
        return
    frame = pd.DataFrame({"seen": list(meanings), "meant": list(meanings.values())}, dtype="str")
    con.register("meanings", frame)
    con.execute(f"UPDATE {table} AS t SET {column} = m.meant FROM meanings m WHERE t.{column} = m.seen")
    con.unregister("meanings")


def _texts(con: duckdb.DuckDBPyConnection, table: str, column: str, longest: int = 40) -> list[str]:
    rows = con.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> '' AND length({column}) <= ?", [longest]
    ).fetchall()
    return [row[0] for row in rows]


def _blanks(con: duckdb.DuckDBPyConnection, table: str, column: str) -> dict[str, str]:
    """Looked for in SQL: a column of keys may hold millions of distinct texts."""
    rows = con.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE length({column}) <= 8 AND lower(trim({column})) IN (SELECT unnest(?))",
        [list(NOTHING)],
    ).fetchall()
    return {row[0]: "" for row in rows}


def _numbers(con: duckdb.DuckDBPyConnection, table: str, column: str) -> dict[str, str]:
    rows = con.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> '' AND TRY_CAST({column} AS DOUBLE) IS NULL"
    ).fetchall()
    texts = [row[0] for row in rows]
    meant = {text: "" if is_nothing(text, number=True) else plain_number(text) for text in texts}
    return {text: number for text, number in meant.items() if number != text}


def _dates(con: duckdb.DuckDBPyConnection, table: str, column: str) -> dict[str, str]:
    meant = {}
    for text in _texts(con, table, column):
        day = "" if is_nothing(text, number=True) else read_date(text)
        if day is not None and day != text:
            meant[text] = day
    return meant


def _codes(con: duckdb.DuckDBPyConnection, table: str, column: str, field: Field, codes: Codes) -> dict[str, str]:
    known = dict(codes.terms(field.list)) if field.list else {}
    texts = _texts(con, table, column, longest=8)
    return {text: "" for text in texts if is_nothing(text) and normalise(text) not in known}


def _add_years(con: duckdb.DuckDBPyConnection, arrival: Arrival, column: str) -> bool:
    """Gives --06-30 the year of the row's class; where the row names none, of the only class there is.

    Returns whether there was any such date.
    """
    if not con.execute(f"SELECT count(*) FROM {arrival.table} WHERE {column} LIKE '--__-__'").fetchone()[0]:
        return False
    named = {name: f"t.{arrival.columns[name]}" for name in ("class_id", "enrollment_id") if name in arrival.columns}
    only = "(SELECT any_value(class_id) FROM acc_classes HAVING count(*) = 1)"
    person = named.get("enrollment_id", "NULL")
    enrolled = f"(SELECT e.class_id FROM acc_enrollments e WHERE e.enrollment_id = {person} LIMIT 1)"
    key = named.get("class_id") or f"coalesce({enrolled}, {only})"
    rows = con.execute(
        f"SELECT p._row, p.text, c.start_date, c.end_date FROM (SELECT t._row, t.{column} AS text, {key} AS class_id "
        f"FROM {arrival.table} t WHERE t.{column} LIKE '--__-__') p JOIN acc_classes c ON trim(p.class_id) = c.class_id"
    ).fetchall()
    if not rows:
        return True
    days = [(row, _year(text, start, end)) for row, text, start, end in rows]
    frame = pd.DataFrame([(row, day.isoformat()) for row, day in days if day], columns=["_row", "day"])
    con.register("days", frame.astype({"_row": "int64", "day": "str"}))
    con.execute(f"UPDATE {arrival.table} AS t SET {column} = d.day FROM days d WHERE t._row = d._row")
    con.unregister("days")
    return True


def _year(text: str, start: date | None, end: date | None) -> date | None:
    return with_year(text, start, end) if start and end else None
