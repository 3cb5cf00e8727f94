"""The cubes whose sums a version decides: frames with year, month, day, city, place, train_type, level_code and people.

What happens in a month adds up over months. What is there on a day does not: there the days of a year (`day`; 0 where there
are none) stand beside each other and are decided together, or each stands as a year of its own.
effect: the register and the answers of classes. after: answers after them. duties: training that fell due. needs. selection,
and tiers: the same by tier of the organ. stock: people in service. hours: those who must be trained. soon: who will be.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd

from data.metrics import lattice_policy, metrics, policies
from data.rows import digest, quoted

EFFECT = "effect"
CUBES = (EFFECT, "after", "duties", "needs", "selection", "tiers", "stock", "hours", "soon")
ANONYMOUS = "?"  # marks the anonymous answers of a city among its places
_FOLDER = Path(__file__).with_name("cubes")
_CITY, _OWN = "coalesce(city_code, region_code)", f"region_code || if(anonymous, '{ANONYMOUS}', '')"
_PLACE = f"{_CITY} AS city, {_OWN} AS place"
_KEYS = ("year", "month", "day", "city", "place", "train_type", "level_code")


@cache
def text(name: str) -> str:
    """The SELECT of a cube: month, day, train_type, region_code, level_code, anonymous and columns of people."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def cube(con: duckdb.DuckDBPyConnection, name: str = EFFECT, year: int | None = None) -> pd.DataFrame:
    """What people are counted by, and the columns that count them (the first orders levels); one year or all, in order."""
    columns = [row[0] for row in con.execute(f"SELECT column_name FROM (DESCRIBE {text(name)})").fetchall()]
    sums = ", ".join(f"coalesce(sum({column}), 0) AS {column}" for column in columns if column in thresholds())
    return con.execute(
        f"SELECT year(month) AS year, month(month) AS month, day, {_PLACE}, train_type, level_code, {sums} "
        f"FROM ({text(name)}) LEFT JOIN dim_region ON code = region_code "
        "WHERE year(month) = coalesce($year, year(month)) GROUP BY ALL ORDER BY ALL",
        {"year": year},
    ).df()


def classes(con: duckdb.DuckDBPyConnection, year: int | None = None) -> pd.DataFrame:
    """The people of each class by place and level, with the keys of the cube `effect`; one year or all, in order.

    A nation's year has a million rows: texts are categories, people of single precision, a class the hash of its number.
    """
    columns = [row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE effect_class)").fetchall()]
    counted = ", ".join(f"coalesce({column}, 0)::FLOAT AS {column}" for column in columns if column in thresholds())
    texts = dict(city=_CITY, place=_OWN, train_type="coalesce(train_type, '')", level_code="level_code")
    rows = "FROM effect_class LEFT JOIN dim_region ON code = region_code WHERE year(month) = coalesce($year, year(month))"
    every = ", ".join(f"list(DISTINCT {sql} ORDER BY {sql})" for sql in texts.values())
    known = con.execute(f"SELECT {every} {rows}", {"year": year}).fetchone()
    keys = "hash(class_id) AS class, year(month)::SMALLINT AS year, month(month)::UTINYINT AS month"
    coded = ", ".join(map(_as_category, texts, texts.values(), known))
    return con.execute(
        f"SELECT {keys}, {coded}, {counted} {rows} ORDER BY class, place, effect_class.level_code",
        {"year": year},
    ).df()


def _as_category(name: str, sql: str, codes: list[str | None] | None) -> str:
    """SQL: one of these texts, as pandas reads categories."""
    known = [code for code in codes or () if code is not None] or [""]
    return f"({sql})::ENUM({', '.join(map(quoted, known))}) AS {name}"


def people(con: duckdb.DuckDBPyConnection, name: str, year: int | None = None) -> tuple[pd.DataFrame, ...]:
    """What a cube is decided by: itself, and of `effect` the classes, too; one year or all."""
    return (cube(con, name, year), classes(con, year)) if name == EFFECT else (cube(con, name, year),)


def outline(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What the plan of the cube `effect` needs of all its years, at less cost than the cube."""
    return con.execute(
        f"SELECT 0 AS day, {_PLACE}, train_type, level_code, sum(enrolled) AS enrolled "
        "FROM effect_month LEFT JOIN dim_region ON code = region_code GROUP BY ALL"
    ).df()


def contents(frame: pd.DataFrame) -> dict[int, str]:
    """A hash of the rows of each year, which stand in order, as `cube` gives them."""
    return {year: digest(*(_said(column) for _, column in part.items())) for year, part in frame.groupby("year")}


def _said(column: pd.Series) -> str:
    if pd.api.types.is_numeric_dtype(column):
        return sha256(column.to_numpy(dtype=float).tobytes()).hexdigest()
    places, texts = pd.factorize(column)  # few texts in many rows
    return digest(sha256(places.tobytes()).hexdigest(), *map(str, texts))


def families(frame: pd.DataFrame) -> dict[str, list[str]]:
    """What is decided together: a name, and the columns of the cube it stands for."""
    found: dict[str, list[str]] = {}
    for column in frame.columns.difference(_KEYS, sort=False):
        found.setdefault(family(column), []).append(column)
    return found


@cache
def family(column: str) -> str:
    """The name under which a column of people is decided: its own, or that of those it is decided with."""
    return next((name for name, columns in lattice_policy()["together"].items() if column in columns), column)


@cache
def thresholds() -> dict[str, list[int]]:
    """The fewest people of each column, one a policy: the strictest of the metrics resting on it, or its family."""
    policy = lattice_policy()
    kinds = {name: {"register"} for name in policy["people"]} | {name: {"parts"} for name in policy["parts"]}
    kinds |= {name: {"survey"} for name in policy["answers"]}
    for metric in metrics().values():
        kinds.setdefault(metric.count, set()).add(metric.kind)
    for name, columns in policy["together"].items():
        for column in columns:
            kinds.setdefault(column, set()).update(kinds.get(name, {"register"}))
    return {name: [max(policy[kind] for kind in found) for policy in policies().values()] for name, found in kinds.items()}
