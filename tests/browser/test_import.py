"""A steward hands files in by the browser: sees what they are, checks, takes the rejected rows along, publishes."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from data import versions
from tests.conftest import SAMPLE

pytestmark = pytest.mark.browser


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The sample with sixty more people of whom one has an unknown status: few enough to be published."""
    folder = tmp_path / "files"
    shutil.copytree(SAMPLE, folder)
    with (folder / "cadres.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"Q{i:02},2020-01-01,,O2,B4,,,\n" for i in range(60))
    with (folder / "enrollments.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"E8-{i:02},K1,Q{i:02},{'GONE9' if i == 7 else 'DONE'},,12,,\n" for i in range(60))
    return sorted(folder.glob("*.csv"))


def test_files_are_recognised_checked_corrected_and_published_and_the_newer_version_is_offered(
    page: Page, files: list[Path], warehouse: Path, tmp_path: Path
) -> None:
    before = versions.current(warehouse)
    page.goto("/import_files?lang=zh")
    own = page.locator("[data-testid=stFileUploaderDropzone] button p").first
    size = page.viewport_size
    for width in (390, 1920):  # on a projector all type is larger, but not the English word that ours stands for
        page.set_viewport_size({**size, "width": width})
        expect(own).to_have_css("font-size", "0px")
    page.set_viewport_size(size)
    page.set_input_files("input[type=file] >> nth=0", files)
    expect(page.get_by_text("enrollments.csv：参训名单")).to_be_visible()
    page.locator(".st-key-import_check button").click()
    expect(page.get_by_text("将退回 1 行")).to_be_visible(timeout=60_000)
    assert versions.current(warehouse) == before  # a check publishes nothing
    with page.expect_download() as given:
        page.locator(".st-key-import_rejected button").click()
    given.value.save_as(tmp_path / "rejected.xlsx")
    head, row = openpyxl.load_workbook(tmp_path / "rejected.xlsx").worksheets[0].iter_rows(values_only=True)
    assert head[1:5] == ("enrollment_id", "class_id", "cadre_id", "status")
    assert row[:5] == ("39", "E8-07", "K1", "Q07", "GONE9") and row[-1].startswith("状态：")
    publish = page.locator(".st-key-import_publish button")
    expect(publish).to_be_disabled()
    page.get_by_text("把这些文件加入当前数据").click()
    publish.click()
    expect(page.get_by_text("已发布版本")).to_be_visible(timeout=60_000)
    after = versions.current(warehouse)
    assert after != before and before in versions.versions(warehouse)
    expect(page.locator(".x-newer")).to_contain_text(after)
    page.locator(".st-key-import_finish button").click()
    expect(page.locator("[data-testid=stExpander]")).to_have_count(1)  # the way back to an earlier version
    kept = [path for folder in tmp_path.glob("xunxiao-import-*") for path in (folder / "files").iterdir()]
    assert not kept
