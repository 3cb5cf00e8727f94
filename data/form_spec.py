"""A form as a profile: the file, the records it becomes, and what is still missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson

from data.faults import masked
from data.fields import kinds
from data.form import CLASS_FIELDS, PERSON, ROWS, Form, long_of, packed, unpacked
from data.hints import knowledge
from data.profile_text import toml

FORM = "form.json"  # beside profile.toml: the answers themselves, so that the next such file is offered the same
TABLE, GAP = "source", "?"


def spec(form: Form, name: str) -> dict:
    """{"file", "record"} as in a profile.toml, for a file of that name. What is missing is written as ?.

    A name that may be a person's stands there as the file itself is kept: masked.
    """
    name = masked(name, 255)
    file = {"path": name, "table": TABLE, "heading_row": form.first, "heading_rows": form.depth}
    file |= {"sheet": form.sheet} if form.sheet else {}
    file |= {"pad": True} if form.pad else {}
    file |= {"skip": {heading: [""] for heading in form.skip}} if form.skip else {}
    beside = {"classes": _classes, "enrollments": _enrollments, "sessions": _sessions}
    records = [make(form) for kind, make in beside.items() if kind in form.brings]
    stem = Path(name).stem
    return {"file": [file], "record": [*records, _main(form, stem), *_comments(form, stem)]}


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
    (folder / "profile.toml").write_text(toml(whole["file"][0], whole["record"]), encoding="utf-8")
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
    field = kinds()[form.kind].fields.get("class_id")
    lacking = bool(field and field.required and not _given(form, "class_id"))
    return not form.column("class_id") and (bool(form.person) or lacking)


def _given(form: Form, name: str) -> bool:
    return bool(form.column(name) or form.constants.get(name) or name in form.taken)


def _class_text(form: Form) -> str:
    """The class in a key: what the row's own column says, or the one class all rows belong to."""
    return f"{{{form.column('class_id')}}}" if form.column("class_id") else _class_id(form)


def _of_class(form: Form) -> tuple[dict, dict]:
    """(columns, constants) that name the class of a record made besides."""
    heading = form.column("class_id")
    if heading:
        return {"class_id": _source(form, heading, form.parts.get(heading, ""))}, {}
    return {}, {"class_id": _class_id(form)}


def _from_columns(form: Form, kind: str) -> dict:
    """What columns give to a record made besides."""
    return {name: _source(form, heading, form.parts.get(heading, ""))
            for name in form.about(kind) if (heading := form.column(name))}  # fmt: skip


def _meant(form: Form, columns: dict) -> dict:
    return {name: form.values[name] for name in columns if form.values.get(name)}


def _order(form: Form, kind: str = "") -> dict:
    year = {"year": int(form.year)} if kind == "classes" and form.year.isdecimal() else {}
    return ({"date_order": form.date_order} if form.date_order != "ymd" else {}) | year


def _classes(form: Form) -> dict:
    """The class described for all rows, or one for each number in the column of classes, which may serve as its title."""
    row = {name: form.class_row.get(name, "").strip() for name in CLASS_FIELDS}
    if not form.column("class_id"):
        return {"kind": "classes", "rows": [{name: text or GAP for name, text in row.items()}]}
    columns = {**_of_class(form)[0], **_from_columns(form, "classes")}
    columns.setdefault("title", columns["class_id"])
    constants = {name: row[name] or GAP for name in CLASS_FIELDS if name not in columns}
    return {"kind": "classes", "table": TABLE, "distinct": ["class_id"], "constants": constants, "columns": columns,
            "values": _meant(form, columns), **_order(form, "classes")}  # fmt: skip


def _enrollments(form: Form) -> dict:
    columns, constants = _of_class(form)
    person = _source(form, form.person, form.parts.get(form.person, "")) if form.person else {"text": "{_row}"}
    columns |= {"cadre_id": person, **_from_columns(form, "enrollments")}
    constants |= {"status": form.class_row.get("status") or "REG"}
    key = ["class_id", "cadre_id"] if "class_id" in columns else ["cadre_id"]
    return {"kind": "enrollments", "table": TABLE, "distinct": key, "constants": constants, "columns": columns,
            "values": _meant(form, columns)}  # fmt: skip


