"""Why a number that was presented is another one now: an exact split of the difference by cause.

The pack's pages are made anew in a fixed order of steps: today's rules on the records of then; after that new, late,
corrected and withdrawn records, each on top of what came before; the last step is today. What a step changes is its
part, so the parts add up to the difference whatever the metric is.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from pathlib import Path

import orjson

from board.model import State
from data.differences import CHANGES, differences
from data.mix import mix, same_rules
from packs.figures import Cell, Figure, figures
from packs.make import BoardOf, Told
from packs.proof import Sealed, by_names, changed_rules, words_of

DEFINITION, PROTECTION = "definition", "protection"
CAUSES = (DEFINITION, PROTECTION, *CHANGES)
_FOLDER = ".split"  # in the warehouse
_LISTS = "data_quality"  # tells of the files themselves, which no mixture of records has
Names = tuple[str, tuple[str, ...]]  # id of a figure, names of a cell
Step = tuple[str, dict[Names, Cell]]


@dataclass(frozen=True)
class Part:
    """What one cause changed, in the metric's own unit; several causes where a number was hidden between them."""

    causes: tuple[str, ...]
    difference: float


@dataclass(frozen=True)
class Split:
    """One moved number. `parts` add up to now less then, empty without a number at both ends: then
    `turned` is the last cause that changed what is said."""

    figure: str
    names: tuple[str, ...]
    parts: tuple[Part, ...]
    turned: str


def split(sealed: Sealed, board_of: BoardOf, warehouse: Path, version: str, told: Told) -> tuple[Split, ...]:
    """The split of every number of the pack that `version` says otherwise, but of the page about files.

    Raises data.faults.Refused if records of then are gone, Outdated if a page cannot be made of a version of then.
    Not safe in threads: meanwhile the process reads from the warehouses of the steps.
    """
    pages = tuple(page for page in sealed.manifest["pages"] if page != _LISTS)
    with _room(warehouse) as beside:
        steps = list(_steps(sealed, pages, board_of, warehouse, version, beside, told))
    steps.insert(0, ("", _flat(sealed.figures, steps[-1][1])))
    rules = changed_rules(sealed)
    first, last = steps[0][1], steps[-1][1]
    moved = [key for key in first | last if words_of(first.get(key)) != words_of(last.get(key))]
    return tuple(_split(key, steps, "policy.toml" in rules) for key in moved if key[0].split(".")[0] in pages)


@contextmanager
def _room(warehouse: Path) -> Iterator[Path]:
    """A private folder in the warehouse; one split at a time, which removes what a killed one left."""
    folder = warehouse / _FOLDER
    with (warehouse / f"{_FOLDER}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield Path(tempfile.mkdtemp(dir=folder))  # another name each time: open versions are remembered by theirs
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def rounded(parts: Sequence[float], step: float) -> list[float]:
    """The parts in whole steps that add up to their sum in whole steps: the largest remainders take what is left over."""
    low = [floor(part / step) for part in parts]
    over = round(sum(parts) / step) - sum(low)
    first = sorted(range(len(parts)), key=lambda i: low[i] - parts[i] / step)[:over]
    return [(whole + (i in first)) * step for i, whole in enumerate(low)]


def plain(found: tuple[Split, ...]) -> str:
    """As JSON."""
    return orjson.dumps([[s.figure, s.names, [[p.causes, p.difference] for p in s.parts], s.turned] for s in found]).decode()


def read(text: str) -> dict[Names, Split]:
    """From JSON, by figure and names."""
    found = {}
    for figure, names, parts, turned in orjson.loads(text):
        split_ = Split(figure, tuple(names), tuple(Part(tuple(c), d) for c, d in parts), turned)
        found[figure, split_.names] = split_
    return found


def _steps(sealed: Sealed, pages, board_of: BoardOf, house: Path, version: str, beside: Path, told: Told) -> Iterator[Step]:
    """The figures after each step; the classes of changes that are not there are left out."""
    before, scope = sealed.scope.version, sealed.scope
    given = set(differences(house, before, version)["change"]) if before != version else set()
    changes = tuple(change for change in CHANGES if change in given)
    steps = [(DEFINITION, ()), *((change, changes[: i + 1]) for i, change in enumerate(changes))]
    for i, (cause, taken) in enumerate(steps):
        told(cause, i / (len(steps) + 1))
        at_end = taken == changes
        if not taken and same_rules(house, before, version):
            place, name = house, before
        elif at_end and (before == version or same_rules(house, version, version)):
            place, name = house, version
        else:
            share = i / (len(steps) + 1)
            place, name = beside, mix(house, before, version, taken, beside, lambda _, __, c=cause, s=share: told(c, s))
        asked = sealed.asked_of(version) if (place, name) == (house, version) else scope.changed(version=name)
        yield cause, _made(pages, board_of, asked, place)
    told("done", len(steps) / (len(steps) + 1))
    if (place, name) != (house, version):  # what a version of older rules says
        yield DEFINITION, _made(pages, board_of, sealed.asked_of(version), house)


def _made(pages: tuple[str, ...], board_of: BoardOf, scope, place: Path) -> dict[Names, Cell]:
    with _reading(place):
        return _flat(figures(tuple(board_of(page, scope) for page in pages), scope.language))


@contextmanager
def _reading(place: Path) -> Iterator[None]:
    """Questions are asked of the warehouse `place`."""
    before = os.environ.get("XUNXIAO_WAREHOUSE")
    os.environ["XUNXIAO_WAREHOUSE"] = str(place)
    try:
        yield
    finally:
        if before is None:
            del os.environ["XUNXIAO_WAREHOUSE"]
        else:
            os.environ["XUNXIAO_WAREHOUSE"] = before


def _flat(given: tuple[Figure, ...], later: Collection[Names] = ()) -> dict[Names, Cell]:
    of = {figure.id: {names for id, names in later if id == figure.id} for figure in given}
    return {(figure.id, names): cell for figure in given for names, cell in by_names(figure, of[figure.id]).items()}


def _split(key: Names, steps: list[Step], other_policy: bool) -> Split:
    cells = [(cause, found.get(key)) for cause, found in steps]
    if all(cell and cell.number is not None for cell in (cells[0][1], cells[-1][1])):
        return Split(*key, _parts(cells), "")
    turned = ""
    for (_, before), (cause, after) in pairwise(cells):
        if words_of(before) != words_of(after):
            turned = PROTECTION if cause == DEFINITION and other_policy else cause
    return Split(*key, (), turned)


def _parts(cells: list[tuple[str, Cell | None]]) -> tuple[Part, ...]:
    """Steps between two numbers. Protection hides a number, or shows that of a larger group; in such a step it stands
    beside the cause that led to it."""
    found: dict[tuple[str, ...], float] = {}
    at, waiting = cells[0][1].number, ()
    for (_, before), (cause, after) in pairwise(cells):
        number = after.number if after else None
        merged = {cell.state == State.MERGED for cell in (before, after) if cell and cell.number is not None}
        waiting = tuple(dict.fromkeys((*waiting, cause, *[PROTECTION] * (len(merged) > 1))))
        if number is None:
            continue
        if number != at:
            found[waiting] = found.get(waiting, 0.0) + number - at
        at, waiting = number, ()
    return tuple(Part(causes, difference) for causes, difference in found.items())
