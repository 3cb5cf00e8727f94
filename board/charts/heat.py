"""Two orders of things at once: rows by columns, coloured by value; or the rows alone, where no cell may be told."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from board import levels
from board.charts.common import axis, head
from board.charts.dots import dots, spread_finding
from board.model import Dots, Heat, Link, Mark
from board.rows import Row, by
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_ALL = "*"  # all levels together


def type_by_level(
    frame: pd.DataFrame, key: str, scope: Scope, known: Catalogue, *, foot: str, answered: float | None = None
) -> Heat | Dots | None:
    """Training type by cadre level from effect_by_type, and by all levels together; None without records.

    Where types are told with all levels together only (docs/architecture.md) they stand side by side as dots.
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
    if not alone:
        return _types(kinds, cells, key, scope, known, foot, answered)
    words = head(
        f"heat_{key}", key, "effect_by_type", _finding(tuple(alone), key, scope), scope,
        about=t(lang, "board.about_types"), foot=foot, marks=flat, answered=answered,
    )  # fmt: skip
    return Heat(
        words, axis(key, (m.value for m in flat), scope), tuple(known.lists["types"][k].name(lang) for k in kinds),
        tuple(_level(c, scope, known) for c in codes), grid,
    )  # fmt: skip


def _types(
    kinds: list[str], cells: dict[tuple, Row], key: str, scope: Scope, known: Catalogue, foot: str, answered: float | None
) -> Dots | None:
    """Types with all levels together."""
    named = ((known.lists["types"][k].name(scope.language), _mark(k, _ALL, cells, key, scope, known)) for k in kinds)
    marks = tuple(replace(mark, label=name) for name, mark in named)
    return dots(
        marks, key, "effect_by_type", scope, chart_id=f"types_{key}", finding=_finding(marks, key, scope),
        about=t(scope.language, "board.about_types_alone"), foot=foot, answered=answered,
    )  # fmt: skip


def _finding(marks: tuple[Mark, ...], key: str, scope: Scope) -> str:
    label = metrics()[key].label[scope.language]
    return t(scope.language, "board.about_metric", metric=label, finding=spread_finding(marks, scope))


def _mark(kind: str, code: str, cells: dict[tuple, Row], key: str, scope: Scope, known: Catalogue) -> Mark:
    name = f"{known.lists['types'][kind].name(scope.language)}·{_level(code, scope, known)}"
    value = metric_value(cells.get((kind, code)), key, scope)
    where = (("type", kind),) if code == _ALL else (("type", kind), ("level", code))
    return Mark(name, value, "brand", Link("", where))


def _level(code: str, scope: Scope, known: Catalogue) -> str:
    return t(scope.language, "board.all_levels") if code == _ALL else levels.name(code, scope, known)
