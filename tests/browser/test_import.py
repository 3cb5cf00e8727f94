"""A steward hands files in by the browser: sees what they are, checks, takes the rejected rows along, publishes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import openpyxl
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from data import versions
from tests.browser.test_frame import FLAGS
from tests.conftest import SAMPLE, House

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


@pytest.fixture
def warehouse(sample_house: House, tmp_path: Path) -> Path:
    shutil.copytree(sample_house.warehouse, tmp_path / "warehouse")
    return tmp_path / "warehouse"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The sample with sixty more people of whom one has an unknown status: few enough to be published."""
    folder = tmp_path / "files"
    shutil.copytree(SAMPLE, folder)
    with (folder / "cadres.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"Q{i:02},2020-01-01,,O2,B4\n" for i in range(60))
    with (folder / "enrollments.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"E8-{i:02},K1,Q{i:02},{'GONE9' if i == 7 else 'DONE'},,12\n" for i in range(60))
    return sorted(folder.glob("*.csv"))


@pytest.fixture
def page(warehouse: Path, tmp_path: Path) -> Iterator[Page]:
    """A Chinese steward at a server that allows publishing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    settings = {**os.environ, "XUNXIAO_WAREHOUSE": str(warehouse), "XUNXIAO_IMPORT": "1", "TMPDIR": str(tmp_path)}
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = browser.new_page(
                base_url=f"http://127.0.0.1:{port}", locale="zh-CN", viewport={"width": 1440, "height": 1200}
            )
            page.set_default_timeout(20_000)
            yield page
            browser.close()
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str) -> None:
    for _ in range(150):
        try:
            with urlopen(address, timeout=2) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def test_files_are_recognised_checked_corrected_and_published_and_the_newer_version_is_offered(
    page: Page, files: list[Path], warehouse: Path, tmp_path: Path
) -> None:
    before = versions.current(warehouse)
    page.goto("/import_files?lang=zh")
    page.set_input_files("input[type=file]", files)
    expect(page.get_by_text("enrollments.csv：参训名单")).to_be_visible()
    page.locator(".st-key-import_check button").click()
    expect(page.get_by_text("将退回 1 行")).to_be_visible(timeout=60_000)
    assert versions.current(warehouse) == before  # a check publishes nothing
    with page.expect_download() as given:
        page.locator(".st-key-import_rejected button").click()
    given.value.save_as(tmp_path / "rejected.xlsx")
    head, row = openpyxl.load_workbook(tmp_path / "rejected.xlsx").worksheets[0].iter_rows(values_only=True)
    assert head[1:5] == ("enrollment_id", "class_id", "cadre_id", "status")
    assert row[:5] == ("39", "E8-07", "K1", "Q07", "GONE9") and "status" in row[-1]
    publish = page.locator(".st-key-import_publish button")
    expect(publish).to_be_disabled()
    page.get_by_text("把这些文件加入当前数据").click()
    publish.click()
    expect(page.get_by_text("已发布版本")).to_be_visible(timeout=60_000)
    after = versions.current(warehouse)
    assert after != before and before in versions.versions(warehouse)
    expect(page.locator(".x-newer")).to_contain_text(after)
    page.locator(".st-key-import_finish button").click()
    expect(page.locator("[data-testid=stExpander]")).to_have_count(0)
    kept = [path for folder in tmp_path.glob("xunxiao-import-*") for path in (folder / "files").iterdir()]
    assert not kept
