"""Which sums of people may be shown: decided once, when a version is built, the same for every reader.

Each cube (data/cubes.py) by itself; that of classes beside what the list of classes tells (data/mixed.py). The whole is
shown by months, quarters, halves and years; places on rungs of a ladder (data/ladder.py); training types for the whole and
by city (data/crossed.py). Each year, family of columns and audience is decided by itself. The proof that nothing else can be
worked out: docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import duckdb
import numpy as np
import pandas as pd

from data.crossed import Crossed, Given, cross
from data.cubes import EFFECT, contents, cube, families, outline, people, thresholds
from data.joined import hinted, views
from data.ladder import HALF, NEVER, STEPS, Ladder, finest_steps
from data.metrics import lattice_policy, policies
from data.mixed import Classes, Left, among_others, gather, left
from data.rows import digest
from data.steps import Sums, merges_needed

COLUMNS = dict.fromkeys(("cube", "audience", "counted"), "VARCHAR") | {"year": "INTEGER"}
COLUMNS |= {"branch": "VARCHAR", "code": "VARCHAR", "labels": "INTEGER[]"}
TABLE, CONTENT = "release", "content"
Rows = list[tuple]


def resting_on(year: int, content: str) -> Rows:
    """A row that says what a decision rests on; year 0 stands for what comes before any year."""
    return [("", "", year, CONTENT, content, [])]


def of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of a cube that are of one year."""
    return frame[frame["year"] == year]


def decide_year(plan: _Plan, year: int, rows: Callable[[], tuple[pd.DataFrame, ...]]) -> Rows:
    """What is decided of the year whose rows of a cube, and of classes, `rows` gives, and what that rests on."""
    frame, *rest = rows()
    content = (contents(one).get(year, "") for one in (frame, *rest))
    return _year(plan, year, [frame], rest) + resting_on(year, digest(*content))


def framed(name: str, rows: Rows) -> pd.DataFrame:
    """Rows of a cube as `release` gives them."""
    return pd.DataFrame([(name, *row) for row in rows], columns=list(COLUMNS))


def release(frames: list[pd.DataFrame], name: str = EFFECT, rest: Sequence[pd.DataFrame] = ()) -> pd.DataFrame:
    """What may be shown of the first frame of a cube while the others can be opened too: those of newer versions.

    rest: the classes of each, if the cube is of those.

    One row a thing that a selection is made of, with its labels: what has the same label is shown together only, what has
    the label 0 not at all. By branch:
    level: the part each level is in after 0, 1, 2 … merges. ladder: merges and months of a rung.
    whole: merges needed by months, quarters and halves of the first half-year, of the second, and by the year.
    place: labels on the rungs within the first half-year, on those within the second, on the year.
    types: merges and months by which types are shown. type: the labels of a type by level, of all levels in cities, in the
    whole.
    typed: the label of a place where types are shown by place.
    """
    always, plan = plan_of(frames, name)
    years = sorted(set().union(*(one["year"] for one in frames))) if plan.anybody else ()
    rows = (_year(plan, year, *([of_year(one, year) for one in part] for part in (frames, rest))) for year in years)
    return framed(name, [*always, *chain.from_iterable(rows)])


def beside(cons: list[duckdb.DuckDBPyConnection], name: str = EFFECT) -> pd.DataFrame:
    """`release` of a cube of the versions read by `cons`, of the first one beside the others.

    What its build decided stays for the years in which no other version differs.
    """
    own, known = decided(cons[0], name), [rests_on(con, name) for con in cons]
    moved = sorted(year for year in set().union(*known) if len({content.get(year) for content in known}) > 1)
    if 0 in moved or not known[0]:
        frames, *rest = _frames(cons, name)
        return release(frames, name, *rest)
    _, plan = plan_of([outline(cons[0]) if name == EFFECT else cube(cons[0], name)], name)
    rows = (_year(plan, year, *_frames(cons, name, year)) for year in moved)
    return pd.concat([own[~own["year"].isin(moved)], framed(name, list(chain.from_iterable(rows)))], ignore_index=True)


