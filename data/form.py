"""How a person says a foreign table is to be read: what a profile says, as answers to questions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import duckdb

from data import asked, beside, clock, form_told, guess, letters, marks, opening, paired, scales
from data.beside import long_of, said
from data.codes import Codes
from data.faults import Note, refuse
from data.fields import Field, Kind, kinds
from data.grid import Grid, are_letters, date_order
from data.tables import check_width

ROWS, PERSON = "=rows", "=person"  # what a column may be besides a field: cells that become rows; who a row is about
# What a column may say of records that are made of the table besides its own kind.
BESIDE = {
    "enrollments": ("level_code", "region_code"),
    "classes": ("class_id", "title", "train_type", "start_date", "end_date"),
    "sessions": ("date",),
    "comments": ("comment",),
}
CLASS_FIELDS = ("class_id", "title", "train_type", "start_date", "end_date")


@dataclass(frozen=True)
class Form:
    """The answers about one table. Headings are those of the table, fields those of `kind`, codes as in the code lists.

    `columns`: heading -> field, ROWS or PERSON. `parts`: heading -> part of its cells that is taken. `taken`: field ->
    (heading, part) for what no column of its own gives. `constants`: field -> text. `values`: field -> cell -> meaning.
    `says`: heading of a ROWS column -> field -> text. `blank`: what a blank cell of a ROWS column means; "" no record.
    `class_row`: the class all rows belong to. `clock`: column of arrivals -> as in data/clock.py. `brings`: kinds made
    besides. `skip`: columns whose blank cell passes over the row. `once`: of several rows with the same key the first is
    kept. `year`: of days of classes that say none. `own`: as in data/own_codes.py.
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
    clock: dict[str, dict[str, str]] = field(default_factory=dict)
    brings: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    once: bool = False
    date_order: str = "ymd"
    year: str = ""
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def long(self) -> tuple[str, ...]:
        """The columns whose cells become rows, in the order of the sheet."""
        return tuple(name for name in self.headings if self.columns.get(name) == ROWS)

    @property
    def timed(self) -> tuple[str, ...]:
        """The columns that tell the sessions apart, where each row is about one session."""
        told = () if self.long else (self.day, self.column("session_id"))
        return tuple(filter(None, told))

    @property
    def day(self) -> str:
        """The column that says the day of each row's session, which may be a time of arrival too; "" if none does."""
        return self.column("date") or self.taken.get("date", ("", ""))[0]

    @property
    def person(self) -> str:
        """The column that says who a row is about; "" if none does."""
        return next((name for name in self.headings if self.columns.get(name) == PERSON), "")

    def about(self, kind: str) -> tuple[str, ...]:
        """Fields of records made besides that columns give although the table's own records have none of that name."""
        brought = kind in (*self.brings, "comments")
        return tuple(name for name, of in beside_fields(self.kind).items() if of == kind and brought and self.column(name))

    def column(self, name: str) -> str:
        """The heading that gives the field; "" if none does."""
        return next((heading for heading in self.headings if self.columns.get(heading) == name), "")


@dataclass(frozen=True)
class Sheets:
    """What there is to choose from in a file: its sheets, and the first rows of the one that is asked about; whether
    something in it speaks for its kind; what should be looked at."""

    names: tuple[str, ...]
    rows: int
    known: bool = True
    notes: tuple[Note, ...] = ()


def begin(path: Path, codes: Codes, sheet: str | None = None, heading: tuple[int, int] | None = None, kind: str = ""):
    """(Form, Sheets) as the file's top suggests, or as far as a person has already decided: `heading` is (first row, rows).

    Raises Refused for a file that cannot be read, has no table, or has no such sheet or heading.
    """
    with duckdb.connect() as con:
        views = opening.tables(path, con)
    for view in views:
        check_width(view, max(map(len, view.rows), default=0))
    view = next((v for v in views if v.sheet == sheet), None) or max(views, key=lambda v: opening.promise(v, codes))
    last, depth = (heading[0] + heading[1] - 2, heading[1]) if heading else guess.heading_of(view)
    if last >= len(view.rows) or not any(view.rows[last]):
        raise refuse("empty_file", file=view.place)
    grid = guess.grid_of(view, last, depth)
    grid = replace(grid, around=(*grid.around, *opening.remarks(views, view)))
    wide = opening.wide_of(view, grid, codes)
    told = kinds()[kind] if kind else guess.kind_of(view, grid, wide, codes)
    if not kind:
        opening.check_layout(view, last, grid, codes)
    meant = told or kinds()["enrollments"]
    form = Form(meant.name, grid.names, view.sheet, last - depth + 2, depth,
                pad=bool(view.delimiter) and opening.is_short(view, last))  # fmt: skip
    form = _filled(form, grid, wide, codes)
    said = (*opening.notes(view), *form_told.notes(form, grid, codes))
    return form, Sheets(tuple(v.sheet for v in views), len(view.rows), bool(told), said)


