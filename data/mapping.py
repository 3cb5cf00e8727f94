"""One record of a profile without SQL: which heading is which field, what values mean, which columns become rows.

The result is a table of text with fields as columns and a `_row` that does not repeat. Where a row of the file
became several, `_row` is made of its number and the column (see WIDE); name_rows brings back the one people see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import pandas as pd

from data import clock, spans, widths
from data.cells import NOTHING, NOTHING_IN_NUMBERS, SKIPPED, put
from data.dates import read_date
from data.faults import refuse
from data.fields import kinds
from data.hints import knowledge
from data.short_years import is_short, order_told
from data.staging import Staged, known, quoted

WIDE, STEP = 10**12, 10**5  # a row made of one cell is numbered WIDE + row × STEP + column, in the order of the sheet
PARTS = ("columns", "constants", "values", "long")
_CLOCKED = "status"  # the field that times of arrival are read as
_HOLE = re.compile(r"\{([^{}]+)\}")
_HEADING = "#"  # {#} in a text: what the heading of a long column says


@dataclass(frozen=True)
class Mapped:
    """The record as SQL: one expression a field, its parameters, and the table they are taken from."""

    fields: dict[str, str]
    given: dict[str, str]
    table: str


def map_record(con: duckdb.DuckDBPyConnection, record: dict, staged: Staged, target: str) -> tuple[str, ...]:
    """Creates table `target` (_row, _seen, one column a field). Returns the fields. Raises Refused."""
    long = record.get("long")
    table = _lengthen(con, record, staged) if long else f"(SELECT *, _row AS _seen FROM {quoted(staged.name)})"
    mapped = _mapped(record, staged, table)
    _check_fields(record, mapped.fields, staged)
    columns = ", ".join(f"{text} AS {quoted(field)}" for field, text in mapped.fields.items())
    con.execute(
        f"CREATE TABLE {target} AS SELECT _row, _seen, {columns} FROM {mapped.table} t {_where(record, staged, mapped)}",
        mapped.given,
    )
    con.execute("DROP TABLE IF EXISTS lengthened")
    if long and not _keeps_blanks(record):
        numbers = kinds()[record["kind"]].fields[long["field"]].type == "number"
        asked = (*SKIPPED, *knowledge()["no_opinion"]) if record["kind"] == "evaluations" else ()
        _drop_nothing(con, target, long["field"], (*NOTHING_IN_NUMBERS, *asked) if numbers else NOTHING)
    if record.get("distinct"):
        _keep_first(con, target, record["distinct"])
    for field in mapped.fields:
        if kinds()[record["kind"]].fields[field].type == "date":
            _write_dates(con, target, field, record.get("date_order", "ymd"), str(record.get("year", "")))
    return tuple(mapped.fields)


def inline_rows(con: duckdb.DuckDBPyConnection, record: dict, target: str) -> tuple[str, ...]:
    """Creates table `target` from the rows written into the profile itself. Returns the fields."""
    fields = tuple(dict.fromkeys(name for row in record["rows"] for name in row))
    _check_names(record, fields, "profile.toml")
    frame = pd.DataFrame([[str(row.get(name, "")) for name in fields] for row in record["rows"]], columns=list(fields))
    con.register("written", frame.astype("str"))
    numbered = "(SELECT row_number() OVER () AS _row, * FROM written)"
    con.execute(f"CREATE TABLE {target} AS SELECT _row, _row AS _seen, * EXCLUDE (_row) FROM {numbered}")
    con.unregister("written")
    return fields


def headings(record: dict) -> dict[str, str]:
    """Field -> the heading it is taken from, where it is one."""
    found = {name: source if isinstance(source, str) else source.get("heading") or ", ".join(_HOLE.findall(source["text"]))
             for name, source in record.get("columns", {}).items()}  # fmt: skip
    long = record.get("long", {})
    return found | ({long["field"]: ", ".join(long.get("headings", {}))} if "field" in long else {})


def seen_row(row: str) -> str:
    """SQL: the row number people see of an expression that may be one of a cell of a wide row."""
    return f"CASE WHEN {row} >= {WIDE} THEN ({row} - {WIDE}) // {STEP} ELSE {row} END"


def name_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Gives what was found in cells of a wide row the row number people see. Nothing may look it up after it."""
    for table in ("rejected", "finding"):
        con.execute(f"UPDATE {table} SET _row = {seen_row('_row')} WHERE _row >= {WIDE}")


def _check_names(record: dict, fields, file: str) -> None:
    spec = kinds()[record["kind"]].fields
    unknown = [f"? {name}" for name in fields if name not in spec]
    lacking = [f"− {field.name}" for field in spec.values() if field.required and field.name not in fields]
    if unknown or lacking:
        raise refuse("bad_profile", file=file, detail=f"{record['kind']}: " + ", ".join((*unknown, *lacking)))


