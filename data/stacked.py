"""Lists one below the other in one sheet: the heading is written again further down, perhaps for another class."""

from __future__ import annotations

import duckdb

from data.faults import Note, note, refuse
from data.heading import last_part
from data.tables import TextTable

_FRONT = 3  # written headings of which a heading written again repeats one
_LEAST = 2  # cells that repeat their headings: one alone may be a mark, such as 党员 below 党员
_MOST = 1000  # rows looked at
_ABOVE = 2  # rows above a heading that may hold the title of its list
_SHOWN = 8


def pass_over(
    con: duckdb.DuckDBPyConnection, loaded: TextTable, headings: tuple[str, ...], file: dict, place: str
) -> tuple[Note, ...]:
    """Takes a heading that is printed again, on each page, out of the loaded table; the note of it. Rows that the profile's
    `file` passes over itself are not looked at.

    Raises Refused where a title stands above it or it says other things: the rows below belong to another list, and would
    be read as people and days of the first.
    """
    again = _again(con, loaded, headings, file)
    if not again:
        return ()
    said = ", ".join(map(str, list(again)[:_SHOWN])) + (" …" if len(again) > _SHOWN else "")
    if not all(again.values()) or _titled(con, loaded, len(headings), set(again)):
        raise refuse("stacked", file=place, rows=said)
    con.execute(f"DELETE FROM {loaded.name} WHERE list_contains($rows::BIGINT[], _row)", {"rows": list(again)})
    return (note("heading_again", file=place, count=len(again), rows=said),)


def _again(con: duckdb.DuckDBPyConnection, loaded: TextTable, headings: tuple[str, ...], file: dict) -> dict[int, bool]:
    """Row -> whether it is the whole heading, of each row that begins as the heading does."""
    told = {i: text for i, heading in enumerate(headings) if (text := last_part(heading).strip())}
    if len(told) < _LEAST:
        return {}
    given = {f"h{i}": text for i, text in told.items()}
    is_said = {i: f"coalesce(trim(c{i}) = $h{i}, false)" for i in told}
    front = " OR ".join(list(is_said.values())[:_FRONT])
    number = " + ".join(f"CAST({test} AS INTEGER)" for test in is_said.values())
    rows = con.execute(
        f"SELECT * FROM (SELECT * FROM {loaded.name} WHERE {front}) WHERE {number} >= {_LEAST} ORDER BY _row LIMIT {_MOST}",
        given,
    ).fetchall()
    found, passed = {}, {text for texts in file.get("skip", {}).values() for text in texts}
    for row, *cells in rows:
        written = {i: text for i, cell in enumerate(cells) if (text := (cell or "").strip())}
        first = min(written)
        if written[first] == told.get(first) and row not in file.get("skip_rows", ()) and not passed & {*written.values()}:
            found[row] = written == told
    return found


def _titled(con: duckdb.DuckDBPyConnection, loaded: TextTable, width: int, again: set[int]) -> bool:
    """Whether something that is no record stands right above one of the rows: a title, or the foot of the list before."""
    above = {row - step for row in again for step in range(1, _ABOVE + 1)} - again
    written = ", ".join(f"nullif(trim(c{i}), '')" for i in range(width))
    lone = (f"SELECT count(*) FROM {loaded.name} WHERE list_contains($rows::BIGINT[], _row) "
            f"AND least({written}) = greatest({written})")  # fmt: skip
    ragged = f"SELECT count(*) FROM {loaded.name}_ragged WHERE list_contains($rows::BIGINT[], _row)"
    asked = (lone, ragged) if loaded.ragged else (lone,)
    return bool(above & set(loaded.foot)) or any(con.execute(sql, {"rows": sorted(above)}).fetchone()[0] for sql in asked)
