"""The table of compliance: one line a level with its own rule, source and status; the whole last."""

from __future__ import annotations

import pandas as pd

from board import levels
from board.charts.pace import SPANS
from board.definitions import rule_words
from board.level_table import metric_column
from board.model import Column, Link, Row, State, Table, Value
from board.rows import Row as Found
from board.rows import records
from board.text import t
from board.values import absent, count_value, metric_value, text_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_COUNTS = ("year_required", "rolling_required")
_WINDOW = {"annual": "year", "year": "year", "five": "rolling", "cycle": "cycle"}  # first word of a metric of hours
_METRICS = (
    "annual_rate", "annual_track_rate", "year_hours_per_head", "five_year_rate", "five_year_track_rate", "cycle_rate",
    "cycle_track_rate", "online_rate", "initial_in_time_rate", "promoted_in_time_rate",
)  # fmt: skip


def coverage_table(rows: dict[str, Found], pace: pd.DataFrame, scope: Scope, known: Catalogue) -> Table | None:
    """Levels by metric from rows by level ("*" is all); metrics without records are left out. None without rows."""
    lang, rules = scope.language, rules_of(pace)
    lines = {c: rows[c] for c in (*levels.shown(scope, known), "*") if c in rows}
    keys = [k for k in _METRICS if any(r.get(f"{k}_state", "none") != "none" for r in lines.values())]
    if not keys:
        return None
    counts = [c for c in _COUNTS if any(r.get(c) for r in lines.values())]
    heads = (
        Column("level_code", t(lang, "board.column_level"), "text"),
        *(Column(c, t(lang, f"coverage.column_{c}"), "count") for c in counts),
        *(metric_column(k, lang) for k in keys),
        Column("rule", t(lang, "board.column_rule"), "text"),
    )
    said = tuple(_row(code, row, counts, keys, rules.get(code, {}), scope, known) for code, row in lines.items())
    used = dict.fromkeys(code for spans in rules.values() for code in spans.values())
    defined = {metrics()[key].rule for key in keys}  # their texts stand in the definitions of the table
    rest = " ".join(rule_words(code, scope, known) for code in used if code not in defined)
    note = t(lang, "coverage.table_note", rules=rest).strip()
    return Table(t(lang, "coverage.table"), heads, said, note=note)


def _value(row: Found, key: str, spans: set[str], scope: Scope) -> Value:
    """A figure; or that no rule of its window applies to the level, or that nobody was due."""
    value, lang = metric_value(row, key, scope), scope.language
    if value.state is not State.NO_RECORDS:
        return value
    window = _WINDOW.get(key.split("_")[0])
    if window is None:
        return absent(State.NO_RECORDS, scope, text=t(lang, "coverage.nobody_due"))
    return value if window in spans else absent(State.NO_RECORDS, scope, text=t(lang, "coverage.no_such_rule"))


def rules_of(pace: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Level code -> window -> the rule in force for it on the day."""
    found: dict[str, dict[str, str]] = {}
    for row in sorted(records(pace), key=lambda r: SPANS.index(r["span"])):
        if row["rule_code"]:
            found.setdefault(row["level_code"], {})[row["span"]] = row["rule_code"]
    return found


def _rule_mark(code: str, scope: Scope, known: Catalogue) -> str:
    """R02（已核实）: the rule and how well it is known; text and source stand in the definitions, else above the table."""
    return t(scope.language, "coverage.rule", code=code, status=_status(code, scope, known))


def _status(code: str, scope: Scope, known: Catalogue) -> str:
    return known.lists["rule_status"][known.lists["rules"][code].extra["status"]].name(scope.language)


def _row(code, row: Found, counts: list[str], keys: list[str], rules, scope: Scope, known: Catalogue) -> Row:
    lang = scope.language
    name = t(lang, "board.total") if code == "*" else levels.name(code, scope, known)
    said = t(lang, "board.comma").join(_rule_mark(r, scope, known) for r in rules.values())
    spans = set(rules) if code != "*" else set(SPANS)
    values = (_value(row, k, spans, scope) for k in keys)
    shown = (count_value(row.get(c, 0), scope) for c in counts)
    link = None if code == "*" else Link("", (("level", code),))
    return Row((text_value(name), *shown, *values, text_value(said)), link)
