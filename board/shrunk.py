"""Raw values beside those drawn toward the common one, and the ranks a row may have: never a rank, never a league."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.rank import Ranks, ranks
from analysis.shrinkage import FEWEST_CLASSES, Shrunk, proportions
from board.formats import count, number, span
from board.model import Column, Value
from board.text import t
from board.values import text_value
from data.metrics import metrics
from queries.scope import Scope

_RANKED = 60  # of more than this many, any may stand nearly anywhere: ranks would say nothing
_SHOWN = ("shown", "hollow")


@dataclass(frozen=True)
class Drawn:
    """What stands beside a metric: a column or two, and where each row stands in what they hold."""

    columns: tuple[Column, ...]
    places: dict[object, int]  # of the frame's index
    shrunk: Shrunk | None
    ranked: Ranks | None
    language: str

    def of(self, row: object) -> tuple[Value, ...]:
        """The cells of a row of the frame; empty ones where it has no value."""
        at = self.places.get(row)
        if at is None:
            return tuple(text_value("") for _ in self.columns)
        own = self.shrunk
        value, low, high, n = (float(part[at]) for part in (own.value, own.low, own.high, own.n))
        said = t(self.language, "board.interval", span=span(low, high, "percent", self.language))
        cell = Value(value, number(value, "percent", self.language, n), n=int(n), low=low, high=high, note=said)
        return (cell, text_value(self._ranks(at))) if self.ranked else (cell,)

    def numbers(self, rows: pd.Index) -> dict[str, Callable[[], np.ndarray]]:
        """The column of numbers by its key, for these rows; NaN where one has none."""

        def values() -> np.ndarray:
            return np.append(self.shrunk.value, np.nan)[[self.places.get(row, -1) for row in rows]]

        return {column.key: values for column in self.columns[:1]}

    def words(self, rows: pd.Index) -> dict[str, Callable[[], list[str]]]:
        """The column of ranks by its key, for these rows."""
        return {column.key: lambda: [self.of(row)[1].text for row in rows] for column in self.columns[1:]}

    def _ranks(self, at: int) -> str:
        if not self.ranked.ranked[at]:
            return t(self.language, "shrunk.unranked")
        low, high = (count(int(end[at]), self.language) for end in (self.ranked.low, self.ranked.high))
        return t(self.language, "board.span", low=low, high=high)


def drawn(rows: pd.DataFrame, key: str, scope: Scope) -> Drawn:
    """The shares of metric `key`, drawn toward the common one; no columns with fewer than eight rows or no share of people.

    rows: a protected frame; its index names the rows.
    """
    metric, lang = metrics()[key], scope.language
    known = rows[rows[f"{key}_state"].isin(_SHOWN)]
    if len(known) < FEWEST_CLASSES or metric.unit != "percent" or metric.inputs[1:] != (metric.count,):
        return Drawn((), {}, None, None, lang)
    n = known[metric.count].to_numpy(dtype=float)
    found = proportions(np.rint(known[key].to_numpy(dtype=float) * n), n)
    columns = [Column(f"{key}_shrunk", t(lang, "shrunk.column", metric=metric.label[lang]), "percent", key)]
    placed = None
    if len(known) <= _RANKED:
        placed = ranks(found, zlib.crc32(f"{scope.version} {key}".encode()))  # the same version, the same ranks
        columns.append(Column(f"{key}_ranks", t(lang, "shrunk.ranks", count=int(placed.ranked.sum())), "text"))
    return Drawn(tuple(columns), {row: at for at, row in enumerate(known.index)}, found, placed, lang)


def note(found: Drawn, scope: Scope) -> str:
    """What the columns mean, below a table that has them."""
    if not found.columns:
        return ""
    return t(scope.language, "shrunk.note" if found.ranked else "shrunk.note_many")
