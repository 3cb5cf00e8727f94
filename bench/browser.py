"""A real browser with a clock inside the page: one click, until what it asked for is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.server import Server, cpu

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
]  # fmt: skip
_AGENT = Path(__file__).parent / "agent.js"
_SLOW = {"offline": False, "latency": 150, "downloadThroughput": 2e6 / 8, "uploadThroughput": 2e6 / 8}  # ms, bytes a second
_QUIET = 350  # ms without any change: longer than the slowest gap between two charts
_TRAFFIC = ("Network.webSocketFrameReceived", "Network.loadingFinished")


@dataclass(frozen=True)
class Took:
    """One click or visit. Times in ms from its start; `tiles` is None where the page has none.

    `painted` is the page's own mark, `silent` the last change of anything; CPU in ms, `received` in bytes.
    """

    tiles: float | None
    painted: float
    silent: float
    page_cpu: float
    server_cpu: float
    received: int
    requests: int
    messages: int  # over the websocket


@dataclass(frozen=True)
class Reader:
    """A page of one server in a window of its own; `counted` are [bytes received, requests, messages]."""

    server: Server
    page: Page
    metric: Callable[[], float]
    counted: list[int]


@contextmanager
def browser() -> Iterator[Browser]:
    """One Chromium without a window."""
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def reader(running: Browser, server: Server, *, slow: bool = False) -> Reader:
    """A Chinese reader at a desk with an empty cache; with a line of 2 Mbit/s and 150 ms if it is slow."""
    context = running.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.add_init_script(path=_AGENT)
    page = context.new_page()
    page.set_default_timeout(120_000)
    line, counted = context.new_cdp_session(page), [0, 0, 0]
    for domain in ("Performance", "Network"):
        line.send(f"{domain}.enable")
    if slow:
        line.send("Network.emulateNetworkConditions", _SLOW)

    def arrived(event: dict) -> None:
        frame = event.get("response")
        counted[0] += _frame_bytes(frame) if frame else int(event["encodedDataLength"])
        counted[2 if frame else 1] += 1

    for name in _TRAFFIC:
        line.on(name, arrived)

    def task_ms() -> float:
        found = line.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in found if m["name"] == "TaskDuration") * 1000

    return Reader(server, page, task_ms, counted)


def visit(by: Reader, path: str, wanted: tuple[str, ...]) -> Took:
    """Open an address; the clock starts with the request for it."""
    return _timed(by, lambda: by.page.goto(by.server.address + path), wanted, fresh=True)


def click(by: Reader, act: Callable[[], object], wanted: tuple[str, ...]) -> Took:
    """Do `act`, whose first press starts the clock, and wait until all of `wanted` is painted."""
    by.page.evaluate("bench.arm()")
    return _timed(by, act, wanted, fresh=False)


def settle(by: Reader, act: Callable[[], object], wanted: tuple[str, ...]) -> None:
    """Do `act` and wait for its end: what comes before a clock starts."""
    by.page.evaluate("bench.arm()")
    act()
    by.page.evaluate("([wanted, quiet]) => bench.until(wanted, quiet)", [list(wanted), _QUIET])


def _timed(by: Reader, act: Callable[[], object], wanted: tuple[str, ...], *, fresh: bool) -> Took:
    spent, burnt, got = 0.0 if fresh else by.metric(), cpu(by.server.pid), list(by.counted)
    act()
    seen = by.page.evaluate("([wanted, quiet]) => bench.until(wanted, quiet)", [list(wanted), _QUIET])
    marks, start = seen["marks"], seen["start"]
    done = max((marks[name] for name in wanted), default=seen["last"])
    return Took(
        marks["tiles"] - start if "tiles" in marks else None, done - start, seen["last"] - start,
        by.metric() - spent, cpu(by.server.pid) - burnt, *(now - then for now, then in zip(by.counted, got, strict=True)),
    )  # fmt: skip


def _frame_bytes(frame: dict) -> int:
    """Bytes of a websocket frame; the browser hands out binary ones as base64."""
    size = len(frame["payloadData"])
    return size * 3 // 4 if frame["opcode"] == 2 else size
