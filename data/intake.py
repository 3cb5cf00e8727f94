"""Brings the sources into the build as typed rows: those read before from their shelf, the others from their text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import duckdb

from data import accept, balance, cells, identity, kept, large, long_numbers, mapping, names, profiles, shares, store, widths
from data.codes import Codes
from data.faults import Note, Refused, masked
from data.fields import kinds
from data.rows import Shelf, digest, quoted
from data.sources import Source, find_files, missing_kinds, others, recognise
from data.store import Received
from data.tables import first_year, load

_LONG, _TRIED = 100_000, 0.05  # rows of a table whose first rows are tried, if the limit of faults is no larger share
_MANY = 1_000_000  # a table of so many rows does not wait for the names of other files
_ASKED = ("classes", "enrollments")  # by tables read later, for the year of a date


@dataclass(frozen=True)
class Waiting:
    """One source table on its way in. Without a `source` its rows stand on the shelf."""

    file: Received
    kind: str
    sheet: str
    origin: str
    ignored: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True)
class Desk:
    """What every step of the intake works with. `fresh`: what is to be shelved once all names of persons are known.

    `known`: (source table, kind, key, what is shelved) of the tables that stand on the shelf; `seen`: those of them whose
    rows were taken down to be looked at. `limit`: the share of faulty rows a file may have.
    """

    con: duckdb.DuckDBPyConnection
    codes: Codes
    secret: bytes
    scratch: Path
    shelf: Shelf
    progress: Callable[[str, float], None]
    limit: float
    fresh: list[tuple] = field(default_factory=list)
    known: list[tuple] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


def bring_in(con, order, codes: Codes, secret: bytes, scratch: Path, rows: Shelf, progress) -> tuple[Note, ...]:
    """Reads all sources of the order; their typed rows stand on the shelf then, those set aside in `rejected` too.

    Persons are hashed under `secret`. Returns notes; raises Refused. Checks across rows are still to be made.
    """
    make_room(con)
    desk = Desk(con, codes, secret, scratch, rows, progress, order.limit)
    files, notes = _bring_all(desk, order)
    large.clear(con, scratch)
    _check_kinds(con)
    _mask(desk, order)
    kept.note_files(con, files)
    return notes


def _mask(desk: Desk, order) -> None:
    """Masks names in what was read, and in what stands on the shelf if they were not known then; shelves both."""
    con = desk.con
    for number, kind, *_ in (table for table in desk.known if table[0] in desk.seen):
        con.execute(f"DELETE FROM acc_{kind} WHERE _src = ?", [number])
    desk.shelf.take_rejected(con, [(number, key) for number, _, key, _ in desk.known])
    hashes = names.known(con, desk.secret, order.warehouse)
    state = names.state(con, hashes)
    for kind in kinds().values():
        tables = {n: (key, was) for n, of, key, was in desk.known if of == kind.name and was.names != state}
        if tables and not kind.split:
            rows = desk.shelf.rows(kind, {n: key for n, (key, _) in tables.items()})
            for number in sorted(names.standing(con, kind, rows, hashes, desk.secret)):
                key, was = tables[number]
                desk.shelf.take(con, number, kind.name, key)
                desk.fresh.append((number, kind.name, key, was.rows, was.notes))
    for number, kind, key, *_ in (table for table in desk.fresh if desk.shelf.laid(table[2])):
        if names.standing(con, kinds()[kind], desk.shelf.rows(kinds()[kind], {number: key}), hashes, desk.secret):
            desk.shelf.take_up(con, number, kind, key)
    names.mask(con, hashes, desk.secret)
    identity.set_aside(con)
    for table in desk.fresh:
        desk.shelf.put(con, state, *table)


def sources(con: duckdb.DuckDBPyConnection) -> dict[str, dict[int, str]]:
    """Kind -> source table -> key of its rows on the shelf."""
    found: dict[str, dict[int, str]] = {}
    for number, kind, key in con.execute("SELECT id, kind, rows_key FROM source_table ORDER BY id").fetchall():
        found.setdefault(kind, {})[number] = key
    return found


def make_room(con: duckdb.DuckDBPyConnection) -> None:
    """Empty tables for all that is brought in."""
    con.execute(
        "CREATE TABLE source_table (id INTEGER, file VARCHAR, sheet VARCHAR, kind VARCHAR, sha256 VARCHAR, "
        "rows BIGINT, ignored VARCHAR, profile VARCHAR, origin VARCHAR, rows_key VARCHAR)"
    )
    accept.create_tables(con)
    identity.begin(con)


def tidy_up(con: duckdb.DuckDBPyConnection) -> None:
    """Forgets what is known of persons, when all checks are made."""
    identity.forget(con)
    mapping.name_rows(con)


def _bring_all(desk: Desk, order) -> tuple[tuple[Received, ...], tuple[Note, ...]]:
    """Every source table as typed rows: those that need no profile first, then profile by profile."""
    tables, notes = _plain(desk, order)
    for number, table in enumerate(tables):
        desk.progress("read", number / len(tables))
        notes += _bring(desk, number, table)
    files = {t.file: None for t in tables}
    for profile, folder, sources in kept.groups(order, desk.scratch):
        group, told = _bring_group(desk, order, profile, folder, sources)
        files |= dict.fromkeys(group)
        notes += told
    return tuple(files), (*notes, *(profiles.left_out(order.profile, order.sources) if order.profile else ()))


def _plain(desk: Desk, order) -> tuple[list[Waiting], tuple[Note, ...]]:
    """The tables of all files that need no profile, in an order that does not depend on which came first."""
    old, again = kept.plain(order, desk.shelf)
    waiting = [Waiting(*row) for row in old]
    given = {store.named(store.place(order.warehouse, f), f, desk.scratch): f for f in again}
    fresh = () if order.profile or not order.sources else find_files(order.sources)
    held = {w.file.sha256: w.file.name for w in waiting} if order.kept else None
    found, notes = recognise((*given, *fresh), desk.con, held) if given or fresh else ((), ())
    received: dict[Path, Received] = dict(given)
    for source in found:
        path = source.preview.path
        if path not in received:
            received[path] = store.describe(path, source.sha256)
        file = received[path]
        place = store.receive(path, file, desk.scratch) if order.publish and path not in given else path
        source = replace(source, preview=replace(source.preview, path=place))
        origin = digest(file.sha256, source.preview.sheet)
        waiting.append(Waiting(file, source.kind, source.preview.sheet, origin, source.ignored, source))
    notes += others(order.sources) if fresh else ()
    names = list(kinds())
    return sorted(waiting, key=lambda w: (names.index(w.kind), w.file.name, w.file.sha256, w.sheet)), notes


def _bring(desk: Desk, number: int, table: Waiting) -> tuple[Note, ...]:
    """Puts the rows of one table into acc_<kind> and `rejected`."""
    key = desk.shelf.key(table.origin, table.kind)
    known = desk.shelf.find(key)
    if known:
        desk.known.append((number, table.kind, key, known))
        _register(desk.con, number, table, known.rows, key)
        return known.notes
    arrival, rows, notes = _arrive(desk, number, table.source)
    _register(desk.con, number, table, rows, key)
    return _accept(desk, arrival, table.origin, rows, notes)


def _arrive(desk: Desk, number: int, source: Source) -> tuple[accept.Arrival, int, tuple[Note, ...]]:
    con = desk.con
    name = large.place(con, source.preview, f"text_{number}", desk.scratch)
    table = load(con, source.preview, source.heading, name, desk.scratch)
    identity.remember(con, table.name, source.preview.rows[source.heading])
    if table.ragged:
        con.execute(f"INSERT INTO rejected SELECT ?, _row, '', NULL, 'wrong_width' FROM {table.name}_ragged", [number])
        con.execute(f"DROP TABLE {table.name}_ragged")
    columns = {field: f"c{position}" for field, position in source.columns.items()}
    said = {field: source.preview.rows[source.heading][position] for field, position in source.columns.items()}
    arrival = accept.Arrival(number, source.kind, table.name, columns, said)
    cells.read_serials(con, arrival, first_year(source.preview))
    return arrival, table.rows, table.notes(source.preview.place)


def _accept(
    desk: Desk, arrival: accept.Arrival, origin: str, rows: int, notes: tuple[Note, ...] = ()
) -> tuple[Note, ...]:
    """Types the rows and shelves them; gives all that is to be said about them. Rows whose dates took their year from the
    classes are shelved under those classes too: asked for by their own text alone they are not found, and are read again.
    """
    desk.progress("accept", 0)
    if any(kinds()[arrival.kind].fields[name].type == "date" for name in arrival.columns):
        _take_down(desk, {"classes"} if "class_id" in arrival.columns else {"classes", "enrollments"})
    _refuse_early(desk, arrival, rows)
    long_numbers.check(desk.con, arrival)
    notes += widths.told(desk.con, arrival)
    dated, spelled = cells.tidy(desk.con, arrival, desk.codes)
    notes += shares.told(desk.con, arrival)
    if dated:
        origin = digest(origin, str(desk.con.execute("SELECT hash(list(c ORDER BY c)) FROM acc_classes c").fetchone()[0]))
    key = desk.shelf.key(origin, arrival.kind)
    desk.con.execute("UPDATE source_table SET rows_key = ? WHERE id = ?", [key, arrival.id])
    waits = rows < _MANY or arrival.kind in _ASKED
    lay = None if waits else partial(_lay, desk, arrival.kind, key)
    accept.accept(desk.con, arrival, desk.codes, desk.secret, spelled, lay)
    told = names.without_number(desk.con, arrival)  # said when they arrive, not at every later build
    desk.con.execute(f"DROP TABLE {arrival.table}")
    desk.fresh.append((arrival.id, arrival.kind, key, rows, notes))
    return (*notes, *told)


def _lay(desk: Desk, kind: str, key: str, rows: str, pads: dict | None) -> tuple[int, str]:
    return desk.shelf.lay(desk.con, kind, key, rows, pads), f"FROM read_parquet({quoted(desk.shelf.place(key)[0])})"


def _refuse_early(desk: Desk, arrival: accept.Arrival, rows: int) -> None:
    """Refuses a long table of which the first rows alone have more faults than all may have: it holds something else.

    To understand millions of texts that mean nothing would take minutes.
    """
    con, most, kind = desk.con, int(desk.limit * rows), arrival.kind
    if rows < _LONG or most > _TRIED * rows:
        return
    con.execute(f"CREATE OR REPLACE TEMP TABLE first_rows AS FROM {arrival.table} LIMIT {2 * most + 1}")
    tried = replace(arrival, table="first_rows")
    _, spelled = cells.tidy(con, tried, desk.codes)
    shares.to_points(con, tried)
    accept.accept(con, tried, desk.codes, desk.secret, spelled)
    place = con.execute("SELECT file FROM source_table WHERE id = ?", [arrival.id]).fetchone()[0]
    of_first = "_src = ? AND _row IN (SELECT _row FROM first_rows)"
    faulty = con.execute(f"SELECT count(*) FROM rejected WHERE {of_first}", [arrival.id]).fetchone()[0]
    if faulty > most:
        raise Refused(balance.too_many(con, desk.codes, arrival.id, place, kind, rows, f"≥ {faulty}", desk.limit))
    con.execute(f"DELETE FROM rejected WHERE {of_first}", [arrival.id])
    con.execute(f"DELETE FROM acc_{kind} WHERE _src = ?", [arrival.id])


def _take_down(desk: Desk, names: set[str]) -> None:
    """Puts the shelved rows of these kinds where those read now stand: dates take their year from them."""
    for number, kind, key, _ in desk.known:
        if kind in names and number not in desk.seen:
            desk.shelf.take(desk.con, number, kind, key)
            desk.seen.add(number)


def _bring_group(desk: Desk, order, profile: str, folder: Path, sources: tuple[tuple[Path, Received], ...]):
    """Brings in the files that one profile reads together. Returns (files, notes)."""
    files = tuple(file for _, file in sources)
    first = desk.con.execute("SELECT count(*) FROM source_table").fetchone()[0]
    given = digest(profile, *sorted(f"{f.sha256} {f.name}" for f in files))
    known = kept.group(order, profile, given, desk.shelf)
    if known:
        for number, row in enumerate(known, first):
            _bring(desk, number, Waiting(*row))
        return files, ()
    paths = tuple(path for path, _ in sources)
    arrivals, notes = profiles.arrivals(desk.con, folder, paths, desk.scratch, desk.progress, first)
    for arrival in arrivals:
        origin = f"{given}:{arrival.id - first}"
        desk.con.execute("UPDATE source_table SET profile = ?, origin = ? WHERE id = ?", [profile, origin, arrival.id])
        rows = desk.con.execute("SELECT rows FROM source_table WHERE id = ?", [arrival.id]).fetchone()[0]
        notes += _accept(desk, arrival, origin, rows)
    return files, notes


def _register(con: duckdb.DuckDBPyConnection, number: int, table: Waiting, rows: int, key: str) -> None:
    file = table.file
    told = (file.name, table.sheet, table.kind, file.sha256, rows, table.ignored, file.profile, table.origin, key)
    register(con, number, *told)


def register(
    con, number: int, file: str, sheet: str, kind: str, digest: str, rows: int, ignored=(), profile="", origin="", key=""
) -> None:
    """Notes one source table and how many rows it has."""
    named = (masked(file, 500), masked(sheet), kind, digest, rows, ", ".join(map(masked, ignored))[:500])
    con.execute("INSERT INTO source_table VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [number, *named, profile, origin, key])


def _check_kinds(con: duckdb.DuckDBPyConnection) -> None:
    """Raises Refused if a kind is there without those it needs, or the classes are not there."""
    given = con.execute("SELECT kind, any_value(file ORDER BY id) FROM source_table GROUP BY kind").fetchall()
    faults = missing_kinds(dict(given))
    if faults:
        raise Refused(*faults)
