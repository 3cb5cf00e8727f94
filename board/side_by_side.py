"""The sentence of a page that sets groups side by side: how far they lie apart, before what all of them reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from board.charts.dots import spread_finding, told_apart
from board.grading import weakest
from board.model import Chart, Dots, Grade, Map, State, Statement, Value
from board.rows import Row
from board.targets import asked_of, verdict
from board.text import t
from board.tiles import answered
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue


def of_levels(
    said: Statement | None, charts: Iterable[Chart | None], key: str, now: Row, scope: Scope, known: Catalogue
) -> Statement | None:  # fmt: skip
    """Which levels lie apart on metric `key`, then all of them and the target; `said` where fewer than two may be told."""
    chart, lang = _told(charts, f"levels_{key}"), scope.language
    if said is None or chart is None:
        return said
    value = metric_value(now, key, scope)
    whole = t(lang, "board.say_whole", text=value.text)
    aim = verdict(value, asked_of(key, scope, known), lang, answered(now, key, scope))
    ends = told_apart(chart.marks)
    first = _alike(chart, scope)
    if ends:
        top, bottom = ends
        first = t(
            lang, "board.say_gap", metric=metrics()[key].label[lang], top=top.label, high=top.value.text,
            bottom=bottom.label, low=bottom.value.text,
        )  # fmt: skip
    whole = t(lang, "board.say_target", text=whole, aim=aim) if aim else whole
    return replace(said, text=_both(first, whole, lang), grade=chart.head.grade)


def of_places(said: Statement | None, charts: Iterable[Chart | None], key: str, scope: Scope) -> Statement | None:
    """From where to where the places lie on metric `key`, then what the first map shows; `said` without either."""
    drawn, lang = [c for c in charts if c], scope.language
    chart, mapped = _told(drawn, f"places_{key}"), next((c for c in drawn if isinstance(c, Map) and _shown(c)), None)
    if said is None or chart is None or mapped is None:
        return said
    first = _range(chart, "board.say_places", lang) if told_apart(chart.marks) else _alike(chart, scope)
    second = _range(mapped, "board.say_counties" if mapped.layer == "county" else "board.say_places", lang)
    return replace(said, text=_both(first, second, lang), grade=weakest(chart.head.grade, mapped.head.grade))


def _told(charts: Iterable[Chart | None], chart_id: str) -> Dots | None:
    """The dots of that name, if at least two of them may be told and something may be said of them."""
    found = next((c for c in charts if isinstance(c, Dots) and c.head.id == chart_id), None)
    few = found is None or len(_shown(found)) < 2
    return None if few or found.head.grade is Grade.CANNOT else found


def _shown(chart: Dots | Map) -> list[Value]:
    """What may be told firmly, lowest first."""
    return sorted((m.value for m in chart.marks if m.value.state is State.SHOWN), key=lambda value: value.number)


def _alike(chart: Dots, scope: Scope) -> str:
    label = metrics()[chart.head.metric].label[scope.language]
    return t(scope.language, "board.about_metric", metric=label, finding=spread_finding(chart.marks, scope))


def _range(chart: Dots | Map, word: str, language: str) -> str:
    told = _shown(chart)
    return t(language, word, metric=metrics()[chart.head.metric].label[language], low=told[0].text, high=told[-1].text)


def _both(first: str, second: str, language: str) -> str:
    return t(language, "board.full_stop", text=t(language, "board.say_both", first=first, second=second))
