"""Which levels of a class may be told beside the totals by level, and beside each other.

analysis/merging.py says which of a class are told together, analysis/room.py which more of these must be.
"""

from __future__ import annotations

from threading import Condition

import numpy as np
from cachetools import LRUCache, cached

from analysis.beside import merges_beside, totals_known
from analysis.merging import merges
from analysis.room import Table, merges_with_room, pools
from analysis.within import merges_within, sums_of
from data.cubes import family
from data.ladder import NEVER
from queries.class_lines import chain_of, classes_of, classes_of_year, in_places, lines_of, totals_of
from queries.release import Place, published, release_of
from queries.whole_classes import hidden_classes, limits

_KEPT = 8  # of so many versions and audiences


def levels_shown(place: Place, name: str, class_id: str) -> frozenset[str]:
    """The levels of a class that may be told of one count column: nothing more than the published version tells."""
    shown, newest = _levels_decided(place, name, class_id), published(place)
    if not newest or classes_of(newest).at(class_id) is None or name not in hidden_classes(newest):
        return shown
    return shown & levels_shown(newest, name, class_id)


def _levels_decided(place: Place, name: str, class_id: str) -> frozenset[str]:
    """The same by what is decided of the version itself."""
    known = classes_of(place)
    at = known.at(class_id)
    if at is None:
        return frozenset()
    year = known.kinds[known.kind[at]][0].year
    known, merged = classes_of_year(place, year), _merged(place, name, year)
    at, view, people = known.at(class_id), known.views[0], np.zeros(len(known.levels))
    np.add.at(people, view.levels[view.classes == at], view.counts[name][view.classes == at])
    return _alone(people, known.levels, chain_of(release_of(*place), known.levels), merged[at])


@cached(LRUCache(_KEPT * 8), condition=Condition())  # seconds at a nation's size: who asks the same meanwhile waits
def _merged(place: Place, name: str, year: int) -> np.ndarray:
    """How far the levels of each class of a year merge before one count column is told of them; NEVER of one kept back.

    No sum that is shown reaches beyond a year, so what is decided in one depends on no other.
    """
    release, known, column = release_of(*place), classes_of_year(place, year), release_of(*place).columns[family(name)]
    chain, kept, people = chain_of(release, known.levels), hidden_classes(place)[name], known.people(name)
    lines = lines_of(known, release, column, len(chain))
    merged = np.array([NEVER if one in kept else 0 for one in known.ids.tolist()])
    sums = sums_of(in_places(place, name, year), chain, len(known.levels), len(known.ids))
    totals = totals_known(people[0], lines, chain)
    room = Table(people[0], chain, pools(chain, len(known.levels), totals_of(known, release, column, year)))
    for least in limits(place, name):
        before = None
        while before is None or (before != merged).any():
            before, merged = merged, merges(people, chain, lines, least, merged)
            merged = merges_within(merged, people[0], sums, chain, least)
            merged = merges_beside(merged, people[0], sums, totals, chain, least)
            merged = merges_with_room(merged, room, least)
    return merged


def _alone(people: np.ndarray, levels: list[str], chain: list[tuple[int, ...]], merged: int) -> frozenset[str]:
    """The levels of a class that stand alone in their part."""
    if merged == NEVER:
        return frozenset()
    parts = np.split(np.arange(len(levels)), chain[merged][1:])
    return frozenset(levels[at] for part in parts if (people[part] > 0).sum() < 2 for at in part)
