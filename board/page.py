"""Puts a page's Board together: what every page says besides its own numbers."""

from __future__ import annotations

from board import definitions, scope_words
from board.model import Board, Chart, Link, Statement, Table, Tile
from board.text import t
from queries.door import compared_period
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue


def assemble(
    page: str,
    scope: Scope,
    known: Catalogue,
    *,
    title: str = "",
    sentence: Statement | None = None,
    meta: str = "",
    tiles: tuple[Tile, ...] = (),
    charts: tuple[Chart | None, ...] = (),
    table: Table | None = None,
    findings: tuple[Statement, ...] = (),
    actions: tuple[Statement, ...] = (),
    notices: tuple[str, ...] = (),
    crumbs: tuple[tuple[str, Link], ...] = (),
    empty: str = "",
) -> Board:
    """The Board of a page; charts that have nothing to show are left out."""
    drawn = tuple(c for c in charts if c is not None)
    used = [(x.metric, "effect_by_level") for x in tiles] + [(c.head.metric, c.head.query) for c in drawn]
    used += [(c.metric, "") for c in (table.columns if table else ()) if c.metric]
    return Board(
        page=page,
        title=title or scope_words.title(scope, known, t(scope.language, f"pages.{page}_subject")),
        sentence=sentence,
        meta=meta,
        stamp=scope_words.stamp(scope, known),
        filters=scope_words.filters(scope, known),
        tiles=tiles,
        charts=drawn,
        table=table,
        findings=findings,
        actions=actions,
        notices=(*notices, *_standing_notices(scope, known, drawn)),
        crumbs=crumbs,
        empty=empty,
        synthetic=t(scope.language, "board.synthetic") if known.synthetic else "",
        definitions=definitions.of_board(used, scope, known),
    )


def region_crumbs(scope: Scope, known: Catalogue) -> tuple[tuple[str, Link], ...]:
    """The way back from a region: the whole, the city above."""
    if len(scope.region) != 1:
        return ()
    here = known.region(scope.region[0])
    steps = [
        (
            t(scope.language, "board.whole", name=known.root.name(scope.language)),
            Link("", (("region", "all"),)),
        )
    ]
    if here.depth == 2:
        city = known.region(here.city)
        steps.append((city.name(scope.language), Link("", (("region", city.code),))))
    return (*steps, (here.name(scope.language), Link("", (("region", here.code),))))


def _standing_notices(scope: Scope, known: Catalogue, charts: tuple[Chart, ...]) -> tuple[str, ...]:
    """What the reader must know about these limits: answers know the city only, hours without a type."""
    notices = []
    if any(known.region(c).depth == 2 for c in scope.region):
        notices.append(t(scope.language, "board.notice_county"))
    if scope.compare is not Compare.NONE and compared_period(scope, known) is None:
        notices.append(t(scope.language, "board.notice_compare", beside=scope_words.compare_text(scope)))
    if scope.training_type:
        notices.append(t(scope.language, "board.notice_type"))
    return tuple(notices)
