"""Works the kinds of very many rows month by month, and keeps what each month gave, so that no month is worked twice.

A part is the rows of one kind whose classes start in one month. Its work (data/part.py) sees those rows, what
data/sights.py shows of other kinds, and the code lists, nothing else. A hash of all that, of the
SQL and of the code is the key its results are kept under (data/results.py).

A full build and an addition take the same way; the addition finds nearly all parts made. Months of a year with few rows
are one part; so are rows of an unknown class (month ""). A kind without rows has one part, which says which columns the
marts have.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from data import part, sights
from data.fields import Kind, kinds
from data.found import Found
from data.part import Part, Slice
from data.results import Result
from data.rows import Shelf, digest, quoted
from data.works import Works

_SMALL = 500_000  # rows of a kind: a year of no more is one part, because a part costs 0.1 s whatever its size
Sources = dict[str, dict[int, str]]  # kind -> source table -> key of its rows


def fill(works: Works, shelf: Shelf, sources: Sources, progress: Callable) -> list[Found]:
    """Makes the marts of all split kinds. Returns what was found in their rows."""
    found = []
    sights.note(works)
    for kind in (kind for kind in kinds().values() if kind.split):
        parts = _parts(works, kind, shelf, sources)
        made = {p.key: result for p in parts if (result := works.results.find(p.key))}
        made = {key: made[key] for key in made.keys() - _astray(works, made)}
        missing = [p for p in parts if p.key not in made]
        for number, result in enumerate(_made(works, missing, sources)):
            progress("marts", number / len(missing))
            made[missing[number].key] = result
        results = [made[p.key] for p in parts]
        for mart in part.tables(kind.name):
            _show(works, mart, results)
        found += [Found(kind, tuple(s.source for s in p.slices), made[p.key]) for p in parts]
        works.drop(f"owner_{kind.name}")
    works.drop(sights.STATE)
    return found


def _show(works: Works, mart: str, results: list[Result]) -> None:
    """A mart of the rows that all parts gave."""
    paths = ", ".join(dict.fromkeys(quoted(result.tables[mart]) for result in results))
    works.show(mart, f"FROM read_parquet([{paths}])", digest(*(result.content(mart) for result in results)))


def _parts(works: Works, kind: Kind, shelf: Shelf, sources: Sources) -> list[Part]:
    """The parts of a kind in the order of their months; of a kind without rows one that is empty."""
    known = sights.known(works)
    _write_owners(works, kind)
    lists = (works.contents[name] for name in part.LISTS)
    rules = digest(works.rules, kind.name, *lists, *sorted(sources), *part.texts(kind, sources))
    rows = _slices(works, kind, shelf, sources.get(kind.name, {}))
    size = Counter()
    for month, _, _, n, *_ in rows:
        size[month[:4]] += n
    groups: dict[str, list[tuple]] = {} if rows else {"": []}
    for row in rows:
        year = row[0][:4]
        groups.setdefault(f"of {year if size[year] <= _SMALL else row[0]}", []).append(row)
    return [_part(kind, digest(rules, *map(known, sorted({row[0] for row in group}))), group) for group in groups.values()]


def _part(kind: Kind, seen: str, rows: list[tuple]) -> Part:
    """The part of these (month, source, path, n, hash, first, last); `seen`: a hash of all else its work depends on."""
    sources = sorted({row[1] for row in rows})
    told = (f"{sources.index(source)} {month} {n} {h}" for month, source, _, n, h, *_ in rows)
    mine = {source: [row for row in rows if row[1] == source] for source in sources}
    slices = (Slice(s, Path(of[0][2]), min(r[5] for r in of), max(r[6] for r in of)) for s, of in mine.items())
    return Part(kind, tuple(sorted({row[0] for row in rows})), digest(seen, *told), tuple(slices))


def _write_owners(works: Works, kind: Kind) -> None:
    """Table owner_<kind>: what the split field may hold, and the month it leads to."""
    target = kinds()[kind.refs[kind.split]]
    works.make(
        f"owner_{kind.name}",
        f"SELECT t.{target.key[0]} AS owner, strftime(k.month, '%Y-%m') AS month "
        f"FROM acc_{target.name} t JOIN dim_class k USING (class_id) ORDER BY month, owner",
    )


def _slices(works: Works, kind: Kind, shelf: Shelf, tables: dict[int, str]) -> list[tuple]:
    """month, source table, file of its rows, how many, their hash, first and last row number."""
    if not tables:
        return []
    files = {source: tuple(map(str, shelf.place(key))) for source, key in tables.items()}
    rows = works.con.execute(
        f"SELECT coalesce(o.month, '') AS month, {list(files)}[p.file_index::BIGINT + 1] AS source, sum(p.n), sum(p.h), "
        "min(p.first), max(p.last) FROM (SELECT *, file_index FROM read_parquet($paths)) p "
        f"LEFT JOIN owner_{kind.name} o ON o.owner = p.owner GROUP BY ALL ORDER BY ALL",
        {"paths": [sums for _, _, sums in files.values()]},
    ).fetchall()
    return [(month, source, files[source][0], *rest) for month, source, *rest in rows]


def _astray(works: Works, made: dict[str, Result]) -> set[str]:
    """The keys of parts whose rows point beyond their month at something that is not as it was when they were made."""
    paths = sorted({str(result.tables["stray"]) for result in made.values() if "stray" in result.tables})
    changed: set[str] = set()
    for kind, states in sights.STATES.items() if paths else ():
        rows = works.con.execute(
            f"SELECT DISTINCT s.filename FROM read_parquet($paths, filename = true) s LEFT JOIN ({states.format('')}) t "
            "USING (key) WHERE s.kind = $kind AND s.state IS DISTINCT FROM t.state",
            {"paths": paths, "kind": kind},
        ).fetchall()
        changed |= {Path(path).stem for (path,) in rows}
    return {key for key, result in made.items() if "stray" in result.tables and result.content("stray") in changed}


def _made(works: Works, missing: list[Part], names: Iterable[str]) -> Iterable[Result]:
    """Works parts side by side, one a processor: each is too small for DuckDB to share out. Yields what they gave."""

    def one(of: Part) -> Result:
        with works.con.cursor() as own:
            return part.work(replace(works, con=own), of, names)

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as workers:
        yield from workers.map(one, missing)
