"""The only door to the data: a named question and a Scope in, a protected DataFrame out.

Whoever asks, the viewer's permitted regions and the protection of small groups are applied here, before
any frame leaves. A query is one SELECT in queries/<name>.sql; its first line is the question, then

    -- grain: the columns that identify a row
    -- parts: columns whose rows add up to a total that may be seen elsewhere (for protection), optional
    -- people: columns that count people without being a metric's n; protected as register counts, optional
    -- within: columns that count some of the people of another column, and that one (part=whole); hidden with it, optional
    -- lattice: by which cubes the version has decided what of its rows is shown (queries/lattice.py), optional
    -- base: by which cube it has decided of all rows at once, optional
    -- classes: rows are whole classes, or parts of the one that is asked for; columns that tell of a count of theirs under
       another name (column=count, or count+count); queries/class_rows.py, optional
    -- topics: columns that count people of classes on the topic of the row, and that count (column=count), optional
    -- type: the column that stands in the place of the type of training there, optional
    -- needs: tables that an older version may not have (ask `answerable` first), optional
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import chain, repeat
from pathlib import Path
from threading import Condition
from typing import TypeVar

import duckdb
import pandas as pd
from cachetools import LRUCache, cached

from analysis.protection import protect
from analysis.shrinkage import FEWEST_CLASSES
from data.metrics import ladder, metrics
from data.versions import default_warehouse
from queries.alike import one_for_all
from queries.aside import errand
from queries.cells import Form, places_of
from queries.class_rows import classes_kept_back, topics_kept_back
from queries.helper import elsewhere
from queries.lattice import Decided, kept_back, read
from queries.left_out import LEFT_OUT
from queries.moved import Ask, few_moved
from queries.outdated import Outdated
from queries.periods import month_end, months_on
from queries.release import Cell, Place, place_of
from queries.scope import EVERYWHERE, Compare, Scope
from queries.warehouse import Catalogue, open_version

_FOLDER = Path(__file__).parent
Digest = TypeVar("Digest")
_LOOK_BACK = 24  # months a trend reaches back from the end of the period
_MOST = 128 << 20  # bytes of answers in memory, for the next page or the other language; the longest has a row a class
_QUESTIONS = 64  # of some versions: keys alone
_DIGESTS = 24  # some MiB each at a nation's size
_CELL = 16  # bytes, about: a number has eight, a text more


@dataclass(frozen=True)
class Query:
    """A named question: its text, the columns that identify a row, that add up, that count people, its parameters."""

    name: str
    question: str
    grain: tuple[str, ...]
    parts: tuple[str, ...]
    people: tuple[str, ...]
    within: dict[str, str]
    lattice: tuple[Decided, ...]
    classes: dict[str, tuple[str, ...]] | None
    topics: dict[str, str]
    form: Form
    needs: tuple[str, ...]
    sql: str
    statement: duckdb.Statement  # the text once read: DuckDB would read it again at each question
    parameters: frozenset[str]


@cache
def query(name: str) -> Query:
    """The question in queries/<name>.sql. FileNotFoundError if there is none."""
    sql = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    head = [line.removeprefix("--").strip() for line in sql.splitlines() if line.startswith("--")]
    marks = dict(line.split(":", 1) for line in head[1:] if ":" in line)
    statement, grain, parts = duckdb.extract_statements(sql)[0], _names(marks["grain"]), _names(marks.get("parts", ""))
    back = "trend_from" in statement.named_parameters and "step" not in grain
    return Query(
        name,
        head[0],
        grain,
        parts,
        _names(marks.get("people", "")),
        dict(pair.split("=") for pair in marks.get("within", "").split()),
        read(marks.get("lattice", ""), marks.get("base", "")),
        _under(marks["classes"].split()[1:]) if "classes" in marks else None,
        dict(pair.split("=") for pair in marks.get("topics", "").split()),
        Form(grain, parts, marks.get("type", "").strip(), back),
        _names(marks.get("needs", "")),
        sql,
        statement,
        frozenset(statement.named_parameters),
    )


def names() -> tuple[str, ...]:
    """Every question there is."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.sql")))


