"""How a metric moves over time, per level: the finest step of time at which most cells may be shown."""

from __future__ import annotations

from datetime import date

import pandas as pd

from board import levels
from board.charts.common import axis, head
from board.formats import step_name
from board.model import Line, Mark, State, Trend, Value
from board.rows import by
from board.text import t
from board.values import metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

STEPS = ("month", "quarter", "half")
_ENOUGH = 0.8  # share of cells with records that must be shown before a step counts as readable
_LINES = 5


def trend(
    frame: pd.DataFrame,
    key: str,
    scope: Scope,
    known: Catalogue,
    *,
    chart_id: str,
    finding: str,
    foot: str,
    per_level: bool = True,
) -> Trend | None:
    """A trend of `key` from effect_trend, or None if nothing of it was ever recorded."""
    lines_wanted = _lines_wanted(frame, key, scope, known, per_level)
    step = _step(frame, key, lines_wanted)
    if step is None:
        return None
    rows = frame[frame["step"] == step]
    starts = _starts(rows, key)
    cells = by(rows, "level_code", "start")
    lines = tuple(_line(code, starts, step, cells, key, scope, known, len(lines_wanted)) for code in lines_wanted)
    values = [m.value for line in lines for m in line.marks]
    about = t(scope.language, "board.about_trend", step=t(scope.language, f"board.step_{step}"))
    words = head(chart_id, key, "effect_trend", finding, scope, about=about, foot=foot, marks=_last_marks(lines))
    return Trend(
        words, tuple(step_name(s, step, scope.language) for s in starts), axis(key, values, scope), lines,
        _shaded(starts, step, scope), t(scope.language, "board.this_period"),
    )  # fmt: skip


def _lines_wanted(frame: pd.DataFrame, key: str, scope: Scope, known: Catalogue, per_level: bool) -> tuple[str, ...]:
    """Level codes with anything to show, at most five; the total alone if levels are not asked for."""
    if not per_level:
        return ("*",)
    coarse = frame[(frame["step"] == "half") & frame[f"{key}_state"].isin(["shown", "hollow"])]
    found = set(coarse["level_code"])
    codes = [c for c in levels.shown(scope, known) if c in found]
    return tuple(codes[-_LINES:]) or ("*",)


def _step(frame: pd.DataFrame, key: str, codes: tuple[str, ...]) -> str | None:
    """The finest step at which enough cells may be shown; the coarsest if none is; None without records."""
    for step in STEPS:
        states = frame.loc[(frame["step"] == step) & frame["level_code"].isin(codes), f"{key}_state"]
        recorded = (states != "none").sum()
        if recorded == 0:
            return None
        if states.isin(["shown", "hollow"]).sum() >= _ENOUGH * recorded:
            return step
    return STEPS[-1]


def _starts(rows: pd.DataFrame, key: str) -> list[date]:
    recorded = rows.loc[rows[f"{key}_state"] != "none", "start"]
    return sorted({s.date() if hasattr(s, "date") else s for s in rows["start"] if s >= recorded.min()})


def _line(code, starts, step, cells, key, scope: Scope, known: Catalogue, lines: int) -> Line:
    name = t(scope.language, "board.total") if code == "*" else levels.name(code, scope, known)
    marks = tuple(
        Mark(
            f"{name} {step_name(start, step, scope.language)}",
            metric_value(cells.get((code, pd.Timestamp(start))), key, scope),
            "brand",
        )
        for start in starts
    )
    colour = "brand" if code == "*" else levels.role(code, known)
    return Line(name, colour, marks, banded=lines == 1, strong=lines == 1)


def _last_marks(lines: tuple[Line, ...]) -> list[Mark]:
    return [next((m for m in reversed(line.marks) if m.value.number is not None), line.marks[-1]) for line in lines]


def _shaded(starts: list[date], step: str, scope: Scope) -> tuple[int, int] | None:
    months = {"month": 1, "quarter": 3, "half": 6}[step]
    first, last = scope.period
    inside = [
        i for i, s in enumerate(starts)
        if s <= last and (s.year * 12 + s.month + months - 1) >= first.year * 12 + first.month
    ]  # fmt: skip
    return (inside[0], inside[-1]) if inside and len(inside) < len(starts) else None


def latest(line: Line) -> Value | None:
    """The last value of a line that may be shown."""
    return next((m.value for m in reversed(line.marks) if m.value.state in (State.SHOWN, State.HOLLOW)), None)
