"""Side by side with their intervals: trainee and leader after 90 and 180 days; people backed by their leader and others."""

from __future__ import annotations

from dataclasses import replace

from board.charts.common import n_text
from board.charts.dots import dots
from board.model import Dots, Mark, Value
from board.rows import Row
from board.text import t
from board.tiles import answered
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

_ASKED = (
    ("trainee", "application_rate", "brand"),
    ("leader", "supervisor_application_rate", "chance"),
    ("trainee_late", "late_application_rate", "brand"),
    ("leader_late", "supervisor_late_application_rate", "chance"),
)
_OWN = "application_rate"


def both_views(now: Row, scope: Scope) -> Dots | None:
    """The trainee's word and the leader's, after 90 and after 180 days; None without records."""
    lang = scope.language
    marks = tuple(Mark(t(lang, f"follow_up.{who}"), metric_value(now, key, scope), role) for who, key, role in _ASKED)
    drawn = dots(
        marks, _OWN, "follow_up_by_level", scope, chart_id="both_views", finding=_views_finding(marks, scope),
        about="", foot=n_text(now.get("app_answers"), scope),
        answered=answered(now, _OWN, scope),
    )  # fmt: skip
    if drawn is None:
        return None
    subtitle = t(lang, "follow_up.about_views")
    return replace(
        drawn, head=replace(drawn.head, subtitle=subtitle, alt=drawn.head.alt.replace(drawn.head.subtitle, subtitle))
    )


def support_dots(rows: dict[tuple, Row], scope: Scope) -> Dots | None:
    """Use among those whose leader backs them and those whose leader does not; None without records."""
    lang = scope.language
    marks = tuple(
        Mark(t(lang, f"follow_up.support_{group}"), metric_value(rows.get((group,)), _OWN, scope), role)
        for group, role in (("high", "brand"), ("low", "chance"))
    )
    whole = rows.get(("*",), {})
    return dots(
        marks, _OWN, "use_by_support", scope, chart_id="support", finding=support_finding(rows, scope),
        about=t(lang, "follow_up.about_support"), foot=n_text(whole.get(metrics()[_OWN].count), scope),
    )  # fmt: skip


def support_finding(rows: dict[tuple, Row], scope: Scope) -> str:
    """Backed people use it more, or the two cannot be told apart. A relation, not a cause."""
    lang = scope.language
    high, low = (metric_value(rows.get((group,)), _OWN, scope) for group in ("high", "low"))
    if high.number is None or low.number is None:
        return t(lang, "board.too_few_to_compare")
    if clear(high, low) is None:
        return t(lang, "follow_up.support_alike", high=high.text, low=low.text)
    return t(lang, "follow_up.support_apart", high=high.text, low=low.text)


def clear(one: Value, other: Value) -> float | None:
    """The difference one − other if their intervals do not overlap."""
    if one.low is None or other.low is None or (one.low <= other.high and other.low <= one.high):
        return None
    return one.number - other.number


def _views_finding(marks: tuple[Mark, ...], scope: Scope) -> str:
    lang = scope.language
    own, leader = marks[0].value, marks[1].value
    if own.number is None or leader.number is None:
        return t(lang, "follow_up.views_plain")
    gap = clear(own, leader)
    if gap is None:
        return t(lang, "follow_up.views_alike", own=own.text, leader=leader.text)
    return t(lang, "follow_up.views_less" if gap > 0 else "follow_up.views_more", own=own.text, leader=leader.text)
