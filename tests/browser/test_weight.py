"""What a filter click weighs, counted: times differ from machine to machine, these numbers do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.browser import browser, reader, visit
from bench.painted import MARKS, choose, opened
from bench.server import ROOT, Server, served
from tests.conftest import House

pytestmark = pytest.mark.browser

MESSAGES = 8
RECEIVED = 56 * 1024  # bytes
FIRST_VISIT = 2.3 * 1024 * 1024  # bytes
SVG_ELEMENTS = 2000


@pytest.fixture(scope="module")
def app(province_house: House) -> Iterator[Server]:
    with served(ROOT / "dashboard.py", province_house.warehouse, stock=False, ahead=False) as server:
        yield server


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


@pytest.mark.parametrize("page", ["", "levels", "classes", "regions"])
def test_a_filter_click_sends_and_draws_little(app: Server, running: Browser, page: str) -> None:
    bar = opened(reader(running, app), page)
    choose(bar, 0)
    took = choose(bar, 1)
    drawn = bar.by.page.locator("svg *").count()
    bar.by.page.context.close()
    assert took.messages <= MESSAGES and took.received <= RECEIVED and drawn <= SVG_ELEMENTS, (took, drawn)


def test_a_first_visit_fetches_what_it_shows_and_no_font(app: Server, running: Browser) -> None:
    by, fetched = reader(running, app), []
    by.page.on("request", lambda request: fetched.append(request.url))
    took = visit(by, "/", MARKS)
    by.page.context.close()
    assert took.received <= FIRST_VISIT and not [url for url in fetched if ".woff" in url], took
