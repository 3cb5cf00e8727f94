"""Turns rows of text into typed rows: each row is accepted into acc_<kind> or goes to rejected_row.

Dates, flags, codes and regions are understood once per distinct spelling, in Python; numbers are read and persons
hashed once per distinct text, in SQL (data/identity.py); the rest is one SQL statement per table, so ten million rows
take one pass. No acc_<kind> holds a text that names a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from data import identity
from data.codes import METRICS, Codes, normalise
from data.dates import parse_date
from data.faults import PERSONAL, message
from data.fields import Field, Kind, kinds

_TYPES = {"int": "BIGINT", "number": "DOUBLE", "date": "DATE", "flag": "BOOLEAN"}
_FLAGS = {
    **dict.fromkeys(("是", "true", "yes", "y", "1", "√", "t"), True),
    **dict.fromkeys(("否", "false", "no", "n", "0", "×", "f"), False),
}
TEXTS = ("text", "key", "person", "private")  # whatever stands there is understood
_FULL_WIDTH = "translate({0}, '０１２３４５６７８９．－，', '0123456789.-,')"


@dataclass(frozen=True)
class Arrival:
    """One table of text on its way in: `id` is its row in source_table, `columns` field -> column name."""

    id: int
    kind: str
    table: str
    columns: dict[str, str]


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Empty acc_<kind> tables for every kind, the list of rejected rows, and the count of accepted ones."""
    for kind in kinds().values():
        fields = ", ".join(f'"{f.name}" {_TYPES.get(f.type, "VARCHAR")}' for f in kind.fields.values())
        con.execute(f"CREATE TABLE acc_{kind.name} ({fields}, _src INTEGER, _row BIGINT)")
    con.execute("CREATE TABLE accepted (source INTEGER, n BIGINT, latest DATE)")
    con.execute("CREATE TABLE rejected (_src INTEGER, _row BIGINT, field VARCHAR, value VARCHAR, code VARCHAR)")


def accept(con: duckdb.DuckDBPyConnection, arrival: Arrival, codes: Codes, secret: bytes) -> None:
    """Types every row of the arrival; the first faulty cell of a row sends the row to `rejected`.

    `secret` is the key persons are hashed under.
    """
    kind = kinds()[arrival.kind]
    mapped = {f.name for name, f in kind.fields.items() if name in arrival.columns and _map(con, arrival, f, codes, secret)}
    made = _made(kind, arrival)
    typing = _typing(kind, arrival, mapped, made)
    pads = identity.pads(secret) if "$outer" in typing else None
    key = f'coalesce("{kind.key[0]}", _made)'
    names = ", ".join(key if kind.made and name == kind.key[0] else f'"{name}"' for name in kind.fields)
    good = f"SELECT {names}, {arrival.id}, _row FROM ({typing}) WHERE _fault IS NULL"
    accepted = con.execute(f"INSERT INTO acc_{kind.name} {good}", pads).fetchone()[0]
    if accepted < con.execute(f"SELECT count(*) FROM {arrival.table}").fetchone()[0]:
        _reject(con, arrival, kind, typing, pads)


def choices(codes: Codes, field: Field, language: str) -> str:
    """The first codes of a field's list, as a hint in a message."""
    entries = list(codes.lists.get(field.list, {}).values())
    named = (f"{e.code} {e.zh if language == 'zh' else e.en}" for e in entries[:8])
    return ("、" if language == "zh" else ", ").join(named) + (" …" if len(entries) > 8 else "")


def reason(codes: Codes, kind: Kind, field: str, code: str, language: str) -> str:
    """Why a row was rejected, in words."""
    spec = kind.fields.get(field)
    if code == "bad_code" and spec.list == METRICS:
        return message("bad_metric", language)
    if code == "bad_code":
        return message(code, language, list=spec.list, choices=choices(codes, spec, language))
    if code == "out_of_range":
        return message(code, language, low=_plain(spec.low), high=_plain(spec.high))
    if code == "unknown_reference":
        target = kinds()[kind.refs.get(field, "cadres")]
        return message(code, language, kind=target.zh if language == "zh" else target.en)
    return message(code, language)


