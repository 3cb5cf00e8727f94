"""Numbers, dates and differences as people read them, by unit and language."""

from __future__ import annotations

import math
from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import parse_pattern

from board.text import t

_LOCALES = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_GB")}
_PATTERNS = {"percent": "0.0%", "hours": "#,##0.0", "gain": "0.00", "score": "0.0", "points": "+0.0;-0.0", "count": "#,##0"}
_PATTERNS |= {"days": _PATTERNS["count"], "rate": _PATTERNS["score"], "value": _PATTERNS["score"]}
_PATTERNS |= {"gap": _PATTERNS["points"]}  # points of a per cent, not of a scale
_FEW = 200  # below this many, a tenth of a per cent is less than one person's weight


@lru_cache(maxsize=20_000)
def number(value: float, unit: str, language: str, n: float | None = None) -> str:
    """A value of a unit: 0.713 percent -> 71.3% (71% if it rests on few), 36.52 hours -> 36.5."""
    if unit == "percent":
        return _share(value, "0%" if n is not None and n < _FEW else _PATTERNS["percent"], language)
    text = _written(value, _PATTERNS[unit], language)
    return _unsigned(text) if unit in ("points", "gap") else text


def _share(value: float, pattern: str, language: str) -> str:
    """Not quite all is never written 100%, next to nothing never 0%: more digits say so, three at the most."""
    value = round(value, 9)  # shares that add up to one miss it by the last bit
    for finer in ("0.0%", "0.00%", "0.000%"):
        text = _written(value, pattern, language)
        if not 0 < value < 1 or text not in (_written(0.0, pattern, language), _written(1.0, pattern, language)):
            break
        pattern = finer
    return _written(value, pattern, language)


def count(value: float, language: str) -> str:
    """A whole number with thousands separators."""
    return _written(round(value), _PATTERNS["count"], language)


def size(difference: float, unit: str, language: str) -> str:
    """The size of a difference without its sign: 4.1 个百分点, 3.2 学时, 0.05."""
    points = abs(difference) * 100 if unit == "percent" else abs(difference)
    digits = "0.00" if unit == "gain" else "0.0"
    return t(language, f"board.size_{unit}", number=_written(points, digits, language))


def signed(difference: float, unit: str, language: str) -> str:
    """A difference with its sign and without its unit: +3.7, −1.5; what rounds to nothing has no sign: 0.0."""
    scale, digits = (100, "0.0") if unit == "percent" else (1, "0.00" if unit == "gain" else "0.0")
    return _unsigned(_written(difference * scale, f"+{digits};−{digits}", language))


def _unsigned(text: str) -> str:
    """+0.0 as 0.0; any other number as it is."""
    return text if text.strip("+−0.") else text.lstrip("+−")


def finer(difference: float, unit: str, language: str) -> str:
    """As `signed` with a digit more than numbers are written with, for parts that are to add up: −16.96."""
    scale, digits = _fine(unit)
    pattern = ("0." + "0" * digits).rstrip(".")
    return _written(difference * scale, f"+{pattern};−{pattern}", language)


def finest(unit: str) -> float:
    """The smallest difference that `finer` writes."""
    scale, digits = _fine(unit)
    return 10**-digits / scale


def _fine(unit: str) -> tuple[int, int]:
    """What a number of the unit is multiplied by, and digits after its point."""
    return 100 if unit == "percent" else 1, {"gain": 3, "count": 0, "days": 0}.get(unit, 2)


def decimals(unit: str) -> int:
    """Of a value of the unit, a share being 0 to 1, how many decimals an interval of it is written with."""
    scale, digits = _plain(unit)
    return digits + round(math.log10(scale))


def _plain(unit: str) -> tuple[int, int]:
    """As `_fine`, of an interval."""
    return 100 if unit == "percent" else 1, 2 if unit == "gain" else 1


def span(low: float, high: float, unit: str, language: str) -> str:
    """An interval of a difference or a value: 1.2–7.0, or −5.2 to 16.7, for a dash between signs is none."""
    scale, digits = _plain(unit)
    pattern = "0." + "0" * digits
    ends = [round(x * scale, digits) + 0.0 for x in (low, high)]  # never -0.0
    texts = (_written(x, f"{pattern};−{pattern}", language) for x in ends)
    key = "board.span_signed" if ends[0] < 0 else "board.span"
    return t(language, key, **dict(zip(("low", "high"), texts, strict=True)))


def day(value: date, language: str) -> str:
    """A date: 2026-06-30 in both languages, as registers write it."""
    return value.isoformat()


def month_day(value: date, language: str) -> str:
    """A day without its year, for a place where the year stands beside it: 6月30日, 30 Jun."""
    return format_date(value, "M'月'd'日'" if language == "zh" else "d MMM", locale=_LOCALES[language])


def month(value: date, language: str) -> str:
    """A month as an axis shows it."""
    return value.strftime("%Y-%m")


def step_name(start: date, step: str, language: str) -> str:
    """The name of a month, quarter or half-year by its first day."""
    if step == "month":
        return month(start, language)
    part = (start.month - 1) // (3 if step == "quarter" else 6) + 1
    return t(language, f"board.{step}", year=start.year, part=t(language, f"board.{step}_{part}"))


def period_name(first: date, last: date, language: str) -> str:
    """A run of whole months by its shortest name: 2026年上半年, 2026年, 2025年7月至2026年6月."""
    same_year = first.year == last.year
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if same_year and first.month == 1 and months == 12:
        return t(language, "board.year", year=first.year)
    if same_year and months == 6 and first.month in (1, 7):
        return step_name(first, "half", language)
    if same_year and months == 3 and first.month % 3 == 1:
        return step_name(first, "quarter", language)
    names = [
        format_date(d, "yyyy'年'M'月'" if language == "zh" else "MMM yyyy", locale=_LOCALES[language])
        for d in (first, last)
    ]
    return names[0] if months == 1 else t(language, "board.from_to", first=names[0], last=names[1])


def axis_range(values: list[float], unit: str) -> tuple[float, float, float]:
    """(low, high, step) of an axis that holds all values: whole steps, within 0–100 % for percentages, whole people."""
    scale = 100 if unit == "percent" else 1
    known = [v * scale for v in values if v is not None and math.isfinite(v)]
    if not known:
        return (0.0, 100.0, 25.0) if unit == "percent" else (0.0, 1.0, 0.25)
    low, high = min(known), max(known)
    room = max(high - low, _ROOM.get(unit, 1))
    low, high = low - (room - (high - low)) / 2, high + (room - (high - low)) / 2
    step = next(s for s in _STEPS if room / s <= 5 and (unit != "count" or s >= 1))
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    if unit == "percent":
        bottom, top = max(bottom, 0), min(max(top, bottom + step), 100)
    return float(bottom), float(top if top > bottom else bottom + step), float(step)


@lru_cache(maxsize=8192)  # a page writes the same few hundred counts and rates over and over
def _written(value: float, pattern: str, language: str) -> str:
    return _pattern(pattern).apply(value, _LOCALES[language]).replace("-", "−")  # a hyphen is lost beside a digit


@cache
def _pattern(text: str):
    return parse_pattern(text)


# A narrower axis would magnify chance.
_ROOM = {"percent": 10, "gain": 0.2, "hours": 8, "days": 8, "score": 10, "points": 4, "gap": 10, "rate": 2, "value": 4}
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, *(10**n for n in range(4, 9)))
