"""What is asked of the demo: its size, its dates, and its sources of chance."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FULL = 60_000  # cadres of the full province; 600 classes a year belong to it
CLASSES_A_YEAR = 600
OPEN = 2_900_000  # a day number far in the future: no end yet
_EPOCH = date(1970, 1, 1)


@cache
def world() -> dict:
    """The invented province as written in world.toml."""
    return tomllib.loads((Path(__file__).parent / "world.toml").read_text(encoding="utf-8"))


def number(day: date) -> int:
    """A date as days since 1970-01-01: dates are integers until they are written."""
    return (day - _EPOCH).days


@dataclass(frozen=True)
class Plan:
    """Parameters of one demo. Days are numbers since 1970-01-01."""

    trainees: int
    years: int
    seed: int
    last_day: date
    planted: bool = True  # False: a province of chance alone, in which nothing may be found
    block: int | None = None  # of the enrolments (data/demo/blocks.py), None: all of them at once

    @property
    def first(self) -> int:
        """First day of the records."""
        return number(self.last_day.replace(year=self.last_day.year - self.years) + timedelta(days=1))

    @property
    def last(self) -> int:
        """Last day anything happened on."""
        return number(self.last_day)

    @property
    def classes(self) -> int:
        """How many classes there are in all."""
        return round(CLASSES_A_YEAR * self.years * self.trainees / FULL)

    @property
    def scale(self) -> float:
        """Size against the full province."""
        return self.trainees / FULL

    def effect(self, size: Any, none: Any) -> Any:
        """The size of a planted finding, or what stands in its place in a province without any."""
        return size if self.planted else none

    def chance(self, part: int) -> np.random.Generator:
        """The random numbers of one part, in a block its own; parts and blocks do not disturb each other."""
        return np.random.default_rng([self.seed, part] if self.block is None else [self.seed, part, self.block + 1])

    def lasting(self, part: int, rng: np.random.Generator | None = None) -> np.random.Generator:
        """The random numbers of what is the same in every block; with one block those of `rng`, if given."""
        return rng if rng and self.block is None else replace(self, block=None).chance(part)
