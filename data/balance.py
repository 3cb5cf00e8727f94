"""Counts that every row of every source is accepted or rejected, and publishes the rejected ones with their reasons."""

from __future__ import annotations

import duckdb

from data import accept
from data.codes import Codes
from data.faults import Note, Refused, masked, message, refuse
from data.fields import kinds
from data.lacking import CODE, told
from data.rows import masked_in_sql


def balance(
    con: duckdb.DuckDBPyConnection, codes: Codes, limit: float, house: duckdb.DuckDBPyConnection | None = None
) -> tuple[tuple[str, str, int, int, int], ...]:
    """Counts each source: rows = accepted + rejected, or the build stops. Too many rejected stops it too.

    Tables rejected_row, check_finding, source_file (what each gave, its last day). `house` has the classes if con has not.
    """
    files, faults = [], []
    for number, file, sheet, kind, rows, accepted, rejected in con.execute(
        "SELECT s.id, s.file, s.sheet, s.kind, s.rows, coalesce(a.n, 0), coalesce(r.n, 0) FROM source_table s "
        "LEFT JOIN accepted a ON a.source = s.id "
        "LEFT JOIN (SELECT _src, count(*) AS n FROM rejected GROUP BY _src) r ON r._src = s.id ORDER BY s.id"
    ).fetchall():
        place = f"{file} [{sheet}]" if sheet else file
        if accepted + rejected != rows:
            raise refuse("bad_sum", file=place, rows=rows, accepted=accepted, rejected=rejected)
        if rejected > limit * rows:
            faults.append(too_many(con, codes, number, place, kind, rows, rejected, limit))
        files.append((place, kind, rows, accepted, rejected))
    if faults:
        raise Refused(*faults, *_lacking(con, house or con))
    if not any(accepted for _, kind, _, accepted, _ in files if kind == "classes"):
        raise refuse("no_class_left", file=", ".join(place for place, kind, *_ in files if kind == "classes"))
    _publish(con, codes, "rejected", "rejected_row")
    _publish(con, codes, "finding", "check_finding", "r.severity,")
    con.execute(
        "CREATE TABLE source_file AS SELECT s.*, coalesce(a.n, 0) AS accepted, a.latest "
        "FROM source_table s LEFT JOIN accepted a ON a.source = s.id ORDER BY s.id"
    )
    return tuple(files)


def _lacking(con: duckdb.DuckDBPyConnection, house: duckdb.DuckDBPyConnection) -> tuple[Note, ...]:
    """What `rejected` rows point at and is not there; `house` knows the classes."""
    found = con.execute(
        "SELECT s.kind, r.field, CASE WHEN r.field = 'class_id' THEN r.value END AS number, count(*) FROM rejected r "
        "JOIN source_table s ON s.id = r._src WHERE r.code = ? GROUP BY ALL ORDER BY min(s.id), count(*) DESC, number",
        [CODE],
    ).fetchall()
    return told(found, house, "acc_classes")


def too_many(con, codes: Codes, number: int, place: str, kind: str, rows: int, rejected: object, limit: float) -> Note:
    """Why a file is refused of which so many rows stand in `rejected`, with the most frequent fault as an example."""
    row, field, value, code = con.execute(
        "SELECT min(_row), field, arg_min(value, _row), code FROM rejected WHERE _src = ? "
        "GROUP BY field, code ORDER BY count(*) DESC, min(_row) LIMIT 1",
        [number],
    ).fetchone()
    why = {lang: accept.reason(codes, kinds()[kind], field, code, lang) for lang in ("zh", "en")}
    seen = masked(value or "")
    spec = kinds()[kind].fields.get(field)
    column = "/".join((field, *spec.alias[:1])) if spec else ""
    example = {"zh": f"第 {row} 行 {column}“{seen}”：{why['zh']}", "en": f"row {row}, {column} '{seen}': {why['en']}"}
    said = {"file": place, "rejected": rejected, "rows": rows, "limit": f"{limit * 100:g} %"}
    texts = (message("too_many_rejected", lang, example=example[lang], **said) for lang in ("zh", "en"))
    return Note("too_many_rejected", *texts)


def _publish(con: duckdb.DuckDBPyConnection, codes: Codes, found: str, table: str, more: str = "") -> None:
    """Table `table` of what is in `found`: file, sheet, row, column, masked value and the reason in both languages."""
    con.execute("CREATE TABLE reason (kind VARCHAR, field VARCHAR, code VARCHAR, zh VARCHAR, en VARCHAR)")
    for kind, field, code in con.execute(
        f"SELECT DISTINCT s.kind, r.field, r.code FROM {found} r JOIN source_table s ON s.id = r._src"
    ).fetchall():
        words = [accept.reason(codes, kinds()[kind], field, code, lang) for lang in ("zh", "en")]
        con.execute("INSERT INTO reason VALUES (?, ?, ?, ?, ?)", [kind, field, code, *words])
    con.execute(
        f"CREATE TABLE {table} AS SELECT s.file, s.sheet, s.kind, r._row AS row, r.field AS column_name, "
        f"{masked_in_sql('r.value')} AS value, w.code, {more} w.zh AS reason_zh, w.en AS reason_en, s.id AS source "
        f"FROM {found} r JOIN source_table s ON s.id = r._src "
        "JOIN reason w ON w.kind = s.kind AND w.field = r.field AND w.code = r.code ORDER BY s.id, r._row, r.field, w.code"
    )
    con.execute("DROP TABLE reason")
