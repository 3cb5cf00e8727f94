"""The finding a trend is titled with: which levels moved beyond chance against the period beside it."""

from __future__ import annotations

from board import levels
from board.compare import change, direction
from board.formats import size
from board.model import Signal
from board.rows import Row
from board.scope_words import compare_text
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue


def trend_finding(effect: dict[tuple, Row], key: str, scope: Scope, known: Catalogue) -> str:
    """县处级应用率比去年同期高 9.0 个百分点，其余层级只是波动 — or that nothing moved, or nothing can be compared."""
    lang, metric = scope.language, metrics()[key]
    if scope.compare is Compare.NONE:
        return t(lang, "board.trend_plain", metric=metric.label[lang])
    moves = {}
    for code in levels.shown(scope, known):
        now, before = (metric_value(effect.get((s, code)), key, scope) for s in ("now", "before"))
        moves[code] = change(key, now, before, scope)
    clear = {c: m for c, m in moves.items() if m.signal in (Signal.BETTER, Signal.WORSE)}
    if not clear:
        judged = any(m.signal is Signal.CHANCE for m in moves.values())
        return t(
            lang,
            "board.trend_steady" if judged else "board.trend_plain",
            metric=metric.label[lang],
            beside=compare_text(scope),
        )
    code, move = max(clear.items(), key=lambda item: abs(item[1].difference))
    words = {
        "level": levels.name(code, scope, known), "metric": metric.label[lang], "beside": compare_text(scope),
        "direction": direction(move.difference, lang), "size": size(move.difference, metric.unit, lang),
    }  # fmt: skip
    return t(
        lang,
        "board.trend_moved_one" if len(clear) == 1 else "board.trend_moved",
        **words,
        others=len(clear) - 1,
    )
