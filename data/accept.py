"""Turns rows of text into typed rows: each row is accepted into acc_<kind> or goes to rejected_row.

Dates, flags, codes and regions are understood once per distinct spelling, in Python; numbers are read and persons
hashed once per distinct text, in SQL (data/identity.py); the rest is one SQL statement per table, so ten million rows
take one pass. No acc_<kind> holds a text that names a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import duckdb

from data import identity
from data.codes import METRICS, Codes, normalise
from data.dates import parse_date
from data.faults import PERSONAL, message
from data.fields import Field, Kind, kinds
from data.lacking import CODE, target
from data.small import insert
from data.xlsx_values import ERRORS, NO_VALUE

_TYPES = {"int": "BIGINT", "number": "DOUBLE", "date": "DATE", "flag": "BOOLEAN"}
_FLAGS = {
    **dict.fromkeys(("是", "true", "yes", "y", "1", "√", "t"), True),
    **dict.fromkeys(("否", "false", "no", "n", "0", "×", "f"), False),
}
REJECTED = "_src INTEGER, _row BIGINT, field VARCHAR, value VARCHAR, code VARCHAR"
SPELLED = ("date", "flag", "code", "region")  # many ways to write few meanings
TEXTS = ("text", "key", "person", "private")  # whatever stands there is understood
_NUMBERS = {  # SQL of the value of a number, by type
    "number": "number",
    "int": "CASE WHEN number = floor(number) AND abs(number) < 9e15 THEN CAST(number AS BIGINT) END",
}
_FULL_WIDTH = f"translate({{0}}, '{identity.FOREIGN}．－，٫', '{identity.PLAIN}.-,.')"


@dataclass(frozen=True)
class Arrival:
    """One table of text on its way in: `id` is its row in source_table, `columns` field -> column name, `headings` field
    -> how the file calls it, as far as one column gives it."""

    id: int
    kind: str
    table: str
    columns: dict[str, str]
    headings: dict[str, str] | None = None

    def heading(self, name: str) -> str:
        """How a person finds the field in the file."""
        return (self.headings or {}).get(name) or kinds()[self.kind].fields[name].alias[0]


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Empty acc_<kind> tables for every kind, and the list of rejected rows."""
    for kind in kinds().values():
        con.execute(f"CREATE TABLE acc_{kind.name} ({columns_in_sql(kind)})")
    con.execute(f"CREATE TABLE rejected ({REJECTED})")


def columns_in_sql(kind: Kind) -> str:
    """Columns of acc_<kind> with their types."""
    fields = (f'"{field.name}" {_TYPES.get(field.type, "VARCHAR")}' for field in kind.fields.values())
    return f"{', '.join(fields)}, _src INTEGER, _row BIGINT"


def accept(
    con: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    codes: Codes,
    secret: bytes,
    spelled: dict[str, set[str]],
    lay: Callable[[str, dict | None], tuple[int, str]] | None = None,
) -> None:
    """Types every row of the arrival; the first faulty cell of a row sends the row to `rejected`.

    `secret` is the key persons are hashed under; `spelled` are the texts of the fields that are spelled in many ways.
    `lay` takes accepted rows (SQL and its parameters) elsewhere than to acc_<kind>: how many, and SQL of those rows.
    """
    kind = kinds()[arrival.kind]
    meanings = _meanings(con, arrival, codes, secret, spelled)
    typing = _typing(kind, arrival, meanings)
    pads = identity.pads(secret) if "$outer" in typing else None
    key = f'coalesce("{kind.key[0]}", _made) AS "{kind.key[0]}"'
    names = ", ".join(key if kind.made and name == kind.key[0] else f'"{name}"' for name in kind.fields)
    good = f"SELECT {names}, {arrival.id} AS _src, _row FROM ({typing}) WHERE _fault IS NULL"
    accepted, place = (lay or partial(_keep, con, arrival))(good, pads)
    if accepted < con.execute(f"SELECT count(*) FROM {arrival.table}").fetchone()[0]:
        _reject(con, arrival, kind, typing, pads, place)


def _keep(con: duckdb.DuckDBPyConnection, arrival: Arrival, rows: str, pads: dict | None) -> tuple[int, str]:
    table = f"acc_{arrival.kind}"
    accepted = con.execute(f"INSERT INTO {table} {rows}", pads).fetchone()[0]
    return accepted, f"FROM {table} WHERE _src = {arrival.id}"


def choices(codes: Codes, field: Field, language: str) -> str:
    """The first codes of a field's list, as a hint in a message."""
    entries = list(codes.lists.get(field.list, {}).values())
    named = (f"{e.code} {e.zh if language == 'zh' else e.en}" for e in entries[:8])
    return ("、" if language == "zh" else ", ").join(named) + (" …" if len(entries) > 8 else "")


def reason(codes: Codes, kind: Kind, field: str, code: str, language: str) -> str:
    """Why a row was rejected, in words."""
    spec = kind.fields.get(field)
    if code == "bad_code":
        return message(code, language, list=spec.list, choices=choices(codes, spec, language))
    if code == "out_of_range":
        return message(code, language, low=_plain(spec.low), high=_plain(spec.high))
    if code == CODE:
        return message(code, language, kind=getattr(target(kind, field), language))
    return message(code, language)


