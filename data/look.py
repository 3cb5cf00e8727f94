"""A look at source files before they are built: what each is recognised as, and what is wrong with it."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import hidden
from data.codes import normalise
from data.faults import Note, Refused, masked
from data.fields import kinds
from data.formats import Form
from data.hints import knowledge
from data.sources import Source, _recognise_file
from data.tables import load


@dataclass(frozen=True)
class Look:
    """One source file: the tables recognised in it, and what was said about it. Without tables it cannot be built."""

    path: Path
    sources: tuple[Source, ...]
    notes: tuple[Note, ...]


def look(path: Path) -> Look:
    """Opens the top of one file. Faults are notes, not errors; nothing is written."""
    con = duckdb.connect()
    try:
        sources, notes = _recognise_file(path, con)
        notes = (*notes, *_hidden(con, sources))
    except Refused as error:
        return Look(path, (), error.notes)
    finally:
        con.close()
    return Look(path, tuple(sources), tuple(notes))


def _hidden(con: duckdb.DuckDBPyConnection, sources: list[Source]) -> list[Note]:
    """What a workbook hides of the tables; only one that hides anything is read for it."""
    found = []
    for number, source in enumerate(sources):
        if source.preview.form == Form.BOOK and hidden.hides(source.preview):
            with tempfile.TemporaryDirectory(prefix="xunxiao-rows-") as scratch:
                found += load(con, source.preview, source.heading, f"peek_{number}", Path(scratch)).said
    return found


def headings(source: Source) -> tuple[str, ...]:
    """The headings of a table, as they stand in the file."""
    return source.preview.rows[source.heading]


def names_a_person(heading: str) -> bool:
    """Whether a heading says that the cells below are names, numbers or addresses of people."""
    return re.search(knowledge()["personal"], normalise(heading)) is not None


def shown(source: Source, position: int, text: str) -> str:
    """A cell as it may be shown: without identity and phone numbers, and without the name of a person."""
    if text and names_a_person(headings(source)[position]) and position not in source.columns.values():
        return text[:1] + "***"
    return masked(text, 200)


def field_of(source: Source, position: int) -> str:
    """The field that a column is read as, "" if it is ignored."""
    return next((field for field, at in source.columns.items() if at == position), "")


def fields(source: Source) -> tuple[str, ...]:
    """The fields a table of this kind may have."""
    return tuple(kinds()[source.kind].fields)
