"""What every number means: metrics.toml and metrics_<family>.toml, read once; also the SQL macro each metric becomes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.stanzas import entries

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Metric:
    """One metric; `count` is the column that is its n, `kind` decides the disclosure threshold."""

    key: str
    id: str
    inputs: tuple[str, ...]
    sql: str
    count: str
    kind: str
    unit: str
    better: str
    precision: int
    response: str
    level: str
    rule: str
    word: dict[str, str]
    label: dict[str, str]
    note: dict[str, str]

    @property
    def macro(self) -> str:
        """The statement that stores this metric in a version file."""
        return f"CREATE OR REPLACE MACRO {self.key}({', '.join(self.inputs)}) AS {self.sql}"


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by column name, in reading order."""
    tree = entries("metrics")
    return {
        key: Metric(
            key=key,
            **{name: entry[name] for name in ("id", "sql", "count", "kind", "unit", "better", "precision", "level")},
            inputs=tuple(entry["inputs"]),
            response=entry.get("response", ""),
            rule=entry.get("rule", ""),
            **{name: dict(entry[name]) for name in ("word", "label", "note")},
        )
        for key, entry in tree.items()
    }


def policies() -> dict[str, dict[str, int]]:
    """Fewest people behind a shown figure, by audience and kind of metric, the mildest policy first."""
    return _policy()["audience"]


def lattice_policy() -> dict[str, list]:
    """The resolutions of places and types from fine to coarse, and the columns that count people without being an n."""
    return _policy()["lattice"]


@cache
def _policy() -> dict[str, dict]:
    return tomllib.loads((_FOLDER / "policy.toml").read_text(encoding="utf-8"))


def thresholds(audience: str) -> dict[str, int]:
    """Fewest people behind a shown figure, by kind of metric, for one audience."""
    return policies()[audience]


def ladder(audience: str) -> tuple[dict[str, int], ...]:
    """The thresholds of every policy up to the audience's. Each hides on top of what the milder one hides:
    chosen apart, a cell shown outside could give away what stands beside it inside.
    """
    names = list(policies())
    return tuple(policies()[name] for name in names[: names.index(audience) + 1])