def asked_of(form: Form) -> dict[str, Field]:
    """The fields that columns of the table may give: those of its kind, and what it says of participants made of it."""
    more = {name: kinds()[of].fields[name] for of in BESIDE for name in form.about(of)}
    return {**kinds()[form.kind].fields, **more}


def beside_fields(kind: str) -> dict[str, str]:
    """Field -> kind of the record made besides that a column may give it to."""
    spec = kinds()[kind]
    can = {"enrollments": asks_person(spec), "classes": asks_class(spec), "sessions": kind == "attendance",
           "comments": kind == "evaluations"}  # fmt: skip
    return {name: of for of, names in BESIDE.items() if can[of] for name in names
            if name not in spec.fields and (name == "class_id" or of != "classes" or kind == "enrollments")}  # fmt: skip


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


def _filled(form: Form, grid: Grid, wide: beside.Wide | None, codes: Codes) -> Form:
    kind, shape = kinds()[form.kind], long_of(form.kind)
    long = wide.columns if wide and shape and beside.KINDS[wide.what] == form.kind else ()
    long, meant = _directed(grid, long) if shape and shape["field"] == "score" else (long, {})
    other = {*long, *beside.states_apart(grid, codes)}
    rest = replace(grid, names=tuple(name for name in grid.names if name not in other and not clock.is_shift(grid, name)))
    taken = beside.not_beside(form.kind) if long else ()
    found = guess.fields_by_content(rest, kind, codes)
    taken = {*taken} - ({"max_score"} if beside.says_top(rest, found.get("max_score", "")) else set())
    columns = _of_people(rest, {heading: name for name, heading in found.items() if name not in taken}, kind, codes)
    columns |= dict.fromkeys(long, ROWS)
    columns = _of_records_beside(form.kind, rest, asked.questions(form.kind, rest, columns))
    columns |= form_told.of_sessions(rest, columns, bool(long)) if form.kind == "attendance" else {}
    constants = {"status": "REG"} if form.kind == "enrollments" and "status" not in columns.values() else {}
    days = {"date", "start_date", "end_date", *(name for name, spec in kind.fields.items() if spec.type == "date")}
    form = form_told.with_span(replace(form, columns=columns), rest)
    dates = [heading for heading, name in form.columns.items() if name in days]
    form = form_told.with_year(replace(form, date_order=date_order(grid, dates)), grid, dates)
    form = replace(form, constants=constants, says=said(form.kind, long, codes, wide.match if long else "", grid.around))
    form = form_told.with_presence(form, grid, codes) if form.kind == "attendance" else form
    form = paired.with_total(form_told.with_names(form_told.with_numbers(form, grid), grid), grid)
    form = form_told.with_title(form, grid, codes) if asks_class(kind) else form
    days = form.column("start_date") and form.column("end_date")
    brings = ("classes",) if asks_class(kind) and (days or not form.column("class_id")) else ()
    brings += ("enrollments",) if form.person and brings else ()
    brings += ("sessions",) if form.kind == "attendance" and (form.long or form.timed or brings) else ()
    return _valued(form_told.with_remarks(replace(form, brings=brings), grid), grid, codes, meant)


