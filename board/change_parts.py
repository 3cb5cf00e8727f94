"""Why a total changed: how the same levels did, who came, who answered; in parts that add up to the change."""

from __future__ import annotations

import math

from analysis.decomposition import Alarm, Split, decompose, rounded
from board import levels
from board.compare import change, direction
from board.formats import count, signed, size
from board.grading import grade
from board.model import Link, Signal, Statement
from board.rows import Row
from board.scope_words import compare_text
from board.text import t
from board.tiles import answered
from board.values import metric_value
from data.metrics import Metric, metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_DIGITS = 3  # of a share: a tenth of a point
_PERIODS = ("before", "now")


def parts(effect: dict[tuple, Row], keys: tuple[str, ...], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """The first of `keys` whose total moved beyond chance, taken apart by level; nothing if none can be."""
    for key in keys:
        before, now = (metric_value(effect.get((period, "*")), key, scope) for period in _PERIODS)
        if change(key, now, before, scope).signal in (Signal.BETTER, Signal.WORSE):
            split = by_level(effect, metrics()[key], scope, known)
            if split is not None:
                return (_said(key, split, effect, scope),)
    return ()


def by_level(effect: dict[tuple, Row], metric: Metric, scope: Scope, known: Catalogue) -> Split | None:
    """The split over levels; those not shown in both periods stand together as what is left of the totals.

    None unless the metric is a share of the people of its count, both totals are shown and two groups remain.
    """
    if metric.inputs[1:] != (metric.count,):
        return None
    shown = [c for c in levels.shown(scope, known) if all(_people(effect.get((p, c)), metric) for p in _PERIODS)]
    columns: list[list[float]] = []
    for period in _PERIODS:
        people = [_people(effect.get((period, code)), metric) for code in (*shown, "*")]
        if people[-1] is None:
            return None
        columns += [_with_rest(list(column)) for column in zip(*people, strict=True)]
    if sum(b > 0 and n > 0 for b, n in zip(columns[1], columns[3], strict=True)) < 2:
        return None
    asked = [_asked(effect, period, shown, metric) for period in _PERIODS]
    fits = all(a and all(x >= y for x, y in zip(a, n, strict=True)) for a, n in zip(asked, columns[1::2], strict=True))
    return decompose(*columns, *(asked if fits else ()))


def _people(row: Row | None, metric: Metric) -> tuple[float, float] | None:
    """(counted, n) of a row whose value is shown."""
    if row is None or row.get(f"{metric.key}_state") not in ("shown", "hollow"):
        return None
    n = float(row[metric.count])
    return round(float(row[metric.key]) * n), n


def _asked(effect: dict[tuple, Row], period: str, shown: list[str], metric: Metric) -> list[float]:
    """How many were asked, by group; nothing where it is not known of all."""
    column = metrics()[metric.response].count if metric.response else metric.count
    asked = [float(effect[(period, code)].get(column, math.nan)) for code in (*shown, "*")]
    return [] if any(math.isnan(n) for n in asked) else _with_rest(asked)


def _with_rest(column: list[float]) -> list[float]:
    """Groups, and last what they leave of the total that stood there."""
    return [*column[:-1], column[-1] - sum(column[:-1])]


def _said(key: str, split: Split, effect: dict[tuple, Row], scope: Scope) -> Statement:
    lang, metric, now = scope.language, metrics()[key], effect[("now", "*")]
    words = ("within", "mix", "answered", "others")
    terms = rounded((split.within, split.mix, split.answered, split.joined + split.left), _DIGITS)
    named = [
        t(lang, f"analysis.part_{word}", size=signed(term, metric.unit, lang))
        for word, term in zip(words, terms, strict=True)
        if word in words[:2] or term
    ]
    text = t(
        lang, "analysis.parts", metric=metric.label[lang], beside=compare_text(scope),
        direction=direction(float(split.change), lang), size=size(float(split.change), metric.unit, lang),
        parts=t(lang, "analysis.part_comma").join(named),
    )  # fmt: skip
    if split.alarm is not Alarm.NONE:
        text += t(lang, f"analysis.alarm_{split.alarm.value}")
    value = metric_value(now, key, scope)
    firm = grade(value.n, answered(now, key, scope), True, metric.kind == "survey")
    before = count(effect[("before", "*")][metric.count], lang)
    basis = t(lang, "analysis.parts_basis", id=metric.id, now=count(value.n, lang), before=before)
    return Statement(text, firm, basis, Link("levels", ()))
