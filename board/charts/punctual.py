"""Use among those who answered in time and those who did later, and what that lets expect of those who did not answer."""

from __future__ import annotations

from board.charts.common import n_text
from board.charts.dots import dots
from board.early_late import early_late_said
from board.model import Dots, Mark, Value
from board.rows import Row
from board.text import t
from board.tiles import answered
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

_OWN = "application_rate"
_GROUPS = (("early", "brand"), ("late", "chance"))


def time_dots(rows: dict[tuple, Row], now: Row, scope: Scope) -> Dots | None:
    """rows of answers_by_time by (group,); `now`: the whole of the period. None without records."""
    lang = scope.language
    marks = tuple(
        Mark(t(lang, f"follow_up.time_{group}"), metric_value(rows.get((group,)), _OWN, scope), role)
        for group, role in _GROUPS
    )
    return dots(
        marks, _OWN, "answers_by_time", scope, chart_id="time", finding=time_finding(*(m.value for m in marks), now, scope),
        about=t(lang, "follow_up.about_time"), foot=n_text(rows.get(("*",), {}).get(metrics()[_OWN].count), scope),
        answered=answered(now, _OWN, scope),
    )  # fmt: skip


def time_finding(early: Value, late: Value, now: Row, scope: Scope) -> str:
    """What the chart shows, and what it lets expect of those who did not answer."""
    if early.number is None or late.number is None:
        return t(scope.language, "board.too_few_to_compare")
    return early_late_said(early, late, _OWN, now, scope)
