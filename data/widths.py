"""Numbers of people, classes and units that differ from those in other files only by how they were typed: full-width
letters, the kind of dash, a blank beside Chinese characters, .0 at the end. Each is brought to one form, and that is said.

Case is kept: machines give numbers in which it counts.
"""

from __future__ import annotations

import duckdb

from data.accept import Arrival
from data.codes import DASHES, HYPHEN
from data.faults import Note, note
from data.fields import kinds

_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))  # the printable signs of ASCII in the width of a Chinese character
_PLAIN = "".join(chr(ord(sign) - 0xFEE0) for sign in _WIDE)
_SPACES = "\u3000\u00a0\u2002\u2003\u2009"
_ODD = f"[{_WIDE[0]}-{_WIDE[-1]}{DASHES}{_SPACES}]|\\p{{Han}} | \\p{{Han}}"
_FRACTION = r"(^|:)(\d{3,})\.0$"  # how programmes write a number that passed for an amount: 1000.0
_TYPES = ("key", "person", "private")


def even_out(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> dict[str, tuple[int, str]]:
    """Brings the numbers in the arrival's table to one form. Field -> (how many were written otherwise, one of them)."""
    found = {}
    for name, column in arrival.columns.items():
        if kinds()[arrival.kind].fields[name].type not in _TYPES:
            continue
        wide = f"strlen({column}) <> length({column}) AND regexp_matches(trim({column}), $odd)"  # most are plain
        odd = f"({wide} OR ends_with({column}, '.0') AND regexp_matches({column}, '{_FRACTION}'))"
        asked = f"SELECT count(DISTINCT {column}), min({column}) FROM {arrival.table} WHERE {odd}"
        count, first = con.execute(asked, {"odd": _ODD}).fetchone()
        if count:
            con.execute(f"UPDATE {arrival.table} SET {column} = {in_sql(column)} WHERE {odd}", {"odd": _ODD})
            found[name] = count, first
    return found


def told(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> tuple[Note, ...]:
    """The same for a table that is registered as a source; a note for each column. Nobody's own number is quoted."""
    found = even_out(con, arrival)
    (file,) = con.execute("SELECT file FROM source_table WHERE id = ?", [arrival.id]).fetchone() if found else ("",)
    notes = []
    for name, (count, first) in found.items():
        seen = first if kinds()[arrival.kind].fields[name].type == "key" else "ＺＫ－１"
        (meant,) = con.execute(f"SELECT {in_sql('$seen::VARCHAR')}", {"seen": seen}).fetchone()
        heading = arrival.heading(name)
        notes.append(note("evened_out", file=file, heading=heading, count=count, seen=seen.strip(), meant=meant))
    return tuple(notes)


def in_sql(text: str) -> str:
    """SQL: a number in the form in which all are compared."""
    seen, meant = f"{_WIDE}{DASHES}{_SPACES}", f"{_PLAIN}{HYPHEN * len(DASHES)}{' ' * len(_SPACES)}".replace("'", "''")
    narrow = f"translate({text}, '{seen}', '{meant}')"
    beside = f"regexp_replace({narrow}, '(\\p{{Han}}) +', '\\1', 'g')"
    plain = f"trim(regexp_replace({beside}, ' +(\\p{{Han}})', '\\1', 'g'))"
    return f"regexp_replace({plain}, '{_FRACTION}', '\\1\\2')"
