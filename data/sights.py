"""What a part may see of the other kinds: the classes of its month with their sessions and enrolments.

What rows point at beyond it are strays: the part is told their state, a text, and keeps it; they are looked up again
before its results are used again.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from data.fields import Kind
from data.works import HOUSE, Works

STATE = "month_state"

# Of these only the rows of the month's classes, without what says only where a row came from.
_SEEN = {
    "dim_class": "",
    "acc_classes": "EXCLUDE (_src, _row)",
    "acc_sessions": "EXCLUDE (_src, _row)",
    "acc_enrollments": "EXCLUDE (_src, _row)",
    "enrolment": "",
}
# SELECT key, state of everything a stray may be; {0} is the database.
STATES = {
    "enrollments": "SELECT enrollment_id AS key, class_id AS state FROM {0}acc_enrollments",
    "sessions": "SELECT session_id AS key, class_id AS state FROM {0}acc_sessions",
}


def listed(months: tuple[str, ...]) -> str:
    """SQL: the months, to stand behind IN."""
    return "(" + ", ".join(f"'{month}'" for month in months or ("",)) + ")"


def note(works: Works) -> None:
    """Table STATE: a hash of what is seen in each month, whatever the order of rows."""
    told = " UNION ALL ".join(
        f"SELECT '{name}' AS name, class_id, hash(t) AS h FROM (SELECT * {leave} FROM {name}) t"
        for name, leave in _SEEN.items()
    )
    works.make(
        STATE,
        "SELECT strftime(k.month, '%Y-%m') AS month, t.name, count(*) AS n, "
        f"CAST(sum(t.h) % {1 << 64}::HUGEINT AS UBIGINT) AS h "
        f"FROM ({told}) t JOIN dim_class k USING (class_id) GROUP BY ALL ORDER BY ALL",
    )


def known(works: Works) -> Callable[[str], str]:
    """A function of the month: what STATE says of it."""
    found: dict[str, str] = {}
    for month, *rest in works.con.execute(f"FROM {STATE} ORDER BY ALL").fetchall():
        found[month] = f"{found.get(month, '')} {rest}"
    return lambda month: found.get(month, "")


def bring(con: duckdb.DuckDBPyConnection, months: tuple[str, ...]) -> None:
    """Puts what is seen in these months into the current database."""
    classes, *others = _SEEN
    con.execute(f"CREATE TABLE {classes} AS FROM {HOUSE}.{classes} WHERE strftime(month, '%Y-%m') IN {listed(months)}")
    ours = f"SELECT class_id FROM {classes}"
    near = f"class_id BETWEEN (SELECT min(class_id) FROM {classes}) AND (SELECT max(class_id) FROM {classes})"
    for name in others:  # of rows that are not near, the other columns are not read
        con.execute(f"CREATE TABLE {name} AS FROM {HOUSE}.{name} WHERE {near} AND class_id IN ({ours})")


def bring_strays(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Enrolments and sessions that are not of this month's classes: a part knows their class, if they have one."""
    for field in (field for field, target in kind.refs.items() if target in STATES and field != kind.split):
        target = kind.refs[field]
        rows = f"acc_{kind.name} ANTI JOIN acc_{target} USING ({field})"
        keys = f"SELECT DISTINCT {field} AS key FROM {rows} WHERE {field} <> ''"
        states = STATES[target].format(f"{HOUSE}.")
        con.execute(f"INSERT INTO stray SELECT '{target}', key, state FROM ({keys}) LEFT JOIN ({states}) USING (key)")
        known = f"SELECT key AS {field}, state AS class_id FROM stray WHERE kind = '{target}' AND state IS NOT NULL"
        con.execute(f"INSERT INTO acc_{target} BY NAME {known}")
