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
    return first, month_end(last)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_on(day: date, months: int) -> date:
    """The first of the month so many months after that of `day`; before it, if negative."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
