"""Cadre levels as pages show them: in order, with their colour roles."""

from __future__ import annotations

from board.text import t
from queries.scope import Scope
from queries.warehouse import Catalogue

_RAMP = 6


def shown(scope: Scope, known: Catalogue) -> tuple[str, ...]:
    """The level codes of the scope in order; all of them if none is chosen."""
    return tuple(code for code in known.lists["levels"] if not scope.level or code in scope.level)


def name(code: str, scope: Scope, known: Catalogue) -> str:
    """The level's word; an empty code is an unknown level."""
    if not code:
        return t(scope.language, "board.unknown_level")
    return known.lists["levels"][code].name(scope.language)


def role(code: str, known: Catalogue) -> str:
    """level1 … level6: the place of a level on the ordered ramp, whatever the number of levels."""
    codes = list(known.lists["levels"])
    if code not in codes:
        return "muted"
    place = codes.index(code)
    return f"level{1 + round(place * (_RAMP - 1) / max(len(codes) - 1, 1)) if len(codes) != _RAMP else place + 1}"
