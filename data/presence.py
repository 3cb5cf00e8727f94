"""The columns that say who was there, and when each entry was made."""

from __future__ import annotations

import re

from data import asked, clock
from data.beside import is_presence, states_apart
from data.codes import Codes
from data.dates import ORDERS, read_date
from data.grid import Grid, speaks
from data.hints import knowledge


def stamp_column(grid: Grid) -> str | None:
    """The column that says day and time of each entry of a log."""
    def is_stamp(text: str) -> bool:
        return clock.minute(text) is not None and any(read_date(text, order) for order in ORDERS)

    return next((name for name in grid.names if grid.values[name] and speaks(grid.values[name], is_stamp)), None)


def presence_column(grid: Grid, codes: Codes) -> str | None:
    """The one column that says who was there: by marks under such a heading, or by when somebody came."""
    return marked_column(grid, codes) or next(iter(clock.columns(grid)), None)


def marked_column(grid: Grid, codes: Codes) -> str | None:
    """The first column under a heading of presence whose cells are marks or words of it."""
    planned = asked.is_planned((*grid.around[:1], grid.sheet, *grid.above))
    yes = {name for name in grid.names if asked.is_yes_or_no(grid.values[name])}
    apart = states_apart(grid, codes)
    called = [name for name in grid.names if name not in apart and re.search(knowledge()["presence"], name, re.IGNORECASE)]
    called += [name for name in grid.names if name in yes and asked.who_came(name)]
    return next((name for name in called if not (planned and name in yes) and is_presence(grid, name, codes)), None)
