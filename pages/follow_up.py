"""Is it used at work; what stops it?"""

from __future__ import annotations

import pandas as pd

from board import follow_up, page
from board.charts.backing import both_views, support_dots
from board.charts.barriers import barrier_bars, barrier_heat, reasons
from board.charts.common import n_text
from board.charts.first_use import curves, first_use
from board.charts.places import place_dots
from board.charts.punctual import time_dots
from board.follow_up_table import class_meta, follow_up_table
from board.leading import empty_reason
from board.missing import missing_files
from board.model import Board
from board.rows import by
from board.wider import filled
from queries.door import answers, catalogue
from queries.scope import Scope

_HEARD = ("follow_up_by_level", "first_use", "use_barriers", "use_by_support", "answers_by_time")
_ASKED = (*_HEARD, "follow_up_classes", "effect_by_region")


def board(scope: Scope) -> Board:
    """How soon and how often it is used, as trainee and leader see it, what stops it, and whose forms are missing."""
    known = catalogue(scope)
    missing = missing_files(("follow_ups",), scope, known)
    found = {} if missing else answers(scope, *_ASKED)
    if missing or found["follow_up_classes"].empty:
        return page.assemble("follow_up", scope, known, empty=missing or empty_reason(scope, known))
    classes, places = found["follow_up_classes"], found["effect_by_region"]
    heard = _heard(found, scope)
    answered = n_text(heard.now.get("app_answers"), scope)
    charts = (
        first_use(heard.curves, scope, known),
        both_views(heard.now, scope),
        barrier_bars(heard.reasons, scope, known),
        barrier_heat(heard.reasons, scope, known),
        support_dots(heard.support, scope),
        time_dots(heard.times, heard.now, scope),
        place_dots(places, "application_rate", "effect_by_region", scope, known, foot=answered),
    )
    return page.assemble(
        "follow_up", scope, known, sentence=follow_up.sentence(heard, scope, known), meta=class_meta(classes, scope),
        tiles=filled(
            follow_up.tiles(heard, scope),
            lambda wider: follow_up.tiles(_heard(answers(wider, *_HEARD), wider), wider), scope, known,
        ),
        charts=charts,
        table=follow_up_table(classes, scope, known),
        findings=follow_up.findings(heard, scope, known), actions=follow_up.actions(heard, classes, scope, known),
        crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


def _heard(found: dict[str, pd.DataFrame], scope: Scope) -> follow_up.Heard:
    return follow_up.Heard(
        by(found["follow_up_by_level"], "slice", "level_code"), reasons(found["use_barriers"]),
        by(found["use_by_support"], "support"), by(found["answers_by_time"], "answer_group"),
        curves(found["first_use"], scope),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
