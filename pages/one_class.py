"""What was this class's effect, in detail, and what to improve next run?"""

from __future__ import annotations

from dataclasses import replace

from board import page
from board.attention import class_name
from board.charts.aspects import rated_sessions
from board.charts.common import n_text
from board.charts.like_classes import like_dots
from board.charts.one_class import class_level_dots, dimension_dots
from board.charts.seats import seat_waterfall
from board.charts.sessions import session_bars
from board.class_advice import advice
from board.class_facts import Facts, facts
from board.class_story import story
from board.class_words import about_class, choose_class, class_sentence, class_tiles, runs_table
from board.like_classes import standings
from board.model import Board, Link, Waterfall
from board.text import t
from board.waiting_list import net_trend
from queries.door import catalogue, run
from queries.scope import Scope


def board(scope: Scope) -> Board:
    """One class: who came, what they thought, learned and used, how it stands beside its like, what to do next."""
    known = catalogue(scope)
    found = facts(scope)
    if found is None:
        return choose_class(run("class_scorecard", scope), scope, known)
    this, peers = found.this, found.peers
    stands = standings(found, scope)
    foot = n_text(this.get("attendees"), scope)
    charts = (
        _seats(found, scope),
        session_bars(found.frames["one_class_sessions"], scope, known, foot=foot),
        dimension_dots(this, peers, scope),
        rated_sessions(found, scope, known),
        class_level_dots(found.by("one_class_by_level", "level_code"), scope, known),
        net_trend(found, scope) or like_dots(stands, scope),  # a waiting list is the better comparison
    )
    name = class_name(this["title"], this["run_no"], scope)
    crumbs = ((t(scope.language, "pages.classes_crumb"), Link("classes", (("class", ""),))), (name, Link()))
    made = page.assemble(
        "one_class", scope, known, title=name, sentence=class_sentence(found, stands, scope), charts=charts,
        meta=about_class(this, peers, scope, known), tiles=class_tiles(found, stands, scope), crumbs=crumbs,
        table=runs_table(found.runs, scope), findings=story(found, stands, scope, known),
        actions=advice(found, stands, scope),
    )  # fmt: skip
    return replace(made, filters=())  # they choose classes; figures of one class are of all its people


def _seats(found: Facts, scope: Scope) -> Waterfall | None:
    """From the seats given to who completed; None without nominations, and where so few came that they are not counted."""
    rows, came = found.by("one_class_seats", "item"), found.this["enrolled"]
    if not rows or came != came:
        return None
    return seat_waterfall(rows, "one_class_seats", scope, t(scope.language, "selection.about_seats"))


if __name__ == "__main__":
    from ui.screen import show

    show(board)
