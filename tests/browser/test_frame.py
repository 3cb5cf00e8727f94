"""The frame in a real browser over the real server, with a fake province behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.browser import browser
from tests import fake_warehouse, frame_project

pytestmark = pytest.mark.browser

FIRST = "20260702-091400"
SCRIPT = "document.querySelector('link[rel=modulepreload][href*=top]').href"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = frame_project.make(tmp_path_factory.mktemp("frame") / "project")
    fake_warehouse.publish(folder / "warehouse", FIRST)
    return folder


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    with frame_project.served(project) as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A Chinese reader at a desk. Nothing may be asked of another machine, and no error written."""
    with browser() as running:
        page = running.new_page(base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 900})
        page.set_default_timeout(15_000)
        elsewhere, errors = [], []
        page.on("request", lambda r: elsewhere.append(r.url) if address not in r.url else None)
        page.on("console", lambda m: errors.append((m.text, m.location["url"])) if m.type == "error" else None)
        yield page
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []
    assert errors == []  # nor is anything asked for in vain


def asked(page: Page, text: str) -> None:
    """Wait until the page says it was asked `text`."""
    expect(page.get_by_text("asked")).to_contain_text(text, timeout=15_000)


def open_chip(page: Page, name: str) -> None:
    page.locator(f"[data-chip={name}] summary").click()


def tick(page: Page, name: str) -> None:
    page.locator(".x-row label", has_text=name).locator("visible=true").click()


def follow(page: Page, *link: object) -> None:
    """What a click on a mark or a row of a Board does."""
    page.evaluate("async ([url, to]) => (await import(url)).go(...to)", [page.evaluate(SCRIPT), list(link)])


def test_a_chosen_city_stands_in_the_address_survives_a_page_change_and_back_undoes_each_step(
    page: Page,
) -> None:
    page.goto("/")
    asked(page, "briefing |||")
    open_chip(page, "region")
    tick(page, "榆林市")
    asked(page, "briefing 610800|")
    assert "region=610800" in page.url
    page.mouse.click(1200, 800)
    page.locator(".x-pages").get_by_text("分级成效").click()
    asked(page, "levels 610800|")
    assert "/levels?region=610800" in page.url
    page.go_back()
    asked(page, "briefing 610800|")
    page.go_back()
    asked(page, "briefing |||")
    expect(page.locator("[data-chip=region]")).to_contain_text("陕西省")


def test_a_county_takes_the_place_of_its_city_and_a_city_that_of_its_counties(page: Page) -> None:
    page.goto("/?region=610600,610800")
    asked(page, "briefing 610600,610800|")
    open_chip(page, "region")
    page.get_by_role("button", name="榆林市的县（市、区）").click()
    tick(page, "神木市")
    asked(page, "briefing 610600,610881|")
    tick(page, "榆林市")
    asked(page, "briefing 610600,610800|")
    tick(page, "榆林市")
    tick(page, "延安市")
    asked(page, "briefing |||")


