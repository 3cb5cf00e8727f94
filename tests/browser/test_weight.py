"""What a filter click weighs, counted: times differ from machine to machine, these numbers do not. And what it carries."""

from __future__ import annotations

import gzip
import struct
from base64 import b64encode
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser

from bench.attacker import figures
from bench.browser import browser, reader, visit
from bench.painted import MARKS, choose, opened
from bench.server import ROOT, Server, served
from tests.capture import holding, kept
from tests.conftest import House
from tests.scopes import whole

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


def test_nothing_that_reaches_a_browser_holds_a_hidden_figure(app: Server, running: Browser, province: House) -> None:
    scope = whole(province.known, region=("610800",), period=(date(2025, 1, 1), date(2025, 12, 31)))
    by, (hidden, told), titles = reader(running, app), figures(scope), []
    came = kept(by.page)
    for page in ("levels", "regions", "follow_up", "coverage"):
        visit(by, f"/{page}?region=610800&from=2025-01&to=2025-12", MARKS)
        titles.append(by.page.locator("h1").inner_text())
    by.page.context.close()
    assert all(any(title.encode() in one for one in came) for title in titles), titles
    assert len(hidden) > 20 and len(holding(came, told)) > 20  # what is shown arrives with all its digits
    assert not holding(came, hidden)


def test_a_figure_is_found_however_it_is_packed() -> None:
    value = 0.7235142118863049
    double, text = struct.pack("<d", value), str(value).encode()
    inner = b64encode(gzip.compress(b64encode(double + text)))
    packed = double, b"\x08\x01" + text, b64encode(double * 2), b"{" + inner + b"}"
    assert all(holding([one], {value}) for one in packed) and not holding(list(packed), {0.7235143118863049})
