"""The typed rows of one source table, kept so that no file is read twice.

rows/<key>.parquet            accepted by their types, before the checks across rows
rows/<key>.rejected.parquet   set aside by their types
rows/<key>.sums.parquet       of a split kind: count and hash of the rows of each session or class, and where they stand
rows/<key>.json               counts, notes, names known then, hashes of these: written last, so what it names is whole

The key is made of the content and of everything that decides how it is read. What is missing, damaged or read by
older rules is simply read again from the source.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import orjson

from data import accept, identity
from data.codes import Codes
from data.faults import NAME, NO_NAME, Note
from data.fields import Kind, kinds
from data.sources import sha256
from data.stanzas import files
from data.store import ROWS

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Shelf:
    """Where typed rows stand (`kept`), where new ones are put first (`fresh`), and the hash of how text is typed.

    `found`: the keys that this build has already looked for and found whole.
    """

    kept: Path
    fresh: Path
    typing: str
    found: dict[str, Shelved] = field(default_factory=dict)

    def key(self, origin: str, kind: str) -> str:
        """The name of the rows of one table; `origin` says which text they come from."""
        return digest(origin, kind, self.typing)

    def find(self, key: str) -> Shelved | None:
        """The rows of that key, or None if they are not there whole."""
        if key not in self.found and (shelved := self._find(key)):
            self.found[key] = shelved
        return self.found.get(key)

    def _find(self, key: str) -> Shelved | None:
        try:
            said = orjson.loads((self.kept / f"{key}.json").read_bytes())
            whole = all(sha256(path) == digest for path, digest in zip(_files(self.kept, key), said["sha256"], strict=False))
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return None
        return Shelved(said["rows"], tuple(Note(**n) for n in said["notes"]), said["names"]) if whole else None

    def take(self, con: duckdb.DuckDBPyConnection, number: int, kind: str, key: str) -> None:
        """Puts the accepted rows of that key into acc_<kind> as source table `number`."""
        names = ", ".join(f'"{name}"' for name in kinds()[kind].fields)
        rows = f"SELECT {names}, {number}, _row FROM read_parquet($path)"
        con.execute(f"INSERT INTO acc_{kind} {rows}", {"path": str(self.place(key)[0])})

    def take_rejected(self, con: duckdb.DuckDBPyConnection, tables: list[tuple[int, str]]) -> None:
        """Puts what was set aside of these (source table, key) into `rejected`."""
        if tables:
            ids, paths = [n for n, _ in tables], [str(_files(self.kept, key)[1]) for _, key in tables]
            rows = f"SELECT {ids}[file_index::BIGINT + 1], _row, field, value, code FROM read_parquet($paths)"
            con.execute(f"INSERT INTO rejected {rows}", {"paths": paths})

    def rows(self, kind: Kind, tables: dict[int, str]) -> str:
        """SQL: the accepted rows of a kind; `tables`: source table -> key."""
        names = ", ".join(f'"{name}"' for name in kind.fields)
        paths = ", ".join(quoted(self.place(key)[0]) for key in tables.values())
        return f"SELECT {names}, {list(tables)}[file_index::BIGINT + 1] AS _src, _row FROM read_parquet([{paths}])"

    def lay(self, con: duckdb.DuckDBPyConnection, kind: str, key: str, rows: str, pads: dict | None = None) -> int:
        """Writes accepted rows (SQL, `pads` its parameters) to their file. Returns how many there are."""
        self.fresh.mkdir(mode=0o700, parents=True, exist_ok=True)
        fields, known = kinds()[kind].fields.values(), identity.knows_names(con)
        names = ", ".join(identity.without_names(f) if known else f'"{f.name}"' for f in fields)
        return _copy(con, f"SELECT {names}, _row FROM ({rows})", _files(self.fresh, key)[0], pads)

    def laid(self, key: str) -> bool:
        """Whether this build has written the rows of that key to their file."""
        return _files(self.fresh, key)[0].exists()

    def take_up(self, con: duckdb.DuckDBPyConnection, number: int, kind: str, key: str) -> None:
        """Moves the rows of that key, which `lay` wrote, to acc_<kind>."""
        self.take(con, number, kind, key)
        _files(self.fresh, key)[0].unlink()

    def put(self, con: duckdb.DuckDBPyConnection, names_known: str, number: int, kind: str, key: str, rows: int, notes=()):
        """Keeps the rows that source table `number` has in acc_<kind> and `rejected`, before any check across rows.

        Accepted ones stand nowhere else from then on. `names_known`: a hash of the names that were masked in them.
        """
        if not self.laid(key):
            self.lay(con, kind, key, f"FROM acc_{kind} WHERE _src = {number}")
            con.execute(f"DELETE FROM acc_{kind} WHERE _src = {number}")
        accepted, rejected, sums = _files(self.fresh, key)
        faulty = con.execute("SELECT count(*) > 0 FROM rejected WHERE _src = ?", [number]).fetchone()[0]
        shown = f"CASE WHEN {identity.known_in_sql('value')} THEN '***' ELSE {masked_in_sql('value')} END"
        value = shown if faulty else "value"  # patterns take time to be understood, also where no row is
        _copy(con, f"SELECT _row, field, {value} AS value, code FROM rejected WHERE _src = {number}", rejected)
        if kinds()[kind].split:
            _copy(con, _sums(kinds()[kind], accepted), sums)
        written = [sha256(path) for path in (accepted, rejected, sums) if path.exists()]
        said = {"rows": rows, "notes": list(notes), "names": names_known, "sha256": written}
        (self.fresh / f"{key}.json").write_bytes(orjson.dumps(said))

    def place(self, key: str) -> tuple[Path, Path, Path]:
        """Where the accepted and rejected rows and the sums of that key stand now."""
        return _files(self.fresh if self.laid(key) else self.kept, key)

    def content(self, key: str) -> str:
        """The hash of the accepted rows of that key."""
        accepted = self.place(key)[0]
        return orjson.loads((accepted.parent / f"{key}.json").read_bytes())["sha256"][0]


@dataclass(frozen=True)
class Shelved:
    """How many rows a table had when it was read, what was to be said about it, and a hash of the names masked in it."""

    rows: int
    notes: tuple[Note, ...]
    names: str


def shelf(warehouse: Path, scratch: Path, codes: Codes, person_key: str) -> Shelf:
    """The shelf of a warehouse under today's rules, these code lists and the key persons are hashed under."""
    lists = repr((codes.lists, codes.renamed))
    return Shelf(warehouse / ROWS, scratch / "store" / ROWS, digest(_reading_rules(), lists, person_key))


