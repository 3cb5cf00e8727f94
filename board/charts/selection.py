"""Returns by reason, days to replacement, how training days are spread, and units against chance."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from board.charts.common import axis, head, n_text
from board.charts.funnel import funnel
from board.formats import count
from board.model import Bars, Funnel, Link, Mark, Value
from board.rows import Row, records
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

WAITS = ("d3", "d7", "d14", "d21", "later", "never")
_TENTHS = 10


def reason_bars(rows: dict[str, Row], scope: Scope, known: Catalogue) -> Bars | None:
    """Share of the returns by reason, most frequent first; None without returns."""
    names = {**known.names("return_reasons", scope.language), "": t(scope.language, "selection.no_reason")}
    found = [(names.get(code, code), metric_value(row, "reason_share", scope)) for code, row in rows.items()]
    found.sort(key=lambda pair: -(pair[1].number or 0))
    if not found or found[0][1].number is None:
        return None
    text = t(scope.language, "selection.reasons_first", reason=found[0][0], text=found[0][1].text)
    return _bars("reasons", "reason_share", found, text, "selection.about_reasons", scope)


def wait_bars(rows: dict[str, Row], scope: Scope) -> Bars | None:
    """Share of returned seats by days to replacement, those never filled last; None without any."""
    found = [(t(scope.language, f"selection.wait_{w}"), metric_value(rows.get(w), "wait_share", scope)) for w in WAITS]
    shown = [value.number for _, value in found]
    if None in shown:
        return None
    week = metric_value({**rows["d7"], "wait_share": shown[0] + shown[1]}, "wait_share", scope)
    text = t(scope.language, "selection.waits_week", week=week.text, never=found[-1][1].text)
    return _bars("waits", "wait_share", found, text, "selection.about_waits", scope)


def tenth_bars(frame: pd.DataFrame, scope: Scope) -> Bars | None:
    """Training days of each tenth of those in service for two years; None where the records do not reach back."""
    rows = {row["tenth"]: row for row in records(frame)}
    found = [
        (t(scope.language, "selection.tenth", number=i), metric_value(rows.get(i), "day_share", scope))
        for i in range(1, _TENTHS + 1)
    ]
    if found[0][1].number is None:
        return None
    never = metric_value(rows[1], "never_reached_rate", scope)
    text = t(scope.language, "selection.tenths_top", top=found[0][1].text, never=never.text)
    return _bars("tenths", "day_share", found, text, "selection.about_tenths", scope)


def unit_funnel(units: pd.DataFrame, key: str, scope: Scope) -> Funnel | None:
    """Units against chance on `key`, from selection_units; None with fewer than eight units shown."""
    units = units.rename(columns={"id": "class_id"})
    made = funnel(
        units, key, scope, chart_id=f"units_{key}", names=dict(zip(units.class_id, units.org_name, strict=True))
    )
    if made is None:
        return None
    lang, shown = scope.language, units[f"{key}_state"].isin(["shown", "hollow"]).sum()
    word = "selection.units_some" if made.marks else "selection.units_none"
    label = metrics()[key].label[lang]
    title = t(lang, word, units=count(shown, lang), outside=len(made.marks), metric=label)
    marks = tuple(replace(m, link=Link("", (("unit", dict(m.link.params)["class"]),))) for m in made.marks)
    words = head(
        made.head.id, key, "selection_units", title, scope, about=t(lang, "selection.about_units"),
        foot=t(lang, "selection.units_foot"), marks=marks,
    )  # fmt: skip
    inside = count(shown - len(marks), lang)
    return replace(
        made, head=words, marks=marks, x_axis=replace(made.x_axis, title=t(lang, "selection.people")),
        bin_text=t(lang, "selection.units_inside", count=inside),
    )  # fmt: skip


def _bars(chart_id: str, key: str, found: list[tuple[str, Value]], finding: str, about: str, scope: Scope) -> Bars:
    marks = tuple(Mark(name, value) for name, value in found)
    n = next((v.n for _, v in found if v.n), None)
    words = head(
        chart_id, key, "training_spread" if key == "day_share" else "selection_parts", finding, scope,
        about=t(scope.language, about), foot=n_text(n, scope), marks=marks,
    )  # fmt: skip
    return Bars(words, axis(key, [v for _, v in found], scope, [0.0]), marks)
