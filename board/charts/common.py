"""What all charts share: the head, an axis that holds the values, and words for screen readers."""

from __future__ import annotations

from collections.abc import Iterable

from board.formats import axis_range, count, number
from board.grading import grade, of_evidence
from board.model import Axis, Grade, Head, Mark, State, Value
from board.sayings import worded
from board.text import t
from data.metrics import Metric, metrics
from queries.scope import Scope


def head(
    chart_id: str, key: str, query: str, finding: str, scope: Scope, *, about: str, foot: str, marks: Iterable[Mark],
    answered: float | None = None, firm: Grade | None = None,
) -> Head:  # fmt: skip
    """The head of a chart about metric `key`: `finding` is its title, `about` its population.

    `answered`: the response rate behind a survey's marks, None if unknown; `firm`: the title's grade where it does not
    rest on the marks.
    """
    metric, lang, marks = metrics()[key], scope.language, tuple(marks)
    firm = firm or title_grade(metric, marks, answered)
    title = worded(finding, firm, metric.label[lang], lang)
    unit = t(lang, f"board.unit_{metric.unit}")
    subtitle = t(lang, "board.subtitle", metric=metric.label[lang], unit=unit, about=about)
    spoken = t(lang, "board.comma").join(f"{m.label} {m.value.text}" for m in marks[:24])
    alt = t(lang, "board.alt", title=title, subtitle=subtitle, marks=spoken)
    rests = t(lang, "board.foot", foot=foot, id=metric.id) if foot else metric.id  # a protected n is not said
    graded = t(lang, "grades.foot", grade=t(lang, f"screen.grade_{firm}"), foot=rests)
    return Head(chart_id, title, subtitle, graded, key, query, alt, firm)


def title_grade(metric: Metric, marks: tuple[Mark, ...], answered: float | None) -> Grade:
    """How firmly a finding about these marks may be said: by the fewest answers behind one that is not hollow."""
    if metric.kind != "survey":
        return of_evidence("counted")
    known = [m.value for m in marks if m.value.state in (State.SHOWN, State.HOLLOW) and m.value.n]
    firm = [v.n for v in known if v.state is State.SHOWN] or [v.n for v in known]
    return grade(min(firm, default=None), answered, True)


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
