"""Which rows of an answer a version shows: what it shows (queries/release.py), held against what is asked.

A question says of its columns of people which cube decides them:

    -- lattice: events need_answers all_needs=need_answers; stock population

Cube by cube: columns, with the name they are decided under where it is another (* stands for the span of the row); without
any, all columns of the cube. Where rows are what people said, and not who they are, the version decides of all rows at once:

    -- base: needs need_answers aged_needs
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress

import numpy as np
import pandas as pd

from data.cubes import family
from queries.cells import Form, Keys, absent, cells
from queries.outdated import Outdated
from queries.redated import all_shown
from queries.release import Place, release_of

Everywhere = Callable[[], pd.DataFrame]


@dataclass(frozen=True)
class Decided:
    """A cube, and the columns of an answer it decides: (column, family); none are all it has. `at_once`: of all rows."""

    cube: str
    columns: tuple[tuple[str, str], ...]
    at_once: bool = False


def read(lattice: str, base: str) -> tuple[Decided, ...]:
    """The cubes that the head of a question names."""
    found = []
    for cube, *columns in (part.split() for part in lattice.split(";") if part.strip()):
        pairs = [column.partition("=")[::2] for column in columns]
        found.append(Decided(cube, tuple((column, under or family(column)) for column, under in pairs)))
    for cube, under, *columns in (part.split() for part in base.split(";") if part.strip()):
        found.append(Decided(cube, tuple((column, under) for column in (under, *columns)), at_once=True))
    return tuple(found)


@dataclass(frozen=True)
class Kept:
    """By count column which rows are hidden already; of the `settled` ones a version has decided row by row."""

    rows: dict[str, np.ndarray]
    settled: frozenset[str]


def kept_back(
    frame: pd.DataFrame, decided: tuple[Decided, ...], form: Form, bound: dict, place: Place, everywhere: Everywhere
) -> tuple:
    """(the answer with the rows it lacks, what of it may not be shown).

    bound: the parameters of the question. everywhere: the rows about everybody in all months. A row without records is not
    in an answer; where nothing may be known of it, its absence would say that it is empty, so it is added. Outdated if the
    build did not decide of a column that is named.
    """
    named = [(one, one.columns or tuple((column, family(column)) for column in frame)) for one in decided]
    said = next((one for one in decided if one.at_once), None)  # what the rows are of; the others stand beside it
    for one, pairs in named:
        if one is said or not one.at_once:
            frame = _completed(frame, {under for _, under in pairs}, form, bound, (*place[:4], one.cube), everywhere)
    keys, rows, settled = _keys(frame, form), {}, set()
    for one, pairs in named:
        hidden = _hidden(keys, form, bound, (*place[:4], one.cube))
        if hidden and not {under for _, under in one.columns if "*" not in under} <= hidden.keys():
            raise Outdated(place[1])
        for column, under in pairs:
            if column in frame and (found := _under(under, keys, hidden)) is not None:
                rows[column] = rows.get(column, False) | found
                settled |= set() if one.at_once else {column}
    return frame, Kept(rows, frozenset(settled))


def _keys(frame: pd.DataFrame, form: Form) -> Keys:
    return {name: frame[name].tolist() for name in form.grain}


def _under(name: str, keys: Keys, hidden: dict[str, np.ndarray]) -> np.ndarray | None:
    """What is hidden under a name; a star in it stands for the span of each row."""
    if "*" not in name:
        return hidden.get(name)
    own = [family(name.replace("*", span)) for span in keys["span"]]
    return np.array([hidden[under][at] for at, under in enumerate(own)], dtype=bool) if hidden else None


def _hidden(keys: Keys, form: Form, bound: dict, place: Place) -> dict[str, np.ndarray]:
    """By family whether each row may not be shown."""
    release = release_of(*place)
    asked = cells(keys, form, place[4], bound, release)
    table, said = np.ones((len(asked), len(release.columns)), dtype=bool), [cell is not None for cell in asked]
    table[said] = all_shown(list(compress(asked, said)), place)
    return {name: ~table[:, at] for name, at in release.columns.items()}


def _completed(
    frame: pd.DataFrame, families: set[str], form: Form, bound: dict, place: Place, everywhere: Everywhere
) -> pd.DataFrame:
    """The answer with those rows it lacks of which not all of these families may be known."""
    release, keys = release_of(*place), _keys(frame, form)
    if not all(pd.api.types.is_numeric_dtype(frame[name]) for name in frame if name not in keys):
        return frame  # a day or a word of a row that is added would not be known
    lacking = absent(keys, form, bound, release, lambda: _keys(everywhere(), form))
    if not lacking:
        return frame
    hidden = _hidden(lacking, form, bound, place)
    unknown = [any(of_row) for of_row in zip(*(hidden[name] for name in families & hidden.keys()), strict=True)]
    return _joined(frame, keys, {name: list(compress(values, unknown)) for name, values in lacking.items()})


def _joined(frame: pd.DataFrame, keys: Keys, more: Keys) -> pd.DataFrame:
    """The answer with more rows, of which only the keys are known, in the order of the keys."""
    every = {name: [*values, *more[name]] for name, values in keys.items()}
    rows = list(zip(*every.values(), strict=True))
    order = sorted(range(len(rows)), key=rows.__getitem__)
    if len(order) == len(frame):
        return frame
    found = frame.reindex(order).reset_index(drop=True)  # what is known of the added ones is their keys
    return found.assign(**{
        name: pd.Series([values[at] for at in order], dtype=frame[name].dtype) for name, values in every.items()
    })
