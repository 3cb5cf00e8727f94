"""A page that was made ahead is drawn at the click itself, and says what the server says."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from bench.browser import browser
from bench.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    """The first page, once the browser has fetched a city and knows it."""
    with browser() as chromium:
        opened = chromium.new_page(base_url=server.address, locale="zh-CN")
        with opened.expect_response(lambda answer: answer.url.endswith("/ahead/" + answer.url.split("/")[-2] + "/1")):
            opened.goto("/")
        opened.locator("[data-chip=region] summary").click()
        yield opened


@contextmanager
def silent(server: Server) -> Iterator[None]:
    """The server does not answer while the block lasts."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


def token(page: Page) -> str:
    return page.evaluate("document.documentElement.dataset.painted ?? ''")


def said(page: Page) -> str:
    return page.locator(".xx-page").inner_text()


def chips(page: Page) -> list[str]:
    return page.locator("[data-chip] .x-value").all_inner_texts()


def opened_afresh(page: Page) -> tuple[str, str, list[str]]:
    """What a new reader finds at the same address."""
    afresh = page.context.browser.new_page(locale="zh-CN")
    afresh.goto(page.url)
    afresh.wait_for_function("document.documentElement.dataset.painted")
    return said(afresh), token(afresh), chips(afresh)


def tick_first_city(page: Page) -> None:
    page.locator("[data-chip=region] .x-row label").first.click()


def test_a_city_fetched_before_is_drawn_while_the_server_is_silent_and_stays_as_the_server_says(server, page):
    before = token(page)
    with silent(server):
        tick_first_city(page)
        page.wait_for_function("old => (document.documentElement.dataset.painted ?? old) !== old", arg=before)
        at_once, drawn = page.locator(".xx-page").inner_text(), token(page)
    city = page.locator("[data-chip=region] label").first.inner_text()
    expect(page.locator("[data-chip=region] .x-value")).to_have_text(city)
    page.wait_for_timeout(500)
    assert token(page) == drawn
    assert (at_once, drawn, chips(page)) == (said(page), token(page), chips(page)) == opened_afresh(page)


def test_what_the_pointer_rests_on_is_drawn_at_the_click_while_the_server_is_silent(server, page):
    page.locator("[data-chip=level] summary").click()
    level, before = page.locator("[data-chip=level] .x-row label").nth(1), token(page)
    with page.expect_response(lambda answer: "level=B2" in answer.url and answer.status == 200):
        level.hover()
    page.wait_for_timeout(100)  # for the browser to read it
    with silent(server):
        level.click()
        page.wait_for_function("old => (document.documentElement.dataset.painted ?? old) !== old", arg=before)
        at_once = said(page)
    page.wait_for_timeout(500)
    assert at_once == said(page) and (said(page), token(page), chips(page)) == opened_afresh(page)


def test_numbers_of_another_version_are_never_drawn_from_memory(server, page):
    before = token(page)
    page.evaluate("document.documentElement.dataset.version = 'another'")
    with silent(server):
        tick_first_city(page)
        page.wait_for_timeout(500)
        assert token(page) == before


def test_after_clicks_faster_than_the_server_the_page_says_what_the_address_asks(page, chance):
    pages, steps = page.locator(".x-pages > .x-page"), 0
    for _ in range(15):
        wish = chance.random()
        if steps and wish < 0.3:
            page.evaluate("history.back()")
        elif wish < 0.6:
            pages.nth(chance.randrange(3)).click()  # Briefing, Levels, Classes
        else:
            tick_a_city(page, chance)
        steps += -1 if steps and wish < 0.3 else 1
        page.wait_for_timeout(chance.choice([0, 30, 150, 400]))
    page.wait_for_timeout(3000)
    assert (said(page), token(page), chips(page)) == opened_afresh(page)


def tick_a_city(page: Page, chance: random.Random) -> None:
    cities = page.locator("[data-chip=region] .x-row label")
    if not cities.first.is_visible():
        page.locator("[data-chip=region] summary").click()
    cities.nth(chance.randrange(cities.count())).click()
