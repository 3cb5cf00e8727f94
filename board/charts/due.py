"""Who must be trained in the next ninety days and is not yet: people by month, initial and post-appointment apart."""

from __future__ import annotations

import pandas as pd

from board.charts.common import axis, head
from board.model import Bars, Mark
from board.rows import Row, by
from board.text import t
from board.values import metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

DUTIES = ("T1", "T2")
_KEY = "due_open"


def due_bars(frame: pd.DataFrame, scope: Scope, known: Catalogue) -> Bars | None:
    """Bars from due_soon, month by month within each duty; None if nobody is due."""
    lang, rows, names = scope.language, by(frame, "duty", "month"), known.names("types", scope.language)
    months = sorted({m for _, m in rows} - {"*"})
    places = [(d, m) for d in DUTIES for m in months if (d, m) in rows]
    marks = tuple(Mark(t(lang, "coverage.due_mark", month=m), metric_value(rows[d, m], _KEY, scope)) for d, m in places)
    if not any(mark.value.number is not None for mark in marks):
        return None
    groups = tuple((names[d], n) for d in DUTIES if (n := sum(duty == d for duty, _ in places)))
    words = head(
        "due", _KEY, "due_soon", due_words(rows, scope, names), scope, about=t(lang, "coverage.about_due"),
        foot=t(lang, "coverage.due_foot"), marks=marks,
    )  # fmt: skip
    return Bars(words, axis(_KEY, (m.value for m in marks), scope, [0.0]), marks, groups)


def due_words(rows: dict[tuple, Row], scope: Scope, names: dict[str, str]) -> str:
    """初任培训 113 人、任职培训 45 人尚未参训."""
    lang = scope.language
    values = {d: metric_value(rows.get((d, "*")), _KEY, scope) for d in DUTIES}
    parts = [t(lang, "coverage.due_part", duty=names[d], text=v.text) for d, v in values.items() if v.number is not None]
    if not parts:
        return t(lang, "coverage.due_few")
    return t(lang, "coverage.due_finding", parts=t(lang, "board.comma").join(parts))
