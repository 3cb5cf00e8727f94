"""What a leader should know and do: changes per level, classes outside the limits, gaps, surveys too thin."""

from __future__ import annotations

import re

import pandas as pd

from board import levels, sayings
from board.change_parts import parts
from board.charts.funnel import signals
from board.compare import change
from board.formats import count, number
from board.leading import compared_metric
from board.model import Grade, Link, Signal, Statement
from board.rows import Row, records
from board.text import t
from board.tiles import response
from board.values import metric_value
from data.metrics import metrics
from queries.door import compared_period
from queries.scope import Scope
from queries.warehouse import Catalogue

_WATCHED = (
    "application_rate",
    "improvement_rate",
    "learning_gain",
    "very_satisfied_rate",
    "completion_rate",
    "attendance_rate",
    "pass_rate",
)
_MOST = 4


def class_names(classes: pd.DataFrame, scope: Scope) -> dict[str, str]:
    """Class id -> title and run, as it is named everywhere."""
    titles = zip(classes["class_id"], classes["title"], classes["run_no"], strict=True)
    return {code: class_name(title, run, scope) for code, title, run in titles}


def class_name(title: str, run: float | None, scope: Scope) -> str:
    """乡村振兴专题培训班 第3期."""
    if run is None or pd.isna(run) or str(int(run)) in re.findall(r"\d+", title):
        return title  # many titles carry their run already
    return t(scope.language, "board.class_run", title=title, run=int(run))


def findings(effect: dict[tuple, Row], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """The total's change taken apart, then changes beyond chance, level by level; at most four."""
    if compared_period(scope, known) is None:
        return (Statement(t(scope.language, "board.no_comparison_findings")),)
    return moved(effect, scope, known)[:_MOST] or (Statement(t(scope.language, "board.no_findings")),)


def moved(effect: dict[tuple, Row], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Every change beyond chance; the strongest metrics of the chain stand first."""
    found = [*parts(effect, _WATCHED, scope, known)]
    for key in _WATCHED:
        for code in levels.shown(scope, known):
            now, before = effect.get(("now", code)), effect.get(("before", code))
            value = metric_value(now, key, scope)
            move = change(key, value, metric_value(before, key, scope), scope)
            if move.signal in (Signal.BETTER, Signal.WORSE):
                link = Link("levels", (("level", code),))
                said = sayings.moved(
                    key, value, response(now, key, scope), move, scope, levels.name(code, scope, known), link
                )
                found.append(said)
    return tuple(found)


def low_classes(classes: pd.DataFrame, scope: Scope) -> list[Statement]:
    """Classes below the limits of the metric that classes are compared by; two at most."""
    key = compared_metric(classes)
    names = class_names(classes, scope)
    low = records(classes[signals(classes, key) <= -2].head(2))
    return [
        Statement(
            t(
                scope.language,
                "board.do_class",
                name=names[r["class_id"]],
                metric=metrics()[key].label[scope.language],
                text=value.text,
            ),
            Grade.CAN if (value.n or 0) >= 30 else Grade.CARE,
            t(scope.language, "board.basis_limits", note=value.note, id=metrics()[key].id),
            Link("one_class", (("class", r["class_id"]),)),
        )
        for r in low
        for value in (metric_value(r, key, scope),)
    ]


def few_hours(places: pd.DataFrame, scope: Scope, known: Catalogue) -> list[Statement]:
    """Counties with less than two thirds of the middle county's hours: a gap in opportunity, counted, not ranked."""
    counties = (places["depth"] == 2) & (places["region_code"] != "")  # not a city's own organs
    rows = places[counties & places["hours_per_head_state"].isin(["shown", "hollow"])]
    if len(rows) < 8:
        return []
    middle = rows["hours_per_head"].median()
    low = rows[rows["hours_per_head"] < middle * 2 / 3]
    if low.empty:
        return []
    lang = scope.language
    named = t(lang, "board.comma").join(known.region(c).name(lang) for c in low["region_code"][:3])
    text = t(lang, "board.do_hours", count=len(low), names=named, middle=number(middle, "hours", lang))
    return [
        Statement(
            text,
            Grade.CAN,
            t(lang, "board.basis_register", id=metrics()["hours_per_head"].id),
            Link("regions", ()),
        )
    ]


def thin_surveys(effect: dict[tuple, Row], scope: Scope) -> list[Statement]:
    """Surveys of which too few came back to rely on them."""
    row, lang = effect.get(("now", "*")), scope.language
    thin = []
    for key in ("response_rate", "follow_response_rate", "supervisor_response_rate"):
        value = metric_value(row, key, scope)
        if value.number is not None and value.number < 0.7:
            text = t(lang, "board.do_response", label=metrics()[key].label[lang], text=value.text)
            basis = t(lang, "board.basis_asked", n=count(value.n, lang), id=metrics()[key].id)
            thin.append(Statement(text, Grade.CAN, basis))
    return thin
