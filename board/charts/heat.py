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

_ALL = "*"  # all levels together


def type_by_level(
    frame: pd.DataFrame, key: str, scope: Scope, known: Catalogue, *, foot: str, answered: float | None = None
) -> Heat | None:
    """Training type by cadre level from effect_by_type, and by all levels together; None without records.

    A city's types are shown with all levels together only (docs/architecture.md), so that column is often all there is.
    """
    lang = scope.language
    cells = by(frame, "train_type", "level_code")
    codes = [c for c in levels.shown(scope, known) if any((x, c) in cells for x in known.lists["types"])]
    kinds = [k for k in known.lists["types"] if any((k, c) in cells for c in (*codes, _ALL))]
    if len(codes) != 1 and any((kind, _ALL) in cells for kind in kinds):
        codes.append(_ALL)
    if not codes or not kinds:
        return None
    grid = tuple(tuple(_mark(kind, code, cells, key, scope, known) for code in codes) for kind in kinds)
    flat = [m for row in grid for m in row]
    alone = [m for row in grid for m, code in zip(row, codes, strict=True) if code != _ALL and m.value.number is not None]
    if not any(m.value.number is not None for m in flat):
        return None
    label = metrics()[key].label[lang]
    finding = t(lang, "board.about_metric", metric=label, finding=spread_finding(tuple(alone or flat), scope))
    words = head(
        f"heat_{key}", key, "effect_by_type", finding, scope, about=t(lang, "board.about_types"), foot=foot, marks=flat,
        answered=answered,
    )  # fmt: skip
    return Heat(
        words, axis(key, (m.value for m in flat), scope), tuple(known.lists["types"][k].name(lang) for k in kinds),
        tuple(_level(c, scope, known) for c in codes), grid,
    )  # fmt: skip


def _mark(kind: str, code: str, cells: dict[tuple, Row], key: str, scope: Scope, known: Catalogue) -> Mark:
    name = f"{known.lists['types'][kind].name(scope.language)}·{_level(code, scope, known)}"
    value = metric_value(cells.get((kind, code)), key, scope)
    where = (("type", kind),) if code == _ALL else (("type", kind), ("level", code))
    return Mark(name, value, "brand", Link("", where))


def _level(code: str, scope: Scope, known: Catalogue) -> str:
    return t(scope.language, "board.all_levels") if code == _ALL else levels.name(code, scope, known)
