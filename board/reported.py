"""Which regions have reported and which have not: for the sentence, the map, the table and what to do."""

from __future__ import annotations

import pandas as pd

from board.charts.regions import region_link, row_name
from board.level_table import metric_column
from board.model import Column, Row, Statement, Table
from board.rows import by
from board.sayings import counted
from board.text import t
from board.values import count_value, metric_value, text_value
from queries.door import permitted
from queries.scope import Scope
from queries.warehouse import Catalogue, Region

_INDENT = "\u3000"
_NAMED = 12  # counties named in one line; the table has them all


def counties(scope: Scope, known: Catalogue) -> tuple[Region, ...]:
    """The counties asked about: those of the chosen regions that the viewer may see, in code order."""
    allowed = permitted(scope, known)
    chosen = known.below(scope.region) if scope.region else allowed
    seen = [r for r in known.regions if r.depth == 2 and (allowed is None or r.code in allowed)]
    return tuple(r for r in seen if chosen is None or r.code in chosen)


def silent(coverage: pd.DataFrame, scope: Scope, known: Catalogue) -> tuple[Region, ...]:
    """The counties without any enrolment in the period."""
    spoken = set(coverage.loc[coverage["depth"] == 2, "region_code"])
    return tuple(r for r in counties(scope, known) if r.code not in spoken)


def untold(coverage: pd.DataFrame, scope: Scope, known: Catalogue) -> tuple[Region, ...]:
    """The counties of which not even may be said whether they reported: month by month and level by level it would tell
    of a few people where they are."""
    kept = set(coverage.loc[(coverage["depth"] == 2) & coverage["enrolled"].isna(), "region_code"])
    return tuple(r for r in counties(scope, known) if r.code in kept)


def with_silent(coverage: pd.DataFrame, missing: tuple[Region, ...]) -> pd.DataFrame:
    """record_coverage with a row for each county that did not report, so that a map shows it without records."""
    if not missing or coverage.empty:
        return coverage
    lines = [
        {"depth": 2, "city_code": r.city, "region_code": r.code, "record_rate_state": "none", "enrolled": 0.0}
        for r in missing
    ]
    return pd.concat([coverage, pd.DataFrame(lines).reindex(columns=coverage.columns)], ignore_index=True)


def calls(missing: tuple[Region, ...], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Whom to ask for records: one line a city, with the counties that did not report."""
    lang, said = scope.language, []
    for city in dict.fromkeys(r.city for r in missing):
        names = [r.name(lang) for r in missing if r.city == city]
        listed = t(lang, "board.comma").join(names[:_NAMED])
        if len(names) > _NAMED:
            listed = t(lang, "board.and_more", names=listed, count=len(names))
        text = t(lang, "trust.call", city=known.region(city).name(lang), names=listed, count=len(names))
        said.append(counted(text, t(lang, "trust.call_basis"), region_link(city)))
    return tuple(said)


def coverage_table(coverage: pd.DataFrame, scope: Scope, known: Catalogue) -> Table:
    """Cities with their counties under them: reported or not, people, attendance recorded."""
    lang = scope.language
    rows = by(coverage, "depth", "region_code")
    asked = {r.code for r in counties(scope, known)}
    tops = [r for r in known.regions if r.depth <= 1]
    placed = [((1, top.code), top) for top in tops]
    order = [
        step
        for (key, top) in placed
        for step in ((key, top), *(((2, r.code), r) for r in known.regions if r.depth == 2 and r.city == top.code))
    ]
    lines = [_row(region, rows.get(key), scope, known) for key, region in order if key in rows or region.code in asked]
    columns = (
        Column("region_code", t(lang, "board.column_region"), "text"),
        Column("reported", t(lang, "trust.column_reported"), "text"),
        Column("enrolled", t(lang, "board.column_enrolled"), "count"),
        metric_column("record_rate", lang),
    )
    return Table(t(lang, "trust.table_coverage"), columns, tuple(lines), shown=30)


def _row(region: Region, row: dict | None, scope: Scope, known: Catalogue) -> Row:
    lang = scope.language
    name = (_INDENT if region.depth == 2 else "") + row_name(region, scope, known)
    said = text_value(t(lang, "trust.reported" if row else "trust.silent"))
    return Row(
        (
            text_value(name),
            count_value(None, scope) if row and pd.isna(row["enrolled"]) else said,
            count_value(row["enrolled"] if row else 0, scope),
            metric_value(row, "record_rate", scope),
        ),
        region_link(region.code),
    )
