"""Use among those who answered in time and those who did later, and what that lets expect of those who did not answer."""

from __future__ import annotations

from analysis.nonresponse import Late, early_late, plausible
from board.charts.common import n_text
from board.charts.dots import dots
from board.formats import span
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
    """rows of use_by_group by (way, group); `now`: the whole of the period. None without records."""
    lang = scope.language
    marks = tuple(
        Mark(t(lang, f"follow_up.time_{group}"), metric_value(rows.get(("time", group)), _OWN, scope), role)
        for group, role in _GROUPS
    )
    return dots(
        marks, _OWN, "use_by_group", scope, chart_id="time", finding=time_finding(*(m.value for m in marks), now, scope),
        about=t(lang, "follow_up.about_time"), foot=n_text(rows.get(("time", "*"), {}).get(metrics()[_OWN].count), scope),
        answered=answered(now, _OWN, scope),
    )  # fmt: skip


def time_finding(early: Value, late: Value, now: Row, scope: Scope) -> str:
    """Late answers are lower, higher or not told apart; then the share of all asked if the rest are like the late ones."""
    lang = scope.language
    if early.number is None or late.number is None:
        return t(lang, "board.too_few_to_compare")
    *_, code = early_late(*_counts(early), *_counts(late))
    said = t(lang, f"follow_up.time_{code}", early=early.text, late=late.text)
    own, heard = metric_value(now, _OWN, scope), answered(now, _OWN, scope)
    if code is Late.CANNOT_TELL or own.number is None or heard is None or not heard < 1:
        return said
    low, high = plausible(own.number, heard, late.low, late.high)
    every = span(float(low), float(high), metrics()[_OWN].unit, lang)
    return t(lang, "board.say_both", first=said, second=t(lang, "follow_up.time_all", every=every))


def _counts(value: Value) -> tuple[int, int]:
    return round(value.number * value.n), value.n
