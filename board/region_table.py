"""Every region of the scope: cities with their counties under them, in code order."""

from __future__ import annotations

import pandas as pd

from board.charts.regions import region_link, row_name
from board.level_table import metric_column
from board.model import Column, Row, State, Table, Value
from board.rows import by, joined
from board.shrunk import Drawn, drawn, note
from board.standard import Standard, standard_column
from board.targets import target_cell, target_column, targeted
from board.text import t
from board.values import absent, count_value, metric_value, text_value
from queries.scope import Scope
from queries.warehouse import Catalogue, Region

_METRICS = (
    "reach_rate", "hours_per_head", "attendance_rate", "completion_rate", "response_rate", "very_satisfied_rate",
    "learning_gain", "pass_rate", "assessment_score", "application_rate", "improvement_rate",
)  # fmt: skip
_CITY_ONLY = ("response_rate", "satisfaction_rate", "very_satisfied_rate")
_INDENT = "\u3000"


def region_table(
    effect: pd.DataFrame, coverage: pd.DataFrame, key: str, mixed: Standard | None, scope: Scope, known: Catalogue
) -> Table:
    """One line a region with any figure; metrics without records anywhere are left out.

    Cities carry beside the raw figure of `key` the one drawn to the mean, and the one with everybody's mix of levels.
    """
    lang = scope.language
    cities = effect[effect["depth"] == 1].set_index("region_code", drop=False)
    beside = drawn(cities, key, scope)
    rows = joined(by(effect, "depth", "region_code"), by(coverage, "depth", "region_code"))
    keys = [k for k in _METRICS if any(row.get(f"{k}_state", "none") != "none" for row in rows.values())]
    counts = [c for c in ("enrolled", "population") if any(row.get(c) for row in rows.values())]
    heads = (
        Column("region_code", t(lang, "board.column_region"), "text"),
        *(Column(c, t(lang, f"board.column_{c}"), "count") for c in counts),
    )
    aims = targeted(keys, scope, known)
    lines = tuple(
        _row(r, rows[place], counts, keys, aims, _compared(place, beside, mixed), scope, known)
        for place, r in _in_order(known) if place in rows
    )  # fmt: skip
    same = (standard_column(key, lang),) if mixed else ()
    ends = (*beside.columns, *same, *(target_column(k, lang) for k in aims))
    told = " ".join(x for x in (note(beside, scope), t(lang, "standard.note") if same else "") if x)
    columns = (*heads, *(metric_column(k, lang) for k in keys), *ends)
    return Table(t(lang, "board.table_regions"), columns, lines, shown=26, note=told)


def _compared(place: tuple[int, str], beside: Drawn, mixed: Standard | None) -> tuple[Value, ...]:
    """The cells of a city; empty ones for a county."""
    depth, code = place
    empty = text_value("")
    cells = beside.of(code if depth == 1 else None)
    return (*cells, mixed.values.get(code, empty) if depth == 1 else empty) if mixed else cells


def _in_order(known: Catalogue) -> list[tuple[tuple[int, str], Region]]:
    """(depth, code) of the whole's own organs and the cities, each followed by its counties."""
    tops = [r for r in known.regions if r.depth <= 1]
    placed = []
    for top in tops:
        placed.append(((1, top.code), top))
        placed += [((2, r.code), r) for r in known.regions if r.depth == 2 and r.city == top.code]
    return placed


def _row(
    region: Region, row: dict, counts: list[str], keys: list[str], aims: tuple[str, ...], compared: tuple[Value, ...],
    scope: Scope, known: Catalogue,
) -> Row:  # fmt: skip
    name = row_name(region, scope, known)
    indent = _INDENT if region.depth == 2 else ""
    values = {
        k: _city_only(scope) if region.depth == 2 and k in _CITY_ONLY else metric_value(row, k, scope) for k in keys
    }
    level = scope.level[0] if len(scope.level) == 1 else ""
    verdicts = (target_cell(values[k], k, level, region.code, scope, known) for k in aims)
    shown = (count_value(row.get(c, 0), scope) for c in counts)
    return Row((text_value(indent + name), *shown, *values.values(), *compared, *verdicts), region_link(region.code))


def _city_only(scope: Scope) -> Value:
    """Anonymous answers know the city, not the county: said in the cell instead of a false "no records"."""
    return absent(State.MERGED, scope, t(scope.language, "board.notice_county"), t(scope.language, "board.city_only"))
