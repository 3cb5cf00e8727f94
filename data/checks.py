"""Checks across rows and record kinds: keys, references, and the rules in data/checks/*.sql.

First, kind by kind, what cannot be counted: a row that fails is set aside and no longer counts for the kinds checked
after it, so the enrolments of a faulty class are faulty too and say why. Then, on the rows that are left, what is odd:
such a row stays accepted and becomes a finding. Table check_result keeps how many were checked and how many failed.

A check starts with its question and says `-- code:` (its reasons, in messages.toml) and `-- severity: reject | warn`.
It selects _src, _row, field, value, and `code` where it has several. `-- checked:` counts what it looks at, if that
is not every row of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from data import accept
from data.fields import Kind, kinds

FINDING = (
    "_src INTEGER, _row BIGINT, kind VARCHAR, field VARCHAR, value VARCHAR, code VARCHAR, severity VARCHAR"
)
Checked = tuple[int, str, str, int, int]  # place of the check among those of its kind, reason, severity, looked at, failed
_FOLDER = Path(__file__).parent / "checks"
_SHOWN = 1000  # findings kept of one check and source; check_result counts them all


@dataclass(frozen=True)
class Check:
    """One rule: `codes` are its reasons, `sql` selects the rows that fail, `checked` counts what was looked at, if that
    is not every row."""

    kind: Kind
    codes: tuple[str, ...]
    severity: str
    checked: str
    sql: str


@cache
def rules() -> tuple[Check, ...]:
    """All checks of data/checks, kind by kind in build order."""
    return tuple(_read(kind, path) for kind in kinds().values() for path in sorted(_FOLDER.glob(f"{kind.name}_*.sql")))


@contextmanager
def slate(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Forgets what checks found, afterwards: `rejected` and `finding` are there once a row fails."""
    yield
    con.execute("DROP TABLE IF EXISTS rejected; DROP TABLE IF EXISTS finding; DROP TABLE IF EXISTS failing")


