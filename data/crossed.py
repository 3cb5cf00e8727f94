"""Training types by place and by level: what of both may be shown beside the places by level.

Places x types x levels is a table of which three margins are shown, so nothing simple says how much of it they give
away. It is looked up instead: every cell too small to be shown needs a *ring*, seven other cells into which and out of
which people can be moved so that no margin changes and the cell could hold `least` more. A city that lacks one is shown
without types, and where that would be too many, levels and time are taken more coarsely. Proof: docs/architecture.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.ladder import Ladder, smallest


@dataclass(frozen=True)
class Given:
    """What is decided already: the resolutions to try, the share of all people to reach, the rungs of cities and whole."""

    choices: tuple[tuple[int, int], ...]
    enough: float
    shown: np.ndarray  # city x half-year
    start: np.ndarray


@dataclass(frozen=True)
class Crossed:
    """By (merges, months) the types of `by_level` are shown by level, and the types of `by_city` in the cities of `cities`,
    all levels together; all others only together.
    """

    merges: int
    months: int
    cities: np.ndarray  # whether, of each
    by_city: np.ndarray
    by_level: np.ndarray


def cross(ladder: Ladder, people: np.ndarray, given: Given, least: int, milder: Crossed | None) -> Crossed | None:
    """The first of the choices by which `enough` of all people are in cities and types that are shown, else the best.

    people: view x city x type x level x 12. milder: what the milder policy shows; here nothing is shown beyond it. None if
    not even the whole may be shown by type.
    """
    found, best, mine = None, -1.0, people[0]
    for merges, months in given.choices:
        fine = [at for at, (m, s) in enumerate(ladder.rungs) if m <= merges and s <= months]
        if not fine or (given.start > fine[-1]).any() or (milder and (merges < milder.merges or months < milder.months)):
            continue
        every = np.ones(mine.shape[1], dtype=bool)
        may = Crossed(merges, months, (given.shown <= fine[-1]).all(1), every, every)
        if milder:
            may = replace(may, cities=may.cities & milder.cities, by_city=milder.by_city, by_level=milder.by_level)
        one = _at(ladder.cells(people, merges, months), least, may)
        here = min(mine[one.cities][:, one.by_city].sum(), mine[:, one.by_level].sum()) if one else -1
        if here > best:
            found, best = one, here
        if best >= given.enough * mine.sum():
            break
    return found


def _at(cells: np.ndarray, least: int, may: Crossed) -> Crossed | None:
    """What may be shown of cells of view x city x type x part x step, of that which `may` be."""
    spread = cells.sum(3)  # all levels together
    torn = ((spread > 0) & (spread < least)).any((0, 3))[may.cities]
    # A type that costs more people of cities than it has itself is left with the others.
    costly = (torn * spread[0, may.cities].sum((1, 2))[:, None]).sum(0) > spread[0].sum((0, 2))
    by_city = _types(spread.sum(1)[:, :, None], least, may.by_city & ~costly)
    by_level = None if by_city is None else _types(cells.sum(1), least, may.by_level & by_city)
    if by_level is None:
        return None
    cities, tables = may.cities, (_grouped(spread, by_city, 2), _grouped(cells, by_level, 2))
    while cities.any():
        by_type, table = (_grouped(part, cities, 1) for part in tables)
        bad = (smallest(by_type, 2) < least).any(0) | ~np.all([_ringed(view, least) for view in table], axis=0)
        if not bad.any():
            break
        drop = np.zeros(len(cities), dtype=bool)
        drop[cities] = bad[: cities.sum()]
        if not drop.any():  # only the others together: they need one more
            drop = _least(spread[0].sum((1, 2)), cities)
        cities = cities & ~drop
    return replace(may, cities=cities, by_city=by_city, by_level=by_level)


def _types(cells: np.ndarray, least: int, types: np.ndarray) -> np.ndarray | None:
    """The types all whose cells (view x type x part x step) hold enough or none, so that the others together do, too; None
    if these never do.
    """
    types = types & (smallest(cells, 2) >= least).all(0)
    while smallest(cells[:, ~types].sum(1), 3) < least:
        if not types.any():
            return None
        types = types & ~_least(cells[0].sum((1, 2)), types)
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


def _ringed(table: np.ndarray, least: int) -> np.ndarray:
    """Whether every small cell of place x type x part x step has a ring: of each place.

    With another place p', type t' and part l' the ring of (p, t, l) takes as many out of (p', t, l), (p, t', l), (p, t, l')
    and (p', t', l') as it puts into the other four. One of the three may be several at once. Each must hold 2 least − 1: of
    these any group of fewer than `least` people leaves `least` that are not its own.
    """
    good, need = np.ones(len(table), dtype=bool), 2 * least - 1
    for at in range(table.shape[3]):
        cells = table[..., at]
        small = np.argwhere((cells > 0) & (cells < least))
        held = np.zeros(len(small))
        for axes in ((0, 1, 2), (1, 0, 2), (2, 0, 1)):
            held = np.maximum(held, _ring(cells.transpose(axes), small[:, axes]))
        good[small[held < need, 0]] = False
    return good


def _ring(cells: np.ndarray, small: np.ndarray) -> np.ndarray:
    """How many the best ring of each small cell can take, if its first coordinate may be several at once."""
    a, b, c = small.T
    along = np.minimum(cells[:, b, c].T[:, :, None, None], cells)  # small x a' x b' x c'
    one = np.arange(len(small))
    along[one, a] = 0
    held = np.minimum(along.sum(1), np.minimum(cells[a, :, c][:, :, None], cells[a, b, :][:, None, :]))
    held[one, b] = 0
    held[one, :, c] = 0
    return held.max((1, 2), initial=0)
