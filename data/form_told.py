"""What a form takes from the words around a table: its class, its day, and who came by the clock; and what is left open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data import clock, guess, letters, titles
from data.codes import Codes
from data.faults import Note, note
from data.grid import Grid, date_order

if TYPE_CHECKING:
    from data.form import Form


def with_presence(form: Form, grid: Grid, codes: Codes) -> Form:
    """The form with the column that says who was there, or with its columns of arrivals.

    A blank cell beside times of day is somebody who did not sign. A column without any time was not held.
    """
    form = form if form.long or form.day else _stamped(form, grid)
    found = clock.columns(grid, form.long or (form.column("status"),))
    if form.long:
        held = {name: said for name, said in found.items() if name in form.long}
        empty = [name for name in form.long if held and not grid.values[name]]
        columns = {heading: name for heading, name in form.columns.items() if heading not in empty}
        return replace(form, columns=columns, clock=held, blank="A" if held else "")
    free = [name for name in found if form.columns.get(name, "status") == "status"]
    column = form.column("status") or (None if "status" in form.constants else guess.presence_column(grid, codes))
    if not column or form.columns.get(column, "status") != "status":
        return form
    outs = [name for said in found.values() for name in said.values()]
    told = {column: {"out": outs[-1]} if outs else {}} if column in free else {}
    return replace(form, columns={**form.columns, column: "status"}, clock=told, blank="A" if told else "")


def _stamped(form: Form, grid: Grid) -> Form:
    """The form of a log of entries with day and time: who is in it was there, on that day."""
    stamp = guess.stamp_column(grid)
    if not stamp or form.columns.get(stamp, "date") != "date":
        return form
    form = replace(form, date_order=date_order(grid, [stamp]))
    if stamp in clock.columns(grid):
        return replace(form, taken={**form.taken, "date": (stamp, "")})
    return replace(form, columns={**form.columns, stamp: "date"}, constants={**form.constants, "status": "P"})


def with_remarks(form: Form, grid: Grid) -> Form:
    """The form that passes over rows which only remark on the others: nobody stands in them."""
    who = (form.person, form.column("cadre_id"))
    whole = [name for name in grid.names[1:] if len(grid.values[name]) == grid.rows - grid.lone]
    asked = (*who, *(name for name in grid.names if name not in form.long), *form.long)
    column = next((name for name in asked if name in whole), "")
    return replace(form, skip=(column,)) if grid.lone and any(who) and column else form


def with_title(form: Form, grid: Grid) -> Form:
    """The form with the class, and of a sheet of one session its day, that the title or the name of the sheet say."""
    row = {} if form.column("class_id") else titles.class_of(grid.sheet, grid.above)
    said = {}
    if form.kind == "attendance" and not form.long and not form.timed:
        said = {"date": titles.day_of(grid.sheet, grid.above), "session_id": titles.session_of(grid.sheet, grid.above)}
    return replace(form, class_row=row, constants={**form.constants, **{name: text for name, text in said.items() if text}})


def notes(form: Form, grid: Grid, codes: Codes) -> tuple[Note, ...]:
    """What a person should look at before anything else."""
    open_letters = letters.unexplained(form, grid, codes)
    told = [form.class_row.get("class_id", ""), form.constants.get("date", "")]
    found = [note("taken_from_title", texts=", ".join(filter(None, told)))] if any(told) else []
    found += [note("clock_read", headings=", ".join(form.clock))] if form.clock else []
    found += [note("signed_log")] if form.constants.get("status") == "P" and form.kind == "attendance" else []
    found += [note("cross_unexplained")] if "?" in form.values.get("status", {}).values() else []
    found += [note("letters_unexplained", letters=", ".join(open_letters))] if open_letters else []
    return tuple(found)
