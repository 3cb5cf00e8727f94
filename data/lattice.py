"""Which sums of people may be shown: decided once, when a version is built, the same for every reader.

A place, a training type or the whole is shown at a resolution: cadre levels merged so many times, steps of so many
months. The ladder (policy.toml) orders the resolutions of places and types from fine to coarse; each child of a place
takes the first on which all its cells, and those of the children that stay behind together, hold enough people
or none. Each year is decided by itself. The proof that nothing else can be worked out: docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import duckdb
import numpy as np
import pandas as pd

from data.metrics import lattice_policy, metrics, policies

STEPS = (1, 3, 6, 12)  # months; the whole may be shown by any of them
NEVER = 99  # more merges than there are levels
ANONYMOUS = "?"  # marks the anonymous answers of a city among its places
_COLUMNS = dict.fromkeys(("audience", "counted"), "VARCHAR") | {"year": "INTEGER", "branch": "VARCHAR", "code": "VARCHAR"}
_COLUMNS["labels"] = "INTEGER[]"
Chain = tuple[tuple[int, ...], ...]  # after each merge: where its parts begin among the levels


@dataclass(frozen=True)
class Lattice:
    """The resolutions there are: how levels merge, and (merges, months) from fine to coarse."""

    chain: Chain
    ladder: tuple[tuple[int, int], ...]

    def fewest(self, people: np.ndarray, merges: int, months: int) -> np.ndarray:
        """The people in the smallest cell that is not empty, of each table (… x level x 12); infinite if all are."""
        sums = np.add.reduceat(people, self.chain[merges], axis=-2)
        cells = sums.reshape(*sums.shape[:-1], 12 // months, months).sum(-1)
        return np.where(cells > 0, cells, np.inf).min((-1, -2))

    def rungs(self, people: np.ndarray) -> np.ndarray:
        """The smallest cell on each rung: … x rung."""
        return np.stack([self.fewest(people, *rung) for rung in self.ladder], axis=-1)

    def whole(self, people: np.ndarray) -> np.ndarray:
        """The smallest cell of the whole, for all merges and steps: … x merges x step."""
        return np.stack([[self.fewest(people, m, s) for s in STEPS] for m in range(len(self.chain))]).transpose(2, 3, 0, 1)

    def hang(self, people: np.ndarray, fewest: np.ndarray, least: int, start: int, milder: np.ndarray) -> np.ndarray:
        """The rung from which on each child of a family is shown, NEVER if on none.

        people: child x level x 12. fewest: child x rung. least: how many people a cell must hold. start: the rung of the
        parent. milder: the same under the milder policy; what that one hides is hidden here too.
        """
        shown = np.full(len(people), NEVER)
        order = np.argsort(people.sum((-1, -2)), kind="stable")
        for rung in range(start, len(self.ladder)):
            fit = (shown == NEVER) & (fewest[:, rung] >= least) & (milder <= rung)
            new, rest = [i for i in order if fit[i]], [i for i in order if shown[i] == NEVER and not fit[i]]
            while new and rest and self.fewest(people[rest].sum(0), *self.ladder[rung]) < least:
                rest.append(new.pop(0))
            shown[new] = rung
        return shown


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Writes the table `release` from `effect_month`: one row a thing that a selection is made of, with its labels.

    branch level: the part each level is in after 0, 1, 2 … merges. ladder: merges and months of a rung. whole: merges
    needed by months, quarters, halves, years. place and type: the label on each rung; what has the same label on a
    rung is shown there together only, what has the label 0 not at all.
    """
    found = con.execute("SELECT level_code FROM effect_month GROUP BY ALL ORDER BY sum(enrolled), level_code").fetchall()
    levels = [code for (code,) in found]
    chain = tuple((0, *range(merges + 1, len(levels))) for merges in range(len(levels)))  # the smallest first
    ladder = tuple((min(merges, len(chain) - 1), months) for merges, months in lattice_policy()["ladder"])
    parts = [[int(np.searchsorted(cut, at, "right")) for cut in chain] for at in range(len(levels))]
    rows = [("", "", 0, "level", code, labels) for code, labels in zip(levels, parts, strict=True)]
    rows += [("", "", 0, "ladder", str(number), list(rung)) for number, rung in enumerate(ladder)]
    rows += _decided(con, levels, Lattice(chain, ladder)) if levels else ()  # classes alone: nobody to protect
    con.execute(f"CREATE TABLE release ({', '.join(f'{name} {kind}' for name, kind in _COLUMNS.items())})")
    con.register("rows_in", pd.DataFrame(rows, columns=list(_COLUMNS)))
    con.execute("INSERT INTO release SELECT * FROM rows_in")
    con.unregister("rows_in")


def thresholds() -> dict[str, list[int]]:
    """The fewest people of each count column of the cube, one a policy: the strictest of the metrics resting on it."""
    kinds = {name: {"register"} for name in lattice_policy()["people"]}
    for metric in metrics().values():
        kinds.setdefault(metric.count, set()).add(metric.kind)
    return {name: [max(policy[kind] for kind in found) for policy in policies().values()] for name, found in kinds.items()}


