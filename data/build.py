"""Source files in, one version file out: read, accept, check, sum up, publish. Or refuse, and publish nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import balance, identity, intake, keyring, marts, months, store, versions
from data.code_files import CodeError
from data.codes import DEFAULT, Codes
from data.codes import load as load_codes
from data.faults import Note, Refused, refuse
from data.memory import memory_limit
from data.rows import quoted, shelf
from data.store import Received

_MAX_REJECTED = 0.02
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
    draft = scratch / "draft.duckdb"
    con = duckdb.connect(str(draft))
    try:
        result = _fill(con, order, scratch, progress)
    finally:
        con.close()
    if not order.publish:
        return result
    store.settle(scratch, order.warehouse)
    version = versions.new_version(order.warehouse)
    versions.publish(order.warehouse, version, _compact(draft, scratch))
    return Result(version, result.files, result.rejected, result.notes)


def _fill(con: duckdb.DuckDBPyConnection, order: Order, scratch: Path, progress: Progress) -> Result:
    prepare(con, scratch)
    codes = codes_of(order)
    synthetic = order.synthetic or any(keyring.is_synthetic((path,)) for path in order.sources)
    secret = keyring.secret_of(order)
    stock = shelf(order.warehouse, scratch, codes, identity.fingerprint(secret))
    notes = intake.bring_in(con, order, codes, secret, scratch, stock, progress)
    marts.dimensions(con, codes)
    months.fill(con, order.warehouse, scratch, stock, progress)
    intake.tidy_up(con)
    files = balance.balance(con, codes, _limit(order))
    marts.fill(con, synthetic=synthetic, progress=progress)
    _note_settings(con, order, scratch)
    con.execute("INSERT INTO meta VALUES ('person_key', ?)", [identity.fingerprint(secret)])
    con.execute("CHECKPOINT")  # a full disk must show here; closing the file would not say so
    return Result(None, files, sum(f[4] for f in files), notes)


def prepare(con: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Settings of a connection that builds."""
    con.execute(f"SET temp_directory = {quoted(scratch / 'spill')}")
    con.execute("SET memory_limit = ?", [memory_limit()])
    con.execute("SET force_compression = 'uncompressed'")  # of the draft: what is published is a copy
    con.execute("SET asof_loop_join_threshold = 0")  # the planner takes thousands of rows for few


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


def _limit(order: Order) -> float:
    return _MAX_REJECTED if order.max_rejected is None else order.max_rejected


def _note_settings(con: duckdb.DuckDBPyConnection, order: Order, scratch: Path) -> None:
    """What a later addition to this version must know besides its sources."""
    codes = store.keep_settings(order.codes, scratch) if order.codes else ""
    con.executemany("INSERT INTO meta VALUES (?, ?)", [("codes", codes), ("max_rejected", str(_limit(order)))])


def _compact(draft: Path, scratch: Path) -> Path:
    """A copy without the space of what was dropped."""
    copy = scratch / "compact.duckdb"
    con = duckdb.connect()
    try:
        con.execute(f"ATTACH {quoted(draft)} AS draft (READ_ONLY)")
        con.execute(f"ATTACH {quoted(copy)} AS compact")
        con.execute("COPY FROM DATABASE draft TO compact")
        con.execute("CHECKPOINT compact")
    finally:
        con.close()
    return copy


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
