"""What each row of an answer sums up: months or a day, places, levels, types. queries/release.py says what may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, product

from data.cubes import ANONYMOUS
from queries.release import Cell, Chosen, Release, Span

Keys = dict[str, list]  # the columns that identify a row
TOTAL = "*"
_AXES = ("slice", "step", "start", "depth", "city_code", "region_code", "train_type", "level_code")
_MONTHS = {"month": 1, "quarter": 3, "half": 6}
_ELSEWHERE = {"part", "org_tier"}  # axes on which nothing is added
_CUT = "cut", "city_code", "code"
_DEPTH = {"city": 1, "county": 2}
_UNTYPED = {"stock", "hours", "soon", "needs"}  # a type of training is nothing these are asked by
_YEARS = {"stock": lambda day: day.year, "hours": lambda day: 4 * day.year + day.month // 3, "soon": lambda day: 1}


@dataclass(frozen=True)
class Form:
    """An answer: its grain, what of it has totals, the column on the axis of types, whether it counts two years back."""

    grain: tuple[str, ...]
    parts: tuple[str, ...]
    type: str
    looks_back: bool


def cells(keys: Keys, form: Form, cube: str, bound: dict, release: Release) -> list[Cell | None]:
    """What each row sums up; None where the cube has no say."""
    rows, laid = len(next(iter(keys.values()), ())), _laid_out(keys, form)
    parts = [
        _days(laid, form, cube, bound, release, rows) if cube in _YEARS else _spans(laid, form, bound, rows),
        _coded(laid.get("level_code", [TOTAL] * rows), _set(bound["levels"])),
        _places(laid, bound, release, rows),
        _types(laid, form, cube, bound, release, rows),
    ]
    tiers = laid.get("tier", [False] * rows)
    return [Cell(*parts) if tier == (cube == "tiers") else None for tier, *parts in zip(tiers, *parts, strict=True)]


def _laid_out(keys: Keys, form: Form) -> Keys:
    """The keys by axis. A part is a slice, or topics; a cut is cities, counties, or tiers of organs."""
    if "cut" in keys:
        tier = [cut == "tier" for cut in keys["cut"]]
        places = ["" if code.endswith("-") else code for code in keys["code"]]
        return keys | {"depth": [_DEPTH.get(cut, 0) for cut in keys["cut"]], "region_code": places, "tier": tier}
    if "part" in keys and "code" in keys:
        rows, codes = list(zip(keys["part"], keys["code"], strict=True)), keys["code"]
        depth = [int(part in ("now", "before") and code != TOTAL) for part, code in rows]
        return {"slice": keys["part"], "depth": depth, "city_code": codes, "region_code": codes}
    if "part" in keys:
        return keys | {"slice": keys["part"]}
    if "city_code" in keys and "depth" not in keys:
        return keys | {"depth": [1] * len(keys["city_code"]), "region_code": keys["city_code"]}
    return keys


def _types(keys: Keys, form: Form, cube: str, bound: dict, release: Release, rows: int) -> list[Chosen]:
    if cube == "tiers":
        return [frozenset([code]) for code in keys["code"]]
    if form.type or cube in _UNTYPED:
        return _coded(keys.get(form.type, [TOTAL] * rows), None)
    types = _set(bound["types"])
    if "train_type" in keys and types is None:
        types = frozenset(release.types.codes.keys() - {""})  # what has no type is in no row
    return _coded(keys.get("train_type", [TOTAL] * rows), types)


def _set(codes: list[str] | None) -> Chosen:
    return None if codes is None else frozenset(codes)


def _coded(codes: list[str], chosen: Chosen) -> list[Chosen]:
    """The codes of each row: its own, or all that are chosen."""
    own = {code: chosen if code == TOTAL else frozenset([code]) for code in set(codes)}
    return [own[code] for code in codes]


def _spans(keys: Keys, form: Form, bound: dict, rows: int) -> list[Span]:
    """The months of each row, cut to those that were asked for."""
    if "step" in keys:
        steps, ends = list(zip(keys["step"], keys["start"], strict=True)), (bound["trend_from"], bound["date_to"])
        cut = {(step, start): _step(start.date(), _MONTHS[step], ends) for step, start in set(steps)}
        return [cut[key] for key in steps]
    now, back = (bound["date_from"], bound["date_to"]), (bound["trend_from"], bound["date_to"])
    spans = {"now": now, "before": (bound["before_from"], bound["before_to"]), "topic": back}
    return [spans.get(name, back if form.looks_back else now) for name in keys.get("slice", [""] * rows)]


def _days(keys: Keys, form: Form, cube: str, bound: dict, release: Release, rows: int) -> list[Span]:
    """The year in which each row's last day on record stands (data/cubes.py)."""
    found = []
    for _, last in _spans(keys, form, bound, rows):
        wanted = _YEARS[cube](last) if last else 1
        year = max((year for year in release.years if year <= wanted), default=wanted)
        found.append((date(year, 1, 1), date(year, 12, 1)))
    return found


