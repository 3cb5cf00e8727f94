"""Who joined or left between two versions: further views of a table of people, which its sums must not tell of either."""

from __future__ import annotations

import numpy as np

_HARDLY = 1e-9  # of a person: more than nobody, and of a nation still too few to be told


def views(people: list[np.ndarray]) -> list[np.ndarray]:
    """The people of a version and, of each newer one after it, those who joined and those who left, if anybody did."""
    moved = [newer - people[0] for newer in people[1:]]
    return [people[0], *(np.maximum(sign * more, 0) for more in moved for sign in (1, -1) if (sign * more > 0).any())]


def hinted(people: np.ndarray, own: int, least: int) -> np.ndarray:
    """The views (… x month), in which "nobody moved" counts as too few where it is a hint. The `own` first are the people.

    The whole tells of each month how many joined or left, however few (data/lattice.py). If it says one, then every place,
    level and type of which is told that nobody did says whose that one is not. So whoever was there in such a month counts
    as hardly anybody among those who moved: a sum with him in it is shown if enough moved, and not if none did.
    """
    if len(people) == own:
        return people
    there, moved = people[:own], people[own:].reshape(-1, own, *people.shape[1:])
    told = moved.sum(tuple(range(2, moved.ndim - 1)), keepdims=True)
    hint = (told > 0) & (told < least) & (there > 0)
    return np.concatenate([there, (moved + _HARDLY * hint).reshape(-1, *people.shape[1:])])
