"""Reads a date as people write it; what is not clearly a date is None."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import cache

from data.calendars import ERAS, day_of

ORDERS = ("ymd", "dmy", "mdy")
_FORMS = (
    re.compile(r"(\d{4}) ?[-/.年년] ?(\d{1,2}) ?[-/.月월] ?(\d{1,2}) ?[日号號일.]?(?:[ T].*|[上下中]午.{0,9}|晚上?.{0,9})?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_THREE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")
_ERA = re.compile(r"(民[國国]|令和|平成|[rh])\.? ?(\d{1,3}) ?(?:年|[-/.]) ?(\d{1,2}) ?(?:月|[-/.]) ?(\d{1,2}) ?日?")
_NUMERALS = "零一二三四五六七八九"
_TO_99 = "((?:[一二三]?十)?[一二三四五六七八九]|[一二三]?十)"
_CHINESE = re.compile(f"(?:([〇零一二三四五六七八九]{{4}})年)?{_TO_99}月{_TO_99}日?")
_TWO = re.compile(r"(\d{1,2}) ?(?:[-/.]|[月월]) ?(\d{1,2}) ?[日号號일.]?")
_WORDS = re.compile(r"(\d{1,2})(?:\.|\.?(?:[-/ ]| de ))([^\W\d_]{3,})\.?"
                    r"(?:(?:(?:,? |[-/]| de )(\d{4})|[-/](\d{2}))(?: ?г\.?)?)?")
_WORDS_US = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?:,? (\d{4}))?")
_WORDS_LAST = re.compile(r"(\d{4})[-/ ]([^\W\d_]{3,})\.?[-/ ](\d{1,2})")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}(?:-feira)?[.,]+ ?(?=\w)")
# What is said beside day and month: le 1er mars, Thursday 5th of March, 5º de março.
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|°|[oa](?= de ))(?: of)?(?=[ ,]|$)")
_LEAD = re.compile(
    r"^(?:(?:le|el|il|den|am|on|the) )?(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|dimanche"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|mittwoch"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|(?:lune|marte|mercole|giove|vener)d[ìi]|sabato|domenica)\.? )?(?=\d)"
)
_TAIL = re.compile(r"[ ,t]*(?:\(?(?:周|週|星期)[一二三四五六日天]\)?|\([一二三四五六日月火水木金土월화수목금토일]\)"
                   r"(?![^\W\d]))?"
                   r"[ ,t]*(?:\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?(?: (?:gmt|utc)[+-]?\d*)?)?$")
# Months, without accents, in English, German, French, Spanish, Portuguese, Italian, Dutch, Indonesian, Turkish, Polish,
# Czech, Russian, Ukrainian and Arabic.
_MONTHS = tuple(names.split() for names in (
    "january januar janvier enero janeiro januari gennaio ocak styczen stycznia leden ledna "
    "январь января січень січня يناير",
    "february februar fevrier febrero fevereiro februari febbraio subat luty lutego unor unora "
    "февраль февраля лютий лютого فبراير",
    "march maerz marz mars marzo marco maret maart mart marzec marca brezen brezna март марта березень березня مارس",
    "april avril abril aprile nisan kwiecien kwietnia duben dubna апрель апреля квітень квітня أبريل ابريل",
    "may mai mayo maio maggio mei mayis maj maja kveten kvetna май мая травень травня مايو",
    "june juni juin junio junho giugno haziran czerwiec czerwca cerven cervna июнь июня червень червня يونيو",
    "july juli juillet julio julho luglio temmuz lipiec lipca cervenec cervence июль июля липень липня يوليو",
    "august aout agosto agustus augustus agustos sierpien sierpnia srpen srpna "
    "август августа серпень серпня أغسطس اغسطس",
    "september septembre septiembre setembro settembre eylul wrzesien wrzesnia zari "
    "сентябрь сентября вересень вересня سبتمبر",
    "october oktober octobre octubre outubro ottobre ekim pazdziernik pazdziernika rijen rijna "
    "октябрь октября жовтень жовтня "
    "أكتوبر اكتوبر",
    "november novembre noviembre novembro nopember kasim listopad listopada listopadu "
    "ноябрь ноября листопад листопада نوفمبر",
    "december dezember decembre diciembre dezembro dicembre desember aralik grudzien grudnia prosinec prosince "
    "декабрь декабря грудень грудня ديسمبر",
))  # fmt: skip
_BASES = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_BEFORE, _AFTER = timedelta(60), timedelta(400)  # how far from its class a date without a year may lie


def parse_date(text: str) -> date | None:
    """The date in texts such as 2026-06-30, 2026/6/30, 2026.6.30, 2026年6月30日, 20260630, with or without a time."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            return day_of(*map(int, match.groups()))
    return None


