"""A message that is lost on the way leaves no old numbers under a new address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from bench.browser import browser
from bench.server import ROOT, served
from tests.conftest import House

pytestmark = pytest.mark.browser

PATIENCE = 8_000  # ms, as in ui/assets/address.js
LONG = 2_000  # ms, as in ui/assets/board.js


@dataclass
class Line:
    """The line between a page and the server. It may lose so many questions, or every answer; a new one is whole."""

    questions: int = 0
    mute: bool = False
    lost: list[str] = field(default_factory=list)

    def join(self, page: WebSocketRoute) -> None:
        self.questions, self.mute, server = 0, False, page.connect_to_server()
        page.on_message(lambda message: self._ask(server, message))
        server.on_message(lambda message: self._answer(page, message))

    def _ask(self, server: WebSocketRoute, message: str | bytes) -> None:
        if len(self.lost) < self.questions:
            self.lost.append("question")
        else:
            server.send(message)

    def _answer(self, page: WebSocketRoute, message: str | bytes) -> None:
        if self.mute:
            self.lost.append("answer")
        else:
            page.send(message)


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def address(sample_house: House) -> Iterator[str]:
    with served(ROOT / "dashboard.py", sample_house.warehouse, stock=False, ahead=False) as server:
        yield server.address


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def page(running: Browser, address: str, line: Line) -> Iterator[Page]:
    """A painted page with its list of places open."""
    with running.new_context(base_url=address, locale="zh-CN") as session:
        page = session.new_page()
        page.route_web_socket("**/_stcore/stream", line.join)
        page.clock.install()
        page.goto("/follow_up")
        page.wait_for_function("document.documentElement.dataset.painted")
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        page.locator("[data-chip=region] summary").click()
        yield page


def choose(page: Page) -> str:
    """Chooses the first place; its name."""
    place = page.locator("[data-chip=region] .x-row label").first
    place.click()
    return place.inner_text()


def test_a_question_that_was_lost_is_asked_again(page, line):
    line.questions = 1
    place = choose(page)
    page.clock.fast_forward(PATIENCE)
    expect(page.locator("[data-chip=region] .x-value")).to_have_text(place)
    assert line.lost == ["question"] and "v=" not in page.url


def test_a_page_that_no_answer_reaches_is_opened_anew_at_its_question_and_version(page, line):
    version = page.evaluate("document.documentElement.dataset.version")
    line.mute = True
    place = choose(page)
    while not line.lost:  # on a busy machine the page's clock would be ahead of the server
        page.wait_for_timeout(50)
    page.clock.fast_forward(PATIENCE)
    with page.expect_navigation(url=lambda url: f"v={version}" in url):
        page.clock.fast_forward(PATIENCE)
    expect(page.locator("[data-chip=region] .x-value")).to_have_text(place)
    assert "answer" in line.lost


def test_what_was_asked_before_turns_pale_while_an_answer_takes_long_and_that_is_said(page, line):
    board, said = page.locator(".xx-page"), page.get_by_text("正在计算")
    line.mute = True
    choose(page)
    page.clock.fast_forward(LONG - 100)  # most answers are there before anybody reads it
    expect(board).to_have_css("opacity", "1")
    page.clock.fast_forward(100)
    expect(board).to_have_css("opacity", "0.5")
    expect(said).to_be_visible()
    line.mute = False
    page.clock.fast_forward(PATIENCE)  # asked once more
    expect(board).to_have_css("opacity", "1")
    expect(said).to_be_hidden()
