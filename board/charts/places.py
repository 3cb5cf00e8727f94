"""Regions side by side on one metric, in the order of the code list: cities, or the counties of one city."""

from __future__ import annotations

import pandas as pd

from board.charts.dots import dots, spread_finding
from board.charts.regions import region_link, region_name
from board.model import Dots, Mark
from board.rows import by
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_MOST = 24


def place_dots(
    frame: pd.DataFrame, key: str, query: str, scope: Scope, known: Catalogue, *, foot: str, answered: float | None = None
) -> Dots | None:
    """Dots of `key` from a *_by_region frame; None without records."""
    rows, lang = by(frame, "depth", "region_code"), scope.language
    depth = _depth(rows, key)
    marks = tuple(
        Mark(region_name(r, scope), metric_value(rows[(depth, r.code)], key, scope), "brand", region_link(r.code))
        for r in known.regions
        if (depth, r.code) in rows and rows[(depth, r.code)][f"{key}_state"] != "none"
    )[:_MOST]
    finding = t(lang, "board.about_metric", metric=metrics()[key].label[lang], finding=spread_finding(marks, scope))
    about = t(lang, "board.about_regions" if depth == 1 else "board.about_county")
    return dots(
        marks, key, query, scope, chart_id=f"places_{key}", finding=finding, about=about, foot=foot, answered=answered
    )


def _depth(rows: dict[tuple, dict], key: str) -> int:
    """Counties if there is one city only and its counties have values, else cities."""
    cities = [code for depth, code in rows if depth == 1]
    counties = [r for (depth, _), r in rows.items() if depth == 2 and r[f"{key}_state"] in ("shown", "hollow")]
    return 2 if len(cities) == 1 and counties else 1
