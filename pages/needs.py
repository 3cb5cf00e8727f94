"""Do we teach what the grass roots need?"""

from __future__ import annotations

from board import needs, page
from board.charts.common import n_text
from board.charts.needs import gap_bars, level_bars, unmet_dots, use_dots
from board.charts.regions import region_map
from board.leading import empty_reason
from board.missing import missing_files
from board.model import Board
from board.rows import by
from board.text import t
from board.wider import of_cities
from queries.door import answers, catalogue, run
from queries.scope import Scope
from queries.warehouse import Catalogue

_ASKED = ("needs_by_topic", "needs_by_level", "needs_by_region", "needs_by_channel", "class_count")


def board(scope: Scope) -> Board:
    """Asked against taught by topic, what stays unanswered, what is used, and who was not asked."""
    known = catalogue(scope)
    missing = missing_files(("needs",), scope, known)
    scope, together = (scope, ()) if missing else _wide_enough(scope, known)
    found = {} if missing else answers(scope, *_ASKED)
    if missing or "now" not in set(found["class_count"]["slice"]):
        return page.assemble("needs", scope, known, empty=missing or empty_reason(scope, known))
    topics, places = by(found["needs_by_topic"], "topic_code"), found["needs_by_region"]
    asked = needs.Asked(
        {code: row for (code,), row in topics.items()}, by(found["needs_by_level"], "level_code"),
        *needs.counties_asked(places, scope, known),
    )  # fmt: skip
    named = n_text(asked.whole.get("need_answers"), scope)
    charts = (
        gap_bars(asked.topics, scope, known),
        unmet_dots(asked.topics, scope, known),
        use_dots(asked.topics, scope, known),
        level_bars(asked.levels, scope, known, foot=named),
        region_map(
            needs.mapped(places), "voice_rate", "needs_by_region", scope, known, chart_id="map_asked", foot=named
        ),
    )  # fmt: skip
    return page.assemble(
        "needs", scope, known, sentence=needs.sentence(asked, scope, known),
        meta=needs.meta(found["needs_by_channel"], scope, known), tiles=needs.tiles(asked, scope), charts=charts,
        table=needs.topic_table(asked, scope, known), findings=needs.findings(asked, scope, known),
        actions=needs.actions(asked, scope, known), crumbs=page.region_crumbs(scope, known),
        notices=together + ((t(scope.language, "needs.notice_type"),) if scope.training_type else ()),
    )  # fmt: skip


def _wide_enough(scope: Scope, known: Catalogue) -> tuple[Scope, tuple[str, ...]]:
    """(the question, what to say of it): of the whole city where the needs of its counties are too few to be shown."""
    wider = of_cities(scope, known)
    if wider is None or needs.heard(run("needs_by_topic", scope)) or not needs.heard(run("needs_by_topic", wider)):
        return scope, ()
    return wider, (needs.of_its_city(scope, wider, known),)


if __name__ == "__main__":
    from ui.screen import show

    show(board)
