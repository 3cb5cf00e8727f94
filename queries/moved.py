"""Of an older version's answers those rows that so few joined or left since: questions of which no build decides anything.

Sums of sessions over classes (teachers, bases) are protected within one answer. Beside the same answer of a newer version a
row would tell of those few, so the older one gives way, as everywhere (queries/release.py).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.cubes import thresholds
from data.metrics import ladder, metrics
from queries.release import Place

Ask = Callable[[str], pd.DataFrame | None]  # the rows as a version counts them; None if it does not know the question


def few_moved(frame: pd.DataFrame, grain: tuple[str, ...], people: tuple[str, ...], place: Place, ask: Ask) -> dict:
    """By count column whether, row by row, some newer version counts a few more or fewer."""
    known, keys = thresholds(), list(grain)
    columns = sorted({metrics()[name].count for name in frame if name in metrics()} | set(people))
    limits = {name: known[name][: len(ladder(place[2]))] for name in columns if name in frame and name in known}
    found = {name: np.zeros(len(frame), dtype=bool) for name in limits}
    for version in place[3] if limits else ():
        if (later := ask(version)) is None:
            continue
        both = frame[keys].merge(later[[*keys, *limits]], on=keys, how="left")
        for name, least in limits.items():
            own, then = (np.nan_to_num(rows[name].to_numpy(dtype=float)) for rows in (frame, both))
            found[name] |= (own != then) & (np.abs(own - then) < max(least))
    return found
