"""Servers for the tests of a file: one for those who read, one for a steward who brings files in."""

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
from playwright.sync_api import Browser, Page, expect

from bench.browser import browser
from bench.server import Server, served
from tests.conftest import House

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server(sample_house: House) -> Iterator[Server]:
    """A server of the sample."""
    with served(ROOT / "dashboard.py", sample_house.warehouse, stock=False) as running:
        yield running


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the server keeps everything: its warehouse, and what is handed in."""
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def warehouse(sample_house: House, office: Path) -> Path:
    shutil.copytree(sample_house.warehouse, office / "warehouse")
    return office / "warehouse"


@pytest.fixture(scope="module")
def address(warehouse: Path, office: Path) -> Iterator[str]:
    """A server that allows publishing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    settings = {**os.environ, "XUNXIAO_WAREHOUSE": str(warehouse), "XUNXIAO_IMPORT": "1", "TMPDIR": str(office)}
    with (office / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """One browser for all tests of a file; each has a session of its own."""
    with browser() as started:
        yield started


@pytest.fixture
def page(address: str, running: Browser) -> Iterator[Page]:
    """A Chinese steward."""
    with running.new_context(base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 1200}) as session:
        page = session.new_page()
        page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        yield page
        expect.set_options(timeout=5_000)


def _wait(address: str) -> None:
    for _ in range(150):
        try:
            with urlopen(address, timeout=2) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)
