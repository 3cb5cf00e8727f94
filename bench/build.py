"""Full build, a second build, adding one day, beside DuckDB's own reading of the same files: `python -m bench.build DIR`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
_DAY = 10_000  # attendance rows of a day


def main() -> int:
    """Prints a table in Markdown: seconds, processor seconds, peak memory in MiB."""
    parser = argparse.ArgumentParser(prog="python -m bench.build", description=__doc__)
    parser.add_argument("sources", type=Path, help="a folder written by python -m data demo")
    given = parser.parse_args()
    print("| what | seconds | processor s | peak MiB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        base, house = Path(folder), Path(folder) / "warehouse"
        files = _cut(given.sources, base)
        _row("DuckDB reads the same files", [sys.executable, "-c", _PLAIN, base / "plain.duckdb", *files])
        data = [sys.executable, "-m", "data"]
        _row("full build", [*data, "build", *files, "--warehouse", house])
        _row("the same build again, rows known", [*data, "build", *files, "--warehouse", house])
        _row(f"add {_DAY} attendance rows", [*data, "add", base / "attendance_day.parquet", "--warehouse", house])
    return 0


_PLAIN = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
for number, path in enumerate(sys.argv[2:]):
    reader = {"parquet": "read_parquet", "csv": "read_csv"}[path.rsplit(".", 1)[1]]
    con.execute(f"CREATE TABLE t{number} AS SELECT * FROM {reader}(?)", [path])
"""


def _cut(sources: Path, folder: Path) -> list[Path]:
    """The source files with one day's attendance cut off into a file of its own; workbooks are left out."""
    whole = str(sources / "attendance.parquet")
    with duckdb.connect() as con:
        for name, part in (("attendance", f"file_row_number >= {_DAY}"), ("attendance_day", f"file_row_number < {_DAY}")):
            target = str(folder / f"{name}.parquet").replace("'", "''")
            con.execute(
                "COPY (SELECT * EXCLUDE (file_row_number) FROM read_parquet($path, file_row_number = true) "
                f"WHERE {part}) TO '{target}' (FORMAT parquet)",
                {"path": whole},
            )
    others = [p for p in sources.iterdir() if p.suffix in (".csv", ".parquet") and p.stem != "attendance"]
    return [folder / "attendance.parquet", *sorted(others)]


def _row(name: str, command: list) -> None:
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    said = "" if process.returncode == 0 else " (refused)"
    spent = used.ru_utime + used.ru_stime
    print(f"| {name}{said} | {seconds:.1f} | {spent:.1f} | {used.ru_maxrss / 1024:.0f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
