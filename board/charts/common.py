"""What all charts share: the head, an axis that holds the values, and words for screen readers."""

from __future__ import annotations

from collections.abc import Iterable

from board.formats import axis_range, count, number
from board.model import Axis, Head, Mark, Value
from board.text import t
from data.metrics import metrics
from queries.scope import Scope


def head(
    chart_id: str,
    key: str,
    query: str,
    finding: str,
    scope: Scope,
    *,
    about: str,
    foot: str,
    marks: Iterable[Mark],
) -> Head:
    """The head of a chart about metric `key`: `finding` is its title, `about` its population."""
    metric = metrics()[key]
    lang = scope.language
    subtitle = t(
        lang,
        "board.subtitle",
        metric=metric.label[lang],
        unit=t(lang, f"board.unit_{metric.unit}"),
        about=about,
    )
    spoken = t(lang, "board.comma").join(f"{m.label} {m.value.text}" for m in list(marks)[:24])
    alt = t(lang, "board.alt", title=finding, subtitle=subtitle, marks=spoken)
    return Head(chart_id, finding, subtitle, t(lang, "board.foot", foot=foot, id=metric.id), key, query, alt)


def axis(key: str, values: Iterable[Value], scope: Scope, extra: Iterable[float] = ()) -> Axis:
    """An axis for metric `key` that holds values, their intervals and what else is drawn."""
    metric = metrics()[key]
    known = [x for v in values for x in (v.number, v.low, v.high) if x is not None]
    low, high, step = axis_range([*known, *extra], metric.unit)
    scale = 100 if metric.unit == "percent" else 1
    ticks, place = [], low
    while place <= high + step / 1000:
        ticks.append((place / scale, _tick(place, metric.unit, step, scope.language)))
        place += step
    return Axis(metric.label[scope.language], low / scale, high / scale, tuple(ticks))


def _tick(place: float, unit: str, step: float, language: str) -> str:
    if unit == "gain" or step < 1:
        return number(place, "gain" if step < 0.1 or unit == "gain" else "hours", language)
    return count(place, language)


def n_text(n: float | None, scope: Scope) -> str:
    """n = 9,214, or nothing when it is protected or unknown."""
    if n is None or n != n:
        return ""
    return t(scope.language, "board.n", n=count(n, scope.language))


def response_text(value: Value, key: str, scope: Scope) -> str:
    """回收率 74%, or that it is not known."""
    label = metrics()[key].label[scope.language]
    return (
        t(scope.language, "board.response", label=label, text=value.text)
        if value.number is not None
        else t(scope.language, "board.response_unknown", label=label)
    )
