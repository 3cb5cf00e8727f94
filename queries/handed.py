"""Which versions readers may have seen. An older version gives way to those alone (queries/release.py).

A server hands a new version out when all that older ones show beside it is ready (ui/ready.py). Until then it waits, marked
so beside its file (data/versions.py), and nobody can hold the two against each other. Whoever asks it anything before, by a
link or for a pack, hands it out by asking, in whatever process. Only a server waits: in any other process every version
counts as handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from data import versions

_shown: set[tuple[Path, str]] = set()  # what this process handed out, also where it may not take the mark off
_given: dict[Path, str | None] = {}  # by warehouse this process serves: the version its readers were given last
_as_if: ContextVar[str] = ContextVar("as_if", default="")


def serve(warehouse: Path) -> None:
    """From now on this process gives its readers a new version when it is ready; the one that is there at once."""
    give(warehouse, versions.current(warehouse))


def give(warehouse: Path, version: str | None) -> None:
    """Hands a version out: new readers get it."""
    if version:
        hand_out(warehouse, version)
    _given[warehouse] = version


def current(warehouse: Path) -> str | None:
    """The version new readers get: the published one, or while it waits the one they got before."""
    if version := _as_if.get():
        return version
    now, given = versions.current(warehouse), _given.get(warehouse)
    if given and now in _waiting(warehouse) and versions.path_of(warehouse, given).exists():
        return given
    if warehouse in _given:
        _given[warehouse] = now
    return now


def seen(warehouse: Path) -> tuple[str, ...]:
    """The versions that may have been seen, oldest first."""
    waiting = _waiting(warehouse) - {_as_if.get()} if _given.get(warehouse) else ()
    return tuple(name for name in versions.versions(warehouse) if name not in waiting)


def next_one(warehouse: Path) -> str | None:
    """The published version, if it waits for this process."""
    now = versions.current(warehouse)
    return now if _given.get(warehouse) and now in _waiting(warehouse) else None


def hand_out(warehouse: Path, version: str) -> None:
    """Before a number of the version is shown: older versions give way to it from now on."""
    if version != _as_if.get():
        _shown.add((warehouse, version))
        versions.hand_out(warehouse, version)


def _waiting(warehouse: Path) -> frozenset[str]:
    return frozenset(name for name in versions.waiting(warehouse) if (warehouse, name) not in _shown)


@contextmanager
def as_if(version: str) -> Iterator[None]:
    """Inside, in this thread, the version counts as the one handed out last; nobody sees what is made there."""
    mark = _as_if.set(version)
    try:
        yield
    finally:
        _as_if.reset(mark)

