"""Organ tiers and regions of the scope, line by line: in the order of the code lists, never ranked."""

from __future__ import annotations

from board.charts.regions import region_name, row_name
from board.level_table import metric_column
from board.model import Column, Link, Row, Table, Value
from board.rows import Row as Found
from board.selection_words import wait_value
from board.text import t
from board.values import count_value, metric_value, text_value
from queries.scope import Scope
from queries.warehouse import Catalogue

_METRICS = (
    "first_pass_rate", "check_coverage", "return_rate", "replacement_rate", "replacement_days", "fill_rate", "no_show_rate",
    "targeting_accuracy", "repeat_rate", "over_cap_rate", "proxy_rate", "identity_coverage",
)  # fmt: skip
_INDENT = "\u3000"


def selection_table(rates: dict[tuple, Found], scope: Scope, known: Catalogue) -> Table | None:
    """One line a tier, then one a city with its counties, from rows by (slice, cut, code); None without any."""
    lang = scope.language
    lines = [line for line in (*_tiers(scope, known), *_regions(scope, known)) if ("now", *line[0]) in rates]
    if not lines:
        return None
    rows = {place: rates["now", *place] for place, _, _ in lines}
    keys = [k for k in _METRICS if any(row.get(f"{k}_state", "none") != "none" for row in rows.values())]
    heads = (
        Column("place", t(lang, "selection.column_place"), "text"),
        Column("chains", t(lang, "selection.column_chains"), "count"),
        Column("arrived", t(lang, "selection.column_arrived"), "count"),
    )
    cells = tuple(
        Row(
            (
                text_value(name),
                count_value(rows[place]["chains"], scope),
                count_value(rows[place]["arrived"], scope),
                *(_value(rows[place], k, scope) for k in keys),
            ),
            link,
        )
        for place, name, link in lines
    )
    title, note = t(lang, "selection.table"), t(lang, "selection.table_note")
    return Table(title, (*heads, *(metric_column(k, lang) for k in keys)), cells, shown=20, note=note)


def _value(row: Found, key: str, scope: Scope) -> Value:
    return wait_value(row, scope) if key == "replacement_days" else metric_value(row, key, scope)


def _tiers(scope: Scope, known: Catalogue) -> list[tuple[tuple[str, str], str, None]]:
    return [(("tier", code), name, None) for code, name in known.names("tiers", scope.language).items()]


def _regions(scope: Scope, known: Catalogue) -> list[tuple[tuple[str, str], str, Link]]:
    """(key, name, drill-down) of each city, followed by its own organs and its counties."""
    places = []
    for city in (r for r in known.regions if r.depth <= 1):
        link = Link("", (("region", city.code),))
        places.append((("city", city.code), row_name(city, scope, known), link))
        inner = [r for r in known.regions if r.depth == 2 and r.city == city.code]
        own = t(scope.language, "board.own_organs", name=city.name(scope.language))
        places += [(("county", f"{city.code}-"), _INDENT + own, link)] if inner else []
        places += [
            (("county", r.code), _INDENT + region_name(r, scope), Link("", (("region", r.code),))) for r in inner
        ]
    return places
