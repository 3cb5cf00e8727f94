"""What a leader should know and do: changes per level, classes outside the limits, gaps, surveys too thin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from board import levels, sayings
from board.change_parts import parts
from board.charts.funnel import signals
from board.compare import change
from board.formats import count, number
from board.grading import can_from_response, grade, of_evidence
from board.leading import compared_metric
from board.model import Link, Signal, Statement
from board.rows import Row, records
from board.text import t
from board.tiles import answered, response
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


@dataclass(frozen=True)
class ClassNames(Mapping[str, str]):
    """Class id -> name, made when it is read: of thousands of classes a page names some tens."""

    told: dict[str, tuple[str, float | None]]  # title and run
    scope: Scope

    def __getitem__(self, class_id: str) -> str:
        return class_name(*self.told[class_id], self.scope)

    def __iter__(self) -> Iterator[str]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)


def class_names(classes: pd.DataFrame, scope: Scope) -> ClassNames:
    """Class id -> title and run, as it is named everywhere."""
    titles = zip(classes["title"].tolist(), classes["run_no"].tolist(), strict=True)
    return ClassNames(dict(zip(classes["class_id"].tolist(), titles, strict=True)), scope)


def class_name(title: str, run: float | None, scope: Scope) -> str:
    """乡村振兴专题培训班 第3期."""
    if pd.isna(run) or str(int(run)) in re.findall(r"\d+", title):
        return title  # many titles carry their run already
    return t(scope.language, "board.class_run", title=title, run=int(run))


def findings(effect: dict[tuple, Row], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """The total's change taken apart, then changes beyond chance, level by level; at most four."""
    if compared_period(scope, known) is None:
        return (none_found(effect, scope, known),)
    return moved(effect, scope, known)[:_MOST] or (none_found(effect, scope, known),)


def none_found(effect: dict[tuple, Row], scope: Scope, known: Catalogue) -> Statement:
    """That nothing changed, as far as one can see; or that there is nothing to compare with, or nothing to see."""
    now = effect.get(("now", "*"))
    if compared_period(scope, known) is None:
        word, evidence = "board.no_comparison_findings", "not_judged"
    elif all(metric_value(now, key, scope).number is None for key in _WATCHED):
        word, evidence = "board.no_shown_findings", "not_judged"
    else:
        word, evidence = "board.no_findings", "nothing_found"
    return Statement(t(scope.language, word), of_evidence(evidence))


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
    low = classes[signals(classes, key) <= -2].head(2)
    names, found = class_names(low, scope), []
    for row in records(low):
        value = metric_value(row, key, scope)
        firm = grade(value.n, answered(row, key, scope), True, metrics()[key].kind == "survey")
        label, basis = metrics()[key].label[scope.language], "board.basis_limits"
        text = t(scope.language, "board.do_class", name=names[row["class_id"]], metric=label, text=value.text)
        found += sayings.said(
            text, firm, t(scope.language, basis, note=value.note, id=metrics()[key].id), scope,
            Link("one_class", (("class", row["class_id"]),)),
        )  # fmt: skip
    return found


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
        sayings.counted(text, t(lang, "board.basis_register", id=metrics()["hours_per_head"].id), Link("regions", ()))
    ]


def leave_to_decide(effect: dict[tuple, Row], scope: Scope) -> list[Statement]:
    """Who completed with more leave than the rule allows: each is to be decided on."""
    value, lang = metric_value(effect.get(("now", "*")), "leave_passed_rate", scope), scope.language
    if not value.number:
        return []
    text = t(lang, "board.do_leave", count=count(value.number * value.n, lang))
    basis = t(lang, "board.basis_register", id=metrics()["leave_passed_rate"].id)
    return [sayings.counted(text, basis, Link("classes", ()))]


def thin_surveys(effect: dict[tuple, Row], scope: Scope) -> list[Statement]:
    """Surveys of which too few came back to rely on them."""
    row, lang = effect.get(("now", "*")), scope.language
    thin = []
    for key in ("response_rate", "follow_response_rate", "supervisor_response_rate"):
        value = metric_value(row, key, scope)
        if value.number is not None and value.number < can_from_response():
            text = t(lang, "board.do_response", label=metrics()[key].label[lang], text=value.text)
            basis = t(lang, "board.basis_asked", n=count(value.n, lang), id=metrics()[key].id)
            thin.append(sayings.counted(text, basis))
    return thin
