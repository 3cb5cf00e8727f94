"""A command of its own, and what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from data import identity

ROOT = Path(__file__).parents[1]
DATA = (sys.executable, "-m", "data")
HEAD = ("command", "seconds", "processor s", "peak MiB")


@dataclass(frozen=True)
class Spent:
    """What a command took: seconds, processor seconds, peak memory in MiB; `done` is whether it said yes."""

    what: str
    seconds: float
    processor: float
    peak: float
    done: bool

    def cells(self) -> tuple[str, ...]:
        """As a line of a table."""
        said = "" if self.done else " (refused)"
        return f"{self.what}{said}", f"{self.seconds:.1f}", f"{self.processor:.1f}", f"{self.peak:.0f}"


def run(what: str, *command: object) -> Spent:
    """Runs it to its end, with a key for people's identifiers."""
    started = time.monotonic()
    environment = {**os.environ, identity.KEY: "the key of the bench, 32 bytes and longer"}
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    return Spent(what, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode == 0)


def copied(files: list[Path], into: Path) -> Spent:
    """DuckDB alone copies the same files, CSV and Parquet, into tables: the floor of a build."""
    return run("DuckDB copies the same files", sys.executable, "-c", _PLAIN, into, *files)


def readable(folder: Path) -> list[Path]:
    """The files of a folder that DuckDB reads without help."""
    return sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".parquet"))


_PLAIN = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
for number, path in enumerate(sys.argv[2:]):
    reader = {"parquet": "read_parquet", "csv": "read_csv"}[path.rsplit(".", 1)[1]]
    con.execute(f"CREATE TABLE t{number} AS SELECT * FROM {reader}(?)", [path])
"""