def test_a_place_is_found_by_typing_and_chosen_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    asked(page, "briefing |||")
    page.locator("[data-chip=region] summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".x-search").first).to_be_focused()
    page.keyboard.type("神木")
    expect(page.locator("[data-chip=region] .x-row")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    asked(page, "briefing 610881|")
    page.keyboard.press("Escape")
    expect(page.locator("[data-chip=region] .x-panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_two_choices_made_faster_than_the_answer_are_both_asked(page: Page) -> None:
    page.goto("/")
    asked(page, "briefing |||")
    open_chip(page, "level")
    page.evaluate("for (const i of [1, 3]) document.querySelectorAll('[data-chip=level] input')[i].click()")
    asked(page, "briefing |B2,B4|")


def test_a_period_is_chosen_by_its_name_or_month_by_month_and_never_ends_before_it_begins(page: Page) -> None:
    page.goto("/")
    asked(page, "2025-07-01..2026-06-30")
    open_chip(page, "period")
    page.get_by_role("button", name="2025 下半年").click()
    asked(page, "2025-07-01..2025-12-31")
    page.locator(".x-months select").first.select_option("2026-03")
    asked(page, "2026-03-01..2026-03-31")
    page.locator(".x-clear").click()
    asked(page, "2025-07-01..2026-06-30")
    expect(page.locator(".x-clear")).to_have_count(0)


def test_a_link_of_a_page_to_another_page_is_one_step_back(page: Page) -> None:
    page.goto("/levels?region=610600")
    asked(page, "levels 610600|")
    follow(page, "classes", [["region", "610881"], ["class", "K-7"]])
    asked(page, "classes 610881|")
    assert "/classes?region=610881" in page.url and "class=K-7" in page.url
    follow(page, "", [["level", "B3"]])
    asked(page, "classes 610881|B3|")
    page.go_back()
    asked(page, "classes 610881||")
    page.go_back()
    asked(page, "levels 610600|")
    follow(page, "briefing", [])
    asked(page, "briefing 610600|")
    assert "/briefing" not in page.url


@pytest.mark.parametrize("short", ["/levels", "/levels?region=610800"])
def test_an_address_that_leaves_out_part_of_the_question_is_one_step_back(page: Page, short: str) -> None:
    page.goto("/needs")
    asked(page, "needs |||")
    page.goto(short)
    asked(page, "levels ")
    expect(page).to_have_url(re.compile("cmp=yoy"))
    page.go_back()
    asked(page, "needs |||")


def test_a_pasted_link_with_an_unknown_code_names_it(page: Page) -> None:
    page.goto("/levels?region=610800,610899")
    asked(page, "levels 610800|")
    expect(page.locator(".x-warning")).to_contain_text("区域“610899”")


def test_the_language_switch_changes_the_words_the_title_and_the_address(page: Page) -> None:
    page.goto("/levels?region=610881")
    asked(page, "levels 610881|")
    page.locator(".x-languages").get_by_text("EN").click()
    asked(page, " en ")
    asked(page, "610881|")
    expect(page.locator("[data-chip=region]")).to_contain_text("Shenmu City")
    expect(page).to_have_title("Levels")
    assert "lang=en" in page.url


def test_an_error_shows_a_number_in_both_languages_and_the_log_has_no_data(page: Page, project: Path) -> None:
    page.goto("/")
    asked(page, "briefing")
    page.get_by_role("button", name="fail").click()
    expect(page.locator(".x-error")).to_have_count(2)
    assert "secret value" not in page.content()
    log = (project / "server.log").read_text(encoding="utf-8")
    assert "ValueError" in log and "secret value" not in log


@pytest.mark.parametrize("width", [390, 1024, 1920])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_the_window(page: Page, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/?lang={language}")
    asked(page, f" {language} ")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    chips = page.locator(".x-chip > summary").all()
    assert all(chip.bounding_box()["x"] + chip.bounding_box()["width"] <= width for chip in chips)
    lines = {round(chip.bounding_box()["y"]) for chip in chips}
    assert len(lines) <= (3 if width == 390 and language == "en" else 2)


def test_on_a_phone_the_name_of_the_page_opens_the_list_of_pages(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/")
    asked(page, "briefing")
    link = page.locator(".x-phone").get_by_role("link", name="指标口径")
    expect(link).to_be_hidden()
    page.locator(".x-phone > summary").click()
    link.click()
    asked(page, "definitions")
    expect(link).to_be_hidden()


def test_a_newer_version_is_offered_and_taken_only_on_request(page: Page, project: Path) -> None:
    page.goto("/")
    asked(page, FIRST)
    fake_warehouse.publish(project / "warehouse", "20260801-080000")
    follow(page, "", [["level", "B3"]])
    asked(page, f"|B3|| 2025-07-01..2026-06-30 yoy  zh {FIRST}")
    page.locator(".x-newer").click()  # may come after the page's text: a second later was seen on a busy machine
    asked(page, "|B3|| 2025-07-01..2026-06-30 yoy  zh 20260801-080000")
    expect(page.locator(".x-newer")).to_be_hidden()
