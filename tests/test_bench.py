"""The measuring itself: its clock starts at the click, its marks come from the page, its tables say what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bench import questions, report, sizes
from bench.browser import Took, browser, reader, visit
from bench.painted import HERE, Measured, press
from bench.server import Server, memory, served
from bench.sessions import weigh

pytestmark = pytest.mark.browser

TOOK = Took(tiles=50, painted=100, silent=110, page_cpu=60, server_cpu=20, received=2048, requests=0, messages=1)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(HERE / "floor_app.py", tmp_path_factory.mktemp("none"), stock=True) as server:
        yield server


def test_a_visit_and_a_click_are_timed_in_the_page(floor: Server) -> None:
    with browser() as running:
        by = reader(running, floor)
        first = visit(by, "/", ("text",))
        later = press(by, 0, ("text",))
        by.page.get_by_text("chosen 1").wait_for()
    assert first.requests > 10 and first.received > 500_000
    assert 0 < later.painted < 30_000 and later.tiles is None
    assert 0 < later.received < first.received and later.page_cpu > 0


def test_sessions_without_a_browser_run_the_page_and_are_weighed(floor: Server) -> None:
    assert weigh(floor, 3) < memory(floor.pid)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="does not exist"), served(tmp_path / "none.py", tmp_path, stock=True):
        pass


def test_ratios_are_to_the_floor_of_the_same_part_of_the_run() -> None:
    slow = replace(TOOK, painted=150, tiles=80)
    found = Measured({"floor": [TOOK, TOOK], "app": [slow, slow], "floor, later": [slow], "page": [slow]})
    lines = [line.split(" | ") for line in report.text(found.clicks, {}, {}).splitlines()]
    ratios = {line[0].removeprefix("| "): line[5:7] for line in lines}
    assert ratios["app"] == ["0.80", "1.50"] and ratios["page"] == ["0.53", "1.00"]


@pytest.mark.parametrize(("share", "expected"), [(50, 2.5), (95, 3.85)])
def test_percentiles_are_interpolated(share: int, expected: float) -> None:
    assert report.percentile([4, 1, 3, 2], share) == pytest.approx(expected)


def test_more_rows_are_more_cadres() -> None:
    assert sizes.trainees(10_000_000) == pytest.approx(10 * sizes.trainees(1_000_000), rel=0.01)


def test_every_page_is_asked_beside_one_scan(sample_house, monkeypatch):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_house.warehouse))
    scans, asked = questions.measure(sample_house.warehouse, turns=1)
    assert len(scans) == 1 and asked.keys() == set(questions.PAGES)
    assert all(took.questions[0] > 0 and took.sql[0] <= took.board[0] for took in asked.values())
    assert len(questions.text(scans, asked).splitlines()) == 3 + len(asked)


def test_the_page_that_is_compared_with_draws_all_it_should(province):
    page = AppTest.from_file(str(HERE / "stock_app.py"), default_timeout=60).run()
    assert not page.exception and page.text[0].value == "chosen None"
