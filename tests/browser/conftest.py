"""A server of its own for a steward who brings files in."""

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

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import House

ROOT = Path(__file__).parents[2]


@pytest.fixture
def warehouse(sample_house: House, tmp_path: Path) -> Path:
    shutil.copytree(sample_house.warehouse, tmp_path / "warehouse")
    return tmp_path / "warehouse"


@pytest.fixture
def page(warehouse: Path, tmp_path: Path) -> Iterator[Page]:
    """A Chinese steward at a server that allows publishing."""
    from tests.browser.test_frame import FLAGS

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
