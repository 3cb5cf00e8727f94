"""A copy of the project: the real frame, a fake warehouse, pages that only say what they were asked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from ui.navigation import PAGES, TOOLS

ROOT = Path(__file__).parent.parent
PAGE = '''"""A page that says what it was asked."""
import streamlit as st

if __name__ == "__main__":
    s = st.session_state["scope"]
    codes = "|".join(",".join(x) for x in (s.region, s.level, s.training_type, s.host))
    held = f"{s.period[0]}..{s.period[1]} {s.compare} {s.class_id} {s.language} {s.version}"
    st.text(f"asked {st.session_state['page']} {codes} {held}")
    st.button("again")
    if st.button("fail"):
        raise ValueError("secret value of the data")
'''

NO_BOARD = '''"""The fake pages have no Board to make beforehand, and none to draw."""


def warm() -> None:
    pass


def look() -> None:
    pass


def draw_shown() -> None:
    pass
'''


def make(folder: Path) -> Path:
    """Copy the project into `folder`, with the fakes in place. Returns it."""
    for name in ("ui", "board", "queries", "analysis", "data", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "dashboard.py", folder)
    shutil.copy(ROOT / "tests" / "fake_warehouse.py", folder / "queries" / "warehouse.py")
    (folder / "ui" / "screen.py").write_text(NO_BOARD, encoding="utf-8")
    (folder / "pages").mkdir()
    for page in (*PAGES, *TOOLS):
        (folder / "pages" / f"{page}.py").write_text(PAGE, encoding="utf-8")
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Run the copy's real server on a free port of this machine; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    environment = {**os.environ, "XUNXIAO_WAREHOUSE": str(folder / "warehouse")}
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str, log: Path) -> None:
    for _ in range(150):
        try:
            with urlopen(address, timeout=2) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(log.read_text(encoding="utf-8"))
