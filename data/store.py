"""Source files as they were received, kept once by the hash of their content; and which of them a version is made of.

sources/<sha256><suffix>   a file as received      settings/<hash>/   a copy of a profile or of own code lists
rows/    typed rows (data/rows.py)                 results/   what was worked out (data/results.py)
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.faults import Refused, masked, refuse
from data.sources import sha256
from data.versions import path_of, sync

SOURCES, SETTINGS, ROWS, RESULTS = "sources", "settings", "rows", "results"
PARTS = (SOURCES, SETTINGS, ROWS, RESULTS)
_LASTING = (SOURCES, SETTINGS)  # all else is made again if a power cut damages it
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8})+")  # anything else is no part of a path
_LONGEST_NAME = 255  # bytes; file systems refuse more


@dataclass(frozen=True)
class Received:
    """One source file. `name` is a text without what names a person; `profile` the hash of its profile, or ""."""

    name: str
    sha256: str
    suffix: str
    size: int
    profile: str = ""


def received_of(warehouse: Path, version: str) -> tuple[Received, ...]:
    """The source files of a version. Raises Refused if it was built before they were kept."""
    with duckdb.connect(str(path_of(warehouse, version)), read_only=True) as con:
        try:
            found = con.execute("SELECT name, sha256, suffix, size, profile FROM received ORDER BY ord").fetchall()
        except duckdb.CatalogException as error:
            raise refuse("no_list", version=version) from error
    return tuple(Received(*row) for row in found)


def grew_from(warehouse: Path, version: str, others: tuple[str, ...]) -> str:
    """The first of the other versions all of whose files `version` holds too, what an addition was made to; "" if none."""
    try:
        held = {file.sha256 for file in received_of(warehouse, version)}
        return next((name for name in others if {file.sha256 for file in received_of(warehouse, name)} < held), "")
    except Refused:  # built before files were kept
        return ""


def place(warehouse: Path, file: Received) -> Path:
    """Where a received file is kept."""
    return warehouse / SOURCES / f"{file.sha256}{file.suffix}"


def describe(path: Path, digest: str = "", profile: str = "") -> Received:
    """A file about to be received; `digest` if its content hash is known."""
    found = _SUFFIX.search("".join(path.suffixes).lower())
    suffix = found.group() if found and found.end() == len("".join(path.suffixes)) else ""
    return Received(masked(path.name, 255), digest or sha256(path), suffix, path.stat().st_size, profile)


def receive(path: Path, file: Received, scratch: Path) -> Path:
    """Copies a file to the scratch store and gives it back under its own name, to be read from there.

    Raises Refused if the content is no longer what was recognised.
    """
    kept = place(scratch / "store", file)
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, kept)
        kept.chmod(0o600)
        if sha256(kept) != file.sha256:
            raise refuse("changed_file", file=path.name)
    return named(kept, file, scratch)


def named(kept: Path, file: Received, scratch: Path) -> Path:
    """A kept file under its own name in the scratch folder: readers take kind and messages from the name."""
    folder = scratch / "named" / f"{file.sha256[:16]}-{hashlib.sha256(file.name.encode(errors='replace')).hexdigest()[:8]}"
    path = folder / _as_file_name(file)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _link(kept, path)
    return path


def settings_hash(folder: Path) -> str:
    """The hash by which a folder of settings (a profile, code lists) is kept."""
    digest = hashlib.sha256()
    for path in _settings(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + sha256(path).encode() + b"\0")
    return digest.hexdigest()[:32]


def keep_settings(folder: Path, scratch: Path) -> str:
    """Copies a folder of settings to the scratch store; its hash."""
    name = settings_hash(folder)
    for path in _settings(folder):
        target = scratch / "store" / SETTINGS / name / path.relative_to(folder)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return name


def settle(scratch: Path, warehouse: Path) -> None:
    """Moves what the scratch store holds into place, each file whole. A crash leaves some more files, never half of one."""
    for part in PARTS:
        folder = scratch / "store" / part
        if not folder.is_dir():
            continue
        target = warehouse / part
        target.mkdir(mode=0o700, exist_ok=True)
        for path in sorted(folder.iterdir(), key=lambda p: p.suffix == ".json"):  # a list comes after what it lists
            _settle(path, target / path.name, part in _LASTING)
        sync(target)


def keep_whole(scratch: Path, warehouse: Path) -> None:
    """Moves what a go of a build has finished into place, for the next one. What is half done goes: a file of rows that
    nothing is said of, in which names may still stand, and drafts.
    """
    for path in (scratch / "store" / ROWS).glob("*.parquet"):
        if not path.with_name(f"{path.name.split('.')[0]}.json").exists():
            path.unlink()
    for path in (scratch / "store" / RESULTS).glob("*.tmp"):
        path.unlink()
    settle(scratch, warehouse)


def _settle(path: Path, target: Path, lasting: bool) -> None:
    for file in (path, *path.rglob("*")) if lasting else ():
        sync(file)
    if path.is_dir() and target.exists():
        return
    os.replace(path, target)


def _settings(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _as_file_name(file: Received) -> str:
    name = re.sub(r"[/\0]", "_", file.name)
    if name in ("", ".", "..") or len(name.encode(errors="replace")) > _LONGEST_NAME:
        return f"{file.sha256[:16]}{file.suffix}"
    return name


def _link(kept: Path, path: Path) -> None:
    try:
        os.link(kept, path)
    except OSError:  # file systems of other machines know no hard links
        shutil.copyfile(kept, path)