def _of_records_beside(kind: str, grid: Grid, columns: dict[str, str]) -> dict[str, str]:
    """Heading -> field with what columns that are still free say of records made besides, as their headings tell."""
    for name, of in beside_fields(kind).items():
        if of != "enrollments" and name not in columns.values():
            hit = guess.told_by_heading(grid, kinds()[of].fields[name], {*columns} - _ends(kind, name, columns))
            columns = columns | ({hit: name} if hit else {})
    if kind == "evaluations":
        said_freely = (heading for heading in grid.names if heading not in columns and guess.is_free_text(grid, heading))
        columns = columns | dict.fromkeys(said_freely, "comment")
    if kind == "enrollments" and not {"start_date", "end_date"} <= {*columns.values()}:  # nothing to make classes of
        return {heading: name for heading, name in columns.items() if name not in BESIDE["classes"] or name == "class_id"}
    return columns


def _ends(kind: str, name: str, columns: dict[str, str]) -> set[str]:
    """The column 结业日期 of a roster that says when the class began too is the last day of the class."""
    roster = kind == "enrollments" and name == "end_date" and "start_date" in columns.values()
    return {heading for heading, field in columns.items() if roster and field == "completed_on"}


def _of_people(grid: Grid, columns: dict[str, str], kind: Kind, codes: Codes) -> dict[str, str]:
    """Heading -> field with the column that says who a row is about, and what is said of that person."""
    person = guess.person_column(grid)
    if person and person not in columns and asks_person(kind):
        columns = {h: f for h, f in columns.items() if f != "enrollment_id"} | {person: PERSON}
        return {**_about(grid, columns, codes), **columns}
    if person and "cadre_id" in kind.fields and "cadre_id" not in columns.values():
        return columns | {person: "cadre_id"}
    return columns


def _directed(grid: Grid, long: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str]]:
    """(items, number -> points): where 1 is said to be the best, points are turned round. Items the other way are left out,
    as one cell cannot mean two things."""
    turned = [name for name in long if scales.worst_is_most(name)]
    if any(map(scales.worst_is_most, grid.around)):
        turned = list(long)
    if 2 * len(turned) < len(long) or not turned:
        return tuple(name for name in long if name not in turned), {}
    kept = tuple(name for name in long if name in turned)
    top = int(max(scales.points_of(grid, kept)[1].values(), key=int))
    return kept, {str(number): str(top + 1 - number) for number in range(1, top + 1)}


def _valued(form: Form, grid: Grid, codes: Codes, meant: dict[str, str]) -> Form:
    """The form with what cells mean, and the top of the scale they are on."""
    shape, kind = long_of(form.kind), kinds()[form.kind]
    values = {}
    for name, spec in asked_of(form).items():
        headings = form.long if shape and name == shape["field"] and form.long else filter(None, [form.column(name)])
        found = marks.meanings(spec, grid, tuple(headings), codes)
        values |= {name: found} if found else {}
    if not form.long and form.column("score") and "max_score" in kind.fields and "max_score" not in form.columns.values():
        form = replace(form, constants={"max_score": scales.top_of(form.column("score")), **form.constants})
    if not form.long or shape["field"] != "score":
        blank = marks.blank_of(grid, form.long, dict(codes.terms("attendance_status")), values.get("status", {}))
        blank = form.blank or (blank if form.long and form.kind == "attendance" else "")
        return form_told.held(replace(form, values=values, blank=blank), grid)
    points, tops = scales.points_of(grid, form.long)
    told, top = letters.points(grid, form.long)
    tops |= {heading: top for heading in form.long if told and are_letters(grid, heading)}
    points = meant or points | told | scales.as_they_are(grid, form.long, tops)
    values |= {"score": points} if points else {}
    common = max(tops.values(), key=list(tops.values()).count)
    name = "scale_max" if "scale_max" in kind.fields else "max_score"
    own = {heading: {name: top if top != common else ""} for heading, top in tops.items()}
    says = {heading: texts | (own[heading] if name in texts else {}) for heading, texts in form.says.items()}
    return replace(form, values=values, says=says, constants={**form.constants, name: common})


def _about(grid: Grid, columns: dict[str, str], codes: Codes) -> dict[str, str]:
    """Heading -> field for columns that say level or region of the participants."""
    found = guess.fields_by_content(grid, kinds()["enrollments"], codes)
    return {found[name]: name for name in BESIDE["enrollments"] if name in found and found[name] not in columns}
