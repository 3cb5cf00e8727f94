"""Turns rows of text into typed rows: each row is accepted into acc_<kind> or goes to rejected_row.

Dates, flags, codes and regions are understood once per distinct spelling, in Python; numbers and the
splitting of rows are one SQL statement per table, so ten million rows take one pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from data.codes import Codes, normalise
from data.dates import parse_date
from data.faults import message
from data.fields import Field, Kind, kinds

_TYPES = {"text": "VARCHAR", "int": "BIGINT", "number": "DOUBLE", "date": "DATE", "flag": "BOOLEAN"}
_FLAGS = {
    **dict.fromkeys(("是", "true", "yes", "y", "1", "√", "t"), True),
    **dict.fromkeys(("否", "false", "no", "n", "0", "×", "f"), False),
}
_FULL_WIDTH = "translate({0}, '０１２３４５６７８９．－，', '0123456789.-,')"


@dataclass(frozen=True)
class Arrival:
    """One table of text on its way in: `id` is its row in source_table, `columns` field -> column name."""

    id: int
    kind: str
    table: str
    columns: dict[str, str]


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Empty acc_<kind> tables for every kind, and the list of rejected rows."""
    for kind in kinds().values():
        fields = ", ".join(f'"{f.name}" {_TYPES.get(f.type, "VARCHAR")}' for f in kind.fields.values())
        con.execute(f"CREATE TABLE acc_{kind.name} ({fields}, _src INTEGER, _row BIGINT)")
    con.execute("CREATE TABLE rejected (_src INTEGER, _row BIGINT, field VARCHAR, value VARCHAR, code VARCHAR)")


def accept(con: duckdb.DuckDBPyConnection, arrival: Arrival, codes: Codes) -> None:
    """Types every row of the arrival; the first faulty cell of a row sends the row to `rejected`."""
    kind = kinds()[arrival.kind]
    for name, field in kind.fields.items():
        if name in arrival.columns and _is_mapped(field):
            _map_spellings(con, arrival, field, codes)
    con.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {_typing(kind, arrival)}")
    _reject(con, arrival, kind)
    names = ", ".join(_key(kind) if kind.made and name == kind.key[0] else f'"{name}"' for name in kind.fields)
    con.execute(f"INSERT INTO acc_{kind.name} SELECT {names}, {arrival.id}, _row FROM typed WHERE _fault IS NULL")
    con.execute("DROP TABLE typed")


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
    if code == "unknown_reference":
        target = kinds()[kind.refs.get(field, "cadres")]
        return message(code, language, kind=target.zh if language == "zh" else target.en)
    return message(code, language)


def _key(kind: Kind) -> str:
    """The key of a row, made of other fields where it is empty, so that other files can point at it."""
    return f'coalesce("{kind.key[0]}", ' + " || ':' || ".join(f'"{name}"' for name in kind.made) + ")"


def _bare(column: str) -> str:
    """The cell without the blanks around it, of which spreadsheets know several; NULL if nothing is left."""
    return f"nullif(trim(s.{column}, chr(9) || chr(10) || chr(13) || chr(32) || chr(160) || chr(12288)), '')"


def _plain(number: float | None) -> str:
    return "…" if number is None else f"{number:g}"


def _is_mapped(field: Field) -> bool:
    return field.type in ("date", "flag", "code", "region")


def _map_spellings(con: duckdb.DuckDBPyConnection, arrival: Arrival, field: Field, codes: Codes) -> None:
    """Table spell_<field>: each distinct text and what it means; NULL if it means nothing."""
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


def _typing(kind: Kind, arrival: Arrival) -> str:
    """SELECT with one typed column a field, `_row`, and `_fault` = 'field:code' of the first fault or NULL."""
    typed, joins, faults = [], [], []
    for field in kind.fields.values():
        column = arrival.columns.get(field.name)
        if column is None:
            typed.append(f'CAST(NULL AS {_TYPES.get(field.type, "VARCHAR")}) AS "{field.name}"')
            continue
        raw = _bare(column)
        value = _value(field, raw)
        if _is_mapped(field):
            joins.append(f"LEFT JOIN spell_{field.name} ON spell_{field.name}.text = s.{column}")
        typed.append(f'{value} AS "{field.name}"')
        faults += _faults(field, raw, value)
    fault = f"CASE {' '.join(faults)} END" if faults else "NULL"
    return f"SELECT s._row, {', '.join(typed)}, {fault} AS _fault FROM {arrival.table} s {' '.join(joins)}"


def _value(field: Field, raw: str) -> str:
    if field.type == "text":
        return raw
    number = f"TRY_CAST({_FULL_WIDTH.format(raw)} AS DOUBLE)"
    if field.type == "number":
        return f"CASE WHEN isfinite({number}) THEN {number} END"
    if field.type == "int":
        return f"CASE WHEN {number} = floor({number}) AND abs({number}) < 9e15 THEN CAST({number} AS BIGINT) END"
    return f"spell_{field.name}.meaning"


def _faults(field: Field, raw: str, value: str) -> list[str]:
    found = [f"WHEN {raw} IS NULL THEN '{field.name}:empty'"] if field.required else []
    if field.type != "text":
        found.append(f"WHEN {raw} IS NOT NULL AND {value} IS NULL THEN '{field.name}:bad_{field.type}'")
    limits = [f"{value} < {field.low}"] if field.low is not None else []
    limits += [f"{value} > {field.high}"] if field.high is not None else []
    if limits:
        found.append(f"WHEN {' OR '.join(limits)} THEN '{field.name}:out_of_range'")
    return found


def _reject(con: duckdb.DuckDBPyConnection, arrival: Arrival, kind: Kind) -> None:
    raw = " ".join(f"WHEN '{name}' THEN s.{column}" for name, column in arrival.columns.items() if name in kind.fields)
    con.execute(
        f"INSERT INTO rejected SELECT {arrival.id}, t._row, split_part(t._fault, ':', 1), "
        f"CASE split_part(t._fault, ':', 1) {raw} END, split_part(t._fault, ':', 2) "
        f"FROM typed t JOIN {arrival.table} s USING (_row) WHERE t._fault IS NOT NULL"
    )
