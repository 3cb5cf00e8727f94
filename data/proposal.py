"""Proposes a profile for an unknown file: kind, heading, columns, the first rows as they would load."""

from __future__ import annotations

import json
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import guess, hints, identity, mapping
from data.codes import Codes
from data.codes import load as load_codes
from data.dates import ORDERS
from data.faults import masked, refuse
from data.fields import Kind, kinds
from data.profile_file import check
from data.staging import stage
from data.tables import Preview, previews, regular

_TOP = 60  # rows looked at
_SHOWN = 5
SPAN = {"start_date": "day", "end_date": "last_day"}  # field -> part of a cell that holds both
UNKNOWN = "?"  # what a person must fill in


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
    codes = codes or load_codes()
    with duckdb.connect() as con:
        identity.begin(con)
        views = tables(path, con)
        view = max(views, key=lambda view: promise(view, codes))
        last, depth = guess.heading_of(view)
        grid = guess.grid_of(view, last, depth)
        wide = guess.wide_of(grid, codes)
        kind = guess.kind_of(view, grid, wide)
        record = _record(kind or kinds()["enrollments"], grid, wide, codes)
        file = {"path": path.name, "table": "source", "heading_row": last - depth + 2, "heading_rows": depth}
        file |= {"sheet": view.sheet} if view.sheet else {}
        file |= {"pad": True} if view.delimiter and is_short(view, last) else {}
        text = toml(file, [*_beside(record, wide, codes), record])
        rows = _load_top(con, path, text, record["kind"])
    notes = _notes(kind, record, grid, wide, tuple(v.sheet for v in views if v.sheet != view.sheet))
    used = {heading: field for field, heading in record["columns"].items() if isinstance(heading, str)}
    used |= dict.fromkeys(wide.columns, record["long"]["field"]) if wide else {}
    columns = tuple((name, used.get(name, "")) for name in grid.names)
    return Proposal(path, record["kind"], view.sheet, (last - depth + 2, last + 1), columns, rows, notes, text)


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
    head = said("line", place=place, kind=proposal.kind, first=first, last=last)
    columns = [f"  {heading} → {field}" for heading, field in proposal.columns if field][:40]
    rows = [f"  {field}: {' | '.join(masked(text, 24) for text in texts)}" for field, texts in proposal.preview]
    notes = [text for note in proposal.notes for text in note]
    return (*head, *columns, *said("shown"), *rows, *notes)


def said(key: str, **fields: object) -> tuple[str, str]:
    """A text of proposal.toml in Chinese and English."""
    return tuple(hints.knowledge()[language][key].format(**fields) for language in ("zh", "en"))


def tables(path: Path, con: duckdb.DuckDBPyConnection) -> tuple[Preview, ...]:
    """The top of each table in the file. Raises Refused for a file that cannot be read or has none."""
    if not path.is_file():
        raise refuse("no_source", path=path)
    views = tuple(view for view in previews(path, con, top=_TOP) if view.rows)
    if views and views[0].delimiter:
        views = (max(views, key=regular),)
    if not views:
        raise refuse("empty_file", file=path.name)
    return views


def is_short(view: Preview, last: int) -> bool:
    """Whether rows end before the heading does: without pad they would be set aside."""
    return any(0 < len(row) < len(view.rows[last]) for row in view.rows[last + 1 :] if any(row))


def promise(view: Preview, codes: Codes) -> tuple[bool, int]:
    """How much speaks for a table being the one that is meant; the largest is."""
    grid = guess.grid_of(view, *guess.heading_of(view))
    kind = guess.kind_of(view, grid, guess.wide_of(grid, codes))
    return kind is not None, sum(map(len, grid.values.values()))


def _record(kind: Kind, grid: guess.Grid, wide: guess.Wide | None, codes: Codes) -> dict:
    rest = guess.Grid(tuple(name for name in grid.names if not wide or name not in wide.columns), grid.values)
    columns: dict[str, object] = dict(guess.fields_by_content(rest, kind, codes))
    order = guess.date_order(grid, [columns[name] for name in columns if kind.fields[name].type == "date"])
    columns |= _spanned(kind, columns, rest)
    person = guess.person_column(rest)
    record = {"kind": kind.name, "table": "source", "constants": {}, "columns": columns, "values": {}}
    record |= {"date_order": order} if order != ORDERS[0] else {}
    if wide:
        for name in guess.not_beside(kind.name) & columns.keys():
            del columns[name]
        _widen(record, wide, person, grid, codes)
    elif "cadre_id" in kind.fields and person:
        columns.setdefault("cadre_id", person)
    if kind.name == "enrollments" and "status" not in columns:
        record["constants"]["status"] = "REG"
    given = {*columns, *record["constants"], *(guess.not_beside(kind.name) if wide else ())}
    record["constants"] |= {f.name: UNKNOWN for f in kind.fields.values() if f.required and f.name not in given}
    for name, heading in {**columns, **({record["long"]["field"]: None} if wide else {})}.items():
        seen = grid.values[heading] if isinstance(heading, str) else _all_values(grid, wide)
        found = guess.meanings(kind.fields[name], seen, codes) if isinstance(heading, str) or heading is None else {}
        record["values"] |= {name: found} if found else {}
    return record


