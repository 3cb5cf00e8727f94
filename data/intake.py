"""Brings the recognised sources into the build: every row is accepted or rejected, and the sums must agree."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data import accept, checks, identity, profiles
from data.codes import Codes
from data.faults import NAME, NO_NAME, Note, Refused, masked, message, refuse
from data.fields import kinds
from data.sources import Source, find_files, missing_kinds, recognise
from data.tables import load


def bring_in(con: duckdb.DuckDBPyConnection, order, codes: Codes, secret: bytes, scratch: Path, progress):
    """Reads all sources of the order into acc_<kind> and `rejected`; persons are hashed under `secret`.

    Returns (arrivals, notes); raises Refused.
    """
    con.execute(
        "CREATE TABLE source_table (id INTEGER, file VARCHAR, sheet VARCHAR, kind VARCHAR, sha256 VARCHAR, "
        "rows BIGINT, ignored VARCHAR)"
    )
    accept.create_tables(con)
    identity.begin(con)
    if order.profile:
        arrivals, notes = profiles.arrivals(con, order.profile, order.sources, scratch, progress)
    else:
        arrivals, notes = _plain_arrivals(con, order.sources, scratch, progress)
    _check_kinds(con)
    for done, arrival in enumerate(arrivals):
        progress("accept", done / len(arrivals))
        accept.accept(con, arrival, codes, secret)
        con.execute(f"DROP TABLE {arrival.table}")
    progress("check", 0)
    identity.set_aside(con)
    checks.check(con)
    identity.forget(con)
    return arrivals, notes


def _plain_arrivals(con, paths, scratch, progress):
    sources, notes = recognise(find_files(paths), con)
    arrivals = []
    for number, source in enumerate(sorted(sources, key=lambda s: list(kinds()).index(s.kind))):
        progress("read", number / len(sources))
        arrivals.append(_arrive(con, number, source, scratch))
    return arrivals, notes


def _arrive(con: duckdb.DuckDBPyConnection, number: int, source: Source, scratch: Path) -> accept.Arrival:
    table = load(con, source.preview, source.heading, f"text_{number}", scratch)
    identity.remember(con, table.name, source.preview.rows[source.heading])
    register(
        con,
        number,
        source.preview.path.name,
        source.preview.sheet,
        source.kind,
        source.sha256,
        table.rows,
        source.ignored,
    )
    if table.ragged:
        con.execute(f"INSERT INTO rejected SELECT ?, _row, '', NULL, 'wrong_width' FROM {table.name}_ragged", [number])
        con.execute(f"DROP TABLE {table.name}_ragged")
    columns = {field: f"c{position}" for field, position in source.columns.items()}
    return accept.Arrival(number, source.kind, table.name, columns)


def register(con, number: int, file: str, sheet: str, kind: str, digest: str, rows: int, ignored=()) -> None:
    """Notes one source table and how many rows it has."""
    con.execute(
        "INSERT INTO source_table VALUES (?, ?, ?, ?, ?, ?, ?)",
        [number, masked(file, 500), masked(sheet), kind, digest, rows, ", ".join(map(masked, ignored))[:500]],
    )


def _check_kinds(con: duckdb.DuckDBPyConnection) -> None:
    """Raises Refused if a kind is there without those it needs, or the classes are not there."""
    given = con.execute("SELECT kind, any_value(file ORDER BY id) FROM source_table GROUP BY kind").fetchall()
    faults = missing_kinds(dict(given))
    if faults:
        raise Refused(*faults)


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
    _publish(con, codes, "rejected", "rejected_row")
    _publish(con, codes, "finding", "check_finding", "r.severity,")
    con.execute("DROP TABLE finding")
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


def _masked_in_sql(column: str) -> str:
    """faults.masked as an SQL expression, for the column of values."""
    plain = f"regexp_replace({column}, '{NAME[0]}', '{NAME[1]}')"
    named = f"CASE WHEN regexp_matches({column}, '{NO_NAME}') THEN {column} ELSE {plain} END"
    return f"left({accept.masked_in_sql(named)}, 200)"  # last: half a number would not be known as one


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
        f"{_masked_in_sql('r.value')} AS value, w.code, {more} w.zh AS reason_zh, w.en AS reason_en "
        f"FROM {found} r JOIN source_table s ON s.id = r._src "
        "JOIN reason w ON w.kind = s.kind AND w.field = r.field AND w.code = r.code ORDER BY s.id, r._row"
    )
    con.execute("DROP TABLE reason")
