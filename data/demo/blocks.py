"""Enrolments by blocks of whole classes: what is made of them takes memory by the block, however large the province."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from data.demo.plan import Plan

ROWS = 300_000  # enrolments at most, but for one larger class; more than the full province has, which so stays one block


@dataclass(frozen=True)
class Block:
    """Some classes with all their enrolments. What a part draws by class is drawn anew in every block: each class uses
    that of its own block alone."""

    plan: Plan  # with random numbers of its own
    first: int  # row of its first enrolment among all
    enrolled: pd.DataFrame  # numbered from 0

    def placed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame whose `enr` counts the enrolments of the block, with `enr` among all."""
        return frame.assign(enr=frame.enr + self.first)


def blocks(plan: Plan, enrolled: pd.DataFrame) -> Iterator[Block]:
    """The enrolments, which are in order of class, block by block; one block that draws as the plan does if they are few."""
    edges = _edges(enrolled.cls.to_numpy())
    for number, (first, end) in enumerate(pairwise(edges)):
        own = plan if len(edges) == 2 else replace(plan, block=number)
        yield Block(own, first, enrolled.iloc[first:end].reset_index(drop=True))


def _edges(cls: np.ndarray) -> list[int]:
    """First row of each block, and the number of rows."""
    if len(cls) <= ROWS:
        return [0, len(cls)]
    starts = np.append(np.flatnonzero(np.diff(cls, prepend=-1)), len(cls))
    edges = [0]
    while edges[-1] < len(cls):
        inside = starts[(starts > edges[-1]) & (starts <= edges[-1] + ROWS)]
        edges.append(int(inside[-1] if len(inside) else starts[starts > edges[-1]][0]))
    return edges
