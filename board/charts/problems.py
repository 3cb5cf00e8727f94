"""The charts of problems: by category, by days, by place."""

from __future__ import annotations

import pandas as pd

from board.charts.common import axis, head
from board.charts.dots import dots, spread_finding
from board.charts.regions import region_name
from board.formats import count, number
from board.model import Bars, Dots, Link, Mark, Value
from board.problems import Wait, days_text
from board.rows import Row, by
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue


def category_dots(rows: dict[tuple, Row], key: str, scope: Scope, known: Catalogue) -> Dots | None:
    """Categories side by side on one metric of problem_total."""
    lang = scope.language
    names = known.names("issue_categories", lang)
    marks = tuple(
        Mark(names[code], metric_value(rows[("now", code)], key, scope))
        for code in names if ("now", code) in rows and rows[("now", code)][f"{key}_state"] != "none"
    )  # fmt: skip
    finding = t(lang, "board.about_metric", metric=metrics()[key].label[lang], finding=spread_finding(marks, scope))
    foot = t(lang, "problems.problems_n", count=count(rows[("now", "*")][metrics()[key].count], lang))
    return dots(
        marks, key, "problem_total", scope, chart_id=f"category_{key}", finding=finding,
        about=t(lang, "problems.about_categories"), foot=foot,
    )  # fmt: skip


def place_dots(frame: pd.DataFrame, scope: Scope, known: Catalogue) -> Dots | None:
    """Cities where classes are held, in code order."""
    key, lang, rows = "on_time_rate", scope.language, by(frame, "slice", "city_code")
    held = {code: row for (slice_, code), row in rows.items() if slice_ == "now" and row[f"{key}_state"] != "none"}
    marks = tuple(
        Mark(region_name(r, scope), metric_value(held[r.code], key, scope), "brand", Link("", (("region", r.code),)))
        for r in known.regions if r.depth <= 1 and r.code in held
    )  # fmt: skip
    finding = t(lang, "board.about_metric", metric=metrics()[key].label[lang], finding=spread_finding(marks, scope))
    foot = t(lang, "problems.problems_n", count=count(sum(m.value.n or 0 for m in marks), lang))
    return dots(
        marks, key, "problem_places", scope, chart_id="places", finding=finding,
        about=t(lang, "problems.about_places"), foot=foot,
    )  # fmt: skip


def day_bars(waited: Wait | None, scope: Scope) -> Bars | None:
    """Share closed within so many days, open ones counted with the days they have waited."""
    if waited is None or not waited.by_day:
        return None
    key, lang, total = "closed_share", scope.language, waited.closed + waited.open
    marks = tuple(
        Mark(t(lang, "problems.within", days=day), Value(share, number(share, "percent", lang, total), n=total))
        for day, share in waited.by_day
    )
    foot = t(lang, "problems.censored", closed=waited.closed, open=waited.open)
    finding = t(lang, "problems.half_closed", days=days_text(waited, scope))
    about = t(lang, "problems.about_days")
    words = head("days", key, "problem_days", finding, scope, about=about, foot=foot, marks=marks)
    return Bars(words, axis(key, (m.value for m in marks), scope, [0.0, 1.0]), marks)
