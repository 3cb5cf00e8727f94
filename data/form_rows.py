"""What a form makes of its table: the whole table staged once, what its cells say, its first rows as they would load."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from data import accept, cells, identity, mapping, shares, widths
from data.codes import Codes, normalise
from data.faults import masked, refuse
from data.fields import kinds
from data.form import Form
from data.form_spec import GAP, TABLE, spec
from data.hints import knowledge
from data.look import names_a_person
from data.profile_file import check
from data.rows import quoted as quoted_path
from data.staging import Staged, quoted, stage

_TOP = 200  # rows tried after each change
_FIRST, _FAULTY = 5, 5  # rows shown
_TEXTS = 60  # different cells of a column shown
MOST = 2000  # of a column that names places


@dataclass(frozen=True)
class Held:
    """A staged table, kept in a file of its own: every row as text under the table's headings."""

    place: Path
    staged: Staged
    rows: int
    ragged: int


@dataclass(frozen=True)
class Line:
    """One row as it would load; `fault` is the field that would send it back, with the reason. Persons are masked."""

    row: int
    cells: tuple[str, ...]
    fault: str = ""
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Sample:
    """The first rows of one record, and how many of the rows tried would be rejected."""

    kind: str
    fields: tuple[str, ...]
    lines: tuple[Line, ...]
    tried: int
    faulty: int


def hold(path: Path, form: Form, folder: Path) -> Held:
    """Stages the form's table into a file in `folder`. Raises Refused."""
    place = Path(tempfile.mkdtemp(prefix="table-", dir=folder)) / "table.duckdb"
    file = {"path": path.name, "table": TABLE, "heading_row": form.first, "heading_rows": form.depth, "pad": form.pad}
    file |= {"sheet": form.sheet} if form.sheet else {}
    with duckdb.connect(str(place)) as con, tempfile.TemporaryDirectory(dir=folder) as scratch:
        identity.begin(con)
        staged = stage(con, file, path, Path(scratch))
        rows, ragged = (con.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in (TABLE, f"{TABLE}_ragged"))
    return Held(place, staged, rows, ragged)


def texts(held: Held, headings: tuple[str, ...], part: str = "", most: int = _TEXTS) -> tuple[tuple[str, int], ...]:
    """(what cells of the columns say, how often), the most frequent first; blank cells are left out.

    Nothing for a column whose heading says that it names people.
    """
    names = [name for name in headings if name in held.staged.headings and not names_a_person(name)]
    if not names:
        return ()
    return _texts(held.place, tuple(names), knowledge()["parts"].get(part), most)


@lru_cache(maxsize=500)  # a staged table never changes, and is asked after each step of the person who describes it
def _texts(place: Path, names: tuple[str, ...], pattern: str | None, most: int) -> tuple[tuple[str, int], ...]:
    given, said = ([pattern], "regexp_extract({}, ?, 1)") if pattern else ([], "{}")
    columns = " UNION ALL ".join(f"SELECT {said.format(quoted(name))} AS text FROM {TABLE}" for name in names)
    with duckdb.connect(str(place), read_only=True) as con:
        found = con.execute(
            f"SELECT text, count(*) AS n FROM ({columns}) WHERE text <> '' GROUP BY text ORDER BY n DESC, text "
            f"LIMIT {most}",
            given * len(names),
        )
        return tuple(found.fetchall())


def tops(held: Held, count: int = 3) -> dict[str, tuple[str, ...]]:
    """Heading -> the first cells that are not blank, as they may be shown."""
    with duckdb.connect(str(held.place), read_only=True) as con:
        rows = con.execute(f"SELECT * EXCLUDE (_row) FROM {TABLE} ORDER BY _row LIMIT {_TOP}").fetchall()
    found = {name: [row[i] for row in rows if row[i]][:count] for i, name in enumerate(held.staged.headings)}
    return {name: tuple(_shown(name, text) for text in cells) for name, cells in found.items()}