def from_serial(text: str, base: int = 1900) -> date | None:
    """The day behind a spreadsheet's day number, such as 46203; `base` is 1900 or 1904. Only 1980 to 2099."""
    match = _SERIAL.fullmatch(unicodedata.normalize("NFKC", text).strip())
    day = _BASES[base] + timedelta(int(match[1])) if match else None
    return day if day and 1980 <= day.year <= 2099 else None


def read_date(text: str, order: str = "ymd") -> str | None:
    """ISO date, or --06-30 where the text says no year, or None. `order` tells 3/4/2026 apart (ORDERS)."""
    known = parse_date(text)
    if known:
        return known.isoformat()
    plain = _digits(unicodedata.normalize("NFKC", text).strip().casefold())
    plain = plain[: _TAIL.search(plain).start()].strip()
    bare = _WEEKDAY.sub("", plain)
    return _said(bare, order) or (_said(plain, order) if bare != plain else None)  # Mar. may be a Tuesday or a month


def _said(text: str, order: str) -> str | None:
    plain = _ORDINAL.sub("", _LEAD.sub("", text))
    known = parse_date(plain) or _in_order(plain, order)
    if known:
        return known.isoformat()
    day, month, year = _parts(plain, order)
    if year:
        known = day_of(year, month, day)
        return known.isoformat() if known else None
    return f"--{month:02d}-{day:02d}" if day_of(2000, month, day) else None


def a_day(text: str) -> date:
    """What read_date gives as a day; one without a year stands in a year of its own."""
    return date.fromisoformat(f"2000{text[1:]}" if text.startswith("--") else text)


def _digits(text: str) -> str:
    """二〇二六年六月三十日 as 2026年6月30日; any other text as it is."""
    match = _CHINESE.fullmatch(text)
    if not match:
        return text
    year = "".join(str(_NUMERALS.index(c)) for c in (match[1] or "").replace("〇", "零"))
    month, day = (_number(part) for part in match.groups()[1:])
    return f"{year}年{month}月{day}日" if year else f"{month}月{day}日"


def _number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_NUMERALS.index(tens or "一") * 10 if ten else 0) + (_NUMERALS.index(ones) if ones else 0)


def with_year(text: str, start: date, end: date) -> date | None:
    """The day --06-30 means for a class from `start` to `end`: the nearest to it, or None if far from it."""
    month, day = int(text[2:4]), int(text[5:7])
    found = [day_of(year, month, day) for year in range(start.year - 1, end.year + 3)]
    near = [d for d in found if d and start - _BEFORE <= d <= end + _AFTER]
    return min(near, key=lambda d: max(start - d, d - end, timedelta(0)), default=None)


def _in_order(plain: str, order: str) -> date | None:
    era = _ERA.fullmatch(plain.removeprefix("中華").removeprefix("中华").strip())
    if era:
        return day_of(ERAS[era[1][0]] + int(era[2]), int(era[3]), int(era[4]))
    match = _THREE.fullmatch(plain)
    if not match:
        return None
    if len(match[1]) == 3 and len(match[3]) < 3 and 80 <= int(match[1]) < 200:  # 115/03/09: years of the Republic
        return day_of(ERAS["民"] + int(match[1]), int(match[2]), int(match[3]))
    parts = dict(zip(order, match.groups(), strict=True))
    if len(parts["y"]) not in (2, 4) or len(parts["d"]) > 2:
        return None
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    return day_of(year, int(parts["m"]), int(parts["d"]))


def _parts(plain: str, order: str) -> tuple[int, int, int]:
    """(day, month, year) of a text with a month's name or without a year; zeros for what is not there."""
    match = _TWO.fullmatch(plain)
    if match:
        first, second = int(match[1]), int(match[2])
        return (first, second, 0) if order == "dmy" and not {"月", "월"} & {*plain} else (second, first, 0)
    match = _WORDS.fullmatch(plain)
    if match and _month(match[2]):
        return int(match[1]), _month(match[2]), int(match[3] or (f"20{match[4]}" if match[4] else 0))
    match = _WORDS_LAST.fullmatch(plain)
    if match and _month(match[2]):
        return int(match[3]), _month(match[2]), int(match[1])
    match = _WORDS_US.fullmatch(plain)
    if match and _month(match[1]):
        return int(match[2]), _month(match[1]), int(match[3] or 0)
    return 0, 0, 0


@cache
def _month(word: str) -> int:
    """The number of the one month whose name begins so, 0 for any other word and for one that two months begin with."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.replace("ı", "i")) if c.isalpha())
    bare = bare if bare.isascii() else word
    found = {number for number, names in enumerate(_MONTHS, 1) if any(name.startswith(bare) for name in names)}
    return found.pop() if len(found) == 1 else 0
