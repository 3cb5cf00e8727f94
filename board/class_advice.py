"""What to do in the next run: rules of class_advice.toml over the numbers of the page, each said with its number."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from board.charts.aspects import session_distances
from board.charts.one_class import peer_words
from board.charts.sessions import session_bars
from board.class_facts import Facts
from board.formats import count, number
from board.grading import grade, of_evidence
from board.like_classes import Standing, is_low
from board.model import Grade, Statement, Value
from board.sayings import nothing_found
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.door import catalogue
from queries.scope import Scope

_MOST = 3
_SEATS = ("idle", "no_shows")


@dataclass(frozen=True)
class Rule:
    """One recommendation: its figure, and the limit that makes it a matter."""

    figure: str
    above: float | None = None
    below: float | None = None
    peers: bool = False
    least: int = 0

    def holds(self, value: Value) -> bool:
        """Whether a plain limit is passed, by enough people."""
        high = self.above is not None and value.number > self.above
        low = self.below is not None and value.number < self.below
        return (high or low) and (not self.least or round(value.number * (value.n or 0)) >= self.least)


@dataclass(frozen=True)
class Figure:
    """A number of the page by its name in words; `unit` writes the limit beside it; `survey` asks for a response rate."""

    label: str
    value: Value
    unit: str
    survey: bool = False
    response: float | None = None


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, the most important first."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(Rule(**entry) for entry in told["rule"])


def advice(facts: Facts, stands: tuple[Standing, ...], scope: Scope) -> tuple[Statement, ...]:
    """At most three recommendations, or the sentence that no number calls for one, or that there are none to judge by."""
    held = [said for rule in rules() if (said := _said(rule, facts, stands, scope)) is not None]
    judged = any(metric_value(facts.this, rule.figure, scope).number is not None for rule in rules() if rule.peers)
    word = "one_class.advise_none" if judged else "one_class.advise_nothing"
    return tuple(held[:_MOST]) or (nothing_found(t(scope.language, word)),)


def _said(rule: Rule, facts: Facts, stands: tuple[Standing, ...], scope: Scope) -> Statement | None:
    figure = _figure(rule.figure, facts, scope)
    if figure is None or figure.value.number is None:
        return None
    if rule.peers:
        if not is_low(rule.figure, facts, stands, scope):
            return None
        limit = t(scope.language, "board.semicolon") + peer_words(rule.figure, facts.peers, scope)
    elif rule.holds(figure.value):
        limit = _limit(rule, figure, scope)
    else:
        return None
    lang = scope.language
    basis = t(lang, "one_class.advise_basis", label=figure.label, text=figure.value.text, limit=limit)
    firm = grade(figure.value.n, figure.response, True, figure.survey) if figure.unit != "count" else of_evidence("counted")
    if firm is Grade.CANNOT:
        return None
    return Statement(t(lang, f"one_class.advise_{rule.figure}", name=figure.label), firm, basis)


def _limit(rule: Rule, figure: Figure, scope: Scope) -> str:
    word, limit = ("above", rule.above) if rule.above is not None else ("below", rule.below)
    if not limit:
        return ""
    return t(scope.language, f"one_class.limit_{word}", limit=number(limit, figure.unit, scope.language, 0))


def _figure(name: str, facts: Facts, scope: Scope) -> Figure | None:
    """The figure of a rule; None where the page has none."""
    if name in _SEATS:
        row = facts.by("one_class_seats", "item").get(name)
        return Figure(t(scope.language, f"selection.seat_{name}"), metric_value(row, "seat_share", scope), "percent")
    own = _OWN.get(name)
    return own(facts, scope) if own else _metric(name, facts, scope)


def _metric(name: str, facts: Facts, scope: Scope) -> Figure:
    metric, answered = metrics()[name], None
    if metric.response:
        answered = metric_value(facts.this, metric.response, scope).number
    value = metric_value(facts.this, name, scope)
    return Figure(metric.label[scope.language], value, metric.unit, metric.kind == "survey", answered)


def _returned(facts: Facts, scope: Scope) -> Figure:
    row = facts.by("one_class_returns", "return_reason").get("*")
    return Figure(metrics()["return_part"].label[scope.language], metric_value(row, "return_part", scope), "percent")


def _ceiling(facts: Facts, scope: Scope) -> Figure:
    value = metric_value(facts.one("one_class_gain"), "ceiling_rate", scope)
    return Figure(metrics()["ceiling_rate"].label[scope.language], value, "percent", True)


def _weak_session(facts: Facts, scope: Scope) -> Figure | None:
    """The session farthest below its class beyond chance."""
    weak = [(far.value.number, name, far) for name, far, _ in session_distances(facts, scope) if far.sign < 0]
    if not weak:
        return None
    _, name, far = min(weak, key=lambda one: one[0])
    return Figure(name, far.value, "points", True)


def _thin_session(facts: Facts, scope: Scope) -> Figure | None:
    """The emptiest of the sessions that the chart of attendance points out."""
    chart = session_bars(facts.frames["one_class_sessions"], scope, catalogue(scope), foot="")
    thin = [mark for mark in chart.marks if mark.role == "worse"] if chart else []
    if not thin:
        return None
    mark = min(thin, key=lambda one: one.value.number)
    return Figure(mark.label, mark.value, "percent")


def _problems(column: str) -> Callable[[Facts, Scope], Figure]:
    def figure(facts: Facts, scope: Scope) -> Figure:
        total = sum(_numbers(facts, column))
        value = Value(float(total), count(total, scope.language), n=total)
        return Figure(t(scope.language, f"one_class.{column}"), value, "count")

    return figure


def _numbers(facts: Facts, column: str) -> Iterator[int]:
    return (int(row[column]) for row in facts.rows("one_class_problems"))


_OWN: dict[str, Callable[[Facts, Scope], Figure | None]] = {
    "return_part": _returned, "ceiling_rate": _ceiling, "weak_session": _weak_session,
    "thin_session": _thin_session,
    "overdue_problems": _problems("overdue_issues"), "repeated_problems": _problems("repeats"),
}  # fmt: skip
