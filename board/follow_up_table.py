"""The classes followed up, those with forms due first: what is not due, what is overdue, what came back and says."""

from __future__ import annotations

import numpy as np
import pandas as pd

from board.attention import class_name
from board.class_columns import named
from board.formats import count, day
from board.level_table import metric_column
from board.long_rows import LongRows
from board.model import Column, Link, Row, State, Table, Value
from board.rows import Row as Found
from board.text import t
from board.values import absent, count_value, metric_value, text_value
from queries.scope import Scope
from queries.warehouse import Catalogue

_COUNTS = ("completed", "not_due", "app_due", "overdue")
_METRICS = ("application_rate", "supervisor_application_rate", "improvement_rate", "late_application_rate")


def class_meta(classes: pd.DataFrame, scope: Scope) -> str:
    """612 classes; 37 not due; 20 with forms overdue."""
    lang = scope.language
    waiting, late = int((classes["not_due"] > 0).sum()), int((classes["overdue"] > 0).sum())
    parts = [t(lang, "board.meta_classes", count=count(len(classes), lang))]
    if waiting:
        parts.append(t(lang, "board.meta_waiting", count=count(waiting, lang)))
    if late:
        parts.append(t(lang, "follow_up.meta_overdue", count=count(late, lang)))
    return t(lang, "board.dot").join(parts)


def follow_up_table(classes: pd.DataFrame, scope: Scope, known: Catalogue) -> Table:
    """One line a class of follow_up_classes; metrics nobody has records of are left out."""
    lang = scope.language
    keys = [k for k in _METRICS if any(state != "none" for state in classes[f"{k}_state"])]
    columns = (
        Column("class", t(lang, "board.column_class"), "text"),
        Column("end_date", t(lang, "board.column_end"), "date"),
        *(Column(name, t(lang, f"follow_up.column_{name}"), "count") for name in _COUNTS),
        *(metric_column(k, lang) for k in keys),
    )
    waits = classes["app_due"].to_numpy(dtype=float) == 0  # NaN: a few are due
    due_first = np.lexsort((-classes["end_date"].to_numpy().astype("int64"), waits))
    rows = LongRows(classes, lambda found, _: _row(found, keys, scope, known), due_first, named(classes, "end_date", scope))
    return Table(t(lang, "follow_up.table"), columns, rows, shown=20, note=t(lang, "follow_up.table_note"))


def _row(found: Found, keys: list[str], scope: Scope, known: Catalogue) -> Row:
    return Row(
        (
            text_value(class_name(found["title"], found["run_no"], scope)),
            text_value(day(found["end_date"].date(), scope.language)),
            *(count_value(found[name], scope) for name in _COUNTS),
            *(_value(found, k, scope, known) for k in keys),
        ),
        Link("one_class", (("class", found["class_id"]),)),
    )


def _value(found: Found, key: str, scope: Scope, known: Catalogue) -> Value:
    """The metric; that of the second wave is not due so long after the class."""
    waits = key == "late_application_rate" and found["end_date"].date() + known.due_after("W2") > known.as_of
    if waits and found[f"{key}_state"] == "none":
        return absent(State.NOT_DUE, scope)
    return metric_value(found, key, scope)
