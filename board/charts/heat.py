"""Two orders of things at once: rows by columns, coloured by value."""

from __future__ import annotations

import pandas as pd

from board import levels
from board.charts.common import axis, head
from board.charts.dots import spread_finding
from board.model import Heat, Link, Mark
from board.rows import Row, by
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue


def type_by_level(
    frame: pd.DataFrame, key: str, scope: Scope, known: Catalogue, *, foot: str, answered: float | None = None
) -> Heat | None:
    """Training type by cadre level from effect_by_type; None without records."""
    lang = scope.language
    cells = by(frame, "train_type", "level_code")
    codes = [c for c in levels.shown(scope, known) if any((x, c) in cells for x in known.lists["types"])]
    kinds = [k for k in known.lists["types"] if any((k, c) in cells for c in codes)]
    if not codes or not kinds:
        return None
    grid = tuple(tuple(_mark(kind, code, cells, key, scope, known) for code in codes) for kind in kinds)
    flat = [m for row in grid for m in row]
    if not any(m.value.number is not None for m in flat):
        return None
    label = metrics()[key].label[lang]
    finding = t(lang, "board.about_metric", metric=label, finding=spread_finding(tuple(flat), scope))
    words = head(
        f"heat_{key}", key, "effect_by_type", finding, scope, about=t(lang, "board.about_types"), foot=foot, marks=flat,
        answered=answered,
    )  # fmt: skip
    return Heat(
        words, axis(key, (m.value for m in flat), scope), tuple(known.lists["types"][k].name(lang) for k in kinds),
        tuple(levels.name(c, scope, known) for c in codes), grid,
    )  # fmt: skip


def _mark(kind: str, code: str, cells: dict[tuple, Row], key: str, scope: Scope, known: Catalogue) -> Mark:
    name = f"{known.lists['types'][kind].name(scope.language)}·{levels.name(code, scope, known)}"
    value = metric_value(cells.get((kind, code)), key, scope)
    return Mark(name, value, "brand", Link("", (("type", kind), ("level", code))))
