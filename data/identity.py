"""People at the door: whatever names a person becomes a keyed hash before anything else is done with it.

HMAC-SHA256 under a key of the department, cut to 20 hexadecimal digits: among 10 million people the chance
that any two of them meet is 4 in 10^11, and an id still fits a line. Without the key nobody can try out all
identity numbers (there are few enough) until one fits.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

import duckdb

from data.codes import normalise
from data.faults import PERSONAL, refuse
from data.fields import Field, kinds
from data.hints import knowledge

DEMO_KEY = b"xunxiao: the published key of made-up people"
KEY_FILE, KEY = "XUNXIAO_KEY_FILE", "XUNXIAO_KEY"
DIGITS = 20
_SHORTEST = 32  # bytes of a key
_PROJECT = Path(__file__).parents[1]
# Headings of columns that are not read, but whose texts are known to be personal when they turn up elsewhere.
_NUMBER = re.compile(r"身份号码|idnumber")  # besides what names somebody
# Digits as Chinese, Arabic and Persian programs write them, and as they are meant.
FOREIGN, PLAIN = "０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 3
BLANKS = "\t\n\r \u00a0\u3000"


def has_key() -> bool:
    """Whether the department's own key is set."""
    return bool(os.environ.get(KEY_FILE) or os.environ.get(KEY))


def key(synthetic: bool, warehouse: Path) -> bytes:
    """The key in use: the published one for made-up people, else XUNXIAO_KEY_FILE, else XUNXIAO_KEY.

    Raises Refused if there is none, if it is too short, or if its file lies in the project or the warehouse,
    where it would travel with what it protects.
    """
    if synthetic:
        return DEMO_KEY
    if os.environ.get(KEY_FILE):
        return _long_enough(_from_file(Path(os.environ[KEY_FILE]), warehouse))
    if os.environ.get(KEY):
        return _long_enough(os.environ[KEY].encode().strip())
    raise refuse("no_key")


def fingerprint(secret: bytes) -> str:
    """What a version says of the key it was made with: enough to tell two keys apart, nothing to find one by."""
    return hmac.digest(secret, b"fingerprint", hashlib.sha256).hex()[:12]


def make(path: Path) -> None:
    """Writes a new key that only its owner can read. Raises Refused if the file exists or cannot be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise refuse("key_exists", path=path) from error
    except OSError as error:
        raise refuse("no_space", path=path, detail=type(error).__name__) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_SHORTEST) + "\n")


def bare(text: str) -> str:
    """SQL: a cell without the blanks around it, of which spreadsheets know several; NULL if nothing is left.

    Most cells are plain, and to see that costs a quarter of trimming them.
    """
    return f"CASE WHEN regexp_full_match({text}, '[!-~]+') THEN {text} ELSE nullif(trim({text}, '{BLANKS}'), '') END"


def hashed(text: str) -> str:
    """SQL: the id of the person `text` (an expression) names; NULL for nothing. Needs the parameters of `pads`.

    One person, one id: full-width characters, a small x, the apostrophe Excel puts before long numbers, and the blanks
    that stretch a Chinese name of two characters to the width of three do not matter.
    """
    plain = f"ltrim(translate({bare(text)}, '{FOREIGN}Ｘｘ', '{PLAIN}Xx'), '''‘’')"
    plain = f"regexp_replace({plain}, '([0-9]{{17}})x', '\\1X', 'g')"
    plain = f"regexp_replace({plain}, '(\\p{{Han}})[{BLANKS}]+', '\\1', 'g')"
    plain = f"CASE WHEN regexp_full_match({text}, '[!-&(-wy-~]+') THEN {text} ELSE {plain} END"  # nothing of all that in it
    return f"left(sha256($outer::BLOB || unhex(sha256($inner::BLOB || encode({plain})))), {DIGITS})"


def pads(secret: bytes) -> dict[str, bytes]:
    """The two halves of HMAC (RFC 2104) made of the key, as parameters: DuckDB has SHA-256 but not HMAC."""
    block = (hashlib.sha256(secret).digest() if len(secret) > 64 else secret).ljust(64, b"\0")
    return {"inner": bytes(b ^ 0x36 for b in block), "outer": bytes(b ^ 0x5C for b in block)}


def looks_personal(text: str) -> str:
    """SQL: whether an expression holds something like an identity or phone number."""
    found = " OR ".join(f"regexp_matches({text}, '{pattern}')" for pattern, _ in PERSONAL)
    return f"(length({text}) >= 11 AND ({found}))"


def begin(con: duckdb.DuckDBPyConnection) -> None:
    """A place for what is known to be personal, for this build only; `personal_name` holds what has Chinese characters."""
    con.execute("CREATE TEMP TABLE personal_value (text VARCHAR); CREATE TEMP TABLE personal_name (text VARCHAR)")


def remember(con: duckdb.DuckDBPyConnection, table: str, headings: tuple[str, ...]) -> None:
    """Keeps, for this build only, the texts of columns c0, c1, … that are headed like names and numbers of persons."""
    for position, heading in enumerate(headings):
        plain = normalise(heading)
        told = _NUMBER.search(plain) or re.search(knowledge()["personal"], plain)
        if told and plain != "name":  # a class has a name too
            know(con, table, f"c{position}")


def know(con: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Adds a column's texts to what is known to be personal; a bare running number is not telling."""
    con.execute(
        f"INSERT INTO personal_value SELECT text FROM (SELECT DISTINCT {bare(column)} AS text FROM {table}) "
        "WHERE length(text) >= 2 AND NOT regexp_full_match(text, '[0-9]{1,5}')"
    )


