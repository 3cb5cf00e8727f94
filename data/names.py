"""Names of persons inside longer texts. Known are the names that stood in columns of names, in any file of
this version or of another one in the warehouse; of the latter the warehouse keeps hashes under the key, never the names.

Every run of two to four characters that begins with a surname is hashed and looked up. Two characters are often a
word, so they count only where a title, a list or the end of the text says that a person is meant.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb

from data.accept import Arrival
from data.faults import NO_NAME, Note, note
from data.fields import Kind, kinds
from data.identity import DIGITS
from data.rows import digest
from data.versions import path_of, versions

_FILE = Path(__file__).with_suffix(".toml")
_HAN = re.compile("[一-鿿]")
_MASK = "***"
# What may stand between the characters of a name: blanks, points, marks that are not seen.
_GAP = "[ \u00a0\u3000\u200b-\u200f\u2060\ufeff\u00b7\u2022\u30fb.]{0,2}"


def known(con: duckdb.DuckDBPyConnection, secret: bytes, warehouse: Path) -> set[str]:
    """Hashes of all names known here or in the versions of the warehouse; also as table known_name."""
    here = {name for (name,) in con.execute(
        f"SELECT DISTINCT text FROM personal_value WHERE regexp_full_match(text, '{_HAN.pattern}{{2,4}}')"
    ).fetchall()}  # fmt: skip
    found = {_hash(name, secret) for name in here} | _before(warehouse)
    con.execute("CREATE TABLE known_name AS SELECT unnest($hashes::VARCHAR[]) AS hash", {"hashes": sorted(found)})
    return found


def without_number(con: duckdb.DuckDBPyConnection, arrival: Arrival) -> tuple[Note, ...]:
    """What is to be said of a roster that knows people by their names alone."""
    column = arrival.columns.get("cadre_id") if arrival.kind == "enrollments" else None
    if not column:
        return ()
    named = f"SELECT count(DISTINCT {column}) FROM {arrival.table} WHERE regexp_full_match({column}, '[^\\p{{Nd}}]{{2,}}')"
    file, count = con.execute(f"SELECT file, ({named}) FROM source_table WHERE id = ?", [arrival.id]).fetchone()
    return (note("names_only", file=file, count=count),) if count else ()


def state(con: duckdb.DuckDBPyConnection, hashes: set[str]) -> str:
    """A hash of all names that are looked for: rows it was noted with need not be looked through again."""
    return digest(*sorted(hashes), *sorted(_whole_names(con)))


def standing(con: duckdb.DuckDBPyConnection, kind: Kind, rows: str, hashes: set[str], secret: bytes) -> set[int]:
    """The source tables in whose texts a name stands; `rows`: SQL of rows of a kind with `_src`."""
    whole, found = _whole_names(con), set()
    if not (whole or hashes):
        return found
    for field in (field for field in kind.fields.values() if field.type in ("text", "key")):
        for text, sources in con.execute(
            f'SELECT "{field.name}", list(DISTINCT _src) FROM ({rows}) WHERE {_telling(field.name)} GROUP BY ALL'
        ).fetchall():
            if text in whole or masked(text, hashes, secret) != text:
                found |= set(sources)
    return found


def mask(con: duckdb.DuckDBPyConnection, hashes: set[str], secret: bytes) -> None:
    """Masks known names in all texts that were accepted or set aside.

    A whole cell that is a name known from before, and a key with a name in it, becomes part of what identity.py knows,
    which deals with keys. Runs before it forgets.
    """
    for table, column, is_text in _places() if hashes else ():
        rows = con.execute(f'SELECT DISTINCT "{column}" FROM {table} WHERE {_telling(column)}').fetchall()
        texts = {text: masked(text, hashes, secret) for (text,) in rows}
        changed = {text: shown for text, shown in texts.items() if shown != text}
        whole = [text for text, shown in changed.items() if shown == _MASK or not is_text]
        con.execute("INSERT INTO personal_value SELECT unnest($whole::VARCHAR[])", {"whole": whole})
        if is_text and changed:
            con.execute(
                f'UPDATE {table} AS t SET "{column}" = m.shown '
                f'FROM (SELECT unnest($texts) AS text, unnest($shown) AS shown) m WHERE t."{column}" = m.text',
                {"texts": list(changed), "shown": list(changed.values())},
            )


def _telling(column: str) -> str:
    return f"regexp_matches(\"{column}\", '{_HAN.pattern}')"


def _whole_names(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Texts of columns of names, of any length, which mask a cell that is the same."""
    return {text for (text,) in con.execute(f"SELECT DISTINCT text FROM personal_value WHERE {_telling('text')}").fetchall()}


def masked(text: str, hashes: set[str], secret: bytes) -> str:
    """The text with *** for every known name in it."""
    shown, place = "", 0
    while place < len(text):
        name = next((found for found in _names_at(text, place) if _hash(_bare(found), secret) in hashes), "")
        shown += _MASK if name else text[place]
        place += len(name) or 1
    return shown


def _names_at(text: str, place: int) -> Iterator[str]:
    """What may be a name of a person and begins at that place, the longest first; as it stands there, with its gaps."""
    rules = _rules()
    found = rules["long"].match(text, place)
    if found and not re.match(NO_NAME, _bare(found[0])):
        yield found[0]
        if len(_bare(found[0])) == 4:
            yield found[0][:-1]
    short = rules["short"].match(text, place)
    if short and not re.match(NO_NAME, _bare(short[0])):
        rest, before = text[short.end() :], text[:place]
        alone = not _HAN.match(rest) and not _HAN.match(before[-1:])
        if alone or rules["after"].match(rest) or rules["before"].search(before):
            yield short[0]


def _bare(name: str) -> str:
    return re.sub(_GAP, "", name)


@cache
def _rules() -> dict[str, re.Pattern]:
    said = {key: words.split() for key, words in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}
    double, single = "|".join(said["double"]), f"[{''.join(said['single'])}]"
    more = f"(?:{_GAP}{_HAN.pattern})"
    return {
        "long": re.compile(f"(?:{double}){more}{{1,2}}|{single}{more}{{2}}"),
        "short": re.compile(single + more),
        "after": re.compile("|".join(said["after"])),
        "before": re.compile(f"(?:{'|'.join(said['before'])})$"),
    }


def _before(warehouse: Path) -> set[str]:
    """What the versions of the warehouse know: rows read for any of them may be taken from the shelf, without names."""
    found: set[str] = set()
    for version in versions(warehouse):
        with duckdb.connect(str(path_of(warehouse, version)), read_only=True) as con:
            try:
                found |= {row[0] for row in con.execute("SELECT hash FROM known_name").fetchall()}
            except duckdb.CatalogException:  # built before names were known from version to version
                continue
    return found


def _places() -> Iterator[tuple[str, str, bool]]:
    """(table, column, whether names in it are masked here: a key that is a name is set aside instead)."""
    for kind in kinds().values():
        for field in kind.fields.values():
            if field.type in ("text", "key"):
                yield f"acc_{kind.name}", field.name, field.type == "text"
    yield "rejected", "value", True


def _hash(name: str, secret: bytes) -> str:
    return hmac.digest(secret, b"name:" + name.encode(), hashlib.sha256).hex()[:DIGITS]
