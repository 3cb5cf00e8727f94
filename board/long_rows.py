"""The rows of a table of thousands of lines, made when they are read: a screen shows the first twenty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pandas as pd

from board.model import Row
from board.rows import Row as Found
from board.rows import records


@dataclass(frozen=True)
class LongRows(Sequence[Row]):
    """One row for each row of `frame`; `make` turns a record of it and its place there into a Row.

    `order` are the places in which they are listed: sorted itself, an answer of fifty columns is copied for twenty rows.
    """

    frame: pd.DataFrame
    make: Callable[[Found, int], Row]
    order: np.ndarray | None = None

    def __eq__(self, other: object) -> bool:
        """Whether both give the same rows."""
        return isinstance(other, LongRows) and self[:] == other[:]

    def __hash__(self) -> int:
        return hash(len(self))

    def __len__(self) -> int:
        return len(self.frame)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(at, slice):
            places = np.arange(len(self))[at] if self.order is None else self.order[at]
            return tuple(map(self.make, records(self.frame.iloc[places]), places.tolist()))
        place = range(len(self))[at]
        return self[place : place + 1][0]

    def __iter__(self) -> Iterator[Row]:
        return iter(self[:])
