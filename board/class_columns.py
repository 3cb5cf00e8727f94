"""Columns of words of a list of classes, all at once: by what its rows are sorted and found (board/long_rows.py)."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from board.attention import class_name
from board.formats import day
from queries.scope import Scope
from queries.warehouse import Catalogue

Words = dict[str, Callable[[], list[str]]]


def named(classes: pd.DataFrame, date: str, scope: Scope) -> Words:
    """Name of each class, and its day in the column `date`."""
    return {
        "class": lambda: [class_name(*one, scope) for one in zip(classes["title"], classes["run_no"], strict=True)],
        date: lambda: [day(one.date(), scope.language) for one in classes[date]],
    }


def typed(classes: pd.DataFrame, scope: Scope, known: Catalogue) -> Words:
    """Type of training of each class."""
    return {"train_type": lambda: classes["train_type"].map(known.names("types", scope.language)).fillna("").tolist()}
