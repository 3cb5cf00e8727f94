"""How finely a version shows what is chosen, and what could be chosen instead where it shows nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np

from queries.redated import all_shown, shown
from queries.release import Cell, Place, Release, Span, published, release_of
from queries.sums import by_place, in_year, merges_of_whole, table, to_the_ends, within

_KINDS = {"register": "attendees", "survey": "ov_count"}  # one column for each kind of count stands for its kind
_WIDER = ("levels", "types", "half", "year", "city", "province")  # what can be chosen instead, from near to far
_WAYS = 2  # so many are named
_COARSER = 3, 6, 12  # months


@dataclass(frozen=True)
class Resolution:
    """Months a step, 0 if nothing is shown; the levels shown together, in order; whether it is the whole."""

    months: int
    together: tuple[tuple[str, ...], ...]
    whole: bool = False

    @property
    def merged(self) -> tuple[tuple[str, ...], ...]:
        """The levels that are shown only together with others."""
        return tuple(part for part in self.together if len(part) > 1)


def resolutions(cell: Cell, place: Place) -> dict[str, Resolution]:
    """How finely the version shows the cell, for people and for answers."""
    return {kind: finest(column, cell, place) for kind, column in _KINDS.items()}


def finest(counted: str, cell: Cell, place: Place) -> Resolution:
    """The finest resolution on which all of the cell is shown, whatever its levels; of an older version not finer than the
    published one shows it.
    """
    release, newest, cell = release_of(*place), published(place), replace(cell, levels=None)
    if counted not in release.columns:  # nobody anywhere
        return Resolution(1, (), whole=True)
    if not shown(cell, place)[release.columns[counted]]:
        return Resolution(0, ())
    own = _decided(counted, cell, place)
    if not newest or counted not in release_of(*newest).columns:
        return own
    return _coarser(own, _decided(counted, replace(cell, span=to_the_ends(cell.span, release.ends)), newest))


def _coarser(one: Resolution, other: Resolution) -> Resolution:
    """What both show."""
    parts = one.together
    for more in other.together:
        joined = tuple(level for part in parts if not set(part).isdisjoint(more) for level in part)
        parts = tuple(dict.fromkeys(joined if not set(part).isdisjoint(more) else part for part in parts))
    return Resolution(min(one.months, other.months) and max(one.months, other.months), parts, one.whole and other.whole)


def _decided(counted: str, cell: Cell, place: Place) -> Resolution:
    """The same by what was decided of the version itself."""
    release = release_of(*place)
    spans = {at: within(cell.span, year, release.ends) for year, at in release.years.items()}
    years, column = {at: span for at, span in spans.items() if span[0] <= span[1]}, release.columns[counted]
    if cell.types is not None:
        if not all(in_year(table([cell]), at, np.array([span]), place)[0, column] for at, span in years.items()):
            return Resolution(0, ())
        merges, months = (int(n) for n in release.crossed[column][list(years)].max(0, initial=0))
        return Resolution(months, _parts(release, merges if cell.places is None else len(release.parts)))
    if cell.places is None:
        merges = max((int(merges_of_whole(at, np.array([span]), place)[0, column]) for at, span in years.items()), default=0)
        return Resolution(1, _parts(release, merges), whole=True)
    rungs = [by_place(table([cell]), at, np.array([span]), place)[:, 0, column] for at, span in years.items()]
    common = [at for at in range(len(release.ladder)) if all(rung[at] for rung in rungs)]
    if not common:
        return Resolution(0, ())
    merges, months = release.ladder[common[0]]
    return Resolution(int(months), _parts(release, int(merges)))


def instead(cell: Cell, place: Place) -> tuple[tuple[str, ...], ...]:
    """What to choose where the cell is not shown: at most two ways, each one thing or two; none if it is shown."""
    release = release_of(*place)
    columns = _columns(release)
    if shown(cell, place)[columns].all():
        return ()
    for found in (_ways(cell, release, place, columns), _ways(cell, release, place, columns[:1])):
        if found:
            return found
    return ()


def in_cities(cell: Cell, place: Place) -> tuple[int, Span] | None:
    """Where no city of several is shown in the months chosen: months a step by which some are, and the steps that hold them.

    None if some are shown, or if no step helps.
    """
    release, cities = release_of(*place), _cities(cell, place)
    columns = _columns(release)[:1]
    if len(cities) < 2 or not columns or _any_shown(cities, cell.span, place, columns):
        return None
    for months in _COARSER:
        first, last = _whole_steps(cell.span, months)
        if _any_shown(cities, (first, last), place, columns):
            return months, (max(first, release.ends[0]), min(last, release.ends[1]))
    return None


def _cities(cell: Cell, place: Place) -> list[Cell]:
    """The cell city by city, whatever the level."""
    inside: dict[str, set[str]] = {}
    for code, city in release_of(*place).city_of.items():
        if cell.places is None or code in cell.places:
            inside.setdefault(city, set()).add(code)
    return [replace(cell, levels=None, places=frozenset(codes)) for codes in inside.values()]


def _any_shown(cities: list[Cell], span: Span, place: Place, columns: list[int]) -> bool:
    return bool(all_shown([replace(city, span=span) for city in cities], place)[:, columns].any())


def _columns(release: Release) -> list[int]:
    return [release.columns[name] for name in _KINDS.values() if name in release.columns]


def _ways(cell: Cell, release: Release, place: Place, columns: list[int]) -> tuple[tuple[str, ...], ...]:
    for size in (1, 2):
        found = [way for way in combinations(_WIDER, size) if _works(cell, way, release, place, columns)]
        if found:
            return tuple(found[:_WAYS])
    return ()


def _works(cell: Cell, way: tuple[str, ...], release: Release, place: Place, columns: list[int]) -> bool:
    wider = cell
    for step in way:
        before, wider = wider, _widened(wider, step, release)
        if wider == before:
            return False
    return bool(shown(wider, place)[columns].all())


def _widened(cell: Cell, step: str, release: Release) -> Cell:
    """The cell with one thing chosen more widely; the same if it is that wide already."""
    if step in ("half", "year"):
        return replace(cell, span=_whole_steps(cell.span, 6 if step == "half" else 12))
    if step == "city" and cell.places is not None:
        cities = {release.city_of[code] for code in cell.places if code in release.city_of}
        return replace(cell, places=frozenset(code for code, city in release.city_of.items() if city in cities))
    return replace(cell, **({"province": {"places": None}, "city": {}}.get(step, {step: None})))


def _whole_steps(span: tuple[date, date], months: int) -> tuple[date, date]:
    first, last = (day.month - 1 for day in span)
    return span[0].replace(month=first // months * months + 1), span[1].replace(month=last // months * months + months)


def _parts(release: Release, merges: int) -> tuple[tuple[str, ...], ...]:
    parts: dict[int, list[str]] = {}
    for code, labels in release.parts.items():
        parts.setdefault(labels[min(merges, len(labels) - 1)], []).append(code)
    return tuple(map(tuple, parts.values()))
