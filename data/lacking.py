"""Why rows point at nothing: which records are not there, said once, with the file to bring."""

from __future__ import annotations

import duckdb

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


def by_case(found: list[tuple[str, int]], con: duckdb.DuckDBPyConnection, classes: str) -> tuple[Note, ...]:
    """Numbers of classes that stand in the list of classes in other capitals; () if there are none.

    found: (number, rows set aside because it points at nothing), the most frequent first; classes: the table of classes.
    """
    asked = f"SELECT lower(class_id), min(class_id) FROM {classes} WHERE lower(class_id) IN (SELECT unnest(?)) GROUP BY 1"
    known = dict(con.execute(asked, [[seen.lower() for seen, _ in found]]).fetchall()) if found else {}
    told = [(seen, known[seen.lower()], rows) for seen, rows in found if seen.lower() in known]
    if not told:
        return ()
    seen, meant, _ = told[0]
    turn = "UPPER" if meant == meant.upper() else "LOWER" if meant == meant.lower() else ""
    formula = f"={turn}(A2)" if turn else f'=SUBSTITUTE(A2,"{seen}","{meant}")'
    rows = sum(count for *_, count in told)
    return (note("only_case", rows=rows, count=len(told), seen=seen, meant=meant, formula=formula),)


def _said(kind: Kind, aim: Kind, rows: int) -> Note:
    code = "lacks_people" if aim.name == "cadres" else "lacks"
    said = {lang: note(code, kind=getattr(kind, lang), aim=getattr(aim, lang), rows=rows) for lang in ("zh", "en")}
    return Note(code, said["zh"].zh, said["en"].en)
