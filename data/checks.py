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
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from data.fields import Kind, kinds

_FOLDER = Path(__file__).parent / "checks"
_SHOWN = 1000  # findings kept of one check and source; check_result counts them all


@dataclass(frozen=True)
class Check:
    """One rule: `codes` are its reasons, `sql` selects the rows that fail, `checked` counts what was looked at."""

    kind: Kind
    codes: tuple[str, ...]
    severity: str
    checked: str
    sql: str


@cache
def rules() -> tuple[Check, ...]:
    """All checks of data/checks, kind by kind in build order."""
    return tuple(_read(kind, path) for kind in kinds().values() for path in sorted(_FOLDER.glob(f"{kind.name}_*.sql")))


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Empty tables of what checks find; `rule` numbers the checks of a kind."""
    con.execute(
        "CREATE TABLE finding (_src INTEGER, _row BIGINT, kind VARCHAR, field VARCHAR, value VARCHAR, "
        "code VARCHAR, severity VARCHAR)"
    )
    con.execute(
        "CREATE TABLE check_result (rule INTEGER, code VARCHAR, kind VARCHAR, severity VARCHAR, "
        "checked BIGINT, failed BIGINT)"
    )


def check(con: duckdb.DuckDBPyConnection) -> None:
    """Runs the checks of every kind but those worked month by month: fills `rejected`, `finding` and `check_result`."""
    names = delivered(con)
    whole = [kind for kind in kinds().values() if not kind.split]
    for kind in whole:
        set_aside(con, kind, names)
    for kind in whole:
        note(con, kind)


def delivered(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The kinds that a source holds; a reference to another kind is not checked."""
    return {kind for (kind,) in con.execute("SELECT DISTINCT kind FROM source_table").fetchall()}


def set_aside(con: duckdb.DuckDBPyConnection, kind: Kind, names: set[str]) -> None:
    """Moves the rows of a kind that cannot be counted from acc_<kind> to `rejected`. `names`: the delivered kinds."""
    dangling = [_dangling(kind, field, kinds()[target]) for field, target in kind.refs.items() if target in names]
    for number, rule in enumerate((_duplicates(kind), *dangling, *_rules(kind, "reject"))):
        if _fail(con, number, rule):
            con.execute(f"INSERT INTO rejected SELECT _src, _row, field, {_shown(kind)}, code FROM failing")
            con.execute(f"DELETE FROM acc_{kind.name} a USING failing f WHERE a._src = f._src AND a._row = f._row")


def note(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Fills `finding` with the odd rows of a kind, of each check and source as many as are kept."""
    for number, rule in enumerate(_rules(kind, "warn")):
        if _fail(con, number, rule):
            columns = f"_src, _row, $kind AS kind, field, {_shown(kind)} AS value, code, $severity AS severity"
            found = f"SELECT {columns} FROM failing"
            con.execute(f"INSERT INTO finding {first_findings(found)}", {"kind": kind.name, "severity": rule.severity})


def first_findings(findings: str) -> str:
    """SQL: the first findings of each reason and source, of a SELECT of findings."""
    return f"SELECT * FROM ({findings}) QUALIFY row_number() OVER (PARTITION BY code, _src ORDER BY _row) <= {_SHOWN}"


def _rules(kind: Kind, severity: str) -> tuple[Check, ...]:
    return tuple(rule for rule in rules() if rule.kind == kind and rule.severity == severity)


def _read(kind: Kind, path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    said = dict(re.findall(r"^-- (code|severity|checked): (.+)$", text, re.MULTILINE))
    codes = tuple(code.strip() for code in said["code"].split(","))
    return Check(kind, codes, said["severity"], said.get("checked", f"count(*) FROM acc_{kind.name}"), text)


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
    return Check(kind, ("duplicate",), "reject", f"count(*) FROM acc_{kind.name}", sql)


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


def _fail(con: duckdb.DuckDBPyConnection, number: int, rule: Check) -> int:
    """Fills temporary table `failing` with one finding a row, and check_result. Returns how many rows fail."""
    checked = con.execute(f"SELECT {rule.checked}").fetchone()[0]
    if not checked:
        return 0
    several = "" if len(rule.codes) > 1 else f", '{rule.codes[0]}' AS code"
    found = f"SELECT DISTINCT ON (_src, _row) *{several} FROM ({rule.sql}\n) ORDER BY ALL"
    count = con.execute(f"CREATE OR REPLACE TEMP TABLE failing AS {found}").fetchone()[0]
    failed = dict(con.execute("SELECT code, count(*) FROM failing GROUP BY code").fetchall()) if count else {}
    told = f"'{rule.kind.name}', '{rule.severity}', {checked}"
    values = ", ".join(f"({number}, '{code}', {told}, {failed.get(code, 0)})" for code in rule.codes)
    con.execute(f"INSERT INTO check_result VALUES {values}")
    return count
