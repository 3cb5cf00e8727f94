"""A form as a profile: the file, the records it becomes, and what is still missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson

from data import proposal
from data.fields import kinds
from data.form import CLASS_FIELDS, PERSON, ROWS, Form, long_of, packed, unpacked
from data.hints import knowledge

FORM = "form.json"  # beside profile.toml: the answers themselves, so that the next such file is offered the same
TABLE, GAP = "source", "?"


def spec(form: Form, name: str) -> dict:
    """{"file", "record"} as in a profile.toml, for a file of that name. What is missing is written as ?."""
    file = {"path": name, "table": TABLE, "heading_row": form.first, "heading_rows": form.depth}
    file |= {"sheet": form.sheet} if form.sheet else {}
    file |= {"pad": True} if form.pad else {}
    file |= {"skip": {heading: [""] for heading in form.skip}} if form.skip else {}
    beside = {"classes": _classes, "enrollments": _enrollments, "sessions": _sessions}
    records = [make(form) for kind, make in beside.items() if kind in form.brings]
    return {"file": [file], "record": [*records, _main(form, Path(name).stem)]}


def gaps(form: Form) -> tuple[tuple[str, str], ...]:
    """(kind, field) of everything required that nothing gives yet."""
    found: dict[tuple[str, str], None] = {}
    for record in spec(form, "x")["record"]:
        said = record.get("long", {}).get("headings", {}).values()
        for table in (record.get("constants", {}), *record.get("rows", ()), *said):
            found |= {(record["kind"], name): None for name, text in table.items() if text == GAP}
    if asks_more_columns(form):
        found[form.kind, long_of(form.kind)["field"]] = None
    if _class_id(form) == GAP and _uses_class(form):
        found = {(kind, name): None for kind, name in found if name != "class_id"} | {("classes", "class_id"): None}
    return tuple(found)


def asks_more_columns(form: Form) -> bool:
    """Whether the kind's rows stand in no column at all: neither side by side nor one below the other."""
    shape = long_of(form.kind)
    return bool(shape) and not form.long and not _given(form, shape["field"])


def write(form: Form, name: str, folder: Path) -> Path:
    """Writes the profile of a file of that name in place of what was in `folder`; gives the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    whole = spec(form, name)
    (folder / "profile.toml").write_text(proposal.toml(whole["file"][0], whole["record"]), encoding="utf-8")
    (folder / FORM).write_bytes(orjson.dumps(packed(form), option=orjson.OPT_INDENT_2))
    return folder


def read(folder: Path) -> Form | None:
    """The form kept in a profile's folder; None if it was written by hand."""
    try:
        return unpacked(orjson.loads((folder / FORM).read_bytes()))
    except (OSError, orjson.JSONDecodeError):
        return None


def _class_id(form: Form) -> str:
    return form.class_row.get("class_id", "").strip() or GAP


def _uses_class(form: Form) -> bool:
    kind = kinds()[form.kind]
    return bool(form.person) or ("class_id" in kind.fields and kind.fields["class_id"].required
                                 and not _given(form, "class_id"))  # fmt: skip


def _given(form: Form, name: str) -> bool:
    return bool(form.column(name) or form.constants.get(name) or name in form.taken)


def _classes(form: Form) -> dict:
    return {"kind": "classes", "rows": [{name: form.class_row.get(name, "").strip() or GAP for name in CLASS_FIELDS}]}


def _enrollments(form: Form) -> dict:
    columns = {"cadre_id": form.person or {"text": "{_row}"}}
    columns |= {name: _source(form, heading, form.parts.get(heading, ""))
                for name in form.about if (heading := form.column(name))}  # fmt: skip
    status = form.class_row.get("status") or "REG"
    return {"kind": "enrollments", "table": TABLE, "distinct": ["cadre_id"],
            "constants": {"class_id": _class_id(form), "status": status}, "columns": columns,
            "values": {name: form.values[name] for name in form.about if form.values.get(name)}}  # fmt: skip