def decided(con: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    """What the build of a version decided of a cube: rows as `release` gives them."""
    return con.execute(f"FROM {TABLE} WHERE cube = ?", [name]).df()


def _frames(cons: list[duckdb.DuckDBPyConnection], name: str, year: int | None = None) -> Iterator[list[pd.DataFrame]]:
    """The cubes of all, and their classes."""
    return map(list, zip(*(people(con, name, year) for con in cons), strict=True))


def rests_on(con: duckdb.DuckDBPyConnection, name: str) -> dict[int, str]:
    """By year, or 0 for all, the hash of the people that the build of a version decided a cube by."""
    rows = con.execute(f"SELECT year, code FROM {TABLE} WHERE cube = ? AND branch = ?", [name, CONTENT])
    return dict(rows.fetchall())


@dataclass(frozen=True)
class _Plan:
    """What every year is decided by: the ladder, by which types may be shown, codes of all years, each place's city."""

    ladder: Ladder
    choices: tuple[tuple[int, int], ...]
    axes: dict[str, list]
    city: tuple[int, ...]

    @property
    def anybody(self) -> bool:
        """Whether there is anybody to protect: of classes alone no level is known."""
        return bool(self.axes["level_code"])


def plan_of(frames: list[pd.DataFrame], name: str) -> tuple[Rows, _Plan]:
    """The rows that are of no year, and what the others are decided by."""
    first = next(iter(families(frames[0]).values()))[0]
    levels = frames[0].groupby("level_code")[first].sum().sort_index().sort_values(kind="stable").index.tolist()
    cuts = tuple((0, *range(merges + 1, len(levels))) for merges in range(len(levels)))  # the smallest first
    policy = lattice_policy()
    policy = policy["levels_first"] if name in policy["levels_first"]["cubes"] else policy
    tables = policy["ladder"], policy["types"]
    rungs, choices = (tuple((min(merges, len(cuts) - 1), months) for merges, months in table) for table in tables)
    parts = [[int(np.searchsorted(cut, at, "right")) for cut in cuts] for at in range(len(levels))]
    rows = [("", "", 0, "level", code, labels) for code, labels in zip(levels, parts, strict=True)]
    rows += [("", "", 0, "ladder", str(number), list(rung)) for number, rung in enumerate(rungs)]
    every = pd.concat(frames)
    axes = {name: sorted(every[name].unique()) for name in ("day", "place", "city", "train_type")}
    city_of = dict(every[["place", "city"]].drop_duplicates().itertuples(index=False))
    city = tuple(axes["city"].index(city_of[code]) for code in axes["place"])
    axes |= {"level_code": levels, "month": list(range(1, 13))}
    return rows, _Plan(Ladder(cuts, rungs), choices, axes, city)


@dataclass(frozen=True)
class _Table:
    """One family of columns in one year: people of view x place x level x 12 and of view x city x type x level x 12.

    A view is a column on a day; the `own` first ones are of the version itself, the others of who joined or left since.
    `classes`: those whose sizes are told, and the columns of them.
    """

    own: int

    places: np.ndarray
    crossed: np.ndarray
    classes: Classes | None
    columns: list[int]


@dataclass(frozen=True)
class _Shown:
    """What one audience is shown of a table: merges of the whole; rungs of whole, cities, places by half-year; types."""

    merges: np.ndarray
    start: np.ndarray
    cities: np.ndarray
    places: np.ndarray
    types: Crossed | None


def _year(plan: _Plan, year: int, frames: list[pd.DataFrame], rest: Sequence[pd.DataFrame] = ()) -> Rows:
    """The rows of all branches that differ by family, year and audience; the frames (and classes) hold that year alone."""
    groups, days, found, known = families(frames[0]), len(plan.axes["day"]), [], {}
    counted = list(chain.from_iterable(groups.values()))
    by = (("day", "place", "level_code", "month"), ("day", "city", "train_type", "level_code", "month"))
    told = gather(list(rest), plan.axes, counted) if rest else None
    spread = [[_spread(one, names, plan.axes, counted) for one in frames] for names in by]
    for name, columns in groups.items():
        at = [counted.index(column) for column in columns]
        tables = ([part[at].reshape(-1, *part.shape[2:]) for part in parts] for parts in spread)
        places, crossed = (np.concatenate(views(part)) for part in tables)
        alike = places.tobytes(), crossed.tobytes(), tuple(_limits(columns)), told and told.of(at)
        if alike not in known:  # columns that count the same people are decided once
            known[alike] = _by_audience(plan, _Table(days * len(at), places, crossed, told, at), alike[2])
        found += [(audience, name, year, *row) for audience, row in known[alike]]
    return found


def _by_audience(plan: _Plan, table: _Table, limits: tuple[int, ...]) -> list[tuple]:
    """(audience, row) of everything that is shown of a table."""
    shown, before, found = None, None, []
    for audience, least in zip(policies(), limits, strict=True):
        if least != before:  # else the same is shown
            shown, before = _decide(plan, table, least, shown), least
            rows = [(branch, code, labels.astype(int).tolist()) for branch, code, labels in _rows(plan, shown)]
        found += [(audience, row) for row in rows]
    return found


def _limits(columns: list[str]) -> list[int]:
    """The fewest people of each policy, the strictest of these columns."""
    return [max(least) for least in zip(*(thresholds()[column] for column in columns), strict=True)]


def _spread(frame: pd.DataFrame, names: tuple[str, ...], axes: dict[str, list], counted: list[str]) -> np.ndarray:
    """The people of each column: column x those axes. A level that is none of them counts with the last one."""
    people = np.zeros((len(counted), *(len(axes[name]) for name in names)))
    at = [pd.Index(axes[name]).get_indexer(frame[name]) for name in names]
    np.add.at(people, (slice(None), *at), frame.reindex(columns=counted, fill_value=0).to_numpy(dtype=float).T)
    return people


def _decide(plan: _Plan, table: _Table, least: int, milder: _Shown | None) -> _Shown:
    """What is shown where a cell must hold `least`, and nothing beyond what the milder policy shows."""
    table = replace(table, **{name: hinted(getattr(table, name), table.own, least) for name in ("places", "crossed")})
    ladder, city, free = plan.ladder, np.array(plan.city), np.zeros((len(plan.city), 2), dtype=int)
    besides = left(table.classes, table.columns, least) if table.classes else None
    merges, start = _of_whole(ladder, table, besides, least)
    if milder:
        merges, start = np.maximum(merges, milder.merges), np.maximum(start, milder.start)
    apart = [_known_apart(ladder, table, where, least) for where in ("city", "place")]
    cities = _on_rungs(ladder, table.crossed.sum(2), besides and besides.cities[1:].sum(3), apart[0])
    known = milder.cities if milder else free[: table.crossed.shape[1]]
    shown = ladder.hang(cities, ladder.on_rungs(cities), least, start, known)
    places = _on_rungs(ladder, table.places, besides and besides.places, apart[1])
    inner, fewest = np.full((len(city), 2), NEVER), ladder.on_rungs(places)
    for number in np.flatnonzero((shown < NEVER).all(1)):
        mine = city == number
        known = (milder.places if milder else free)[mine]
        inner[mine] = ladder.hang([one[:, mine] for one in places], fewest[mine], least, shown[number], known)
    may = plan.axes["train_type"] != [""] and (milder is None or milder.types is not None)
    steps = dict(zip(STEPS, merges[:-1].reshape(2, -1).min(0).tolist(), strict=True)) | {2 * HALF: int(merges[-1])}
    known = Given(plan.choices, lattice_policy()["types_shown"], shown, start, steps, finest_steps(merges))
    types = cross(ladder, table.crossed, besides, known, least, milder and milder.types) if may else None
    return _Shown(merges, start, shown, inner, types)


def _on_rungs(
    ladder: Ladder, people: np.ndarray, besides: np.ndarray | None, apart: list[np.ndarray] | None
) -> list[np.ndarray]:
    """Of each rung all people, and as further views those left after as many merges, and those known apart from others."""
    if besides is None:
        return [people] * len(ladder.rungs)
    return [np.concatenate([people, besides[merges], one]) for (merges, _), one in zip(ladder.rungs, apart, strict=True)]


def _known_apart(ladder: Ladder, table: _Table, where: str, least: int) -> list[np.ndarray] | None:
    return among_others(table.classes, table.columns, ladder.rungs, where, least) if table.classes else None


def _of_whole(ladder: Ladder, table: _Table, besides: Left | None, least: int) -> tuple[np.ndarray, np.ndarray]:
    """(merges, first rung) of the whole: all levels together every version shows, whoever joined; nobody can tell where."""
    whole = [table.crossed.sum((1, 2))] * (len(ladder.chain) - 1) + [table.crossed[: table.own].sum((1, 2))]
    there, others = [_there(part, table.own) for part in whole], None
    for part in (besides.levels, besides.single) if besides else ():
        there = [np.concatenate([one, _there(whole[0], table.own, part.shape[1])]) for one in there]
        whole = [np.concatenate(pair) for pair in zip(whole, part.sum(2), strict=True)]
    if besides:
        views = (len(table.crossed), besides.levels.shape[1], besides.single.shape[1])
        others = np.concatenate([_of_each(besides.others, 2, count) for count in views], axis=2)
    merges = merges_needed(ladder, Sums(whole, there, others), least)
    return merges, ladder.first(ladder.on_rungs([whole[at] for at, _ in ladder.rungs]), merges, least)


def _there(people: np.ndarray, own: int, views: int | None = None) -> np.ndarray:
    """Whether anybody is there, of each view: of the own ones, and, for who joined or left, of all of those."""
    return _of_each(people[:own] > 0, 0, views or len(people))


def _of_each(held: np.ndarray, axis: int, views: int) -> np.ndarray:
    """What is known of the own views, and, of who joined or left, of any of these."""
    return np.concatenate([held, *[held.any(axis, keepdims=True)] * (views - held.shape[axis])], axis=axis)


def _rows(plan: _Plan, shown: _Shown) -> Iterator[tuple[str, str, np.ndarray]]:
    """(branch, code, labels) of everything."""
    yield "whole", "", shown.merges
    names, city = plan.axes, np.array(plan.city)
    labels = _place_labels(plan.ladder, shown, city)
    yield from zip(["place"] * len(labels), names["place"], labels, strict=True)
    types, own = shown.types, 2 + np.arange(max(len(names["train_type"]), len(shown.cities)))
    yield "types", "", np.array([types.merges, types.months] if types else [NEVER, 2 * HALF])
    parts = (types.by_level, types.by_city, types.of_whole) if types else [np.zeros(len(names["train_type"]))] * 3
    alone = np.stack(parts, axis=1)
    by_type = np.where(alone, own[: len(alone), None], bool(types))
    yield from zip(["type"] * len(by_type), names["train_type"], by_type, strict=True)
    typed = np.where(types.cities, own[: len(types.cities)], 1)[city] if types else np.zeros(len(city))
    yield from zip(["typed"] * len(typed), names["place"], typed[:, None], strict=True)


def _place_labels(ladder: Ladder, shown: _Shown, city: np.ndarray) -> np.ndarray:
    """Place x slot: 0 if not even the whole is shown, 1 with the rest of it, then one a city, one a place."""
    rungs = np.arange(ladder.year)
    slots = [(half, rungs) for half in (0, 1)] + [(0, np.array([ladder.year]))]
    own = 2 + len(shown.cities) + np.arange(len(city))

    def labels(half: int, rungs: np.ndarray) -> np.ndarray:
        of_city = np.where(shown.cities[city, half, None] <= rungs, 2 + city[:, None], 1)
        return np.where(rungs < shown.start[half], 0, np.where(shown.places[:, half, None] <= rungs, own[:, None], of_city))

    return np.concatenate([labels(*slot) for slot in slots], axis=1)
