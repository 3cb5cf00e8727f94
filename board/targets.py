"""What a figure is to reach, and whether it does: meets, below, or cannot tell yet. Never two states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.nonresponse import bounds
from analysis.targets import State as Reached
from analysis.targets import states
from board.formats import number
from board.model import Column, Value
from board.text import t
from board.values import text_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue, Target


def target_of(key: str, level: str, region: str, year: int, known: Catalogue) -> Target | None:
    """The target of metric `key` for a level and region ("*" or "": all); what is set for all holds where no other is."""
    wanted = {"*": ""}
    asked = wanted.get(level, level), wanted.get(region, region)
    rows = [x for x in known.targets if (x.metric, x.year) == (key, year) and x.level in ("", asked[0])]
    fitting = [x for x in rows if x.region in ("", asked[1])]
    return max(fitting, key=lambda x: (x.level == asked[0], x.region == asked[1]), default=None)


def asked_of(key: str, scope: Scope, known: Catalogue) -> Target | None:
    """The target of the whole that the scope asks for, in the year its period ends."""
    level = scope.level[0] if len(scope.level) == 1 else ""
    return target_of(key, level, scope.place, scope.period[1].year, known)


def in_unit(target: Target) -> float:
    """The target as values are kept: shares from 0 to 1."""
    return target.value / 100 if metrics()[target.metric].unit == "percent" else target.value


def reached(value: Value, target: Target) -> Reached:
    """Survey answers by their interval; counts exactly; what is imprecise and has no interval cannot be told."""
    metric = metrics()[target.metric]
    if value.number is None or (value.low is None and metric.kind == "survey"):
        return Reached.CANNOT_TELL
    low, high = (value.number, value.number) if value.low is None else (value.low, value.high)
    return states([low], [high], in_unit(target), -1 if metric.better == "lower" else 1)[0]


def target_text(target: Target, language: str) -> str:
    """The target as a number with its unit: 85%."""
    text = number(in_unit(target), metrics()[target.metric].unit, language)
    return text.replace(".0%", "%")


def verdict(value: Value, target: Target | None, language: str, heard: float | None = None) -> str:
    """达到目标 85%, 未达到, or 尚不能判断; nothing without a target or a value.

    Of a share of answers, with the share `heard` of those asked: whether the others could undo what is said.
    """
    if target is None or value.number is None:
        return ""
    found = reached(value, target)
    text = t(language, f"control.target_{found}", target=target_text(target, language))
    if found is Reached.CANNOT_TELL or heard is None or not heard < 1 or not _of_answers(target.metric):
        return text
    worst, best = bounds(value.number, heard)
    sure = worst >= in_unit(target) if found is Reached.MEETS else best < in_unit(target)
    return t(language, f"control.unheard_{found}" if sure else "control.unheard_depends", text=text)


def _of_answers(key: str) -> bool:
    metric = metrics()[key]
    return metric.kind == "survey" and metric.unit == "percent" and metric.better == "higher"


def targeted(keys: Iterable[str], scope: Scope, known: Catalogue) -> tuple[str, ...]:
    """Those of `keys` for which a target is set, of any level or region, in the year the period ends."""
    year = scope.period[1].year
    return tuple(key for key in keys if any((x.metric, x.year) == (key, year) for x in known.targets))


def target_column(key: str, language: str) -> Column:
    """Beside a metric: whether it meets its target."""
    return Column(f"{key}_target", t(language, "control.column_target", metric=metrics()[key].label[language]), "text")


def target_cell(value: Value, key: str, level: str, region: str, scope: Scope, known: Catalogue) -> Value:
    """The verdict as a cell, under a head that says of what; empty where no target is set or no value told."""
    target, lang = target_of(key, level, region, scope.period[1].year, known), scope.language
    if target is None or value.number is None:
        return replace(text_value(""), note=target.source if target else "")
    said = t(lang, f"control.cell_{reached(value, target)}", target=target_text(target, lang))
    return replace(text_value(said), note=target.source)
