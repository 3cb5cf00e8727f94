"""A version published under readers: made ready in the background, then handed out; until then no older one gives way."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest

from bench.viewers import _publish as publish
from data import lattice, prune, versions
from queries import door, handed, release
from queries.aside import Errand
from queries.release import place_of
from queries.scope import Scope
from tests.scopes import YEARS
from ui import ready, screen

QUESTIONS = ("effect_by_level", "class_scorecard", "teacher_ratings", "effect_by_city")


@pytest.fixture
def house(sample_copy, monkeypatch) -> Path:
    """A warehouse that this process serves, and that may be published to."""
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    monkeypatch.setattr(ready, "_looked", {})
    monkeypatch.setattr(ready, "helped", nullcontext)  # counted is what this process does
    handed.serve(sample_copy)
    return sample_copy


@pytest.fixture
def work(monkeypatch) -> Counter:
    """How often a question was put to DuckDB, and what a version shows beside newer ones decided."""
    done: Counter = Counter()

    def counted(name, of, key):
        def call(*given):
            done[name, key(given)] += 1
            return of(*given)

        return call

    monkeypatch.setattr(door, "_rows", counted("asked", door._rows, lambda given: given[1].query.strip().splitlines()[0]))
    monkeypatch.setattr(lattice, "beside", counted("decided", lattice.beside, lambda given: given[1]))
    return done


def published(house: Path, left: int = 0) -> str:
    """The name of a version published now, from one class of which so many people left."""
    publish(house, left)
    return versions.current(house)


def asked(version: str) -> list:
    """What the version says."""
    return [door.run(name, Scope(version, YEARS)) for name in QUESTIONS]


def older(house: Path, version: str) -> tuple[str, ...]:
    """The versions it gives way to."""
    return place_of(house, version, "inside")[3]


def test_a_version_published_alike_makes_nothing_anew(house, work):
    first = versions.current(house)
    answers, _ = asked(first), screen._board("briefing", screen._first(first))
    work.clear()
    second, third = published(house), published(house)
    screen.look()
    for version in (third, second, first):
        assert all(one.equals(other) for one, other in zip(asked(version), answers, strict=True))
    assert not work


def test_until_the_newer_version_is_handed_out_nobody_sees_either_give_way(house):
    first = versions.current(house)
    before, second = asked(first), published(house, 2)
    assert handed.current(house) == first and older(house, first) == ()
    assert all(one.equals(other) for one, other in zip(asked(first), before, strict=True))
    screen.look()
    assert handed.current(house) == second and older(house, first) == (second,) and older(house, second) == ()
    assert not all(one.equals(other) for one, other in zip(asked(first), before, strict=True))


def test_what_is_made_ready_is_not_handed_out_by_that_and_is_what_readers_get(house, work):
    first = versions.current(house)
    asked(first)
    second = published(house, 2)
    with handed.as_if(second), Errand().run():
        made = asked(second), asked(first)
    assert handed.current(house) == first and older(house, first) == ()
    handed.give(house, second)
    work.clear()
    assert all(one.equals(other) for version, all_made in zip((second, first), made, strict=True)
               for one, other in zip(asked(version), all_made, strict=True))  # fmt: skip
    assert not work


def test_whoever_asks_a_waiting_version_by_its_name_hands_it_out_first(house, monkeypatch):
    first = versions.current(house)
    second = published(house, 2)
    door.run(QUESTIONS[0], Scope(second, YEARS))
    assert older(house, first) == (second,) and not versions.waiting(house)


def test_a_server_that_may_not_write_gives_way_to_what_it_shows_itself(house, monkeypatch):
    first = versions.current(house)
    second = published(house, 2)
    monkeypatch.setattr(versions, "hand_out", lambda *version: None)  # the mark stays
    assert older(house, first) == ()
    screen.look()
    assert versions.waiting(house) == {second} and handed.current(house) == second and older(house, first) == (second,)
    assert handed.next_one(house) is None  # nothing is made ready again and again


def test_where_no_server_waits_a_published_version_counts_at_once(house, monkeypatch):
    """A command, or a second program: it knows nothing of what a server gave its readers."""
    first = versions.current(house)
    second = published(house, 2)
    monkeypatch.setattr(handed, "_given", {})
    assert handed.current(house) == second and older(house, first) == (second,)
    assert versions.waiting(house) == {second}  # nobody has seen a number of it
    assert older(house, second) == () and not versions.waiting(house)


def test_of_versions_published_faster_than_they_can_be_made_ready_the_newest_is_handed_out(house):
    first = versions.current(house)
    second, third = published(house, 2), published(house, 2)
    screen.look()
    assert handed.current(house) == third and older(house, first) == (third,)
    assert older(house, second) == (third,)  # asked by its name: from now on it may have been seen
    assert older(house, first) == (second, third)


def test_who_reads_an_older_version_finds_it_decided_when_the_newer_one_is_handed_out(house, work):
    first = versions.current(house)
    ready.reading(first)
    screen.look()
    published(house, 2)
    screen.look()
    assert work["decided", "effect"] == 1
    work.clear()
    screen._board("briefing", screen._first(first))
    assert not work


def test_a_version_that_nobody_reads_is_not_decided_beside_a_newer_one(house, work):
    published(house, 2)
    screen.look()
    assert not any(what == "decided" for what, _ in work)


def test_a_version_whose_first_page_fails_is_handed_out_all_the_same(house):
    second = published(house, 2)

    def fails(version):
        raise ValueError(version)

    with pytest.raises(ValueError):
        ready.look(fails, fails)
    assert handed.current(house) == second


def test_fifty_readers_of_an_older_version_decide_it_once(house, work):
    first = versions.current(house)
    screen.look()
    published(house, 2)
    handed.give(house, versions.current(house))  # not made ready: as after an old link
    release._release.cache_clear()
    with ThreadPoolExecutor(50) as readers:
        answers = list(readers.map(lambda _: door.run(QUESTIONS[0], Scope(first, YEARS)), range(50)))
    assert len(answers) == 50 and work["decided", "effect"] == 1
    assert sum(count for (what, _), count in work.items() if what == "asked") == 1


def test_the_first_version_of_all_is_given_at_once_and_the_next_when_it_is_ready(house):
    first = versions.current(house)
    (house / versions.POINTER).unlink()
    handed.serve(house)
    assert handed.current(house) is None
    versions.point(house, first)
    assert handed.current(house) == first
    second = published(house, 2)
    assert handed.current(house) == first
    screen.look()
    assert handed.current(house) == second


def test_a_version_rolled_back_to_is_given_at_once_and_the_one_before_gives_way(house):
    first = versions.current(house)
    second = published(house, 2)
    screen.look()
    versions.roll_back(house, first)
    assert handed.current(house) == first and older(house, second) == (first,)


def test_the_mark_of_a_version_goes_with_it(house):
    second, third = published(house, 2), published(house, 2)
    assert versions.waiting(house) == {second, third}
    prune.prune(house, 1)
    assert versions.waiting(house) == {third} and second not in versions.versions(house)
