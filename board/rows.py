"""Rows of a protected frame as plain mappings, found by their keys."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Row = Mapping[str, object]


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """All rows, in order."""
    names = list(frame.columns)
    return [dict(zip(names, cells, strict=True)) for cells in frame.to_numpy(dtype=object).tolist()]


def by(frame: pd.DataFrame, *keys: str) -> dict[tuple, dict[str, object]]:
    """Row by the values of `keys`, in the frame's order."""
    return {tuple(row[k] for k in keys): row for row in records(frame)}


def joined(left: Mapping[tuple, Row], right: Mapping[tuple, Row]) -> dict[tuple, dict[str, object]]:
    """Rows of the same key as one; the left one wins where both have a column."""
    return {key: {**right.get(key, {}), **left.get(key, {})} for key in {**left, **right}}
