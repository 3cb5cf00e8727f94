"""Why rows point at nothing: which records are not there, said once, with the file to bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import duckdb

from data.faults import Note, note
from data.fields import Kind, kinds

CODE = "unknown_reference"


def target(kind: Kind, field: str) -> Kind:
    """The kind that a field points at; a person is looked for in the register of cadres."""
    return kinds()[kind.refs.get(field, "cadres")]


def causes(found: list[tuple[str, str, int]], told: Iterable[str] = ()) -> tuple[Note, ...]:
    """(kind, field, rows set aside because the field points at nothing) -> what is lacking.

    Attendance of people whose enrolment was set aside for the same reason is a consequence: the enrolments say it.
    `told`: kinds of which rows were set aside for a reason that is said already.
    """
    aimed = [(kinds()[kind], target(kinds()[kind], field), rows) for kind, field, rows in found]
    fallen = {*told, *(kind.name for kind, aim, _ in aimed if kind != aim)}
    return tuple(_said(kind, aim, rows) for kind, aim, rows in aimed if aim == kind or aim.name not in fallen)


def _by_case(
    found: list[tuple[str, str, int]], con: duckdb.DuckDBPyConnection, classes: str
) -> tuple[tuple[Note, ...], dict[str, int]]:
    """(notes, kind -> rows they explain) of numbers of classes that stand in the list of classes in other capitals.

    found: (kind, number, rows set aside because it points at nothing); classes: the table of classes.
    """
    asked = f"SELECT lower(class_id), min(class_id) FROM {classes} WHERE lower(class_id) IN (SELECT unnest(?)) GROUP BY 1"
    known = dict(con.execute(asked, [[seen.lower() for _, seen, _ in found]]).fetchall()) if found else {}
    rows, explained = Counter(), Counter()
    for kind, seen, count in found:
        if seen.lower() in known:
            rows[seen] += count
            explained[kind] += count
    if not rows:
        return (), {}
    seen = min(rows, key=lambda number: (-rows[number], number))
    meant = known[seen.lower()]
    turn = "UPPER" if meant == meant.upper() else "LOWER" if meant == meant.lower() else ""
    formula = f"={turn}(A2)" if turn else f'=SUBSTITUTE(A2,"{seen}","{meant}")'
    told = note("only_case", rows=rows.total(), count=len(rows), seen=seen, meant=meant, formula=formula)
    return (told,), explained


def told(found: list[tuple[str, str, str | None, int]], con: duckdb.DuckDBPyConnection, classes: str) -> tuple[Note, ...]:
    """All that is to be said, once, of (kind, field, number of a class if that is the field, rows that point at nothing)."""
    numbers = [(kind, value, rows) for kind, field, value, rows in found if field == "class_id" and value]
    notes, explained = _by_case(numbers, con, classes)
    lost = Counter()
    for kind, field, _, rows in found:
        lost[kind, field] += rows
    left = [(*key, rows - (explained.get(key[0], 0) if key[1] == "class_id" else 0)) for key, rows in lost.items()]
    aside = {kind for kind in explained if not any(of == kind and rows for of, _, rows in left)}
    return (*notes, *causes([each for each in left if each[2]], aside))


def _said(kind: Kind, aim: Kind, rows: int) -> Note:
    code = "lacks_people" if aim.name == "cadres" else "lacks"
    said = {lang: note(code, kind=getattr(kind, lang), aim=getattr(aim, lang), rows=rows) for lang in ("zh", "en")}
    return Note(code, said["zh"].zh, said["en"].en)
