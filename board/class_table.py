"""The list of classes: by start date, those with results first, with a signal in words, never ranked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from board.attention import class_name
from board.charts.funnel import signals
from board.class_columns import named, typed
from board.formats import day
from board.level_table import metric_column
from board.long_rows import LongRows
from board.meter import comparable, meters
from board.model import Column, Link, Row, Table, Value
from board.rows import Row as Found
from board.shrunk import drawn, note
from board.text import t
from board.values import count_value, metric_value, text_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_METRICS = (
    "attendance_rate", "leave_over_rate", "absentee_rate", "completion_rate", "response_rate", "satisfaction_rate",
    "very_satisfied_rate", "recommend_net", "learning_gain", "pass_rate", "assessment_score", "application_rate",
    "improvement_rate",
)  # fmt: skip


def class_table(classes: pd.DataFrame, key: str, scope: Scope, known: Catalogue) -> Table:
    """All classes of class_scorecard; the signal is that of metric `key` against the funnel's limits."""
    lang, judged = scope.language, comparable(classes, key)
    beside = drawn(judged, key, scope)
    keys = [k for k in _METRICS if any(state != "none" for state in classes[f"{k}_state"])]
    heads = (
        Column("class", t(lang, "board.column_class"), "text"),
        Column("train_type", t(lang, "board.column_type"), "text"),
        Column("start_date", t(lang, "board.column_start"), "date"),
        Column("enrolled", t(lang, "board.column_enrolled"), "count"),
    )
    here = (Column("people_here", t(lang, "board.column_here"), "count"),) if scope.places else ()
    meter = Column("meter", t(lang, "shrunk.column_meter"), "text")
    signal = (Column("signal", t(lang, "board.column_signal"), "text"), *beside.columns, meter)
    columns = (*heads, *here, *(metric_column(k, lang) for k in keys), *signal)
    words, meter_of = _signal_words(classes, judged, key, lang), _meter_words(classes, lang)
    ended_first = np.argsort(~classes["ended"].to_numpy(dtype=bool), kind="stable")

    def row(found: Found, at: int) -> Row:
        ends = (text_value(words[at]), *beside.of(classes.index[at]), text_value(meter_of[at]))
        return _row(found, ends, keys, bool(here), scope, known)

    said = {**named(classes, "start_date", scope), **typed(classes, scope, known), **beside.words(classes.index)}
    said |= {"signal": lambda: words, "meter": lambda: meter_of}
    rows = LongRows(classes, row, ended_first, said, beside.numbers(classes.index))
    return Table(t(lang, "board.table_classes"), columns, rows, shown=20, note=note(beside, scope))


def _meter_words(classes: pd.DataFrame, language: str) -> list[str]:
    """What each class's questionnaire still tells; of one that is still running nothing is due yet."""
    found = meters(classes)
    told = {grade: t(language, f"shrunk.meter_{grade}") for grade in np.unique(found)}
    waits = (found == "unknown") & ~classes["ended"].to_numpy(dtype=bool)
    return np.where(waits, t(language, "board.state_not_due"), [told[grade] for grade in found]).tolist()


def _row(
    found: Found, ends: tuple[Value, ...], keys: list[str], here: bool, scope: Scope, known: Catalogue
) -> Row:
    type_ = known.lists["types"].get(found["train_type"])
    return Row(
        (
            text_value(class_name(found["title"], found["run_no"], scope)),
            text_value(type_.name(scope.language) if type_ else ""),
            text_value(day(found["start_date"].date(), scope.language)),
            count_value(found["enrolled"], scope),
            *((count_value(found["people_here"], scope),) if here else ()),
            *(metric_value(found, k, scope) for k in keys),
            *ends,
        ),
        Link("one_class", (("class", found["class_id"]),)),
    )


def _signal_words(classes: pd.DataFrame, held: pd.DataFrame, key: str, language: str) -> list[str]:
    """What each class's figure says; `held` are those that may be compared (board/meter.py)."""
    better = 1 if metrics()[key].better == "higher" else -1
    seen, judged = (frame[f"{key}_state"].isin(["shown", "hollow"]) for frame in (classes, held))
    flags = signals(held, key) * better
    words = [t(language, f"board.signal_{word}") for word in ("better", "worse", "chance")]
    few, flat, waits = (t(language, x) for x in ("shrunk.meter_unknown", "shrunk.meter_nothing", "board.state_not_due"))
    silent = np.where(seen, flat, np.where(classes["ended"], few, waits))  # what is said of a class that is not judged
    return np.select([~judged, flags == 2, flags == -2], [silent, *words[:2]], words[2]).tolist()
