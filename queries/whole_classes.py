"""Which figures of whole classes are kept back, because a total less all other classes would be theirs.

A version shows totals by steps of months and by types of training (queries/release.py). Every class stands in one of the
finest steps of the whole, and in one type within one of its steps: analysis/rings.py says what is hidden beside a small one,
analysis/merging.py which of its levels, analysis/room.py which more of these. An older version keeps back what so few joined
or left since, by the newer ones, all classes of a step that so few did, and whatever the published one keeps back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import chain, product
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.merging import Within, merges, merges_within
from analysis.rings import Cell, hide
from analysis.room import Table, merges_with_room, pools
from data.cubes import family, thresholds
from data.ladder import HALF, NEVER, STEPS, finest_steps
from data.metrics import ladder
from queries.class_people import PEOPLE, Classes, by_place, classes
from queries.helper import elsewhere
from queries.release import Place, Release, published, release_of
from queries.unlike import others
from queries.warehouse import open_version

_YEAR = 2 * HALF
_KEPT = 8  # of so many versions and audiences
_TOTAL = "*"
_NONE: frozenset[str] = frozenset()
_SESSIONS = {"attendees": "mart_session", "course_answers": "mart_course"}  # what is counted of a session, and where


def classes_kept_back(
    frame: pd.DataFrame, class_id: str, place: Place, under: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, np.ndarray], frozenset[str]]:
    """(by count column whether each row is kept back, the columns whose levels are decided here).

    Rows are of a class, without a class_id all of this one; or of its levels, or its sessions. under: columns that would
    tell counts of the class by another name, and these counts.
    """
    known = hidden_classes(place)
    counted = sorted(known.keys() & set(frame))
    ids = frame["class_id"].tolist() if "class_id" in frame else [class_id] * len(frame)
    by_session = _SESSIONS if "seq" in frame else {}
    names = {name: (name, *under.get(name, ())) for name in {*counted, *under, *(by_session.keys() & set(frame))}}
    at, each = pd.factorize(np.array(ids, dtype=object))
    every = dict(zip(each.tolist(), range(len(each)), strict=True))
    kept = {name: known.get(name, _NONE) | (moved_sessions(place, name) if name in by_session else _NONE)
            for name in chain.from_iterable(names.values())}  # fmt: skip
    rows = {name: _among(every, _NONE.union(*(kept[one] for one in own)))[at] for name, own in names.items()}
    if "level_code" not in frame:
        return rows, frozenset()
    for name in counted:
        shown = _levels_shown(place, name, class_id)
        rows[name] |= np.array([level != _TOTAL and level not in shown for level in frame["level_code"]], dtype=bool)
    return rows, frozenset(counted)


def _among(every: dict[str, int], some: frozenset[str]) -> np.ndarray:
    """Whether each is one of these: mostly they are few, and all are thousands."""
    found = np.zeros(len(every), dtype=bool)
    found[[every[one] for one in every.keys() & some]] = True
    return found


def topics_kept_back(frame: pd.DataFrame, under: Mapping[str, str], bound: dict, place: Place) -> dict[str, np.ndarray]:
    """By count column whether each row, a topic, is kept back: where it holds less than whole classes, all of them told."""
    found, torn = {}, bound["regions"] is not None or bound["levels"] is not None
    for name, own in under.items():
        few = () if torn else _topics_of_few(place, own)
        kept = {topic for topic, month in few if bound["date_from"] <= month <= bound["date_to"]}
        found[name] = np.array([code != _TOTAL and (torn or code in kept) for code in frame["topic_code"]], dtype=bool)
    return found


@lru_cache(maxsize=_KEPT * 4)
def _topics_of_few(place: Place, name: str) -> list[tuple[str, date]]:
    """Topic and month of the classes kept back in a count column."""
    text = "SELECT DISTINCT topic_code, month FROM dim_class WHERE list_contains($kept, class_id)"
    kept = sorted(hidden_classes(place).get(name, ()))
    return open_version(*place[:2]).cursor().execute(text, {"kept": kept}).fetchall()


@lru_cache(maxsize=_KEPT)
def moved_sessions(place: Place, name: str) -> frozenset[str]:
    """The classes in a session of which so few more or fewer are counted since, by a newer version."""
    warehouse, version, _, newer, _ = place
    unlike = others(warehouse, version, newer, _SESSIONS[name])
    own, *later = (_by_session(warehouse, one, name) for one in (version, *unlike)) if unlike else (None,)
    moved = [one.sub(own, fill_value=0).abs() for one in later]
    few = [more.index[(more > 0) & (more < least)] for more in moved for least in _limits(place, name)]
    return frozenset(class_id for index in few for class_id, _ in index)


def _by_session(warehouse: Path, version: str, name: str) -> pd.Series:
    text = f"SELECT class_id, session_id, {name} FROM {_SESSIONS[name]}"
    return open_version(warehouse, version).cursor().execute(text).df().set_index(["class_id", "session_id"])[name]


@lru_cache(maxsize=_KEPT)
@elsewhere
def hidden_classes(place: Place) -> dict[str, frozenset[str]]:
    """By count column the classes that are kept back: the same for every reader of an audience."""
    release, known, found = release_of(*place), _classes_of(place), {}
    standing: dict[bytes, tuple[list[Cell], np.ndarray]] = {}  # most counts are shown by the same steps and types
    for name in (one for one in known.views[0].counts if family(one) in release.columns):
        column = release.columns[family(name)]
        key = b"".join(part[column].tobytes() for part in (release.whole, release.crossed, release.types.labels[:, :, -1]))
        if key not in standing:
            standing[key] = _cells(known, release, column)
        views, hidden = known.people(name).sum(2), _hidden_in_newest(known.ids, name, place)
        for least in _limits(place, name):
            hidden = _beside(views, *standing[key], least, hidden | _of_few_steps(views, *standing[key], least))
        found[name] = frozenset(known.ids[hidden].tolist())
    return found


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


def _limits(place: Place, name: str) -> list[int]:
    """The thresholds of the policies up to the audience's, the mildest first."""
    return thresholds()[name][: len(ladder(place[2]))]


