"""A batch of packs stopped in the middle: what is finished stays, of the rest nothing is left."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from board.text import t
from packs import store

pytestmark = pytest.mark.browser


def test_a_batch_that_is_stopped_keeps_what_is_finished_and_nothing_half(page, warehouse):
    page.goto("/meeting_pack")
    page.get_by_role("button", name=t("zh", "pack.make")).wait_for(timeout=60_000)
    for name in ("briefing", "classes", "regions"):
        page.get_by_label("Remove " + t("zh", f"frame.page_{name}")).click()
    page.get_by_text(t("zh", "pack.ask_batch")).click()
    page.get_by_role("button", name=t("zh", "pack.make")).click()
    expect(page.get_by_text("第 2 份")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=t("zh", "pack.cancel")).click()
    expect(page.get_by_text(t("zh", "pack.cancelled"))).to_be_visible(timeout=60_000)
    page.wait_for_timeout(3000)  # the one at work may just have been finished
    made = sorted(pack.number for pack in store.packs(warehouse))
    assert 1 <= len(made) < 10
    assert sorted(path.name for path in (warehouse / "packs").iterdir()) == made and store.unfinished(warehouse) == ()
    with page.expect_download() as got:
        page.get_by_role("button", name=t("zh", "pack.download_all")).first.click()
    assert got.value.suggested_filename == f"{made[0]}.zip"
