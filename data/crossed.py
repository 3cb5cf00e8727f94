"""Training types by place and by level: what of both may be shown beside the places by level.

Places x types x levels is a table of which three margins are shown, so nothing simple says how much of it they give
away. It is looked up instead: every cell too small to be shown needs a *ring*, seven other cells into which and out of
which people can be moved so that no margin changes and the cell could hold `least` more. A city that lacks one is shown
without types, and where that would be too many, levels and time are taken more coarsely. Proof: docs/architecture.md.
What is left of types less whole classes (data/mixed.py) must be enough, too; and what is left of a city's level less types
that are wholly of that level, such as training for recruits. Where a class too small to be told could not be hidden among
others (analysis/rings.py), because months and types cross in too few cells, its type is told together with others; and so is
one whose people of a level, in a step of the whole, are too few and have no ring among steps, types and levels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from data.ladder import HALF, Ladder, smallest
from data.mixed import Left
from data.ringed import ringed


@dataclass(frozen=True)
class Given:
    """What is decided already: the resolutions to try, the share of all people to reach, the rungs of cities and whole, by
    months a step the merges of the whole, and its finest step in each half-year.
    """

    choices: tuple[tuple[int, int], ...]
    enough: float
    shown: np.ndarray  # city x half-year
    start: np.ndarray
    whole: dict[int, int]
    steps: list[int]


@dataclass(frozen=True)
class Crossed:
    """By (merges, months) the types of `by_level` are shown by level, and the types of `by_city` in the cities of `cities`,
    all levels together, those `of_whole`, which are all of these, in the whole; all others only together. A ring (below) is
    of types that are shown by level and in cities: of the others, what enters a city at a level leaves another one there, so
    that no sum of the whole changes.
    """

    merges: int
    months: int
    cities: np.ndarray  # whether, of each
    by_city: np.ndarray
    by_level: np.ndarray
    of_whole: np.ndarray


def cross(
    ladder: Ladder, people: np.ndarray, left: Left | None, given: Given, least: int, milder: Crossed | None
) -> Crossed | None:
    """The first of the choices by which `enough` of all people are in cities and types that are shown, else the best.

    people: view x city x type x level x 12. left: what is left of them less classes. milder: what the milder policy shows;
    here nothing is shown beyond it. None if not even the whole may be shown by type.
    """
    found, best, mine, monthly = None, -1.0, people[0], people.sum((1, 3))
    for merges, months in given.choices:
        fine = [at for at, (m, s) in enumerate(ladder.rungs) if m <= merges and s <= months]
        if not fine or (given.start > fine[-1]).any() or (milder and (merges < milder.merges or months < milder.months)):
            continue
        every = np.ones(mine.shape[1], dtype=bool)
        may = Crossed(merges, months, (given.shown <= fine[-1]).all(1), every, every, every)
        if milder:
            types = {name: getattr(milder, name) for name in ("by_city", "by_level", "of_whole")}
            may = replace(may, cities=may.cities & milder.cities, **types)
        one = _at(_Sums(ladder, ladder.cells(people, merges, months), monthly, left, given), least, may)
        here = min(mine[one.cities][:, one.by_city].sum(), mine[:, one.by_level].sum()) if one else -1
        if here > best:
            found, best = one, here
        if best >= given.enough * mine.sum():
            break
    return found


@dataclass(frozen=True)
class _Sums:
    """The cells of view x city x type x part x step, the people of view x type x 12, and what is left less classes.

    A type wholly of one level (training for recruits) gives away who of that level was trained otherwise: the level less it.
    """

    ladder: Ladder
    cells: np.ndarray
    monthly: np.ndarray
    left: Left | None
    given: Given

    def of_cities(self, months: int) -> np.ndarray:
        """What is left of a city's people of a type less the classes of the city: view x city x type x step."""
        if self.left is None:
            return self.cells[:0].sum(3)
        return self.left.typed.reshape(*self.left.typed.shape[:-1], -1, months).sum(-1)

    def of_levels(self, merges: int, months: int) -> np.ndarray:
        """What is left of a type's people of a level less the classes of the level: view x type x part x step.

        Levels that are told apart are told together, too.
        """
        if self.left is None:
            return self.cells[:0].sum(1)
        further = range(merges, len(self.ladder.chain))
        parts = [np.concatenate([self.left.levels[more], self.left.single[more]]) for more in further]
        return np.concatenate([self.ladder.cells(part, more, months) for more, part in zip(further, parts, strict=True)], -2)

    def givers_in_cities(self, alone: np.ndarray, months: int, least: int) -> np.ndarray:
        """Whether, of city x type, the type (last, the others together) gives somebody away there."""
        found = np.zeros((len(self.given.shown), alone.sum() + (not alone.all())), dtype=bool)
        for rung, (merges, step) in enumerate(self.ladder.rungs if self.left else ()):
            at = merges, len(self.ladder.chain) - 1
            giving = self._giving(self.left.cities[0], self.left.cities[merges + 1], alone, at, (step, months), least)
            found |= giving & (self.given.shown.min(1) <= rung)[:, None]
        return found

    def givers(self, alone: np.ndarray, months: int, told: int, least: int) -> np.ndarray:
        """Whether each type, told after `told` merges, does in the whole, which may be shown by finer levels."""
        found = np.zeros(alone.sum() + (not alone.all()), dtype=bool)
        for step, needed in self.given.whole.items() if self.left else ():
            for merges in range(needed, told):
                every, mixed = self.left.cities[0].sum(1, keepdims=True), self.left.levels[merges][:, None]
                found |= self._giving(every, mixed, alone, (merges, told), (step, months), least)[0]
        return found

    def unringed(self, alone: np.ndarray, may: Crossed, least: int) -> np.ndarray:
        """Whether each type (last, the others together) has too few mixed people of a level in a step of the whole, and no
        ring: the list of classes tells how many each type has in each step, so steps x types x levels is such a table, too.
        """
        found = np.zeros(alone.sum() + (not alone.all()), dtype=bool)
        for step, needed in self.given.whole.items() if self.left else ():
            merges = max(needed, may.merges)
            if step >= may.months or merges >= len(self.ladder.chain) - 1:
                continue
            cells = self.ladder.cells(_grouped(self.left.levels[merges], alone, 1), merges, step)
            table = cells.reshape(*cells.shape[:3], -1, may.months // step)  # view x type x part x period x step
            found |= ~np.all([ringed(view.transpose(0, 3, 1, 2), least) for view in table], axis=0)
        return found

    def bare(self, alone: np.ndarray, months: int, least: int) -> np.ndarray:
        """Whether each type (last, the others together) holds, in a step of the whole, too few people who have no ring:
        no class that could be kept back would hide theirs (analysis/rings.py). Who are all of a step are told with it.
        """
        people, month = _grouped(self.monthly, alone, 1), np.arange(2 * HALF)
        if self.left is None:  # no class is told
            return np.zeros(people.shape[1], dtype=bool)
        rows = (month - month % np.repeat(self.given.steps, HALF))[:, None] == month
        columns = (month // months)[:, None] == np.arange(len(month) // months)
        table = np.einsum("vtm,mr,ms->vrts", people, rows, columns)
        cells = table.reshape(*table.shape[:2], -1)
        enough, anybody = cells >= least, cells > 0
        ringed = enough @ anybody.swapaxes(1, 2) @ enough
        bare = anybody & ~enough & ~ringed & (cells.sum(2, keepdims=True) >= least)
        return bare.reshape(table.shape).any((0, 1, 3))

    def _giving(self, every, mixed, alone: np.ndarray, at: tuple[int, int], steps: tuple[int, int], least: int):
        """Types wholly of one part of the levels, after as many merges, of which they are told together: less these and all
        classes that are, too few are left of it. every, mixed: view x place x type x level x 12; place x type.

        steps: months by which the levels are shown, and the types, all whose classes may be in a shorter step.
        """
        own, typed = steps
        return np.any([self._given_away(every, mixed, alone, at, step, typed, least) for step in {own, max(steps)}], axis=0)

    def _given_away(self, every, mixed, alone: np.ndarray, at: tuple[int, int], step: int, typed: int, least: int):
        """The same by steps of so many months."""
        merges, told = at
        tables = (self.ladder.cells(_grouped(people, alone, 2), merges, step) for people in (every, mixed))
        every, mixed = (cells[..., : told - merges + 1, :] for cells in tables)
        within = max(typed // step, 1)
        there = (every > 0).sum(3, keepdims=True)
        pure = np.repeat(there.reshape(*there.shape[:-1], -1, within).sum(-1) == 1, within, axis=-1)
        rest = (mixed * ~pure).sum(2, keepdims=True)
        return ((rest > 0) & (rest < least) & pure & (every > 0)).any((0, 3, 4))


def _at(sums: _Sums, least: int, may: Crossed) -> Crossed | None:
    """What may be shown of that which `may` be."""
    spread, here = sums.cells.sum(3), sums.of_cities(may.months)  # all levels together
    by_city, giving, of_whole = _in_cities(sums, (spread, here), least, may)
    by_level = None if by_city is None else _in_levels(sums, least, may, may.by_level & of_whole)
    if by_level is None:
        return None
    cities, tables = may.cities & ~giving, [_grouped(part, by_city, 2) for part in (spread, here)]
    tables.append(_grouped(sums.cells, by_level & by_city, 2))
    while cities.any():
        *by_type, table = (_grouped(part, cities, 1) for part in tables)
        bad = ~np.all([ringed(view, least) for view in table], axis=0)
        bad |= np.any([(smallest(part, 2) < least).any(0) for part in by_type], axis=0)
        if not bad.any():
            break
        drop = np.zeros(len(cities), dtype=bool)
        drop[cities] = bad[: cities.sum()]
        if not drop.any():  # only the others together: they need one more
            drop = _least(spread[0].sum((1, 2)), cities)
        cities = cities & ~drop
    return replace(may, cities=cities, by_city=by_city, by_level=by_level, of_whole=of_whole)


def _in_cities(sums: _Sums, tables: tuple[np.ndarray, np.ndarray], least: int, may: Crossed) -> tuple:
    """(the types shown in cities, or None; of each city whether these give somebody away; the types of the whole).

    tables: people of view x city x type x step, and what is left of them less classes. A type that costs more people of
    cities than it has itself is left with the others.
    """
    spread = tables[0][0].sum(2)
    size, people = spread.sum(0), spread[may.cities].sum(1)[:, None]
    torn = np.any([((part > 0) & (part < least)).any((0, 3))[may.cities] for part in tables], axis=0)
    every = (tables[0].sum(1)[:, :, None],)
    levels = len(sums.ladder.chain) - 1  # all together
    of_whole = _told(
        every, least, may.of_whole,
        lambda types: sums.bare(types, may.months, least) | sums.givers(types, may.months, levels, least),
    )  # fmt: skip
    chosen = None if of_whole is None else may.by_city & of_whole & ~((torn * people).sum(0) > size)
    while chosen is not None and (by_city := _types(every, least, chosen)) is not None:
        giving = sums.givers_in_cities(by_city, may.months, least)
        own = np.append(size[by_city], size[~by_city].sum())[: giving.shape[1]]
        costly = (giving[may.cities] * people).sum(0) > own
        if not costly.any() or not by_city.any():
            return by_city, giving.any(1), of_whole
        chosen = _without(by_city, costly, size)
    return None, None, None


def _in_levels(sums: _Sums, least: int, may: Crossed, types: np.ndarray) -> np.ndarray | None:
    """The types of these that are shown by level, so that none gives somebody away; None if there are none."""
    tables = sums.cells.sum(1), sums.of_levels(may.merges, may.months)
    return _told(
        tables, least, types,
        lambda types: sums.givers(types, may.months, may.merges, least) | sums.unringed(types, may, least),
    )  # fmt: skip


def _without(alone: np.ndarray, those: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The types that stand alone less some of them (last, the others together), which then stand with one more at least."""
    left = alone.copy()
    left[alone] = ~those[: alone.sum()]
    more = left.any() and (those[alone.sum() :].any() or (~left).sum() == 1)
    return left & ~_least(size, left) if more else left


def _told(
    tables: tuple[np.ndarray, ...], least: int, types: np.ndarray, giving: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray | None:
    """These types (below) less those by which, of those that stand alone and (last) the others together, some are giving
    somebody away.
    """
    while (types := _types(tables, least, types)) is not None:
        those = giving(types)
        if not those.any() or not types.any():
            return types
        types = _without(types, those, tables[0][0].sum((1, 2)))
    return None


def _types(tables: tuple[np.ndarray, ...], least: int, types: np.ndarray) -> np.ndarray | None:
    """The types all whose cells (view x type x part x step) hold enough or none, so that the others together do, too; None
    if these never do.
    """
    for cells in tables:
        types = types & (smallest(cells, 2) >= least).all(0)
    while min(smallest(cells[:, ~types].sum(1), 3) for cells in tables) < least:
        if not types.any():
            return None
        types = types & ~_least(tables[0][0].sum((1, 2)), types)
    return types


def _least(size: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Whether, of each: the smallest of those that are not empty; all if they are."""
    among = among & (size > 0) if (among & (size > 0)).any() else among
    return among & (size == size[among].min())


def _grouped(cells: np.ndarray, alone: np.ndarray, axis: int) -> np.ndarray:
    """Those that stand alone along the axis, and all others together."""
    parts = [cells.compress(alone, axis)]
    if not alone.all():
        parts.append(cells.compress(~alone, axis).sum(axis, keepdims=True))
    return np.concatenate(parts, axis)
