"""Cells as people fill them in: signs for nothing, 85分 and 95%, day numbers, dates without a year.

Works on distinct spellings of a text table, before its rows are accepted. What is not understood stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

import duckdb
import pandas as pd

from data.accept import SPELLED, TEXTS, Arrival
from data.amounts import number_in
from data.codes import Codes, normalise
from data.dates import from_serial, parse_date, read_date, with_year
from data.fields import Field, kinds
from data.short_years import is_short, order_told
from data.xlsx_values import ERRORS

# Signs for "nothing here"; in a text column only those that can hardly be a text of their own.
NOTHING = ("—", "——", "--", "/", "n/a", "#n/a", "未交", "未填", "未填写", "未答", "(空)", "(跳过)")
NOTHING_IN_NUMBERS = (*NOTHING, "-", "na", "null", "none", "nan", "无", "缺", "空", "缺考")
SKIPPED = ("-2", "-3")  # what programmes for questionnaires write, in numbers, for a question left blank or passed over
_NO_YEAR = re.compile("--..-..", re.DOTALL)
_FEW = 2000  # rows
_LONGEST = 40  # characters a date is looked for in
_COMMA = re.compile(r"[-+]?\d+,\d{1,2}")  # behind a comma that separates thousands stand three digits
_UNIT = re.compile(r"([-+]?\d+(?:,\d{3})*(?:\.\d+)?)\s*(%|分|学时|课时|小时|分钟|天|人|名|期|次|颗?星|[Ss]tars?)?")
_SHARED = ("value",)  # what may be a percentage; that of a score is one of its top (data/shares.py)
_UNITS = {  # of what is counted in a unit of its own: 0.5天 are not 0.5 hours
    **dict.fromkeys(("hours", "scheduled_hours", "credited_hours"), ("学时", "课时", "小时")),
    "days": ("天",), "minutes_lost": ("分钟", "分"),
}  # fmt: skip


def tidy(con: duckdb.DuckDBPyConnection, arrival: Arrival, codes: Codes) -> tuple[bool, dict[str, set[str]]]:
    """Puts the understood form in place of each such cell of the arrival's table. Classes must be accepted first.

    Returns whether a date took its year from a class, so that the result is no longer the table's own; and the texts of
    each field that is spelled in many ways.
    """
    kind, dated, spelled = kinds()[arrival.kind], False, {}
    for name, texts in _telling(con, arrival).items():
        field, column = kind.fields[name], arrival.columns[name]
        found = _meant(field, texts, codes)
        put(con, arrival.table, column, found)
        if field.type in SPELLED:
            spelled[name] = {found.get(text, text) for text in texts} - {""}
        if field.type == "date" and arrival.kind != "classes" and any(map(_NO_YEAR.fullmatch, spelled[name])):
            dated = True
            _add_years(con, arrival, column)
            spelled[name] = _texts(con, arrival.table, [column])[column]
    if arrival.kind == "classes" and any(map(_NO_YEAR.fullmatch, spelled.get("end_date", ()))):
        spelled["end_date"] = _end_years(con, arrival)
    return dated, spelled


def _end_years(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> set[str]:
    """Gives the last day --04-17 of a class the year of its first day, or the next. Returns the days there are then."""
    table, start, end = arrival.table, arrival.columns["start_date"], arrival.columns["end_date"]
    rows = con.execute(f"SELECT _row, {start}, {end} FROM {table} WHERE {end} LIKE '--__-__'").fetchall()
    days = {row: _last_day(parse_date(first or ""), last) for row, first, last in rows}
    _put_days(con, table, end, {row: day for row, day in days.items() if day})
    return _texts(con, table, [end])[end]


def _last_day(first: date | None, text: str) -> date | None:
    days = (parse_date(f"{first.year + later}{text[1:]}") for later in (0, 1)) if first else ()
    return next((day for day in days if day and day >= first), None)


def _telling(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> dict[str, set[str]]:
    """The distinct texts of each field that may need tidying."""
    fields, asked = kinds()[arrival.kind].fields, {}
    nothing = ", ".join(f"'{text}'" for text in NOTHING)
    for name, column in arrival.columns.items():
        if fields[name].type in TEXTS:  # looked for in SQL: a column of keys may hold millions of distinct texts
            asked[column] = f"length({column}) <= 8 AND lower(trim({column}, ' ')) IN ({nothing})"
        elif fields[name].type in ("int", "number"):
            asked[column] = f"{column} <> '' AND TRY_CAST({column} AS DOUBLE) IS NULL"
        else:
            asked[column] = f"{column} <> ''"
    found = _distinct(con, arrival.table, asked)
    return {name: found[column] for name, column in arrival.columns.items()}


def _distinct(con: duckdb.DuckDBPyConnection, table: str, asked: dict[str, str]) -> dict[str, set[str]]:
    """The distinct texts of columns for which a condition holds; of a small table all, as to sort them out costs more."""
    if not asked:
        return {}
    rows = con.execute(f"SELECT {', '.join(asked)} FROM {table} LIMIT {_FEW}").fetchall()
    if len(rows) < _FEW:
        return {column: {row[place] for row in rows} - {None, ""} for place, column in enumerate(asked)}
    looks = (f"SELECT DISTINCT '{column}', {column} FROM {table} WHERE {condition}" for column, condition in asked.items())
    found: dict[str, set[str]] = {column: set() for column in asked}
    for column, text in con.execute(" UNION ALL ".join(looks)).fetchall():
        found[column].add(text)
    return found


def _meant(field: Field, texts: set[str], codes: Codes) -> dict[str, str]:
    """What is to stand in place of a text. Where a cell must say something, a formula that went wrong is no blank."""
    texts = {text for text in texts if not (field.required and text.strip(" ").upper() in ERRORS)}
    if field.type in TEXTS:
        return {text: "" for text in texts if len(text) <= 8 and text.strip(" ").lower() in NOTHING}
    if field.type in ("int", "number"):
        words = {text: said for text in texts if not _is_number(text) and (said := number_in(field.name, text))}
        told = (text for text in texts - words.keys() if not _is_number(text) and _is_own_unit(field, text))
        meant = words | {text: "" if is_nothing(text, number=True) else plain_number(text) for text in told}
        return {text: number for text, number in meant.items() if number != text}
    if field.type == "date":
        return _dates(text for text in texts if len(text) <= _LONGEST)
    known = dict(codes.terms(field.list)) if field.list else {}
    return {text: "" for text in texts if len(text) <= 8 and is_nothing(text) and normalise(text) not in known}


def is_nothing(text: str, number: bool = False) -> bool:
    """Whether a cell only says that nothing was filled in."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return plain in (NOTHING_IN_NUMBERS if number else NOTHING)


