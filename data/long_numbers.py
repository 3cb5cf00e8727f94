"""Numbers of people that a spreadsheet took for amounts: 6.1E+17, or zeros from the sixteenth digit on. Their last digits
are lost, so that people of one district and year become one person."""

from __future__ import annotations

import duckdb

from data.accept import Arrival
from data.faults import refuse
from data.fields import kinds

_ROUNDED = r"\d(?:[.,]\d+)?[Ee]\+\d{2}"  # as a program shows a number of many digits
_LONG, _CUT = r"\d{17,19}", r"\d{15}0{2,4}"  # Excel keeps fifteen digits
_LEAST = 2  # numbers that end so: one alone may be meant


def check(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> None:
    """Raises Refused for a table whose numbers of people have lost digits. One number that ends in zeros may be right;
    most of a column cannot."""
    column, field = arrival.columns.get("cadre_id"), kinds()[arrival.kind].fields.get("cadre_id")
    if not column or field.type != "person":
        return
    number = f"(SELECT DISTINCT {column} AS n FROM {arrival.table} WHERE {column} >= '0' AND {column} < ':')"
    rounded, long, cut = con.execute(
        f"SELECT {', '.join(f'count(*) FILTER (regexp_full_match(n, $p{i}))' for i in range(3))} FROM {number}",
        {"p0": _ROUNDED, "p1": _LONG, "p2": _CUT},
    ).fetchone()
    lost = rounded + (cut if cut >= _LEAST and 2 * cut > long else 0)
    if lost:
        (file,) = con.execute("SELECT file FROM source_table WHERE id = ?", [arrival.id]).fetchone()
        raise refuse("lost_digits", file=file, heading=arrival.heading("cadre_id"), count=lost)