def answerable(name: str, scope: Scope) -> bool:
    """Whether the scope's version has the tables the question needs."""
    cursor = open_version(default_warehouse(), scope.version).cursor()
    held = {row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    return held.issuperset(query(name).needs)


def catalogue(scope: Scope) -> Catalogue:
    """Codes, regions and extent of the scope's version."""
    return open_version(default_warehouse(), scope.version).catalogue


def run(name: str, scope: Scope) -> pd.DataFrame:
    """Answers a question within the scope.

    Columns: the grain, then metrics as fractions (or their unit), their counts, and `<metric>_state` in
    shown | hollow | hidden | none. A hidden value and its count are NaN. Empty frames keep their columns.
    Outdated if the version lacks what the question names.
    """
    return _answer(name, *_asked_of(scope)).copy(deep=False)


def digested(work: Callable[[pd.DataFrame], Digest], name: str, scope: Scope) -> Digest:
    """What `work` makes of an answer, kept in its place: for an answer that is long, and asked for under many filters."""
    return _digest(work, name, *_asked_of(scope))


def _asked_of(scope: Scope) -> tuple[Place, Scope]:
    """A version says the same while no newer one is handed out, as any other one of the same rows, and in any language."""
    place = _place(scope)
    return place, scope.changed(version=place[1], language="", beside=None)


@lru_cache(maxsize=_DIGESTS)
def _digest(work: Callable[[pd.DataFrame], Digest], name: str, place: Place, scope: Scope) -> Digest:
    return work(_answered(name, place, scope))


@cached(LRUCache(_MOST, lambda frame: (frame.size + 1) * _CELL), condition=Condition())  # who asks the same meanwhile waits
def _answer(name: str, place: Place, scope: Scope) -> pd.DataFrame:
    return _answered(name, place, scope)


@elsewhere
def _answered(name: str, place: Place, scope: Scope) -> pd.DataFrame:
    asked = query(name)
    house = open_version(place[0], scope.version)
    everything = _parameters(scope, house.catalogue)
    bound = {key: value for key, value in everything.items() if key in asked.parameters}
    try:
        bound |= {key: of(place) for key, of in LEFT_OUT.items() if key in asked.parameters}
        frame = _rows(house.cursor(), asked.statement, bound)
        frame, kept = kept_back(frame, asked.lattice, asked.form, everything, place, lambda: _everywhere(name, place))
        more, settled = [topics_kept_back(frame, asked.topics, everything, place)], frozenset()
        if asked.classes is not None:
            classes, settled = classes_kept_back(frame, scope.class_id, place, asked.classes)
            more.append(classes)
        if not asked.lattice and asked.classes != {} and place[3]:
            more.append(few_moved(frame, asked.grain, asked.people, place, _asking(place, asked, bound)))
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise Outdated(scope.version) from error
    for name, hidden in chain.from_iterable(found.items() for found in more):
        kept.rows[name] = kept.rows.get(name, False) | hidden
    limits, rows = ladder(scope.audience.value), kept.rows
    return protect(
        frame, metrics(), limits, asked.grain, asked.parts, asked.people, kept.settled | settled, rows, asked.within
    )


@lru_cache(maxsize=_QUESTIONS)
def _everywhere(name: str, place: Place) -> pd.DataFrame:
    """The answer about everybody in all months, for the keys of its rows."""
    asked, house = query(name), open_version(*place[:2])
    known = house.catalogue
    whole = Scope(place[1], (known.first_month, month_end(known.last_month)), language="")
    bound = {key: value for key, value in _parameters(whole, known).items() if key in asked.parameters}
    bound |= {key: of(place) for key, of in LEFT_OUT.items() if key in asked.parameters}
    return _rows(house.cursor(), asked.statement, bound)[list(asked.grain)]


def _asking(place: Place, asked: Query, bound: dict[str, object]) -> Ask:
    def ask(version: str) -> pd.DataFrame | None:
        try:
            return _rows(open_version(place[0], version).cursor(), asked.statement, bound)
        except (duckdb.CatalogException, duckdb.BinderException):
            return None

    return ask


def _rows(cursor: duckdb.DuckDBPyConnection, statement: duckdb.Statement, bound: dict[str, object]) -> pd.DataFrame:
    on = errand()
    with on.ask(cursor) if on else nullcontext():
        return cursor.execute(statement, bound).df()


def answers(scope: Scope, *names: str) -> dict[str, pd.DataFrame]:
    """Several questions side by side, the longest named first: what `run` answers, by name. Planning one takes a core.

    On an errand one after another: a reader's questions never stand behind those nobody waits for.
    """
    ask = map if errand() else _side_by_side().map
    return dict(zip(names, ask(run, names, repeat(scope)), strict=True))


@cache
def _side_by_side() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="query")


def as_one_sum(scope: Scope) -> tuple[Cell, Place]:
    """What is chosen, all of it together, and of which release."""
    bound = _parameters(scope, open_version(default_warehouse(), scope.version).catalogue)
    levels, types = (frozenset(part) or None for part in (scope.level, scope.training_type))
    span = (bound["date_from"], bound["date_to"])
    return Cell(span, levels, places_of(bound), types), _place(scope)


def _place(scope: Scope) -> Place:
    return one_for_all(place_of(default_warehouse(), scope.version, scope.audience.value, beside=scope.beside))


def compared_period(scope: Scope, known: Catalogue) -> tuple[date, date] | None:
    """First and last day of the period the scope is compared with.

    None if none is wanted, if it would overlap the period itself, or begin before the records do.
    """
    if scope.compare is Compare.NONE:
        return None
    first, last = scope.period
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    back = 12 if scope.compare is Compare.YEAR_AGO else months
    if months > back or months_on(first, -back) < known.first_month:
        return None
    return months_on(first, -back), month_end(months_on(last, -back))


def permitted(scope: Scope, known: Catalogue) -> frozenset[str] | None:
    """The regions the viewer may see; None is every region, an empty set is none."""
    return None if scope.viewer.regions == EVERYWHERE else known.below(scope.viewer.regions)


def _parameters(scope: Scope, known: Catalogue) -> dict[str, object]:
    allowed = permitted(scope, known)
    chosen = known.below(scope.region) if scope.region else allowed
    if scope.region and allowed is not None:
        chosen &= allowed
    before = compared_period(scope, known)
    first, last = (d.replace(day=1) for d in scope.period)
    return {
        "regions": _bound(chosen),
        "cities": _bound(None if chosen is None else frozenset(known.region(c).city for c in chosen)),
        "allowed": _bound(allowed),
        "hosts": _bound(known.below(scope.host)) if scope.host else None,
        "levels": list(scope.level) or None,
        "types": list(scope.training_type) or None,
        "date_from": first,
        "date_to": last,
        "before_from": before[0].replace(day=1) if before else None,
        "before_to": before[1].replace(day=1) if before else None,
        "trend_from": min(first, months_on(last, 1 - _LOOK_BACK)),
        "class_id": scope.class_id,
        "as_of": known.as_of,
        "few": _least("register", scope),
        "answers": _least("survey", scope),
        "classes": FEWEST_CLASSES,
    }


def _least(kind: str, scope: Scope) -> int:
    return max(policy[kind] for policy in ladder(scope.audience.value))


def _bound(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)


def _under(pairs: list[str]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(counts.split("+")) for name, counts in (pair.split("=") for pair in pairs)}


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
