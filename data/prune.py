"""Removes old versions, and the sources and rows that no version left names."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import orjson

from data import store, versions
from data.results import listed

CITED = "cited"  # a file in the warehouse: versions to keep, one a line, because a document quotes them
_FORMER = ("months",)  # folders in which earlier programs kept what results/ holds now
PACKS = "packs.sqlite"  # in the warehouse: the register of packs, each of one version


@dataclass(frozen=True)
class Removal:
    """What prune removes: names of versions, paths inside the warehouse, and their size in bytes."""

    versions: tuple[str, ...]
    paths: tuple[Path, ...]
    size: int


def prune(warehouse: Path, keep: int, dry_run: bool = False) -> Removal:
    """Keeps the current version, the newest `keep` and the cited ones. With `dry_run` removes nothing."""
    with versions.locked(warehouse):
        found = _removal(warehouse, keep)
        for path in () if dry_run else found.paths:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return found


def cite(warehouse: Path, version: str) -> None:
    """Notes a version as one to keep; once is enough. OSError where nothing may be written."""
    if version in _listed(warehouse):
        return
    with (warehouse / CITED).open("a", encoding="utf-8") as cited:
        cited.write(version + "\n")


def _listed(warehouse: Path) -> list[str]:
    try:
        return (warehouse / CITED).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []


def _removal(warehouse: Path, keep: int) -> Removal:
    there = versions.versions(warehouse)
    kept = {versions.current(warehouse), *there[len(there) - keep :], *cited_versions(warehouse)}
    gone = tuple(name for name in there if name not in kept)
    used = {name for version in there if version in kept for name in _used(warehouse, version)}
    paths = [versions.path_of(warehouse, name) for name in gone]
    paths += [warehouse / f".{name}{versions.WAITS}" for name in sorted(versions.waiting(warehouse) - kept)]
    for part in store.PARTS:
        paths += sorted(p for p in (warehouse / part).glob("*") if p.name.split(".")[0] not in used)
    paths += [warehouse / name for name in _FORMER if (warehouse / name).is_dir()]
    return Removal(gone, tuple(paths), sum(_size(path) for path in paths))


def cited_versions(warehouse: Path) -> list[str]:
    """Versions in the list of cited ones and those of every pack, also of one that is being made."""
    named = _listed(warehouse)
    if not (warehouse / PACKS).exists():
        return named
    with closing(sqlite3.connect(warehouse / PACKS, timeout=60)) as register:
        there = register.execute("SELECT 1 FROM sqlite_master WHERE name = 'pack'").fetchone()
        return named + [row[0] for row in (register.execute("SELECT version FROM pack") if there else ())]


def _used(warehouse: Path, version: str) -> set[str]:
    """The names, without ending, of everything a version rests on."""
    with duckdb.connect(str(versions.path_of(warehouse, version)), read_only=True) as con:
        try:
            rows = con.execute(
                "SELECT sha256 FROM received UNION SELECT profile FROM received UNION SELECT rows_key FROM source_file "
                "UNION SELECT value FROM meta WHERE key = 'codes'"
            ).fetchall()
        except duckdb.CatalogException:  # built before sources were kept
            return set()
    results = (orjson.loads(said)["tables"].values() for _, said in listed(warehouse, version))
    return {row[0] for row in rows}.union(*results)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(p.stat().st_size for p in files if p.is_file())
