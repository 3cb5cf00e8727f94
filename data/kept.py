"""What an order takes over from the version before it: files, profiles, and tables whose typed rows are known."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data import profiles, store
from data.rows import Shelf
from data.small import insert
from data.store import Received
from data.versions import path_of

Row = tuple[Received, str, str, str, tuple[str, ...]]  # file, kind, sheet, origin, ignored headings
Group = tuple[str, Path, tuple[tuple[Path, Received], ...]]  # profile hash, its folder, its files with their places


def note_files(con: duckdb.DuckDBPyConnection, files: tuple[Received, ...]) -> None:
    """Table received: the source files of this version."""
    con.execute(
        "CREATE TABLE received (ord INTEGER, name VARCHAR, sha256 VARCHAR, suffix VARCHAR, size BIGINT, profile VARCHAR)"
    )
    insert(con, "received", [(n, f.name, f.sha256, f.suffix, f.size, f.profile) for n, f in enumerate(files)])


def plain(order, shelf: Shelf) -> tuple[list[Row], tuple[Received, ...]]:
    """The kept files without a profile: tables whose rows are on the shelf, and files to be read again."""
    known, again, there = [], [], _rows(order, "")
    for file in (file for file in order.kept if not file.profile):
        rows = [(file, *rest) for digest, *rest in there if digest == file.sha256]
        whole = rows and all(shelf.find(shelf.key(origin, kind)) for _, kind, _, origin, _ in rows)
        known += rows if whole else []
        again += [] if whole else [file]
    return known, tuple(again)


def groups(order, scratch: Path) -> tuple[Group, ...]:
    """The files of each profile, the kept ones together with those that arrive for it; in the order they are read in."""
    found: dict[str, Group] = {}
    for file in order.kept:
        if file.profile:
            folder = order.warehouse / store.SETTINGS / file.profile
            path = store.named(store.place(order.warehouse, file), file, scratch)
            found[file.profile] = (file.profile, folder, (*found.get(file.profile, ("", folder, ()))[2], (path, file)))
    if order.profile and order.sources:
        profile, folder = store.keep_settings(order.profile, scratch), order.profile
        held = found.get(profile, ("", folder, ()))[2]
        names = {Path(entry[1].name).name for entry in held}
        for path in profiles.files(order.profile, order.sources, names):
            file = store.describe(path, profile=profile)
            held = (*held, (store.receive(path, file, scratch) if order.publish else path, file))
        found[profile] = (profile, folder, held)
    return tuple(found[name] for name in sorted(found, key=lambda name: (_rank(found[name][1]), name)))


def _rank(profile: Path) -> tuple[bool, ...]:
    """Profiles that bring classes come first, then those of people: days without a year take it from their class."""
    made = profiles.kinds_in(profile)
    return tuple(kind not in made for kind in ("classes", "enrollments"))


def group(order, profile: str, given: str, shelf: Shelf) -> list[Row]:
    """The tables that a profile made of exactly these files before, if all of their rows are on the shelf; else none."""
    files = {f.sha256: f for f in order.kept if f.profile == profile}
    rows = [
        (files.get(digest) or Received("profile.toml", digest, ".toml", 0, profile), *rest)  # rows the profile itself holds
        for digest, *rest in _rows(order, profile)
    ]
    ours = rows and all(origin.startswith(given) for *_, origin, _ in rows)
    return rows if ours and all(shelf.find(shelf.key(origin, kind)) for _, kind, _, origin, _ in rows) else []


def _rows(order, profile: str) -> list[tuple]:
    """sha256, kind, sheet, origin, ignored of the tables that came by a profile into the version the order goes on from."""
    if not order.after:
        return []
    with duckdb.connect(str(path_of(order.warehouse, order.after)), read_only=True) as con:
        found = con.execute(
            "SELECT sha256, kind, sheet, origin, ignored FROM source_file WHERE profile = ? ORDER BY id", [profile]
        ).fetchall()
    return [(*row[:4], tuple(filter(None, row[4].split(", ")))) for row in found]
