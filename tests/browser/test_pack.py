"""A batch of packs stopped in the middle; a pack shown in front of people, and what was decided on it written down."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from board.text import t
from packs import store

pytestmark = pytest.mark.browser


def test_a_batch_that_is_stopped_keeps_what_is_finished_and_nothing_half(page, warehouse):
    page.goto("/meeting_pack")
    page.get_by_role("button", name=t("zh", "pack.make")).wait_for(timeout=60_000)
    for name in ("levels", "classes", "regions"):
        page.get_by_label("Remove " + t("zh", f"frame.page_{name}")).click()
    page.get_by_text(t("zh", "pack.ask_batch")).click()
    page.get_by_role("button", name=t("zh", "pack.make")).click()
    expect(page.get_by_text(re.compile("第 [2-9] 份"))).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=t("zh", "pack.cancel")).click()
    expect(page.get_by_text(t("zh", "pack.cancelled"))).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name=re.compile(t("zh", "pack.go_on", count=0)[:5]))).to_be_visible()
    page.wait_for_timeout(1000)  # the one at work may just have been finished
    made = sorted(pack.number for pack in store.packs(warehouse))
    assert 1 <= len(made) < 11
    assert sorted(path.name for path in (warehouse / "packs").iterdir()) == made and store.unfinished(warehouse) == ()
    with page.expect_download() as got:
        page.get_by_role("button", name=t("zh", "pack.download_all")).first.click()
    assert got.value.suggested_filename in {f"{number}.zip" for number in made}
    page.get_by_text(t("zh", "pack.ask_batch")).click()
    page.get_by_role("button", name=t("zh", "pack.make")).click()
    whole = f"{made[-1][:-3]}{len(made) + 1:03d}"
    expect(page.get_by_text(t("zh", "pack.made", names=whole))).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name=t("zh", "pack.download_all"))).to_have_count(1)  # its files stand once
    _present(page)
    _decide(page, warehouse, whole)


def _present(page):
    button = page.get_by_role("button", name=t("zh", "screen.present"))
    expect(button).to_have_count(1)  # while the page is drawn anew the old one may still be there
    button.click()
    stage = page.locator(".xx-stage")
    expect(stage.get_by_text("1 / ")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(stage.get_by_text("2 / ")).to_be_visible()
    page.keyboard.press("Escape")
    expect(stage).to_have_count(0)


def _decide(page, warehouse, number):
    """The form stays open while it is filled in, also after a show."""
    page.get_by_text(t("zh", "pack.new_decision")).click()
    page.get_by_label(t("zh", "pack.col_text")).fill("训后布置一项任务")
    page.get_by_label(t("zh", "pack.col_owner")).fill("干部教育处")
    page.keyboard.press("Tab")
    page.get_by_role("button", name=t("zh", "pack.record"), exact=True).click()
    expect(page.get_by_role("cell", name="训后布置一项任务")).to_be_visible()
    (decided,) = store.decisions(warehouse)
    assert (decided.number, decided.text, decided.owner) == (number, "训后布置一项任务", "干部教育处")
