"""How a metric moves over time, per level: the finest step of time at which most cells may be shown."""

from __future__ import annotations

from datetime import date

import pandas as pd

from board import levels
from board.charts.common import axis, head
from board.control import Controlled, control_finding, controlled, events_of, first_after, levels_finding, limits_text
from board.formats import step_name
from board.model import Axis, Limits, Line, Mark, State, Trend, Value
from board.rows import by
from board.targets import asked_of, in_unit, target_of, target_text
from board.text import t
from board.values import absent, metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

STEPS = ("month", "quarter", "half")
_ENOUGH = 0.8  # share of cells with records that must be shown before a step counts as readable
_LINES = 5


def trend(
    frame: pd.DataFrame, key: str, scope: Scope, known: Catalogue, *, chart_id: str, finding: str, foot: str,
    per_level: bool = True, answered: float | None = None,
) -> Trend | None:  # fmt: skip
    """A trend of `key` from effect_trend, or None if nothing of it was ever recorded.

    Each line is judged by its control chart; limits are drawn where there is one line. `finding` is its title where
    there are too few points to judge.
    """
    wanted = _lines_wanted(frame, key, scope, known, per_level)
    step = _step(frame, key, wanted)
    if step is None:
        return None
    rows = frame[frame["step"] == step]
    starts, cells = _starts(rows, key), by(rows, "level_code", "start")
    judged = [_judged(code, starts, step, cells, key, scope, known, len(wanted)) for code in wanted]
    lines = (*(one.line for one in judged), *_target_line(judged, starts, key, scope, known))
    limits = judged[0].limits() if len(judged) == 1 else ()
    about = "board.about_trend_all" if wanted == ("*",) else "board.about_trend"
    words = head(
        chart_id, key, "effect_trend", _finding(judged, key, finding, scope), scope,
        about=t(scope.language, about, step=t(scope.language, f"board.step_{step}")), foot=_foot(judged, key, foot, scope),
        marks=_last_marks(tuple(one.line for one in judged)), answered=answered,
    )  # fmt: skip
    return Trend(
        words, tuple(step_name(s, step, scope.language) for s in starts), _axis(key, lines, limits, scope), lines,
        _shaded(starts, step, scope), t(scope.language, "board.this_period"), limits=limits,
        events=_events(wanted, starts, key, scope, known),
    )  # fmt: skip


def _axis(key: str, lines: tuple[Line, ...], limits: tuple[Limits, ...], scope: Scope) -> Axis:
    """An axis that holds the values, their intervals and the control limits."""
    values = [mark.value for line in lines for mark in line.marks]
    return axis(key, values, scope, [end for part in limits for end in (part.low, part.high)])


def _finding(judged: list[Controlled], key: str, finding: str, scope: Scope) -> str:
    if not any(one.judged for one in judged):
        return finding
    return control_finding(judged[0], key, scope) if len(judged) == 1 else levels_finding(judged, key, scope)


def _foot(judged: list[Controlled], key: str, foot: str, scope: Scope) -> str:
    """n, and the limits of the one line that has them drawn."""
    said = limits_text(judged[0], key, scope.language) if len(judged) == 1 else ""
    return t(scope.language, "board.dot").join(x for x in (foot, said) if x)


def _target_line(
    judged: list[Controlled], starts: list[date], key: str, scope: Scope, known: Catalogue
) -> tuple[Line, ...]:
    """The targets of the years, where the whole or the one level asked for has any; levels side by side have none."""
    if len(judged) > 1 or judged[0].target is None:
        return ()
    level = scope.level[0] if len(scope.level) == 1 else ""
    found = [target_of(key, level, scope.place, start.year, known) for start in starts]
    name = t(scope.language, "control.target_line")
    none = absent(State.NO_RECORDS, scope)
    marks = (
        Mark(name, Value(in_unit(x), target_text(x, scope.language), note=x.source) if x else none, "muted") for x in found
    )
    return (Line(name, "muted", tuple(marks)),)


def _events(
    codes: tuple[str, ...], starts: list[date], key: str, scope: Scope, known: Catalogue
) -> tuple[tuple[int, str], ...]:
    """(first period after it, text) of each event that concerns a line."""
    found = dict.fromkeys(e for code in codes for e in events_of(key, code, scope, known))
    placed = ((first_after(e, starts), e) for e in found)
    return tuple((at, e.text) for at, e in placed if at is not None)


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
    first = rows.loc[rows[f"{key}_state"] != "none", "start"].min()
    return sorted({s.date() if hasattr(s, "date") else s for s in rows["start"] if s >= first})


def _judged(code, starts, step, cells, key, scope: Scope, known: Catalogue, lines: int) -> Controlled:
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
    line = Line(name, colour, marks, banded=lines == 1, strong=lines == 1)
    return controlled(line, code, starts, key, asked_of(key, scope, known) if lines == 1 else None, scope, known)


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
