"""A score sheet with two columns a question, its points and their top: 单选 满分, 单选 得分. What counts is the total."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from data.cells import plain_number
from data.faults import Note, masked, note
from data.grid import Grid, is_number
from data.hints import knowledge

if TYPE_CHECKING:
    from data.form import Form


def tops(grid: Grid) -> dict[str, str]:
    """Heading of a question's points -> the top that the column beside it says of all rows, "" if it differs; {} if
    there are no two such pairs."""
    stems = {re.sub(knowledge()["paired_top"], "", name, flags=re.IGNORECASE): name for name in grid.names
             if re.search(knowledge()["paired_top"], name, re.IGNORECASE)}  # fmt: skip
    found = {}
    for name in grid.names:
        stem = re.sub(knowledge()["paired_score"], "", name, flags=re.IGNORECASE)
        if stem and stem != name and stem in stems:
            said = {plain_number(text) for text in grid.values[stems[stem]]}
            found[name] = said.pop() if len(said) == 1 and is_number(next(iter(said))) else ""
    return found if len(found) > 1 else {}


def is_marked(grid: Grid, named: bool) -> bool:
    """Whether an export of answers holds marks for right ones: it has a sum, and is called a test (`named`) or counts points
    question by question."""
    each = sum(bool(re.match(knowledge()["marked"], name, re.IGNORECASE)) for name in grid.names)
    return bool(_total(grid, {})) and (named or each > 1)


def with_total(form: Form, grid: Grid) -> Form:
    """The form that takes a sheet's total as the score and the tops together as its top; without a total, no score."""
    pairs = tops(grid)
    if form.kind == "assessments" and not pairs and not form.long and not form.column("score"):
        sums = _total(grid, {})
        return replace(form, columns=form.columns | ({sums: "score"} if sums else {}))
    if form.kind != "assessments" or not pairs or form.long:
        return form
    columns = {heading: name for heading, name in form.columns.items() if name not in ("score", "max_score")}
    total = _total(grid, pairs)
    whole = sum(float(top) for name, top in pairs.items() if top and name != total)
    known = all(top for name, top in pairs.items() if name != total)
    constants = form.constants | {"max_score": f"{whole:g}" if total and known else ""}
    return replace(form, columns=columns | ({total: "score"} if total else {}), constants=constants)


def notes(form: Form, grid: Grid) -> list[Note]:
    """That the questions are not read one by one, or that the total is missing."""
    pairs = tops(grid) if form.kind == "assessments" and not form.long else {}
    if not pairs:
        return []
    headings = ", ".join(masked(name, 40) for name in pairs)
    total = _total(grid, pairs)
    return [note("total_read", headings=headings, total=total) if total else note("total_missing", headings=headings)]


def _total(grid: Grid, pairs: dict[str, str]) -> str:
    """The column of the sum; that of a pair of its own is one too."""
    called = [name for name in grid.names if re.search(knowledge()["total"], name, re.IGNORECASE)
              and not re.search(knowledge()["paired_top"], name, re.IGNORECASE)]  # fmt: skip
    return next((name for name in called if grid.values[name] and all(map(is_number, grid.values[name]))), "")