def _sessions(form: Form) -> dict:
    """One session a column, or one for each day and number that rows name. One without a day of its own is held on the
    first day of the class."""
    first = form.class_row.get("start_date") or GAP
    columns, constants = _of_class(form)
    if not form.long:
        columns |= {"session_id": _timed(form), "seq": {"text": "{_row}"}}
        named = {"text": f"{{{form.timed[-1]}}}", "day": form.day} if form.timed and form.day else "".join(form.timed)
        columns |= {"title": named} if named else {}
        columns |= {"date": form.day} if form.day else {}
        day = first if form.timed else form.constants.get("date") or GAP
        constants |= {"hours": form.constants.get("hours") or GAP, **({} if "date" in columns else {"date": day})}
        return {"kind": "sessions", "table": TABLE, "distinct": ["session_id"], "constants": constants, "columns": columns,
                **_order(form)}  # fmt: skip
    headings = {
        heading: {"session_id": _session(form, heading), "seq": str(number), "title": heading,
                  "date": form.says[heading].get("date") or first,
                  "hours": form.says[heading].get("hours") or form.constants.get("hours") or GAP}
        for number, heading in enumerate(form.long, 1)
    }  # fmt: skip
    same = {name: found.pop() for name in ("date", "hours") if len(found := {said[name] for said in headings.values()}) == 1}
    same |= {"session_id": ""} if _by_row(form) else {}
    headings = {heading: {n: text for n, text in said.items() if n not in same} for heading, said in headings.items()}
    constants |= {name: text for name, text in same.items() if text}
    columns |= {"session_id": _by_heading(form)} if _by_row(form) else {}
    return {"kind": "sessions", "table": TABLE, "distinct": ["session_id"], "constants": constants, "columns": columns,
            "values": {"title": {"": ""}}, "long": {"field": "title", "headings": headings}}  # fmt: skip


def _by_row(form: Form) -> bool:
    """Whether a heading alone does not tell the session: rows also say of which class, or of which half of the day."""
    return bool(form.column("class_id") or form.column("session_id"))


def _by_heading(form: Form) -> dict:
    part = f"-{{{form.column('session_id')}}}" if form.column("session_id") else ""
    return {"text": f"{_class_text(form)}-{{#}}{part}"}


def _timed(form: Form) -> dict:
    """The number of the session that a row is about: what its columns say, else the one session or day of the sheet."""
    same = form.constants.get("session_id") or form.constants.get("date") or "1"
    text = "-".join((_class_text(form), *([f"{{{heading}}}" for heading in form.timed] or [same])))
    return {"text": text, **({"day": form.day} if form.day else {})}


def _session(form: Form, heading: str) -> str:
    own = form.says[heading].get("session_id", "")
    return own if not own or own.startswith(_class_id(form)) else f"{_class_id(form)}-{own}"


def _comments(form: Form, stem: str) -> list[dict]:
    """A record for each column of answers in free text; blank ones and those that say nothing are none."""
    if form.kind != "evaluations":
        return []
    number = {"response_id": form.column("response_id")} if form.column("response_id") else {}
    columns, constants = _of_class(form)
    records = []
    for heading in (heading for heading in form.headings if form.columns.get(heading) == "comment"):
        given = {**number, **columns, "comment": heading}
        record = {"kind": "comments", "table": TABLE, "constants": constants, "columns": given,
                  "skip": {heading: ["", *knowledge()["nothing_said"]]}}  # fmt: skip
        _number(record, kinds()["evaluations"], stem)
        records.append(record)
    return records


def _main(form: Form, stem: str) -> dict:
    kind = kinds()[form.kind]
    columns = {name: _source(form, heading, form.parts.get(heading, ""))
               for heading in form.headings if (name := form.columns.get(heading)) and name not in (ROWS, PERSON)
               and name in kind.fields}  # fmt: skip
    columns |= {name: _source(form, heading, part) for name, (heading, part) in form.taken.items() if name in kind.fields}
    constants = {name: text for name, text in form.constants.items() if text and name in kind.fields and name not in columns}
    if form.person and "enrollment_id" in kind.fields:
        part = knowledge()["parts"].get(form.parts.get(form.person, ""))
        columns["enrollment_id"] = {"text": f"{_class_text(form)}:{{{form.person}}}",
                                    **({"part": form.person, "match": part} if part else {})}  # fmt: skip
    if not form.long and "sessions" in form.brings:
        columns["session_id"] = _timed(form)
        constants.pop("session_id", None)
    if form.long and "session_id" in kind.fields and _by_row(form) and "class_id" not in kind.fields:
        columns["session_id"] = _by_heading(form)
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
    shape = long_of(form.kind)
    if form.blank and shape and shape["field"] in given:
        record["values"].setdefault(shape["field"], {})[""] = form.blank
    return record | _rest(form, kind, given)


def _rest(form: Form, kind, given: set[str]) -> dict:
    key = [name for name in (*kind.key, *kind.made) if name in given]
    more = {"distinct": key} if form.once and key else {}
    told = {name: said for name, said in form.clock.items() if form.columns.get(name) in (ROWS, "status")}
    more |= {"clock": told} if told and "status" in given else {}
    return more | _order(form, kind.name)


def _said(record: dict) -> set[str]:
    long = record.get("long")
    return {long["field"], *(n for said in long["headings"].values() for n in said)} if long else set()


def _long(form: Form, constants: dict) -> dict:
    """What becomes of the columns side by side; a heading that says nothing of a field takes what is said for all."""
    shape, kind = long_of(form.kind), kinds()[form.kind]
    names = [name for name in shape["says"] if name in kind.fields and not form.column(name)]
    headings = {heading: {n: form.says.get(heading, {}).get(n) or constants.get(n, GAP if kind.fields[n].required else "")
                          for n in names} for heading in form.long}  # fmt: skip
    if "session_id" in names and _by_row(form):
        names.remove("session_id")
        headings = {heading: {n: text for n, text in said.items() if n in names} for heading, said in headings.items()}
    elif "session_id" in names:
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
