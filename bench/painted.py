"""From a click to a painted page, beside an empty stock Streamlit page: `python -m bench.painted`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import orjson
from playwright.sync_api import Browser

from bench import report
from bench.browser import Reader, Took, browser, click, reader, settle, visit
from bench.server import ROOT, Server, memory, served
from bench.sessions import weigh
from data.versions import current, default_warehouse
from queries.warehouse import open_version
from ui.navigation import SHOWN, TOOLS

HERE = Path(__file__).parent
MARKS = ("tiles", "painted")
CLICKS = 22  # per case
# The others with a filter bar; with one class there is no region to choose.
PAGES = tuple(page for page in SHOWN if page not in ("briefing", "one_class", *TOOLS))
_CITIES = "[data-chip=region] .x-row label"


@dataclass(frozen=True)
class Measured:
    """All that one run found: clicks and visits by case, sizes by name."""

    clicks: dict[str, list[Took]] = field(default_factory=dict)
    visits: dict[str, list[Took]] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Bar:
    """The filter bar of a page of the app: its cities by name, the first month shown at first."""

    by: Reader
    place: str
    cities: tuple[str, ...]
    first: date


def main() -> None:
    """Measures, prints the tables as Markdown, writes every single click where it is asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.painted", description=__doc__)
    parser.add_argument("--clicks", type=int, default=CLICKS, help=f"clicks per case ({CLICKS})")
    parser.add_argument("--only", choices=("briefing", "pages"), help="one half of it")
    parser.add_argument("--json", type=Path, help="write the machine and every click and visit there")
    given = parser.parse_args()
    house = default_warehouse()
    found = measure(house, given.clicks, given.only)
    count = rows(house)
    sys.stdout.write(report.heading(count) + report.text(found.clicks, found.visits, found.sizes))
    if given.json:
        said = {"day": f"{date.today()}", "machine": report.machine(), "attendance_rows": count, **asdict(found)}
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_bytes(orjson.dumps(said, option=orjson.OPT_INDENT_2))


def measure(house: Path, clicks: int, only: str | None = None) -> Measured:
    """Everything in one run, the cases in turn: what disturbs one disturbs the others too."""
    found = Measured()
    with ExitStack() as held:
        servers = {name: held.enter_context(serving) for name, serving in _servers(house).items()}
        for name, server in servers.items():
            found.sizes[f"{name}: memory at start, MiB"] = memory(server.pid)
        running = held.enter_context(browser())
        if only != "pages":
            first_visits(found, running, servers)
            slow_line(found, running, servers)
            briefing(found, running, servers, clicks)
        if only != "briefing":
            other_pages(found, running, servers, clicks)
        for name in ("app", "floor"):
            found.sizes[f"{name}: memory per session, MiB"] = weigh(servers[name], 40)
        found.sizes["app: memory at the end, MiB"] = memory(servers["app"].pid)
    return found


def first_visits(found: Measured, running: Browser, servers: dict[str, Server]) -> None:
    """Three visits each with an empty cache. The first of all to a server is left out: nobody repeats it."""
    for name, server in servers.items():
        wanted = MARKS if name.startswith("app") else ("text",)
        for turn in range(4):
            by = reader(running, server)
            took = visit(by, "/", wanted)
            by.page.context.close()
            if turn:
                found.visits.setdefault(name, []).append(took)


def slow_line(found: Measured, running: Browser, servers: dict[str, Server]) -> None:
    """A first visit over a line of 2 Mbit/s and 150 ms, one more with what the browser then keeps, and clicks on a city."""
    by = {name: reader(running, servers[name], slow=True) for name in ("floor", "stock", "app")}
    for name, each in by.items():
        for case in (f"{name}, slow line", f"{name}, slow line, again"):
            found.visits[case] = [visit(each, "/", MARKS if name == "app" else ("text",))]
    bar = opened(by["app"], "")
    rounds = {
        "floor, slow line": lambda turn: press(by["floor"], turn, ("text",)),
        "app, slow line": lambda turn: choose(bar, turn),
    }
    _in_turn(found, rounds, 3)
    for each in by.values():
        each.page.context.close()


def briefing(found: Measured, running: Browser, servers: dict[str, Server], clicks: int) -> None:
    """The filter click on the first page, new figures at each, and once more with the page kept ready."""
    bar, alone = (opened(reader(running, servers[name]), "") for name in ("app", "app, nothing ahead"))
    numbers, drawn = (_opened_radio(running, servers[name]) for name in ("floor", "stock"))
    rounds = {
        "floor": lambda turn: press(numbers, turn, ("text",)),
        "app": lambda turn: choose(bar, turn),
        "app, nothing made ahead": lambda turn: choose(alone, turn),
        "app, seen before": lambda turn: again(alone, turn),
        "stock": lambda turn: press(drawn, turn, ()),
    }
    _in_turn(found, rounds, clicks)
    for by in (bar.by, alone.by, numbers, drawn):
        by.page.context.close()


