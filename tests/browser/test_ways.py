"""Ways into a page: from a chart to the example that explains it, and by keyboard past the header to what the page says."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from bench.browser import browser
from bench.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    """A reader at a desk."""
    with browser() as chromium:
        opened = chromium.new_page(base_url=server.address, locale="zh-CN", viewport={"width": 1440, "height": 900})
        opened.set_default_timeout(60_000)
        yield opened


def painted(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_function("document.documentElement.dataset.painted")


def test_the_link_of_a_chart_leads_to_its_example_at_the_top_of_the_screen(page):
    painted(page, "/levels?lang=zh")
    chart = page.locator(".xx-chart").first
    kind = chart.get_attribute("data-kind")
    chart.get_by_role("button", name="怎么看", exact=True).click()
    assert -2 <= top_of(page, kind) <= 40


def test_the_last_example_is_reached_too_though_the_page_is_drawn_from_its_beginning(page):
    """The sample draws no map of its own, so the mark that its link leaves is set by hand."""
    painted(page, "/levels?lang=zh")
    page.evaluate("document.documentElement.dataset.guide = 'map'")
    page.locator(".x-more summary").click()
    page.locator(".x-more a", has_text="怎么看").click()
    assert -2 <= top_of(page, "map") <= 40


def top_of(page: Page, kind: str) -> float:
    """Where the card of an example begins once all charts stand."""
    page.wait_for_url("**/reading?*")
    page.wait_for_function("document.querySelectorAll('.xx-chart .main-svg').length > 6")
    return page.locator(f".xx-chart[data-kind={kind}]").evaluate("card => card.getBoundingClientRect().top")


def test_the_first_key_and_enter_lead_past_the_header_to_the_title(page):
    painted(page, "/levels?lang=zh")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('h1.xx-title')")
    page.keyboard.press("Tab")
    assert not page.evaluate("Boolean(document.activeElement.closest('.x-top, .x-bar'))")


def test_by_a_name_that_is_not_its_own_the_server_gives_neither_a_page_nor_a_connection(server):
    """A page of another site could else have its own name lead to this machine, and read what is shown here."""
    here = urlsplit(server.address)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade |= {"Sec-WebSocket-Key": "A" * 22 + "=="}
    for name, answers in (("evil.example", (421, 403)), ("127.0.0.1", (200, 101)), ("localhost", (200, 101))):
        host = {"Host": f"{name}:{here.port}", "Origin": f"http://{name}:{here.port}"}
        got = []
        for path, more in (("/", {}), ("/_stcore/stream", upgrade)):
            asked = HTTPConnection(here.hostname, here.port, timeout=20)
            asked.request("GET", path, headers={**host, **more})
            answer = asked.getresponse()
            got.append(answer.status)
            if answer.status == 421:
                said = answer.read().decode()
                assert "allowedHosts" in said and "网址" in said and "evil" not in said
            asked.close()
        assert tuple(got) == answers, name
