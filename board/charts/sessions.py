"""Session after session: how full the room was, day by day."""

from __future__ import annotations

import pandas as pd

from board.charts.common import axis, head
from board.formats import day
from board.model import Bars, Mark, State
from board.rows import records
from board.text import t
from board.values import metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

_DROP = 0.05  # a session so far below the class's mean is pointed out


def session_bars(frame: pd.DataFrame, scope: Scope, known: Catalogue, *, foot: str) -> Bars | None:
    """Attendance by session from one_class_sessions; None without records."""
    if frame.empty:
        return None
    key, lang = "attendance_rate", scope.language
    methods, found = known.names("methods", lang), records(frame)
    values = [metric_value(row, key, scope) for row in found]
    shown = [v.number for v in values if v.number is not None]
    if not shown:
        return None
    low_line = sum(shown) / len(shown) - _DROP
    marks = tuple(
        Mark(
            t(lang, "board.session", seq=int(row["seq"]), method=methods.get(row["method_code"], "")),
            value,
            "worse" if value.number is not None and value.number < low_line else "chance",
        )
        for row, value in zip(found, values, strict=True)
    )
    words = head(
        "sessions", key, "one_class_sessions", _finding(marks, scope), scope,
        about=t(lang, "board.about_sessions"), foot=foot, marks=marks,
    )  # fmt: skip
    short = tuple(str(int(row["seq"])) for row in found)
    return Bars(words, axis(key, values, scope, [0.0]), marks, _days(frame, scope), short)


def _finding(marks: tuple[Mark, ...], scope: Scope) -> str:
    low = [m for m in marks if m.role == "worse"]
    shown = [m for m in marks if m.value.state in (State.SHOWN, State.HOLLOW)]
    if low:
        return t(scope.language, "board.sessions_drop", count=len(low), label=low[0].label, text=low[0].value.text)
    return t(scope.language, "board.sessions_even", first=shown[0].value.text, last=shown[-1].value.text)


def _days(frame: pd.DataFrame, scope: Scope) -> tuple[tuple[str, int], ...]:
    days = frame.groupby("date", sort=True).size()
    running = (days.index.max() - days.index.min()).days < 2 * len(days) + 7
    names = [
        t(scope.language, "board.day", number=i) if running else day(when.date(), scope.language)
        for i, when in enumerate(days.index, 1)
    ]
    return tuple(zip(names, map(int, days), strict=True))
