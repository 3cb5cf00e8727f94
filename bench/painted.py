"""From a click to a painted page, beside an empty stock Streamlit page in the same browser: `python -m bench.painted`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser

from bench import report
from bench.browser import Reader, Took, browser, click, reader, settle, visit
from bench.server import ROOT, Server, memory, served
from bench.sessions import weigh
from data.versions import default_warehouse

HERE = Path(__file__).parent
MARKS = ("tiles", "painted")
PAGES = ("levels", "classes", "regions", "definitions")  # beside the first; with one class nothing is filtered
_LIST = "[data-testid=stPopoverBody] input"


@dataclass(frozen=True)
class Measured:
    """All that one run found: clicks and visits by case, sizes by name."""

    clicks: dict[str, list[Took]] = field(default_factory=dict)
    visits: dict[str, list[Took]] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def add(self, case: str, took: Took) -> None:
        """One more click of a case."""
        self.clicks.setdefault(case, []).append(took)


def main() -> None:
    """Measures, prints the table, writes it where it is asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.painted", description=__doc__)
    parser.add_argument("--clicks", type=int, default=22, help="clicks per case (22)")
    parser.add_argument("--only", choices=("briefing", "pages"), help="one half of it")
    parser.add_argument("--out", type=Path, help="write the table as Markdown, e.g. bench/results.md")
    given = parser.parse_args()
    found = measure(default_warehouse(), given.clicks, given.only)
    text = report.text(found.clicks, found.visits, found.sizes)
    sys.stdout.write(text)
    if given.out:
        given.out.write_text(report.HEAD + text, encoding="utf-8")


def measure(house: Path, clicks: int, only: str | None = None) -> Measured:
    """Everything in one run, the cases in turn: what disturbs one disturbs the others too."""
    found = Measured()
    with ExitStack() as held:
        app, floor, stock = (held.enter_context(serving) for serving in _servers(house))
        for name, server in (("app", app), ("floor", floor)):
            found.sizes[f"{name} idle, MiB"] = memory(server.pid)
        running = held.enter_context(browser())
        if only != "pages":
            first_visits(found, running, {"app": app, "floor": floor, "stock": stock})
            briefing(found, running, app, floor, stock, clicks)
        if only != "briefing":
            other_pages(found, running, app, floor, max(4, clicks // 2))
        found.sizes["app after, MiB"] = memory(app.pid)
        found.sizes["app per session, MiB"] = weigh(app, 40)
    return found


def first_visits(found: Measured, running: Browser, servers: dict[str, Server]) -> None:
    """Three visits each with an empty cache. The first of all to a server is left out: nobody repeats it."""
    for name, server in servers.items():
        wanted = MARKS if name == "app" else ("text",)
        for turn in range(4):
            by = reader(running, server)
            took = visit(by, "/", wanted)
            by.page.context.close()
            if turn:
                found.visits.setdefault(name, []).append(took)


def briefing(
    found: Measured, running: Browser, app: Server, floor: Server, stock: Server, clicks: int
) -> None:
    """The filter click on the first page, new figures at each, and once more with the page kept ready."""
    cities, numbers, drawn = Cities(running, app, ""), radios(running, floor), radios(running, stock)
    for turn in range(clicks + 1):
        rounds = {
            "floor": lambda: _radio(numbers, turn, ("text",)),
            "app, new figures": cities.choose,
            "app, seen before": cities.again,
            "stock": lambda: _radio(drawn, turn, ()),
        }
        for case, act in rounds.items():
            took = act()
            if turn:  # the first loads what is loaded once
                found.add(case, took)
    for by in (cities.by, numbers, drawn):
        by.page.context.close()


def other_pages(found: Measured, running: Browser, app: Server, floor: Server, clicks: int) -> None:
    """The filter click on every other page, and the way there from the first page."""
    numbers = radios(running, floor)
    for page in PAGES:
        cities = Cities(running, app, page)
        for turn in range(clicks + 1):
            rounds = {
                "floor, beside pages": lambda: _radio(numbers, turn, ("text",)),
                f"filter on {page}": cities.choose,
                f"switch to {page}": cities.arrive,
            }
            for case, act in rounds.items():
                took = act()
                if turn:
                    found.add(case, took)
        cities.by.page.context.close()
    numbers.page.context.close()


class Cities:
    """A reader of the app who chooses one city after another; with all seen, of an earlier period."""

    def __init__(self, running: Browser, app: Server, page: str) -> None:
        self.by, self.place, self.turn = reader(running, app), page, 0
        visit(self.by, f"/{page}", MARKS)
        self.first = _month(self.by.page.url)
        self.names = self._open()
        self.chosen = ""

    def choose(self) -> Took:
        """Another city, never asked for before."""
        self._clear()
        if self.turn and self.turn % len(self.names) == 0:
            earlier = _earlier(self.first, self.turn // len(self.names))
            visit(self.by, f"/{self.place}?from={earlier}", MARKS)
            self._open()
        self.chosen = self.names[self.turn % len(self.names)]
        self.turn += 1
        return click(self.by, self._option(), MARKS)

    def again(self) -> Took:
        """The same city once more."""
        self._clear()
        return click(self.by, self._option(), MARKS)