def _made(kind: Kind, arrival: Arrival) -> tuple[str, str]:
    """The key of a row whose own is empty, made of other cells and hashed as if it had been written there:
    other files may point at it in either way. First the cells as they are joined, then the key made of that, `s._whole`.
    """
    parts = [arrival.columns.get(name) for name in kind.made]
    if not parts or None in parts:
        return "NULL", "NULL"
    own = arrival.columns.get(kind.key[0])
    made = identity.hashed("s._whole")
    joined = " || ':' || ".join(map(identity.bare, parts))
    return joined, f"CASE WHEN {_bare(own)} IS NULL THEN {made} END" if own else made


def _bare(column: str) -> str:
    return identity.bare(f"s.{column}")


def _plain(number: float | None) -> str:
    return "…" if number is None else f"{number:g}"


def _meanings(con, arrival: Arrival, codes: Codes, secret: bytes, spelled: dict[str, set[str]]) -> dict[str, str]:
    """Field -> SQL of its distinct texts but blanks and what each means (text, meaning; NULL: nothing), if it needs one."""
    kind, found = kinds()[arrival.kind], {}
    fields = {name: field for name, field in kind.fields.items() if name in arrival.columns}
    _spell(con, fields, codes, spelled)
    _number(con, arrival, [arrival.columns[name] for name, field in fields.items() if field.type in _NUMBERS])
    telling = _personal(con, arrival, [name for name, field in fields.items() if field.type == "key"])
    for name, field in fields.items():
        if field.type in SPELLED:
            type_ = _TYPES.get(field.type, "VARCHAR")
            found[name] = f"SELECT text, CAST(meaning AS {type_}) AS meaning FROM spelled WHERE field = '{name}'"
        elif field.type in _NUMBERS:
            found[name] = f"SELECT text, {_NUMBERS[field.type]} AS meaning FROM spelled_number"
        elif _map_persons(con, arrival, field, secret, telling):
            found[name] = f"SELECT * FROM spell_{name}"
    return found


def _spell(con, fields: dict[str, Field], codes: Codes, spelled: dict[str, set[str]]) -> None:
    """Temporary table spelled: what the texts mean that are understood in Python."""
    rows = []
    for name in (name for name in spelled if name in fields):
        read = _reader(fields[name], codes)
        meant = ((text, read(text)) for text in spelled[name] if text.strip(identity.BLANKS))
        rows += [(name, text, None if meaning is None else str(meaning)) for text, meaning in meant]
    con.execute("CREATE OR REPLACE TEMP TABLE spelled (field VARCHAR, text VARCHAR, meaning VARCHAR)")
    insert(con, "spelled", rows)


def _number(con: duckdb.DuckDBPyConnection, arrival: Arrival, columns: list[str]) -> None:
    """Temporary table spelled_number: the texts of these columns as numbers."""
    if columns:
        texts = " UNION ALL ".join(f"SELECT {column} AS text FROM {arrival.table}" for column in columns)
        number = f"TRY_CAST({_FULL_WIDTH.format(identity.bare('text'))} AS DOUBLE)"
        con.execute(
            "CREATE OR REPLACE TEMP TABLE spelled_number AS "
            "SELECT text, CASE WHEN isfinite(number) THEN number END AS number "
            f"FROM (SELECT text, {number} AS number FROM (SELECT DISTINCT text FROM ({texts})) "
            f"WHERE {identity.bare('text')} <> '')"
        )


def _own(kind: Kind, field: Field) -> bool:
    """Whether a private key is the row's own: another in each row, so it is hashed row by row."""
    return field.type == "private" and kind.key == (field.name,)


def _personal(con: duckdb.DuckDBPyConnection, arrival: Arrival, names: list[str]) -> set[str]:
    """Those of the fields in whose texts something looks like an identity or phone number."""
    if not names:
        return set()
    looks = (f"SELECT DISTINCT '{name}' AS name, {arrival.columns[name]} AS text FROM {arrival.table}" for name in names)
    distinct = f"WITH d AS MATERIALIZED ({' UNION ALL '.join(looks)})"
    rows = con.execute(f"{distinct} SELECT DISTINCT name FROM d WHERE {identity.looks_personal('text')}").fetchall()
    return {name for (name,) in rows}


def _map_persons(con, arrival: Arrival, field: Field, secret: bytes, telling: set[str]) -> bool:
    """Temporary table spell_<field> if its texts are hashed, all of them or those that name a person."""
    column = arrival.columns[field.name]
    if field.type in ("person", "private") and not _own(kinds()[arrival.kind], field):
        meaning = identity.hashed("text")
    elif field.name in telling:
        which = identity.looks_personal("text")
        meaning = f"CASE WHEN {which} THEN {identity.hashed('text')} ELSE {identity.bare('text')} END"
    else:
        return False
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE spell_{field.name} AS SELECT text, {meaning} AS meaning "
        f"FROM (SELECT DISTINCT {column} AS text FROM {arrival.table}) WHERE {identity.bare('text')} <> ''",
        identity.pads(secret),
    )
    if field.type == "person":
        identity.know(con, f"spell_{field.name}", "text")
    return True


