"""A copy of a source table whose headings are the fields somebody chose for its columns."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import duckdb

from data.codes import normalise
from data.fields import kinds
from data.look import headings
from data.sources import Source
from data.tables import load


def rehead(source: Source, chosen: dict[int, str], folder: Path, name: str) -> Path:
    """Writes folder/name.csv: `chosen` maps a column position to its field, every other column is ignored.

    Rows keep the numbers they have in the file. Raises Refused for a file that cannot be read.
    """
    path = folder / f"{name}.csv"
    with tempfile.TemporaryDirectory(prefix="xunxiao-rows-") as scratch:
        con = duckdb.connect()
        try:
            table = load(con, source.preview, source.heading, "rows_in", Path(scratch))
            rows = con.execute("SELECT * FROM rows_in").fetchall()
            ragged = con.execute("SELECT _row, text FROM rows_in_ragged").fetchall() if table.ragged else []
        finally:
            con.close()
    known = kinds()[source.kind].headings()
    heads = [chosen.get(i) or _unknown(text, known) for i, text in enumerate(headings(source))]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        at = _blank(lines, 1, source.heading + 1)
        lines.writerow(heads)
        for row, *cells in sorted([*rows, *ragged], key=lambda r: r[0]):
            at = _blank(lines, at + 1, row)
            lines.writerow(["" if cell is None else cell for cell in cells])
    return path


def _blank(lines, at: int, row: int) -> int:
    """Blank lines up to `row`, so that the next one stands there."""
    for _ in range(at, row):
        lines.writerow([])
    return row


def _unknown(heading: str, known: dict[str, str]) -> str:
    """The heading, changed if it would be read as a field nobody chose."""
    return f"{heading} ×" if normalise(heading) in known else heading
