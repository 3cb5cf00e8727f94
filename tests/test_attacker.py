"""An attacker with every answer there is, and linear programming, narrows no small cell below the policy's width.

The width is the threshold itself: of a group too small to be shown, not even so much is known as its size to within it.
"""

from __future__ import annotations

import importlib
import random
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import product

import numpy as np
import openpyxl
import pandas as pd
import pypdf
import pytest

from bench.attacker import hidden_figures, narrowed, unpacked
from data import lattice, prune, ringed, versions
from packs import document, plain, sheet, slides
from packs.front import Front
from queries import door, release
from queries.scope import Compare
from queries.warehouse import open_version
from tests.conftest import House
from tests.scopes import whole
from tests.walk import everything
from ui.payload import payload

PLACES = ("11", "12", "13", "21", "22", "31")
CITIES = ("11", "11", "11", "21", "21", "31"), PLACES  # of the places: three with places below them, or six without
LEVELS = ("B1", "B2", "B3", "B4")
KINDS = ("T1", "T2", "T3")


# A random table, and everything its lattice lets out.


def table(dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A year of a small province, many of whose cells are small or empty: people by atom, the city of each place."""
    shape = (len(PLACES), len(LEVELS), len(KINDS), 12)
    places, levels, kinds = (np.array(choice) for choice in ([0.2, 1, 4, 12], [0.3, 1, 3], [0.4, 1]))
    size = dice.choice(places, (6, 1, 1, 1)) * dice.choice(levels, (1, 4, 1, 1)) * dice.choice(kinds, (1, 1, 3, 1))
    if dice.random() < 0.5:  # a type is for some levels, with stray others
        size = dice.choice([2, 4, 12], (6, 1, 1, 1)) * dice.choice([0.03, 0.3, 1], (1, 4, 3, 1))
        return dice.poisson(size * dice.choice([0.5, 1, 2], shape)), np.array(CITIES[1])
    return dice.poisson(size * dice.choice([0, 0.3, 1, 2], shape)), np.array(CITIES[0])


def cube(people: np.ndarray, cities: np.ndarray) -> pd.DataFrame:
    """The cube of these people (place x level x type x month)."""
    at = np.indices(people.shape).reshape(4, -1)
    axes = {"place": PLACES, "level_code": LEVELS, "train_type": KINDS, "month": range(1, 13)}
    keys = {name: np.array(codes)[where] for (name, codes), where in zip(axes.items(), at, strict=True)}
    counts = dict.fromkeys(("enrolled", "ov_count"), people.ravel())
    return pd.DataFrame({"year": 2025, "day": 0, "city": cities[at[0]], **keys, **counts})


def let_out(*cubes: pd.DataFrame) -> list[np.ndarray]:
    """Every sum that the first of the cubes lets out beside the newer others, as the atoms (place x level x type x month)
    it holds.
    """
    rows = lattice.release(list(cubes))
    rows = rows[rows["audience"].isin(["", "inside"]) & rows["counted"].isin(["", "ov_count"])]
    branch = {name: dict(zip(part.code, part.labels, strict=True)) for name, part in rows.groupby("branch")}
    levels, sums = np.array([branch["level"][code] for code in LEVELS]), []
    of_place, typed = (np.array([branch[name][code] for code in PLACES]) for name in ("place", "typed"))
    kinds, halves = np.array([branch["type"][code] for code in KINDS]), [(0, 6), (6, 12)]
    everywhere, every = np.ones(len(PLACES), dtype=bool), np.ones(len(KINDS), dtype=bool)

    def add(place: np.ndarray, kind: np.ndarray, merges: int, months: int, span: tuple[int, int] = (0, 12)) -> None:
        for part, first in product(set(levels[:, min(merges, levels.shape[1] - 1)]), range(*span, months)):
            level = levels[:, min(merges, levels.shape[1] - 1)] == part
            month = (np.arange(12) >= first) & (np.arange(12) < first + months)
            sums.append(place[:, None, None, None] & level[:, None, None] & kind[:, None] & month)

    for (span, months), needed in zip([*product(halves, lattice.STEPS), ((0, 12), 12)], branch["whole"][""], strict=True):
        for merges in range(needed, levels.shape[1]):
            add(everywhere, every, merges, months, span)
    ladder = [branch["ladder"][str(at)] for at in range(len(branch["ladder"]))]
    for slot, (span, rung) in enumerate([*product(halves, ladder[:-1]), ((0, 12), ladder[-1])]):
        for label in set(of_place[:, slot]) - {0}:
            add(of_place[:, slot] == label, every, *rung, span)
    merges, months = branch["types"][""]
    for label in set(kinds[:, 0]) - {0}:
        add(everywhere, kinds[:, 0] == label, merges, months)
    for label in set(kinds[:, 2]) - {0}:
        add(everywhere, kinds[:, 2] == label, lattice.NEVER, months)
    for label, where in product(set(kinds[:, 1]) - {0}, set(typed[:, 0]) - {0}):
        add(typed[:, 0] == where, kinds[:, 1] == label, lattice.NEVER, months)
    return sums


def question(dice: np.random.Generator, cities: np.ndarray) -> np.ndarray:
    """What somebody could ask: a place, a city or all, a level or some, a type or all, a few months."""
    first = dice.integers(12)
    places = [cities == cities[dice.integers(6)], np.arange(6) == dice.integers(6), np.ones(6, dtype=bool)]
    level = dice.random(4) < dice.choice([0.3, 1]) if dice.random() < 0.6 else np.arange(4) == dice.integers(4)
    if dice.random() < 0.5:  # a small corner of the table of cities, levels and types
        corner = places[0][:, None, None], (np.arange(4) == dice.integers(4))[:, None], np.arange(3) == dice.integers(3)
        return (corner[0] & corner[1] & corner[2])[..., None] & (np.arange(12) // 6 == dice.integers(2))
    kind = np.ones(3, dtype=bool) if dice.random() < 0.4 else np.arange(3) == dice.integers(3)
    month = (np.arange(12) >= first) & (np.arange(12) < first + dice.choice([1, 3, 6, 12]))
    return places[dice.integers(3)][:, None, None, None] & level[:, None, None] & kind[:, None] & month


@pytest.mark.parametrize("trial", range(4))
def test_no_small_cell_of_a_random_table_is_narrowed_below_the_width(dice, trial):
    people, cities = table(dice)
    least, sums = lattice.thresholds()["ov_count"][0], let_out(cube(people, cities))
    assert all(n == 0 or n >= least for n in (people[s].sum() for s in sums))
    small = [cell for cell in (question(dice, cities) for _ in range(400)) if 0 < people[cell].sum() < least]
    assert len(small) > 2
    for cell in small[:5]:
        low, high = narrowed(sums, people, cell)
        assert high - low >= least - 1e-6, (people[cell].sum(), low, high)


@pytest.mark.parametrize("trial", range(2))
def test_of_few_who_joined_between_two_versions_only_the_whole_is_told(dice, trial):
    people, cities = table(dice)
    size = dice.choice([0, 0.2, 1], (6, 1, 1, 1)) * dice.choice([0.1, 1], (1, 4, 3, 1))
    joined = dice.poisson(size * dice.choice([0, 0, 2], 12))
    joined[2, 0, 0, 0] += 2
    old, new = cube(people, cities), cube(people + joined, cities)
    least, world = lattice.thresholds()["ov_count"][0], np.stack([people, joined])
    sums = [np.stack([s, 0 * s]) for s in let_out(old, new)] + [np.stack([s, s]) for s in let_out(new)]
    of_all = [s for s in sums if s[1].any((1, 2, 3)).all() or s[0].any((1, 2, 3)).all()]
    few = [cell for cell in (question(dice, cities) for _ in range(300)) if 0 < joined[cell].sum() < least]
    for cell in few[:4]:
        low, high = narrowed(sums, world, np.stack([0 * cell, cell]))
        told = np.subtract(*narrowed(of_all, world, np.stack([0 * cell, cell]))[::-1])
        assert high - low >= min(least, told) - 1e-6, (joined[cell].sum(), low, high, told)


def test_where_the_whole_tells_of_few_no_sum_says_that_none_of_them_is_in_it():
    people, joined = np.full((6, 4, 3, 12), 30), np.zeros((6, 4, 3, 12), dtype=int)
    joined[0, 1, 2, [0, 1, 2, 7, 8, 9]] = 1  # six of the year, one a month
    sums = let_out(cube(people, np.array(CITIES[0])), cube(people + joined, np.array(CITIES[0])))
    months = [s.any((0, 1, 2)) for s in sums]
    assert not [s for s, at in zip(sums, months, strict=True) if joined[..., at].any() and not s[..., at].all()]
    assert {at.sum() for at in months} >= {1, 3, 6, 12}  # of the whole


def test_an_older_version_gives_way_to_the_newer_ones_and_a_pack_to_those_of_its_day(tmp_path):
    first, second, third = names = [f"2026010{day}-000000" for day in (1, 2, 3)]
    for name in names:
        versions.path_of(tmp_path, name).touch()
    versions.point(tmp_path, second)  # rolled back
    assert [release.place_of(tmp_path, name, "inside")[3] for name in names] == [(third, second), (), (second,)]
    prune.cite(tmp_path, first)  # it is kept, which tells nobody more of it
    assert release.place_of(tmp_path, first, "inside")[3] == (third, second)
    sealed = [release.place_of(tmp_path, first, "inside", beside=day) for day in ((), (second,), ("20260109-000000",))]
    assert [place[3] for place in sealed] == [(), (second,), ()]


def margins(shape: tuple[int, int, int]) -> list[np.ndarray]:
    """The three two-way margins of a table, each sum as the cells it holds."""
    at = np.indices(shape)
    lines = [at[[a for a in range(3) if a != axis]] for axis in range(3)]
    keys = [np.unique(line.reshape(2, -1), axis=1).T for line in lines]
    return [(line == key[:, None, None, None]).all(0) for line, own in zip(lines, keys, strict=True) for key in own]


def test_whoever_has_a_ring_could_be_more_whatever_stands_with_him(dice):
    least, room = 5, 0
    while room < 12:
        cells = dice.poisson(dice.choice([1, 4, 12], (4, 1, 1)) * dice.choice([0, 0.2, 1, 2], (1, 4, 3)))
        has, small = ringed.ringed(cells[..., None].astype(float), least), (cells > 0) & (cells < least)
        for place, *rest in dice.permutation(np.argwhere(small & has[:, None, None]))[:2]:
            group = small & (dice.random(cells.shape) < 0.05)
            group[place, *rest] = True
            if cells[group].sum() < least:
                _, high = narrowed(margins(cells.shape), cells, group)
                assert high - cells[group].sum() >= least - 1e-6, (cells.tolist(), group.tolist())
                room += 1


def test_who_can_be_worked_out_has_no_ring():
    cells = np.tile([[0.0, 0, 90], [80, 120, 0]], (3, 1, 1))  # one type is for one level
    cells[1, 1, 2] = 4  # and four of that level are elsewhere, all that it has in its place less all of the type there
    cells[2, 1, 2] = 30
    group = np.zeros(cells.shape, dtype=bool)
    group[1, 1, 2] = True
    assert narrowed(margins(cells.shape), cells, group) == pytest.approx((4, 4))
    assert ringed.ringed(cells[..., None], 5).tolist() == [True, False, True]


# A version as it was built, and what its door says.

COUNTED = "attendees"
YEAR = 2025
STEP = {"month": 1, "quarter": 3, "half": 6}


@dataclass(frozen=True)
class Ground:
    """What the attacker knows of the version: which places, levels and types there are; and the people nobody may see."""

    places: tuple[str, ...]  # those of one city, and every other city as a whole
    cities: tuple[str, ...]  # of each place
    levels: tuple[str, ...]
    types: tuple[str, ...]
    people: np.ndarray  # place x level x type x month of the year

    def atoms(self, places, levels, types, months) -> np.ndarray:
        """The atoms of a row: None is everything."""
        axes = zip((places, levels, types), (self.places, self.levels, self.types), strict=True)
        place, level, kind = (np.array([chosen is None or code in chosen for code in codes]) for chosen, codes in axes)
        return place[:, None, None, None] & level[:, None, None] & kind[:, None] & np.isin(np.arange(12), list(months))


def laid_out(frame: pd.DataFrame, *names: str) -> tuple[list[list[str]], np.ndarray]:
    """The codes on each of these axes, and the people of a frame with month and n: those axes x month of the year."""
    axes = [sorted(set(frame[name])) for name in names]
    people = np.zeros((*map(len, axes), 12))
    at = [pd.Index(codes).get_indexer(frame[name]) for codes, name in zip(axes, names, strict=True)]
    people[(*at, frame["month"])] = frame["n"]
    return axes, people


def ground(house: House, city: str) -> Ground:
    con = open_version(house.warehouse, house.known.version).cursor()
    frame = con.execute(
        "SELECT CASE WHEN city_code = ? THEN region_code ELSE city_code END AS place, any_value(city_code) AS city, "
        f"level_code, train_type, month(month) - 1 AS month, sum({COUNTED}) AS n FROM effect_month e "
        "JOIN dim_region r ON r.code = e.region_code WHERE year(month) = ? GROUP BY ALL", [city, YEAR]
    ).df()  # fmt: skip
    axes, people = laid_out(frame, "place", "level_code", "train_type")
    cities = frame.groupby("place")["city"].first()
    return Ground(tuple(axes[0]), tuple(cities[place] for place in axes[0]), tuple(axes[1]), tuple(axes[2]), people)


def rows_of(name: str, scope, seen: Ground, known) -> list[tuple[np.ndarray, float]]:
    """(atoms, people or NaN) of each row of an answer; a row that is not there is nobody."""
    frame = door.run(name, scope)
    mine = known.below(scope.region)
    places = {p for p in seen.places if p in mine} if scope.region else None
    levels, types = scope.level or None, scope.training_type or None
    first, last = scope.period[0].month - 1, scope.period[1].month - 1
    split = {city for place, city in zip(seen.places, seen.cities, strict=True) if place != city}
    found = []
    for row in frame.to_dict("records"):
        where, months = places, range(first, last + 1)
        if "depth" in row:
            own = {p for p, c in zip(seen.places, seen.cities, strict=True) if row["depth"] == 1 and c == row["region_code"]}
            where = (own & (places if places is not None else own)) or {row["region_code"] or row["city_code"]}
            if row["depth"] == 2 and row["city_code"] not in split:
                continue  # a county of another city, or what is left of one
        if "step" in row:
            if row["start"].year != YEAR:
                continue
            months = [m for m in range(row["start"].month - 1, row["start"].month - 1 + STEP[row["step"]]) if m <= last]
        level = levels if row.get("level_code", "*") == "*" else {row["level_code"]}
        kind = types if row.get("train_type", "*") == "*" else {row["train_type"]}
        found.append((seen.atoms(where, level, kind, months), row[COUNTED]))
    if name == "effect_by_level" and len(frame):
        absent = set(seen.levels) & set(levels or seen.levels) - set(frame["level_code"])
        found += [(seen.atoms(places, {level}, types, range(first, last + 1)), 0.0) for level in absent]
    return found


def scopes(known, city: str, chance: random.Random, count: int):
    """Random questions about one year: places of one city or everything, levels, types, months."""
    own = [r.code for r in known.regions if r.city == city]
    for _ in range(count):
        first, length = chance.choice([1, 1, 4, 7, chance.randint(1, 12)]), chance.choice([1, 3, 6, 12])
        last = min(first + length - 1, 12)
        yield whole(
            known, compare=Compare.NONE,
            period=(date(YEAR, first, 1), (pd.Timestamp(YEAR, last, 1) + pd.offsets.MonthEnd()).date()),
            region=tuple(chance.sample(own, chance.choice([1, 1, 2, 3]))) if chance.random() < 0.7 else (),
            level=tuple(chance.sample(list(known.lists["levels"]), chance.choice([0, 0, 1, 2]))),
            training_type=tuple(chance.sample(list(known.lists["types"]), chance.choice([0, 0, 0, 1, 2]))),
        )  # fmt: skip


def test_no_hidden_cell_of_a_version_is_narrowed_by_whatever_is_asked_of_its_door(province, chance):
    known, city = province.known, "610800"
    seen, least = ground(province, city), lattice.thresholds()[COUNTED][0]
    sums: dict[bytes, np.ndarray] = {}
    small: dict[bytes, np.ndarray] = {}
    for number, scope in enumerate(scopes(known, city, chance, 240)):
        for name in ("effect_by_level", "effect_by_region", "effect_trend", "effect_by_type"):
            for atoms, n in rows_of(name, scope, seen, known):
                held = seen.people[atoms].sum()
                assert np.isnan(n) or n == held
                if not np.isnan(n):
                    sums[atoms.tobytes()] = atoms
                elif 0 < held < least:
                    small[atoms.tobytes()] = atoms
        if number >= 23 and min(len(sums), len(small)) > 5:
            break
    assert len(sums) > 5 and len(small) > 5
    for atoms in chance.sample(list(small.values()), 6):
        low, high = narrowed(list(sums.values()), seen.people, atoms)
        assert high - low >= least - 1e-6, (seen.people[atoms].sum(), low, high)


# What leaves the house.


@pytest.mark.parametrize("name", ["levels", "regions"])
def test_no_hidden_figure_is_in_a_page_a_file_or_a_byte(province, name):
    scope = whole(province.known, region=("610800",), period=(date(2025, 1, 1), date(2025, 12, 31)))
    figures = hidden_figures(scope)
    board = importlib.import_module(f"pages.{name}").board(scope)
    said = [*everything(board), plain.csv(board, "zh").decode()]
    said.append(payload(board, "zh", plotly_url="", outlines_url=lambda layer: layer, query_url=str).decode())
    workbook = sheet.workbook(board, "zh")
    front = Front("2026-07-003", "汇报", "处", "2026-07-02 09:14", scope)
    said += [unpacked(workbook), unpacked(slides.pptx((board,), front))]
    book = openpyxl.load_workbook(BytesIO(workbook))
    said += [repr(cell) for part in book for row in part.values for cell in row if cell is not None]
    pages = pypdf.PdfReader(BytesIO(document.pdf(board, "zh"))).pages
    text = "\n".join([*said, *(page.extract_text() for page in pages)])
    assert len(figures) > 20 and len(text) > 2000
    assert not [figure for figure in figures if figure in text]
