"""Every source file: rows in, accepted, rejected, and up to which day it speaks."""

from __future__ import annotations

import pandas as pd

from board.field_words import kind_name, place
from board.formats import day, number
from board.model import Column, Row, Table, Value
from board.rows import Row as Found
from board.rows import records
from board.text import t
from board.values import count_value, text_value
from queries.scope import Scope

_COLUMNS = (
    ("file", "text"), ("kind", "text"), ("rows", "count"), ("accepted", "count"), ("rejected", "count"),
    ("rejected_share", "percent"), ("latest", "date"),
)  # fmt: skip


def file_table(files: pd.DataFrame, scope: Scope) -> Table:
    """One line a source table of source_files; rows = accepted + rejected in each."""
    lang = scope.language
    columns = tuple(Column(name, t(lang, f"trust.column_{name}"), unit) for name, unit in _COLUMNS)
    rows = tuple(_row(found, scope) for found in records(files))
    return Table(t(lang, "trust.table_files"), columns, rows, note=t(lang, "trust.table_files_note"))


def _row(found: Found, scope: Scope) -> Row:
    counts = (count_value(found[name], scope) for name in ("rows", "accepted", "rejected"))
    latest = t(scope.language, "trust.undated") if pd.isna(found["latest"]) else day(found["latest"].date(), scope.language)
    return Row(
        (
            text_value(place(found["file"], found["sheet"])),
            text_value(kind_name(found["kind"], scope.language)),
            *counts,
            _share(found["rejected"], found["rows"], scope),
            text_value(latest),
        )
    )


def _share(rejected: int, rows: int, scope: Scope) -> Value:
    """The share of rows set aside; a few of many are said as few, never rounded to none."""
    share = rejected / rows if rows else 0.0
    few = 0 < share < 0.0005
    text = t(scope.language, "trust.below_tenth") if few else number(share, "percent", scope.language)
    return Value(share, text, n=int(rows))
