"""Says why parts of a period stand in the trend of levels whose whole period does not."""

from __future__ import annotations

from board import levels
from board.model import State, Trend
from board.rows import Row
from board.text import t
from board.values import metric_value
from queries.scope import Scope
from queries.warehouse import Catalogue

_SEEN = (State.SHOWN, State.HOLLOW)


def parts_shown(drawn: Trend | None, effect: dict[tuple, Row], key: str, scope: Scope, known: Catalogue) -> tuple[str, ...]:
    """The notice that names these levels; nothing without any. `effect` is by (slice, level), the period's is "now"."""
    if drawn is None:
        return ()
    first, last = drawn.shaded or (0, len(drawn.periods) - 1)
    seen = {line.name for line in drawn.lines if any(m.value.state in _SEEN for m in line.marks[first : last + 1])}
    kept_back = [
        name
        for code in levels.shown(scope, known)
        if (name := levels.name(code, scope, known)) in seen
        and metric_value(effect.get(("now", code)), key, scope).state is State.HIDDEN
    ]
    names = t(scope.language, "board.comma").join(kept_back)
    return (t(scope.language, "board.notice_parts", levels=names),) if kept_back else ()
