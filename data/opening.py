"""The top of a foreign file: its tables, and which of them is meant."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data import asked, beside, encoding, guess, hidden, layouts
from data.codes import Codes
from data.faults import Note, refuse
from data.formats import Form
from data.grid import Grid
from data.tables import DESCRIBED, Preview, previews, regular


def tables(path: Path, con: duckdb.DuckDBPyConnection) -> tuple[Preview, ...]:
    """The top of each table in the file. Raises Refused for a file that cannot be read or has none."""
    if not path.is_file():
        raise refuse("no_source", path=path)
    views = tuple(view for view in previews(path, con, top=DESCRIBED) if view.rows)
    if views and views[0].delimiter:
        views = (max(views, key=regular),)
    if not views:
        raise refuse("empty_file", file=path.name)
    return views


def is_short(view: Preview, last: int) -> bool:
    """Whether rows end before the heading does: without pad they would be set aside."""
    return any(0 < len(row) < len(view.rows[last]) for row in view.rows[last + 1 :] if any(row))


def remarks(views: tuple[Preview, ...], view: Preview) -> tuple[str, ...]:
    """What the other sheets of the workbook that are no tables say, row by row: what the marks mean often stands there."""
    others = [other for other in views if other is not view and other.form == Form.BOOK]
    words = [[list(filter(None, row)) for row in other.rows] for other in others]
    return tuple(" ".join(row) for rows in words if all(len(row) < 4 for row in rows) for row in rows if row)


def notes(view: Preview) -> tuple[Note, ...]:
    """What should be looked at before anything else."""
    return encoding.notes(view.path, view.place) if view.delimiter else ()


def check_layout(view: Preview, last: int, grid: Grid, codes: Codes) -> None:
    """Raises Refused for a table in which no row is one record."""
    counts = guess.counts(grid)
    if counts:
        raise refuse("counts_only", file=view.place, headings=", ".join(counts))
    each = layouts.counted_each(grid, codes) if not wide_of(view, grid, codes) else ()
    if each:
        raise refuse("counts_each", file=view.place, headings=", ".join(each))
    if layouts.lists(view.rows[last]) > 1:
        raise refuse("side_by_side", file=view.place, count=layouts.lists(view.rows[last]), row=last + 1)
    if not wide_of(view, grid, codes) and layouts.only_absent((view.sheet, view.path.stem), grid, codes):
        raise refuse("only_absent", file=view.place)
    apart = layouts.ticked_apart(grid, codes)
    if apart:
        formula = layouts.one_of(grid, apart, last + 1)
        raise refuse("ticked_apart", file=view.place, headings=", ".join(apart), row=last + 2, formula=formula)
    if layouts.is_turned(grid, codes):
        raise refuse("turned", file=view.place, heading=grid.names[0])


def wide_of(view: Preview, grid: Grid, codes: Codes) -> beside.Wide | None:
    """The columns that stand side by side, as the name of the file or sheet helps to tell."""
    told = guess.kind_told(view)
    if told and told.name == "follow_ups" and asked.is_of_use(grid):
        return None  # its questions are not those about a class
    if guess.is_exam(told, grid):
        return None
    return beside.wide_of(grid, codes, *(bool(told) and told.name == name for name in ("evaluations", "attendance")))


def promise(view: Preview, codes: Codes) -> tuple[bool, bool, int]:
    """How much speaks for a table being the one that is meant; the largest is, and of several one that is shown."""
    grid = guess.grid_of(view, *guess.heading_of(view))
    kind = guess.kind_of(view, grid, wide_of(view, grid, codes), codes)
    shown = view.form != Form.BOOK or view.sheet not in hidden.sheets(view.path)
    return kind is not None, shown, sum(map(len, grid.values.values()))
