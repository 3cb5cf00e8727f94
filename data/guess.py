"""Guesses what an unknown table is: its heading, its kind, which column is which field. By headings, then values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.cells import is_nothing, plain_number
from data.codes import Codes, normalise
from data.dates import ORDERS, read_date
from data.fields import Field, Kind, kinds
from data.foot import is_foot
from data.heading import candidates, joined
from data.hints import also, knowledge, letters
from data.sources import _covers, _kind_by_name, _score, fields_of
from data.staging import unique
from data.tables import Preview

_SPOKEN = ("classes", "enrollments")  # kinds known by other words for their headings
_SURE = 0.8  # share of a column's values that must speak for a guess
_WIDE = 3  # columns alike that make a table wide
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}\b")
_BRACKETS = re.compile(r"[(（](.+?)[)）]")
_NUMBER = re.compile(r"[A-Za-z]{0,4}[-_]?\d{3,}[Xx]?")


@dataclass(frozen=True)
class Grid:
    """A table as people see it: names of its columns, and the values seen in each."""

    names: tuple[str, ...]
    values: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Wide:
    """Columns that become rows: those whose heading `match` finds; `what` is session or item."""

    what: str
    match: str
    columns: tuple[str, ...]


def heading_of(preview: Preview) -> tuple[int, int]:
    """(last row index, number of rows) of the heading: where fields are known, else the first full row."""
    rows = preview.rows
    known = [(last, depth) for last, depth, row in candidates(rows) if any(_covers(row, kind) for kind in kinds().values())]
    if known:
        return min(known, key=lambda place: (place[1], place[0]))
    most = max((len(set(filter(None, row))) for row in rows), default=0)
    first = next((i for i, row in enumerate(rows) if len(set(filter(None, row))) >= max(2, most * 0.6)), 0)
    depth = 1
    while depth < 3 and first + depth < len(rows) and _continues(rows[first + depth - 1], rows[first + depth]):
        depth += 1
    return first + depth - 1, depth


def grid_of(preview: Preview, last: int, depth: int) -> Grid:
    """The previewed table with its heading taken off."""
    names = unique(joined(preview.rows, last, depth))
    below = [row for row in preview.rows[last + 1 :] if not is_foot(row)]
    cells = {name: tuple(row[i] for row in below if i < len(row) and row[i]) for i, name in enumerate(names)}
    return Grid(tuple(names), cells)


def kind_of(preview: Preview, grid: Grid, wide: Wide | None) -> Kind | None:
    """The record kind of the table; None if nothing speaks for one."""
    if wide:
        return kinds()["attendance" if wide.what == "session" else "evaluations"]
    named = _kind_by_name(preview.sheet) or _kind_by_name(preview.path.stem) or _kind_told(preview)
    names = grid.names
    ranked = max(kinds().values(), key=lambda kind: (_covers(names, kind), _share(grid, kind), _score(names, kind)))
    if _covers(grid.names, ranked):
        return ranked
    spoken = next((kind for kind in kinds().values() if kind.name in _SPOKEN and _speaks_of_all(names, kind)), None)
    if spoken and not named:
        return spoken
    of_people = any(re.search(knowledge()["somebody"], name) for name in names)
    likely = _score(names, ranked) >= 2 and ("cadre_id" in ranked.fields or not of_people)
    return named or (ranked if likely else None)


def _kind_told(preview: Preview) -> Kind | None:
    """The kind that the name of the sheet or file, or a title above the table, speaks of."""
    titles = (next(iter(said)) for row in preview.rows[:3] if len(said := set(filter(None, row))) == 1)
    for text in (preview.sheet, preview.path.stem, *titles):
        for kind, words in knowledge()["told"].items():
            if any(word in text.casefold() for word in words):
                return kinds()[kind]
    return None


def wide_of(grid: Grid, codes: Codes) -> Wide | None:
    """The columns of one make that look like sessions or items, by headings or by cells, if there are enough of them."""
    told = [
        (what, pattern, tuple(name for name in grid.names if re.search(pattern, name) and not _trait(name)))
        for what, patterns in knowledge()["wide"].items()
        for pattern in patterns
    ]
    for what, words in _wide_words(codes):
        alike = tuple(name for name in grid.names if _speaks_of(grid, name, words))
        told.append((what, f"^({'|'.join(map(re.escape, alike))})$", alike))
    found = max(told, key=lambda each: len(each[2]))  # of equals the first: what headings say
    return Wide(*found) if len(found[2]) >= _WIDE else None


def _trait(name: str) -> bool:
    """Whether a column says what the person is who answers: no item, however its heading is numbered."""
    return re.search(knowledge()["trait"], name) is not None


def _wide_words(codes: Codes) -> list[tuple[str, set[str]]]:
    """What stands in the cells of a session or of an item, list by list."""
    signs = {term for term, _ in codes.terms("attendance_status") if not term.isdecimal()}
    signs |= knowledge()["values"]["attendance_status"].keys()
    return [("session", signs), *(("item", set(map(normalise, scale["words"]))) for scale in knowledge()["scale"])]


def _speaks_of(grid: Grid, name: str, words: set[str]) -> bool:
    """Whether a column is written in these words; one that is hardly filled, such as 备注, is not."""
    values = [text for text in grid.values[name] if not is_nothing(text)]
    most = max(map(len, grid.values.values()))
    return len(values) > 1 and 2 * len(values) >= most and _speaks(values, lambda text: normalise(text) in words)


def span_column(grid: Grid) -> str | None:
    """The column that says the first and the last day in one cell: 2026年3月2日－3月6日."""
    last = knowledge()["parts"]["last_day"]
    return next((name for name in grid.names if len(grid.values[name]) > 0 and _speaks(
        grid.values[name], lambda text: re.search(knowledge()["parts"]["day"], text) and re.search(last, text)
    )), None)  # fmt: skip


def date_order(grid: Grid, headings: list[str]) -> str:
    """How 3/4/2026 is meant in these columns: by days that can only be read in one way. Before dots the day comes first."""
    found = [_SLASHED.match(text) for heading in headings for text in grid.values[heading]]
    pairs = [(int(hit[1]), int(hit[2])) for hit in found if hit]
    if any(second > 12 for _, second in pairs):
        return "mdy"
    dotted = any(hit and "." in hit[0] for hit in found)
    return "dmy" if dotted or any(first > 12 for first, _ in pairs) else ORDERS[0]


def fields_by_content(grid: Grid, kind: Kind, codes: Codes) -> dict[str, str]:
    """Field -> column: by alias, by a heading that contains one, then by what the values look like."""
    found: dict[str, str] = {}
    for name, field in zip(grid.names, fields_of(grid.names, kind), strict=True):
        if field:
            found.setdefault(field, name)
    for field in kind.fields.values():  # a field that must be there comes before one that need not
        hit = next((name for word in also(field.name) for name in grid.names if letters(name) == word), None)
        if field.required and field.name not in found and hit:
            found = {other: name for other, name in found.items() if name != hit or kind.fields[other].required}
            found |= {field.name: hit} if hit not in found.values() else {}
    for tell in (_by_part, _by_value):
        for field in sorted(kind.fields.values(), key=lambda f: not f.required):
            free = [name for name in grid.names if name not in found.values()]
            hit = next((name for name in free if field.name not in found and tell(field, name, grid, codes)), None)
            if hit:
                found[field.name] = hit
    return found


def _speaks_of_all(names: tuple[str, ...], kind: Kind) -> bool:
    """Whether there is a heading, or another word for it, for each field that must be there."""
    known = set(fields_of(names, kind))
    said = set(map(letters, names))
    return all(f.name in known or not said.isdisjoint(also(f.name)) for f in kind.fields.values() if f.required)


def person_column(grid: Grid) -> str | None:
    """The column that says who a row is about, numbers before names."""
    told = [re.compile(rf"\b{word}\b" if word.isascii() else word) for word in knowledge()["person"]]
    found = [name for word in told for name in grid.names if word.search(name.casefold()) and grid.values[name]]
    numbers = [name for name in grid.names if _numbers_all(grid, name)]
    if found:  # of several the first that tells all rows apart: two people may have one name
        first = next((name for name in found if _each_another(grid, name)), None)
        return first or max((found[0], *numbers), key=lambda name: len(set(grid.values[name])))
    return next((name for name in numbers if _each_another(grid, name)), None)


def _each_another(grid: Grid, name: str) -> bool:
    values = grid.values[name]
    return len(set(values)) == len(values) == max(map(len, grid.values.values()))


def _numbers_all(grid: Grid, name: str) -> bool:
    """Whether a column has a number such as G0107 in each row."""
    values = grid.values[name]
    return 2 < max(map(len, grid.values.values())) == len(values) and all(map(_NUMBER.fullmatch, values))


def meanings(field: Field, values: tuple[str, ...], codes: Codes) -> dict[str, str]:
    """Words among the values that the code list or the numbers do not know, and what they mean."""
    if field.type == "code":
        known = dict(codes.terms(field.list))
        extra = knowledge()["values"].get(field.list, {})
        return {text: extra[text] for text in dict.fromkeys(values) if normalise(text) not in known and text in extra}
    if field.type == "number":
        words = {text for text in values if not is_number(text) and not is_nothing(text, number=True)}
        for scale in (each["words"] for each in knowledge()["scale"]):
            known = {normalise(text): str(points) for text, points in scale.items()}
            if words and known.keys() >= set(map(normalise, words)):  # also the words that only later rows say
                spelled = {*words, *scale, *map(str.capitalize, scale)}
                return {text: known[normalise(text)] for text in sorted(spelled)}
    return {}


def long_of(kind: str) -> dict | None:
    """What knowledge there is of a kind whose rows stand side by side: field and says; None if it cannot be."""
    return knowledge()["long"].get(kind)


def not_beside(kind: str) -> set[str]:
    """The fields of a kind that its columns side by side give, or who a row is about: no other column is read as one."""
    shape = long_of(kind)
    return {shape["field"], *shape["says"], "enrollment_id"} if shape else set()


def said(kind: str, long: tuple[str, ...], codes: Codes, match: str = "") -> dict[str, dict[str, str]]:
    """What the headings of columns that become rows seem to say: field -> text for each.

    `match` is a pattern whose first group is the telling part of a heading.
    """
    shape = long_of(kind)
    if not shape:
        return {}
    found: dict[str, dict[str, str]] = {}
    for number, heading in enumerate(long, 1):
        plain = re.sub(knowledge()["half_day"], "", heading)
        day = read_date(plain) or ""
        hit = re.search(match, heading) if match else None
        told = hit[1] if hit and hit.re.groups else heading
        told = heading if any(told == other.get("item_code") for other in found.values()) else told
        place = told if told.isdecimal() else str(number)
        guesses = {"session_id": place, "item_code": told, "date": plain if day.startswith("--") else day}
        found[heading] = {name: guesses.get(name) or _code_in(kind, name, heading, codes) for name in shape["says"]}
    return found


def _code_in(kind: str, name: str, heading: str, codes: Codes) -> str:
    """The code that a heading speaks of; what stands in brackets, as in 课程内容(实用性), tells most."""
    spec = kinds()[kind].fields.get(name)
    terms = dict(codes.terms(spec.list)) if spec and spec.type == "code" else {}
    for plain in filter(None, (normalise(text) for text in (*_BRACKETS.findall(heading), heading))):
        parts = (code for term, code in terms.items() if not term.isascii() and len(term) > 1 and term in plain)
        if code := terms.get(plain) or next(parts, ""):
            return code
    return ""


def _continues(row: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether the row below belongs to the same heading: a merged cell reaches down into it."""
    return any(cell and cell == lower and not is_number(cell) for cell, lower in zip(row, below, strict=False))


def _share(grid: Grid, kind: Kind) -> float:
    required = [field.name for field in kind.fields.values() if field.required]
    return len(set(fields_of(grid.names, kind)) & set(required)) / len(required)


def _by_part(field: Field, name: str, grid: Grid, codes: Codes) -> bool:
    if letters(name) in also(field.name):
        return True
    return any(len(alias) > 1 and normalise(alias) in normalise(name) for alias in field.alias if not alias.isascii())


def _by_value(field: Field, name: str, grid: Grid, codes: Codes) -> bool:
    values = grid.values[name]
    if len(values) < 2:
        return False
    if field.type == "date":
        return _speaks(values, lambda text: len(text) > 5 and read_date(text) is not None)
    if field.type in ("code", "region") and field.list:
        known = {term for term, _ in codes.terms(field.list) if len(term) > 1 and not term.isdecimal()}
        return _speaks(values, lambda text: normalise(text) in known)
    return False


def _speaks(values: tuple[str, ...], test) -> bool:
    return sum(map(bool, map(test, values))) >= _SURE * len(values)


def is_number(text: str) -> bool:
    """Whether a cell is a number, with or without a unit."""
    try:
        float(plain_number(text))
    except ValueError:
        return False
    return True
