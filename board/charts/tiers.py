"""Organ tiers side by side on one metric, from the province down to the townships."""

from __future__ import annotations

from board.charts.common import n_text
from board.charts.dots import dots
from board.formats import size
from board.model import Dots, Mark
from board.rows import Row
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue


def tier_dots(rows: dict[str, Row], key: str, query: str, scope: Scope, known: Catalogue) -> Dots | None:
    """Dots of `key` from rows by organ tier ("*" is all of them); None without records."""
    names, lang = known.names("tiers", scope.language), scope.language
    marks = tuple(
        Mark(name, metric_value(rows[code], key, scope), "brand")
        for code, name in names.items()
        if code in rows and rows[code][f"{key}_state"] != "none"
    )
    total = rows.get("*", {}).get(metrics()[key].count)
    return dots(
        marks, key, query, scope, chart_id=f"tiers_{key}", finding=_finding(marks, key, scope),
        about=t(lang, "coverage.about_tiers"), foot=n_text(total, scope),
    )  # fmt: skip


def _finding(marks: tuple[Mark, ...], key: str, scope: Scope) -> str:
    """The lowest tier against the highest of those seen: a county has none of the province's."""
    lang, metric = scope.language, metrics()[key]
    seen = {m.label: m.value for m in marks if m.value.number is not None}
    top, low = next(iter(seen), ""), next(reversed(seen), "")
    if top == low:
        return t(lang, "coverage.tiers_plain", metric=metric.label[lang])
    gap = seen[low].number - seen[top].number
    if abs(gap) < (0.005 if metric.unit == "percent" else 0.05):
        word, difference = "coverage.tiers_even", ""
    else:
        word, difference = "coverage.tiers_gap", size(gap, metric.unit, lang)
    direction = t(lang, "board.higher" if gap >= 0 else "board.lower")
    return t(
        lang, word, metric=metric.label[lang], low=low, text=seen[low].text, top=top, other=seen[top].text,
        direction=direction, size=difference,
    )  # fmt: skip
