"""Which metric speaks for the whole: the deepest level of effect that has records."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from board import sayings
from board.charts.funnel import signals
from board.compare import change
from board.formats import count
from board.grading import fewest_classes, of_classes
from board.meter import comparable
from board.missing import missing_files
from board.model import Grade, Signal, Statement, Tile
from board.rows import Row
from board.scope_words import period_text, region_text
from board.targets import asked_of, verdict
from board.text import t
from board.tiles import answered, response
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_DEEPEST_FIRST = (
    "application_rate",
    "improvement_rate",
    "very_satisfied_rate",
    "pass_rate",
    "assessment_score",
    "completion_rate",
    "attendance_rate",
)
_COMPARED = (
    "satisfaction_rate",
    "pass_rate",
    "completion_rate",
    "application_rate",
)  # shares that a funnel can hold


def leading_metric(row: Row | None) -> str:
    """The metric whose trend and sentence lead the page."""
    shown = [k for k in _DEEPEST_FIRST if row is not None and row.get(f"{k}_state") in ("shown", "hollow")]
    return shown[0] if shown else _DEEPEST_FIRST[0]


def has_records(row: Row | None) -> bool:
    """Whether any metric of the row has records, shown or protected."""
    return row is not None and any(row.get(f"{k}_state", "none") != "none" for k in _DEEPEST_FIRST)


def compared_metric(classes: pd.DataFrame) -> str:
    """The metric by which classes are compared: the first with enough classes to show."""
    for key in _COMPARED:
        if classes[f"{key}_state"].isin(["shown", "hollow"]).sum() >= fewest_classes():
            return key
    return _COMPARED[0]


def headline(
    now: Row | None, before: Row | None, tiles: tuple[Tile, ...], scope: Scope, known: Catalogue
) -> Statement | None:  # fmt: skip
    """The one sentence of a page: the leading metric with its target, and the strongest other change if there is one."""
    key = leading_metric(now)
    first = _said(key, now, before, scope)
    told = metric_value(now, key, scope), asked_of(key, scope, known), scope.language, answered(now, key, scope)
    aim = verdict(*told)
    if aim and first.grade is not Grade.CANNOT:
        first = replace(first, text=t(scope.language, "board.say_target", text=first.text, aim=aim))
    others = [x for x in sayings.by_strength(tiles) if x.metric != key and x.signal in (Signal.WORSE, Signal.BETTER)]
    second = _said(others[0].metric, now, before, scope) if others else None
    return sayings.joined(first, second, scope.language)


def meta(classes: pd.DataFrame, now: Row | None, scope: Scope) -> str:
    """612 个班 · 20,321 人次 · 37 个班未满 90 天，未计入."""
    lang = scope.language
    parts = [t(lang, "board.meta_classes", count=count(len(classes), lang))]
    if now is not None and now.get("enrolled", 0) > 0:
        parts.append(t(lang, "board.meta_people", count=count(now["enrolled"], lang)))
    waiting = int((classes["not_due"] > 0).sum())
    if waiting:
        parts.append(t(lang, "board.meta_waiting", count=count(waiting, lang)))
    return t(lang, "board.dot").join(parts)


def empty_reason(scope: Scope, known: Catalogue) -> str:
    """Why there is nothing: nobody on any list, no classes in these limits, or nothing the viewer may see."""
    if absent := missing_files(("enrollments",), scope, known):
        return absent
    word = "board.empty_viewer" if scope.viewer.regions == () else "board.empty_classes"
    return t(scope.language, word, period=period_text(scope), region=region_text(scope, known))


def _said(key: str, now: Row | None, before: Row | None, scope: Scope) -> Statement:
    value = metric_value(now, key, scope)
    return sayings.moved(
        key,
        value,
        response(now, key, scope),
        change(key, value, metric_value(before, key, scope), scope),
        scope,
    )


def outside_sentence(classes: pd.DataFrame, key: str, scope: Scope) -> Statement:
    """How many classes stand out on metric `key`, as the one sentence of a page about classes."""
    flags = signals(classes, key)
    judged = int(comparable(classes, key)[f"{key}_state"].isin(["shown", "hollow"]).sum())
    lang, metric = scope.language, metrics()[key]
    low, high = int((flags <= -2).sum()), int((flags >= 2).sum())
    if metric.better == "lower":
        low, high = high, low
    word = "board.say_outside" if low or high else "board.say_inside"
    text = t(lang, word, classes=count(judged, lang), metric=metric.label[lang], low=low, high=high)
    firm = of_classes(judged)
    said = t(lang, "board.full_stop", text=sayings.worded(text, firm, metric.label[lang], lang))
    return Statement(said, firm, t(lang, "board.funnel_foot"))
