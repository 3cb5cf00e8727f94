"""The table `release` of a version: what data/lattice.py decides of each cube, kept under all that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pandas as pd

from data.cubes import CUBES, EFFECT, contents, cube, outline, people, text, thresholds
from data.lattice import COLUMNS, TABLE, Rows, decide_year, framed, of_year, plan_of, resting_on
from data.metrics import lattice_policy, policies
from data.results import Result
from data.rows import digest, quoted
from data.works import Works

_DECIDE = "lattice", "cubes", "ladder", "crossed", "joined", "mixed", "ringed", "steps"
_CODE = tuple(Path(__file__).with_name(f"{name}.py") for name in _DECIDE)


def make(works: Works) -> None:
    """Makes the table `release` of all cubes; what is decided of a year is kept under what it rests on."""
    found = [one for name in CUBES for one in _decided(works, name)]
    files = ", ".join(quoted(one.tables[TABLE]) for one in found)
    works.show(TABLE, f"FROM read_parquet([{files}])", digest(*(one.content(TABLE) for one in found)))


def _decided(works: Works, name: str) -> Iterator[Result]:
    """What is decided of a cube: that which is of no year, and year by year."""
    tables = "dim_region effect_class" if name == EFFECT else "dim_region"
    key = _key(works, name, repr(_rules()), works.key(text(name), tables))
    if parts := _known(works, key):
        yield from parts
        return
    keys = []
    for part, result in _worked(works, name):
        keys.append(part)
        yield result
    works.results.keep(works.con, key, {}, parts=keys)


def _known(works: Works, key: str) -> list[Result]:
    """What was decided of a cube of the same tables, so that its people need not be counted; else nothing."""
    whole = works.results.find(key)
    parts = [works.results.find(part) for part in whole.said["parts"]] if whole else []
    return parts if all(parts) else []


def _worked(works: Works, name: str) -> Iterator[tuple[str, Result]]:
    """Each part of what is decided of a cube, with the key it is kept under; only years that differ are decided anew."""
    whole = outline(works.con) if name == EFFECT else cube(works.con, name)
    always, plan = plan_of([whole], name)
    always += resting_on(0, digest(repr(plan)))
    yield _kept(works, name, repr(always), lambda: always)
    known = works.slices["effect_month"] if name == EFFECT else contents(whole)
    for year, content in sorted(known.items()) if plan.anybody else ():
        told = works.slices["effect_class"].get(year) if name == EFFECT else ""
        state = repr((plan, *_rules(), year, content, told))
        rows = partial(people, works.con, name, year) if name == EFFECT else partial(_in_year, whole, year)
        yield _kept(works, name, state, partial(decide_year, plan, year, rows))


def _in_year(whole: pd.DataFrame, year: int) -> tuple[pd.DataFrame]:
    return (of_year(whole, year),)


def _rules() -> tuple:
    """What decides beside the people: thresholds and policies."""
    return thresholds(), list(policies()), lattice_policy()


def _key(works: Works, *told: str) -> str:
    return digest(works.rules, *(path.read_text(encoding="utf-8") for path in _CODE), *told)


def _kept(works: Works, name: str, state: str, rows: Callable[[], Rows]) -> tuple[str, Result]:
    key = _key(works, name, state)
    if found := works.results.find(key):
        return key, found
    works.con.register("rows_in", framed(name, rows()))
    typed = ", ".join(f"{name}::{kind} AS {name}" for name, kind in COLUMNS.items())
    made = works.results.keep(works.con, key, {TABLE: f"SELECT {typed} FROM rows_in"})
    works.con.unregister("rows_in")
    return key, made
