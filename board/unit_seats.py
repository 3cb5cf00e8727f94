"""The seats of one unit, or of all units one by one: nominated, returned, replaced, checked in, completed.

A unit sends few people in a month, so its figures are those of the twelve months that hold the end of the period.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from board import page
from board.charts.seats import counted_seats, seat_waterfall
from board.formats import period_name
from board.grading import of_evidence
from board.long_rows import LongRows
from board.missing import missing_files
from board.model import Board, Column, Link, Row, Statement, Table, Waterfall
from board.rows import Row as Found
from board.rows import records
from board.text import t
from board.values import count_value, text_value
from data.metrics import metrics
from queries.door import answerable, run
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue

EVERY = "all"
_QUERY, _KEY, _TOTAL, _SHOWN = "unit_seats", "seat_share", "*", 20
_FILES = ("nominations", "quotas", "org_units")
_STEPS = ("seats", "nominated", "returned", "replaced", "arrived", "completed")


def units_link(now: Found, scope: Scope) -> tuple[Statement, ...]:
    """The way to the list of units, where anybody was nominated (`now`: the whole, of selection_rates)."""
    seats = count_value(now["chains"], scope)
    if not seats.number or not answerable(_QUERY, scope):
        return ()
    said, basis = (t(scope.language, f"selection.{word}", n=seats.text) for word in ("each_unit", "each_unit_basis"))
    return (Statement(said, of_evidence("counted"), basis, Link("", (("unit", EVERY),))),)


def units_board(scope: Scope, known: Catalogue) -> Board:
    """The unit of the scope beside all units; with none of that name the list alone."""
    lang = scope.language
    frame = run(_QUERY, scope) if answerable(_QUERY, scope) else pd.DataFrame()
    back = (t(lang, "selection.crumb"), Link("", (("unit", ""),)))
    if not len(frame):
        empty = missing_files(_FILES, scope, known) or t(lang, "selection.no_units")
        return page.assemble("selection", scope, known, crumbs=(back,), empty=empty)
    steps = {org: {row["item"]: row for row in records(part)} for org, part in frame.groupby("org_id", sort=False)}
    everyone, mine = steps.pop(_TOTAL), steps.get(scope.unit, {})
    counted = scope.changed(level=(), training_type=(), compare=Compare.NONE, period=_span(everyone, known))
    name, every = _called(mine["seats"], scope, known) if mine else "", t(lang, "selection.every_unit")
    trail = (back, (t(lang, "selection.units"), Link("", (("unit", EVERY),)) if name else Link()))
    return page.assemble(
        "selection", counted, known,
        title=t(lang, "selection.units_title", name=name or every, span=period_name(*counted.period, lang)),
        sentence=_sentence(mine or everyone, scope), table=_table(frame, mine, scope, known),
        charts=(_seats("unit_seats", mine, name, scope), _seats("every_seat", everyone, every, scope)),
        notices=() if mine or scope.unit == EVERY else (t(lang, "selection.unit_joined"),),
        crumbs=(*trail, (name, Link())) if name else trail,
    )  # fmt: skip


def _span(everyone: dict[str, Found], known: Catalogue) -> tuple[date, date]:
    """First and last day of the twelve months that the rows count."""
    last = known.as_of.year * 12 + known.as_of.month - 12 * int(everyone["seats"]["back"])  # the month after
    return date((last - 12) // 12, (last - 12) % 12 + 1, 1), date(last // 12, last % 12 + 1, 1) - timedelta(days=1)


def _called(row: Found, scope: Scope, known: Catalogue) -> str:
    """The unit's name; small ones stand together under their place."""
    if isinstance(row["org_name"], str):
        return row["org_name"]
    return t(scope.language, "selection.other_units", name=known.region(str(row["region_code"])).name(scope.language))


def _sentence(rows: dict[str, Found], scope: Scope) -> Statement | None:
    """From how many seats how many came, step by step; None where that may not be said."""
    told = {item: counted_seats(rows.get(item), scope) for item in _STEPS}
    if any(value.number is None for value in told.values()):
        return None
    text = t(scope.language, "selection.say_unit", **{item: value.text for item, value in told.items()})
    return Statement(text, of_evidence("counted"), t(scope.language, "board.basis_register", id=metrics()[_KEY].id))


def _seats(chart_id: str, rows: dict[str, Found], name: str, scope: Scope) -> Waterfall | None:
    made = seat_waterfall(rows, _QUERY, scope, t(scope.language, "selection.about_unit"))
    if made is None:
        return None
    title = t(scope.language, "selection.seats_of", name=name, finding=made.head.title)
    alt = made.head.alt.replace(made.head.title, title)
    return replace(made, head=replace(made.head, id=chart_id, title=title, alt=alt))


def _table(frame: pd.DataFrame, mine: dict[str, Found], scope: Scope, known: Catalogue) -> Table:
    """The units of the place of `mine`, or all, by region and tier: what became of their seats."""
    lang, tiers = scope.language, known.names("tiers", scope.language)

    def row(found: Found, _: int) -> Row:
        cells = (
            text_value(_called(found, scope, known)),
            *(counted_seats({**found, _KEY: found[item]}, scope) for item in _STEPS),
            text_value(known.region(str(found["region_code"])).name(lang)),
            text_value(tiers.get(str(found["org_tier"]), "")),
        )
        return Row(cells, Link("", (("unit", str(found["org_id"])),)))

    rows = frame[frame["org_id"] != _TOTAL]
    if mine:
        rows = rows[rows["region_code"] == mine["seats"]["region_code"]]
    unit, *where = (Column(key, t(lang, f"selection.column_{key}"), "text") for key in ("unit", "place_of", "tier_of"))
    heads = (unit, *(Column(item, t(lang, f"selection.unit_{item}"), "count") for item in _STEPS), *where)
    title, note = t(lang, "selection.units"), t(lang, "selection.units_note")
    wide = _wide(rows, known)
    return Table(title, heads, LongRows(wide, row, None, *_columns(wide, scope, known)), _SHOWN, note)


def _columns(wide: pd.DataFrame, scope: Scope, known: Catalogue) -> tuple[dict, dict]:
    """Words and numbers of all units, by column (board/long_rows.py)."""
    tiers = known.names("tiers", scope.language)
    words = {
        "unit": lambda: [_called(one, scope, known) for one in records(wide)],
        "place_of": lambda: [known.region(str(code)).name(scope.language) for code in wide["region_code"]],
        "tier_of": lambda: [tiers.get(str(code), "") for code in wide["org_tier"]],
    }
    seen, base = wide[f"{_KEY}_state"].isin(["shown", "hollow"]), wide[metrics()[_KEY].count]
    return words, {item: lambda item=item: np.where(seen, np.rint(wide[item] * base), np.nan) for item in _STEPS}


def _wide(rows: pd.DataFrame, known: Catalogue) -> pd.DataFrame:
    """One row a unit, in the order of regions and tiers; those that stand together last in their place."""
    told = ["org_id", "org_name", "org_tier", "region_code", "seats_base", f"{_KEY}_state"]
    named = rows.loc[rows["item"] == "seats", told].set_index("org_id")
    found = named.join(rows.pivot(index="org_id", columns="item", values=_KEY)).reset_index()
    order = {region.code: place for place, region in enumerate(known.regions)}
    found["place"] = found["region_code"].map(order)
    return found.sort_values(["place", "org_tier", "org_id"], na_position="last").reset_index(drop=True)
