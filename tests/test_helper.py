"""A process beside the server works out what nobody waits for: it finds the same, and nothing depends on its being there."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import duckdb
import pytest

from data import lattice, versions
from data.cubes import CUBES
from queries import door, handed, helper, redated, release, sums, whole_classes
from queries.helper import elsewhere, helped
from queries.outdated import Outdated
from queries.release import place_of, release_of
from queries.scope import Audience, Scope
from tests.scopes import YEARS
from tests.test_ready import QUESTIONS, asked, published
from ui import ready, screen

# Asks for what takes a minute, and says who works on it.
BUSY = (
    "import time\nfrom queries import helper\nwith helper.helped():\n"
    "    print(helper._process.get().pid, flush=True)\n    helper.elsewhere(time.sleep)(60)"
)


@pytest.fixture
def house(sample_copy, monkeypatch) -> Path:
    """A warehouse that this process serves, and that may be published to."""
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    monkeypatch.setattr(ready, "_looked", {})
    handed.serve(sample_copy)
    return sample_copy


@pytest.fixture
def here(monkeypatch) -> list[str]:
    """What this process decides, and asks of a version, itself."""
    found: list[str] = []

    def counted(of):
        def call(*given):
            found.append(of.__name__)
            return of(*given)

        return call

    for where, of in ((lattice, lattice.beside), (lattice, lattice.decided), (door, door._rows)):
        monkeypatch.setattr(where, of.__name__, counted(of))
    return found


def forget() -> None:
    """Whatever was worked out is worked out anew."""
    kept = release._release, release._decided, sums.shown, redated.moved, whole_classes.hidden_classes, door._answer
    for one in kept:
        one.cache_clear()


def decided(house: Path) -> list[bytes]:
    """All that is decided of all versions, to the last bit."""
    found = []
    for version, audience, cube in product(versions.versions(house), Audience, CUBES):
        place = place_of(house, version, audience.value, cube)
        found += [release_of(*place), redated.moved(place)]
    for version in versions.versions(house):
        hidden = whole_classes.hidden_classes(place_of(house, version, "inside"))
        found.append({name: sorted(ids) for name, ids in hidden.items()})
    return [pickle.dumps(one) for one in found]


def test_what_the_helper_finds_is_what_this_process_would_find_and_readers_find_it_here(house, here):
    first = versions.current(house)
    ready.reading(first)
    second = published(house, 2)
    forget()
    here.clear()
    screen.look()
    for version in (first, second):
        screen._board("briefing", screen._first(version))
        for cube in CUBES:
            release_of(*place_of(house, version, "inside", cube))
    assert here == [] and handed.current(house) == second
    with helped():
        theirs, answers = decided(house), asked(first) + asked(second)
    assert here == []
    forget()
    assert decided(house) == theirs and here
    assert all(one.equals(other) for one, other in zip(answers, asked(first) + asked(second), strict=True))


def test_the_helper_hands_nothing_out_and_says_what_a_reader_is_told(house, here):
    first = versions.current(house)
    second = published(house, 2)
    with duckdb.connect(str(versions.path_of(house, second))) as con:
        con.execute("DELETE FROM release WHERE branch = 'types'")  # as of an older program
    forget()
    here.clear()
    with handed.as_if(second), helped(), pytest.raises(Outdated):
        door.run(QUESTIONS[0], Scope(second, YEARS))
    assert here == [] and versions.waiting(house) == {second} and handed.current(house) == first


@pytest.mark.parametrize(("where", "name", "value"), [
    (sys, "executable", "/nowhere"),  # cannot be started
    (helper, "STATE", "another program"),  # whose files were changed since: it ends
    (helper, "_PATIENCE", 0.05),  # says nothing for long
])  # fmt: skip
def test_without_a_helper_the_server_decides_itself(house, here, monkeypatch, where, name, value):
    first = versions.current(house)
    ready.reading(first)
    second = published(house, 2)
    forget()
    here.clear()
    monkeypatch.setattr(where, name, value)
    screen.look()
    assert handed.current(house) == second and "beside" in here
    here.clear()
    screen._board("briefing", screen._first(first))
    assert here == []


def test_a_helper_that_dies_while_it_works_is_gone_for_good_and_its_work_is_done_here():
    done = []
    with helped():
        process = helper._process.get()
        assert elsewhere(os.getpid)() == process.pid != os.getpid()
        elsewhere(os.kill)(process.pid, 0)
        assert elsewhere(_dies)(done, process.pid) is None and process.poll() is not None
        assert elsewhere(os.getpid)() == os.getpid()
    assert done == [os.getpid()]


def _dies(done: list[int], helper_pid: int) -> None:
    if os.getpid() == helper_pid:
        os.kill(helper_pid, signal.SIGKILL)
    done.append(os.getpid())


def test_the_helper_ends_with_a_server_that_is_killed_even_while_it_works():
    server = subprocess.Popen([sys.executable, "-c", BUSY], cwd=helper.ROOT, stdout=subprocess.PIPE)
    with server:
        pid = int(server.stdout.readline())
        time.sleep(0.5)
        assert alive(pid)
        server.kill()
    until = time.monotonic() + 30
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
