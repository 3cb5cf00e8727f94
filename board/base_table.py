"""The table of on-site bases: by field and city in code order, never ranked; the rating as it is and drawn together."""

from __future__ import annotations

from collections.abc import Mapping

from board.distances import KEY, Distance
from board.formats import day
from board.level_table import metric_column
from board.model import Column, Row, State, Table
from board.rows import Row as Found
from board.text import t
from board.values import absent, count_value, metric_value, text_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue


def base_table(
    rows: Mapping[tuple, Found], rated: Mapping[str, Distance], scope: Scope, known: Catalogue
) -> Table | None:
    """One line a base from base_use; None without bases. `rated`: base -> distance."""
    lang = scope.language
    order = list(known.lists["base_fields"])
    bases = sorted(
        (row for (code,), row in rows.items() if code != "*"),
        key=lambda r: (order.index(r["field_code"]), r["city_code"], r["base_id"]),
    )
    if not bases:
        return None
    label = metrics()[KEY].label[lang]
    columns = (
        Column("base_id", t(lang, "courses.column_base"), "text"),
        Column("field_code", t(lang, "courses.column_field"), "text"),
        Column("city_code", t(lang, "courses.column_city"), "text"),
        Column("classes", t(lang, "courses.column_classes"), "count"),
        Column("sessions", t(lang, "courses.column_sessions"), "count"),
        metric_column("base_hours", lang),
        Column(f"{KEY}_raw", t(lang, "courses.column_raw", label=label), metrics()[KEY].unit, KEY),
        Column(KEY, t(lang, "courses.column_shrunk", label=label), metrics()[KEY].unit, KEY),
        Column("last_review_on", t(lang, "courses.column_review"), "date"),
        Column("review", t(lang, "courses.column_state"), "text"),
    )
    lines = tuple(_row(row, rated.get(row["base_id"]), scope, known) for row in bases)
    return Table(t(lang, "courses.table_bases"), columns, lines, shown=30, note=t(lang, "courses.table_note"))


def _row(row: Found, rated: Distance | None, scope: Scope, known: Catalogue) -> Row:
    lang = scope.language
    none = absent(State.NO_RECORDS, scope)
    city = known.region(row["city_code"]).name(lang) if row["city_code"] else t(lang, "courses.elsewhere")
    reviewed = row["last_review_on"]
    dated = reviewed is not None and reviewed == reviewed
    return Row(
        (
            text_value(row["base_name"]), text_value(known.names("base_fields", lang)[row["field_code"]]), text_value(city),
            count_value(row["classes"], scope), count_value(row["sessions"], scope), metric_value(row, "base_hours", scope),
            rated.raw if rated else none, rated.value if rated else none,
            text_value(day(reviewed.date(), lang)) if dated else none, text_value(_review(row, dated, lang)),
        )
    )  # fmt: skip


def _review(row: Found, dated: bool, language: str) -> str:
    """Whether the base was reviewed in time, in words."""
    if row["active_bases"] == 0:
        return t(language, "courses.not_counted")
    word = "kept" if row["base_review_rate"] == 1 else "late" if dated else "none"
    return t(language, f"courses.review_{word}")
