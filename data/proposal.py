"""Proposes a profile for an unknown file: kind, heading, columns, the first rows as they would load."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import identity, mapping
from data.codes import Codes
from data.codes import load as load_codes
from data.faults import masked, refuse
from data.form import PERSON, ROWS, Form, Sheets, begin, long_of
from data.form_spec import gaps, spec
from data.hints import worded
from data.profile_file import check
from data.profile_text import toml
from data.staging import stage

_SHOWN = 5


@dataclass(frozen=True)
class Proposal:
    """What a file seems to be. `columns` are (heading, field or ""); `preview` are (field, first values as they would load).

    `heading_rows` are the first and the last row of the heading, counted from 1. `notes` are (zh, en).
    `text` is the profile.toml.
    """

    path: Path
    kind: str
    sheet: str
    heading_rows: tuple[int, int]
    columns: tuple[tuple[str, str], ...]
    preview: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[tuple[str, str], ...]
    text: str


def propose(path: Path, codes: Codes | None = None) -> Proposal:
    """Looks at the file's top and proposes a profile. Raises Refused for a file that cannot be read or has no table."""
    form, sheets = begin(path, codes or load_codes())
    whole = spec(form, path.name)
    text = toml(whole["file"][0], whole["record"])
    with duckdb.connect() as con:
        identity.begin(con)
        rows = _load_top(con, path, text, form.kind)
    fields = {**form.columns, **{h: long_of(form.kind)["field"] for h in form.long}}
    people = "enrollment_id" if form.person else ""
    columns = tuple((h, {PERSON: people, ROWS: ""}.get(name := fields.get(h, ""), name)) for h in form.headings)
    heading = (form.first, form.first + form.depth - 1)
    return Proposal(path, form.kind, form.sheet, heading, columns, rows, _notes(form, sheets), text)


def write(proposal: Proposal, folder: Path) -> Path:
    """Writes folder/profile.toml and returns its path. Raises Refused where one stands already."""
    path = folder / "profile.toml"
    if path.exists():
        raise refuse("profile_there", path=path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(proposal.text, encoding="utf-8")
    except OSError as error:
        raise refuse("no_space", path=path, detail=type(error).__name__) from error
    return path


def lines(proposal: Proposal) -> tuple[str, ...]:
    """The proposal in words and rows, for a terminal."""
    place = f"{proposal.path.name} [{proposal.sheet}]" if proposal.sheet else proposal.path.name
    first, last = proposal.heading_rows
    head = worded("line", place=place, kind=proposal.kind, first=first, last=last)
    columns = [f"  {heading} → {field}" for heading, field in proposal.columns if field][:40]
    rows = [f"  {field}: {' | '.join(masked(text, 24) for text in texts)}" for field, texts in proposal.preview]
    notes = [text for note in proposal.notes for text in note]
    return (*head, *columns, *worded("shown"), *rows, *notes)


def _load_top(con: duckdb.DuckDBPyConnection, path: Path, text: str, kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first rows, read the way a build would. Raises Refused."""
    spec = tomllib.loads(text)
    fault = check(spec)
    if fault:
        raise refuse("bad_profile", file=path.name, detail=fault)
    record = next(r for r in spec["record"] if r["kind"] == kind)
    with tempfile.TemporaryDirectory() as scratch:
        staged = stage(con, spec["file"][0], path, Path(scratch))
        fields = mapping.map_record(con, record, staged, "made")
    rows = con.execute(f"SELECT {', '.join(fields)} FROM made ORDER BY _row LIMIT {_SHOWN}").fetchall()
    return tuple((field, tuple(row[i] or "" for row in rows)) for i, field in enumerate(fields))


def _notes(form: Form, sheets: Sheets) -> tuple[tuple[str, str], ...]:
    open_fields = list(dict.fromkeys(name for _, name in gaps(form)))
    notes = [worded("missing", kind=form.kind, fields=", ".join(open_fields))] if open_fields else []
    unused = [name for name in form.headings if name not in form.columns]
    notes += [worded("unused", headings=", ".join(unused[:20]))] if unused else []
    others = ", ".join(name for name in sheets.names if name != form.sheet)
    seen = [(said.zh, said.en) for said in sheets.notes]
    seen += [] if sheets.known else [worded("none")]
    return (*seen, *notes, *([worded("sheets", sheets=others)] if others else []))
