"""Starts a Streamlit server on a free port of this machine, and reads what it costs: CPU and memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
# What a published server has anyway; everything else as Streamlit comes, so also its garbage collection.
STOCK = {
    "server.headless": "true", "server.address": "127.0.0.1", "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running server: its address without a slash at the end, its process id."""

    address: str
    pid: int


@contextmanager
def served(script: Path, warehouse: Path, *, stock: bool, ahead: bool = True) -> Iterator[Server]:
    """The server of `script` until the block ends. `stock`: without the project's own settings; `ahead`: as shipped.

    RuntimeError with the server's log if it does not answer within a minute.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        port = free_port()
        options = {**(STOCK if stock else {}), "server.port": str(port)}
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        command += [part for name, value in options.items() for part in (f"--{name}", value)]
        environment = {**os.environ, "XUNXIAO_WAREHOUSE": str(warehouse), "PYTHONPATH": str(ROOT)}
        environment["XUNXIAO_AHEAD"] = str(int(ahead))
        log = Path(folder) / "log"
        with log.open("w") as out:
            process = subprocess.Popen(command, cwd=folder if stock else ROOT, env=environment, stdout=out, stderr=out)
        try:
            _wait(f"http://127.0.0.1:{port}", process, log)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(10)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu(pid: int) -> float:
    """CPU of a process so far, in ms; the system counts in steps of 10."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text(encoding="utf-8"))
