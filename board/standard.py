"""Cities as if all had the same mix of levels: what is left of a difference when that is taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.standardisation import standardised
from board.charts.regions import region_link, region_name
from board.formats import number, span
from board.grading import grade
from board.model import Column, Statement, Value
from board.rows import Row, by
from board.sayings import said
from board.states import State
from board.text import t
from board.values import absent, metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_APART = 0.03  # raw and standardised this far apart: worth a sentence
_ENOUGH = 0.9  # share of the standard that a city's levels must cover: with less it is another mix


@dataclass(frozen=True)
class Standard:
    """By city: the rate with everybody's mix as a Value; and the rate of all."""

    key: str
    values: dict[str, Value]
    whole: Value


def with_totals(frame: pd.DataFrame, levels: dict[tuple, Row]) -> dict[tuple, Row]:
    """Rows by (region, level): those of effect_by_city, and for "*", all regions, those by (slice, level) of the period."""
    whole = {("*", level): row for (slice_, level), row in levels.items() if slice_ == "now"}
    return by(frame[frame["depth"] == 1], "region_code", "level_code") | whole


def standard(rows: dict[tuple, Row], key: str, scope: Scope) -> Standard | None:
    """From rows by (region, level), "*" for all; None where the question does not hold the metric or levels are too few.

    Only cells that may be seen take part: what is protected gives nothing away here.
    """
    if key not in next((row for (city, _), row in rows.items() if city != "*"), {}):
        return None
    levels = sorted({level for _, level in rows if level not in ("*", "")})
    weights = np.array([_counted(rows.get(("*", level)), key)[1] for level in levels])
    if np.count_nonzero(weights) < 2:
        return None
    cities = sorted({city for city, _ in rows if city != "*"})
    values = {city: _value([rows.get((city, level)) for level in levels], weights, key, scope) for city in cities}
    return Standard(key, values, metric_value(rows.get(("*", "*")), key, scope))


def standard_column(key: str, language: str) -> Column:
    """Beside the raw figure: the one with everybody's mix of levels."""
    return Column(f"{key}_standard", t(language, "standard.column", metric=metrics()[key].label[language]), "percent", key)


def standard_findings(
    found: Standard | None, rows: dict[tuple, Row], answered: float | None, scope: Scope, known: Catalogue
) -> tuple[Statement, ...]:
    """Cities that look better or worse than all, but not with the same mix of levels."""
    if found is None or found.whole.number is None:
        return ()
    sentences: list[Statement] = []
    for city, value in found.values.items():
        raw = metric_value(rows.get((city, "*")), found.key, scope)
        if raw.number is None or value.number is None or abs(raw.number - value.number) < _APART:
            continue
        above = raw.number > found.whole.number
        if above == (value.number > found.whole.number):
            continue
        beyond = value.high < found.whole.number if above else value.low > found.whole.number
        text = t(
            scope.language, "standard.turned_low" if above else "standard.turned_high",
            name=region_name(known.region(city), scope), metric=metrics()[found.key].label[scope.language], raw=raw.text,
            whole=found.whole.text, standard=value.text,
        )  # fmt: skip
        firm = grade(raw.n, answered, beyond)
        sentences += said(text, firm, f"{metrics()[found.key].id} {raw.note}", scope, region_link(city))
    return tuple(sentences)


def _value(cells: list[Row | None], weights: np.ndarray, key: str, scope: Scope) -> Value:
    x, n = np.array([_counted(cell, key) for cell in cells]).T
    rate, low, high, covered = standardised(x, n, weights)
    if not covered >= _ENOUGH:
        return absent(State.NO_RECORDS, scope, text=t(scope.language, "standard.too_few"))
    lang = scope.language
    notes = [t(lang, "board.interval", span=span(low, high, "percent", lang))]
    if covered < 1:
        notes.append(t(lang, "standard.covered", share=number(covered, "percent", lang, 0)))
    people = int(n.sum())
    text = number(rate, "percent", lang, people)
    return Value(rate, text, n=people, low=low, high=high, note=t(lang, "board.semicolon").join(notes))


def _counted(row: Row | None, key: str) -> tuple[float, float]:
    """(hits, n) of a cell that may be seen; nothing of any other."""
    if row is None or row.get(f"{key}_state") not in ("shown", "hollow"):
        return 0.0, 0.0
    n = float(row[metrics()[key].count])
    return round(float(row[key]) * n), n
