"""The register of packs: numbers in order, many writers at once, a killed writer leaves nothing half done."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from packs import store
from packs.store import Decision, Note

WHEN = "2026-07-02 09:14"
_RESERVES = """
import sys
from pathlib import Path
from packs import store
for _ in range(10):
    number = store.reserve(Path(sys.argv[1]), "2026-07-02 09:14", "x", "t", "v")
    store.finish(Path(sys.argv[1]), number, "s", "m")
"""
_HANGS = """
import sys, time
from pathlib import Path
from packs import store
with store._open(Path(sys.argv[1])) as inside:
    inside.execute("INSERT INTO note (page, scope, text, who, made) VALUES ('p', 's', 'half', 'w', 'm')")
    print("inside", flush=True)
    time.sleep(60)
"""


def sealed(house, **changes):
    number = store.reserve(house, WHEN, "干教处", "汇报", "v1")
    store.finish(house, number, "seal", "hash")
    return number


def test_numbers_count_up_within_their_month(tmp_path):
    assert [sealed(tmp_path) for _ in range(3)] == ["2026-07-001", "2026-07-002", "2026-07-003"]
    assert store.reserve(tmp_path, "2026-08-01 08:00", "x", "t", "v") == "2026-08-001"
    assert [p.number for p in store.packs(tmp_path)] == ["2026-07-003", "2026-07-002", "2026-07-001"]


def test_the_thousandth_pack_of_a_month_is_followed_by_the_next(tmp_path):
    sealed(tmp_path)
    with sqlite3.connect(tmp_path / store.PACKS) as register:
        register.execute("UPDATE pack SET number = '2026-07-1000'")
    register.close()
    assert sealed(tmp_path) == "2026-07-1001"


def test_a_sealed_pack_cannot_be_sealed_again_nor_discarded(tmp_path):
    number = sealed(tmp_path)
    with pytest.raises(ValueError):
        store.finish(tmp_path, number, "other", "other")
    store.discard(tmp_path, number)
    assert store.packs(tmp_path)[0].seal == "seal"


def test_only_the_owner_may_read_the_register(tmp_path):
    sealed(tmp_path)
    assert (tmp_path / store.PACKS).stat().st_mode & 0o077 == 0


def test_fifty_writers_at_once_lose_nothing_and_never_share_a_number(tmp_path):
    with ThreadPoolExecutor(50) as pool:
        numbers = list(pool.map(lambda i: store.reserve(tmp_path, WHEN, str(i), "t", "v"), range(50)))
    assert sorted(numbers) == [f"2026-07-{i:03d}" for i in range(1, 51)]


def test_processes_that_write_side_by_side_lose_nothing(tmp_path):
    running = [subprocess.Popen([sys.executable, "-c", _RESERVES, str(tmp_path)]) for _ in range(2)]
    assert [process.wait(120) for process in running] == [0] * 2
    assert len(store.packs(tmp_path)) == 20


def test_a_killed_writer_leaves_nothing_half_done_and_frees_the_lock(tmp_path):
    store.annotate(tmp_path, Note("briefing", "{}", "whole", "w", WHEN))
    writer = subprocess.Popen([sys.executable, "-c", _HANGS, str(tmp_path)], stdout=subprocess.PIPE)
    assert writer.stdout.readline().strip() == b"inside"
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait(10)
    writer.stdout.close()
    began = time.monotonic()
    store.annotate(tmp_path, Note("briefing", "{}", "after", "w", WHEN))
    assert [note.text for note in store.notes(tmp_path, "briefing", "{}")] == ["whole", "after"]
    assert time.monotonic() - began < 5


def test_a_decision_belongs_to_a_pack(tmp_path):
    number = sealed(tmp_path)
    decided = Decision(number, "训后回访提前到 60 天", "干教处", "application_rate", "{}", 0.05, "2026-08-01", "张", WHEN)
    store.decide(tmp_path, decided)
    assert store.decisions(tmp_path) == (decided,)
    with pytest.raises(sqlite3.IntegrityError):
        store.decide(tmp_path, Decision("2026-01-999", "x", "x", "x", "{}", 0.1, "2026-08-01", "x", WHEN))
