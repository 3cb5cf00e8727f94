"""Packs, notes and decisions: the only things the product writes, in a small SQLite file beside the versions.

Every write is one transaction; writers wait for each other; a process that dies leaves nothing half done.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.prune import PACKS

_WAIT = 60  # seconds a writer waits for others
_TABLES = """
CREATE TABLE IF NOT EXISTS pack (
    number TEXT PRIMARY KEY, made TEXT NOT NULL, who TEXT NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL,
    seal TEXT NOT NULL DEFAULT '', manifest TEXT NOT NULL DEFAULT '', replaces TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY, page TEXT NOT NULL, scope TEXT NOT NULL, text TEXT NOT NULL, who TEXT NOT NULL,
    made TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS decision (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES pack (number), text TEXT NOT NULL, owner TEXT NOT NULL,
    metric TEXT NOT NULL, scope TEXT NOT NULL, size REAL NOT NULL, start TEXT NOT NULL, who TEXT NOT NULL,
    made TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS split (
    number TEXT NOT NULL REFERENCES pack (number), version TEXT NOT NULL, found TEXT NOT NULL,
    PRIMARY KEY (number, version));
"""


@dataclass(frozen=True)
class Pack:
    """A pack as it was registered. `manifest` is the sha256 of its manifest, so nobody can write a new one."""

    number: str
    made: str
    who: str
    title: str
    version: str
    seal: str
    manifest: str
    replaces: str


@dataclass(frozen=True)
class Decision:
    """What was decided on a pack: `size` is the change hoped for, in the metric's own unit, with its sign."""

    number: str
    text: str
    owner: str
    metric: str
    scope: str  # canonical JSON
    size: float
    start: str  # 2026-07-01
    who: str
    made: str


@dataclass(frozen=True)
class Note:
    """A named remark on a page within a scope."""

    page: str
    scope: str
    text: str
    who: str
    made: str


def reserve(warehouse: Path, made: str, who: str, title: str, version: str, replaces: str = "") -> str:
    """The next number of the month of `made` (2026-06-30 14:05). From here on its version is kept."""
    with _open(warehouse) as store:
        asked = "SELECT max(CAST(substr(number, 9) AS INTEGER)) FROM pack WHERE substr(number, 1, 8) = ?"
        last = store.execute(asked, (f"{made[:7]}-",)).fetchone()[0]
        number = f"{made[:7]}-{(last or 0) + 1:03d}"
        store.execute(
            "INSERT INTO pack (number, made, who, title, version, replaces) VALUES (?, ?, ?, ?, ?, ?)",
            (number, made, who, title, version, replaces),
        )
    return number


def finish(warehouse: Path, number: str, seal: str, manifest: str) -> None:
    """The pack is there and sealed. ValueError if the number is not reserved or is sealed already."""
    with _open(warehouse) as store:
        changed = store.execute(
            "UPDATE pack SET seal = ?, manifest = ? WHERE number = ? AND manifest = ''", (seal, manifest, number)
        )
        if changed.rowcount != 1:
            raise ValueError(number)


def discard(warehouse: Path, number: str) -> None:
    """Gives a reserved number back; a sealed pack stays."""
    with _open(warehouse) as store:
        store.execute("DELETE FROM pack WHERE number = ? AND manifest = ''", (number,))


def unfinished(warehouse: Path) -> tuple[str, ...]:
    """Numbers that are reserved and not sealed: of packs being made, or of a process that died."""
    with _reading(warehouse) as store:
        return tuple(row[0] for row in store.execute("SELECT number FROM pack WHERE manifest = ''").fetchall())


def packs(warehouse: Path) -> tuple[Pack, ...]:
    """The sealed packs, newest first."""
    asked = "SELECT number, made, who, title, version, seal, manifest, replaces FROM pack WHERE manifest <> ''"
    with _reading(warehouse) as store:
        rows = store.execute(f"{asked} ORDER BY made DESC, number DESC").fetchall()
    return tuple(Pack(*row) for row in rows)


def decide(warehouse: Path, decision: Decision) -> None:
    """Records a decision. sqlite3.IntegrityError if there is no such pack."""
    with _open(warehouse) as store:
        store.execute(
            "INSERT INTO decision (number, text, owner, metric, scope, size, start, who, made) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (decision.number, decision.text, decision.owner, decision.metric, decision.scope, decision.size,
             decision.start, decision.who, decision.made),
        )  # fmt: skip


def decisions(warehouse: Path) -> tuple[Decision, ...]:
    """All decisions, newest first."""
    asked = "SELECT number, text, owner, metric, scope, size, start, who, made FROM decision ORDER BY id DESC"
    with _reading(warehouse) as store:
        return tuple(Decision(*row) for row in store.execute(asked).fetchall())


def annotate(warehouse: Path, note: Note) -> None:
    """Records a remark."""
    with _open(warehouse) as store:
        store.execute(
            "INSERT INTO note (page, scope, text, who, made) VALUES (?, ?, ?, ?, ?)",
            (note.page, note.scope, note.text, note.who, note.made),
        )


def notes(warehouse: Path, page: str, scope: str) -> tuple[Note, ...]:
    """The remarks on a page within a scope, oldest first."""
    asked = "SELECT page, scope, text, who, made FROM note WHERE page = ? AND scope = ? ORDER BY id"
    with _reading(warehouse) as store:
        return tuple(Note(*row) for row in store.execute(asked, (page, scope)).fetchall())


def keep_split(warehouse: Path, number: str, version: str, found: str) -> None:
    """Keeps why the numbers of a pack are others in a version (JSON), which is costly to find out again."""
    with _open(warehouse) as store:
        store.execute("INSERT OR REPLACE INTO split (number, version, found) VALUES (?, ?, ?)", (number, version, found))


def split(warehouse: Path, number: str, version: str) -> str:
    """What was kept of a pack and a version, "" if nothing was."""
    asked = "SELECT found FROM split WHERE number = ? AND version = ?"
    with _reading(warehouse) as store:
        row = store.execute(asked, (number, version)).fetchone()
    return row[0] if row else ""


class Broken(RuntimeError):
    """The register is damaged, full, or may not be written."""


@contextmanager
def _reading(warehouse: Path) -> Iterator[sqlite3.Connection]:
    """The whole store at one moment; nobody waits for a reader, and a reader for nobody."""
    with _open(warehouse, "BEGIN") as store:
        yield store


@contextmanager
def _open(warehouse: Path, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """One transaction that sees the whole store and, unless it only reads, locks it. Broken if SQLite cannot."""
    path = warehouse / PACKS
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # decisions are the owner's
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as store:
            store.execute("PRAGMA journal_mode = WAL")
            store.execute("PRAGMA foreign_keys = ON")
            store.execute(begin)
            try:
                for statement in _TABLES.split(";"):
                    store.execute(statement)
                yield store
                store.execute("COMMIT")
            finally:
                if store.in_transaction:
                    store.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise Broken(f"{PACKS}: {error}") from error