def _reader(field: Field, codes: Codes):
    if field.type == "date":
        return lambda text: parse_date(text)
    if field.type == "flag":
        return lambda text: _FLAGS.get(normalise(text))
    terms = dict(codes.terms(field.list))
    return lambda text: terms.get(normalise(text))


def _typing(kind: Kind, arrival: Arrival, meanings: dict[str, str]) -> str:
    """SELECT with one typed column a field, `_row`, `_made`, and `_fault` = 'field:code' of the first fault or NULL."""
    typed, joins, faults = [], [], []
    for field in kind.fields.values():
        column = arrival.columns.get(field.name)
        if column is None:
            typed.append(f'CAST(NULL AS {_TYPES.get(field.type, "VARCHAR")}) AS "{field.name}"')
            continue
        mapped = field.name in meanings
        value = f"of_{field.name}.meaning" if mapped else _value(kind, field, f"s.{column}")
        if mapped:
            joins.append(f"LEFT JOIN ({meanings[field.name]}) of_{field.name} ON of_{field.name}.text = s.{column}")
        typed.append(f'{value} AS "{field.name}"')
        faults += _faults(field, column, value, mapped)
    fault = f"CASE {' '.join(faults)} END" if faults else "NULL"
    whole, made = _made(kind, arrival)
    rows = f"(SELECT *, {whole} AS _whole FROM {arrival.table}) s"
    return f"SELECT s._row, {', '.join(typed)}, {made} AS _made, {fault} AS _fault FROM {rows} {' '.join(joins)}"


def _value(kind: Kind, field: Field, text: str) -> str:
    if _own(kind, field):
        return identity.hashed(text)
    raw = identity.bare(text)
    return f"CASE WHEN length({raw}) >= 11 THEN {masked_in_sql(raw)} ELSE {raw} END" if field.type == "text" else raw


def masked_in_sql(text: str) -> str:
    """SQL: the text without the middle of anything like an identity or phone number."""
    for pattern, shown in PERSONAL * 2:  # twice: neighbours share the character between them
        text = f"regexp_replace({text}, '{pattern}', '{shown}', 'g')"
    return text


def _faults(field: Field, column: str, value: str, mapped: bool) -> list[str]:
    """WHEN … THEN of a field. What is cheap to see comes first: how a text begins."""
    found = []
    if field.required and field.type in TEXTS:  # understood whatever stands there; all else is not a code, a day, a number
        found.append(f"WHEN (starts_with(s.{column}, '#') OR s.{column} = '{NO_VALUE}') AND {_broken(f's.{column}')} "
                     f"THEN '{field.name}:broken_cell'")  # fmt: skip
    if mapped:
        found += [f"WHEN of_{field.name}.text IS NULL THEN '{field.name}:empty'"] if field.required else []
        code = "bad_metric" if field.list == METRICS else f"bad_{field.type}"
        bad = f"WHEN of_{field.name}.text IS NOT NULL AND {value} IS NULL THEN '{field.name}:{code}'"
        found += [bad] if field.type not in TEXTS else []
    elif field.required:
        fine = f"coalesce(s.{column} >= '!' AND s.{column} < '~', false)"
        found.append(f"WHEN NOT {fine} AND {_bare(column)} IS NULL THEN '{field.name}:empty'")
    limits = [f"{value} < {field.low}"] if field.low is not None else []
    limits += [f"{value} > {field.high}"] if field.high is not None else []
    if limits:
        found.append(f"WHEN {' OR '.join(limits)} THEN '{field.name}:out_of_range'")
    return found


def _broken(text: str) -> str:
    """SQL: whether a cell is a formula that went wrong."""
    errors = ", ".join(f"'{error}'" for error in ERRORS)
    return f"upper(trim({text})) IN ({errors})"


def _reject(con, arrival: Arrival, kind: Kind, typing: str, pads: dict | None, accepted: str) -> None:
    """Types the rows that were not accepted once more: they are few, and keeping every typed row would cost more."""
    raw = " ".join(f"WHEN '{name}' THEN s.{column}" for name, column in arrival.columns.items() if name in kind.fields)
    con.execute(
        f"INSERT INTO rejected SELECT {arrival.id}, t._row, split_part(t._fault, ':', 1), "
        f"CASE split_part(t._fault, ':', 1) {raw} END AS _shown, CASE WHEN _shown = '{NO_VALUE}' THEN 'no_value' "
        f"WHEN {_broken('_shown')} THEN 'broken_cell' ELSE split_part(t._fault, ':', 2) END "
        f"FROM ({typing} ANTI JOIN (SELECT _row FROM ({accepted})) a USING (_row)) t "
        f"JOIN {arrival.table} s USING (_row) WHERE t._fault IS NOT NULL",
        pads,
    )
