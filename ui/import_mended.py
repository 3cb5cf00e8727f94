"""Rejected rows that come back corrected: put in their place in the file they came from, which is then read again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from board.formats import count
from board.text import t
from data import store
from data.faults import Refused, masked
from data.form import Form
from data.form_spec import read
from data.look import Look, look
from data.mend import Correction, corrections, mend
from data.sources import sha256
from data.versions import current, default_warehouse
from ui import import_views


@dataclass(frozen=True)
class Origin:
    """The file that corrected rows came from: where it lies, how it was read, and by what it is known in the version."""

    path: Path
    form: Form | None
    replaces: tuple[str, ...]


def forms(held: dict, described: dict[str, Form]) -> dict[Path, Form]:
    """Puts mended files in place of corrections among what was handed in. Returns the forms of those that have one.

    `described`: content hash -> form of the files described in this session.
    """
    looks, found, gone = [], {}, set()
    held.update(mended={}, replaces={})
    for number, seen in enumerate(held["looks"]):
        fresh = _mended(held, seen, described, held["folder"].path / "mended" / str(number))
        looks += [one for one, *_ in fresh] or [seen]
        for one, form, digest in fresh:
            gone.add(digest)
            found |= {one.path: form} if form else {}
    left = (seen for seen in looks if seen.path in held["mended"] or held["digests"].get(seen.path) not in gone)
    held["looks"] = tuple(left)
    held["digests"] |= digests(tuple(held["mended"]))
    return found


def say(held: dict, lang: str) -> None:
    """What was put in place."""
    for name, changed in held["mended"].values():
        import_views.notice("info", t(lang, "import_form.mended", name=masked(name), count=count(changed, lang)))


def _mended(held: dict, seen: Look, described: dict[str, Form], folder: Path) -> list[tuple[Look, Form | None, str]]:
    found = []
    try:
        for i, correction in enumerate(corrections(seen.path)):
            origin = _origin(held, correction, described)
            place = folder / str(i)
            place.mkdir(parents=True, exist_ok=True)
            mended = mend(origin.path, correction, origin.form, place) if origin else None
            if mended:
                held["mended"][mended.path] = origin.path.name, mended.changed
                held["replaces"] |= {mended.path: origin.replaces} if origin.replaces else {}
                found.append((look(mended.path), mended.form, correction.sha256))
    except Refused:  # no workbook of ours after all: shown as any other file
        return []
    return found


def _origin(held: dict, correction: Correction, described: dict[str, Form]) -> Origin | None:
    """The file among those handed in, else in the published version; None if it is in neither or cannot be described."""
    digest, warehouse = correction.sha256, default_warehouse()
    now = current(warehouse)
    kept = {f.sha256: f for f in store.received_of(warehouse, now)} if now else {}
    replaces = (digest,) if digest in kept else ()
    here = next((path for path, known in held["digests"].items() if known == digest), None)
    if here:
        return Origin(here, described.get(digest), replaces)
    file = kept.get(digest)
    form = read(warehouse / store.SETTINGS / file.profile) if file and file.profile else None
    if not file or (file.profile and not form):
        return None
    return Origin(store.named(store.place(warehouse, file), file, held["folder"].path), form, replaces)


def digests(paths: tuple[Path, ...]) -> dict[Path, str]:
    """Path -> content hash."""
    return {path: sha256(path) for path in paths}
