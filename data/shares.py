"""Scores written as percentages: 88% is that share of the top, 132 points of 150, and never 88 points."""

from __future__ import annotations

import re
import unicodedata

import duckdb

from data.accept import Arrival
from data.faults import Note, note
from data.grid import Grid

TOPS = {"assessments": "max_score", "evaluations": "scale_max"}  # kind -> the field that says what its scores are out of
_SHARE = re.compile(r"\d+(?:[.,]\d+)?\s*%")


def is_share(text: str) -> bool:
    """Whether a cell is a percentage."""
    return _SHARE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def to_points(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> tuple[int, str]:
    """Puts points in place of each score of the arrival's table that is a percentage of a known top. How many it were, and
    one of them."""
    top = arrival.columns.get(TOPS.get(arrival.kind, ""))
    score = arrival.columns.get("score") if top else None
    if not score:
        return 0, ""
    _take_off_top(con, arrival.table, score, top)
    said = f"replace({score}, '％', '%')"
    share = f"TRY_CAST(replace(regexp_replace({said}, '\\s*%\\s*$', ''), ',', '.') AS DOUBLE)"
    is_one = f"contains({said}, '%') AND {share} IS NOT NULL AND TRY_CAST({top} AS DOUBLE) IS NOT NULL"
    count, first = con.execute(f"SELECT count(*), min({score}) FROM {arrival.table} WHERE {is_one}").fetchone()
    if count:
        points = f"printf('%.10g', {share} * TRY_CAST({top} AS DOUBLE) / 100)"
        con.execute(f"UPDATE {arrival.table} SET {score} = {points} WHERE {is_one}")
    return count, first


def _take_off_top(con: duckdb.DuckDBPyConnection, table: str, score: str, top: str) -> None:
    """17/20 as 17, where 20 is the top of the row: the same said twice. Out of anything else it stays what it is."""
    parts = f"regexp_extract({score}, '^\\s*(\\d+(?:\\.\\d+)?)\\s*[/／]\\s*(\\d+(?:\\.\\d+)?)\\s*$', {{}})"
    same = f"TRY_CAST({parts.format(2)} AS DOUBLE) = TRY_CAST({top} AS DOUBLE)"
    con.execute(f"UPDATE {table} SET {score} = {parts.format(1)} WHERE regexp_matches({score}, '[/／]') AND {same}")


def told(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> tuple[Note, ...]:
    """The same for a table that is registered as a source, and the note of it."""
    count, first = to_points(con, arrival)
    if not count:
        return ()
    (file,) = con.execute("SELECT file FROM source_table WHERE id = ?", [arrival.id]).fetchone()
    return (note("share_of_top", file=file, heading=arrival.heading("score"), example=first, count=count),)


def notes(grid: Grid, headings: tuple[str, ...]) -> list[Note]:
    """What is to be said of columns of scores, some of which are percentages."""
    found = [(name, text) for name in headings for text in grid.values.get(name, ()) if is_share(text)]
    names = ", ".join(dict.fromkeys(name for name, _ in found))
    return [note("shares_here", headings=names, example=found[0][1], count=len(found))] if found else []
