"""How finely a version shows what is chosen: in which steps of time, and which levels together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.lattice import STEPS
from queries.lattice import Chosen, Place, Release, blocks, release_of, within

PEOPLE, ANSWERS = "attendees", "ov_count"  # one column for each kind of count stands for its kind


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


def finest(counted: str, span: tuple[date, date], places: Chosen, types: Chosen, place: Place) -> Resolution:
    """The finest resolution on which all of the span is shown."""
    release = release_of(*place)
    spans = {at: within(span, year, release.ends) for year, at in release.years.items()}
    years = [at for at, (first, last) in spans.items() if first <= last]
    column = release.columns[counted]
    if places is None and types is None:
        fits = [all(f % m == 0 and (e + 1) % m == 0 for f, e in (spans[at] for at in years)) for m in STEPS]
        step = max((at for at, fit in enumerate(fits) if fit), default=0)
        merges = int(release.whole[column, years, step].max(initial=0))
        return Resolution(STEPS[step], _parts(release, merges), whole=True)
    if places is not None and types is not None:
        return Resolution(0, ())
    chosen = blocks("types", types, place) if places is None else blocks("places", places, place)
    shown = chosen[column][years].all(0)
    if not shown.any():
        return Resolution(0, ())
    merges, months = release.ladder[int(np.argmax(shown))]
    return Resolution(int(months), _parts(release, int(merges)))


def _parts(release: Release, merges: int) -> tuple[tuple[str, ...], ...]:
    parts: dict[int, list[str]] = {}
    for code, labels in release.parts.items():
        parts.setdefault(labels[min(merges, len(labels) - 1)], []).append(code)
    return tuple(map(tuple, parts.values()))
