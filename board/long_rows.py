"""The rows of a table of thousands of lines, made when they are read: a screen shows the first twenty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

import pandas as pd

from board.model import Row
from board.rows import Row as Found
from board.rows import records


class LongRows(Sequence[Row]):
    """One row for each row of `frame`, in its order; `make` turns a record of it into a Row."""

    def __init__(self, frame: pd.DataFrame, make: Callable[[Found], Row]) -> None:
        self._frame, self._make = frame, make

    def __len__(self) -> int:
        return len(self._frame)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(at, slice):
            return tuple(map(self._make, records(self._frame.iloc[at])))
        place = range(len(self))[at]
        return self[place : place + 1][0]

    def __iter__(self) -> Iterator[Row]:
        return iter(self[:])
