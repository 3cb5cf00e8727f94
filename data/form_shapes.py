"""Forms of files that came before: a file with the same headings is offered the same answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from data import store
from data.codes import Codes, normalise
from data.collection import bare
from data.faults import Note, Refused, masked, note
from data.form import Form, begin
from data.form_spec import read
from data.versions import current, path_of
from data.widths import in_sql

_DAY = ("date", "session_id")
_KNOWN = f"""SELECT class_id, title, coalesce((SELECT sum(enrolled) FROM effect_class e WHERE e.class_id = d.class_id), 0)
FROM dim_class d WHERE lower(class_id) = lower({in_sql("$1::VARCHAR")}) OR ($1 = '' AND title = $2)
QUALIFY class_id = {in_sql("$1::VARCHAR")} OR count(*) FILTER (class_id = {in_sql("$1::VARCHAR")}) OVER () = 0"""
_OWN = ("class_id", "title", "start_date", "end_date")  # what another file will hardly share


def earlier(warehouse: Path) -> tuple[tuple[str, Form], ...]:
    """(file name, its form) of the files in the published version that were read through a form, the newest first."""
    now = current(warehouse)
    try:
        held = store.received_of(warehouse, now) if now else ()
    except Refused:  # built before files were kept
        return ()
    found = {f.profile: f.name for f in held if f.profile}
    forms = [(name, read(warehouse / store.SETTINGS / profile)) for profile, name in reversed(found.items())]
    return tuple((name, form) for name, form in forms if form)


def as_before(path: Path, digest: str, warehouse: Path) -> tuple[str, Form, bool] | None:
    """(name, form, whether the content is the same) of the published file that this one is, or may be a correction of: by
    content, else by the name without (1) and the like; None if there is none that was read through a form."""
    now = current(warehouse)
    try:
        held = [f for f in store.received_of(warehouse, now) if f.profile] if now else []
    except Refused:  # built before files were kept
        return None
    found = [f for f in held if f.sha256 == digest] or [f for f in held if bare(f.name) == bare(masked(path.name, 255))]
    form = read(warehouse / store.SETTINGS / found[0].profile) if len(found) == 1 else None
    return (found[0].name, form, found[0].sha256 == digest) if form else None


def fitting(path: Path, codes: Codes, before: tuple[tuple[str, Form], ...]) -> tuple[str, Form] | None:
    """The form of an earlier file with the same headings, without what was that file's own; None if there is none."""
    for name, form in before:
        for where in ((form.sheet, (form.first, form.depth), form.kind), (None, None, form.kind)):
            try:
                found, _ = begin(path, codes, *where)
            except Refused:
                continue
            if same(found, form):
                return name, carried(found, form)
    return None


def beside_known(form: Form, warehouse: Path) -> tuple[Form, tuple[Note, ...]]:
    """The form without the class, and the participants, that the published version holds already, as the number or the
    title over the table says, in whatever capitals; and what to tell of it."""
    now, row = current(warehouse), form.class_row
    if not now or "classes" not in form.brings or form.column("class_id"):
        return form, ()
    with duckdb.connect(str(path_of(warehouse, now)), read_only=True) as con:
        found = con.execute(_KNOWN, [row.get("class_id", ""), row.get("title", "")]).fetchall()
    if len(found) != 1:
        return form, ()
    number, title, people = found[0]
    there = ("classes", "enrollments") if people else ("classes",)
    brings = tuple(kind for kind in form.brings if kind not in there)
    return replace(form, class_row={"class_id": number}, brings=brings), (note("class_there", number=number, title=title),)


def carried(found: Form, form: Form) -> Form:
    """The answers of `form` for another table, with what that table says for itself: its class, its day."""
    row = {key: text for key, text in form.class_row.items() if key not in _OWN}
    named = found.class_row.keys() & {"class_id", "title"}  # that the other class was there says nothing of this one
    brings = found.brings if named and "classes" not in form.brings else form.brings
    says = {h: {name: "" if name == "date" else text for name, text in m.items()} for h, m in form.says.items()}
    own = {name: found.constants.get(name, "") for name in _DAY if name in found.constants or name in form.constants}
    return replace(form, sheet=found.sheet, first=found.first, depth=found.depth, pad=found.pad, says=says, brings=brings,
                   class_row={**row, **found.class_row}, constants={**form.constants, **own})  # fmt: skip


def same(found: Form, form: Form) -> bool:
    """Whether two tables have the same headings."""
    return _same(found.headings, form.headings)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return [normalise(text) for text in one] == [normalise(text) for text in other]
