"""Columns that stand side by side: sessions of a sign-in sheet, items of a questionnaire, tests. Which they are, what
their headings say, and how many points their words are worth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data import clock
from data.cells import is_nothing, plain_number
from data.codes import Codes, normalise
from data.dates import ORDERS, read_date
from data.fields import kinds
from data.grid import Grid, are_letters, is_number, order_of, speaks
from data.hints import also, knowledge, readings

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
    signs = tuple(name for name in grid.names if is_presence(grid, name, codes))
    told.append(("session", _these(signs), signs))
    rated = _items(grid, answers)
    told.append(("item", _these(rated), rated))
    found = max(told, key=lambda each: len(each[2]) if len(each[2]) >= _LEAST[each[0]] else 0)  # of equals the first
    return Wide(*found) if len(found[2]) >= _LEAST[found[0]] else None


def _plain(heading: str) -> str:
    """A heading without what stands around the day: the half of it, the weekday, that it is a time of arrival."""
    bared = clock.without_tail(heading) or heading
    return re.sub(knowledge()["half_day"], "", bared, flags=re.IGNORECASE)


def _day_of(heading: str) -> bool:
    """Whether a heading is a day, in whatever order it is written."""
    return any(read_date(_plain(heading), order) for order in ORDERS)


def is_presence(grid: Grid, name: str, codes: Codes) -> bool:
    """Whether the cells of a column are marks and words of who was there."""
    return _speaks_of(grid, name, _signs(codes))


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
    values = [text for text in grid.values[name] if not is_nothing(text, number=True)]
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
    plain = re.sub(knowledge()["minutes"], "", re.sub(knowledge()["numbered"], "", text))
    return plain if (len(plain) > 1 and not plain.isdecimal()) or not plain.isascii() else text  # L1 is not late


def scale_of(grid: Grid, name: str) -> dict[str, float] | None:
    """The words of the scale a column is answered in, and their points; None if no scale knows them all."""
    values = [text for text in grid.values[name] if not is_nothing(text) and not is_number(text)]
    most = max(map(len, grid.values.values()))
    if len(values) < 2 or 2 * len(values) < most:
        return None
    seen = {normalise(re.sub(knowledge()["numbered"], "", text)) for text in values}
    scales = ({normalise(word): points for word, points in scale["words"].items()} for scale in knowledge()["scale"])
    fitting = [words for words in scales if len(seen & words.keys()) >= 0.8 * len(seen)]
    return max(fitting, key=lambda words: len(seen & words.keys()), default=None)


def points_of(grid: Grid, long: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """(cell -> points, heading -> top of its scale) of items. A word that two scales value differently is left out."""
    meant: dict[str, set[str]] = {}
    tops: dict[str, str] = {}
    common = _common(grid, long)
    for name in long:
        words, top = common.get(name) or scale_of(grid, name), top_of(name)
        if words:
            tops[name] = f"{max(words.values()):g}"
            for text in (*_spelled(words), *grid.values[name]):
                plain = normalise(re.sub(knowledge()["numbered"], "", text))
                if plain in words and not is_number(text):
                    meant.setdefault(text, set()).add(f"{words[plain]:g}")
        elif top:
            tops[name] = top
    sums = [name for name in long if name not in tops]
    tops |= dict.fromkeys(sums, _scale(grid, sums)) if sums else {}
    return {text: next(iter(points)) for text, points in meant.items() if len(points) == 1}, tops


def _common(grid: Grid, long: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """The one scale of several items answered in words: 优秀, 良好 alone may be of two, and another item tells which."""
    spoken = [name for name in long if scale_of(grid, name)]
    seen = {normalise(re.sub(knowledge()["numbered"], "", text)) for name in spoken
            for text in grid.values[name] if not is_nothing(text) and not is_number(text)}  # fmt: skip
    scales = ({normalise(word): points for word, points in scale["words"].items()} for scale in knowledge()["scale"])
    whole = next((words for words in scales if seen and seen <= words.keys()), None)
    return dict.fromkeys(spoken, whole) if whole else {}


def _spelled(words: dict[str, float]) -> list[str]:
    """The words as people write them: also those that only later rows say."""
    own = [word for scale in knowledge()["scale"] for word in scale["words"] if normalise(word) in words]
    return [*own, *map(str.capitalize, own)]


def top_of(heading: str) -> str:
    """The top of the scale that a heading names: (1-10), /20, 满分100."""
    hit = re.search(knowledge()["top"], heading)
    return next((text for text in hit.groups() if text and 2 <= int(text) <= _MOST), "") if hit else ""


def _scale(grid: Grid, names: list[str]) -> str:
    """The smallest usual top that none of the numbers is above; "" where there are none to go by."""
    if all(are_letters(grid, name) for name in names):
        return ""
    numbers = [float(plain_number(text)) for name in names for text in grid.values[name] if is_number(text)]
    if numbers and max(numbers) <= 1 and any(number % 1 for number in numbers):
        return "1"
    return str(next((most for most in (5, 7, 10, 20, 100) if max(numbers, default=5) <= most), 100))


def worst_is_most(heading: str) -> bool:
    """Whether a text says that 1 is the best: 1=非常满意，5=非常不满意."""
    scales = [(scale["max"], word, points) for scale in knowledge()["scale"] for word, points in scale["words"].items()]
    said = {normalise(word): points / top for top, word, points in scales}
    said |= {normalise(word): points for word, points in knowledge()["ends"].items()}
    pairs = re.findall(knowledge()["stands_for"], heading)
    known = sorted((int(number), said[normalise(word)]) for number, word in pairs if normalise(word) in said)
    return bool(known) and (known[0][1] > known[-1][1] if len(known) > 1 else known[0][0] <= 1 and known[0][1] > 0.5)


def long_of(kind: str) -> dict | None:
    """What knowledge there is of a kind whose rows stand side by side: field and says; None if it cannot be."""
    return knowledge()["long"].get(kind)


def not_beside(kind: str) -> set[str]:
    """The fields of a kind that its columns side by side give, or who a row is about: no other column is read as one."""
    shape = long_of(kind)
    return {shape["field"], *shape["says"], "enrollment_id"} if shape else set()


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
    plain = {heading: _plain(heading) for heading in long}
    order, month = order_of([list(plain.values())]), _month(long, plain, around)
    for number, heading in enumerate(long, 1):
        day = read_date(plain[heading], order) or (month.format(day=plain[heading]) if month else "")
        hit = re.search(match, heading) if match else None
        told = hit[1] if hit and hit.re.groups else heading
        told = heading if any(told == other.get("item_code") for other in found.values()) else told
        place = told if told.isdecimal() else str(number)
        guesses = {"session_id": place, "item_code": told, "date": _month_first(day) or day}
        guesses |= dict.fromkeys(("scale_max", "max_score"), top_of(heading))
        found[heading] = {name: guesses.get(name) or _code_in(kind, name, heading, codes) for name in shape["says"]}
    return found


def _month(long: tuple[str, ...], plain: dict[str, str], around: tuple[str, ...]) -> str:
    """2026年3月{day}日, or without the year, of a sheet whose headings are days of a month: with weekdays, or with gaps."""
    days = [int(text) for text in plain.values() if text.isdecimal()]
    if not days or len(days) < len(long) or days != sorted(set(days)) or days[-1] > 31:
        return ""
    named = next((hit for text in around if (hit := re.search(knowledge()["month"], text))), None)
    sure = any(text != heading for heading, text in plain.items()) or days != list(range(1, len(days) + 1)) or len(days) > 27
    if not named or not sure:
        return ""
    return knowledge()["day_of_year" if named[1] else "day_of_month"].format(year=named[1], month=named[2], day="{day}")


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
