"""Pages a reader may ask for next are finished before the click, and never in a reader's way."""

from __future__ import annotations

import time
from threading import Timer
from urllib.parse import urlencode

import orjson
import pytest

from queries import door
from queries.aside import Errand, GaveWay
from queries.scope import WHOLE, Viewer
from queries.warehouse import open_version
from tests.test_frame import get
from ui import ahead, filters, screen, server
from ui.links import from_params, to_params
from ui.navigation import PAGES


@pytest.fixture
def scope(sample):
    return filters.default(sample.known, WHOLE, "zh")


def seen(sample, scope, monkeypatch, wanted: int, seconds: float = 8) -> list:
    """The first questions that are made ahead of a reader who looks at the first page."""
    made = []
    monkeypatch.setenv("XUNXIAO_AHEAD", "1")
    ahead.expect("briefing", scope, sample.known, lambda *question: made.append(question))
    end = time.monotonic() + seconds
    while len(made) < wanted and time.monotonic() < end:
        time.sleep(0.02)
    return made


def test_every_question_made_ahead_is_the_one_that_its_address_asks(sample, scope):
    found = list(ahead.likely("briefing", scope, sample.known))
    assert {page for page, _ in found} >= {"briefing", "levels", "regions"} and len(set(found)) == len(found)
    for _, each in found:
        read = from_params(to_params(each), sample.known, WHOLE, filters.default(sample.known, WHOLE, "zh"))
        assert read.scope == each and not read.warnings


def test_cities_come_first_then_other_pages(sample, scope, monkeypatch):
    cities = [place.code for place in sample.known.regions if place.depth == 1]
    made = seen(sample, scope, monkeypatch, len(cities) + 1)
    assert [each.region for _, each in made[: len(cities)]] == [(code,) for code in cities]
    assert made[len(cities)] == ("levels", scope)


def test_who_goes_down_the_list_of_cities_finds_the_next_ones_made(sample, scope, monkeypatch):
    cities = [place.code for place in sample.known.regions if place.depth == 1]
    made = seen(sample, scope.changed(region=(cities[-1],)), monkeypatch, 3)
    assert [each.region for _, each in made[:3]] == [(), (cities[0],), (cities[1],)]


def test_a_server_makes_them_before_its_first_reader(sample, scope, monkeypatch):
    monkeypatch.setenv("XUNXIAO_AHEAD", "1")
    screen.finished.cache_clear()
    screen.warm()
    end = time.monotonic() + 30
    while len(screen.finished.cache) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    monkeypatch.setenv("XUNXIAO_AHEAD", "0")
    ahead.expect("briefing", scope, sample.known, screen.finished)  # a reader comes
    hits = screen.finished.cache_info().hits
    city = next(place.code for place in sample.known.regions if place.depth == 1)
    screen.finished("briefing", scope.changed(region=(city,)))
    assert screen.finished.cache_info().hits == hits + 1


def test_nothing_is_begun_while_readers_click(sample, scope, monkeypatch):
    made = seen(sample, scope, monkeypatch, 1)
    for _ in range(20):
        ahead.busy()
        time.sleep(0.05)
    before = len(made)
    for _ in range(20):
        ahead.busy()
        time.sleep(0.05)
    assert before and len(made) == before


def test_a_question_nobody_waits_for_stops_in_its_middle_when_a_reader_asks(sample):
    errand, house = Errand(), open_version(sample.warehouse, sample.known.version)
    Timer(0.3, errand.stop).start()
    with pytest.raises(GaveWay), errand.ask(cursor := house.cursor()):
        cursor.execute("SELECT sum(hash(a.range)) FROM range(1000000) a, range(1000000) b").fetchall()  # takes hours


def test_a_page_left_unfinished_for_a_reader_is_made_after_the_pause(sample, scope, monkeypatch):
    monkeypatch.setenv("XUNXIAO_AHEAD", "1")
    begun = []

    def make(page, asked):
        begun.append((page, asked))
        if len(begun) == 1:
            ahead.busy()  # a reader clicks meanwhile
        door.run("effect_by_level", asked)

    door._answer.cache_clear()
    ahead.expect("briefing", scope, sample.known, make)
    end = time.monotonic() + 8
    while len(begun) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    assert begun[0] == begun[1] != begun[2]


def test_a_later_reader_takes_the_place_of_an_earlier_one(sample, scope, monkeypatch):
    seen(sample, scope, monkeypatch, 1)
    later = seen(sample, scope.changed(level=("B2",)), monkeypatch, 3)
    assert {each.level for _, each in later} <= {("B2",), ()} and later[0] == ("briefing", scope)


def test_a_machine_with_other_work_makes_nothing_ahead(sample, scope, monkeypatch):
    monkeypatch.setenv("XUNXIAO_AHEAD", "0")
    made = []
    ahead.expect("briefing", scope, sample.known, lambda *question: made.append(question))
    time.sleep(1)
    assert not made


def test_what_a_reader_points_at_is_made_at_once_and_only_within_the_reader_s_rights(sample, monkeypatch):
    monkeypatch.setenv("XUNXIAO_AHEAD", "1")
    own, other = [place.code for place in sample.known.regions if place.depth == 1][:2]
    scope = filters.default(sample.known, Viewer((own,)), "zh")
    ticket = ahead.expect("levels", scope, sample.known, screen.finished)
    wanted = scope.changed(level=("B2",))
    found = orjson.loads(get(pointed(ticket, "classes", to_params(wanted))).content)
    assert found["page"] == "classes" and found["asked"]["params"] == to_params(wanted)
    assert found["token"] == orjson.loads(screen.finished("classes", wanted)[1])["token"]
    assert get(pointed(ticket, "classes", to_params(wanted) | {"region": other})).status == 204
    assert get(pointed(ticket, "import_files", to_params(wanted))).status == 204
    assert get(pointed(ticket[::-1], "classes", to_params(wanted))).status == 404
    gone = ahead.expect("levels", scope.changed(version="19990101-000000"), sample.known, lambda *question: None)
    assert get(pointed(gone, "classes", to_params(wanted))).status == 204


def pointed(ticket: str, page: str, params: dict[str, str]) -> str:
    return f"{server.ahead_url(ticket)}/{page}?{urlencode(params)}"


def test_a_ticket_opens_what_its_reader_may_see_and_no_ticket_opens_nothing(sample, monkeypatch):
    monkeypatch.setenv("XUNXIAO_AHEAD", "1")
    city = next(place.code for place in sample.known.regions if place.depth == 1)
    scope = filters.default(sample.known, Viewer((city,)), "zh")
    ticket = ahead.expect("levels", scope, sample.known, screen.finished)
    found = orjson.loads(get(server.ahead_url(ticket) + "/0").content)
    assert found["page"] in PAGES and found["asked"]["version"] == scope.version
    narrow = from_params(found["asked"]["params"], sample.known, scope.viewer, scope).scope
    assert found["token"] == orjson.loads(screen.finished(found["page"], narrow)[1])["token"]
    assert get(server.ahead_url(ticket) + "/999").status == 204
    assert get(server.ahead_url(ticket[::-1]) + "/0").status == 404
