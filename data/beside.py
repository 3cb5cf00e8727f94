"""Columns that stand side by side: sessions of a sign-in sheet, items of a questionnaire, tests. Which they are, and what
their headings say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from data import asked, clock
from data.cells import SKIPPED, is_nothing, plain_number
from data.codes import Codes, normalise
from data.dates import ORDERS, read_date
from data.fields import kinds
from data.grid import Grid, are_letters, is_number, order_of, speaks
from data.heading import last_part
from data.hints import also, knowledge, readings
from data.scales import scale_of, top_of

KINDS = {"session": "attendance", "item": "evaluations", "test": "assessments"}
_LEAST = {"session": 3, "item": 3, "test": 2}  # columns alike that make a table wide
_BRACKETS = re.compile(r"[(（](.+?)[)）]")
_MOST = 100  # points


@dataclass(frozen=True)
class Wide:
    """Columns that become rows: those whose heading `match` finds; `what` is one of KINDS."""

    what: str
    match: str
    columns: tuple[str, ...]


def wide_of(grid: Grid, codes: Codes, answers: bool = False, signed: bool = False) -> Wide | None:
    """The columns of one make that look like sessions, items or tests, by headings or by cells, if there are enough.

    `answers`: the name of the file or sheet, or a title, speaks of a questionnaire; `signed`: of who was there.
    """
    grid = _told_once(grid)
    told = [
        (what, pattern, tuple(name for name in grid.names if re.search(pattern, name) and not _trait(name)))
        for what, patterns in knowledge()["wide"].items()
        for pattern in patterns
    ]
    comes = tuple(clock.columns(grid, grid.names if signed else ()))
    if len(comes) > 1 and not _is_dated(grid):
        return Wide("session", _these(comes), comes)
    days = tuple(name for name in grid.names if not _trait(name) and _day_of(name))
    told.append(("session", _these(days), days))
    apart = states_apart(grid, codes)
    signs = tuple(name for name in grid.names if name not in apart and is_presence(grid, name, codes, signed))
    told.append(("session", _these(signs), signs))
    rated = _items(grid, answers)
    told.append(("item", _these(rated), rated))
    came = is_answers(grid) and not rated and len(signs) > 1 and all(map(asked.who_came, signs))
    least = _LEAST | ({"item": 1} if is_answers(grid) else {}) | ({"session": 2} if signed or came else {})
    what, match, columns = max(told, key=lambda each: len(each[2]) * (len(each[2]) >= least[each[0]]))  # the first of equals
    if len(columns) < least[what]:
        held = tuple(name for name in days if grid.values[name]) if {*days} & {*signs} else ()
        return Wide("session", _these(held), held) if held else None
    whole = _with_siblings(grid, columns, codes) if columns == signs else columns
    return Wide(what, match if whole == columns else _these(whole), whole)


def _told_once(grid: Grid) -> Grid:
    """The table without the columns that say again what another says: Quiz (Percentage) beside Quiz (Real)."""
    def again(name: str) -> bool:
        stem = re.sub(knowledge()["twin"], "", name, flags=re.IGNORECASE)
        return stem != name and any(other != name and re.match(rf"{re.escape(stem)}\s*([(（]|$)", other) and
                                    not re.search(knowledge()["twin"], other, re.IGNORECASE) for other in grid.names)

    return replace(grid, names=tuple(name for name in grid.names if not again(name)))


def _with_siblings(grid: Grid, columns: tuple[str, ...], codes: Codes) -> tuple[str, ...]:
    """The columns of marks, those called alike but for a number, and those between them half of which is marks: a word that
    nobody knows makes of DAY 1 no other thing."""
    made, words = [re.sub(r"\d+", "#", name) for name in columns], _signs(codes)
    shapes = {shape for shape in made if "#" in shape and made.count(shape) > 1}
    among = grid.names[grid.names.index(columns[0]) : grid.names.index(columns[-1])]
    half = {name for name in among if grid.values[name] and not re.search(knowledge()["sums"], name, re.IGNORECASE)
            and 2 * sum(normalise(bare(text)) in words for text in grid.values[name]) >= len(grid.values[name])}  # fmt: skip
    return tuple(name for name in grid.names if name in {*columns, *half} or re.sub(r"\d+", "#", name) in shapes)


def _plain(heading: str) -> str:
    """A heading without what stands around the day: the half of it, the weekday, that it is a time of arrival."""
    bared = clock.without_tail(re.sub(knowledge()["session_tail"], "", heading)) or heading
    return re.sub(knowledge()["half_day"], "", bared, flags=re.IGNORECASE)


def _day_of(heading: str) -> bool:
    """Whether a heading is a day, in whatever order it is written."""
    return any(read_date(_plain(heading), order) for order in ORDERS)


def is_presence(grid: Grid, name: str, codes: Codes, signed: bool = False) -> bool:
    """Whether the cells of a column are marks and words of who was there. Numbers below 迟到次数 are none; nor are
    yes and no below 是否住宿, unless the file speaks of who was there (`signed`)."""
    counted = re.search(knowledge()["sums"], name, re.IGNORECASE) and speaks(grid.values[name], is_number)
    told = signed or asked.is_numbered(name) or asked.who_came(name) or not asked.is_yes_or_no(grid.values[name])
    return not counted and told and _speaks_of(grid, name, _signs(codes))


def states_apart(grid: Grid, codes: Codes) -> tuple[str, ...]:
    """Columns headed by different states, 出勤, 迟到, whose cells are ticks: no sessions, but one answer."""
    told = dict(codes.terms("attendance_status"))
    told |= {normalise(word): code for word, code in knowledge()["values"]["attendance_status"].items()}
    ticks = {*map(normalise, knowledge()["ticks"])}
    apart = [name for name in grid.names if len(name) > 1 and normalise(name) in told  # P, L, E, A are sums of a platform
             and {*map(normalise, grid.values[name])} <= ticks]  # fmt: skip
    return tuple(apart) if len({told[normalise(name)] for name in apart if grid.values[name]}) > 1 else ()


def is_answers(grid: Grid) -> bool:
    """Whether a column is there that only programmes for questionnaires write."""
    return any(re.search(knowledge()["platform"], name, re.IGNORECASE) for name in grid.names)


def _is_dated(grid: Grid) -> bool:
    """Whether each row says its day: what stands side by side is then of one day, not of several."""
    return any(grid.values[name] and speaks(grid.values[name], lambda text: read_date(text) and clock.minute(text) is None)
               for name in grid.names)  # fmt: skip


def _these(names: tuple[str, ...]) -> str:
    return f"^({'|'.join(map(re.escape, names))})$"


def _trait(name: str) -> bool:
    """Whether a column says what the person is who answers: no item, however its heading is numbered."""
    return re.search(knowledge()["trait"], name, re.IGNORECASE) is not None


def _signs(codes: Codes) -> set[str]:
    """What stands in the cells of a session."""
    signs = {term for term, _ in codes.terms("attendance_status") if not term.isdecimal()}
    marks = {mark for marks in knowledge()["marks"] for mark in marks["words"]}
    return signs | set(map(normalise, (*knowledge()["values"]["attendance_status"], *marks)))


def _items(grid: Grid, answers: bool) -> tuple[str, ...]:
    """The columns written in the words of a scale; in a questionnaire also those that hold points."""
    spoken = {name for name in grid.names if not _trait(name) and scale_of(grid, name)}
    points = answers or is_answers(grid)
    rated = {name for name in grid.names if points and not _trait(name) and _rated(grid, name)}
    lettered = {name for name in grid.names if points and not _trait(name) and are_letters(grid, name)}
    return tuple(name for name in grid.names if name in spoken | rated | lettered)


def _rated(grid: Grid, name: str) -> bool:
    """Whether a column holds points: numbers of a scale, most of its cells filled."""
    values = [text for text in grid.values[name] if text not in SKIPPED and not is_nothing(text, number=True)]
    most = max(map(len, grid.values.values()))
    if len(values) < 2 or 2 * len(values) < most or not speaks(values, is_number):
        return False
    points = [float(plain_number(text)) for text in values if is_number(text)]
    if len(points) > 2 and points == [points[0] + step for step in range(len(points))]:
        return False  # 1, 2, 3 … numbers the rows
    known = readings(name) & {*also("class_id"), *also("cadre_id"), *also("response_id"), *also("scale_max")}
    amount = re.search(knowledge()["amount"], name, re.IGNORECASE)
    return not known and not amount and min(points) >= 0 and max(points) <= _MOST


def _speaks_of(grid: Grid, name: str, words: set[str]) -> bool:
    """Whether a column is written in these words; one that is hardly filled, such as 备注, is not."""
    values = [text for text in grid.values[name] if not is_nothing(text)]
    most = max(map(len, grid.values.values()))
    return len(values) > 1 and 2 * len(values) >= most and speaks(values, lambda text: normalise(bare(text)) in words)


def bare(text: str) -> str:
    """A word without the number before or behind it: 5 - Agree, 非常满意（5分）, 迟到12分钟."""
    plain = re.sub(knowledge()["minutes"], "", re.sub(knowledge()["numbered"], "", text)).rstrip(".")
    return plain if (len(plain) > 1 and not plain.isdecimal()) or not plain.isascii() else text  # L1 is not late


def long_of(kind: str) -> dict | None:
    """What knowledge there is of a kind whose rows stand side by side: field and says; None if it cannot be."""
    return knowledge()["long"].get(kind)


def not_beside(kind: str) -> set[str]:
    """The fields of a kind that its columns side by side give, or who a row is about: no other column is read as one."""
    shape = long_of(kind)
    return {shape["field"], *shape["says"], "enrollment_id"} if shape else set()


def says_top(grid: Grid, heading: str) -> bool:
    """Whether a column says, row by row, out of how many points a test was marked."""
    values = grid.values.get(heading, ())
    named = {*map(normalise, kinds()["assessments"].fields["max_score"].alias), *also("max_score")} & readings(heading)
    return bool(values and named) and speaks(values, is_number)


def said(
    kind: str, long: tuple[str, ...], codes: Codes, match: str = "", around: tuple[str, ...] = ()
) -> dict[str, dict[str, str]]:
    """What the headings of columns that become rows seem to say: field -> text for each.

    `match` is a pattern whose first group is the telling part of a heading; `around` says which month it may be.
    """
    shape = long_of(kind)
    if not shape:
        return {}
    found: dict[str, dict[str, str]] = {}
    plain = {heading: _plain(last_part(heading) if last_part(heading).isdecimal() else heading) for heading in long}
    order, month = order_of([list(plain.values())]), _month(long, plain, around)
    for number, heading in enumerate(long, 1):
        day = read_date(plain[heading], order) or (month.format(day=re.sub(r"\D", "", plain[heading])) if month else "")
        hit = re.search(match, heading) if match else None
        told = hit[1] if hit and hit.re.groups else heading
        told = heading if any(told == other.get("item_code") for other in found.values()) else told
        place = told if told.isdecimal() else str(number)
        guesses = {"session_id": place, "item_code": told, "date": _month_first(day) or day}
        guesses |= dict.fromkeys(("scale_max", "max_score"), top_of(heading))
        found[heading] = {name: guesses.get(name) or _code_in(kind, name, heading, codes) for name in shape["says"]}
    return found


def _month(long: tuple[str, ...], plain: dict[str, str], around: tuple[str, ...]) -> str:
    """2026年3月{day}日, or without the year, of a sheet whose headings are days of a month: with weekdays or halves of days,
    called days, or with gaps."""
    days = [int(hit[1]) for text in plain.values() if (hit := re.fullmatch(knowledge()["day_alone"], text))]
    halved = len({*days}) < len(days)  # the morning and the afternoon of one day
    if not days or len(days) < len(long) or days != sorted(days if halved else {*days}) or days[-1] > 31:
        return ""
    hits = [hit for text in around if (hit := re.search(knowledge()["month"], text) or _month_of_days(text))]
    named = next((hit for hit in hits if hit[1]), next(iter(hits), None))  # a name such as 02月报 may say when it was sent
    sure = any(text != heading for heading, text in plain.items()) or days != list(range(1, len(days) + 1)) or len(days) > 27
    if not named or not sure:
        return ""
    return knowledge()["day_of_year" if named[1] else "day_of_month"].format(year=named[1], month=named[2], day="{day}")


def _month_of_days(text: str) -> re.Match | None:
    """The year and the month that all days lie in of which a text speaks: 统计日期：2026-03-01 至 2026-03-31."""
    days = list(re.finditer(r"(\d{4})[-/.](\d{1,2})[-/.]\d{1,2}", text))
    return days[0] if len({day.groups() for day in days}) == 1 else None


def _month_first(day: str) -> str:
    """--06-30 as 6月30日: a day without a year as a profile may say it."""
    said_as = knowledge()["day_of_month"]
    return said_as.format(month=int(day[2:4]), day=int(day[5:7])) if day.startswith("--") else ""


def _code_in(kind: str, name: str, heading: str, codes: Codes) -> str:
    """The code that a heading speaks of; what stands in brackets, as in 课程内容(实用性), tells most."""
    spec = kinds()[kind].fields.get(name)
    terms = dict(codes.terms(spec.list)) if spec and spec.type == "code" else {}
    spoken = {normalise(word): code for word, code in knowledge()["spoken"].get(name, {}).items() if terms}
    for plain in filter(None, (normalise(text) for text in (*_BRACKETS.findall(heading), heading))):
        named = {term: code for term, code in terms.items() if not term.isascii() and len(term) > 1} | spoken
        parts = (code for term, code in named.items() if term in plain)
        if code := terms.get(plain) or next(parts, ""):
            return code
    return ""