def _step(start: date, months: int, ends: Span) -> Span:
    return max(start, ends[0]), min(date(start.year, start.month + months - 1, 1), ends[1])


def places_of(bound: dict) -> Chosen:
    """The places that the parameters of a question ask for."""
    regions, cities = bound["regions"], bound["cities"]
    return None if regions is None else frozenset(regions) | {city + ANONYMOUS for city in cities}


def _places(keys: Keys, bound: dict, release: Release, rows: int) -> list[Chosen]:
    """The places of each row. A row of a city holds what is chosen of it; a row below it no anonymous answers."""
    every = places_of(bound)
    if "depth" not in keys:
        return [every] * rows
    inside: dict[str, set[str]] = {}
    for code, city in release.city_of.items():
        if _chosen(code, bound):
            inside.setdefault(city, set()).add(code)
    return [
        (every, every if region == TOTAL else frozenset(inside.get(region, ())), frozenset([region or city]))[depth]
        for depth, city, region in zip(keys["depth"], keys["city_code"], keys["region_code"], strict=True)
    ]


def _chosen(code: str, bound: dict) -> bool:
    """Whether a place is asked for; anonymous answers are asked for by city."""
    where, name = ("cities", code.removesuffix(ANONYMOUS)) if code.endswith(ANONYMOUS) else ("regions", code)
    return _among(name, bound[where])


def _among(code: str, chosen: list[str] | None) -> bool:
    return chosen is None or code in chosen


def absent(keys: Keys, form: Form, bound: dict, release: Release, everywhere: Callable[[], Keys]) -> Keys:
    """The keys of the rows that the answer could have and has not.

    everywhere: the keys of the answer about everybody, for what the question has axes of its own for. None where these are
    places by another name, or tiers of organs, which not every place has.
    """
    cuts = "cut" in keys
    own = tuple(name for name in keys if name not in {*_AXES, *_CUT, form.type})
    if not _ELSEWHERE.isdisjoint(own) or ("city_code" in keys and not (cuts or "depth" in keys)):
        return {}
    levels = [code for code in release.parts if code and _among(code, bound["levels"])]
    types = [TOTAL, *(code for code in release.types.codes if code and _among(code, bound["types"]))]
    axes = {
        ("slice",): [("now",), ("before",)] if bound["before_from"] else [("now",)],
        ("step", "start"): _starts(bound["trend_from"], bound["date_to"]) if "step" in keys else [],
        ("depth", "city_code", "region_code"): _rows_of_places(bound, release) if "depth" in keys else [],
        _CUT: _cuts(bound, release) if cuts else [],
        ("train_type",): [(code,) for code in types],
        (form.type,): [(TOTAL,)],
        ("level_code",): [(code,) for code in ([TOTAL] if "level_code" in form.parts else []) + levels],
        own: _together(everywhere(), own) if own else [],
    }
    there = set(zip(*keys.values(), strict=True))
    whole = (TOTAL, TOTAL) if "train_type" in keys else None  # types and levels together have no row
    lacking = [key for key in _crossed(axes, keys) if key not in there and key != whole]
    return dict(zip(keys, map(list, zip(*lacking, strict=True)), strict=True)) if lacking else {}


def _together(keys: Keys, names: tuple[str, ...]) -> list[tuple]:
    return list(dict.fromkeys(zip(*(keys[name] for name in names), strict=True)))


def _crossed(axes: dict[tuple[str, ...], list[tuple]], keys: Keys) -> Iterator[tuple]:
    """Each value of each axis with each of the others, in the order of the keys."""
    mine = {names: values for names, values in axes.items() if names and names[0] in keys}
    columns = list(chain.from_iterable(mine))
    order = [columns.index(name) for name in keys]
    rows = map(tuple, map(chain.from_iterable, product(*mine.values())))
    return rows if order == sorted(order) else (tuple(row[at] for at in order) for row in rows)


@lru_cache(maxsize=64)
def _starts(first: date, last: date) -> list[tuple[str, datetime]]:
    """The steps of a trend between two months."""
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [
        (step, datetime(at // 12, at % 12 + 1, 1))
        for step, length in _MONTHS.items()
        for at in dict.fromkeys(month // length * length for month in months)
    ]


def _cuts(bound: dict, release: Release) -> list[tuple[str, str, str]]:
    """Rows of all, of cities and of counties, a city's own organs among these."""
    places = _rows_of_places(bound, release)
    cities = [("city", "", city) for depth, _, city in places if depth == 1]
    counties = [("county", city, code or city + "-") for depth, city, code in places if depth == 2]
    return [("all", "", TOTAL), *cities, *counties]


def _rows_of_places(bound: dict, release: Release) -> list[tuple[int, str, str]]:
    """Rows of cities, their own organs and their counties."""
    mine = {code: city for code, city in release.city_of.items() if _chosen(code, bound)}
    cities = [(1, "", city) for city in dict.fromkeys(mine.values())]
    return cities + [(2, city, "" if code == city else code) for code, city in mine.items() if not code.endswith(ANONYMOUS)]
