"""The period a pack speaks of when nobody names one, and months as days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from queries.warehouse import Catalogue

_MONTHS = 12


def recent(known: Catalogue) -> tuple[date, date]:
    """First days of the first and last of the last twelve months with data."""
    last = known.last_month
    count = last.year * 12 + last.month - _MONTHS
    return max(date(count // 12, count % 12 + 1, 1), known.first_month), last


def span(first: date, last: date) -> tuple[date, date]:
    """From the first day of one month to the last of another. ValueError if they are the wrong way round."""
    if first > last:
        raise ValueError(f"{first:%Y-%m} > {last:%Y-%m}")
    return first, last.replace(day=monthrange(last.year, last.month)[1])