def _spanned(kind: Kind, columns: dict, grid: guess.Grid) -> dict[str, dict[str, str]]:
    """First and last day of a class, where both stand in one cell."""
    heading = None if columns.keys() & set(SPAN) or not kind.fields.keys() >= set(SPAN) else guess.span_column(grid)
    parts = hints.knowledge()["parts"]
    return {name: {"heading": heading, "match": parts[part]} for name, part in SPAN.items()} if heading else {}


def _all_values(grid: guess.Grid, wide: guess.Wide | None) -> tuple[str, ...]:
    return tuple(text for name in wide.columns for text in grid.values[name]) if wide else ()


def _widen(record: dict, wide: guess.Wide, person: str | None, grid: guess.Grid, codes: Codes) -> None:
    """The record of a wide table: a row a person and session, or a row an answer and item."""
    if wide.what == "session":
        told = guess.said("attendance", wide.columns, codes, wide.match)
        sessions = {heading: {"session_id": f"{UNKNOWN}-{says['session_id']}"} for heading, says in told.items()}
        record["columns"]["enrollment_id"] = {"text": UNKNOWN + ":{" + (person or "_row") + "}"}
        record["long"] = {"field": "status", "headings": sessions}
        return
    record["columns"].setdefault("response_id", {"text": UNKNOWN + "-{_row}"})
    numbers = [float(text) for text in _all_values(grid, wide) if guess.is_number(text)]
    record["constants"] |= {"scale_max": str(next((m for m in (5, 7, 10, 100) if max(numbers, default=5) <= m), 100))}
    told = guess.said("evaluations", wide.columns, codes, wide.match)
    items = {heading: {name: text or UNKNOWN for name, text in said.items()} for heading, said in told.items()}
    record["long"] = {"field": "score", "headings": items}


def _beside(record: dict, wide: guess.Wide | None, codes: Codes) -> list[dict]:
    """Records that this one needs and that the file or a person must give."""
    if record["kind"] == "classes":
        return []
    names = ("class_id", "title", "train_type", "start_date", "end_date")
    found: list[dict] = [{"kind": "classes", "rows": [dict.fromkeys(names, UNKNOWN)]}]
    if wide and wide.what == "session":
        person = record["columns"]["enrollment_id"]["text"].split(":", 1)[1].strip("{}")
        source = {"text": "{_row}"} if person == "_row" else person
        found.append({"kind": "enrollments", "table": "source", "constants": {"class_id": UNKNOWN, "status": "REG"},
                      "columns": {"cadre_id": source}})  # fmt: skip
        found.append(_sessions(record, guess.said("attendance", wide.columns, codes)))
    return found


def _sessions(record: dict, told: dict[str, dict[str, str]]) -> dict:
    """One session a column; a day that not every heading says is asked for once."""
    columns = {heading: {**given, "seq": str(number), "title": heading}
               for number, (heading, given) in enumerate(record["long"]["headings"].items(), 1)}  # fmt: skip
    days = {heading: {"date": told[heading]["date"]} for heading in columns if told[heading]["date"]}
    asked = ("hours",) if len(days) == len(columns) else ("date", "hours")
    columns = {heading: said | days[heading] for heading, said in columns.items()} if len(asked) == 1 else columns
    return {"kind": "sessions", "table": "source", "distinct": ["session_id"],
            "constants": {"class_id": UNKNOWN, **dict.fromkeys(asked, UNKNOWN)}, "values": {"title": {"": ""}},
            "long": {"field": "title", "headings": columns}}  # fmt: skip


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


def _notes(kind: Kind | None, record: dict, grid: guess.Grid, wide, others: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    notes = [] if kind else [said("none")]
    said_of = (record["constants"], *record.get("long", {}).get("headings", {}).values())
    open_fields = list(dict.fromkeys(name for texts in said_of for name, text in texts.items() if text == UNKNOWN))
    if open_fields:
        notes.append(said("missing", kind=record["kind"], fields=", ".join(open_fields)))
    used = {*filter(lambda h: isinstance(h, str), record["columns"].values()), *(wide.columns if wide else ())}
    unused = [name for name in grid.names if name not in used]
    notes += [said("unused", headings=", ".join(unused[:20]))] if unused else []
    return (*notes, *([said("sheets", sheets=", ".join(others))] if others else []))


def toml(file: dict, records: list[dict]) -> str:
    """The text of a profile.toml."""
    lines = [*(f"# {text}" for text in said("check")), "", "[[file]]", *_entries(file)]
    for record in records:
        if "rows" in record:
            lines += ["", *(f"# {text}" for text in said("class"))]
        plain = {k: v for k, v in record.items() if k not in (*mapping.PARTS, "rows")}
        lines += ["", "[[record]]", *_entries(plain)]
        for row in record.get("rows", ()):
            lines += ["[[record.rows]]", *_entries(row)]
        for part in ("constants", "columns", "long"):
            lines += [f"[record.{part}]", *_entries(record[part])] if record.get(part) else []
        for name, meant in record.get("values", {}).items():
            lines += [f"[record.values.{name}]", *_entries(meant)]
    return "\n".join(lines) + "\n"


def _entries(table: dict) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(text: str) -> str:
    return text if text.isascii() and text.replace("_", "").isalnum() else _value(text)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_entries(value)) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
