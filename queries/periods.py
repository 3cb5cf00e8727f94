"""The period that is meant when nobody names one, and months as days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def recent(first: date, last: date) -> tuple[date, date]:
    """First days of the first and the last month of the last two half-years of records that go from month to month.

    The running half-year ends with the records. By whole half-years a version shows cities and counties (data/policy.toml):
    twelve months up to May would show none.
    """
    return max(date(last.year, 1, 1) if last.month > 6 else date(last.year - 1, 7, 1), first), last


def span(first: date, last: date) -> tuple[date, date]:
    """From the first day of one month to the last of another. ValueError if they are the wrong way round."""
    if first > last:
        raise ValueError(f"{first:%Y-%m} > {last:%Y-%m}")
    return first, last.replace(day=monthrange(last.year, last.month)[1])
