"""Sign-in sheets that hold times of day: which columns say when somebody came and left, and what that makes of them.

Who has a time was there. Late is only who came after the time that a person has named, and so with leaving early.
"""

from __future__ import annotations

import re

from data.grid import Grid, speaks
from data.hints import knowledge

_DAY = 24 * 60  # minutes
KEYS = ("out", "late", "early")  # what is said of a column of arrivals: the column of departures, and two times of day


def minute(text: str) -> int | None:
    """The minute of the day that a cell such as 08:52, 5:30 PM, 2026-03-09 08:52:10 says; None for anything else."""
    hit = re.match(knowledge()["time_of_day"], text)
    if not hit:
        return None
    hour = int(hit[2])
    return (hour + 12 * (bool(hit[1] or hit[4]) and hour < 12)) * 60 + int(hit[3])


def is_shift(grid: Grid, name: str) -> bool:
    """Whether a column names working hours, 白班 08:30-17:30, which programmes for attendance call 班次: it is no class."""
    return bool(grid.values[name]) and speaks(grid.values[name], re.compile(knowledge()["shift"]).search)


def minute_in_sql(text: str) -> str:
    """The same as an SQL expression; NULL for what is no time."""
    part = {n: f"regexp_extract({text}, '{knowledge()['time_of_day']}', {n})" for n in (1, 2, 3, 4)}
    hour = f"TRY_CAST({part[2]} AS INTEGER)"
    later = f"{part[1]} || {part[4]} <> '' AND {hour} < 12"
    return f"(({hour} + CASE WHEN {later} THEN 12 ELSE 0 END) * 60 + TRY_CAST({part[3]} AS INTEGER))"


def over_midnight(came: str, gone: str, late: str, early: str) -> tuple[str, str, str]:
    """SQL: minutes of arrival, departure and of the end, counted on over midnight: a session that ends before the time after
    which one is late goes on into the next day, and so does one whom a departure before the arrival speaks of."""
    night = f"coalesce({early} < {late}, false)"
    came_at = f"({came} + CASE WHEN {night} AND {came} < {early} THEN {_DAY} ELSE 0 END)"
    ends = f"({early} + CASE WHEN {night} THEN {_DAY} ELSE 0 END)"
    gone_at = f"({gone} + CASE WHEN {gone} < {came} OR ({night} AND {gone} < {late}) THEN {_DAY} ELSE 0 END)"
    return came_at, gone_at, ends


def columns(grid: Grid, also: tuple[str, ...] = ()) -> dict[str, dict[str, str]]:
    """Column of arrivals -> {"out": the column of departures behind it, if there is one}, in the order of the sheet.

    `also`: columns that are about arrivals if they hold times, whatever their headings say.
    """
    timed = [name for name in grid.names if _is_timed(grid, name) and not _tells(name, "amount")]
    leaves = [name for name in timed if _tells(name, "departure")]
    comes = [name for name in timed if name not in leaves and (name in also or _tells(name, "arrival"))]
    found: dict[str, dict[str, str]] = {}
    for name in comes:
        at = grid.names.index(name)
        after = [other for other in leaves if grid.names.index(other) > at]
        nearest = next((n for n in comes if grid.names.index(n) > at), None)
        free = [other for other in after if nearest is None or grid.names.index(other) < grid.names.index(nearest)]
        found[name] = {"out": free[0]} if free else {}
    return found


def without_tail(heading: str) -> str:
    """A heading without the words that say that it is a time of arrival: 3月9日 / 签到时间 is a day."""
    return re.sub(knowledge()["arrival_tail"], "", heading, flags=re.IGNORECASE)


def _tells(name: str, what: str) -> bool:
    return re.search(knowledge()[what], name, re.IGNORECASE) is not None


def _is_timed(grid: Grid, name: str) -> bool:
    """Whether times of day stand in the column, be it beside words such as 请假."""
    times = sum(minute(text) is not None for text in grid.values[name])
    return times > 0 and 2 * times >= len(grid.values[name]) and speaks(grid.values[name], _minute_or_word)


def _minute_or_word(text: str) -> bool:
    """Whether a cell is a time, or a word without digits that stands in for one."""
    return minute(text) is not None or not any(c.isdigit() for c in text)
