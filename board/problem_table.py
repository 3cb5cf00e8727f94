"""The table of problems: one line a class, the latest first, with a link to the class. No text of a problem is shown."""

from __future__ import annotations

from math import isnan

import pandas as pd

from board.attention import class_name
from board.class_columns import named, typed
from board.formats import day
from board.level_table import metric_column
from board.long_rows import LongRows
from board.model import Column, Link, Row, State, Table, Value
from board.rows import Row as Found
from board.rows import records
from board.text import t
from board.values import absent, count_value, metric_value, text_value
from queries.scope import Scope
from queries.warehouse import Catalogue


def problem_table(classes: pd.DataFrame, scope: Scope, known: Catalogue) -> Table:
    """All classes of problem_classes."""
    lang = scope.language
    columns = (
        Column("class", t(lang, "board.column_class"), "text"),
        Column("train_type", t(lang, "board.column_type"), "text"),
        Column("start_date", t(lang, "board.column_start"), "date"),
        Column("issues", t(lang, "problems.column_issues"), "count"),
        metric_column("closed_share", lang),
        metric_column("on_time_rate", lang),
        Column("overdue_issues", t(lang, "problems.column_overdue"), "count"),
        Column("next", t(lang, "problems.column_next"), "text"),
    )

    def row(found: Found, _: int) -> Row:
        return _row(found, class_name(found["title"], found["run_no"], scope), scope, known)

    words = {**named(classes, "start_date", scope), **typed(classes, scope, known)}
    rows = LongRows(classes, row, words=words | {"next": lambda: [_next(one, lang) for one in records(classes)]})
    return Table(t(lang, "problems.table"), columns, rows, shown=20, note=t(lang, "problems.table_note"))


def _row(row: Found, name: str, scope: Scope, known: Catalogue) -> Row:
    lang = scope.language
    cells = (
        text_value(name), text_value(known.names("types", lang).get(row["train_type"], "")),
        text_value(day(row["start_date"].date(), lang)), count_value(row["issues"], scope),
        metric_value(row, "closed_share", scope), _on_time(row, scope),
        count_value(row["overdue_issues"], scope), text_value(_next(row, lang)),
    )  # fmt: skip
    return Row(cells, Link("one_class", (("class", row["class_id"]),)))


def _on_time(row: Found, scope: Scope) -> Value:
    """Closed on time; not due, where nothing is closed or past its date and something is open."""
    if row["due_issues"] == 0 and not isnan(row["waited"]):
        return absent(State.NOT_DUE, scope)
    return metric_value(row, "on_time_rate", scope)


def _next(row: Found, language: str) -> str:
    """What the next run says, in words."""
    if row["next_issues"]:
        came = round(row["recurrence_rate"] * row["next_issues"])
        return t(language, "problems.next_came" if came else "problems.next_none", count=came, of=int(row["next_issues"]))
    return t(language, "problems.next_unreported" if row["next_silent"] else "problems.next_unknown")
