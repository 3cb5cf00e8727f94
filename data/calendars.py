"""Years of other calendars as ours: eras of Japan and the Republic, the Buddhist era, the solar Hijri calendar of Iran."""

from __future__ import annotations

from datetime import date

ERAS = {"令": 2018, "r": 2018, "平": 1988, "h": 1988, "民": 1911}  # first letter of an era: the year before it
_BUDDHIST, _HIJRI = range(2500, 2643), range(1300, 1416)  # years that in our calendar nobody means here
_LUNAR = range(1416, 1501)  # 1447 is 2026 by the moon: its months begin when somebody sees it, and no table says so
_AHEAD = 543  # years of the Buddhist era
_NEW_YEAR = date(1979, 3, 21)  # the first day of 1358
_CYCLE = 33  # years; the leap years among them are those of which 1358 + … leave one of these
_LEAP = {1, 5, 9, 13, 17, 22, 26, 30}


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, in whatever calendar its year stands; None if there is no such day, or nobody can say which it is."""
    if year in _HIJRI:
        return _from_hijri(year, month, day)
    if year in _LUNAR:
        return None
    try:
        return date(year - _AHEAD if year in _BUDDHIST else year, month, day)
    except ValueError:
        return None


def _from_hijri(year: int, month: int, day: int) -> date | None:
    """Six months of 31 days, five of 30, the last of 29, in leap years of 30."""
    months = (*(31,) * 6, *(30,) * 5, 30 if year % _CYCLE in _LEAP else 29)
    if not 1 <= month <= 12 or not 1 <= day <= months[month - 1]:
        return None
    years = range(1358, year) if year >= 1358 else range(year, 1358)
    days = sum(365 + (each % _CYCLE in _LEAP) for each in years)
    first = _NEW_YEAR.toordinal() + (days if year >= 1358 else -days)
    return date.fromordinal(first + sum(months[: month - 1]) + day - 1)
