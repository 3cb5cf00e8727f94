"""Marts that are made year by year, so that a day of attendance works one year of them and not all.

The file of such a mart says `-- by year`: its rows of a year are made of the rows of that year alone. The year of a row
is that of its month, else that of the start of its class. A year is worked in a database of its own that holds the rows of
that year and nothing else, and its result is kept under the hashes of those rows, table by table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from data.rows import digest, quoted
from data.works import HOUSE, MAKES, Works, plain

_MARK = re.compile(r"^-- by year$", re.MULTILINE)
_ROOM = "one_year"


def by_year(text: str) -> bool:
    """Whether the mart of this file is made year by year."""
    return _MARK.search(text) is not None


def make(works: Works, text: str) -> None:
    """Makes the mart of a file; `works.slices` then says what each of its years is."""
    name, query = MAKES.fullmatch(plain(text)).groups()
    seen = {table: _states(works, table) for table in works.named(query)}
    files, slices = [], {}
    for year in sorted(set().union(*seen.values())) or (0,):  # without any row the columns are still wanted
        told = (f"{table} {states.get(year, '')}" for table, states in sorted(seen.items()))
        key = digest(works.rules, "year", name, query, *told)
        found = works.results.find(key)
        if found is None:
            with _room(works, year, tuple(seen)):
                found = works.results.keep(works.con, key, {name: query})
        files.append(quoted(found.tables[name]))
        slices[year] = found.content(name)
    works.show(name, f"FROM read_parquet([{', '.join(files)}])", digest(*slices.values()))
    works.slices[name] = slices


def _states(works: Works, table: str) -> dict[int, str]:
    """Year -> a hash of the rows of that year, whatever their order."""
    state = f"year_of_{table}"
    works.make(
        state,
        f"SELECT year, count(*) AS n, CAST(sum(h) % {1 << 64}::HUGEINT AS UBIGINT) AS h FROM (SELECT {_year(works, table)} "
        f"AS year, hash(t) AS h FROM {table} t) WHERE year IS NOT NULL GROUP BY ALL ORDER BY ALL",
    )
    found = {year: f"{n} {h}" for year, n, h in works.con.execute(f"FROM {state}").fetchall()}
    works.drop(state)
    return found


def _year(works: Works, table: str) -> str:
    """SQL: the year of a row of the table, called t."""
    columns = {column[0] for column in works.con.execute(f"FROM {table} LIMIT 0").description}
    of_class = f"(SELECT any_value(k.month) FROM {HOUSE}.dim_class k WHERE k.class_id = t.class_id)"
    if "month" not in columns:
        return f"year({of_class})"
    return f"year(coalesce(t.month, {of_class}))" if "class_id" in columns else "year(t.month)"


@contextmanager
def _room(works: Works, year: int, tables: tuple[str, ...]) -> Iterator[None]:
    """A database in memory that shows the rows of one year."""
    works.con.execute(f"ATTACH ':memory:' AS {_ROOM}")
    years = {table: _year(works, table) for table in tables}
    works.con.execute(f"USE {_ROOM}")
    try:
        for table in tables:
            works.con.execute(f"CREATE VIEW {table} AS SELECT t.* FROM {HOUSE}.{table} t WHERE {years[table]} = {year}")
        yield
    finally:
        works.con.execute(f"USE {HOUSE}; DETACH {_ROOM}")
