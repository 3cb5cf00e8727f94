"""Values side by side with their intervals, and behind them how like groups spread."""

from __future__ import annotations

from board.charts.common import axis, head
from board.model import Dots, Grade, Mark, State
from board.text import t
from queries.scope import Scope


def dots(
    marks: tuple[Mark, ...],
    key: str,
    query: str,
    scope: Scope,
    *,
    chart_id: str,
    finding: str,
    about: str,
    foot: str,
    peers: tuple[tuple[float, float] | None, ...] = (),
    answered: float | None = None,
    firm: Grade | None = None,
) -> Dots | None:
    """A dot chart of the marks in their order, or None if none of them has records. `answered`, `firm`: see head."""
    if not any(m.value.number is not None for m in marks):
        return None
    extra = [x for pair in peers if pair for x in pair]
    words = head(
        chart_id, key, query, finding, scope, about=about, foot=foot, marks=marks, answered=answered, firm=firm
    )  # fmt: skip
    return Dots(words, axis(key, (m.value for m in marks), scope, extra), marks, peers)


def spread_finding(marks: tuple[Mark, ...], scope: Scope) -> str:
    """Whether the values can be told apart: names two whose intervals do not overlap, if there are any.

    What rests on too few for a firm reading is drawn, but no finding is made of it.
    """
    known = [m for m in marks if m.value.state is State.SHOWN]
    if len(known) < 2:
        return t(scope.language, "board.too_few_to_compare")
    if any(m.value.low is None for m in known):
        ends = sorted(known, key=lambda m: m.value.number)
        return t(scope.language, "board.spread_plain", low=ends[0].value.text, high=ends[-1].value.text)
    apart = told_apart(marks)
    if apart is None:
        return t(scope.language, "board.cannot_tell_apart")
    top, bottom = apart
    return t(
        scope.language, "board.spread", top=top.label, high=top.value.text, bottom=bottom.label, low=bottom.value.text
    )


def told_apart(marks: tuple[Mark, ...]) -> tuple[Mark, Mark] | None:
    """A high and a low mark whose intervals do not overlap, the two furthest apart; None without such a pair."""
    known = [m.value for m in marks if m.value.state is State.SHOWN and m.value.low is not None]
    if not known:
        return None
    low, high = max(v.low for v in known), min(v.high for v in known)
    if low <= high:
        return None
    return next(m for m in marks if m.value.low == low), next(m for m in marks if m.value.high == high)
