"""Changes what the current version is made of: adds files, replaces them by their corrections, withdraws them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd

from data import profiles, store, versions
from data.build import Order, Result, build
from data.differences import differences
from data.faults import Note, masked, note, refuse
from data.form_spec import read
from data.sources import find_files, sha256
from data.store import Received

_CORRECTION = re.compile(
    r"[\s_\-－—]*(?:[(（]\d+[)）]|v\d+|rev\d*|corrected|correction|final|copy|副本|更正版?|修订版?|修改版?|改正|最新版?|终稿)$"
)


@dataclass(frozen=True)
class Changed:
    """What an addition or a withdrawal did; `differences` as in data.differences, None where nothing was published."""

    result: Result
    differences: pd.DataFrame | None


def add(order: Order, replaces: tuple[str, ...] = (), progress: Callable[[str, float], None] = lambda *_: None) -> Changed:
    """The sources of the current version and those of the order. A file replaces that of the same bare name.

    Raises Refused; the current version then stays. Files that are there already change nothing.
    """
    now = versions.current(order.warehouse)
    held = store.received_of(order.warehouse, now) if now else ()
    profile = store.settings_hash(order.profile) if order.profile else ""
    fresh, notes = _fresh(order, held, profile)
    if not fresh:
        return Changed(Result(None, (), 0, notes), None)
    gone = {_the(name, held) for name in replaces}
    if not replaces:
        gone = {old for path in fresh if (old := _predecessor(masked(path.name, 255), held, profile))}
    gone |= _described_before(order, fresh, held, profile)
    notes += tuple(note("replaced_file", file=old.name, digest=old.sha256[:8]) for old in sorted(gone, key=lambda f: f.name))
    order = _after(replace(order, sources=fresh), now, tuple(f for f in held if f not in gone))
    return _build(order, notes, progress)


def is_new(order: Order) -> bool:
    """Whether the order has a file that the current version does not hold. Raises Refused."""
    now = versions.current(order.warehouse)
    held = store.received_of(order.warehouse, now) if now else ()
    return bool(_fresh(order, held, store.settings_hash(order.profile) if order.profile else "")[0])


def withdraw(order: Order, name: str, progress: Callable[[str, float], None] = lambda *_: None) -> Changed:
    """The sources of the current version without the one of that name. Raises Refused."""
    now = versions.current(order.warehouse)
    if not now:
        raise refuse("nothing_published", path=order.warehouse)
    held = store.received_of(order.warehouse, now)
    gone = _the(name, held)
    order = _after(replace(order, sources=()), now, tuple(f for f in held if f != gone))
    return _build(order, (), progress)


def bare(name: str) -> str:
    """A file name without what people add to the name of a corrected file."""
    path = Path(unicodedata.normalize("NFKC", name).casefold())
    stem, before = path.stem.strip(), None
    while stem != before:
        before, stem = stem, _CORRECTION.sub("", stem) or stem
    return stem + path.suffix


def _build(order: Order, notes: tuple[Note, ...], progress) -> Changed:
    result = build(order, progress)
    result = replace(result, notes=(*notes, *result.notes))
    seen = result.version and order.after
    return Changed(result, differences(order.warehouse, order.after, result.version) if seen else None)


def _after(order: Order, now: str | None, kept: tuple[Received, ...]) -> Order:
    """The order as it goes on from the current version, under that version's settings unless it brings its own."""
    if not now:
        return order
    with duckdb.connect(str(versions.path_of(order.warehouse, now)), read_only=True) as con:
        meta = dict(con.execute("SELECT key, value FROM meta").fetchall())
    codes = order.codes or (order.warehouse / store.SETTINGS / meta["codes"] if meta.get("codes") else None)
    limit = float(meta["max_rejected"]) if order.max_rejected is None else order.max_rejected
    return replace(order, kept=kept, after=now, codes=codes, max_rejected=limit, synthetic=meta["synthetic"] == "1")


def _fresh(order: Order, held: tuple[Received, ...], profile: str) -> tuple[tuple[Path, ...], tuple[Note, ...]]:
    """The files of the order that are not yet held, and a note on each that is."""
    if order.profile:
        names = {f.name for f in held if f.profile == profile}
        given = {p for p in find_files(order.sources) if masked(p.name, 255) in names} if names else set()
        paths = tuple(dict.fromkeys((*profiles.files(order.profile, order.sources, names), *sorted(given))))
    else:
        paths = find_files(order.sources)
    known = {f.sha256: f.name for f in held if f.profile == profile}
    digests = {path: sha256(path) for path in paths} if known else {}
    notes = tuple(note("known_file", file=p.name, other=known[d]) for p, d in digests.items() if d in known)
    return tuple(p for p in paths if digests.get(p) not in known), notes


def _described_before(order: Order, fresh: tuple[Path, ...], held: tuple[Received, ...], profile: str) -> set[Received]:
    """Held files of the same content whose same sheet was described otherwise as the same kind: it would count twice."""
    form = read(order.profile) if order.profile else None
    digests = {sha256(path) for path in fresh} if form else ()
    found = set()
    for file in (file for file in held if file.profile not in ("", profile) and file.sha256 in digests):
        was = read(order.warehouse / store.SETTINGS / file.profile)
        found |= {file} if was and (was.sheet, was.kind) == (form.sheet, form.kind) else set()
    return found


def _predecessor(name: str, held: tuple[Received, ...], profile: str) -> Received | None:
    """The file that one of this name corrects. Raises Refused if that could be several."""
    ours = [f for f in held if f.profile == profile]
    found = [f for f in ours if f.name == name] or [f for f in ours if bare(f.name) == bare(name)]
    if len(found) > 1:
        raise _ambiguous(name, found)
    return found[0] if found else None


def _the(name: str, held: tuple[Received, ...]) -> Received:
    """The held file of that name, or with that beginning of its content hash. Raises Refused."""
    found = [f for f in held if f.name == name] or [f for f in held if len(name) >= 8 and f.sha256.startswith(name)]
    if not found:
        raise refuse("unknown_file", name=name, choices=_choices(held))
    if len(found) > 1:
        raise _ambiguous(name, found)
    return found[0]


def _ambiguous(name: str, found: list[Received]) -> Exception:
    return refuse("ambiguous_file", name=name, choices=_choices(found))


def _choices(found) -> str:
    shown = ", ".join(f"{f.name} ({f.sha256[:8]})" for f in found[:12])
    return shown + (" …" if len(found) > 12 else "")