def set_aside(con: duckdb.DuckDBPyConnection) -> None:
    """Rows called by the name of a person go to `rejected`; their texts that are such a name are masked.

    Both are shown to readers. Only texts with Chinese characters count: running numbers of persons and classes may meet.
    Rows of split kinds are masked when they are shelved.
    """
    con.execute("INSERT INTO personal_name SELECT DISTINCT text FROM personal_value WHERE regexp_matches(text, '[一-鿿]')")
    for kind in (kind for kind in kinds().values() if not kind.split) if knows_names(con) else ():
        for field in (field for field in kind.fields.values() if field.type in ("text", "key")):
            table, named = f"acc_{kind.name}", f'"{field.name}" IN (SELECT text FROM personal_name)'
            if field.name == kind.key[0]:
                found = f"_src, _row, '{field.name}', \"{field.name}\", 'personal_key' FROM {table} WHERE {named}"
                con.execute(f"INSERT INTO rejected SELECT {found}")
                con.execute(f"DELETE FROM {table} WHERE {named}")
            else:
                con.execute(f"UPDATE {table} SET \"{field.name}\" = '***' WHERE {named}")


def known_in_sql(text: str) -> str:
    """SQL: whether an expression is a text known to be personal."""
    return f"coalesce({bare(text)} IN (SELECT text FROM personal_value), false)"


def knows_names(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether any text has to go through without_names."""
    return con.execute("SELECT count(*) > 0 FROM personal_name").fetchone()[0]


def without_names(field: Field) -> str:
    """SQL: a typed column; a text in it that is the name of a person is masked. Running numbers may be known too
    without telling anything, so only texts with Chinese characters count."""
    if field.type not in ("text", "key"):
        return f'"{field.name}"'
    column = f'"{field.name}"'
    return f"CASE WHEN {bare(column)} IN (SELECT text FROM personal_name) THEN '***' ELSE {column} END AS {column}"


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Masks the values of faults and findings known to be personal, whatever column they stood in; drops that knowledge."""
    for table in ("rejected", "finding"):
        con.execute(f"UPDATE {table} SET value = '***' WHERE {known_in_sql('value')}")
    con.execute("DROP TABLE personal_value; DROP TABLE personal_name")


def _from_file(path: Path, warehouse: Path) -> bytes:
    place = path.resolve()
    if any(place.is_relative_to(folder.resolve()) for folder in (warehouse, _PROJECT)):
        raise refuse("key_place", path=path)
    try:
        return place.read_bytes().strip()
    except OSError as error:
        raise refuse("bad_key", where=path, detail=type(error).__name__) from error


def _long_enough(secret: bytes) -> bytes:
    if len(secret) < _SHORTEST:
        where = KEY_FILE if os.environ.get(KEY_FILE) else KEY
        raise refuse("bad_key", where=where, detail=f"{len(secret)} < {_SHORTEST} bytes")
    return secret