def paths(warehouse: Path, key: str) -> tuple[Path, Path]:
    """Accepted and rejected rows of a key."""
    return _files(warehouse / ROWS, key)[:2]


def digest(*texts: str) -> str:
    """A hash of texts that no other sequence of texts has."""
    return hashlib.sha256("\0".join(f"{len(t)}:{t}" for t in texts).encode(errors="surrogatepass")).hexdigest()[:40]


def quoted(path: Path | str) -> str:
    """A path or a code as an SQL text, for statements that take no bound parameters."""
    return "'" + str(path).replace("'", "''") + "'"


def masked_in_sql(column: str) -> str:
    """faults.masked as an SQL expression, for the column of values."""
    plain = f"regexp_replace({column}, '{NAME[0]}', '{NAME[1]}')"
    named = f"CASE WHEN regexp_matches({column}, '{NO_NAME}') THEN {column} ELSE {plain} END"
    return f"left({accept.masked_in_sql(named)}, 200)"  # last: half a number would not be known as one


@cache
def _reading_rules() -> str:
    """A hash of all code and fields that decide how text is read: coarse, but never too late."""
    found = hashlib.sha256()
    for path in (*sorted(_FOLDER.glob("*.py")), *files("fields"), *files("metrics"), _FOLDER / "names.toml"):
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(folder: Path, key: str) -> tuple[Path, Path, Path]:
    return folder / f"{key}.parquet", folder / f"{key}.rejected.parquet", folder / f"{key}.sums.parquet"


def _copy(con: duckdb.DuckDBPyConnection, query: str, path: Path, values: dict | None = None) -> int:
    rows = con.execute(f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)", values).fetchone()[0]
    path.chmod(0o600)
    return rows


def _sums(kind: Kind, rows: Path) -> str:
    """SELECT owner, n, h, first, last: the rows of each session or class, whatever their order."""
    whole = f"CAST(sum(hash(r)) % {1 << 64}::HUGEINT AS UBIGINT)"
    return (
        f'SELECT "{kind.split}" AS owner, count(*) AS n, {whole} AS h, min(_row) AS first, max(_row) AS last '
        f"FROM read_parquet({quoted(rows)}) r GROUP BY ALL ORDER BY first"
    )
