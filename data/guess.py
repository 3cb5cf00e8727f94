"""Guesses what an unknown table is: its heading, its kind, which column is which field. By headings, then values."""

from __future__ import annotations

import itertools
import re
from functools import partial

from data import asked, paired
from data.beside import KINDS, Wide, is_answers, is_presence
from data.codes import Codes, normalise
from data.dates import read_date
from data.fields import Field, Kind, kinds
from data.foot import is_foot
from data.grid import Grid, is_number, speaks
from data.heading import candidates, joined
from data.hints import also, knowledge, letters, readings
from data.layouts import lists
from data.look import names_a_person
from data.presence import presence_column, stamp_column
from data.sources import _covers, _kind_by_name, _score, fields_of
from data.spans import is_span
from data.staging import unique
from data.subtotals import rows_in
from data.tables import Preview

_SPOKEN = ("classes", "enrollments")  # kinds known by other words for their headings
_NUMBER = re.compile(r"[A-Za-z]{0,4}[-_/]?\d{3,}(?:[Xx]|[-_/][A-Za-z]{1,6})?")


def heading_of(preview: Preview) -> tuple[int, int]:
    """(last row index, number of rows) of the heading: where fields are known, else the first full row."""
    rows = preview.rows
    names = next((i for i, row in enumerate(rows[:6]) if any(text.startswith('{"ImportId"') for text in row)), 0)
    if names > 1:  # short names, the questions, and what the programme calls them
        return names - 1, 2
    known = [(last, depth) for last, depth, row in candidates(rows) if any(_covers(row, kind) for kind in kinds().values())]
    if known:
        return min(known, key=lambda place: (place[1], place[0]))
    many = [len(list(filter(None, row))) if lists(row) > 1 else len(set(filter(None, row))) for row in rows]
    alone = (i for i, row in enumerate(rows[:6]) if any(re.search(knowledge()["somebody"], cell) for cell in row if cell))
    if max(many, default=0) < 2 and (name := next(alone, None)) is not None:
        return name, 1  # names and nothing else
    first = next((i for i, count in enumerate(many) if count >= max(2, max(many, default=0) * 0.6)), 0)
    first = _after_a_summary(rows, first)
    depth = 1
    if first and _continues(rows[first - 1], rows[first], above=True):
        return first, 2
    while depth < 3 and first + depth < len(rows) and _continues(rows[first + depth - 1], rows[first + depth]):
        depth += 1
    return first + depth - 1, depth


def grid_of(preview: Preview, last: int, depth: int) -> Grid:
    """The previewed table with its heading taken off."""
    names = unique(joined(preview.rows, last, depth))
    sums = rows_in(preview.rows[last + 1 :])
    below = [row for i, row in enumerate(preview.rows[last + 1 :]) if i not in sums and not is_foot(row)]
    cells = {name: tuple(row[i] for row in below if i < len(row) and row[i]) for i, name in enumerate(names)}
    beside = (*preview.rows[: last + 1 - depth], *(row for row in preview.rows[last + 1 :] if is_foot(row) or _lone(row)))
    around = dict.fromkeys((preview.path.stem, preview.sheet, *(cell for row in beside for cell in row)))
    above = dict.fromkeys(cell for row in preview.rows[: last + 1 - depth] for cell in row if cell)
    lone = sum(1 for row in below if any(row[:1]) and not any(row[1:]))
    filled = sum(map(any, below))
    return Grid(tuple(names), cells, tuple(filter(None, around)), preview.sheet, tuple(above), filled, lone)


def _lone(row: tuple[str, ...]) -> bool:
    """Whether a row says one thing only: a remark, or a title over all columns."""
    return len(set(filter(None, row))) == 1