def _sessions(form: Form) -> dict:
    """One session a column. A column without a day of its own is held on the first day of the class."""
    first = form.class_row.get("start_date") or GAP
    headings = {
        heading: {"session_id": _session(form, heading), "seq": str(number), "title": heading,
                  "date": form.says[heading].get("date") or first,
                  "hours": form.says[heading].get("hours") or form.constants.get("hours") or GAP}
        for number, heading in enumerate(form.long, 1)
    }  # fmt: skip
    return {"kind": "sessions", "table": TABLE, "distinct": ["session_id"], "constants": {"class_id": _class_id(form)},
            "values": {"title": {"": ""}}, "long": {"field": "title", "headings": headings}}  # fmt: skip


def _session(form: Form, heading: str) -> str:
    own = form.says[heading].get("session_id", "")
    return own if not own or own.startswith(_class_id(form)) else f"{_class_id(form)}-{own}"


def _main(form: Form, stem: str) -> dict:
    kind = kinds()[form.kind]
    columns = {name: _source(form, heading, form.parts.get(heading, ""))
               for heading in form.headings if (name := form.columns.get(heading)) and name not in (ROWS, PERSON)
               and name in kind.fields}  # fmt: skip
    columns |= {name: _source(form, heading, part) for name, (heading, part) in form.taken.items() if name in kind.fields}
    constants = {name: text for name, text in form.constants.items() if text and name in kind.fields and name not in columns}
    if form.person and "enrollment_id" in kind.fields:
        columns["enrollment_id"] = {"text": f"{_class_id(form)}:{{{form.person}}}"}
    if "class_id" in kind.fields and "class_id" not in columns and form.class_row.get("class_id"):
        constants["class_id"] = _class_id(form)
    record = {"kind": kind.name, "table": TABLE, "constants": constants, "columns": columns, "values": {}}
    if form.long and long_of(form.kind):
        record["long"] = _long(form, constants)
    _number(record, kind, stem)
    given = {*columns, *constants, *_said(record)}
    constants |= {f.name: GAP for f in kind.fields.values() if f.required and f.name not in given}
    meant = {name: {cell: text for cell, text in table.items() if text} for name, table in form.values.items()}
    record["values"] = {name: table for name, table in meant.items() if table and name in given}
    if form.long and form.blank and long_of(form.kind):
        record["values"].setdefault(record["long"]["field"], {})[""] = form.blank
    return record | _rest(form, kind, given)


def _rest(form: Form, kind, given: set[str]) -> dict:
    key = [name for name in (*kind.key, *kind.made) if name in given]
    more = {"distinct": key} if form.once and key else {}
    return more | ({"date_order": form.date_order} if form.date_order != "ymd" else {})


def _said(record: dict) -> set[str]:
    long = record.get("long")
    return {long["field"], *(n for said in long["headings"].values() for n in said)} if long else set()


def _long(form: Form, constants: dict) -> dict:
    """What becomes of the columns side by side; a heading that says nothing of a field takes what is said for all."""
    shape, kind = long_of(form.kind), kinds()[form.kind]
    names = [name for name in shape["says"] if name in kind.fields]
    headings = {heading: {n: form.says.get(heading, {}).get(n) or constants.get(n, GAP if kind.fields[n].required else "")
                          for n in names} for heading in form.long}  # fmt: skip
    if "session_id" in names:
        headings = {heading: {**meaning, "session_id": _session(form, heading)} for heading, meaning in headings.items()}
    for name in names:
        constants.pop(name, None)
    return {"field": shape["field"], "headings": headings}


def _number(record: dict, kind, stem: str) -> None:
    """A form or an entry that has no number of its own is numbered by file and row."""
    key = kind.key[0]
    if kind.fields[key].type != "private" or key in record["columns"] or key in record["constants"]:
        return
    plain = "".join(c for c in stem if c not in "{}")
    record["columns"][key] = {"text": f"{plain}-{{_row}}" + ("-{#}" if "long" in record and len(kind.key) == 1 else "")}


def _source(form: Form, heading: str, part: str) -> str | dict:
    return {"heading": heading, "match": knowledge()["parts"][part]} if part in knowledge()["parts"] else heading
