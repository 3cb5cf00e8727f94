"""What goes wrong around an import: no room, no permission, somebody else importing. Each ends in a message, and the
pointer still names a whole version."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from bench.kills import left
from data import collection, job, store, versions
from data.build import Order, build
from data.faults import Refused
from tests.conftest import SAMPLE

ROOT = Path(__file__).parents[1]
PLAIN_ROOT = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")  # root who minds permissions
COMMANDS = ("build", "add", "withdraw", "rollback", "prune")
PEOPLE = "cadre_id,valid_from,valid_to,org_id,level_code\n"


@pytest.fixture
def warehouse(sample_house, tmp_path) -> Path:
    """A published version of the sample, and the version before it."""
    shutil.copytree(sample_house.warehouse, tmp_path / "warehouse")
    collection.add(Order((more(tmp_path, "R"),), tmp_path / "warehouse", max_rejected=1))
    return tmp_path / "warehouse"


def more(folder: Path, letter: str, count: int = 3) -> Path:
    """A file of people who are not in the sample."""
    path = folder / f"cadres {letter}.csv"
    path.write_text(PEOPLE + "".join(f"{letter}{i},2020-01-01,,O2,B4\n" for i in range(count)), encoding="utf-8")
    return path


def arguments(name: str, warehouse: Path, folder: Path) -> list[str]:
    rest = {
        "build": [SAMPLE], "add": [more(folder, "S"), "--max-rejected", "1"], "withdraw": ["cadres R.csv"],
        "rollback": versions.versions(warehouse)[-1:], "prune": ["--keep", "1"],
    }[name]  # fmt: skip
    return [sys.executable, "-m", "data", name, *map(str, rest), "--warehouse", str(warehouse)]


def told(done: subprocess.CompletedProcess) -> str:
    """What a command that was refused said, in both languages and without a traceback."""
    said = done.stderr
    assert done.returncode == 2, said
    assert "Traceback" not in said and "已发布的版本未受影响" in said and "The published version is untouched" in said
    return said


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_cannot_be_written_is_told_and_left_as_it_is(name, warehouse, tmp_path):
    before = versions.current(warehouse)
    command = [*(PLAIN_ROOT if os.geteuid() == 0 else ()), *arguments(name, warehouse, tmp_path)]
    for folder in (warehouse, *filter(Path.is_dir, warehouse.rglob("*"))):
        folder.chmod(0o555)
    (warehouse / ".lock").chmod(0o444)
    try:
        probe = [*command[: command.index(sys.executable)], "touch", str(warehouse / "probe")]
        assert subprocess.run(probe, capture_output=True, check=False).returncode, "the folder is not read-only for the test"
        told(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False))
    finally:
        for folder in (warehouse, *filter(Path.is_dir, warehouse.rglob("*"))):
            folder.chmod(0o755)
    assert versions.current(warehouse) == before and left(warehouse) == "whole"


@pytest.mark.parametrize(("name", "room"), [("build", 0), ("build", 100_000), ("add", 1_000_000), ("withdraw", 4096)])
def test_a_full_disk_is_told_and_the_version_before_stays_whole(name, room, warehouse, tmp_path):
    before = versions.current(warehouse)
    done = subprocess.run(
        arguments(name, warehouse, tmp_path), cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )  # fmt: skip
    told(done)
    assert versions.current(warehouse) == before and left(warehouse) == "whole"
    assert not list(warehouse.glob("*.tmp"))


def order(folder: Path, warehouse: Path, *files: Path) -> Path:
    """An import of several steps, as the browser orders it."""
    folder.mkdir()
    steps = [{"sources": [str(path)]} for path in files]
    text = orjson.dumps({"steps": steps, "warehouse": str(warehouse), "max_rejected": 1.0})
    (folder / "order.json").write_bytes(text)
    return folder


@pytest.mark.parametrize("steps", [1, 2])
def test_an_import_onto_a_full_disk_says_so(steps, warehouse, tmp_path):
    before = versions.current(warehouse)
    folder = order(tmp_path / "job", warehouse, *(more(tmp_path, "TU"[i]) for i in range(steps)))
    done = subprocess.run(
        [sys.executable, "-m", "data.job", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert not done.stderr
    (said,) = orjson.loads((folder / "result.json").read_bytes())["refused"]
    assert "磁盘空间" in said[0] and "free space" in said[1]
    assert versions.current(warehouse) == before and left(warehouse) == "whole"


@pytest.mark.parametrize("steps", [1, 2])
def test_of_two_imports_at_once_the_second_is_refused_and_the_first_is_not_disturbed(steps, warehouse, tmp_path):
    before = versions.current(warehouse)
    folder = order(tmp_path / "job", warehouse, *(more(tmp_path, "TU"[i]) for i in range(steps)))
    with (warehouse / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        job.run(folder)
    (said,) = orjson.loads((folder / "result.json").read_bytes())["refused"]
    assert "另一个" in said[0] and "Another build" in said[1]
    assert versions.current(warehouse) == before and left(warehouse) == "whole"
    job.run(folder)
    assert orjson.loads((folder / "result.json").read_bytes())["version"] == versions.current(warehouse) != before


def test_an_import_that_was_overtaken_is_refused_rather_than_dropping_what_came_between(warehouse, tmp_path):
    stale = versions.versions(warehouse)[0]
    assert stale != versions.current(warehouse)
    kept = store.received_of(warehouse, stale)
    with pytest.raises(Refused) as caught:
        build(Order((more(tmp_path, "U"),), warehouse, max_rejected=1, kept=kept, after=stale))
    assert [note.code for note in caught.value.notes] == ["busy"]


NAMES = ("a'b.csv", 'cadres "q".csv', "cadres\nnext.csv", "..cadres..csv", "cadres; DROP TABLE x.csv")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_may_be_called_anything_and_the_name_stays_a_text(name, warehouse, tmp_path):
    (tmp_path / "new").mkdir()
    path = more(tmp_path, "V").rename(tmp_path / "new" / name)
    folder = order(tmp_path / "job", warehouse, path)
    job.run(folder)
    said = orjson.loads((folder / "result.json").read_bytes())
    assert said.get("version") == versions.current(warehouse) or all(map(all, said["refused"]))
    assert left(warehouse) == "whole"