def other_pages(found: Measured, running: Browser, servers: dict[str, Server], clicks: int) -> None:
    """The filter click on every other page, and the way there from the first page."""
    numbers = _opened_radio(running, servers["floor"])
    for page in PAGES:
        bar = opened(reader(running, servers["app"]), page)
        rounds = {
            "floor, beside pages": lambda turn: press(numbers, turn, ("text",)),
            f"filter on {page}": lambda turn, bar=bar: choose(bar, turn),
        }
        _in_turn(found, rounds, clicks)
        _in_turn(found, {f"switch to {page}": lambda turn, bar=bar: switch(bar, turn)}, clicks // 2)
        bar.by.page.context.close()
    numbers.page.context.close()


def opened(by: Reader, page: str) -> Bar:
    """A page of the app with its list of cities open."""
    visit(by, f"/{page}", MARKS)
    first = date.fromisoformat(re.search(r"from=(\d{4}-\d{2})", by.page.url)[1] + "-01")
    _show_list(by)
    return Bar(by, page, tuple(by.page.locator(_CITIES).all_inner_texts()), first)


def choose(bar: Bar, turn: int) -> Took:
    """One city after another; once round, of a period one month longer, so never asked for before."""
    round_, city = divmod(turn, len(bar.cities))
    if city == 0 and round_:
        visit(bar.by, f"/{bar.place}?from={_earlier(bar.first, round_)}", MARKS)
        _show_list(bar.by)
    elif turn:
        _clear(bar)
    return _pick(bar, city)


def again(bar: Bar, turn: int) -> Took:
    """The same city once more."""
    _clear(bar)
    return _pick(bar, turn % len(bar.cities))


def switch(bar: Bar, turn: int) -> Took:
    """From the first page to another, of a period never asked for before."""
    visit(bar.by, f"/?cmp=previous&from={_earlier(bar.first, turn)}", MARKS)
    return click(bar.by, bar.by.page.locator(f".x-top > .x-nav a[href*='/{bar.place}']:visible").click, MARKS)


def press(by: Reader, turn: int, wanted: tuple[str, ...]) -> Took:
    """The next button of a page of radio buttons; with nothing wanted, until the page falls silent."""
    buttons = by.page.locator("[data-testid=stRadioOption]")
    return click(by, buttons.nth((turn + 1) % buttons.count()).click, wanted)


def rows(house: Path) -> int:
    """Attendance rows of its current version."""
    sources = open_version(house, current(house)).catalogue.sources
    return sum(rows for _, kind, rows, _, _ in sources if kind == "attendance")


def _servers(house: Path) -> dict[str, AbstractContextManager[Server]]:
    return {
        "app": served(ROOT / "dashboard.py", house, stock=False),
        "app, nothing ahead": served(ROOT / "dashboard.py", house, stock=False, ahead=False),
        "floor": served(HERE / "floor_app.py", house, stock=True),
        "stock": served(HERE / "stock_app.py", house, stock=True),
    }


def _in_turn(found: Measured, rounds: dict[str, Callable[[int], Took]], clicks: int) -> None:
    """Each case once, then each again; the first time loads what is loaded once and is left out."""
    for turn in range(clicks + 1):
        for case, act in rounds.items():
            took = act(turn)
            if turn:
                found.clicks.setdefault(case, []).append(took)


def _opened_radio(running: Browser, server: Server) -> Reader:
    by = reader(running, server)
    visit(by, "/", ("text",))
    return by


def _show_list(by: Reader) -> None:
    by.page.locator("[data-chip=region] summary").click()
    by.page.locator(_CITIES).first.wait_for()


def _pick(bar: Bar, city: int) -> Took:
    return click(bar.by, _tick(bar, bar.cities[city]), MARKS)


def _clear(bar: Bar) -> None:
    chosen = bar.by.page.locator("[data-chip=region] .x-value").inner_text()
    settle(bar.by, _tick(bar, chosen), MARKS)


def _tick(bar: Bar, city: str) -> Callable[[], None]:
    return bar.by.page.locator(_CITIES).get_by_text(city, exact=True).click


def _earlier(month: date, by: int) -> str:
    count = month.year * 12 + month.month - 1 - by
    return f"{count // 12}-{count % 12 + 1:02}"


if __name__ == "__main__":
    main()
