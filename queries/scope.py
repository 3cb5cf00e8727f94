"""What is asked. The URL, the cache key and the SQL parameters are all made from a Scope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

EVERYWHERE = ("*",)


class Compare(StrEnum):
    """What the figures of the period stand beside."""

    NONE = "none"
    PREVIOUS = "previous"
    YEAR_AGO = "yoy"


class Audience(StrEnum):
    """Who reads the result; decides the disclosure policy (data/policy.toml)."""

    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Viewer:
    """Who asks. `regions` are the codes this person may see; () is nothing, never everything."""

    regions: tuple[str, ...] = ()
    role: str = "RL1"


WHOLE = Viewer(regions=EVERYWHERE)


@dataclass(frozen=True)
class Scope:
    """One question's limits. An empty tuple means: all that the viewer may see."""

    version: str
    period: tuple[date, date]  # first and last day, whole months, both included
    region: tuple[str, ...] = ()  # home region of the trainee at class start
    level: tuple[str, ...] = ()  # cadre level at class start
    training_type: tuple[str, ...] = ()
    host: tuple[str, ...] = ()  # class pages only: region of the hosting institution
    class_id: str = ""  # One class only
    unit: str = ""  # Selection only: an org_id, or "all" for the list of units
    compare: Compare = Compare.YEAR_AGO
    language: str = "zh"
    audience: Audience = Audience.INSIDE
    viewer: Viewer = WHOLE
    beside: tuple[str, ...] | None = None  # newer versions it gives way to; None: all. A sealed pack keeps those of its day

    @property
    def places(self) -> tuple[str, ...]:
        """The regions the figures are of: those chosen, else all that the viewer may see; () is everywhere."""
        return self.region or (() if self.viewer.regions == EVERYWHERE else self.viewer.regions)

    @property
    def place(self) -> str:
        """The one region the figures are of; "" where they are of several or of everywhere."""
        return self.places[0] if len(self.places) == 1 else ""

    def changed(self, **changes: object) -> Scope:
        """The same question with some limits replaced: what a drill-down link carries."""
        return replace(self, **changes)
