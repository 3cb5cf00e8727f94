"""Those who answered in time beside those who answered later, and what that lets expect of those who did not answer."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.nonresponse import Late, early_late, plausible
from board.formats import span
from board.grading import grade
from board.model import Statement, Value
from board.rows import Row
from board.sayings import said
from board.text import t
from board.tiles import answered
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

ID = "RSP-02"
_SATISFIED = "satisfaction_rate"


def early_late_said(early: Value, late: Value, key: str, now: Row, scope: Scope) -> str:
    """Late answers are lower, higher or not told apart; then the share of all asked if the rest are like the late ones.

    `now`: the row of both together. Both values must have a number.
    """
    lang, code = scope.language, _late(early, late)
    told = t(lang, f"early_late.{key}_late_{code}", early=early.text, late=late.text)
    own, heard = metric_value(now, key, scope), answered(now, key, scope)
    if code is Late.CANNOT_TELL or own.number is None or heard is None or not heard < 1:
        return told
    low, high = plausible(own.number, heard, late.low, late.high)
    every = span(float(low), float(high), metrics()[key].unit, lang)
    return t(lang, "board.say_both", first=told, second=t(lang, f"early_late.{key}_all", every=every))


def late_answers(groups: Mapping[tuple, Row], now: Row, scope: Scope) -> tuple[Statement, ...]:
    """The same of satisfaction as a finding, from rows by (group,); none where either group may not be told."""
    early, late = (metric_value(groups.get((group,)), _SATISFIED, scope) for group in ("early", "late"))
    if early.number is None or late.number is None:
        return ()
    lang = scope.language
    text = early_late_said(early, late, _SATISFIED, now, scope)
    led = t(lang, "one_class.themed", theme=t(lang, "early_late.theme"), text=text)
    apart = _late(early, late) is not Late.CANNOT_TELL
    firm = grade(min(early.n, late.n), answered(now, _SATISFIED, scope), apart)
    return said(led, firm, t(lang, "board.dot").join((ID, early.note, late.note)), scope)


def _late(early: Value, late: Value) -> Late:
    """Whether late answers are lower or higher than early ones, or the two cannot be told apart."""
    *_, code = early_late(*_counts(early), *_counts(late))
    return code


def _counts(value: Value) -> tuple[int, int]:
    return round(value.number * value.n), value.n
