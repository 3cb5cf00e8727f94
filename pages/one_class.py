"""What was this class's effect, in detail, and what to improve next run?"""

from __future__ import annotations

from board import page
from board.attention import class_name
from board.charts.bars import session_bars
from board.charts.common import n_text
from board.charts.courses import distance_dots
from board.charts.one_class import class_level_dots, dimension_dots
from board.charts.seats import seat_waterfall
from board.class_words import about_class, advice, choose_class, class_sentence, class_tiles, runs_table
from board.distances import of_sessions
from board.model import Board, Dots, Link, Waterfall
from board.rows import by, records
from board.text import t
from queries.door import answerable, catalogue, run
from queries.scope import Scope


def board(scope: Scope) -> Board:
    """One class: chain of figures against like classes, sessions, aspects, levels, earlier runs, advice."""
    known = catalogue(scope)
    runs = by(run("one_class", scope), "class_id") if scope.class_id else {}
    this = runs.get((scope.class_id,))
    if this is None:
        return choose_class(run("class_scorecard", scope), scope, known)
    peers = {row["metric"]: row for row in records(run("class_peers", scope))}
    levels = {row["level_code"]: row for row in records(run("one_class_by_level", scope))}
    foot = n_text(this.get("attendees"), scope)
    charts = (
        session_bars(run("one_class_sessions", scope), scope, known, foot=foot),
        _rated_sessions(scope),
        dimension_dots(this, peers, scope),
        class_level_dots(levels, scope, known),
        _seats(scope),
    )
    name = class_name(this["title"], this["run_no"], scope)
    crumbs = ((t(scope.language, "pages.classes_crumb"), Link("classes", (("class", ""),))), (name, Link()))
    return page.assemble(
        "one_class", scope, known, title=name, sentence=class_sentence(this, peers, scope), charts=charts,
        meta=about_class(this, peers, scope, known), tiles=class_tiles(this, peers, scope), crumbs=crumbs,
        table=runs_table(runs, scope), actions=advice(this, peers, scope),
    )  # fmt: skip


def _rated_sessions(scope: Scope) -> Dots | None:
    """Each session against the mean of its class; None without answers about sessions or in a version without them."""
    if not answerable("one_class_courses", scope):
        return None
    rows = records(run("one_class_courses", scope))
    names = [t(scope.language, "courses.session", seq=int(row["seq"]), title=row["session_title"] or "") for row in rows]
    named = [(name, d, None) for name, d in zip(names, of_sessions(rows, scope), strict=True)]
    about = t(scope.language, "courses.about_sessions")
    return distance_dots(named, scope, chart_id="rated_sessions", about=about, query="one_class_courses")


def _seats(scope: Scope) -> Waterfall | None:
    """From the seats given to who completed; None without nominations or in a version without them."""
    if not answerable("one_class_seats", scope):
        return None
    rows = {row["item"]: row for row in records(run("one_class_seats", scope))}
    return seat_waterfall(rows, "one_class_seats", scope, t(scope.language, "selection.about_seats"))


if __name__ == "__main__":
    from ui.screen import show

    show(board)
