"""Who got the required hours; are recruits and the promoted trained on time?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from board import coverage_words, page
from board.charts.common import n_text
from board.charts.due import due_bars
from board.charts.levels import law_dots
from board.charts.pace import pace_heat
from board.charts.regions import region_map
from board.charts.tiers import tier_dots
from board.coverage_table import coverage_table
from board.coverage_words import Told
from board.model import Board, Link, Map
from board.rows import by, joined, records
from board.wider import filled
from queries.door import answers, catalogue
from queries.scope import Scope
from queries.warehouse import Catalogue

_OF_TILES = ("hours_by_level", "hours_by_region", "deadlines", "due_soon", "plan_kept")
_ASKED = (*_OF_TILES, "hours_pace")


def board(scope: Scope) -> Board:
    """Hours by level against their rules, the deadlines of law, what falls due, tiers, regions, and the plan."""
    known = catalogue(scope)
    found = answers(scope, *_ASKED)
    told = _told(found)
    if not (told.hours or told.deadlines or told.plan):
        empty = coverage_words.missing(scope, known) or coverage_words.nobody(scope, known)
        return page.assemble("coverage", scope, known, empty=empty)
    levels = joined(told.of("hours", 1), told.of("deadlines", 1))
    charts = (
        pace_heat(found["hours_pace"], scope, known),
        tier_dots(told.of("deadlines", 0), "initial_in_time_rate", "deadlines", scope, known),
        law_dots(levels, "promoted_in_time_rate", "deadlines", scope, known),
        due_bars(found["due_soon"], scope, known),
        tier_dots(told.of("hours", 0), "year_hours_per_head", "hours_by_level", scope, known),
        _map(found["hours_by_region"], told, scope, known),
    )
    return page.assemble(
        "coverage", scope, known, sentence=coverage_words.sentence(told, scope),
        tiles=filled(
            coverage_words.tiles(told, scope),
            lambda wider: coverage_words.tiles(_told(answers(wider, *_OF_TILES)), wider), scope, known,
        ),
        meta=coverage_words.meta(told, scope), charts=charts, crumbs=page.region_crumbs(scope, known),
        table=coverage_table(levels, found["hours_pace"], scope, known),
        findings=coverage_words.standing_out(told, scope, known), actions=coverage_words.to_do(told, scope, known),
        notices=coverage_words.notices(told, scope, known),
    )  # fmt: skip


def _told(found: dict[str, pd.DataFrame]) -> Told:
    by_level = (by(found[name], "slice", "org_tier", "level_code") for name in ("hours_by_level", "deadlines"))
    cities = [r for r in records(found["hours_by_region"]) if r["depth"] == 1]
    return Told(*by_level, by(found["due_soon"], "duty", "month"), cities, by(found["plan_kept"], "part", "code"))


def _map(places: pd.DataFrame, told: Told, scope: Scope, known: Catalogue) -> Map | None:
    """Regions coloured by who is on pace; a click stays on this page."""
    foot = n_text(told.total("now").get("year_required"), scope)
    chart = region_map(places, "annual_track_rate", "hours_by_region", scope, known, chart_id="map_hours", foot=foot)
    if chart is None:
        return None
    return replace(chart, marks=tuple(replace(mark, link=Link("", mark.link.params)) for mark in chart.marks))


if __name__ == "__main__":
    from ui.screen import show

    show(board)
