"""Full build and the addition of one day, beside DuckDB's own reading of the same files: `python -m bench.incremental`.

Attendance of the last day stands in a file of its own. The full build takes all files; the day is withdrawn, what it gave
is pruned, and the day is added again: that version must have the rows of the full build, table by table.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from bench import report
from bench.commands import DATA, HEAD, Spent, copied, readable, run
from data import versions
from data.demo import write

_APART = {"received", "made", "content"}  # they say how a version was made


def main() -> int:
    """Exit code 1 if a command refused or a row differs. Prints (and writes to --out) tables in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.incremental", description=__doc__.splitlines()[0])
    parser.add_argument("--trainees", type=int, default=60_000, help="cadres of the demo (300000: ten million rows)")
    parser.add_argument("--years", type=int, default=6, help="years of the demo")
    parser.add_argument("--demo", type=Path, help="a folder written by python -m data demo, in place of a new one")
    parser.add_argument("--folder", type=Path, help="where to work (a temporary folder)")
    parser.add_argument("--out", type=Path, help="also write the tables to this file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        text, whole = _measure(Path(folder), given)
    sys.stdout.write(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    return 0 if whole else 1


def _measure(folder: Path, given: argparse.Namespace) -> tuple[str, bool]:
    demo = given.demo or folder / "demo"
    if not given.demo:
        write(demo, trainees=given.trainees, years=given.years)
    files, day, rows = _cut(demo, folder)
    house, load = folder / "warehouse", os.getloadavg()[0]
    took = [copied([*files, day], folder / "plain.duckdb")]
    took.append(run("full build", *DATA, "build", *files, day, "--warehouse", house))
    first = folder / "first.duckdb"
    shutil.copy(versions.path_of(house, versions.current(house)), first)
    took.append(run("the same build again", *DATA, "build", *files, day, "--warehouse", house))
    took.append(run("withdraw the last day", *DATA, "withdraw", day.name, "--warehouse", house))
    run("prune", *DATA, "prune", "--keep", "1", "--warehouse", house)
    took.append(run("add the last day", *DATA, "add", day, "--warehouse", house))
    differ = different(first, versions.path_of(house, versions.current(house)))
    return _text(took, rows, differ, load), not differ and all(t.done for t in took)


def _cut(demo: Path, folder: Path) -> tuple[list[Path], Path, dict[str, int]]:
    """The source files with the attendance of the last day in a file of its own; rows by name. Workbooks are left out."""
    kept, day = folder / "attendance.parquet", folder / "attendance_day.parquet"
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE last AS SELECT session_id FROM (SELECT session_id, rank() OVER (ORDER BY date DESC) AS place "
            "FROM read_csv($sessions, all_varchar = true) SEMI JOIN read_parquet($rows) USING (session_id)) WHERE place = 1",
            {"sessions": str(demo / "sessions.csv"), "rows": str(demo / "attendance.parquet")},
        )
        for path, which in ((kept, "ANTI"), (day, "SEMI")):
            con.execute(
                f"COPY (SELECT a.* FROM read_parquet($rows) a {which} JOIN last USING (session_id)) "
                f"TO {_quoted(path)} (FORMAT parquet)",
                {"rows": str(demo / "attendance.parquet")},
            )
        rows = {p.name: con.execute("SELECT count(*) FROM read_parquet(?)", [str(p)]).fetchone()[0] for p in (kept, day)}
    return [kept, *(path for path in readable(demo) if path.stem != "attendance")], day, rows


def different(one: Path, other: Path) -> dict[str, int]:
    """Table -> how many rows stand in only one of two versions. What says when a version was made is left out."""
    with duckdb.connect() as con:
        con.execute(f"ATTACH {_quoted(one)} AS one (READ_ONLY); ATTACH {_quoted(other)} AS other (READ_ONLY)")
        tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()} - _APART
        found = {}
        for name in sorted(tables):
            types = con.execute(f"DESCRIBE one.{name}").fetchall()
            columns = ", ".join(f"round({c[0]}, 6)" if c[1] == "DOUBLE" else f'"{c[0]}"' for c in types)
            pair = [f"SELECT {columns} FROM {side}.{name}" for side in ("one", "other")]
            both = f"({pair[0]} EXCEPT ALL {pair[1]}) UNION ALL ({pair[1]} EXCEPT ALL {pair[0]})"
            found[name] = con.execute(f"SELECT count(*) FROM ({both})").fetchone()[0]
    return {name: count for name, count in found.items() if count}


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _text(took: list[Spent], rows: dict[str, int], differ: dict[str, int], load: float) -> str:
    plain, full, add = took[0], took[1], took[-1]
    part, work = add.seconds / full.seconds, add.processor / full.processor
    lines = [
        f"{rows['attendance.parquet']:,} attendance rows and {rows['attendance_day.parquet']:,} of the last day; "
        f"{os.cpu_count()} processors, load {load:.1f} at the start. Processor seconds travel better than seconds.",
        "",
        report.table(HEAD, [each.cells() for each in took]),
        f"Full build: {plain.seconds / full.seconds:.2f} of the speed of DuckDB's own copy. "
        f"Addition: {part:.1%} of the full build's time, {work:.1%} of its work.",
        f"Rows that differ between the addition and the full build: {differ or 'none'}.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
