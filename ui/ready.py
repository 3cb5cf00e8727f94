"""Makes a version ready that was published while the server runs, and then hands it out: nobody waits for what is worked out
once a version, neither its first reader nor those who stay with an older one, of which less may be told from then on.

Of several published meanwhile only the newest is made ready; the others are handed out if somebody asks for them by name.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import product
from pathlib import Path
from threading import Lock
from time import monotonic

from data.cubes import CUBES
from data.versions import default_warehouse, versions
from queries import handed
from queries.alike import one_for_all
from queries.aside import Errand
from queries.helper import helped
from queries.outdated import Outdated
from queries.redated import moved
from queries.release import place_of, release_of
from queries.scope import Audience
from queries.whole_classes import hidden_classes

_READING = 900.0  # s since somebody last looked at a version; after that it is not made ready beside newer ones
_MOST = 4  # older versions at once, those looked at last; of others the first reader waits

Make = Callable[[str], object]
_looked: dict[str, float] = {}
_one_at_a_time = Lock()


def reading(version: str) -> None:
    """A reader looks at a version."""
    _looked[version] = monotonic()


def look(first: Make, again: Make) -> None:
    """Makes the published version ready if it waits, and hands it out. `first` makes its first page, `again` asks the
    questions of that page of an older version anew."""
    folder = default_warehouse()
    with _one_at_a_time:
        if not (version := handed.next_one(folder)):
            return
        try:
            with handed.as_if(version), Errand().run(), helped():  # one question after another
                for one, make in ((version, first), *((older, again) for older in _older(folder, version))):
                    with suppress(Outdated):  # its reader is told on the page
                        _shown(folder, one)
                        make(one)
        finally:  # what fails fails before its reader too: for that no version is kept from all
            handed.give(folder, version)


def _older(folder: Path, version: str) -> list[str]:
    """The older versions that are read now, the one looked at last first."""
    now = monotonic()
    read = [name for name in versions(folder) if name != version and now - _looked.get(name, -_READING) < _READING]
    return sorted(read, key=_looked.__getitem__, reverse=True)[:_MOST]


def _shown(folder: Path, version: str) -> None:
    """What a version shows and what it keeps back: every click looks it up."""
    for cube, audience in product(CUBES, Audience):
        place = one_for_all(place_of(folder, version, audience.value, cube))
        release_of(*place)
        if audience is Audience.INSIDE:
            moved(place)
    hidden_classes(one_for_all(place_of(folder, version, Audience.INSIDE.value)))
