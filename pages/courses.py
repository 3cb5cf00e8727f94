"""Which content, method, teacher, on-site base works?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from board import page
from board.base_table import base_table
from board.charts.courses import base_dots, distance_dots, ethics_dots, leader_bars, place_heat
from board.courses import Kinds, course_actions, course_findings, course_sentence, course_tiles, kinds_of, missing_notices
from board.formats import count
from board.leading import empty_reason
from board.model import Board, Chart
from board.rows import Row, by
from board.text import t
from board.tiles import answered
from queries.door import answers, catalogue, run
from queries.scope import Scope

_ASKED = (
    "teacher_ratings", "course_mix", "course_distance", "course_classes", "base_use", "course_leaders", "base_places",
    "leader_lectures",
)  # fmt: skip


def board(scope: Scope) -> Board:
    """Shares with the rules that bind them; methods, content, teachers and bases rated within their own classes."""
    known, lang = catalogue(scope), scope.language
    found = answers(scope, *_ASKED)
    mix, bases = by(found["course_mix"], "slice", "train_type"), by(found["base_use"], "base_id")
    now = mix.get(("now", "*"))
    if now is None:
        any_class = run("class_count", scope).query("slice == 'now'")["classes"].sum() > 0
        reason = t(lang, "courses.no_sessions") if any_class else empty_reason(scope, known)
        return page.assemble("courses", scope, known, empty=reason)
    kinds = kinds_of(found["course_distance"], bases, scope, known)
    heard = answered(now, "class_distance", scope)
    return page.assemble(
        "courses", scope, known, sentence=course_sentence(kinds, mix, scope),
        meta=t(lang, "courses.meta", classes=count(now["classes"], lang), bound=count(now["theory_classes"], lang)),
        tiles=course_tiles(mix, by(found["leader_lectures"], "slice"), bases.get(("*",)), scope, known),
        charts=_charts(found, kinds, mix, heard, scope),
        table=base_table(bases, kinds.rated, scope, known),
        findings=course_findings(found, scope, known),
        actions=course_actions(found["base_use"], kinds, scope, heard), notices=missing_notices(mix, kinds, scope, known),
        crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


def _charts(
    found: Mapping[str, pd.DataFrame], kinds: Kinds, mix: dict[tuple, Row], heard: float | None, scope: Scope
) -> tuple[Chart | None, ...]:
    """What is rated within its own class, said as firmly as the share `heard` of those asked allows; then timetables."""
    known, lang = catalogue(scope), scope.language
    return (
        distance_dots(kinds.method, scope, chart_id="methods", about=t(lang, "courses.about_methods"), answered=heard),
        distance_dots(
            kinds.content, scope, chart_id="content", about=t(lang, "courses.about_content"), every=kinds.method,
            answered=heard,
        ),
        base_dots(kinds.base, scope, heard),
        leader_bars(found["course_leaders"], scope, known, about=t(lang, "courses.about_leaders")),
        ethics_dots(mix, scope, known),
        place_heat(found["base_places"], scope, known),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
