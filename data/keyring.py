"""Which key persons are hashed under: the published one for made-up people alone, else the department's, always the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import duckdb

from data import identity
from data.faults import Refused, refuse
from data.versions import path_of

_MARK = "synthetic.toml"


def secret_of(order) -> bytes:
    """The key for an order. Raises Refused if there is none or if the version before was made under another one.

    Real people added to made-up ones need a key; the made-up ones are then read again under it.
    """
    before, demo = _key_before(order), identity.fingerprint(identity.DEMO_KEY)
    if before in ("", demo) and all(is_synthetic((path,)) for path in order.sources):
        return identity.key(True, order.warehouse)
    try:
        secret = identity.key(False, order.warehouse)
    except Refused as error:
        if before == demo and error.notes[0].code == "no_key":
            named = ", ".join(path.name for path in order.sources if not is_synthetic((path,)))
            raise refuse("not_marked", file=named) from error
        raise
    if before not in ("", demo, identity.fingerprint(secret)):
        raise refuse("other_key", version=order.after, before=before, now=identity.fingerprint(secret))
    return secret


def is_synthetic(sources: tuple[Path, ...]) -> bool:
    """Whether a source folder, or the folder a source file lies in, says of itself that it is made up."""
    marks = (place / _MARK for path in sources for place in ((path, path.parent) if path.is_file() else (path,)))
    return any(_says_synthetic(mark) for mark in marks if mark.is_file())


def mark(folder: Path) -> None:
    """Says of all files in the folder that they are made up."""
    (folder / _MARK).write_text("synthetic = true\n", encoding="utf-8")


def _says_synthetic(mark: Path) -> bool:
    try:
        return bool(tomllib.loads(mark.read_text(encoding="utf-8")).get("synthetic"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse("bad_mark", file=mark.name) from error


def _key_before(order) -> str:
    """The fingerprint that the version says it was made with, "" if there is none."""
    if not order.after:
        return ""
    with duckdb.connect(str(path_of(order.warehouse, order.after)), read_only=True) as con:
        found = con.execute("SELECT value FROM meta WHERE key = 'person_key'").fetchone()
    return found[0] if found else ""