def plain_number(text: str) -> str:
    """85分, 95%, １,２００人, 18,5 as 85, 95, 1200, 18.5: the number before its unit. Any other text as it is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _COMMA.fullmatch(plain):
        return plain.replace(",", ".")
    match = _UNIT.fullmatch(plain)
    return match[1].replace(",", "") if match else text


def _is_own_unit(field: Field, text: str) -> bool:
    """Whether the unit behind a number, if there is one, is that of the field."""
    match = _UNIT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match and match[2] == "%" and field.name not in _SHARED:
        return False
    return not (match and match[2]) or match[2] in _UNITS.get(field.name, (match[2],))


def read_serials(con: duckdb.DuckDBPyConnection, arrival: Arrival, base: int) -> None:
    """Turns day numbers in the arrival's dates into ISO dates; `base` is 1900 or 1904."""
    table, fields = arrival.table, kinds()[arrival.kind].fields
    columns = [column for name, column in arrival.columns.items() if fields[name].type == "date"]
    for column, texts in _texts(con, table, columns).items():
        days = {text: from_serial(text, base) for text in texts if len(text) <= 20}
        put(con, table, column, {text: day.isoformat() for text, day in days.items() if day})


def put(con: duckdb.DuckDBPyConnection, table: str, column: str, meanings: dict[str, str]) -> None:
    """Replaces each text of the column that is a key of `meanings`."""
    if not meanings:
        return
    frame = pd.DataFrame({"seen": list(meanings), "meant": list(meanings.values())}, dtype="str")
    con.register("meanings", frame)
    con.execute(f"UPDATE {table} AS t SET {column} = m.meant FROM meanings m WHERE t.{column} = m.seen")
    con.unregister("meanings")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _texts(con: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> dict[str, set[str]]:
    return _distinct(con, table, {column: f"{column} <> ''" for column in columns})


def _dates(texts: Iterable[str]) -> dict[str, str]:
    """Days with a year of two digits stay as they are, to be rejected, where the year does not surely come first."""
    texts, meant = list(texts), {}
    first = order_told(texts) == "ymd"
    for text in (text for text in texts if first or not is_short(text)):
        day = "" if is_nothing(text, number=True) else read_date(text)
        if day is not None and day != text:
            meant[text] = day
    return meant


def _add_years(con: duckdb.DuckDBPyConnection, arrival: Arrival, column: str) -> None:
    """Gives --06-30 the year of the row's class; where the row names none, of the only class there is."""
    named = {name: f"t.{arrival.columns[name]}" for name in ("class_id", "enrollment_id") if name in arrival.columns}
    only = "(SELECT any_value(class_id) FROM acc_classes HAVING count(*) = 1)"
    person = named.get("enrollment_id", "NULL")
    enrolled = f"(SELECT e.class_id FROM acc_enrollments e WHERE e.enrollment_id = {person} LIMIT 1)"
    key = named.get("class_id") or f"coalesce({enrolled}, {only})"
    rows = con.execute(
        f"SELECT p._row, p.text, c.start_date, c.end_date FROM (SELECT t._row, t.{column} AS text, {key} AS class_id "
        f"FROM {arrival.table} t WHERE t.{column} LIKE '--__-__') p JOIN acc_classes c ON trim(p.class_id) = c.class_id"
    ).fetchall()
    days = {row: _year(text, start, end) for row, text, start, end in rows}
    _put_days(con, arrival.table, column, {row: day for row, day in days.items() if day})


def _put_days(con: duckdb.DuckDBPyConnection, table: str, column: str, days: dict[int, date]) -> None:
    frame = pd.DataFrame([(row, day.isoformat()) for row, day in days.items()], columns=["_row", "day"])
    con.register("days", frame.astype({"_row": "int64", "day": "str"}))
    con.execute(f"UPDATE {table} AS t SET {column} = d.day FROM days d WHERE t._row = d._row")
    con.unregister("days")


def _year(text: str, start: date | None, end: date | None) -> date | None:
    return with_year(text, start, end) if start and end else None