def _beside(views: np.ndarray, cells: list[Cell], at: np.ndarray, least: int, hidden: np.ndarray) -> np.ndarray:
    """What is hidden in all views: what one hides, the others must hide more beside."""
    while True:
        before = hidden.sum()
        for people in views:
            hidden = hide(people, cells, at, least, hidden)
        if len(views) == 1 or hidden.sum() == before:
            return hidden


def _levels_shown(place: Place, name: str, class_id: str) -> frozenset[str]:
    """The levels of a class that may be told of one count column: nothing more than the published version tells."""
    shown, newest = _levels_decided(place, name, class_id), published(place)
    if not newest or _classes_of(newest).at(class_id) is None or name not in hidden_classes(newest):
        return shown
    return shown & _levels_shown(newest, name, class_id)


def _levels_decided(place: Place, name: str, class_id: str) -> frozenset[str]:
    """The same by what is decided of the version itself."""
    known = _classes_of(place)
    at = known.at(class_id)
    if at is None:
        return frozenset()
    year = known.kinds[known.kind[at]][0].year
    known, merged = _of_year(place, year), _merged(place, name, year)
    at, view, people = known.at(class_id), known.views[0], np.zeros(len(known.levels))
    np.add.at(people, view.levels[view.classes == at], view.counts[name][view.classes == at])
    return _alone(people, known.levels, _chain(release_of(*place), known.levels), merged[at])


@lru_cache(maxsize=_KEPT)
def _of_year(place: Place, year: int) -> Classes:
    return _classes_of(place).within(year)


@lru_cache(maxsize=_KEPT * 8)
def _merged(place: Place, name: str, year: int) -> np.ndarray:
    """How far the levels of each class of a year merge before one count column is told of them; NEVER of one kept back.

    No sum that is shown reaches beyond a year, so what is decided in one depends on no other.
    """
    release, known, column = release_of(*place), _of_year(place, year), release_of(*place).columns[family(name)]
    chain, kept, people = _chain(release, known.levels), hidden_classes(place)[name], known.people(name)
    lines = _lines(known, release, column, len(chain))
    merged = np.array([NEVER if one in kept else 0 for one in known.ids.tolist()])
    within = _in_places(place, name, year)
    room = Table(people[0], chain, pools(chain, len(known.levels), _totals(known, release, column, year)))
    for least in _limits(place, name):
        before = None
        while before is None or (before != merged).any():
            before, merged = merged, merges(people, chain, lines, least, merged)
            merged = merges_within(merged, within, chain, len(known.levels), least)
            merged = merges_with_room(merged, room, least)
    return merged


def _in_places(place: Place, name: str, year: int) -> Within:
    """The people of the classes of a year by place, and which of them are in each sum of places that is shown."""
    release, known = release_of(*place), _of_year(place, year)
    column, at = release.columns[family(name)], release.years[year]
    rows = by_place(place[0], place[1], name, year)
    axes = (known.ids, "class_id"), (known.levels, "level_code"), (list(release.places.codes), "place")
    thing, level, where = (pd.Index(axis).get_indexer(rows[key]) for axis, key in axes)
    half, month = np.divmod(rows["month"].to_numpy() - 1, HALF)
    slots, sums = [*product((0, 1), release.ladder[:-1].tolist()), (None, release.ladder[-1].tolist())], []
    for slot, (of, (merged, months)) in enumerate(slots):
        label = release.places.labels[column, at, slot][where]
        there = (where >= 0) & (release.places.sizes[label] <= len(release.places.codes)) 
        there &= True if of is None else half == of
        step = label * _YEAR + (half * HALF + month) // months
        sums.append((merged, np.where(there, np.unique(step, return_inverse=True)[1], -1)))
    return Within(thing, level, rows["n"].to_numpy(), sums)


