"""Links: a Scope as URL parameters and back.

Every limit is written out, also "all": a link never depends on its reader's defaults.
Codes stand in it, never names. What a link asks for and cannot have is named, not dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from board.text import LANGUAGES
from queries.periods import month_end
from queries.scope import EVERYWHERE, Audience, Compare, Scope, Viewer

ALL = "all"
LISTS = {"region": "region", "level": "level", "type": "training_type", "host": "host"}  # parameter: field
NAMES = (*LISTS, "from", "to", "cmp", "class", "unit", "lang", "audience", "v")

Bad = tuple[tuple[str, str], ...]


class Place(Protocol):
    """A region as the warehouse lists it. `depth`: 0 root, 1 city, 2 county."""

    code: str
    parent: str
    depth: int
    zh: str
    en: str


class Catalogue(Protocol):
    """What the frame needs to know of one data version (queries.warehouse.Catalogue has it)."""

    version: str
    as_of: date
    first_month: date
    last_month: date
    regions: tuple[Place, ...]

    def names(self, list_name: str, language: str) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Read:
    """A link as understood. `blocked`: nothing of one filter was usable, so no number may be shown."""

    scope: Scope
    warnings: Bad = ()
    blocked: bool = False


def to_params(scope: Scope, *, pinned: bool = False) -> dict[str, str]:
    """The scope as URL parameters: the version only when `pinned`, class and unit only when there is one."""
    first, last = scope.period
    params = {name: ",".join(getattr(scope, field)) or ALL for name, field in LISTS.items()}
    params |= {"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}", "cmp": str(scope.compare)}
    if scope.class_id:
        params["class"] = scope.class_id
    if scope.unit:
        params["unit"] = scope.unit
    params |= {"lang": scope.language, "audience": str(scope.audience)}
    return params | ({"v": scope.version} if pinned else {})


def from_params(params: Mapping[str, str], catalogue: Catalogue, viewer: Viewer, base: Scope) -> Read:
    """Read a link. A limit the link does not name is taken from `base`; so is one that cannot be used.

    Codes come back in the order of the catalogue, each once and none inside another one named;
    the root region means all.
    A code that `viewer` may not see is an unknown code.
    """
    bad: list[tuple[str, str]] = [(name, value) for name, value in params.items() if name not in NAMES]
    known = _known(catalogue, viewer)
    changes: dict[str, object] = {"viewer": viewer, "version": catalogue.version}
    blocked = False
    for name, field in LISTS.items():
        codes, unknown = _codes(params.get(name), known[name], getattr(base, field))
        bad += [(name, value) for value in unknown]
        blocked |= codes is None
        changes[field] = getattr(base, field) if codes is None else codes
    changes["region"] = _outermost(changes["region"], catalogue.regions)
    period, wrong = _period(params, catalogue, base.period)
    changes["period"] = period or base.period
    changes |= {"class_id": params.get("class", base.class_id), "unit": params.get("unit", base.unit)}
    choices, odd = _single(params, base)
    unknown_version = tuple(("v", v) for v in [params.get("v", catalogue.version)] if v != catalogue.version)
    blocked |= period is None or bool(unknown_version)
    return Read(base.changed(**changes, **choices), (*bad, *wrong, *odd, *unknown_version), blocked)


def visible(catalogue: Catalogue, viewer: Viewer) -> tuple[Place, ...]:
    """The regions this person may choose, in order: the permitted ones and all below them."""
    if viewer.regions == EVERYWHERE:
        return catalogue.regions
    parents = {place.code: place.parent for place in catalogue.regions}
    allowed = set(viewer.regions)
    return tuple(p for p in catalogue.regions if allowed & {p.code, p.parent, parents.get(p.parent, "")})


def _known(catalogue: Catalogue, viewer: Viewer) -> dict[str, list[str]]:
    """The codes each list parameter may hold, in order."""
    return {
        "region": [place.code for place in visible(catalogue, viewer)],
        "level": list(catalogue.names("levels", "zh")),
        "type": list(catalogue.names("types", "zh")),
        "host": [place.code for place in catalogue.regions],
    }


def _codes(
    text: str | None, known: Iterable[str], fallback: tuple[str, ...]
) -> tuple[tuple[str, ...] | None, list[str]]:
    """Codes of one parameter and the unknown ones; None when there were only unknown ones."""
    if text is None:
        return fallback, []
    asked = text.split(",")
    if asked == [ALL]:
        return (), []
    found = tuple(code for code in known if code in asked)
    return found or None, [value for value in dict.fromkeys(asked) if value not in found]


def _outermost(codes: tuple[str, ...], places: tuple[Place, ...]) -> tuple[str, ...]:
    """The regions without those that lie inside another one named; () when the root is named."""
    by_code = {place.code: place for place in places}
    if any(by_code[code].depth == 0 for code in codes):
        return ()
    return tuple(code for code in codes if by_code[code].parent not in codes)


def _month(text: str) -> date | None:
    if not re.fullmatch(r"(?!0000)\d{4}-(0[1-9]|1[0-2])", text, re.ASCII):
        return None
    return date(int(text[:4]), int(text[5:]), 1)


def _period(
    params: Mapping[str, str], catalogue: Catalogue, base: tuple[date, date]
) -> tuple[tuple[date, date] | None, Bad]:
    """The period asked for, cut to the months there are data for; None when nothing of it is usable."""
    given = {name: params[name] for name in ("from", "to") if name in params}
    if not given:
        return base, ()
    limits = {"from": catalogue.first_month, "to": catalogue.last_month}
    months = {name: _month(text) for name, text in given.items()}
    asked = {name: months.get(name) or limits[name] for name in limits}
    first, last = max(asked["from"], limits["from"]), min(asked["to"], limits["to"])
    if first > last or not any(months.values()):
        return None, tuple(given.items())
    used = {"from": first, "to": last}
    return (first, month_end(last)), tuple((n, v) for n, v in given.items() if months[n] != used[n])


def _single(params: Mapping[str, str], base: Scope) -> tuple[dict[str, object], Bad]:
    """Comparison, language and audience; an unusable one is named and the base's taken.

    A reader outside stays outside: a link cannot widen what may be disclosed.
    """
    audiences = [a for a in Audience if a == base.audience or base.audience is Audience.INSIDE]
    allowed: dict[str, tuple[str, Mapping[str, object]]] = {
        "cmp": ("compare", {str(c): c for c in Compare}),
        "lang": ("language", {code: code for code in LANGUAGES}),
        "audience": ("audience", {str(a): a for a in audiences}),
    }
    given = [(name, params[name]) for name in allowed if name in params]
    good = {allowed[n][0]: allowed[n][1][value] for n, value in given if value in allowed[n][1]}
    return good, tuple((n, value) for n, value in given if value not in allowed[n][1])
