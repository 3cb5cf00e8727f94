"""Regions coloured by value, in ordered classes with as many regions each as can be."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from board.charts.common import axis, head
from board.formats import decimals, number
from board.model import Link, Map, Mark
from board.rows import records
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from data.outlines import outlines
from queries.scope import Scope
from queries.warehouse import Catalogue, Region

_CLASSES = 6


def region_map(
    frame: pd.DataFrame, key: str, query: str, scope: Scope, known: Catalogue, *, chart_id: str, foot: str,
    answered: float | None = None,
) -> Map | None:  # fmt: skip
    """A map of `key` from a *_by_region frame: counties if half of those with records may be shown, else cities; None
    without three regions to show."""
    for layer, depth in (("county", 2), ("city", 1)):
        drawn = outlines(layer)["regions"]
        rows = frame[(frame["depth"] == depth) & frame["region_code"].isin(list(drawn))]
        states = rows[f"{key}_state"]
        if states.isin(["shown", "hollow"]).sum() >= max(3, (states != "none").sum() / 2):
            return _map(rows, key, query, layer, scope, known, chart_id, foot, answered)
    return None


def region_name(region: Region, scope: Scope) -> str:
    """The region's name; the whole stands for its own organs where it is one row among cities."""
    name = region.name(scope.language)
    return name if region.depth else t(scope.language, "board.own_organs", name=name)


def row_name(region: Region, scope: Scope, known: Catalogue) -> str:
    """The name of a line: it says where that of a city adds up only some of its counties, because these are what is seen."""
    name, seen = region_name(region, scope), scope.places
    cut = region.depth == 1 and region.code not in seen and any(known.region(code).city == region.code for code in seen)
    return t(scope.language, "board.chosen_counties", city=name) if cut else name


def region_link(code: str) -> Link:
    """Drill into a region: the region filter becomes it, on the Regions page."""
    return Link("regions", (("region", code),))


def _map(
    rows: pd.DataFrame, key: str, query: str, layer: str, scope: Scope, known: Catalogue, chart_id: str, foot: str,
    answered: float | None,
) -> Map:  # fmt: skip
    lang = scope.language
    marks = tuple(
        Mark(
            known.region(r["region_code"]).name(lang),
            metric_value(r, key, scope),
            "brand",
            region_link(r["region_code"]),
        )
        for r in records(rows)
    )
    values = np.array([m.value.number for m in marks if m.value.number is not None])
    steps = _steps(values, metrics()[key].unit)
    about = t(lang, f"board.about_{layer}")
    words = head(
        chart_id, key, query, _finding(marks, key, layer, scope), scope, about=about, foot=foot, marks=marks,
        answered=answered,
    )  # fmt: skip
    return Map(
        words, axis(key, (m.value for m in marks), scope), layer, tuple(rows["region_code"]), marks, steps,
        _legend(values, steps, key, lang), outlines(layer)["source"][lang],
    )  # fmt: skip


def _steps(values: np.ndarray, unit: str) -> tuple[float, ...]:
    """Upper bounds of the colour classes but the last: quantiles as the legend writes them, each once."""
    cuts = np.round(np.quantile(values, np.linspace(0, 1, _CLASSES + 1)[1:-1]), decimals(unit))
    return tuple(float(c) for c in np.unique(cuts) if values.min() < c < values.max())


def _legend(values: np.ndarray, steps: tuple[float, ...], key: str, language: str) -> tuple[str, ...]:
    ends = [float(values.min()), *steps, float(values.max())]
    unit = metrics()[key].unit
    texts = [number(e, unit, language) for e in ends]
    return tuple(t(language, "board.span", low=a, high=b) for a, b in pairwise(texts))


def _finding(marks: tuple[Mark, ...], key: str, layer: str, scope: Scope) -> str:
    """How far the regions spread: the ends and the middle half, no names, no ranks."""
    unit, lang = metrics()[key].unit, scope.language
    values = np.array([m.value.number for m in marks if m.value.number is not None])
    low, quarter, three, high = (number(float(v), unit, lang) for v in np.quantile(values, (0, 0.25, 0.75, 1)))
    return t(
        lang, "board.map_finding", metric=metrics()[key].label[lang], low=low, high=high,
        middle=t(lang, "board.span", low=quarter, high=three), places=t(lang, f"board.places_{layer}"),
    )  # fmt: skip
