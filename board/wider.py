"""A figure of a county that may not be shown stands there with that of its city, or of the whole, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from board.model import State, Tile
from board.scope_words import region_text
from board.text import t
from queries.door import permitted
from queries.scope import Scope
from queries.warehouse import Catalogue


def of_cities(scope: Scope, known: Catalogue) -> Scope | None:
    """The question asked of the whole cities; None if it is, or if the viewer may not see all of them."""
    cities = frozenset(known.region(code).city for code in scope.region)
    allowed = permitted(scope, known)
    if not cities or cities == set(scope.region) or (allowed is not None and not known.below(cities) <= allowed):
        return None
    return scope.changed(region=tuple(sorted(cities)))


def filled(
    tiles: tuple[Tile, ...], of: Callable[[Scope], tuple[Tile, ...]], scope: Scope, known: Catalogue
) -> tuple[Tile, ...]:
    """The tiles of a county, the hidden ones with what their city has, or the whole where even that is too small.

    `of` makes the same tiles of another question.
    """
    wider = of_cities(scope, known)
    if wider is None:
        return tiles
    for asked in (wider, *_of_all(scope, known)):
        if all(one.value.state is not State.HIDDEN for one in tiles):
            break
        name = region_text(asked, known)
        tiles = tuple(_instead(one, more, name, scope.language) for one, more in zip(tiles, of(asked), strict=True))
    return tiles


def _of_all(scope: Scope, known: Catalogue) -> tuple[Scope, ...]:
    """The question asked of the whole, if the viewer may see all of it."""
    return (scope.changed(region=()),) if permitted(scope, known) is None else ()


def _instead(one: Tile, more: Tile, city: str, language: str) -> Tile:
    if one.value.state is not State.HIDDEN or more.metric != one.metric or more.value.number is None:
        return one
    text = t(language, "board.city_value", text=more.value.text, city=city)
    value = replace(more.value, state=State.MERGED, text=text)
    return replace(more, value=value, notes=(t(language, "board.city_instead", city=city), *more.notes))
