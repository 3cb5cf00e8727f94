"""Cadre levels side by side on one metric."""

from __future__ import annotations

from board import levels
from board.charts.common import n_text
from board.charts.dots import dots, spread_finding
from board.model import Dots, Link, Mark
from board.rows import Row
from board.text import t
from board.tiles import answered
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue


def level_dots(effect: dict[tuple, Row], key: str, scope: Scope, known: Catalogue) -> Dots | None:
    """Dots of `key` per level from rows by (slice, level); None without records."""
    marks = level_marks({code: row for (slice_, code), row in effect.items() if slice_ == "now"}, key, scope, known)
    lang = scope.language
    finding = t(lang, "board.about_metric", metric=metrics()[key].label[lang], finding=spread_finding(marks, scope))
    total = effect.get(("now", "*"), {}).get(metrics()[key].count)
    return dots(
        marks, key, "effect_by_level", scope, chart_id=f"levels_{key}", finding=finding,
        about=t(lang, "board.about_levels"), foot=n_text(total, scope),
        answered=answered(effect.get(("now", "*")), key, scope),
    )  # fmt: skip


def level_marks(rows: dict[str, Row], key: str, scope: Scope, known: Catalogue) -> tuple[Mark, ...]:
    """One mark per level that has records or is protected, in order."""
    return tuple(
        Mark(
            levels.name(code, scope, known),
            metric_value(rows[code], key, scope),
            levels.role(code, known),
            Link("", (("level", code),)),
        )
        for code in levels.shown(scope, known)
        if code in rows and rows[code].get(f"{key}_state", "none") != "none"
    )


def law_dots(rows: dict[str, Row], key: str, query: str, scope: Scope, known: Catalogue) -> Dots | None:
    """Dots of `key` per level from rows by level ("*" is all of them); None without records."""
    marks, lang = level_marks(rows, key, scope, known), scope.language
    finding = t(lang, "board.about_metric", metric=metrics()[key].label[lang], finding=spread_finding(marks, scope))
    foot = n_text(rows.get("*", {}).get(metrics()[key].count), scope)
    return dots(
        marks, key, query, scope, chart_id=f"levels_{key}", finding=finding, about=t(lang, "coverage.about_duty_levels"),
        foot=foot,
    )  # fmt: skip
