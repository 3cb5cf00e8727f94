"""Makes ahead, while nobody waits, the pages a reader may ask for next: the click then finds them finished.

Only one thing at a time, only for the reader who clicked last, only after a pause of all readers; it stops when one clicks.
What a reader points at comes first. The browser fetches what is made under a ticket (ui.ahead_route), so that it can draw it
at the click itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from time import monotonic, sleep

from queries.aside import Errand, GaveWay
from queries.scope import Compare, Scope
from ui.filters import presets
from ui.links import Catalogue, Place, visible
from ui.navigation import SHOWN, TOOLS

_PAUSE = 0.6  # s; a page takes a fifth of a second, which a reader who clicks on at once is spared
_SWITCH = "XUNXIAO_AHEAD"  # "0": a machine that has other work
_PAGES = tuple(page for page in SHOWN if page not in (*TOOLS, "one_class"))  # which needs a class
_TICKETS = 64  # readers whose browsers may still fetch
_NEXT = 2  # places after the one chosen: who compares goes down the list
_SECRET = secrets.token_bytes(32)

Make = Callable[[str, Scope], object]


@dataclass(frozen=True)
class Expected:
    """What a reader who sees `scope` may ask for next: page, scope. `made`: those finished so far, None once all are."""

    scope: Scope
    questions: deque[tuple[str, Scope]]
    made: list[tuple[str, Scope] | None] = field(default_factory=list)


_tickets: dict[str, Expected] = {}
_latest: dict[str, object] = {"run": 0.0, "expected": None, "errand": Errand()}


def busy() -> None:
    """A reader's run begins: what is being made stops, and nothing is begun until all have paused."""
    _latest["run"] = monotonic()
    _latest["errand"].stop()


def expect(page: str, scope: Scope, known: Catalogue, make: Make) -> str:
    """A reader sees `page` within `scope`: what is one step away is made by `make(page, scope)`, which keeps it.

    Returns the ticket for `made` and `held`, "" where nothing is made ahead. Nobody can guess it, and it opens only what
    this reader, with this viewer's rights, may ask for anyway.
    """
    busy()
    if os.environ.get(_SWITCH) == "0":
        _latest["expected"] = None
        return ""
    ticket = hashlib.blake2s(f"{page} {scope}".encode(), key=_SECRET).hexdigest()
    _tickets.pop(ticket, None)
    while len(_tickets) >= _TICKETS:
        _tickets.pop(next(iter(_tickets)))
    _latest["expected"] = _tickets[ticket] = found = Expected(scope, deque(likely(page, scope, known)))
    _alone().submit(_next, found, make)
    return ticket


def held(ticket: str) -> Scope:
    """What its reader sees. KeyError for an unknown ticket."""
    return _tickets[ticket].scope


def point(page: str, scope: Scope, make: Make) -> Future[bool]:
    """A reader points at what leads to `page` within `scope`, which is made at once. Whether it was, or left for a click."""
    busy()
    return _alone("pointed").submit(_makes, (page, scope), make)


async def made(ticket: str, index: int) -> tuple[str, Scope] | None:
    """Page and scope that became ready as number `index`, waited for; None if none will. KeyError for an unknown ticket."""
    found = _tickets[ticket]
    while index >= len(found.made) and _latest["expected"] is found and None not in found.made:
        await asyncio.sleep(_PAUSE / 2)
    return found.made[index] if index < len(found.made) else None


def likely(page: str, scope: Scope, known: Catalogue) -> Iterator[tuple[str, Scope]]:
    """What is one click away, the likeliest first: all of them again, the next places of the list, a city or a county of the
    city chosen, another page, a level, a type of training, a usual period, another comparison."""
    places, last = visible(known, scope.viewer), scope.region[-1:]
    steps = {
        "region": [place.code for place in places if (place.parent in last if last else place.depth == 1)],
        "level": list(known.lists["levels"]),
        "training_type": list(known.lists["types"]),
    }
    for name in steps:
        if getattr(scope, name):
            yield page, scope.changed(**{name: ()})
    for code in (*_after(places, scope.region[-1:]), *steps["region"]):
        yield page, scope.changed(region=(code,))
    yield from ((other, scope) for other in _PAGES if other != page)
    for name in ("level", "training_type"):
        for code in () if getattr(scope, name) else steps[name]:
            yield page, scope.changed(**{name: (code,)})
    spans = dict.fromkeys(presets(known).values())
    yield from ((page, scope.changed(period=span)) for span in spans if span != scope.period)
    yield from ((page, scope.changed(compare=way)) for way in Compare if way != scope.compare)


def _after(places: tuple[Place, ...], last: tuple[str, ...]) -> list[str]:
    """The places listed after the one chosen last, from the first again after the end."""
    above = next((place.parent for place in places if place.code in last), None)
    codes = [place.code for place in places if above is not None and place.parent == above]
    at = codes.index(last[0]) if codes else 0
    return [*codes[at + 1 :], *codes[:at]][:_NEXT]


def _next(expected: Expected, make: Make) -> None:
    """Makes one page and leaves the rest for later; a page that fails says so to the reader who opens it."""
    _pause()
    if expected is not _latest["expected"]:
        return
    if not expected.questions:
        expected.made.append(None)
        return
    wanted = expected.questions.popleft()
    try:
        if _makes(wanted, make):
            expected.made.append(wanted)
        else:
            expected.questions.appendleft(wanted)
    finally:
        _alone().submit(_next, expected, make)


def _pause() -> None:
    """Waits until no reader has clicked for a while."""
    while (rest := _latest["run"] + _PAUSE - monotonic()) > 0:
        sleep(rest)


def _makes(wanted: tuple[str, Scope], make: Make) -> bool:
    """Whether it was made, and not left for a reader who asked meanwhile."""
    _latest["errand"] = errand = Errand()
    try:
        with errand.run():
            make(*wanted)
    except GaveWay:
        return False
    return True


@cache
def _alone(name: str = "ahead") -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix=name)
