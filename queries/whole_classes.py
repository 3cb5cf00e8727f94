"""Which figures of whole classes are kept back, because a total less all other classes would be theirs.

A version shows totals by steps of months and by types of training (queries/release.py). Every class stands in one of the
finest steps of the whole, and in one type within one of its steps: analysis/rings.py says what is hidden beside a small one,
queries/class_bounds.py what else.
An older version keeps back what so few joined or left since, by the newer ones, all classes of a step that so few did, and
whatever the published one keeps back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np

from analysis.rings import Cell, hidden_with, hide
from data.cubes import family, thresholds
from data.ladder import HALF, finest_steps
from data.metrics import ladder
from queries.class_bounds import bounds
from queries.class_lines import YEAR, classes_of
from queries.class_people import PEOPLE, Classes
from queries.helper import elsewhere
from queries.release import Place, Release, published, release_of
from queries.unlike import others

_KEPT = 8  # of so many versions and audiences


@lru_cache(maxsize=_KEPT)
@elsewhere
def hidden_classes(place: Place) -> dict[str, frozenset[str]]:
    """By count column the classes that are kept back: the same for every reader of an audience."""
    known, found = classes_of(place), {}
    for name, cells, at in _standing(place):
        views, hidden = known.people(name).sum(2), _hidden_in_newest(known.ids, name, place)
        for least in limits(place, name):
            hidden = _beside(views, cells, at, least, hidden | _of_few_steps(views, cells, at, least))
            for bounding in bounds(place, name, least, hidden):
                hidden[hidden_with(views[0], cells, at, hidden, *bounding)] = True
                hidden[:] = _beside(views, cells, at, least, hidden)
        found[name] = frozenset(known.ids[hidden].tolist())
    return found


@lru_cache(maxsize=_KEPT)
@elsewhere
def left_alone(place: Place) -> dict[tuple[date, str], set[str]]:
    """By month and type the count columns in which an older version keeps too few back, of all that it keeps back there.

    The published one may tell a class that is kept back here beside a small one, and has another in its stead, or the small
    one has grown. If it has not changed since, a sum of this version less that class is what is left.
    """
    newest = published(place)
    if not newest:
        return {}
    known, then, kept, still = classes_of(place), classes_of(newest).ids, hidden_classes(place), hidden_classes(newest)
    found: dict[tuple[date, str], set[str]] = {}
    for name, cells, at in _standing(place):
        told = np.isin(known.ids, list(kept[name] - still.get(name, kept[name]))) & np.isin(known.ids, then)
        if not told.any():
            continue
        people, moved = known.people(name).sum(2)[0], _moved_since(known, name, place)
        rest = np.isin(known.ids, list(kept[name])) & ~(told & ~moved)
        for row in _too_few(people, cells, at, limits(place, name), rest):
            found.setdefault(known.kinds[known.kind[row]], set()).add(name)
    return found


def _too_few(people: np.ndarray, cells: list[Cell], at: np.ndarray, every: list[int], rest: np.ndarray) -> np.ndarray:
    """Which of those that are left do not hide each other: in a step or a type in which more would have to be hidden."""
    more = rest
    for least in every:
        more = hide(people, cells, at, least, more)
    lines = np.array(cells, dtype=int)[at]
    beside = [np.isin(line, line[more & ~rest]) for line in lines.T]
    return np.flatnonzero(rest & (people > 0) & np.any(beside, axis=0))


def _moved_since(known: Classes, name: str, place: Place) -> np.ndarray:
    """In which classes the published version counts more or fewer."""
    views, unlike = known.people(name).sum(2), others(*place[:2], place[3], PEOPLE)
    newest = published(place)[1]
    return views[-2:].any(0) if newest in unlike else np.zeros(len(known.ids), dtype=bool)


def _standing(place: Place) -> Iterator[tuple[str, list[Cell], np.ndarray]]:
    """The count columns a version decides of, with the cells in which its classes stand by them, and each class's."""
    release, known = release_of(*place), classes_of(place)
    standing: dict[bytes, tuple[list[Cell], np.ndarray]] = {}  # most counts are shown by the same steps and types
    for name in (one for one in known.views[0].counts if family(one) in release.columns):
        column = release.columns[family(name)]
        key = b"".join(part[column].tobytes() for part in (release.whole, release.crossed, release.types.labels[:, :, -1]))
        if key not in standing:
            standing[key] = _cells(known, release, column)
        yield name, *standing[key]


def _hidden_in_newest(ids: np.ndarray, name: str, place: Place) -> np.ndarray:
    """Which of these classes the published version keeps back."""
    newest = published(place)
    return np.isin(ids, list(hidden_classes(newest).get(name, ()))) if newest else np.zeros(len(ids), dtype=bool)


def _of_few_steps(views: np.ndarray, cells: list[Cell], at: np.ndarray, least: int) -> np.ndarray:
    """The classes of a step that so few joined or left since: the whole tells how many, so no class may say it was none."""
    step = np.array([row for row, _ in cells], dtype=int)[at]
    _, step = np.unique(step, return_inverse=True)
    moved = [np.bincount(step, people)[step] for people in views[1:]]
    return np.any([(more > 0) & (more < least) for more in moved], axis=0) if moved else np.zeros(len(at), dtype=bool)


def _beside(views: np.ndarray, cells: list[Cell], at: np.ndarray, least: int, hidden: np.ndarray) -> np.ndarray:
    """What is hidden in all views: what one hides, the others must hide more beside."""
    while True:
        before = hidden.sum()
        for people in views:
            hidden = hide(people, cells, at, least, hidden)
        if len(views) == 1 or hidden.sum() == before:
            return hidden


def _cells(known: Classes, release: Release, column: int) -> tuple[list[Cell], np.ndarray]:
    """Where classes stand: their steps of the whole with their types in the steps by which those are shown; each class's."""
    whole = {year: finest_steps(release.whole[column, at]) for year, at in release.years.items()}
    typed = {year: int(release.crossed[column, at, 1]) for year, at in release.years.items()}
    found: dict[Cell, int] = {}
    of_kind = []
    for day, kind in known.kinds:
        month, count = day.month - 1, day.year * YEAR + day.month - 1
        label = release.types.labels[column, release.years[day.year], -1, release.types.codes[kind]]
        steps = whole[day.year][month // HALF], typed[day.year]
        cell = count - month % steps[0], int(label) * 10**6 + count - month % steps[1]
        of_kind.append(found.setdefault(cell, len(found)))
    return list(found), np.array(of_kind, dtype=int)[known.kind]


def limits(place: Place, name: str) -> list[int]:
    """The thresholds of the policies up to the audience's, the mildest first."""
    return thresholds()[name][: len(ladder(place[2]))]
