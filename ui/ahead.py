"""Makes ahead, while nobody waits, the pages a reader may ask for next: the click then finds them finished.

Only one thing at a time, only for the reader who clicked last, only after a pause of all readers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from time import monotonic, sleep

from queries.scope import Scope
from ui.links import Catalogue, visible
from ui.navigation import SHOWN, TOOLS

_PAUSE = 0.6  # s; a page takes a fifth of a second, so a click that comes meanwhile waits no longer than that
_SWITCH = "XUNXIAO_AHEAD"  # "0": a machine that has other work
_PAGES = tuple(page for page in SHOWN if page not in (*TOOLS, "one_class"))  # which needs a class
_latest: dict[str, object] = {"run": 0.0, "questions": None}

Make = Callable[[str, Scope], object]


def busy() -> None:
    """A reader's run begins: nothing new is begun until all have paused."""
    _latest["run"] = monotonic()


def expect(page: str, scope: Scope, known: Catalogue, make: Make) -> None:
    """A reader sees `page` within `scope`: what is one step away is made by `make(page, scope)`, which keeps it."""
    busy()
    _latest["questions"] = questions = likely(page, scope, known)
    if os.environ.get(_SWITCH) != "0":
        _alone().submit(_next, questions, make)


def likely(page: str, scope: Scope, known: Catalogue) -> Iterator[tuple[str, Scope]]:
    """What is one click away, the likeliest first: a city, another page, a level, a type of training, all of them again."""
    places = visible(known, scope.viewer)
    steps = {
        "region": [place.code for place in places if place.depth == 1],
        "level": list(known.lists["levels"]),
        "training_type": list(known.lists["types"]),
    }
    for name in steps:
        if getattr(scope, name):
            yield page, scope.changed(**{name: ()})
    for code in () if scope.region else steps["region"]:
        yield page, scope.changed(region=(code,))
    yield from ((other, scope) for other in _PAGES if other != page)
    for name in ("level", "training_type"):
        for code in () if getattr(scope, name) else steps[name]:
            yield page, scope.changed(**{name: (code,)})


def _next(questions: Iterator[tuple[str, Scope]], make: Make) -> None:
    """Makes one page and leaves the rest for later; a page that fails says so to the reader who opens it."""
    while (rest := _latest["run"] + _PAUSE - monotonic()) > 0:
        sleep(rest)
    wanted = next(questions, None) if questions is _latest["questions"] else None
    if wanted:
        try:
            make(*wanted)
        finally:
            _alone().submit(_next, questions, make)


@cache
def _alone() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="ahead")
