"""How a person says a foreign table is to be read: what a profile says, as answers to questions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import duckdb

from data import guess, proposal
from data.codes import Codes
from data.faults import refuse
from data.fields import Field, Kind, kinds
from data.guess import long_of, said
from data.tables import check_width

ROWS, PERSON = "=rows", "=person"  # what a column may be besides a field: cells that become rows; who a row is about
ABOUT = ("level_code", "region_code")  # what a column may say of the participants who are made of the sheet besides
CLASS_FIELDS = ("class_id", "title", "train_type", "start_date", "end_date")


@dataclass(frozen=True)
class Form:
    """The answers about one table. Headings are those of the table, fields those of `kind`, codes as in the code lists.

    `columns`: heading -> field, ROWS or PERSON. `parts`: heading -> part of its cells that is taken. `taken`: field ->
    (heading, part) for what no column of its own gives. `constants`: field -> text. `values`: field -> cell -> meaning.
    `says`: heading of a ROWS column -> field -> text. `blank`: what a blank cell of a ROWS column means; "" no record.
    `class_row`: the class all rows belong to. `brings`: kinds made besides. `skip`: columns whose blank cell passes over
    the row. `once`: of several rows with the same key the first is kept. `own`: as in data/own_codes.py.
    """

    kind: str
    headings: tuple[str, ...]
    sheet: str = ""
    first: int = 1
    depth: int = 1
    pad: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    says: dict[str, dict[str, str]] = field(default_factory=dict)
    blank: str = ""
    class_row: dict[str, str] = field(default_factory=dict)
    brings: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    once: bool = False
    date_order: str = "ymd"
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def long(self) -> tuple[str, ...]:
        """The columns whose cells become rows, in the order of the sheet."""
        return tuple(name for name in self.headings if self.columns.get(name) == ROWS)

    @property
    def person(self) -> str:
        """The column that says who a row is about; "" if none does."""
        return next((name for name in self.headings if self.columns.get(name) == PERSON), "")

    @property
    def about(self) -> tuple[str, ...]:
        """Fields of the participants that columns give although the records themselves have none of that name."""
        brings = "enrollments" in self.brings
        return tuple(name for name in ABOUT if brings and name not in kinds()[self.kind].fields and self.column(name))

    def column(self, name: str) -> str:
        """The heading that gives the field; "" if none does."""
        return next((heading for heading in self.headings if self.columns.get(heading) == name), "")


@dataclass(frozen=True)
class Sheets:
    """What there is to choose from in a file: its sheets, and the first rows of the one that is asked about."""

    names: tuple[str, ...]
    rows: int


def begin(path: Path, codes: Codes, sheet: str | None = None, heading: tuple[int, int] | None = None, kind: str = ""):
    """(Form, Sheets) as the file's top suggests, or as far as a person has already decided: `heading` is (first row, rows).

    Raises Refused for a file that cannot be read, has no table, or has no such sheet or heading.
    """
    with duckdb.connect() as con:
        views = proposal.tables(path, con)
    for view in views:
        check_width(view, max(map(len, view.rows), default=0))
    view = next((v for v in views if v.sheet == sheet), None) or max(views, key=lambda v: proposal.promise(v, codes))
    last, depth = (heading[0] + heading[1] - 2, heading[1]) if heading else guess.heading_of(view)
    if last >= len(view.rows) or not any(view.rows[last]):
        raise refuse("empty_file", file=view.place)
    grid = guess.grid_of(view, last, depth)
    wide = guess.wide_of(grid, codes)
    meant = kinds()[kind] if kind else guess.kind_of(view, grid, wide) or kinds()["enrollments"]
    form = Form(meant.name, grid.names, view.sheet, last - depth + 2, depth,
                pad=bool(view.delimiter) and proposal.is_short(view, last))  # fmt: skip
    return _filled(form, grid, wide, codes), Sheets(tuple(v.sheet for v in views), len(view.rows))


def asked_of(form: Form) -> dict[str, Field]:
    """The fields that columns of the table may give: those of its kind, and what it says of participants made of it."""
    roster = kinds()["enrollments"].fields
    return {**kinds()[form.kind].fields, **{name: roster[name] for name in form.about}}


def asks_class(kind: Kind) -> bool:
    """Whether rows of the kind belong to a class."""
    return kind.name != "classes" and bool({"class_id", "enrollment_id"} & kind.fields.keys())


def asks_person(kind: Kind) -> bool:
    """Whether rows of the kind are about a participant, who in a foreign table has no enrolment number."""
    return "enrollment_id" in kind.fields and "cadre_id" not in kind.fields


def packed(form: Form) -> dict:
    """The form as plain lists and tables, to be written as JSON."""
    return asdict(form)


def unpacked(given: object) -> Form | None:
    """The form that `packed` made; None if it is none, or one of another time."""
    known = {f.name: f for f in fields(Form)}
    if not isinstance(given, dict) or not {"kind", "headings"} <= given.keys() <= known.keys():
        return None
    if given["kind"] not in kinds() or any(type(v) is not _plain(known[name].type) for name, v in given.items()):
        return None
    lists = {name: tuple(given[name]) for name in ("headings", "brings", "skip") if name in given}
    taken = {name: tuple(pair) for name, pair in given.get("taken", {}).items()}
    return Form(**{**given, **lists, "taken": taken})


def _plain(annotation: str) -> type:
    return {"str": str, "int": int, "bool": bool}.get(annotation, list if annotation.startswith("tuple") else dict)


def _filled(form: Form, grid: guess.Grid, wide: guess.Wide | None, codes: Codes) -> Form:
    kind, shape = kinds()[form.kind], long_of(form.kind)
    long = wide.columns if wide and shape else ()
    rest = guess.Grid(tuple(name for name in grid.names if name not in long), grid.values)
    beside = guess.not_beside(form.kind) if long else ()
    found = guess.fields_by_content(rest, kind, codes)
    columns = {heading: name for name, heading in found.items() if name not in beside}
    person = guess.person_column(rest)
    if person and person not in columns and asks_person(kind):
        columns = {h: f for h, f in columns.items() if f != "enrollment_id"} | {person: PERSON}
        columns = {**_about(rest, columns, codes), **columns}
    elif person and "cadre_id" in kind.fields and "cadre_id" not in columns.values():
        columns[person] = "cadre_id"
    columns |= dict.fromkeys(long, ROWS)
    constants = {"status": "REG"} if form.kind == "enrollments" and "status" not in columns.values() else {}
    dates = [heading for heading, name in columns.items() if kind.fields.get(name) and kind.fields[name].type == "date"]
    form = replace(_spanned(replace(form, columns=columns), rest), date_order=guess.date_order(grid, dates))
    form = replace(form, constants=constants, says=said(form.kind, long, codes, wide.match if long else ""))
    brings = ("classes",) if asks_class(kind) and not form.column("class_id") else ()
    brings += ("enrollments",) if form.person and brings else ()
    brings += ("sessions",) if form.long and form.kind == "attendance" else ()
    if shape and shape["field"] == "score" and long:
        constants["scale_max" if "scale_max" in kind.fields else "max_score"] = _scale(grid, long)
    return replace(form, constants=constants, brings=brings, values=_words(form, grid, codes))


def _about(grid: guess.Grid, columns: dict[str, str], codes: Codes) -> dict[str, str]:
    """Heading -> field for columns that say level or region of the participants."""
    found = guess.fields_by_content(grid, kinds()["enrollments"], codes)
    return {found[name]: name for name in ABOUT if name in found and found[name] not in columns}


def _spanned(form: Form, grid: guess.Grid) -> Form:
    """The form with the first and the last day taken from the cell that holds both."""
    first, last = proposal.SPAN
    known = kinds()[form.kind].fields.keys() >= {first, last} and not {first, last} & set(form.columns.values())
    heading = guess.span_column(grid) if known else None
    if not heading:
        return form
    return replace(form, columns={**form.columns, heading: first}, parts={heading: proposal.SPAN[first]},
                   taken={last: (heading, proposal.SPAN[last])})  # fmt: skip


def _scale(grid: guess.Grid, long: tuple[str, ...]) -> str:
    numbers = [float(text) for name in long for text in grid.values[name] if guess.is_number(text)]
    return str(next((most for most in (5, 7, 10, 100) if max(numbers, default=5) <= most), 100))


def _words(form: Form, grid: guess.Grid, codes: Codes) -> dict[str, dict[str, str]]:
    """The words in cells that no code list knows but whose meaning is known."""
    kind, shape, values = kinds()[form.kind], long_of(form.kind), {}
    for name in kind.fields:
        headings = form.long if shape and name == shape["field"] and form.long else filter(None, [form.column(name)])
        seen = tuple(text for heading in headings for text in grid.values[heading])
        found = guess.meanings(kind.fields[name], seen, codes)
        values |= {name: found} if found else {}
    return values
