"""Where, down to county; is the grass roots served alike?"""

from __future__ import annotations

from board import page
from board.charts.common import n_text
from board.charts.places import place_dots
from board.charts.regions import region_map
from board.charts.trend import trend
from board.leading import empty_reason, headline, leading_metric
from board.missing import missing_files
from board.model import Board
from board.region_table import region_table
from board.rows import by, joined
from board.side_by_side import of_places
from board.standard import standard, standard_findings, with_totals
from board.tiles import answered, chain
from board.trend_finding import trend_finding
from data.metrics import metrics
from queries.door import answers, catalogue
from queries.scope import Scope

_ASKED = (
    "coverage_by_level", "effect_by_level", "effect_by_region", "coverage_by_region", "effect_trend", "effect_by_city",
)  # fmt: skip
_HOURS = "hours_per_head"


def board(scope: Scope) -> Board:
    """Effect over time, maps of hours and of effect, cities side by side, and every region of the scope as a table."""
    known = catalogue(scope)
    found = answers(scope, *_ASKED)
    effect, coverage, moves = (found[name] for name in ("effect_by_region", "coverage_by_region", "effect_trend"))
    if effect.empty:
        absent = missing_files(("cadres",), scope, known)
        return page.assemble("regions", scope, known, empty=absent or empty_reason(scope, known))
    levels = joined(*(by(found[name], "slice", "level_code") for name in ("effect_by_level", "coverage_by_level")))
    now, before = levels.get(("now", "*"), {}), levels.get(("before", "*"))
    tiles, key = chain(now, before, scope), leading_metric(now)
    by_city = with_totals(found["effect_by_city"], levels)
    mixed = standard(by_city, key, scope)
    foot = {k: n_text(now.get(metrics()[k].count), scope) for k in (key, _HOURS, "reach_rate")}
    heard = answered(now, key, scope)
    charts = (
        trend(moves, key, scope, known, chart_id="trend", finding=trend_finding(levels, key, scope, known), per_level=False,
              foot=foot[key], answered=heard),
        region_map(coverage, _HOURS, "coverage_by_region", scope, known, chart_id="map_hours", foot=foot[_HOURS]),
        region_map(effect, key, "effect_by_region", scope, known, chart_id="map_effect", foot=foot[key], answered=heard),
        place_dots(effect, key, "effect_by_region", scope, known, foot=foot[key], answered=heard),
        place_dots(coverage, "reach_rate", "coverage_by_region", scope, known, foot=foot["reach_rate"]),
    )  # fmt: skip
    return page.assemble(
        "regions", scope, known, charts=charts,
        sentence=of_places(headline(now, before, tiles, scope, known), charts, key, scope),
        table=region_table(effect, coverage, key, mixed, scope, known),
        findings=standard_findings(mixed, by_city, heard, scope, known), crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