def _alone(people: np.ndarray, levels: list[str], chain: list[tuple[int, ...]], merged: int) -> frozenset[str]:
    """The levels of a class that stand alone in their part."""
    if merged == NEVER:
        return frozenset()
    parts = np.split(np.arange(len(levels)), chain[merged][1:])
    return frozenset(levels[at] for part in parts if (people[part] > 0).sum() < 2 for at in part)


def _chain(release: Release, levels: list[str]) -> list[tuple[int, ...]]:
    """Where the parts of the levels begin after 0, 1, 2 … merges; a level of no part counts with the last one."""
    parts = np.array([release.parts.get(level, list(release.parts.values())[-1]) for level in levels])
    return [tuple(np.unique(column, return_index=True)[1].tolist()) for column in parts.T]


def _lines(known: Classes, release: Release, column: int, count: int) -> list[list[np.ndarray]]:
    """By merges the classes of each sum by level that is shown: of a step of the whole, of a type in one of its steps."""
    found = []
    for merged in range(count):
        told = np.array([_told(*one, release, column, merged) for one in known.kinds]).reshape(-1, 2)
        table = told[known.kind]
        found.append([np.flatnonzero(part == one) for part in table.T for one in np.unique(part[part != 0])])
    return found


def _totals(known: Classes, release: Release, column: int, year: int) -> list[tuple[int, np.ndarray]]:
    """The totals by level of a year: the merges they need, and by class which of them it is in. Of steps of both half-years,
    of the year, and of types.
    """
    at, month = release.years[year], np.array([day.month - 1 for day, _ in known.kinds], dtype=int)[known.kind]
    needed, found = release.whole[column, at], []
    for half, (number, months) in product((0, 1), enumerate(STEPS)):
        found.append((int(needed[half * len(STEPS) + number]), np.where(month // HALF == half, month // months, -1)))
    merges, months = (int(n) for n in release.crossed[column, at])
    labels = release.types.labels[column, at, 0, [release.types.codes[kind] for _, kind in known.kinds]][known.kind]
    return [*found, (int(needed[-1]), np.zeros(len(month), dtype=int)), (merges, labels * _YEAR + month // months)]


def _told(day: date, kind: str, release: Release, column: int, merged: int) -> tuple[int, int]:
    """The step of the whole, and the type within its step, whose levels are shown after so many merges; 0 where none is."""
    at, month, count = release.years[day.year], day.month - 1, day.year * _YEAR + day.month - 1
    steps = dict(zip(STEPS, release.whole[column, at, :-1].reshape(2, -1)[month // HALF], strict=True))
    steps[_YEAR] = release.whole[column, at, -1]
    step = next((months for months, needed in steps.items() if needed <= merged), 0)
    needed, months = (int(n) for n in release.crossed[column, at])
    label = int(release.types.labels[column, at, 0, release.types.codes[kind]])
    typed = label * 10**6 + count - month % months if needed <= merged else 0
    return (count - month % step) * 100 + step if step else 0, typed


def _cells(known: Classes, release: Release, column: int) -> tuple[list[Cell], np.ndarray]:
    """Where classes stand: their steps of the whole with their types in the steps by which those are shown; each class's."""
    whole = {year: finest_steps(release.whole[column, at]) for year, at in release.years.items()}
    typed = {year: int(release.crossed[column, at, 1]) for year, at in release.years.items()}
    found: dict[Cell, int] = {}
    of_kind = []
    for day, kind in known.kinds:
        month, count = day.month - 1, day.year * _YEAR + day.month - 1
        label = release.types.labels[column, release.years[day.year], -1, release.types.codes[kind]]
        steps = whole[day.year][month // HALF], typed[day.year]
        cell = count - month % steps[0], int(label) * 10**6 + count - month % steps[1]
        of_kind.append(found.setdefault(cell, len(found)))
    return list(found), np.array(of_kind, dtype=int)[known.kind]


def _classes_of(place: Place) -> Classes:
    """The classes as an audience meets them: the same for all, but for the order in which levels merge."""
    warehouse, version, _, newer, _ = place
    unlike = others(warehouse, version, newer, PEOPLE)
    return classes(warehouse, version, unlike, tuple(release_of(*place).parts))
