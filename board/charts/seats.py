"""Where seats went: from what was given to who completed, each loss at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from board.charts.common import axis, head, n_text
from board.formats import count
from board.model import Mark, State, Value, Waterfall
from board.rows import Row
from board.text import t
from board.values import count_value, metric_value
from queries.scope import Scope

_KEY = "seat_share"
# Each stage, and the losses on the way to it.
_STAGES = (
    ((), "seats"),
    (("idle",), "nominated"),
    (("withdrawn", "lapsed", "pending"), "accepted"),
    (("no_shows",), "arrived"),
    (("dropped", "still_here"), "completed"),
)
_HUNDREDS = 200  # from so many seats on their use is said in a hundred
_LOST = ("idle", "withdrawn", "lapsed", "no_shows", "dropped")  # the others may still come to something


def seat_waterfall(rows: dict[str, Row], query: str, scope: Scope, about: str) -> Waterfall | None:
    """A waterfall of rows by step (seat_share of each); None without records. Losses of nobody are left out."""
    steps = tuple(_steps(rows, scope))
    if not any(mark.value.number for mark, _, _ in steps):
        return None
    marks = tuple(mark for mark, _, _ in steps)
    n = next(m.value.n for m in marks if m.value.n)
    words = head(
        "seats", _KEY, query, _finding(steps, scope), scope, about=about, foot=n_text(n, scope), marks=marks
    )  # fmt: skip
    values = [m.value for m in marks]
    return Waterfall(words, axis(_KEY, values, scope, [0.0, 1.0]), marks, tuple(base for _, base, _ in steps))


def _steps(rows: dict[str, Row], scope: Scope) -> Iterator[tuple[Mark, float, str]]:
    """(mark, where its bar begins, its step) in order; what is left is carried along."""
    left = 0.0
    for losses, stage in _STAGES:
        for item in losses:
            value = metric_value(rows.get(item), _KEY, scope)
            if value.number and left:
                left = max(left - value.number, 0.0)
                yield Mark(t(scope.language, f"selection.seat_{item}"), _counted(value, scope), "chance"), left, item
        value = metric_value(rows.get(stage), _KEY, scope)
        if value.number or value.state is State.HIDDEN:
            left = value.number or 0.0
            yield Mark(t(scope.language, f"selection.seat_{stage}"), _counted(value, scope)), 0.0, stage


def counted_seats(row: Row | None, scope: Scope) -> Value:
    """How many seats the share of a row (seat_share) stands for."""
    value = metric_value(row, _KEY, scope)
    if value.number is None:
        return value
    return replace(count_value(round(value.number * value.n), scope), n=value.n)


def _counted(value: Value, scope: Scope) -> Value:
    """The share as a count of seats, the share beside it."""
    if value.number is None:
        return value
    note = t(scope.language, "selection.of_seats", text=value.text, note=value.note)
    return replace(value, text=count(value.number * value.n, scope.language), note=note)


def _finding(steps: tuple[tuple[Mark, float, str], ...], scope: Scope) -> str:
    losses = [mark for mark, _, item in steps if item in _LOST]
    by_step = {item: mark for mark, _, item in steps}
    used = by_step.get("arrived", steps[-1][0]).value
    few = used.n is not None and used.n < _HUNDREDS
    share = count((used.n if few else 100) * (used.number or 0), scope.language)
    whole = t(scope.language, "selection.seats_few" if few else "selection.seats_hundred", used=share, n=used.n)
    if not losses:
        return t(scope.language, "selection.seats_whole", used=whole)
    worst = max(losses, key=lambda m: m.value.number)
    return t(scope.language, "selection.seats_lost", used=whole, loss=worst.label, text=worst.value.text)
