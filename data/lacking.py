"""Why rows point at nothing: which records are not there, said once, with the file to bring."""

from __future__ import annotations

from data.faults import Note, note
from data.fields import Kind, kinds

CODE = "unknown_reference"


def target(kind: Kind, field: str) -> Kind:
    """The kind that a field points at; a person is looked for in the register of cadres."""
    return kinds()[kind.refs.get(field, "cadres")]


def causes(found: list[tuple[str, str, int]]) -> tuple[Note, ...]:
    """(kind, field, rows set aside because the field points at nothing) -> what is lacking.

    Attendance of people whose enrolment was set aside for the same reason is a consequence: the enrolments say it.
    """
    aimed = [(kinds()[kind], target(kinds()[kind], field), rows) for kind, field, rows in found]
    fallen = {kind.name for kind, aim, _ in aimed if kind != aim}
    return tuple(_said(kind, aim, rows) for kind, aim, rows in aimed if aim == kind or aim.name not in fallen)


def _said(kind: Kind, aim: Kind, rows: int) -> Note:
    code = "lacks_people" if aim.name == "cadres" else "lacks"
    said = {lang: note(code, kind=getattr(kind, lang), aim=getattr(aim, lang), rows=rows) for lang in ("zh", "en")}
    return Note(code, said["zh"].zh, said["en"].en)
