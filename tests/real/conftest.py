"""Builds a version from real records with the ordinary command and asks it through the query door."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from data.versions import current
from queries.door import catalogue, run
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue, open_version

PROJECT = Path(__file__).parents[2]
RECORDS = Path(os.environ.get("REAL_RECORDS") or PROJECT.parent / "shared" / "real")


def pytest_configure(config: pytest.Config) -> None:
    """Tests on real records carry the mark `real`."""
    config.addinivalue_line("markers", "real: needs real records (REAL_RECORDS names their folder)")


@dataclass(frozen=True)
class Built:
    """A published version of real records. `rows`: (file, kind) -> (rows, accepted, rejected)."""

    source: Path
    path: Path
    scope: Scope
    known: Catalogue
    rows: dict[tuple[str, str], tuple[int, int, int]]

    def ask(self, query: str, **changes: object) -> pd.DataFrame:
        """The query's frame over the whole time; changes narrow the scope."""
        return run(query, self.scope.changed(**changes))


@contextmanager
def build(name: str, warehouse: Path) -> Iterator[Built]:
    """Builds the folder `name` of the records with its profile; until the end it is the warehouse asked."""
    source = RECORDS / name
    _require(source)
    command = [sys.executable, "-m", "data", "build", str(source), "--profile", f"data/profiles/{name}",
               "--warehouse", str(warehouse), "--json"]  # fmt: skip
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = {(place, kind): tuple(counts) for place, kind, *counts in json.loads(done.stdout)["files"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAO_WAREHOUSE", str(warehouse))
        version = current(warehouse)
        known = open_version(warehouse, version).catalogue
        scope = Scope(version, (known.first_month, known.last_month), compare=Compare.NONE)
        assert catalogue(scope) == known
        yield Built(source, warehouse / f"{version}.duckdb", scope, known, rows)


def _require(source: Path) -> None:
    """Absent records are told: a failure where XUNXIAO_REQUIRE_REAL=1, else a skip with the reason."""
    if source.is_dir():
        return
    reason = f"no real records at {source}; set REAL_RECORDS to the folder that holds {source.name}/"
    if os.environ.get("XUNXIAO_REQUIRE_REAL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def oulad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Open University records, built."""
    with build("oulad", tmp_path_factory.mktemp("oulad")) as built:
        yield built


@pytest.fixture(scope="module")
def carpentries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Carpentries records, built."""
    with build("carpentries", tmp_path_factory.mktemp("carpentries")) as built:
        yield built
