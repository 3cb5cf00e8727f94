"""The table of levels: one line a level, the whole last."""

from __future__ import annotations

from board import levels
from board.model import Column, Link, Row, Table
from board.rows import Row as Found
from board.targets import target_cell, target_column, targeted
from board.text import t
from board.values import count_value, metric_value, text_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_COLUMNS = (
    "reach_rate", "hours_per_head", "attendance_rate", "leave_over_rate", "absentee_rate", "completion_rate",
    "response_rate", "satisfaction_rate", "very_satisfied_rate", "recommend_net", "learning_gain", "pass_rate",
    "excellent_rate", "assessment_score", "application_rate", "improvement_rate",
)  # fmt: skip


def level_table(effect: dict[tuple, Found], scope: Scope, known: Catalogue) -> Table:
    """Levels by metric in the period, from rows by (slice, level); metrics without any records are left out."""
    lang = scope.language
    codes = (*levels.shown(scope, known), "*")
    lines = {c: effect[("now", c)] for c in codes if ("now", c) in effect}
    keys = [k for k in _COLUMNS if any(row.get(f"{k}_state", "none") != "none" for row in lines.values())]
    aims = targeted(keys, scope, known)
    rows = tuple(_row(c, row, keys, aims, scope, known) for c, row in lines.items())
    heads = (
        Column("level_code", t(lang, "board.column_level"), "text"),
        Column("enrolled", t(lang, "board.column_enrolled"), "count"),
    )
    columns = (*heads, *(metric_column(k, lang) for k in keys), *(target_column(k, lang) for k in aims))
    return Table(t(lang, "board.table_levels"), columns, rows)


def metric_column(key: str, language: str) -> Column:
    """The column of a metric."""
    return Column(key, metrics()[key].label[language], metrics()[key].unit, key)


def _row(code: str, row: Found, keys: list[str], aims: tuple[str, ...], scope: Scope, known: Catalogue) -> Row:
    name = t(scope.language, "board.total") if code == "*" else levels.name(code, scope, known)
    values = {k: metric_value(row, k, scope) for k in keys}
    level = scope.level[0] if code == "*" and len(scope.level) == 1 else code
    verdicts = (target_cell(values[k], k, level, scope.place, scope, known) for k in aims)
    link = None if code == "*" else Link("", (("level", code),))
    return Row((text_value(name), count_value(row.get("enrolled", 0), scope), *values.values(), *verdicts), link)