def texts(kind: Kind, severity: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """All SQL of the checks of a kind; `names`: the delivered kinds."""
    found = _aside(kind, names) if severity == "reject" else _rules(kind, severity)
    return tuple(text for rule in found for text in (rule.sql, rule.checked, *rule.codes))


def set_aside(con: duckdb.DuckDBPyConnection, kind: Kind, names: Iterable[str], gone: str = "") -> list[Checked]:
    """Moves the rows of a kind that cannot be counted from acc_<kind> to `rejected`. `names`: the delivered kinds.

    `gone`: if acc_<kind> is a view, the table (_src, _row) of the rows that it leaves out.
    """
    leave = f"DELETE FROM acc_{kind.name} a USING failing f WHERE a._src = f._src AND a._row = f._row"
    leave = f"INSERT INTO {gone} SELECT _src, _row FROM failing" if gone else leave
    found, rows = [], _count(con, kind)
    for number, rule in enumerate(_aside(kind, names)):
        count = _fail(con, number, rule, rows, found)
        if count:
            con.execute(f"CREATE TEMP TABLE IF NOT EXISTS rejected ({accept.REJECTED})")
            con.execute(f"INSERT INTO rejected SELECT _src, _row, field, {_shown(kind)}, code FROM failing")
            con.execute(leave)
            rows -= count
    return found


def note(con: duckdb.DuckDBPyConnection, kind: Kind) -> list[Checked]:
    """Fills `finding` with the odd rows of a kind, of each check and source as many as are kept."""
    found, rows = [], _count(con, kind)
    for number, rule in enumerate(_rules(kind, "warn")):
        if _fail(con, number, rule, rows, found):
            con.execute(f"CREATE TEMP TABLE IF NOT EXISTS finding ({FINDING})")
            columns = f"_src, _row, $kind AS kind, field, {_shown(kind)} AS value, code, $severity AS severity"
            odd = f"SELECT {columns} FROM failing"
            con.execute(f"INSERT INTO finding {first_findings(odd)}", {"kind": kind.name, "severity": rule.severity})
    return found


def first_findings(findings: str) -> str:
    """SQL: the first findings of each reason and source, of a SELECT of findings."""
    return f"SELECT * FROM ({findings}) QUALIFY row_number() OVER (PARTITION BY code, _src ORDER BY _row) <= {_SHOWN}"


def _aside(kind: Kind, names: Iterable[str]) -> tuple[Check, ...]:
    """A reference to a kind that was not delivered is not checked."""
    dangling = (_dangling(kind, field, kinds()[target]) for field, target in kind.refs.items() if target in names)
    return (_duplicates(kind), *dangling, *_rules(kind, "reject"))


def _rules(kind: Kind, severity: str) -> tuple[Check, ...]:
    return tuple(rule for rule in rules() if rule.kind == kind and rule.severity == severity)


def _read(kind: Kind, path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    said = dict(re.findall(r"^-- (code|severity|checked): (.+)$", text, re.MULTILINE))
    codes = tuple(code.strip() for code in said["code"].split(","))
    return Check(kind, codes, said["severity"], said.get("checked", ""), text)


def _duplicates(kind: Kind) -> Check:
    """Rows whose key stood in an earlier row; keys with an empty part are not compared."""
    keys = ", ".join(f'"{k}"' for k in kind.key)
    given = " AND ".join(f'"{k}" IS NOT NULL' for k in kind.key if kind.fields[k].required or len(kind.key) == 1)
    sql = f"""
        WITH twice AS (SELECT {keys} FROM acc_{kind.name} WHERE {given} GROUP BY {keys} HAVING count(*) > 1)
        SELECT _src, _row, '{kind.key[0]}' AS field, CAST("{kind.key[0]}" AS VARCHAR) AS value
        FROM acc_{kind.name} a
        WHERE EXISTS (FROM twice t WHERE {" AND ".join(f't."{k}" IS NOT DISTINCT FROM a."{k}"' for k in kind.key)})
        QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY _src, _row) > 1"""
    return Check(kind, ("duplicate",), "reject", "", sql)


def _dangling(kind: Kind, field: str, target: Kind) -> Check:
    key = target.key[0]
    sql = f"""
        SELECT _src, _row, '{field}' AS field, "{field}" AS value
        FROM acc_{kind.name} a
        WHERE "{field}" IS NOT NULL AND NOT EXISTS (FROM acc_{target.name} t WHERE t."{key}" = a."{field}")"""
    return Check(kind, ("unknown_reference",), "reject", f'count("{field}") FROM acc_{kind.name}', sql)


def _shown(kind: Kind) -> str:
    """SQL: the value of a finding; of a key that is never shown nothing but that it is there."""
    private = ", ".join(f"'{f.name}'" for f in kind.fields.values() if f.type == "private") or "''"
    return f"CASE WHEN field IN ({private}) THEN '***' ELSE CAST(value AS VARCHAR) END"


def _count(con: duckdb.DuckDBPyConnection, kind: Kind) -> int:
    return con.execute(f"SELECT count(*) FROM acc_{kind.name}").fetchone()[0]


def _fail(con: duckdb.DuckDBPyConnection, number: int, rule: Check, rows: int, found: list[Checked]) -> int:
    """Fills temporary table `failing` with one finding a row, and adds to `found`. Returns how many of the `rows` fail."""
    checked = con.execute(f"SELECT {rule.checked}").fetchone()[0] if rule.checked else rows
    if not checked:
        return 0
    several = "" if len(rule.codes) > 1 else f", '{rule.codes[0]}' AS code"
    faulty = f"SELECT DISTINCT ON (_src, _row) *{several} FROM ({rule.sql}\n) ORDER BY ALL"
    count = con.execute(f"CREATE OR REPLACE TEMP TABLE failing AS {faulty}").fetchone()[0]
    failed = dict(con.execute("SELECT code, count(*) FROM failing GROUP BY code").fetchall()) if count else {}
    found += [(number, code, rule.severity, checked, failed.get(code, 0)) for code in rule.codes]
    return count
