"""Which classes give few people away although no level of theirs is told: their places tell too much of them, so that they
bound a total by level (analysis/beside.py).

Only years of few classes are looked at. Where there are many, most are of more than one place: in demos of 190, 280 and
2,860 classes a year none was found, and looking for them there costs a server 3 to 6 s of CPU before its first page.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.beside import kept_beside, totals_known
from analysis.within import sums_of
from data.cubes import family
from queries.class_lines import chain_of, classes_of, classes_of_year, in_places, lines_of
from queries.release import Place, release_of

_MOST = 150  # classes a year


def bounds(place: Place, name: str, least: int, hidden: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Classes that must be hidden by one count column, one after another: its position among all, and those of which one
    must be hidden with it.

    hidden: of each class of the version. Whoever asks for the next has hidden more there.
    """
    known = classes_of(place)
    for year in sorted({day.year for day, _ in known.kinds}):
        inside = np.flatnonzero(np.array([day.year == year for day, _ in known.kinds])[known.kind])
        if len(inside) <= _MOST:
            for thing, beside in _of_year(place, name, year, least, hidden, inside):
                yield int(inside[thing]), inside[beside]


def _of_year(
    place: Place, name: str, year: int, least: int, hidden: np.ndarray, inside: np.ndarray
) -> Iterator[tuple[int, np.ndarray]]:
    """The same of a year, as positions in it."""
    release, known = release_of(*place), classes_of_year(place, year)
    chain, people = chain_of(release, known.levels), known.people(name)[0]
    totals = totals_known(people, lines_of(known, release, release.columns[family(name)], len(chain)), chain)
    sums = sums_of(in_places(place, name, year), chain, len(known.levels), len(known.ids))
    while (found := kept_beside(hidden[inside], people, sums, totals, chain, least)) is not None:
        yield found
