"""Hides more than the small ones of a table both of whose margins are known, so that no margin gives them away.

Things (classes) stand in cells of rows and columns (steps of months, types within longer steps); the sums of rows and of
columns are known, and every thing that is not hidden. In a cell either nobody is hidden, or enough people are, or it has a
ring: hidden things in its row, in its column, and where these two meet. `least` people more could be in the small thing, as
many fewer in both neighbours and more at the meeting point, and no sum would change: nothing tells it to within `least`.
Source: the basic moves of Diaconis and Sturmfels 1998; the ring of fewest people is taken.
"""

from __future__ import annotations

from itertools import product

import numpy as np

Cell = tuple[int, int]  # row, column


def hide(people: np.ndarray, cells: list[Cell], at: np.ndarray, least: int, already: np.ndarray) -> np.ndarray:
    """Whether each thing is hidden: those of fewer than `least` people, and what must be hidden with them.

    people: of each thing, at least 0. cells: all different, in any order. at: of each thing, the place of its cell among
    them. already: whether it is hidden anyhow. Source: see above.
    """
    hidden = already | ((people > 0) & (people < least))
    members = _members(people, cells, at)
    for cell, inside in members.items():
        if 0 < people[inside][hidden[inside]].sum() < least:
            more = _more(people, hidden, inside, least)
            hidden[_ring(people, hidden, members, cell, least) if more is None else more] = True
    return hidden


def _members(people: np.ndarray, cells: list[Cell], at: np.ndarray) -> dict[Cell, np.ndarray]:
    """The things of anybody in each cell, cell by cell in their order."""
    there = np.flatnonzero(people > 0)
    there = there[np.argsort(at[there], kind="stable")]
    ends = np.cumsum(np.bincount(at[there], minlength=len(cells)))
    parts = dict(zip(cells, np.split(there, ends[:-1]), strict=True))
    return {cell: parts[cell] for cell in sorted(parts) if len(parts[cell])}


def _more(people: np.ndarray, hidden: np.ndarray, inside: np.ndarray, least: int) -> list[int] | None:
    """The smallest things to hide so that `least` people are hidden here; None if there are not so many."""
    chosen, order = [], inside[np.argsort(people[inside], kind="stable")]
    held = people[inside][hidden[inside]].sum()
    for at in order[~hidden[order]]:
        if held >= least:
            break
        chosen.append(int(at))
        held += people[at]
    return chosen if held >= least else None


def _ring(people: np.ndarray, hidden: np.ndarray, members: dict[Cell, np.ndarray], cell: Cell, least: int) -> list[int]:
    """What to hide so that the cell has a ring, of fewest people; without any, all that shares a line with a neighbour."""
    rows = {r for r, c in members if c == cell[1]}
    columns = {c for r, c in members if r == cell[0]}
    found = []
    for r, c in product(sorted(rows - {cell[0]}), sorted(columns - {cell[1]})):
        corners = ((cell[0], c), least), ((r, cell[1]), least), ((r, c), 1)
        parts = [_more(people, hidden, members[at], n) if at in members else None for at, n in corners]
        if None not in parts:
            found.append([at for part in parts for at in part])
    if found:
        return min(found, key=lambda chosen: people[chosen].sum())
    return [at for (r, c), inside in members.items() if r in rows or c in columns for at in inside]


def hidden_with(
    people: np.ndarray, cells: list[Cell], at: np.ndarray, hidden: np.ndarray, thing: int, beside: np.ndarray
) -> list[int]:
    """A thing and what to hide with it so that no margin gives it away together with none of `beside`: one of these in its
    cell, or a ring in which one of these is its neighbour; of fewest people. The thing alone if there is neither.

    people, cells, at: as above. hidden: of each thing, as yet. beside: positions. Source: see above.
    """
    cost, near = np.where(hidden, 0, people), np.isin(np.arange(len(people)), beside)
    members = _members(people, cells, at)
    row, column = cells[at[thing]]
    if (same := _cheapest(cost, near, members.get((row, column), at[:0]), thing)) is not None:
        return [thing, same]
    found = []
    for r, c in product({r for r, _ in members} - {row}, {c for _, c in members} - {column}):
        for across, down in ((near, near | True), (near | True, near)):
            corners = ((row, c), across), ((r, column), down), ((r, c), near | True)
            ring = [_cheapest(cost, some, members.get(cell, at[:0]), thing) for cell, some in corners]
            if None not in ring:
                found.append([thing, *ring])
    return min(found, key=lambda ring: (cost[ring].sum(), ring), default=[thing])


def _cheapest(cost: np.ndarray, some: np.ndarray, inside: np.ndarray, thing: int) -> int | None:
    """Of some of those inside, but for one thing, the one of lowest cost."""
    inside = inside[some[inside] & (inside != thing)]
    return int(inside[np.argmin(cost[inside])]) if len(inside) else None
