"""From a row of a protected frame to a Value: number, text, state, interval, in words."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from analysis.intervals import wilson
from board.formats import count, number, span
from board.model import State, Value
from board.rows import Row
from board.text import t
from data.metrics import Metric, metrics, thresholds
from queries.scope import Scope

_AFTER_CLASS = "K3"  # use at work is asked 90 days after the class; before that it is not due
_DURING_CLASS = ("attendance_rate", "record_rate", "paired_rate")  # the rest is known when a class has ended
_STATES = {"shown": State.SHOWN, "hollow": State.HOLLOW, "hidden": State.HIDDEN, "none": State.NO_RECORDS}


def metric_value(row: Row | None, key: str, scope: Scope) -> Value:
    """The metric `key` of a frame's row; a missing row is a value without records."""
    metric = metrics()[key]
    if row is None or key not in row:
        return absent(State.NO_RECORDS, scope)
    state = _STATES[row[f"{key}_state"]]
    if state is State.HIDDEN:
        return hidden(metric, scope)
    if state is State.NO_RECORDS and metric.key in _response_rates() and row[metric.count] > 0:
        note = t(scope.language, "board.more_answers", n=count(row[metric.count], scope.language))
        return absent(state, scope, note, t(scope.language, "board.cannot_be_said"))
    if state is State.NO_RECORDS:
        return absent(State.NOT_DUE if _waits(metric, row) else state, scope)
    return _known(metric, float(row[key]), int(row[metric.count]), state, scope)


@cache
def _response_rates() -> frozenset[str]:
    """Metrics that say how many answered: none of these is said where answers outnumber the people asked."""
    return frozenset(metric.response for metric in metrics().values()) - {""}


def _waits(metric: Metric, row: Row) -> bool:
    """Whether the records of the metric are still to come: the class runs, or the forms are not due."""
    if metric.level == _AFTER_CLASS and (row.get("not_due") or 0) != 0:  # NaN: a few
        return True
    return row.get("ended") is not None and not row["ended"] and metric.key not in _DURING_CLASS


def absent(state: State, scope: Scope, note: str = "", text: str = "") -> Value:
    """A value that does not exist: not due, no records, out of scope; `text` says it in other words."""
    return Value(None, text or t(scope.language, f"board.state_{state.value}"), state, note=note)


def fewest(key: str, scope: Scope) -> int:
    """How many people or answers the metric needs to be shown to the audience of the scope."""
    return thresholds(scope.audience.value)[metrics()[key].kind]


def hidden(metric: Metric, scope: Scope) -> Value:
    """A protected value: its rule, never its number."""
    limit = fewest(metric.key, scope)
    kind = "survey" if metric.kind == "survey" else "register"
    note = t(scope.language, f"board.hidden_{kind}", limit=limit)
    return Value(None, t(scope.language, "board.state_hidden"), State.HIDDEN, note=note)


def count_value(number_: float | None, scope: Scope) -> Value:
    """A plain count; NaN is a protected one."""
    if number_ is None or math.isnan(number_):
        return Value(None, t(scope.language, "board.state_hidden"), State.HIDDEN)
    return Value(float(number_), count(number_, scope.language), n=int(number_))


def text_value(text: str) -> Value:
    """A table cell that is only words."""
    return Value(None, text)


def interval(metric: Metric, value: float, n: int) -> tuple[float, float] | tuple[None, None]:
    """95 % interval of a survey share; register counts and means without a spread carry none."""
    if metric.kind != "survey" or metric.unit != "percent":
        return None, None
    return _share_interval(round(value * n), n)


@lru_cache(maxsize=1 << 16)
def _share_interval(x: int, n: int) -> tuple[float, float]:
    """The same counts come again at every click, and an array of one costs as much as an array of hundreds."""
    low, high = wilson(x, n)
    return float(low), float(high)


def _known(metric: Metric, value: float, n: int, state: State, scope: Scope) -> Value:
    low, high = interval(metric, value, n)
    lang = scope.language
    notes = [t(lang, "board.n", n=count(n, lang))]
    if low is not None:
        notes.append(t(lang, "board.interval", span=span(low, high, metric.unit, lang)))
    if state is State.HOLLOW:
        notes.append(t(lang, "board.state_hollow"))
    return Value(
        value,
        number(value, metric.unit, lang, n),
        state,
        n,
        low,
        high,
        t(lang, "board.semicolon").join(notes),
    )
