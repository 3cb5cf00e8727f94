"""Rejected rows that come back corrected: put in their place in the file they came from, which is then read again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from board.formats import count
from board.text import t
from data import store
from data.faults import Refused, masked, note
from data.form import Form
from data.form_spec import read
from data.look import Look, look
from data.mend import Correction, Mended, corrections, mend
from data.rejects import mark_of
from data.sources import sha256
from data.versions import current, default_warehouse
from ui import import_views


@dataclass(frozen=True)
class Origin:
    """The file that corrected rows came from: where it lies, how it was read, and by what it is known in the version."""

    path: Path
    form: Form | None
    replaces: tuple[str, ...]


def forms(held: dict, described: dict[str, tuple[Path, Form]]) -> dict[Path, Form]:
    """Puts mended files in place of corrections among what was handed in. Returns the forms of those that have one.

    `described`: mark of a table -> its file and form, of those described in this session.
    """
    looks, found, gone = [], {}, set()
    held.update(mended={}, replaces={}, lost=set())
    for number, seen in enumerate(held["looks"]):
        fresh = _mended(held, seen, described, held["folder"].path / "mended" / str(number))
        if fresh is None:
            held["lost"].add(seen.path)
            seen = Look(seen.path, (), (note("no_origin", file=seen.path.name),))
        looks += [look(mended.path) for mended, _ in fresh or ()] or [seen]
        for mended, origin in fresh or ():
            gone.add(origin.path)
            held["mended"][mended.path] = origin.path.name, mended.changed
            held["replaces"] |= {mended.path: origin.replaces} if origin.replaces else {}
            found |= {mended.path: mended.form} if mended.form else {}
    held["looks"] = tuple(seen for seen in looks if seen.path not in gone)
    held["digests"] |= digests(tuple(held["mended"]))
    return found


def say(held: dict, lang: str) -> None:
    """What was put in place."""
    changes = Counter()
    for name, changed in held["mended"].values():  # a workbook of several sheets is named once
        changes[name] += changed
    for name, changed in (+changes or changes).items():  # of several sheets those in which something changed
        import_views.notice("info", t(lang, "import_form.mended", name=masked(name), count=count(changed, lang)))


def _mended(
    held: dict, seen: Look, described: dict[str, tuple[Path, Form]], folder: Path
) -> list[tuple[Mended, Origin]] | None:
    """The tables that a workbook of rejected rows corrects; none for any other file, None if one cannot be put back:
    handed in by themselves, masked names and numbers would become other people."""
    found, groups = [], {}
    try:
        for correction in corrections(seen.path):
            origin = _origin(held, correction, described)
            if origin is None:
                return None
            group = groups.setdefault((origin.path, origin.form and correction.mark), (origin, []))
            group[1].append(correction)
        for i, (origin, given) in enumerate(groups.values()):
            place = folder / str(i)
            place.mkdir(parents=True, exist_ok=True)
            mended = mend(origin.path, tuple(given), origin.form, place)
            if not mended:
                return None
            found += [(one, origin) for one in mended]
    except Refused:  # no workbook of ours after all: shown as any other file
        return []
    return found


def _origin(held: dict, correction: Correction, described: dict[str, tuple[Path, Form]]) -> Origin | None:
    """The file among those handed in, else in the published version; None if it is in neither or cannot be described."""
    digest, warehouse = correction.mark.split()[0], default_warehouse()
    now = current(warehouse)
    kept = _kept(store.received_of(warehouse, now) if now else (), correction.mark, warehouse)
    replaces = (kept[0].name,) if kept else ()
    path, form = described.get(correction.mark, (None, None))
    here = path or next((path for path, known in held["digests"].items() if known == digest), None)
    if here:
        return Origin(here, form, replaces)
    if not kept:
        return None
    file, form = kept
    return Origin(store.named(store.place(warehouse, file), file, held["folder"].path), form, replaces)


def _kept(files: tuple[store.Received, ...], mark: str, warehouse: Path) -> tuple[store.Received, Form | None] | None:
    """The published file that holds the marked table, and how it was read; of one workbook each sheet may be a file."""
    for file in (file for file in files if mark.startswith(file.sha256)):
        form = read(warehouse / store.SETTINGS / file.profile) if file.profile else None
        if not file.profile or (form and mark_of(file.sha256, form.sheet) == mark):
            return file, form
    return None


def digests(paths: tuple[Path, ...]) -> dict[Path, str]:
    """Path -> content hash."""
    return {path: sha256(path) for path in paths}
