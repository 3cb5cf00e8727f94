"""Checks across rows and record kinds, kind by kind: keys, references, and the rules in data/checks/*.sql.

Each check names rows to set aside; a row set aside no longer counts for the kinds checked after it,
so the enrolments of a faulty class are faulty too and say why.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.fields import Kind, kinds

_FOLDER = Path(__file__).parent / "checks"


def check(con: duckdb.DuckDBPyConnection) -> None:
    """Runs every check on the acc_<kind> tables and moves what fails into `rejected`."""
    for kind in kinds().values():
        if con.execute(f"SELECT count(*) FROM acc_{kind.name}").fetchone()[0] == 0:
            continue
        _set_aside(con, kind, _duplicates(kind))
        for field, target in kind.refs.items():
            if con.execute(f"SELECT count(*) FROM source_table WHERE kind = '{target}'").fetchone()[0]:
                _set_aside(con, kind, _dangling(kind, field, kinds()[target]))
        for path in sorted(_FOLDER.glob(f"{kind.name}_*.sql")):
            _set_aside(con, kind, path.read_text(encoding="utf-8"))


def _duplicates(kind: Kind) -> str:
    """Rows whose key stood in an earlier row; keys with an empty part are not compared."""
    keys = ", ".join(f'"{k}"' for k in kind.key)
    given = " AND ".join(f'"{k}" IS NOT NULL' for k in kind.key if kind.fields[k].required or len(kind.key) == 1)
    return f"""
        WITH twice AS (SELECT {keys} FROM acc_{kind.name} WHERE {given} GROUP BY {keys} HAVING count(*) > 1)
        SELECT _src, _row, '{kind.key[0]}' AS field, CAST("{kind.key[0]}" AS VARCHAR) AS value, 'duplicate' AS code
        FROM acc_{kind.name} a
        WHERE EXISTS (FROM twice t WHERE {" AND ".join(f't."{k}" IS NOT DISTINCT FROM a."{k}"' for k in kind.key)})
        QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY _src, _row) > 1"""


def _dangling(kind: Kind, field: str, target: Kind) -> str:
    key = target.key[0]
    return f"""
        SELECT _src, _row, '{field}' AS field, "{field}" AS value, 'unknown_reference' AS code
        FROM acc_{kind.name} a
        WHERE "{field}" IS NOT NULL AND NOT EXISTS (FROM acc_{target.name} t WHERE t."{key}" = a."{field}")"""


def _shown(kind: Kind) -> str:
    """SQL: the value of a finding; of a key that is never shown nothing but that it is there."""
    private = ", ".join(f"'{f.name}'" for f in kind.fields.values() if f.type == "private") or "''"
    return f"CASE WHEN field IN ({private}) THEN '***' ELSE CAST(value AS VARCHAR) END"


def _set_aside(con: duckdb.DuckDBPyConnection, kind: Kind, failing: str) -> None:
    """`failing` selects _src, _row, field, value, code of the rows that fail."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE failing AS SELECT DISTINCT ON (_src, _row) * FROM ({failing})")
    if con.execute("SELECT count(*) FROM failing").fetchone()[0]:
        con.execute(f"INSERT INTO rejected SELECT _src, _row, field, {_shown(kind)}, code FROM failing")
        con.execute(f"DELETE FROM acc_{kind.name} a USING failing f WHERE a._src = f._src AND a._row = f._row")
    con.execute("DROP TABLE failing")
