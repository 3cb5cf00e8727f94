"""Puts a page's Board together: what every page says besides its own numbers."""

from __future__ import annotations

from board import definitions, scope_words
from board.blank import is_blank, said_instead
from board.coarse import coarse, coarse_in_cities
from board.model import Board, Chart, Link, Statement, Table, Tile
from board.own_links import own
from board.sayings import looked
from board.text import t
from queries.door import compared_period, permitted, query
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue

# The questions the tiles of a page come from, where they are not those of the chain.
_TILES_OF = {
    "briefing": ("effect_by_level", "briefing_steps", "briefing_classes", "briefing_people"),
    "selection": ("selection_rates",),
    "one_class": ("one_class",),
    "courses": ("course_mix", "base_use", "leader_lectures"),
    "problems": ("problem_total", "problem_reports"),
    "follow_up": ("follow_up_by_level", "first_use"),
    "coverage": ("hours_by_level", "deadlines", "due_soon", "plan_kept"),
    "needs": ("needs_by_topic", "needs_by_region"),
}

_COARSE = ("briefing", "levels", "regions", "follow_up")  # pages of the sums that a version coarsens
_IN_CITIES = ("regions", "follow_up")  # and that show them city by city
_UNASKED = ("coverage", "selection")  # pages without anything that a questionnaire says


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
    """The Board of a page; charts that have nothing to show are left out, with a notice where that is for a reason."""
    made = [c for c in charts if c is not None]
    drawn = tuple(c for c in made if not is_blank(c))
    used = _used(page, tiles, drawn, table)
    notices = (*notices, *said_instead((c for c in made if is_blank(c)), scope.language))
    findings, actions = (looked(said, tiles, scope.language) for said in (findings, actions))
    whole = Board(
        page, title or scope_words.title(scope, known, t(scope.language, f"pages.{page}_subject")), sentence, meta,
        scope_words.stamp(scope, known), scope_words.filters(scope, known), tiles, drawn, table, findings, actions,
        (*notices, *_standing_notices(page, scope, known, used)), crumbs, empty,
        t(scope.language, "board.synthetic") if known.synthetic else "", definitions.of_board(used, scope, known),
    )  # fmt: skip
    return own(whole, permitted(scope, known))


def _used(
    page: str, tiles: tuple[Tile, ...], charts: tuple[Chart, ...], table: Table | None
) -> list[tuple[str, str]]:
    """(metric, the query it comes from) of everything shown; a table's metrics without a query."""
    asked = _TILES_OF.get(page, ("effect_by_level", "coverage_by_level"))
    used = [(x.metric, next((q for q in asked if x.metric in query(q).sql), "")) for x in tiles]
    used += [(c.head.metric, c.head.query) for c in charts]
    return used + [(c.metric, "") for c in (table.columns if table else ()) if c.metric]


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


def _standing_notices(page: str, scope: Scope, known: Catalogue, used: list[tuple[str, str]]) -> tuple[str, ...]:
    """What the reader must know about these limits: answers know the city only, hours a head without a type."""
    notices = []
    if page not in _UNASKED and any(known.region(c).depth == 2 for c in scope.places):
        notices.append(t(scope.language, "board.notice_county"))
    if page in _COARSE:
        notices += coarse(scope, known)
    if page in _IN_CITIES:
        notices += coarse_in_cities(scope)
    if page != "one_class" and scope.compare is not Compare.NONE and compared_period(scope, known) is None:
        notices.append(t(scope.language, "board.notice_compare", beside=scope_words.compare_text(scope)))
    if page != "reading" and scope.training_type and any(metric == "hours_per_head" for metric, _ in used):
        notices.append(t(scope.language, "board.notice_type"))
    return tuple(notices)
