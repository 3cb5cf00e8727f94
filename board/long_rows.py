"""The rows of a table of thousands of lines, made when they are read: a screen shows the first twenty.

They are sorted and found by their columns, each as a whole, so that the rows themselves are made only to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload
from unicodedata import normalize

import numpy as np
import pandas as pd

from board.model import Row
from board.rows import Row as Found
from board.rows import records

_SEEN = ("shown", "hollow")


@dataclass(frozen=True)
class LongRows(Sequence[Row]):
    """One row for each row of `frame`; `make` turns a record of it and its place there into a Row.

    `order` are the places in which they are listed: sorted itself, an answer of fifty columns is copied for twenty rows.
    `words` are all texts of each column of words, by its key, in the order of the frame; `numbers` the numbers (NaN: none)
    of those columns that the frame does not hold by their key.
    """

    frame: pd.DataFrame
    make: Callable[[Found, int], Row]
    order: np.ndarray | None = None
    words: Mapping[str, Callable[[], Sequence[str]]] = field(default_factory=dict)
    numbers: Mapping[str, Callable[[], np.ndarray]] = field(default_factory=dict)

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
            return self.at(self._listed[at])
        place = range(len(self))[at]
        return self[place : place + 1][0]

    def __iter__(self) -> Iterator[Row]:
        return iter(self[:])

    def at(self, places: np.ndarray) -> tuple[Row, ...]:
        """The rows at these places of the frame."""
        return tuple(map(self.make, records(self.frame.iloc[places]), places.tolist()))

    def places(self, sort: str, down: bool, find: str) -> np.ndarray:
        """The places of the rows that hold all words of `find`, sorted by the column `sort` ("" or unknown: as listed).

        Rows without a number come last, whichever way the others are sorted.
        """
        parts, listed = plain(find).split(), self._listed
        if parts:
            listed = listed[[all(part in said for part in parts) for said in (self._said[at] for at in listed.tolist())]]
        values = self._values(sort)
        if values is None:
            return listed
        ordered = (-values if down else values)[listed]
        return listed[np.argsort(ordered, kind="stable")]  # NaN last

    @property
    def _listed(self) -> np.ndarray:
        return np.arange(len(self)) if self.order is None else self.order

    @cached_property
    def _said(self) -> list[str]:
        columns = [words() for words in self.words.values()]
        return [plain(" ".join(texts)) for texts in zip(*columns, strict=True)]

    def _values(self, key: str) -> np.ndarray | None:
        if key in self.words:
            words = pd.Series(self.words[key]())
            places = {text: place for place, text in enumerate(sorted(words.unique(), key=_spelt))}
            return words.map(places).to_numpy(dtype=float)
        if key in self.numbers:
            return self.numbers[key]()
        if key not in self.frame.columns:
            return None
        values, state = self.frame[key].to_numpy(dtype=float), f"{key}_state"
        return np.where(self.frame[state].isin(_SEEN), values, np.nan) if state in self.frame.columns else values


def plain(text: str) -> str:
    """Full-width letters, digits and brackets are the same as the others; so are capitals."""
    return normalize("NFKC", text).lower()


def _spelt(text: str) -> list[bytes | int]:
    """Numbers in a text by their size; Chinese by its sound, in which the usual characters stand in their code."""
    parts = re.split(r"(\d+)", text)
    return [int(part) if i % 2 else part.lower().encode("gb18030", "replace") for i, part in enumerate(parts)]
