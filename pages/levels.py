"""How does effect differ and move per cadre level?"""

from __future__ import annotations

from board import page
from board.attention import findings
from board.charts.common import n_text
from board.charts.heat import type_by_level
from board.charts.levels import level_dots
from board.charts.trend import trend
from board.early_late import late_answers
from board.leading import empty_reason, has_records, headline, leading_metric
from board.level_table import level_table
from board.model import Board
from board.parts_shown import parts_shown
from board.representation import who_answered
from board.rows import by, joined
from board.side_by_side import of_levels
from board.tiles import answered, chain
from board.trend_finding import trend_finding
from data.metrics import metrics
from queries.door import answers, catalogue
from queries.scope import Scope


def board(scope: Scope) -> Board:
    """Levels side by side for each step of the chain, over time, and by training type."""
    known = catalogue(scope)
    found = answers(scope, "coverage_by_level", "effect_by_level", "effect_trend", "effect_by_type", "answers_by_time")
    effect = joined(*(by(found[name], "slice", "level_code") for name in ("effect_by_level", "coverage_by_level")))
    now, before = effect.get(("now", "*"), {}), effect.get(("before", "*"))
    if not has_records(now):
        return page.assemble("levels", scope, known, empty=empty_reason(scope, known))
    moves, types = found["effect_trend"], found["effect_by_type"]
    tiles, key = chain(now, before, scope), leading_metric(now)
    foot, heard = n_text(now.get(metrics()[key].count), scope), answered(now, key, scope)
    steps = [x.metric for x in tiles if x.metric != "reach_rate"]
    moved = trend(moves, key, scope, known, chart_id="trend", finding=trend_finding(effect, key, scope, known), foot=foot,
                  answered=heard)  # fmt: skip
    charts = (
        moved,
        *(level_dots(effect, step, scope, known) for step in steps[-4:]),
        type_by_level(types, key, scope, known, foot=foot, answered=heard),
    )
    times = by(found["answers_by_time"], "answer_group")
    said = headline(now, before, tiles, scope, known)
    return page.assemble(
        "levels", scope, known, sentence=of_levels(said, charts, key, now, scope, known), charts=charts,
        table=level_table(effect, scope, known), crumbs=page.region_crumbs(scope, known),
        notices=parts_shown(moved, effect, key, scope, known),
        findings=(
            *findings(effect, scope, known), *who_answered(effect, scope, known), *late_answers(times, now, scope),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
