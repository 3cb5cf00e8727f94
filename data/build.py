"""Source files in, one version file out: read, accept, check, sum up, publish. Or refuse, and publish nothing."""

from __future__ import annotations

import fcntl
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import identity, intake, marts, versions
from data.code_files import CodeError
from data.codes import DEFAULT, Codes
from data.codes import load as load_codes
from data.faults import Note, Refused, refuse

Progress = Callable[[str, float], None]  # (step, share done)
# What DuckDB raises when it cannot write: at once, at the end of a statement, or at a checkpoint.
_FULL = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)


@dataclass(frozen=True)
class Result:
    """What a build did. `files` are (place, kind, rows, accepted, rejected)."""

    version: str | None
    files: tuple[tuple[str, str, int, int, int], ...]
    rejected: int
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Order:
    """What to build from what."""

    sources: tuple[Path, ...]
    warehouse: Path
    profile: Path | None = None
    codes: Path | None = None
    max_rejected: float = 0.02
    publish: bool = True


def build(order: Order, progress: Progress = lambda step, share: None) -> Result:
    """Builds a version from the sources and publishes it unless `order.publish` is false.

    Raises Refused with every reason; the published version is then untouched.
    """
    try:
        with _scratch(order.warehouse) as scratch:
            return _build(order, scratch, progress)
    except (*_FULL, OSError) as error:
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
    version = versions.new_version(order.warehouse)
    versions.publish(order.warehouse, version, _compact(draft, scratch))
    return Result(version, result.files, result.rejected, result.notes)


def _fill(con: duckdb.DuckDBPyConnection, order: Order, scratch: Path, progress: Progress) -> Result:
    con.execute(f"SET temp_directory = {_quoted(scratch / 'spill')}")
    codes = _codes(order)
    secret = identity.key(all(is_synthetic((path,)) for path in order.sources), order.warehouse)
    _, notes = intake.bring_in(con, order, codes, secret, scratch, progress)
    files = intake.balance(con, codes, order.max_rejected)
    marts.fill(con, codes, synthetic=is_synthetic(order.sources), progress=progress)
    con.execute("INSERT INTO meta VALUES ('person_key', ?)", [identity.fingerprint(secret)])
    con.execute("CHECKPOINT")  # a full disk must show here; closing the file would not say so
    return Result(None, files, sum(f[4] for f in files), notes)


def _quoted(path: Path) -> str:
    """A path as an SQL text: these statements take no bound parameters."""
    return "'" + str(path).replace("'", "''") + "'"


def _codes(order: Order) -> Codes:
    """The code lists: the deployment's own before the profile's before the default ones. Raises Refused."""
    own = (order.codes, order.profile / "codes" if order.profile else None)
    if order.codes and not order.codes.is_dir():
        raise refuse("no_source", path=order.codes)
    try:
        return load_codes((*(p for p in own if p and p.is_dir()), DEFAULT))
    except CodeError as error:
        raise Refused(Note("bad_codes", error.zh, error.en)) from error


def is_synthetic(sources: tuple[Path, ...]) -> bool:
    """Whether a source folder says of itself that it is made up."""
    return any(_says_synthetic(path / "synthetic.toml") for path in sources if (path / "synthetic.toml").is_file())


def _says_synthetic(mark: Path) -> bool:
    try:
        return bool(tomllib.loads(mark.read_text(encoding="utf-8")).get("synthetic"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse("bad_mark", file=mark.name) from error


def _compact(draft: Path, scratch: Path) -> Path:
    """A copy without the space of what was dropped."""
    copy = scratch / "compact.duckdb"
    con = duckdb.connect()
    try:
        con.execute(f"ATTACH {_quoted(draft)} AS draft (READ_ONLY)")
        con.execute(f"ATTACH {_quoted(copy)} AS compact")
        con.execute("COPY FROM DATABASE draft TO compact")
        con.execute("CHECKPOINT compact")
    finally:
        con.close()
    return copy


@contextmanager
def _scratch(warehouse: Path) -> Iterator[Path]:
    """A private folder beside the versions, one build at a time; removed at the end, also after a crash of the last."""
    warehouse.mkdir(parents=True, exist_ok=True)
    with (warehouse / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise refuse("busy", path=warehouse) from error
        folder = warehouse / ".building"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
