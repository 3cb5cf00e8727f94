"""How far cadres have come with the hours their rule asks for: window and level by state of pace."""

from __future__ import annotations

import pandas as pd

from board import levels
from board.charts.common import axis, head, n_text
from board.formats import number
from board.model import Heat, Link, Mark
from board.rows import Row, by
from board.text import t
from board.values import metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

SPANS = ("year", "rolling", "cycle")
PACES = ("met", "on_pace", "behind", "missed")
_KEY = "pace_rate"


def pace_heat(frame: pd.DataFrame, scope: Scope, known: Catalogue) -> Heat | None:
    """States of pace from hours_pace: a row for each window and level it applies to; None without records."""
    lang, cells = scope.language, by(frame, "span", "level_code", "pace")
    places = [(s, c) for s in SPANS for c in levels.shown(scope, known) if (s, c, PACES[0]) in cells]
    grid = tuple(tuple(_mark(s, c, p, cells, scope, known) for p in PACES) for s, c in places)
    flat = [mark for row in grid for mark in row]
    if not any(mark.value.number is not None for mark in flat):
        return None
    total = cells.get((places[0][0], "*", PACES[0]), {}).get("required")
    words = head(
        "pace", _KEY, "hours_pace", _finding(cells, scope), scope, about=t(lang, "coverage.about_pace"),
        foot=n_text(total, scope), marks=flat,
    )  # fmt: skip
    rows = tuple(row_name(s, c, scope, known) for s, c in places)
    columns = tuple(t(lang, f"coverage.pace_{p}") for p in PACES)
    return Heat(words, axis(_KEY, (m.value for m in flat), scope), rows, columns, grid)


def row_name(span: str, code: str, scope: Scope, known: Catalogue) -> str:
    """县处级·五年（滚动）."""
    level = levels.name(code, scope, known)
    return t(scope.language, "coverage.pace_row", level=level, span=t(scope.language, f"coverage.span_{span}"))


def _mark(span: str, code: str, pace: str, cells: dict[tuple, Row], scope: Scope, known: Catalogue) -> Mark:
    name = f"{row_name(span, code, scope, known)} {t(scope.language, f'coverage.pace_{pace}')}"
    return Mark(name, metric_value(cells.get((span, code, pace)), _KEY, scope), "brand", Link("", (("level", code),)))


def _finding(cells: dict[tuple, Row], scope: Scope) -> str:
    """Behind or not met, window by window: of all those the rule applies to."""
    lang, parts = scope.language, []
    for span in SPANS:
        late = [metric_value(cells.get((span, "*", pace)), _KEY, scope) for pace in ("behind", "missed")]
        if all(value.number is not None for value in late):
            share = number(sum(value.number for value in late), "percent", lang, late[0].n)
            parts.append(t(lang, "coverage.pace_part", span=t(lang, f"coverage.span_{span}"), text=share))
    if not parts:
        return t(lang, "board.too_few_to_compare")
    return t(lang, "coverage.pace_finding", parts=t(lang, "board.comma").join(parts))