def _check_fields(record: dict, fields: dict[str, str], staged: Staged) -> None:
    _check_names(record, fields, staged.preview.place)
    strangers = [name for name in (*record.get("values", {}), *record.get("distinct", ())) if name not in fields]
    if strangers:
        raise refuse("bad_profile", file=staged.preview.place, detail=f"{record['kind']}: ? {', '.join(strangers)}")


def _keeps_blanks(record: dict) -> bool:
    return "" in record.get("values", {}).get(record["long"]["field"], {})


def _lengthen(con: duckdb.DuckDBPyConnection, record: dict, staged: Staged) -> str:
    """Table `lengthened`: one row a cell of the long columns, with the cell, its heading and what that means."""
    long = record["long"]
    texts = _long_columns(long, staged)
    said = long.get("headings", {})
    extra = sorted({name for meaning in said.values() for name in meaning})
    rows = [
        [column, position, text, *(str(said.get(text, {}).get(name, "")) for name in extra)]
        for position, (column, text) in enumerate(texts.items())
    ]
    frame = pd.DataFrame(rows, columns=["_column", "_place", "_heading", *(f"_said_{name}" for name in extra)])
    con.register("headings", frame.astype({c: "str" for c in frame.columns if c != "_place"}))
    nulls = "INCLUDE NULLS" if _keeps_blanks(record) or "clock" in record else ""
    names = ", ".join(map(quoted, texts))
    con.execute(
        f"CREATE TABLE lengthened AS SELECT l.* EXCLUDE (_row, _column), l._row AS _seen, h.* EXCLUDE (_column, _place), "
        f"{WIDE} + l._row * {STEP} + h._place AS _row FROM (FROM {quoted(staged.name)} UNPIVOT {nulls} "
        f"(_cell FOR _column IN ({names}))) l JOIN headings h USING (_column)"
    )
    con.unregister("headings")
    return "lengthened"


def _long_columns(long: dict, staged: Staged) -> dict[str, str]:
    """Column -> what its heading says: the heading, or the first group of long.match."""
    place = staged.preview.place
    if "match" not in long:
        wanted = long.get("columns") or list(long.get("headings", {}))
        found = {known(place, staged.headings, text): text for text in wanted}
    else:
        hits = {name: re.search(long["match"], name) for name in staged.headings}
        found = {name: hit[1] if hit.re.groups else name for name, hit in hits.items() if hit}
    if not found:
        raise refuse("no_column", file=place, heading=long.get("match", "long"), headings=", ".join(staged.headings[:30]))
    return found


def _mapped(record: dict, staged: Staged, table: str) -> Mapped:
    given: dict[str, str] = {}
    fields = {name: _bound(given, str(text)) for name, text in record.get("constants", {}).items()}
    for name, source in record.get("columns", {}).items():
        fields[name] = _expression(source, staged, given)
    long = record.get("long", {})
    for name in sorted({name for meaning in long.get("headings", {}).values() for name in meaning}):
        fields[name] = f"nullif({quoted(f'_said_{name}')}, '')"
    if long and not any(long["field"] in meaning for meaning in long.get("headings", {}).values()):
        fields[long["field"]] = "_cell"
    if "heading" in long:
        fields[long["heading"]] = "_heading"
    cells = dict(fields)
    for name, meanings in record.get("values", {}).items():
        if name in fields:
            fields[name] = _valued(fields[name], meanings, given)
    return Mapped(fields | _clocked(record, fields, cells, staged, given), given, table)


def _clocked(record: dict, fields: dict[str, str], cells: dict[str, str], staged: Staged, given: dict[str, str]) -> dict:
    """Attendance by the clock: who has a time of arrival, or at least one of leaving, was there; late and early as said."""
    if _CLOCKED not in fields or not record.get("clock"):
        return {}

    def of(key: str, make) -> str:
        """What is said of the cell's own column; of a table that is not long there is one only."""
        said = {name: make(told[key]) for name, told in record["clock"].items() if told.get(key)}
        if not record.get("long"):
            return next(iter(said.values()), "NULL")
        cases = " ".join(f"WHEN _heading = {_bound(given, name)} THEN {text}" for name, text in said.items())
        return f"CASE {cases} END" if said else "NULL"

    came, cell = clock.minute_in_sql(cells[_CLOCKED]), cells[_CLOCKED]
    gone = of("out", lambda name: clock.minute_in_sql(f"t.{quoted(known(staged.preview.place, staged.headings, name))}"))
    late, early = (of(key, lambda text: str(clock.minute(text))) for key in ("late", "early"))
    came_at, gone_at, ends = clock.over_midnight(came, gone, late, early)
    there = f"CASE WHEN {came_at} > {late} THEN 'L' WHEN {gone_at} < {ends} THEN 'E' ELSE 'P' END"
    seen = f"{came} IS NOT NULL OR ({cell} IS NULL AND {gone} IS NOT NULL)"
    return {_CLOCKED: f"CASE WHEN {seen} THEN {there} ELSE {fields[_CLOCKED]} END"}


