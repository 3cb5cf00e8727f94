"""The frame in a real browser over the real server, with a fake province behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests import fake_warehouse, frame_project

pytestmark = pytest.mark.browser

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
FIRST = "20260702-091400"


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
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 900})
        page.set_default_timeout(15_000)
        elsewhere, errors = [], []
        page.on("request", lambda r: elsewhere.append(r.url) if address not in r.url else None)
        page.on("console", lambda m: errors.append((m.text, m.location["url"])) if m.type == "error" else None)
        yield page
        browser.close()
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []
    # Streamlit looks for its own addresses below a page's first, then above it.
    assert [error for error in errors if "/_stcore/" not in error[1]] == []


def asked(page: Page, text: str) -> None:
    """Wait until the page says it was asked `text`."""
    expect(page.get_by_text("asked")).to_contain_text(text, timeout=15_000)


def choose_city(page: Page, name: str) -> None:
    page.locator(".st-key-chip_region button").first.click()
    page.locator("[data-testid=stPopoverBody] input").first.click()
    page.get_by_role("option", name=name).click()


def test_a_chosen_city_stands_in_the_address_survives_a_page_change_and_back_undoes_each_step(
    page: Page,
) -> None:
    page.goto("/")
    asked(page, "briefing |||")
    choose_city(page, "榆林市")
    asked(page, "briefing 610800|")
    assert "region=610800" in page.url
    page.mouse.click(1200, 800)
    page.locator(".st-key-pages").get_by_text("分级成效").click()
    asked(page, "levels 610800|")
    assert "/levels?region=610800" in page.url
    page.go_back()
    asked(page, "briefing 610800|")
    page.go_back()
    asked(page, "briefing |||")
    expect(page.locator(".st-key-chip_region")).to_contain_text("陕西省")


def test_a_link_to_another_page_is_one_step_back_and_no_closed_chip_undoes_it(page: Page) -> None:
    page.goto("/levels?region=610600")
    asked(page, "levels 610600|")
    page.locator(".st-key-chip_region button").first.click()  # the chip now holds a value of its own
    expect(page.locator("[data-testid=stPopoverBody]")).to_contain_text("延安市")
    page.mouse.click(1200, 800)
    page.get_by_role("button", name="drill").click()
    asked(page, "classes 610881|")
    assert "/classes?region=610881" in page.url and "class=K-7" in page.url
    page.get_by_role("button", name="here").click()
    asked(page, "classes 610881|B3|")
    page.go_back()
    asked(page, "classes 610881||")
    page.go_back()
    asked(page, "levels 610600|")


def test_a_closed_chip_shows_the_current_choice_when_it_is_opened_later(page: Page) -> None:
    page.goto("/")
    asked(page, "briefing |||")
    page.locator(".st-key-pages").get_by_text("班次比较").click()
    asked(page, "classes |||")
    page.locator(".st-key-chip_period button").first.click()
    body = page.locator("[data-testid=stPopoverBody]")
    expect(body.get_by_role("combobox").first).to_have_value("2025-07")
    expect(body.get_by_role("combobox").last).to_have_value("2026-06")
    expect(body.get_by_role("radio", name="近 12 个月")).to_be_checked()


def test_a_pasted_link_with_an_unknown_code_names_it(page: Page) -> None:
    page.goto("/levels?region=610800,610899")
    asked(page, "levels 610800|")
    expect(page.locator(".x-warning")).to_contain_text("区域“610899”")


def test_the_language_switch_changes_the_words_the_title_and_the_address(page: Page) -> None:
    page.goto("/levels?region=610881")
    asked(page, "levels 610881|")
    page.locator(".st-key-f_lang").get_by_text("EN").click()
    asked(page, " en ")
    asked(page, "610881|")
    expect(page.locator(".st-key-chip_region")).to_contain_text("Shenmu City")
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
    chips = page.locator(".st-key-chips button:visible").all()
    assert all(chip.bounding_box()["x"] + chip.bounding_box()["width"] <= width for chip in chips)
    lines = {round(chip.bounding_box()["y"]) for chip in chips}
    assert len(lines) <= (3 if width == 390 and language == "en" else 2)


def test_on_a_phone_the_name_of_the_page_opens_the_list_of_pages(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/")
    asked(page, "briefing")
    link = page.locator(".st-key-pages").get_by_text("指标口径")
    expect(link).to_be_hidden()
    page.locator("summary").click()
    link.click()
    asked(page, "definitions")
    expect(link).to_be_hidden()


def test_a_newer_version_is_offered_and_taken_only_on_request(page: Page, project: Path) -> None:
    page.goto("/")
    asked(page, FIRST)
    fake_warehouse.publish(project / "warehouse", "20260801-080000")
    page.get_by_role("button", name="here").click()
    asked(page, f"|B3|| 2025-07-01..2026-06-30 yoy  zh {FIRST}")
    page.locator(".st-key-f_newer button").click()
    asked(page, "|B3|| 2025-07-01..2026-06-30 yoy  zh 20260801-080000")
    expect(page.locator(".st-key-f_newer")).to_have_count(0)