def kind_of(preview: Preview, grid: Grid, wide: Wide | None, codes: Codes) -> Kind | None:
    """The record kind of the table; None if nothing speaks for one."""
    if wide:
        return kinds()[KINDS[wide.what]]
    named = _kind_by_name(preview.sheet) or _kind_by_name(preview.path.stem) or kind_told(preview)
    names = grid.names
    ranked = max(kinds().values(), key=lambda kind: (_covers(names, kind), _share(grid, kind), _score(names, kind)))
    if _covers(grid.names, ranked):
        return ranked
    entered = _of_entries(kind_told(preview), grid, codes)
    if entered:
        return entered
    if _lists_classes(grid):
        return kinds()["classes"]
    spoken = next((kind for kind in kinds().values() if kind.name in _SPOKEN and _speaks_of_all(names, kind)), None)
    if spoken and not named:
        return spoken
    if named and named.name == "assessments" and person_column(grid) and _brings_classes(names):
        return kinds()["enrollments"]
    of_people = any(map(_is_somebody, names))
    likely = _score(names, ranked) >= 2 and ("cadre_id" in ranked.fields or not of_people)
    return named or (ranked if likely else None)


def _of_entries(told: Kind | None, grid: Grid, codes: Codes) -> Kind | None:
    """The kind of a table each row of which is what somebody filled in, or of which it is said who was there."""
    person, name = person_column(grid), told.name if told else ""
    if (name == "attendance" and stamp_column(grid) and person) or (name == "follow_ups" and asked.is_of_use(grid)):
        return told
    if is_exam(told, grid):
        return kinds()["assessments"]
    presence = presence_column(grid, codes) if person else None
    if is_answers(grid) and not (presence and is_presence(grid, presence, codes)):
        return kinds()["evaluations"]
    return kinds()["attendance"] if presence else None


def is_exam(told: Kind | None, grid: Grid) -> bool:
    """Whether a questionnaire programme exported a test: what counts is each person's sum."""
    return is_answers(grid) and paired.is_marked(grid, bool(told) and told.name == "assessments")


def _lists_classes(grid: Grid) -> bool:
    """Whether each row is a class: it has a number or a title, its first and last day in one cell, and names nobody."""
    of_people = any(map(_is_somebody, grid.names))
    called = any(told_by_heading(grid, kinds()["classes"].fields[name], set()) for name in ("class_id", "title"))
    return not of_people and called and span_column(grid) is not None


def _is_somebody(heading: str) -> bool:
    """Whether a heading says that the cells below are people; a name may be that of a class."""
    return bool(re.search(knowledge()["somebody"], heading)) and readings(heading).isdisjoint(also("title"))


def _brings_classes(names: tuple[str, ...]) -> bool:
    """Whether a roster says when its classes began and ended: without it nothing would."""
    said = set().union(*map(readings, names))
    return all(not said.isdisjoint(also(field)) for field in ("start_date", "end_date"))


def kind_told(preview: Preview) -> Kind | None:
    """The kind that the name of the sheet or file, or a title above the table, speaks of."""
    titles = (next(iter(said)) for row in preview.rows[:3] if len(said := set(filter(None, row))) == 1)
    names = (preview.sheet, preview.path.stem)
    for text in (*(names[::-1] if re.match(knowledge()["answers_sheet"], names[0].casefold()) else names), *titles):
        for kind, words in knowledge()["told"].items():
            if any(word in text.casefold() for word in words):
                return kinds()[kind]
    return None


def counts(grid: Grid) -> tuple[str, ...]:
    """Headings of counts, in a table that names neither a person nor the first day of a class; () if it is no such table."""
    found = tuple(name for name in grid.names if re.search(knowledge()["counts"], name, re.IGNORECASE)
                  and grid.values[name] and speaks(grid.values[name], is_number))  # fmt: skip
    people = any(_is_somebody(name) or readings(name) & {*also("cadre_id")}
                 for name in grid.names)  # fmt: skip
    listed = told_by_heading(grid, kinds()["classes"].fields["start_date"], set())
    return found if len(found) > 1 and not people and not listed else ()


