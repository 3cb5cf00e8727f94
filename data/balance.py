"""Counts that every row of every source is accepted or rejected, and publishes the rejected ones with their reasons."""

from __future__ import annotations

import duckdb

from data import accept
from data.codes import Codes
from data.faults import Note, Refused, masked, message, refuse
from data.fields import kinds
from data.rows import masked_in_sql


def balance(con: duckdb.DuckDBPyConnection, codes: Codes, limit: float) -> tuple[tuple[str, str, int, int, int], ...]:
    """Counts each source: rows = accepted + rejected, or the build stops. Too many rejected stops it too."""
    files, faults = [], []
    for number, file, sheet, kind, rows in con.execute(
        "SELECT id, file, sheet, kind, rows FROM source_table ORDER BY id"
    ).fetchall():
        accepted = con.execute(f"SELECT count(*) FROM acc_{kind} WHERE _src = ?", [number]).fetchone()[0]
        rejected = con.execute("SELECT count(*) FROM rejected WHERE _src = ?", [number]).fetchone()[0]
        place = f"{file} [{sheet}]" if sheet else file
        if accepted + rejected != rows:
            raise refuse("bad_sum", file=place, rows=rows, accepted=accepted, rejected=rejected)
        if rejected > limit * rows:
            faults.append(_too_many(con, codes, number, place, kind, rows, rejected, limit))
        files.append((place, kind, rows, accepted, rejected))
    if faults:
        raise Refused(*faults)
    if not any(accepted for _, kind, _, accepted, _ in files if kind == "classes"):
        raise refuse("no_class_left", file=", ".join(place for place, kind, *_ in files if kind == "classes"))
    _publish_rejected(con, codes)
    return tuple(files)


def _too_many(con, codes: Codes, number: int, place: str, kind: str, rows: int, rejected: int, limit: float) -> Note:
    row, field, value, code = con.execute(
        "SELECT min(_row), field, arg_min(value, _row), code FROM rejected WHERE _src = ? "
        "GROUP BY field, code ORDER BY count(*) DESC, min(_row) LIMIT 1",
        [number],
    ).fetchone()
    why = {lang: accept.reason(codes, kinds()[kind], field, code, lang) for lang in ("zh", "en")}
    seen = masked(value or "")
    spec = kinds()[kind].fields.get(field)
    column = "/".join((field, *spec.alias[:1])) if spec else ""
    example = {"zh": f"第 {row} 行 {column}“{seen}”：{why['zh']}", "en": f"row {row}, {column} “{seen}”: {why['en']}"}
    told = {"file": place, "rejected": rejected, "rows": rows, "limit": f"{limit * 100:g} %"}
    texts = (message("too_many_rejected", lang, example=example[lang], **told) for lang in ("zh", "en"))
    return Note("too_many_rejected", *texts)


def _publish_rejected(con: duckdb.DuckDBPyConnection, codes: Codes) -> None:
    """Table rejected_row: file, sheet, row, column, value and the reason in both languages."""
    con.execute("CREATE TABLE reason (kind VARCHAR, field VARCHAR, code VARCHAR, zh VARCHAR, en VARCHAR)")
    for kind, field, code in con.execute(
        "SELECT DISTINCT s.kind, r.field, r.code FROM rejected r JOIN source_table s ON s.id = r._src"
    ).fetchall():
        words = [accept.reason(codes, kinds()[kind], field, code, lang) for lang in ("zh", "en")]
        con.execute("INSERT INTO reason VALUES (?, ?, ?, ?, ?)", [kind, field, code, *words])
    con.execute(
        "CREATE TABLE rejected_row AS SELECT s.file, s.sheet, s.kind, r._row AS row, r.field AS column_name, "
        f"{masked_in_sql('r.value')} AS value, w.code, w.zh AS reason_zh, w.en AS reason_en, "
        "s.id AS source "
        "FROM rejected r JOIN source_table s ON s.id = r._src "
        "JOIN reason w ON w.kind = s.kind AND w.field = r.field AND w.code = r.code ORDER BY s.id, r._row"
    )
    con.execute("DROP TABLE reason")
