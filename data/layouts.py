"""Tables laid out so that no row is one record: lists side by side, people as columns, signatures as pictures."""

from __future__ import annotations

import re

from data import clock
from data.beside import is_presence, states_apart
from data.codes import Codes, normalise
from data.dates import ORDERS, read_date
from data.grid import Grid, is_number, speaks
from data.hints import knowledge

_MOST = 4  # lists side by side


def lists(row: tuple[str, ...]) -> int:
    """How many lists of people stand side by side, as the heading tells that begins anew; 1 of an ordinary table."""
    cells = [normalise(cell) for cell in row if cell]
    for count in range(2, _MOST + 1):
        block = cells[: len(cells) // count]
        people = any(re.search(knowledge()["somebody"], cell) for cell in block)
        if len(block) > 1 and people and block * count == cells:
            return count
    return 1


def is_turned(grid: Grid, codes: Codes) -> bool:
    """Whether people stand side by side and their days one below the other."""
    first, *others = grid.names
    if len(others) < 3 or any(re.fullmatch(knowledge()["halves"], name, re.IGNORECASE) or _is_day(name) for name in others):
        return False
    days, signs = [text for text in grid.values[first] if _is_day(text)], 0
    for name in others:
        marked = grid.values[name][-len(days) :] if days else ()
        signs += is_presence(Grid((name,), {name: marked}), name, codes)
    return 2 * len(days) >= len(grid.values[first]) > 1 and 2 * signs > len(others)


def counted_each(grid: Grid, codes: Codes) -> tuple[str, ...]:
    """The columns that count how often each person came, was away or how long, in a table that says nothing of single
    sessions; () of any other."""
    found = [name for name in grid.names if grid.values[name] and speaks(grid.values[name], is_number)
             and re.search(knowledge()["counted_each"], name, re.IGNORECASE)]  # fmt: skip
    told = [name for name in grid.names if is_presence(grid, name, codes)] or clock.columns(grid)
    return tuple(found) if len(found) > 1 and not told else ()


def only_absent(names: tuple[str, ...], grid: Grid, codes: Codes) -> bool:
    """Whether a table lists who was away and nobody else, as one of the `names`, a title or a heading tells."""
    titled = any(re.search(knowledge()["absentees"], text.casefold()) for text in (*names, *grid.above))
    most = max(map(len, grid.values.values()), default=0)
    why = any(re.search(knowledge()["why_away"], name.casefold()) for name in grid.names
              if 2 * len(grid.values[name]) > most)  # fmt: skip
    told = dict(codes.terms("attendance_status"))
    came = any(is_presence(grid, name, codes, signed=True) and {"P", "L", "E"} & {told.get(normalise(text)) for text in
               grid.values[name]} for name in grid.names)  # fmt: skip
    return (titled or why) and not came


def ticked_apart(grid: Grid, codes: Codes) -> tuple[str, ...]:
    """The columns headed 出勤, 迟到, 请假 and so on, in one of which each person has a tick; () if one says it all."""
    apart = states_apart(grid, codes)
    return () if any(is_presence(grid, name, codes) for name in grid.names if name not in apart) else apart


def one_of(grid: Grid, headings: tuple[str, ...], row: int) -> str:
    """A formula that says under which of these headings something stands; `row`: number of the heading's last row."""
    letters = [_letters(grid.names.index(name)) for name in headings]
    return "=" + "".join(f'IF({a}{row + 1}<>"",{a}${row},' for a in letters) + '""' + ")" * len(letters)


def _letters(place: int) -> str:
    """A, B, … Z, AA of a column, from 0."""
    more, last = divmod(place, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)


def unsigned(grid: Grid) -> str:
    """The column for signatures in which no text stands; "" if there is none."""
    return next((name for name in grid.names if not grid.values[name]
                 and re.search(knowledge()["signature"], name, re.IGNORECASE)), "")  # fmt: skip


def half_column(grid: Grid, free: list[str]) -> str:
    """The column that says which half of the day a row is about; "" if none does."""
    def is_half(text: str) -> bool:
        return re.fullmatch(knowledge()["halves"], text, re.IGNORECASE) is not None

    return next((name for name in free if len(set(grid.values[name])) > 1 and all(map(is_half, grid.values[name]))), "")


def day_column(grid: Grid, free: list[str]) -> str:
    """The one column of days on each of which several rows are; "" if none or several could be meant."""
    found = [name for name in free if grid.values[name] and all(map(_is_day, grid.values[name]))
             and 2 * len(set(grid.values[name])) <= len(grid.values[name])]  # fmt: skip
    return found[0] if len(found) == 1 else ""


def _is_day(text: str) -> bool:
    """Whether a text is a day, and no moment of one."""
    return clock.minute(text) is None and any(read_date(text, order) for order in ORDERS)
