"""Versions of the warehouse: files that never change once written, and a pointer replaced in one step."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from data.faults import Refused, refuse

POINTER = "CURRENT"
BUILDING = ".building"  # working files of the build that runs; they hold texts of the sources
ADDING = ".adding"  # a private warehouse in which several steps become one version
WAITS = ".waiting"  # ends the name of the mark beside a version that nobody has seen yet
_NAME = re.compile(r"\d{8}-\d{6}(?:-\d+)?")


def default_warehouse() -> Path:
    """XUNXIAO_WAREHOUSE, else warehouse/ in the working directory."""
    return Path(os.environ.get("XUNXIAO_WAREHOUSE", "warehouse"))


def current(warehouse: Path) -> str | None:
    """The published version, or None if nothing was published or its file is gone."""
    try:
        name = (warehouse / POINTER).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    return name if _NAME.fullmatch(name) and path_of(warehouse, name).exists() else None


def versions(warehouse: Path) -> tuple[str, ...]:
    """All complete versions, oldest first."""
    return tuple(sorted((p.stem for p in warehouse.glob("*.duckdb") if _NAME.fullmatch(p.stem)), key=age))


def path_of(warehouse: Path, version: str) -> Path:
    """The file of a version. ValueError for a name that is none, so no text becomes a path."""
    if not _NAME.fullmatch(version):
        raise ValueError(version)
    return warehouse / f"{version}.duckdb"


def existing(warehouse: Path, version: str) -> str:
    """The version itself. Raises Refused if there is none of that name."""
    if version not in versions(warehouse):
        raise refuse("no_version", version=version, choices=", ".join(versions(warehouse)[-8:]) or "–")
    return version


def new_version(warehouse: Path) -> str:
    """A name not yet taken, made from the time."""
    base = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    taken = set(versions(warehouse))
    return next(n for n in (base, *(f"{base}-{i}" for i in range(1, 1000))) if n not in taken)


def publish(warehouse: Path, version: str, draft: Path) -> None:
    """Gives the finished draft its name and points to it. A crash at any moment leaves the old pointer valid.

    The version waits until somebody hands it out.
    """
    sync(draft)
    _mark(warehouse, version).touch()
    os.replace(draft, path_of(warehouse, version))
    point(warehouse, version)


def point(warehouse: Path, version: str) -> None:
    """Makes a version the current one, in one step."""
    pointer = warehouse / f"{POINTER}.tmp"
    pointer.write_text(version + "\n", encoding="utf-8")
    sync(pointer)
    os.replace(pointer, warehouse / POINTER)
    sync(warehouse)


def roll_back(warehouse: Path, version: str) -> None:
    """Makes an earlier or later version the current one. Raises Refused if it is not there or somebody is at work."""
    with locked(warehouse):
        point(warehouse, existing(warehouse, version))


def point_nowhere(warehouse: Path, only: str) -> None:
    """Takes the only version there is out of use, as before it was published; its file stays. Raises Refused if there are
    others by now or somebody is at work.
    """
    with locked(warehouse):
        if versions(warehouse) != (only,):
            raise refuse("no_version", version="–", choices=", ".join(versions(warehouse)[-8:]))
        (warehouse / POINTER).unlink(missing_ok=True)
        sync(warehouse)


def waiting(warehouse: Path) -> frozenset[str]:
    """The versions of which nobody has seen a number yet."""
    return frozenset(name[1 : -len(WAITS)] for name in os.listdir(warehouse) if name.endswith(WAITS))


def hand_out(warehouse: Path, version: str) -> None:
    """Says, before a number of the version is shown, that it may have been seen; all processes look there."""
    mark = _mark(warehouse, version)
    if not mark.exists():
        return
    with suppress(OSError):  # not ours to write: those who may will hand it out themselves
        mark.unlink(missing_ok=True)
        sync(warehouse)


def _mark(warehouse: Path, version: str) -> Path:
    return warehouse / f".{version}{WAITS}"


@contextmanager
def locked(warehouse: Path) -> Iterator[None]:
    """Nobody else changes the warehouse meanwhile. Raises Refused if somebody does; a crash frees the lock."""
    with (warehouse / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise refuse("busy", path=warehouse) from error
        yield


def clear_leftovers(warehouse: Path) -> bool:
    """Removes the working files of a build that was killed; whether there were any. A build that runs keeps its own."""
    left = [folder for name in (BUILDING, ADDING) if (folder := warehouse / name).exists()]
    if not left:
        return False
    try:
        with locked(warehouse):
            for folder in left:
                shutil.rmtree(folder)
    except (Refused, OSError):  # at work, or not ours to write
        return False
    return True


def sync(path: Path) -> None:
    """Makes a file or folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def age(version: str) -> tuple[str, int]:
    """Sorts versions, oldest first."""
    day, time, *number = version.split("-")
    return day + time, int(number[0]) if number else 0