def _made(kind: Kind, arrival: Arrival) -> str:
    """The key of a row whose own is empty, made of other cells and hashed as if it had been written there:
    other files may point at it in either way."""
    parts = [arrival.columns.get(name) for name in kind.made]
    if not parts or None in parts:
        return "NULL"
    whole = identity.hashed(" || ':' || ".join(map(_bare, parts)))
    own = arrival.columns.get(kind.key[0])
    return f"CASE WHEN {_bare(own)} IS NULL THEN {whole} END" if own else whole


def _bare(column: str) -> str:
    return identity.bare(f"s.{column}")


def _plain(number: float | None) -> str:
    return "…" if number is None else f"{number:g}"


def _map(con: duckdb.DuckDBPyConnection, arrival: Arrival, field: Field, codes: Codes, secret: bytes) -> bool:
    """Makes table spell_<field> (each distinct text and what it means; NULL: nothing) if the field needs one."""
    if field.type in ("date", "flag", "code", "region"):
        _map_spellings(con, arrival, field, codes)
    elif field.type in ("int", "number"):
        _map_texts(con, arrival, field, _number(field, "text"))
    elif _own(kinds()[arrival.kind], field):
        return False
    elif field.type in ("person", "private"):
        _map_persons(con, arrival, field, secret, "true")
        if field.type == "person":
            identity.know(con, f"spell_{field.name}", "text")
    elif field.type == "key" and _any_personal(con, arrival.table, arrival.columns[field.name]):
        _map_persons(con, arrival, field, secret, identity.looks_personal("text"))
    else:
        return False
    return True


def _own(kind: Kind, field: Field) -> bool:
    """Whether a private key is the row's own: another in each row, so it is hashed row by row."""
    return field.type == "private" and kind.key == (field.name,)


