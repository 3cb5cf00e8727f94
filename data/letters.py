"""Marks A to E: sheets use them in either order, so which is the best is told by a legend or a person, never assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.codes import Codes, normalise
from data.fields import kinds
from data.grid import LETTER, Grid
from data.hints import knowledge
from data.marks import legend

if TYPE_CHECKING:
    from data.form import Form


def points(grid: Grid, long: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """(letter -> points, top of the scale) where a remark or a heading gives each letter a word of one scale; ({}, "")."""
    seen = _seen(grid, long)
    for scale in knowledge()["scale"] if seen else ():
        worth = {normalise(word): f"{points:g}" for word, points in scale["words"].items()}
        told = legend((*grid.around, *long), worth)
        if {letter.casefold() for letter in seen} <= told.keys():
            return {letter: told[letter.casefold()] for letter in seen}, f"{max(scale['words'].values()):g}"
    return {}, ""


def unexplained(form: Form, grid: Grid, codes: Codes) -> tuple[str, ...]:
    """Letters in cells of codes or points that neither a code list nor the sheet explains."""
    found: set[str] = set()
    for name, field in kinds()[form.kind].fields.items():
        headings = form.long if form.long and name in ("score", "status") else filter(None, [form.column(name)])
        if field.type in ("code", "number"):
            known = dict(codes.terms(field.list)) if field.type == "code" else {}
            meant = {text.casefold() for text in form.values.get(name, {})}
            letters = {letter.upper() for letter in _seen(grid, tuple(headings)) if letter.casefold() not in meant}
            found |= {letter for letter in letters if normalise(letter) not in known}
    return tuple(sorted(found))


def _seen(grid: Grid, names: tuple[str, ...]) -> set[str]:
    return {text for name in names for text in grid.values[name] if LETTER.fullmatch(text)}
