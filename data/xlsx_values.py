"""What a cell of an XLSX sheet says to a person: numbers without .0, days as ISO dates, the words of errors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from xml.etree.ElementTree import Element

NO_VALUE = "=?"  # a formula whose value the program that wrote the file did not work out
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", NO_VALUE)
_DATES = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}  # formats with a number of their own
_DURATION, _SHARES = 46, ("9", "10")
_SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_SPAN = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ZEROS = re.compile(r"00+")
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BASES = {1900: datetime(1899, 12, 30), 1904: datetime(1904, 1, 1)}


@dataclass(frozen=True)
class Styles:
    """Which styles of a workbook, by their number as text, are dates, spans of time, percentages; `widths`: which show a
    number in so many digits, 007."""

    dates: frozenset[str]
    spans: frozenset[str]
    shares: frozenset[str] = frozenset()
    widths: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        """From the root of the styles part."""
        if root is None:
            return cls(frozenset(), frozenset())
        codes, dates, spans, shares, widths = {}, set(), set(), set(), {}
        for entry in root.iter():
            if _bare(entry) == "numFmt":
                codes[entry.get("numFmtId", "")] = entry.get("formatCode", "")
        given = next((entry for entry in root if _bare(entry) == "cellXfs"), ())
        for number, entry in enumerate(given):
            form = entry.get("numFmtId", "0")
            code = codes.get(form)
            if _is_span(code) if code is not None else form == str(_DURATION):
                spans.add(str(number))
            elif _is_date(code) if code is not None else form.isdecimal() and int(form) in _DATES:
                dates.add(str(number))
            elif is_share(code or "") or form in _SHARES:
                shares.add(str(number))
            elif width := width_of(code or ""):
                widths[str(number)] = width
        return cls(frozenset(dates), frozenset(spans), frozenset(shares), widths)


def said(seen: str, kind: str | None, style: str | None, strings, styles: Styles, first_year: int) -> str:
    """The text of a cell of which the file says `seen`, "" of a formula. Raises ValueError for what no program writes."""
    if not seen:
        return NO_VALUE
    if kind == "s":
        number = int(seen)
        return strings.held[number] if 0 <= number < len(strings.held) else strings.read_to(number)
    if kind is None or kind == "n":
        if style in styles.dates:
            return _day(seen, first_year)
        if style in styles.spans:
            return str(timedelta(days=float(seen)))
        if style in styles.shares:
            return share(float(seen))
        if style in styles.widths and _WHOLE.fullmatch(seen) and seen[0] != "-":
            return seen.zfill(styles.widths[style])
        return seen if _WHOLE.fullmatch(seen) and seen != "-0" else _number(seen)
    if kind == "b":
        return {"1": "True", "true": "True"}.get(seen, "False")
    if kind == "d":
        return seen.removesuffix("T00:00:00").replace("T", " ")
    return plain(seen).strip()


def share(value: float) -> str:
    """0.88 as a cell shows it that is formatted so: 88%."""
    return f"{value * 100:.10g}%"


def is_share(code: str) -> bool:
    """Whether a number format shows 0.88 as 88%; a sign in quotation marks only stands behind the number."""
    return "%" in _SILENT.sub("", code)


def width_of(code: str) -> int:
    """In how many digits a number format shows a whole number, 3 of 000; 0 if it does not say."""
    return len(code) if _ZEROS.fullmatch(code) else 0


def plain(text: str) -> str:
    """The text with the signs it may not hold as they are, such as _x000D_, put back."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _number(seen: str) -> str:
    value = float(seen)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)


@lru_cache(maxsize=20_000)
def _day(seen: str, first_year: int) -> str:
    number = float(seen)
    if not 0 <= number < 2_958_466:  # until the end of 9999
        return _number(seen)
    moment = _BASES[first_year] + timedelta(days=number + (first_year == 1900 and 1 <= number < 60))
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    if number < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ")


def _is_span(code: str) -> bool:
    return bool(_SPAN.search(_SILENT.sub("", code)))


def _is_date(code: str) -> bool:
    plain = _SILENT.sub("", code.split(";")[0]).lower()
    return plain not in ("general", "standard") and any(letter in plain for letter in "ymdhs")


def _bare(entry: Element) -> str:
    return entry.tag.rsplit("}", 1)[-1]
