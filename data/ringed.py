"""Whether what is small in a table of three axes could be another number, though every sum over one axis is known.

Source: the basic moves of Diaconis and Sturmfels 1998. That they are enough: docs/architecture.md.
"""

from __future__ import annotations

import numpy as np


def ringed(table: np.ndarray, least: int) -> np.ndarray:
    """Whether every small cell of place x type x part x step has a ring: of each place.

    With another place p', type t' and part l' the ring of (p, t, l) takes as many out of (p', t, l), (p, t', l), (p, t, l')
    and (p', t', l') as it puts into the other four. One of the three may be several at once. Each must hold 2 least − 1: of
    these any group of fewer than `least` people leaves `least` that are not its own.
    """
    good, need = np.ones(len(table), dtype=bool), 2 * least - 1
    for at in range(table.shape[3]):
        cells = table[..., at]
        small = np.argwhere((cells > 0) & (cells < least))
        if not len(small):
            continue
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
