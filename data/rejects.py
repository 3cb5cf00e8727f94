"""The rows a build set aside, as they stand in their files: every original column, and the reason."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.faults import Note, masked, refuse
from data.fields import kinds
from data.form import Form
from data.heading import joined
from data.lacking import CODE, told
from data.look import headings, look, shown
from data.sources import Source, sha256
from data.staging import unique
from data.tables import DESCRIBED, Preview, load, previews
from data.versions import path_of


@dataclass(frozen=True)
class Rejected:
    """One row set aside: its number in the file, its cells under the headings, the reason in both languages."""

    row: int
    cells: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True)
class Rejects:
    """The rows of one table that were set aside. Cells show no identity number, phone number or name of a person.

    `mark` says which table of which file they are (`mark_of`), by which corrected rows find their way back; "" for rows
    that a profile itself holds.
    """

    place: str
    kind: str
    headings: tuple[str, ...]
    rows: tuple[Rejected, ...]
    mark: str = ""


Why = tuple[int, str, str, str, str]  # row, kind, column, reason in Chinese and English


def mark_of(digest: str, sheet: str) -> str:
    """What tells one table of one file: the hash of its content, and of the sheet's name, which may name a person."""
    return f"{digest} {hashlib.sha256(sheet.encode(errors='replace')).hexdigest()[:16]}"


def counts(warehouse: Path, version: str, digests: tuple[str, ...]) -> list[tuple[str, str, int, int, int]]:
    """(place, kind, rows, accepted, rejected) of the tables that came of files with these contents."""
    with duckdb.connect(str(path_of(warehouse, version)), read_only=True) as con:
        found = con.execute(
            "SELECT file, sheet, kind, rows, accepted, rows - accepted FROM source_file "
            "WHERE list_contains($digests, sha256) ORDER BY id",
            {"digests": list(digests)},
        ).fetchall()
    return [(f"{file} [{sheet}]" if sheet else file, *rest) for file, sheet, *rest in found]


def lacking(warehouse: Path, version: str, digests: tuple[str, ...]) -> tuple[Note, ...]:
    """What the files with these contents point at and is not there."""
    with duckdb.connect(str(path_of(warehouse, version)), read_only=True) as con:
        found = con.execute(
            "SELECT r.kind, r.column_name, CASE WHEN r.column_name = 'class_id' THEN r.value END AS number, count(*) "
            "FROM rejected_row r JOIN source_file s ON s.id = r.source WHERE r.code = $code "
            "AND list_contains($digests, s.sha256) GROUP BY ALL ORDER BY min(s.id), count(*) DESC, number",
            {"code": CODE, "digests": list(digests)},
        ).fetchall()
        return told(found, con, "dim_class")


def rejects(
    warehouse: Path, version: str, paths: tuple[Path, ...], forms: dict[Path, tuple[Form, Path]] | None = None
) -> tuple[Rejects, ...]:
    """The rows of the files at `paths` that are not in the version, table by table; tables without any are left out.

    `forms`: the files that were read through a form, and the profile.toml that was made of it.
    """
    reasons = _reasons(warehouse, version)
    found = []
    for path in paths:
        digest, tables = sha256(path), _tables(path, (forms or {}).get(path))
        for source in tables:
            why = reasons.pop((digest, masked(source.preview.sheet)), None)
            found += [_of_table(source, why, digest)] if why else []
    for path, digest in {path: sha256(path) for path in paths}.items():  # a workbook may be there once for each sheet
        for key in [key for key in reasons if key[0] == digest]:
            found.append(_bare(path.name, key[1], reasons.pop(key), mark_of(*key)))
    for _, profile in (forms or {}).values():
        why = reasons.get((sha256(profile), ""))
        found += [_bare(profile.name, "", why, "")] if why else []
    return tuple(found)


def _bare(file: str, sheet: str, why: list[Why], mark: str) -> Rejects:
    """Rows of a table that only its own profile can read, or that a profile itself holds: numbers and reasons."""
    place = masked(f"{file} [{sheet}]" if sheet else file)
    return Rejects(place, why[0][1], (), tuple(_row(line, ()) for line in why), mark)


def _reasons(warehouse: Path, version: str) -> dict[tuple[str, str], list[Why]]:
    with duckdb.connect(str(path_of(warehouse, version)), read_only=True) as con:
        found = con.execute(
            "SELECT s.sha256, r.sheet, r.row, r.kind, r.column_name, r.reason_zh, r.reason_en "
            "FROM rejected_row r JOIN source_file s ON s.id = r.source ORDER BY s.id, r.row"
        ).fetchall()
    reasons: dict[tuple[str, str], list[Why]] = {}
    for digest, sheet, *rest in found:
        reasons.setdefault((digest, sheet), []).append(tuple(rest))
    return reasons


def _tables(path: Path, mapped: tuple[Form, Path] | None) -> tuple[Source, ...]:
    return (described(path, mapped[0]),) if mapped else look(path).sources


def described(path: Path, form: Form) -> Source:
    """The table of a file that a form describes, under its own headings. Raises Refused."""
    last = form.first + form.depth - 2
    with duckdb.connect() as con:
        seen = previews(path, con, top=max(last + 1, DESCRIBED))
        views = [view for view in seen if view.sheet == form.sheet and len(view.rows) > last]
    if not views:
        raise refuse("bad_profile", file=path.name, detail=f"sheet = {form.sheet}, heading_row = {form.first}")
    view = max(views, key=lambda v: len(v.rows[last]))
    heading = tuple(unique(joined(view.rows, last, form.depth)))
    whole = Preview(view.path, view.sheet, (*view.rows[:last], heading), view.delimiter, view.form)
    return Source(whole, form.kind, last, {}, ())


def _of_table(source: Source, why: list[Why], digest: str) -> Rejects:
    cells = _cells(source, {row for row, *_ in why})
    blank = ("",) * len(headings(source))
    rows = tuple(_row(line, cells.get(line[0], blank)) for line in why)
    mark = mark_of(digest, source.preview.sheet)
    return Rejects(source.preview.place, source.kind, headings(source), rows, mark)


def _row(why: Why, cells: tuple[str, ...]) -> Rejected:
    row, kind, column, zh, en = why
    field = kinds()[kind].fields.get(column)
    return Rejected(row, cells, f"{field.zh}：{zh}", f"{field.en}: {en}") if field else Rejected(row, cells, zh, en)


def _cells(source: Source, wanted: set[int]) -> dict[int, tuple[str, ...]]:
    """The original cells of the wanted rows. A row too long or too short is one text in its first cell."""
    with tempfile.TemporaryDirectory(prefix="xunxiao-rows-") as scratch:
        con = duckdb.connect()
        try:
            table = load(con, source.preview, source.heading, "rows_in", Path(scratch))
            given = {"rows": sorted(wanted)}
            whole = con.execute("SELECT * FROM rows_in WHERE list_contains($rows, _row)", given).fetchall()
            if table.ragged:
                ragged = "SELECT _row, text FROM rows_in_ragged WHERE list_contains($rows, _row)"
                whole += con.execute(ragged, given).fetchall()
        finally:
            con.close()
    width = len(headings(source))
    return {row: _padded(source, cells, width) for row, *cells in whole}


def _padded(source: Source, cells: list[str | None], width: int) -> tuple[str, ...]:
    texts = [shown(source, i, text or "") for i, text in enumerate(cells[:width])]
    return (*texts, *[""] * (width - len(texts)))