def sample(held: Held, form: Form, codes: Codes) -> tuple[Sample, ...]:
    """The first rows of each record the form makes, read the way a build would. Raises Refused."""
    whole = spec(form, held.staged.preview.path.name)
    fault = check(whole)
    if fault:
        raise refuse("bad_profile", file=held.staged.preview.place, detail=fault)
    with duckdb.connect() as con:
        con.execute(f"ATTACH {quoted_path(held.place)} AS held (READ_ONLY)")
        blank = " AND ".join(f"coalesce({quoted(name)}, '') <> ''" for name in form.skip) or "true"
        con.execute(f"CREATE TABLE {TABLE} AS FROM held.{TABLE} WHERE {blank} ORDER BY _row LIMIT {_TOP}")
        identity.begin(con)
        accept.create_tables(con)
        order = list(kinds())
        records = sorted(whole["record"], key=lambda record: order.index(record["kind"]))
        return tuple(_sampled(con, i, record, held.staged, form, codes) for i, record in enumerate(records))


def above(held: Held, heading: str, beside: str) -> dict[str, str]:
    """Text of one column -> what most often stands beside it in the other: what a place belongs to."""
    one, other = quoted(heading), quoted(beside)
    with duckdb.connect(str(held.place), read_only=True) as con:
        found = con.execute(f"SELECT {one}, mode({other}) FROM {TABLE} WHERE {one} <> '' AND {other} <> '' GROUP BY 1")
        return dict(found.fetchall())


def _sampled(con, number: int, record: dict, staged: Staged, form: Form, codes: Codes) -> Sample:
    make = mapping.inline_rows if "rows" in record else mapping.map_record
    fields = make(con, record, *(() if "rows" in record else (staged,)), "made")
    names = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS c{i}" for i, name in enumerate(fields))
    con.execute(f"CREATE TABLE text_{number} AS SELECT _row, {names} FROM made")
    con.execute("DROP TABLE made")
    arrival = accept.Arrival(number, record["kind"], f"text_{number}", {name: f"c{i}" for i, name in enumerate(fields)})
    widths.even_out(con, arrival)
    _, spelled = cells.tidy(con, arrival, codes)
    shares.to_points(con, arrival)
    accept.accept(con, arrival, codes, b"only to look", spelled)
    faults = {row: (name, code) for row, name, code in con.execute(
        "SELECT _row, field, code FROM rejected WHERE _src = ?", [number]).fetchall()}  # fmt: skip
    rows = con.execute(f"SELECT * FROM text_{number} ORDER BY _row").fetchall()
    wrong = [row for row in rows[_FIRST:] if row[0] in faults][:_FAULTY]
    lines = tuple(_line(record["kind"], fields, row, faults.get(row[0]), form, codes) for row in (*rows[:_FIRST], *wrong))
    return Sample(record["kind"], fields, lines, len(rows), len(faults))


def _line(kind: str, fields: tuple[str, ...], row: tuple, fault: tuple[str, str] | None, form: Form, codes: Codes) -> Line:
    number = (row[0] - mapping.WIDE) // mapping.STEP if row[0] >= mapping.WIDE else row[0]
    shown = tuple(_as_loaded(kind, name, text or "", form, codes) for name, text in zip(fields, row[1:], strict=True))
    if fault is None:
        return Line(number, shown)
    open_cell = fault[0] in fields and row[1 + fields.index(fault[0])] == GAP  # nobody has said yet what stands there
    why = (fault[0], "empty") if open_cell else fault
    said = (accept.reason(codes, kinds()[kind], *why, language) for language in ("zh", "en"))
    return Line(number, shown, fault[0], *said)


def _as_loaded(kind: str, name: str, text: str, form: Form, codes: Codes) -> str:
    field = kinds()[kind].fields[name]
    if field.type == "person":
        return _person(text, form.person or form.column(name))
    if field.type in ("code", "region") and field.list:
        return dict(codes.terms(field.list)).get(normalise(text), text)
    return masked(text, 200)


def _person(text: str, heading: str) -> str:
    before, colon, last = text.rpartition(":")
    hidden = last[:1] + "***" if last and names_a_person(heading) else masked(last, 200)
    return masked(before, 200) + colon + hidden


def _shown(heading: str, text: str) -> str:
    return re.sub(r"^(.).*", r"\1***", text, flags=re.DOTALL) if names_a_person(heading) else masked(text, 200)
