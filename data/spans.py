"""Reads the first and the last day out of one cell: 3/5-3/7, 3月9日至11日, 5-7 March 2026, 30 mars – 2 avril 2026."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from data.dates import a_day, read_date

PAIRS = (("start_date", "end_date"), ("date_from", "date_to"))  # fields of a first and a last day
FIELDS = {name: place for pair in PAIRS for place, name in enumerate(pair)}  # which of the two days a field takes
_JOINT = re.compile(r"\s*(?:--?|–|—|~|〜|至|到|→|\b(?:to|until|bis|au|al?|до|по|do|hingga|s/d)\b)+\s*", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})(?:日|号|號|\.)?")
_DAY_YEAR = re.compile(r"(\d{1,2}),?\s+(\d{4})")  # what follows in March 16-18, 2026
_ASIDE = re.compile(
    r"[(（][^()（）]*[)）]|^(?:du|del?|from|vom|von|с|od|dal)\s+|[,，;；]?\s*共?\s*\d+\s*(?:天|days?)$"
    r"|(?<=\d)(?:st|nd|rd|th)\b|(?<=[日号號\d)）])\s*(?:上午|下午|中午|晚上|早上|晚)", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:[、,，;；和及与&]|\b(?:and|et|und|y|e|i)\b)\s*", re.IGNORECASE)
_LONGEST = 400  # days


def read_span(text: str, order: str = "ymd") -> tuple[str, str] | None:
    """(first, last) as ISO dates, or as --03-05 where the text says no year; None if the text is no such pair of days."""
    plain = _ASIDE.sub("", unicodedata.normalize("NFKC", text).strip()).strip()
    if read_date(plain, order):
        return None
    for joint in _JOINT.finditer(plain):
        found = _pair(plain[: joint.start()].strip(), plain[joint.end() :].strip(), order)
        if found:
            return found
    return _listed(plain, order)


def _listed(plain: str, order: str) -> tuple[str, str] | None:
    """The first and the last of several days in order: 3月5日、6日; 3月5日、12日和19日; 5, 6 and 9 March 2026."""
    parts = [part for part in _LIST.split(plain) if part]
    if len(parts) < 2:
        return None
    days = [read_date(part, order) for part in parts]
    known = next(filter(None, days if days[0] else reversed(days)), None)
    for place, part in enumerate(parts):
        bare = _DAY.fullmatch(part)
        day = days[place] or (_on_day(known, bare[1]) if known and bare else None)
        days[place], known = day, day if days[0] else known
    if not all(days):
        return None
    days = [_same_year(day, days[-1])[0] for day in days]
    near = (a_day(days[-1]) - a_day(days[0])).days <= _LONGEST
    return (days[0], days[-1]) if near and days == sorted({*days}) else None


def ends(text: str) -> tuple[str, ...]:
    """The two days of a span as they are written, to tell in which order they are; () for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    halves = ((plain[: hit.start()], plain[hit.end() :]) for hit in _JOINT.finditer(plain))
    return next((pair for pair in halves if all(re.search(r"\d[/.]\d", half) for half in pair)), ())


def in_year(day: str, year: str) -> str:
    """--03-05 in a year; any other text as it is. The 29th of February of another year stays without one."""
    known = day.startswith("--") and year.isdecimal() and read_date(f"{year}-{day[2:]}")
    return known or day


def _pair(left: str, right: str, order: str) -> tuple[str, str] | None:
    first, last = read_date(left, order), read_date(right, order)
    if last and not first and (hit := _DAY.fullmatch(left)):
        first = _on_day(last, hit[1])
    elif first and not last and (hit := _DAY.fullmatch(right)):
        last = _on_day(first, hit[1])
    elif first and not last and (hit := _DAY_YEAR.fullmatch(right)):
        first, last = in_year(first, hit[2]), in_year(_on_day(first, hit[1]) or "", hit[2])
    if not first or not last:
        return None
    first, last = _same_year(first, last)
    apart = (a_day(last) - a_day(first)).days
    return (first, last) if 0 <= apart <= _LONGEST or (apart < 0 and last.startswith("--")) else None


def _on_day(known: str, day: str) -> str | None:
    """Another day of the month of a date that read_date has read."""
    fresh = f"{known[:-2]}{int(day):02d}"
    return fresh if read_date(fresh.removeprefix("--")) else None


def _same_year(first: str, last: str) -> tuple[str, str]:
    """Where one of the two says no year, it is that of the other, or the one beside it."""
    if first.startswith("--") and not last.startswith("--"):
        near = in_year(first, last[:4])
        return (near if near <= last else in_year(first, str(int(last[:4]) - 1))), last
    if last.startswith("--") and not first.startswith("--"):
        near = in_year(last, first[:4])
        return first, (near if near >= first else in_year(last, str(int(first[:4]) + 1)))
    return first, last


def whole_days(text: str, order: str, year: str) -> tuple[str, str] | None:
    """The span with the year it is in, where the text says none: 12月30日-1月3日 ends in the next one."""
    found = read_span(text, order)
    if not found or not year.isdecimal():
        return found
    first, last = (in_year(day, year) for day in found)
    return (first, last) if first <= last else (first, in_year(found[1], str(int(year) + 1)))


def is_span(text: str) -> bool:
    """Whether a cell says two days, in whatever order day and month stand."""
    return any(read_span(text, order) for order in ("ymd", "dmy"))


def years_in(texts: tuple[str, ...]) -> set[str]:
    """The years that texts speak of: 2026年度, Training Calendar 2026."""
    now = date.today().year
    found = {year for text in texts for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", unicodedata.normalize("NFKC", text))}
    return {year for year in found if int(year) <= now + 5}
