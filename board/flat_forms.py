"""Classes whose questionnaire tells nothing apart any more: nearly every form has the same answer throughout."""

from __future__ import annotations

from math import nan

import pandas as pd

from analysis.inflation import Grade, grade
from board.attention import class_name
from board.model import Link, Statement
from board.rows import records
from board.sayings import counted
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

_MOST = 4


def flat_forms(classes: pd.DataFrame, scope: Scope) -> tuple[Statement, ...]:
    """One sentence a class of flat_forms, the latest first; four at most."""
    lang, said = scope.language, []
    for row in records(classes):
        value = metric_value(row, "straight_rate", scope)
        if value.number is None or grade(value.n, nan, value.number, *[nan] * 4).grade is not Grade.NOTHING:
            continue
        text = t(lang, "trust.flat", name=class_name(row["title"], row["run_no"], scope), text=value.text)
        link = Link("one_class", (("class", row["class_id"]),))
        said.append(counted(text, f"{metrics()['straight_rate'].id} {value.note}", link))
    return tuple(said[:_MOST])
