"""Is training working, what changed, what needs me?"""

from __future__ import annotations

from board import briefing, page
from board.attention import class_names
from board.charts.common import n_text
from board.charts.funnel import funnel
from board.charts.regions import region_map
from board.charts.trend import trend
from board.leading import compared_metric, empty_reason, headline, leading_metric, meta
from board.level_table import level_table
from board.model import Board
from board.rows import by, joined
from board.trend_finding import trend_finding
from data.metrics import metrics
from queries.door import answers, catalogue
from queries.scope import Scope

_ASKED = (
    "effect_trend", "class_scorecard", "briefing_steps", "effect_by_level", "coverage_by_level", "coverage_by_region",
    "briefing_waiting", "course_distance", "problem_bases",
)  # fmt: skip


def board(scope: Scope) -> Board:
    """The whole at a glance: sentence, eight steps, trend, classes, map, what all pages found and ask for."""
    known = catalogue(scope)
    found = answers(scope, *_ASKED)
    classes, moves, places = found["class_scorecard"], found["effect_trend"], found["coverage_by_region"]
    if classes.empty:
        return page.assemble("briefing", scope, known, empty=empty_reason(scope, known))
    effect = joined(*(by(found[name], "slice", "level_code") for name in ("effect_by_level", "coverage_by_level")))
    cities = by(found["briefing_steps"], "slice", "city_code")
    frames = briefing.Frames(
        joined(effect, {key: row for key, row in cities.items() if key[1] == "*"}), cities,
        by(found["briefing_waiting"], "part", "code"), classes, places, found["problem_bases"], found["course_distance"],
    )  # fmt: skip
    tiles, key = briefing.steps(frames, scope, known), leading_metric(frames.now)
    charts = (
        trend(
            moves, key, scope, known, chart_id="trend", finding=trend_finding(effect, key, scope, known),
            foot=n_text(frames.now.get(metrics()[key].count), scope),
        ),
        funnel(classes, compared_metric(classes), scope, chart_id="funnel", names=class_names(classes, scope)),
        region_map(
            places, "hours_per_head", "coverage_by_region", scope, known, chart_id="map",
            foot=n_text(frames.now.get("population"), scope),
        ),
    )  # fmt: skip
    return page.assemble(
        "briefing", scope, known, sentence=headline(frames.now, frames.before, tiles, scope),
        meta=meta(classes, frames.now, scope), tiles=tiles, charts=charts, table=level_table(effect, scope, known),
        findings=briefing.findings(frames, scope, known), actions=briefing.actions(frames, scope, known),
        crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
