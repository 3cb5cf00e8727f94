"""Source files in, one version file out: read, accept, check, sum up, publish. Or refuse, and publish nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data import balance, identity, intake, keyring, marts, months, store, version_file, versions, whole
from data.code_files import CodeError
from data.codes import DEFAULT, Codes
from data.codes import load as load_codes
from data.faults import Note, Refused, refuse
from data.found import Found, gather
from data.memory import memory_limit
from data.results import open_results
from data.rows import Shelf, quoted, shelf
from data.small import insert
from data.store import Received
from data.works import Works, open_works

_MAX_REJECTED = 0.02
_KEPT = ("received", "known_name", "made")  # what a later build asks a version for
Progress = Callable[[str, float], None]  # (step, share done)
# What DuckDB raises when it cannot write: at once, at the end of a statement, or at a checkpoint.
FULL = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, OSError)


@dataclass(frozen=True)
class Result:
    """What a build did. `files` are (place, kind, rows, accepted, rejected)."""

    version: str | None
    files: tuple[tuple[str, str, int, int, int], ...]
    rejected: int
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Order:
    """What to build from what: `sources` that arrive, and the files `kept` of the version `after` which this one comes.

    `max_rejected`: the share of faulty rows a file may have; None for that of the version before, or 0.02.
    """

    sources: tuple[Path, ...]
    warehouse: Path
    profile: Path | None = None
    codes: Path | None = None
    max_rejected: float | None = None
    publish: bool = True
    kept: tuple[Received, ...] = ()
    after: str = ""
    synthetic: bool = False

    @property
    def limit(self) -> float:
        """The share of faulty rows a file may have."""
        return _MAX_REJECTED if self.max_rejected is None else self.max_rejected


def build(order: Order, progress: Progress = lambda step, share: None) -> Result:
    """Builds a version from the sources and publishes it unless `order.publish` is false.

    Raises Refused with every reason; the published version is then untouched.
    """
    try:
        with _scratch(order.warehouse) as scratch:
            if order.after and versions.current(order.warehouse) != order.after:
                raise refuse("busy", path=order.warehouse)  # somebody published meanwhile: their files are not in `kept`
            return _build(order, scratch, progress)
    except FULL as error:
        raise refuse("no_space", path=order.warehouse, detail=type(error).__name__) from error
    except duckdb.OutOfMemoryException as error:
        raise refuse("no_memory", detail=type(error).__name__) from error


def _build(order: Order, scratch: Path, progress: Progress) -> Result:
    """A statement that finds no room beside all that went before it is tried again with an empty database."""
    worked: dict[str, str] = {}
    try:
        return _go(order, scratch, progress, worked)
    except duckdb.OutOfMemoryException:
        store.keep_whole(scratch, order.warehouse)
        shutil.rmtree(scratch)
        scratch.mkdir(mode=0o700)
    return _go(order, scratch, progress, worked)


def _go(order: Order, scratch: Path, progress: Progress, worked: dict[str, str]) -> Result:
    with duckdb.connect() as con:
        prepare(con, scratch)
        works, result = _work(con, order, scratch, progress, worked)
        if not order.publish:
            return result
        before = versions.path_of(order.warehouse, order.after) if order.after else None
        draft = version_file.write(works, con, scratch / "version.duckdb", _KEPT, before)
    store.settle(scratch, order.warehouse)
    version = versions.new_version(order.warehouse)
    versions.publish(order.warehouse, version, draft)
    return replace(result, version=version)


def _work(con, order: Order, scratch: Path, progress: Progress, worked: dict[str, str]) -> tuple[Works, Result]:
    """`worked`: what an earlier go of this build has worked out, and then what this one rests on."""
    codes = codes_of(order)
    secret = keyring.secret_of(order)
    stock = shelf(order.warehouse, scratch, codes, identity.fingerprint(secret))
    notes = intake.bring_in(con, order, codes, secret, scratch, stock, progress)
    works = open_works(con, open_results(order.warehouse, scratch, worked), stock.typing)
    files, more = sum_up(works, con, stock, codes, order.limit, progress)
    synthetic = order.synthetic or any(keyring.is_synthetic((path,)) for path in order.sources)
    said = {**marts.meta(works, synthetic), **_settings(order, scratch), "person_key": identity.fingerprint(secret)}
    works.results.note(con)
    write_meta(con, said)
    return works, Result(None, files, sum(f[4] for f in files), (*notes, *more))


def sum_up(works: Works, con, stock: Shelf, codes: Codes, limit: float, progress: Progress) -> tuple:
    """All that is done with typed rows: checks, balance, marts. Gives what is said of each file, and notes; or Refused."""
    gather(con, check(works, stock, intake.sources(con), codes, progress))
    intake.tidy_up(con)
    files = balance.balance(con, codes, limit, works.con)
    return files, marts.fill(works, marts.latest(con), progress)


def check(works: Works, stock: Shelf, sources: dict[str, dict[int, str]], codes: Codes, progress: Progress) -> list[Found]:
    """All checks across rows, and on the way what they and the marts are keyed by. Returns what was found."""
    progress("check", 0)
    marts.write_codes(works, codes)
    whole.lay_out(works, stock, sources)
    aside = whole.check(works, stock, sources)
    odd = whole.note(works, sources)
    marts.dimensions(works)
    return [*aside, *odd, *months.fill(works, stock, sources, progress)]


def write_meta(con: duckdb.DuckDBPyConnection, said: dict[str, str]) -> None:
    """Table meta: what a version says of itself."""
    con.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
    insert(con, "meta", list(said.items()))


def prepare(con: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Settings of a connection that builds."""
    con.execute(f"SET temp_directory = {quoted(scratch / 'spill')}")
    con.execute("SET memory_limit = ?", [memory_limit()])


def codes_of(order: Order) -> Codes:
    """The code lists: the deployment's own before the profile's before the default ones. Raises Refused."""
    known = sorted({f.profile for f in order.kept if f.profile})
    profiles = (order.profile, *(order.warehouse / store.SETTINGS / name for name in known))
    own = (order.codes, *(folder / "codes" for folder in profiles if folder))
    if order.codes and not order.codes.is_dir():
        raise refuse("no_source", path=order.codes)
    try:
        return load_codes((*(p for p in own if p and p.is_dir()), DEFAULT))
    except CodeError as error:
        raise Refused(Note("bad_codes", error.zh, error.en)) from error


def _settings(order: Order, scratch: Path) -> dict[str, str]:
    """What a later addition to this version must know besides its sources."""
    codes = store.keep_settings(order.codes, scratch) if order.codes else ""
    return {"codes": codes, "max_rejected": str(order.limit)}


@contextmanager
def _scratch(warehouse: Path) -> Iterator[Path]:
    """A private folder beside the versions, one build at a time; removed at the end, also after a crash of the last."""
    warehouse.mkdir(parents=True, exist_ok=True)
    with versions.locked(warehouse):
        folder = warehouse / versions.BUILDING
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
