"""Days whose year has two digits: 26.3.5, 10/3/26, 03/10/26. Which part is the year, only all days of a column tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from data.dates import ORDERS, read_date

_SHORT = re.compile(r"\s*(\d{1,2})([-/.])\d{1,2}\2(\d{1,2})(?!\d)")
_YEARS = range(2015, 2036)  # of records of training
_APART = 3  # days that belong together lie so many times nearer in one order than in any other


def is_short(text: str) -> bool:
    """Whether a text is day, month and a year of two digits, in whatever order."""
    hit = _SHORT.match(text)
    return bool(hit) and 2 in {len(hit[1]), len(hit[3])}


def order_told(texts: Iterable[str]) -> str | None:
    """The one order of ORDERS in which all of these short days are of our time, and near each other if several are; None
    if that cannot be told, or there are none."""
    short = [text for text in texts if is_short(text)]
    read = {order: _days(short, order) for order in ORDERS} if short else {}
    found = sorted((((max(days) - min(days)).days, order) for order, days in read.items() if days), key=lambda each: each[0])
    if not found or len({tuple(read[order]) for _, order in found}) == 1:
        return found[0][1] if found else None  # the first of ORDERS
    (near, order), (far, _), *_ = found
    return order if far >= _APART * max(near, 1) else None


def _days(texts: list[str], order: str) -> list[date]:
    """The days in this order; none if one of them is no day, or of no year of our time."""
    days = [date.fromisoformat(day) for text in texts if (day := read_date(text, order)) and day[0] != "-"]
    return days if len(days) == len(texts) and all(day.year in _YEARS for day in days) else []
