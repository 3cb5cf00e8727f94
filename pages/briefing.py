"""Is training working, what changed, what needs me?"""

from __future__ import annotations

from board import page
from board.attention import actions, class_names, findings
from board.charts.common import n_text
from board.charts.funnel import funnel
from board.charts.regions import region_map
from board.charts.trend import trend
from board.leading import compared_metric, empty_reason, headline, leading_metric, meta
from board.level_table import level_table
from board.model import Board
from board.rows import by, joined
from board.tiles import chain
from board.trend_finding import trend_finding
from data.metrics import metrics
from queries.door import answers, catalogue
from queries.scope import Scope

_ASKED = ("coverage_by_level", "effect_by_level", "effect_trend", "class_scorecard", "coverage_by_region")


def board(scope: Scope) -> Board:
    """The whole at a glance: sentence, chain, trend, classes, map, what to do."""
    known = catalogue(scope)
    found = answers(scope, *_ASKED)
    classes, moves, places = found["class_scorecard"], found["effect_trend"], found["coverage_by_region"]
    if classes.empty:
        return page.assemble("briefing", scope, known, empty=empty_reason(scope, known))
    effect = joined(*(by(found[name], "slice", "level_code") for name in ("effect_by_level", "coverage_by_level")))
    now, before = effect.get(("now", "*"), {}), effect.get(("before", "*"))
    tiles, key = chain(now, before, scope), leading_metric(now)
    charts = (
        trend(
            moves, key, scope, known, chart_id="trend", finding=trend_finding(effect, key, scope, known),
            foot=n_text(now.get(metrics()[key].count), scope),
        ),
        funnel(classes, compared_metric(classes), scope, chart_id="funnel", names=class_names(classes, scope)),
        region_map(
            places, "hours_per_head", "coverage_by_region", scope, known, chart_id="map",
            foot=n_text(now.get("population"), scope),
        ),
    )  # fmt: skip
    return page.assemble(
        "briefing", scope, known, sentence=headline(now, before, tiles, scope), meta=meta(classes, now, scope),
        tiles=tiles, charts=charts, table=level_table(effect, scope, known),
        findings=findings(effect, scope, known), actions=actions(classes, places, effect, scope, known),
        crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
