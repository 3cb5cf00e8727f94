"""Columns answered with yes and no: whether they ask who came, and of which day a form that asks so is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.codes import normalise
from data.dates import ORDERS, read_date
from data.grid import Grid
from data.hints import knowledge


def is_yes_or_no(texts: Iterable[str]) -> bool:
    """Whether cells say yes or no and nothing else."""
    said = {normalise(text) for text in texts}
    return bool(said) and said <= {normalise(word) for word in knowledge()["yes_or_no"]}


def who_came(heading: str) -> bool:
    """Whether a heading asks who came, and neither who did not nor who is going to."""
    plain = heading.casefold()
    return bool(re.search(knowledge()["presence"], plain, re.IGNORECASE) or re.search(knowledge()["did_come"], plain)) and (
        re.search(knowledge()["not_came"], plain) is None
    )


def is_planned(texts: Iterable[str]) -> bool:
    """Whether a name or a title says that people answered before the class whether they would come."""
    return any(re.search(knowledge()["planned"], text.casefold()) for text in texts)


def one_day(grid: Grid, stamp: str | None, order: str) -> str:
    """The one day on which all entries of a log were made; "" if there are several."""
    days = {(read_date(text, order) or "")[:10] for text in grid.values.get(stamp or "", ())}
    return days.pop() if len(days) == 1 else ""


def comes_again(grid: Grid, who: str) -> bool:
    """Whether somebody is in the table more than once, as in a form that is filled in each day."""
    return len(set(grid.values.get(who, ()))) < len(grid.values.get(who, ()))


def is_of_use(grid: Grid) -> bool:
    """Whether a table asks whether what was learned is used at work, besides who is asked."""
    return any(re.search(knowledge()["questions"]["follow_ups"]["applied"], name.casefold()) for name in grid.names)


def questions(kind: str, grid: Grid, columns: dict[str, str]) -> dict[str, str]:
    """Heading -> field with what free columns ask in a sentence: 您是否将所学用于工作."""
    for name, words in knowledge()["questions"].get(kind, {}).items():
        hit = next((h for h in grid.names if h not in columns and grid.values[h] and re.search(words, h.casefold())), "")
        columns = columns | ({hit: name} if hit and name not in columns.values() else {})
    return columns


def is_numbered(heading: str) -> bool:
    """Whether a heading is one of a row, Session 1, Session 2, or a day or a half of it."""
    halves = re.fullmatch(knowledge()["halves"], heading, re.IGNORECASE)
    return bool(halves or re.search(r"\d", heading)) or any(read_date(heading, order) for order in ORDERS)