def span_column(grid: Grid) -> str | None:
    """The column that says the first and the last day in one cell: 3月2日－6日."""
    return next((name for name in grid.names if grid.values[name] and speaks(grid.values[name], is_span)), None)


def fields_by_content(grid: Grid, kind: Kind, codes: Codes) -> dict[str, str]:
    """Field -> column: by alias, by a heading that contains one, then by what the values look like."""
    found: dict[str, str] = {}
    for name, field in zip(grid.names, fields_of(grid.names, kind), strict=True):
        if field:
            found.setdefault(field, name)
    for field in kind.fields.values():  # a field that must be there comes before one that need not
        hit = next((name for word in also(field.name) for name in grid.names if word in readings(name)), None)
        if field.required and field.name not in found and hit:
            found = {other: name for other, name in found.items() if name != hit or kind.fields[other].required}
            found |= {field.name: hit} if hit not in found.values() else {}
    for tell in (_by_part, _by_value):
        for field in sorted(kind.fields.values(), key=lambda f: not f.required):
            free = sorted((name for name in grid.names if name not in found.values()), key=partial(_surely, field.name))
            hit = next((name for name in free if field.name not in found and tell(field, name, grid, codes)), None)
            if hit:
                found[field.name] = hit
    return found


def _surely(field: str, heading: str) -> int:
    """How late among the other words for a field a heading comes: the surest stand first."""
    return next((i for i, word in enumerate(also(field)) if word in readings(heading)), len(also(field)))


def told_by_heading(grid: Grid, field: Field, taken: set[str]) -> str | None:
    """The first free column whose heading is the field's name or another word for it."""
    words = [*also(field.name), *map(letters, field.alias)]
    free = [name for name in grid.names if name not in taken and grid.values[name]]
    return next((name for word in words for name in free if word in readings(name)), None)


def is_free_text(grid: Grid, name: str) -> bool:
    """Whether a column holds what people wrote in their own words, as its heading says."""
    asked_for = re.search(knowledge()["free_text"], name, re.IGNORECASE)
    return bool(asked_for and grid.values[name]) and not speaks(grid.values[name], is_number)


def _speaks_of_all(names: tuple[str, ...], kind: Kind) -> bool:
    """Whether there is a heading, or another word for it, for each field that must be there."""
    known = set(fields_of(names, kind))
    said = set().union(*map(readings, names))
    return all(f.name in known or not said.isdisjoint(also(f.name)) for f in kind.fields.values() if f.required)


def person_column(grid: Grid) -> str | None:
    """The column that says who a row is about, numbers before names."""
    told = [re.compile(rf"\b{word}\b" if word.isascii() else word) for word in knowledge()["person"]]
    of_people = [name for name in grid.names if grid.values[name] and readings(name).isdisjoint(also("title"))]
    found = [name for word in told for name in of_people if word.search(name.casefold())]
    others = {*also("class_id"), *also("response_id")}
    numbers = [name for name in grid.names if _numbers_all(grid, name) and not readings(name) & others]
    if found:  # of several the first that tells all rows apart: two people may have one name
        first = next((name for name in found if _each_another(grid, name)), None)
        first = _numbered_beside(grid, first, numbers) if first else None
        return first or max((found[0], *numbers), key=lambda name: len(set(grid.values[name])))
    return next((name for name in numbers if _each_another(grid, name)), None)


def _numbered_beside(grid: Grid, name: str, numbers: list[str]) -> str:
    """Right beside a column of names often stands the number of each person, whatever it is called; a phone is none."""
    at = grid.names.index(name)
    beside = {*grid.names[max(at - 1, 0) : at], *grid.names[at + 1 : at + 2]}
    near = [other for other in numbers if other in beside and _each_another(grid, other) and not names_a_person(other)]
    return near[0] if near and names_a_person(name) else name


def _each_another(grid: Grid, name: str) -> bool:
    values, rows = grid.values[name], max(map(len, grid.values.values()))
    return len(set(values)) == len(values) and len(values) in (rows, rows - grid.lone)


