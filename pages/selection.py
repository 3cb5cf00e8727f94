"""Are the right people sent; returned, replaced, repeated, on behalf of others?"""

from __future__ import annotations

import pandas as pd

from board import page
from board.charts.seats import seat_waterfall
from board.charts.selection import reason_bars, tenth_bars, unit_funnel, wait_bars
from board.leading import empty_reason
from board.model import Board, Tile
from board.rows import Row, by, records
from board.selection_actions import selection_actions
from board.selection_table import selection_table
from board.selection_words import proxy_cards, right_people, selection_tiles
from board.text import t
from board.unit_seats import units_board, units_link
from board.wider import filled
from queries.door import answers, catalogue, run
from queries.scope import Scope

_ASKED = (
    "selection_rates", "selection_parts", "selection_units", "selection_classes", "selection_reasons", "training_spread",
)  # fmt: skip


def board(scope: Scope) -> Board:
    """Seats, returns, replacements, repeats and proxies: from the first nomination to the person in the room."""
    known = catalogue(scope)
    if scope.unit:
        return units_board(scope, known)
    found = answers(scope, *_ASKED)
    rates = by(found["selection_rates"], "slice", "cut", "code")
    now, before = _both(found["selection_rates"])
    if now is None:
        return page.assemble("selection", scope, known, empty=empty_reason(scope, known))
    parts = {name: _of(found["selection_parts"], name) for name in ("seat", "reason", "wait", "signal")}
    units, classes = found["selection_units"], found["selection_classes"]
    charts = (
        seat_waterfall(parts["seat"], "selection_parts", scope, t(scope.language, "selection.about_seats")),
        reason_bars(parts["reason"], scope, known),
        wait_bars(parts["wait"], scope),
        unit_funnel(units, "first_pass_rate", scope),
        unit_funnel(units, "repeat_rate", scope),
        tenth_bars(found["training_spread"], scope),
    )
    missing = (t(scope.language, "selection.missing"),) if now["chains"] == 0 else ()
    return page.assemble(
        "selection", scope, known, sentence=right_people(now, before, scope), charts=charts,
        tiles=filled(selection_tiles(now, before, scope), _tiles, scope, known),
        table=selection_table(rates, scope, known),
        findings=(*units_link(now, scope), *proxy_cards(parts["signal"], scope)),
        actions=selection_actions(units, classes, found["selection_rates"], found["selection_reasons"], scope, known),
        notices=missing, crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


def _both(rates: pd.DataFrame) -> tuple[Row | None, Row | None]:
    """All of the period, and of the one beside it."""
    rows = by(rates, "slice", "cut", "code")
    return rows.get(("now", "all", "*")), rows.get(("before", "all", "*"))


def _tiles(scope: Scope) -> tuple[Tile, ...]:
    return selection_tiles(*_both(run("selection_rates", scope)), scope)


def _of(parts: pd.DataFrame, name: str) -> dict[str, Row]:
    """The rows of one part by item."""
    return {row["item"]: row for row in records(parts[parts["part"] == name])}


if __name__ == "__main__":
    from ui.screen import show

    show(board)
