"""Guesses what an unknown table is: its heading, its kind, which column is which field. By headings, then values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.cells import is_nothing, plain_number
from data.codes import Codes, normalise
from data.dates import read_date
from data.fields import Field, Kind, kinds
from data.heading import candidates, joined
from data.sources import _covers, _kind_by_name, _score, fields_of
from data.staging import unique
from data.tables import Preview

_SURE = 0.8  # share of a column's values that must speak for a guess
_WIDE = 3  # columns alike that make a table wide


@cache
def knowledge() -> dict:
    """What proposal.toml says."""
    return tomllib.loads(Path(__file__).with_name("proposal.toml").read_text(encoding="utf-8"))


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
    below = preview.rows[last + 1 :]
    cells = {name: tuple(row[i] for row in below if i < len(row) and row[i]) for i, name in enumerate(names)}
    return Grid(tuple(names), cells)


def kind_of(preview: Preview, grid: Grid, wide: Wide | None) -> Kind | None:
    """The record kind of the table; None if nothing speaks for one."""
    if wide:
        return kinds()["attendance" if wide.what == "session" else "evaluations"]
    named = _kind_by_name(preview.sheet) or _kind_by_name(preview.path.stem)
    names = grid.names
    ranked = max(kinds().values(), key=lambda kind: (_covers(names, kind), _share(grid, kind), _score(names, kind)))
    if _covers(grid.names, ranked):
        return ranked
    return named or (ranked if _score(grid.names, ranked) >= 2 else None)


def wide_of(grid: Grid) -> Wide | None:
    """The columns of one make that look like sessions or items, if there are enough of them."""
    for what, patterns in knowledge()["wide"].items():
        for pattern in patterns:
            found = tuple(name for name in grid.names if re.search(pattern, name))
            if len(found) >= _WIDE:
                return Wide(what, pattern, found)
    return None


def fields_by_content(grid: Grid, kind: Kind, codes: Codes) -> dict[str, str]:
    """Field -> column: by alias, by a heading that contains one, then by what the values look like."""
    found: dict[str, str] = {}
    for name, field in zip(grid.names, fields_of(grid.names, kind), strict=True):
        if field:
            found.setdefault(field, name)
    for tell in (_by_part, _by_value):
        for field in sorted(kind.fields.values(), key=lambda f: not f.required):
            free = [name for name in grid.names if name not in found.values()]
            hit = next((name for name in free if field.name not in found and tell(field, name, grid, codes)), None)
            if hit:
                found[field.name] = hit
    return found


def person_column(grid: Grid) -> str | None:
    """The column that says who a row is about, numbers before names."""
    for word in knowledge()["person"]:
        hit = next((name for name in grid.names if word in name.casefold() and grid.values[name]), None)
        if hit:
            return hit
    return None


def meanings(field: Field, values: tuple[str, ...], codes: Codes) -> dict[str, str]:
    """Words among the values that the code list or the numbers do not know, and what they mean."""
    if field.type == "code":
        known = dict(codes.terms(field.list))
        extra = knowledge()["values"].get(field.list, {})
        return {text: extra[text] for text in dict.fromkeys(values) if normalise(text) not in known and text in extra}
    if field.type == "number":
        words = {text for text in values if not is_number(text) and not is_nothing(text, number=True)}
        scale = next((s["words"] for s in knowledge()["scale"] if words and words <= set(s["words"])), {})
        return {text: str(points) for text, points in scale.items()} if scale else {}
    return {}


def _continues(row: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether the row below belongs to the same heading: a merged cell reaches down into it."""
    return any(cell and cell == lower and not is_number(cell) for cell, lower in zip(row, below, strict=False))


def _share(grid: Grid, kind: Kind) -> float:
    required = [field.name for field in kind.fields.values() if field.required]
    return len(set(fields_of(grid.names, kind)) & set(required)) / len(required)


def _by_part(field: Field, name: str, grid: Grid, codes: Codes) -> bool:
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