def _any_personal(con: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    distinct = f"WITH d AS MATERIALIZED (SELECT DISTINCT {column} AS text FROM {table})"
    return con.execute(f"{distinct} SELECT count(*) > 0 FROM d WHERE {identity.looks_personal('text')}").fetchone()[0]


def _map_persons(con: duckdb.DuckDBPyConnection, arrival: Arrival, field: Field, secret: bytes, which: str) -> None:
    """Texts for which `which` (an SQL condition on `text`) holds are hashed, the others stay as they are."""
    meaning = f"CASE WHEN {which} THEN {identity.hashed('text')} ELSE {identity.bare('text')} END"
    _map_texts(con, arrival, field, meaning, identity.pads(secret))


def _map_texts(con, arrival: Arrival, field: Field, meaning: str, parameters: dict | None = None) -> None:
    """`meaning`: SQL of what a `text` means."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE spell_{field.name} AS SELECT text, {meaning} AS meaning "
        f"FROM (SELECT DISTINCT {arrival.columns[field.name]} AS text FROM {arrival.table}) WHERE text <> ''",
        parameters,
    )


def _map_spellings(con: duckdb.DuckDBPyConnection, arrival: Arrival, field: Field, codes: Codes) -> None:
    column = arrival.columns[field.name]
    texts = [r[0] for r in con.execute(f"SELECT DISTINCT {column} FROM {arrival.table} WHERE {column} <> ''").fetchall()]
    read = _reader(field, codes)
    spelled = pd.DataFrame(
        {
            "text": pd.Series(texts, dtype="str"),
            "meaning": pd.Series([read(x) for x in texts], dtype="object"),
        }
    )
    con.register("spelled", spelled)
    type_ = _TYPES.get(field.type, "VARCHAR")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE spell_{field.name} AS "
        f"SELECT CAST(text AS VARCHAR) AS text, CAST(meaning AS {type_}) AS meaning FROM spelled"
    )
    con.unregister("spelled")


def _reader(field: Field, codes: Codes):
    if field.type == "date":
        return lambda text: parse_date(text)
    if field.type == "flag":
        return lambda text: _FLAGS.get(normalise(text))
    terms = dict(codes.terms(field.list))
    return lambda text: terms.get(normalise(text))


def _typing(kind: Kind, arrival: Arrival, mapped: set[str], made: str) -> str:
    """SELECT with one typed column a field, `_row`, `_made`, and `_fault` = 'field:code' of the first fault or NULL."""
    typed, joins, faults = [], [], []
    for field in kind.fields.values():
        column = arrival.columns.get(field.name)
        if column is None:
            typed.append(f'CAST(NULL AS {_TYPES.get(field.type, "VARCHAR")}) AS "{field.name}"')
            continue
        value = f"spell_{field.name}.meaning" if field.name in mapped else _value(kind, field, f"s.{column}")
        if field.name in mapped:
            joins.append(f"LEFT JOIN spell_{field.name} ON spell_{field.name}.text = s.{column}")
        typed.append(f'{value} AS "{field.name}"')
        faults += _faults(field, column, value, field.name in mapped)
    fault = f"CASE {' '.join(faults)} END" if faults else "NULL"
    return f"SELECT s._row, {', '.join(typed)}, {made} AS _made, {fault} AS _fault FROM {arrival.table} s {' '.join(joins)}"


def _value(kind: Kind, field: Field, text: str) -> str:
    if _own(kind, field):
        return identity.hashed(text)
    raw = identity.bare(text)
    return f"CASE WHEN length({raw}) >= 11 THEN {masked_in_sql(raw)} ELSE {raw} END" if field.type == "text" else raw


def _number(field: Field, text: str) -> str:
    number = f"TRY_CAST({_FULL_WIDTH.format(identity.bare(text))} AS DOUBLE)"
    if field.type == "number":
        return f"CASE WHEN isfinite({number}) THEN {number} END"
    return f"CASE WHEN {number} = floor({number}) AND abs({number}) < 9e15 THEN CAST({number} AS BIGINT) END"


def masked_in_sql(text: str) -> str:
    """SQL: the text without the middle of anything like an identity or phone number."""
    for pattern, shown in PERSONAL * 2:  # twice: neighbours share the character between them
        text = f"regexp_replace({text}, '{pattern}', '{shown}', 'g')"
    return text


def _faults(field: Field, column: str, value: str, mapped: bool) -> list[str]:
    """WHEN … THEN of a field. What is cheap to see comes first: whether a mapped text means something, how a text begins."""
    fine = f"{value} IS NOT NULL" if mapped else f"coalesce(s.{column} >= '!' AND s.{column} < '~', false)"
    found = [f"WHEN NOT ({fine}) AND {_bare(column)} IS NULL THEN '{field.name}:empty'"] if field.required else []
    if field.type not in TEXTS:
        found.append(f"WHEN {value} IS NULL AND {_bare(column)} IS NOT NULL THEN '{field.name}:bad_{field.type}'")
    limits = [f"{value} < {field.low}"] if field.low is not None else []
    limits += [f"{value} > {field.high}"] if field.high is not None else []
    if limits:
        found.append(f"WHEN {' OR '.join(limits)} THEN '{field.name}:out_of_range'")
    return found


def _reject(con: duckdb.DuckDBPyConnection, arrival: Arrival, kind: Kind, typing: str, pads: dict | None) -> None:
    """Types the rows that were not accepted once more: they are few, and keeping every typed row would cost more."""
    raw = " ".join(f"WHEN '{name}' THEN s.{column}" for name, column in arrival.columns.items() if name in kind.fields)
    con.execute(
        f"INSERT INTO rejected SELECT {arrival.id}, t._row, split_part(t._fault, ':', 1), "
        f"CASE split_part(t._fault, ':', 1) {raw} END, split_part(t._fault, ':', 2) "
        f"FROM ({typing} ANTI JOIN (SELECT _row FROM acc_{kind.name} WHERE _src = {arrival.id}) a USING (_row)) t "
        f"JOIN {arrival.table} s USING (_row) WHERE t._fault IS NOT NULL",
        pads,
    )