def _bound(given: dict[str, str], text: str) -> str:
    """A parameter that holds the text."""
    name = f"p{len(given)}"
    given[name] = text
    return f"${name}"


def _expression(source: str | dict, staged: Staged, given: dict[str, str]) -> str:
    """A heading, {heading, match}: a part of its cells, or {text}: a text with {heading}s in it."""
    if isinstance(source, str):
        return f"t.{quoted(known(staged.preview.place, staged.headings, source))}"
    if "text" not in source:
        column = f"t.{quoted(known(staged.preview.place, staged.headings, source['heading']))}"
        return _part(column, _bound(given, source["match"]))
    parts = _HOLE.split(source["text"])
    texts = [_bound(given, part) for part in parts[::2]]
    holes = [_part(hole, _bound(given, source["match"])) if name == source.get("part") else
             _day(hole) if name == source.get("day") else hole
             for name in parts[1::2] for hole in [_hole(name, staged)]]  # fmt: skip
    mixed = [texts[0], *(piece for pair in zip(holes, texts[1:], strict=True) for piece in pair)]
    return "(" + " || ".join(mixed) + ")"


def _part(text: str, pattern: str) -> str:
    return f"nullif(regexp_extract({text}, {pattern}, 1), '')"


def _day(text: str) -> str:
    """A day without the time behind it: all who came on it were in one session."""
    return f"regexp_replace({text}, '[ T,]+\\D{{0,4}}\\d{{1,2}}\\s*[:：时時].*$', '')"


def _hole(name: str, staged: Staged) -> str:
    if name == _HEADING:
        return "_heading"
    return "CAST(_seen AS VARCHAR)" if name == "_row" else f"t.{quoted(known(staged.preview.place, staged.headings, name))}"


def _valued(text: str, meanings: dict, given: dict[str, str]) -> str:
    cases = [
        f"WHEN lower({text}) = lower({_bound(given, seen)}) THEN {_bound(given, str(meant))}"
        for seen, meant in meanings.items()
        if seen
    ]
    if "" in meanings:
        cases.append(f"WHEN {text} IS NULL THEN {_bound(given, str(meanings['']))}")
    return f"CASE {' '.join(cases)} ELSE {text} END"


def _where(record: dict, staged: Staged, mapped: Mapped) -> str:
    """The record's own exclusions: skip."""
    tests = [
        f"coalesce(t.{quoted(known(staged.preview.place, staged.headings, heading))}, '') <> {_bound(mapped.given, text)}"
        for heading, texts in record.get("skip", {}).items()
        for text in texts
    ]
    return f"WHERE {' AND '.join(tests)}" if tests else ""


def _drop_nothing(con: duckdb.DuckDBPyConnection, table: str, field: str, nothing: tuple[str, ...]) -> None:
    """A cell of a long column that says 未交 or — is no record, just as a blank one; where points are asked for, - too."""
    con.execute(
        f"DELETE FROM {table} WHERE {quoted(field)} IS NULL OR lower({quoted(field)}) IN (SELECT unnest(?))", [list(nothing)]
    )


def _keep_first(con: duckdb.DuckDBPyConnection, table: str, fields: list[str]) -> None:
    names = ", ".join(widths.in_sql(quoted(name)) for name in fields)  # as they will be compared
    con.execute(
        f"DELETE FROM {table} WHERE _row NOT IN "
        f"(SELECT _row FROM {table} QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY _row) = 1)"
    )


def _write_dates(con: duckdb.DuckDBPyConnection, table: str, field: str, order: str, year: str) -> None:
    """Writes days as ISO dates. A first or last day may stand in a cell that says both; one without a year is in `year`."""
    def day_in(text: str) -> str | None:
        span = spans.whole_days(text, order, year) if field in spans.FIELDS else None
        day = span[spans.FIELDS[field]] if span else read_date(text, order)
        return spans.in_year(day, year) if day else None

    column = quoted(field)
    texts = [r[0] for r in con.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()]
    sure = order != "ymd" or order_told(texts) == order
    days = {text: day_in(text) for text in texts if sure or not is_short(text)}
    put(con, table, column, {text: day for text, day in days.items() if day and day != text})
