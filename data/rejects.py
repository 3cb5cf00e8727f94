"""The rows a build set aside, as they stand in their files: every original column, and the reason."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.look import headings, look, shown
from data.sources import Source
from data.tables import load
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
    """The rows of one table that were set aside. Cells show no identity number, phone number or name of a person."""

    place: str
    kind: str
    headings: tuple[str, ...]
    rows: tuple[Rejected, ...]


def rejects(warehouse: Path, version: str, paths: tuple[Path, ...]) -> tuple[Rejects, ...]:
    """The rows of the files at `paths` that are not in the version, table by table; tables without any are left out."""
    con = duckdb.connect(str(path_of(warehouse, version)), read_only=True)
    try:
        found = con.execute(
            "SELECT file, sheet, row, kind, column_name, reason_zh, reason_en FROM rejected_row ORDER BY file, sheet, row"
        ).fetchall()
    finally:
        con.close()
    reasons: dict[tuple[str, str], list[tuple]] = {}
    for file, sheet, *rest in found:
        reasons.setdefault((file, sheet), []).append(tuple(rest))
    tables = (source for path in paths for source in look(path).sources)
    pairs = ((s, reasons.get((s.preview.path.name, s.preview.sheet))) for s in tables)
    return tuple(_of_table(source, why) for source, why in pairs if why)


def _of_table(source: Source, why: list[tuple]) -> Rejects:
    cells = _cells(source, {row for row, *_ in why})
    blank = ("",) * len(headings(source))
    rows = tuple(
        Rejected(row, cells.get(row, blank), _said(column, zh, "："), _said(column, en, ": "))
        for row, _, column, zh, en in why
    )
    return Rejects(source.preview.place, source.kind, headings(source), rows)


def _said(column: str, reason: str, colon: str) -> str:
    return f"{column}{colon}{reason}" if column else reason


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