def _decided(con: duckdb.DuckDBPyConnection, levels: list[str], lattice: Lattice) -> Iterator[tuple]:
    """The rows of the branches whole, place and type."""
    columns = {row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE effect_month)").fetchall()}
    limits = {name: least for name, least in thresholds().items() if name in columns}
    place = f"region_code || CASE WHEN anonymous THEN '{ANONYMOUS}' ELSE '' END"
    years, places, people = _spread(con, place, list(limits), levels)
    _, types, by_type = _spread(con, "train_type", list(limits), levels)
    known = dict(con.execute("SELECT code, city_code FROM dim_region").fetchall())
    _, city = np.unique([known.get(code.removesuffix(ANONYMOUS), code) for code in places], return_inverse=True)
    cities = np.stack([people[:, :, city == number].sum(2) for number in range(city.max(initial=-1) + 1)], axis=2)
    parts = (people, cities, by_type)
    ground = _Ground(lattice, city, parts, tuple(map(lattice.rungs, parts)), lattice.whole(by_type.sum(2)))
    for (at, name), (number, year) in product(enumerate(limits), enumerate(years)):
        milder = tuple(np.zeros(part.shape[2], dtype=int) for part in parts)
        for audience, least in zip(policies(), limits[name], strict=True):
            start, milder = ground.decide(at, number, least, milder)
            rows = [("whole", "", ground.merges(at, number, least))]
            rows += [("place", *row) for row in zip(places, ground.place_labels(start, *milder[:2]), strict=True)]
            rows += [("type", *row) for row in zip(types, ground.type_labels(start, milder[2]), strict=True)]
            yield from ((audience, name, year, branch, code, labels.tolist()) for branch, code, labels in rows)


def _spread(con: duckdb.DuckDBPyConnection, code: str, counted: list[str], levels: list[str]) -> tuple:
    """Years, codes, and the people of each count column: column x year x code x level x month."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in counted)
    keys = f"year(month) AS year, {code} AS code, level_code, month(month) AS month"
    frame = con.execute(f"SELECT {keys}, {sums} FROM effect_month GROUP BY ALL").df()
    axes = {name: sorted(set(frame[name])) for name in ("year", "code")} | {"level_code": levels, "month": range(1, 13)}
    people = np.zeros((len(counted), *map(len, axes.values())))
    at = [pd.Index(values).get_indexer(frame[name]) for name, values in axes.items()]
    people[(slice(None), *at)] = frame[counted].to_numpy(dtype=float).T
    return axes["year"], axes["code"], people


@dataclass(frozen=True)
class _Ground:
    """People of places, cities and types, and their smallest cells; decides column by column and year by year."""

    lattice: Lattice
    city: np.ndarray  # of each place
    people: tuple[np.ndarray, ...]  # of places, cities, types: column x year x child x level x month
    fewest: tuple[np.ndarray, ...]  # of the same: column x year x child x rung
    whole: np.ndarray  # column x year x merges x step

    def merges(self, at: int, year: int, least: int) -> np.ndarray:
        """How many merges of levels the whole needs for each step."""
        enough = self.whole[at, year] >= least
        return np.where(enough.any(0), enough.argmax(0), NEVER)

    def decide(self, at: int, year: int, least: int, milder: tuple) -> tuple[int, tuple]:
        """The rung of the whole; and those of places, of cities and of types."""
        (places, cities, types), (low, city_low, type_low) = (
            [part[at, year] for part in parts] for parts in (self.people, self.fewest)
        )
        hang, inner = self.lattice.hang, np.full(len(places), NEVER)
        start = int(np.argmax([*(self.lattice.rungs(types.sum(0)) >= least), True]))
        shown = hang(cities, city_low, least, start, milder[1])
        for number in np.flatnonzero(shown < NEVER):
            mine = self.city == number
            inner[mine] = hang(places[mine], low[mine], least, shown[number], milder[0][mine])
        return start, (inner, shown, hang(types, type_low, least, start, milder[2]))

    def place_labels(self, start: int, places: np.ndarray, cities: np.ndarray) -> np.ndarray:
        """Place x rung: 0 if not even the whole is shown, 1 with the rest of it, then one a city, one a place."""
        rungs, own = np.arange(len(self.lattice.ladder)), 2 + len(cities) + np.arange(len(places))
        of_city = np.where(cities[self.city, None] <= rungs, 2 + self.city[:, None], 1)
        return np.where(rungs < start, 0, np.where(places[:, None] <= rungs, own[:, None], of_city))

    def type_labels(self, start: int, types: np.ndarray) -> np.ndarray:
        """Type x rung: 0 if not even the whole is shown, 1 with the rest of the whole, then one a type."""
        rungs, own = np.arange(len(self.lattice.ladder)), 2 + np.arange(len(types))
        return np.where(rungs < start, 0, np.where(types[:, None] <= rungs, own[:, None], 1))