def _numbers_all(grid: Grid, name: str) -> bool:
    """Whether a column has a number such as G0107 in each row."""
    values, rows = grid.values[name], max(map(len, grid.values.values()))
    return len(values) > 2 and len(values) in (rows, rows - grid.lone) and all(map(_NUMBER.fullmatch, values))


def _after_a_summary(rows: tuple[tuple[str, ...], ...], first: int) -> int:
    """The heading behind the next blank row, if before that stands a summary of a row or two and the list comes below."""
    gap = next((i for i in range(first + 1, min(first + 4, len(rows))) if not any(rows[i])), None)
    below = rows[gap + 1 :] if gap else ()
    lower = next((i for i, row in enumerate(below) if len(set(filter(None, row))) > 1), None)
    if gap is None or lower is None or len(below) - lower <= gap - first or any(map(is_number, filter(None, below[lower]))):
        return first
    return gap + 1 + lower


def _continues(row: tuple[str, ...], below: tuple[str, ...], above: bool = False) -> bool:
    """Whether the row below belongs to the same heading: a merged cell reaches down into it. `above`: whether the row is one
    that only says what halves of days below it are of."""
    if above:
        halves = [lower for cell, lower in zip(row, below, strict=False) if cell]
        return len(halves) > 1 and all(re.fullmatch(knowledge()["halves"], text, re.IGNORECASE) for text in halves)
    filled = list(filter(None, below))
    if any(_NUMBER.fullmatch(text) and not text.isdecimal() for text in filled):
        return False  # G0107 is somebody, and 出勤 beside it no heading that reaches down
    if any(cell and cell == lower and not is_number(cell) for cell, lower in zip(row, below, strict=False)):
        return True
    if len(filled) > 1 and all(re.fullmatch(knowledge()["halves"], text, re.IGNORECASE) for text in filled):
        return True
    numbers = [int(text) for text in filled if text.isdecimal()]
    if 2 < len(numbers) == len(filled) and not below[0] and numbers == sorted({*numbers}) and numbers[-1] < 32:
        return True  # days of a month below what is said of them
    # Under a heading whose cells reach over several columns, merged or not, stand their parts, and little else.
    wide = {cell for cell, beside in itertools.pairwise(row) if cell and cell == beside}
    parts = [lower for cell, lower in zip(row, below, strict=False) if (not cell or cell in wide) and lower]
    first = next((lower for cell, lower in zip(row, below, strict=False) if cell), "")
    return bool(parts) and not first and not any(is_number(text) or read_date(text) for text in filled)


def _share(grid: Grid, kind: Kind) -> float:
    required = [field.name for field in kind.fields.values() if field.required]
    return len(set(fields_of(grid.names, kind)) & set(required)) / len(required)


def _by_part(field: Field, name: str, grid: Grid, codes: Codes) -> bool:
    if readings(name) & set(also(field.name)):
        return True
    return any(len(alias) > 1 and normalise(alias) in normalise(name) for alias in field.alias if not alias.isascii())


def _akin(field: Field, name: str) -> bool:
    """Whether a heading shares two characters with what the field is called, more than that it is a day."""
    day = "|".join(knowledge()["any_day"])
    called = (re.sub(day, "", alias) for alias in field.alias if not alias.isascii())
    pieces = {alias[i : i + 2] for alias in called for i in range(len(alias) - 1)}
    return any(piece in name for piece in pieces)


def _by_value(field: Field, name: str, grid: Grid, codes: Codes) -> bool:
    values = grid.values[name]
    if len(values) < 2:
        return False
    if field.type == "date" and (field.required or _akin(field, name)):  # any day will not do: it may say that somebody left
        return speaks(values, lambda text: len(text) > 5 and read_date(text) is not None)
    if field.type in ("code", "region") and field.list:
        known = {term for term, _ in codes.terms(field.list) if len(term) > 1 and not term.isdecimal()}
        return speaks(values, lambda text: normalise(text) in known)
    return False


