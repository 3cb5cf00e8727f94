"""A table as people see it, and what its cells are: numbers, days in which order, words of one kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.cells import plain_number
from data.dates import ORDERS, a_day, read_date
from data.short_years import is_short, order_told
from data.spans import ends

SURE = 0.8  # share of a column's values that must speak for a guess
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:([-/.])\d{4}\b|\.$|(?![-/.\d]))")
LETTER = re.compile(r"[A-Ea-e]")
_NEAR, _APART = 45, 3  # days that belong together lie so near, and in any other order so many times further apart


@dataclass(frozen=True)
class Grid:
    """Names of the columns, and the values seen in each; `around`: what stands above the heading and at the foot; `above`:
    what stands over it alone; `sheet`: the name of the sheet; `rows` were seen, of which `lone` say one thing in their first
    cell: remarks."""

    names: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    around: tuple[str, ...] = ()
    sheet: str = ""
    above: tuple[str, ...] = ()
    rows: int = 0
    lone: int = 0


def is_number(text: str) -> bool:
    """Whether a cell is a number, with or without a unit."""
    try:
        float(plain_number(text))
    except ValueError:
        return False
    return True


def are_letters(grid: Grid, name: str) -> bool:
    """Whether a column is filled in with letters from A to E."""
    return len(grid.values[name]) > 1 and speaks(grid.values[name], LETTER.fullmatch)


def speaks(values, test) -> bool:
    """Whether the test holds for nearly all values."""
    return sum(map(bool, map(test, values))) >= SURE * len(values)


def date_order(grid: Grid, headings: list[str]) -> str:
    """How 3/4/2026 is meant in these columns."""
    columns = [[text for text in grid.values[heading]] for heading in headings]
    spans = [list(pair) for text in (columns[0] if len(columns) == 1 else ()) if (pair := ends(text))]
    if spans:
        return order_of(spans)
    pairs = [list(row) for row in zip(*columns, strict=False)] if len(columns) == 2 else columns
    return order_of(pairs if len({*map(len, columns)}) == 1 else columns)


def order_of(groups: list[list[str]]) -> str:
    """How 3/4/2026 is meant: by days that can only be read in one way, then by the order in which the days of each group
    lie near each other. Before dots the day comes first. A year of two digits is told by all days (data/short_years.py)."""
    texts = [text for group in groups for text in group if any(read_date(text, order) for order in ORDERS)]
    if any(map(is_short, texts)):
        return order_told(texts) or ORDERS[0]
    hits = [hit for text in texts if (hit := _SLASHED.match(text))]
    pairs = [(int(hit[1]), int(hit[2])) for hit in hits]
    first, second = (any(pair[place] > 12 for pair in pairs) for place in (0, 1))
    if (first and second) or not pairs:
        return ORDERS[0]
    if first or second or any(hit[0].count(".") == 2 for hit in hits):
        return "mdy" if second and any(hit[3] for hit in hits) else ORDERS[0] if second else "dmy"
    near, far = sorted((_span(groups, order), order) for order in ("dmy", "mdy"))
    clear = near[0] <= _NEAR and far[0] >= _APART * max(near[0], 1)
    return near[1] if clear and (near[1] == "dmy" or any(hit[3] for hit in hits)) else ORDERS[0]


def _span(groups: list[list[str]], order: str) -> int:
    """The largest number of days between two days of one group."""
    days = [[a_day(day) for text in group if (day := read_date(text, order))] for group in groups]
    return max(((max(group) - min(group)).days for group in days if group), default=0)
