"""Is training working, what changed, what needs me?"""

from __future__ import annotations

import pandas as pd

from board import briefing, page
from board.attention import class_names
from board.charts.common import n_text
from board.charts.funnel import funnel
from board.charts.regions import region_map
from board.charts.trend import trend
from board.leading import compared_metric, empty_reason, headline, leading_metric, meta
from board.level_table import level_table
from board.model import Board
from board.rows import by, joined
from board.tiles import answered
from board.trend_finding import trend_finding
from board.wider import filled
from data.metrics import metrics
from queries.door import answers, catalogue
from queries.scope import Scope

_OF_STEPS = ("briefing_scorecard", "briefing_classes", "effect_by_level", "briefing_people", "briefing_steps")
_ASKED = (*_OF_STEPS, "effect_trend", "course_mix")


def board(scope: Scope) -> Board:
    """The whole at a glance: sentence, eight steps, trend, classes, map, what all pages found and ask for."""
    known, found = catalogue(scope), answers(scope, *_ASKED)
    classes = found["briefing_scorecard"]
    if classes.empty:
        return page.assemble("briefing", scope, known, empty=empty_reason(scope, known))
    frames = _frames(found)
    tiles, key = briefing.steps(frames, scope, known), leading_metric(frames.now)
    charts = (
        trend(
            found["effect_trend"], key, scope, known, chart_id="trend",
            finding=trend_finding(frames.effect, key, scope, known), per_level=False,
            foot=n_text(frames.now.get(metrics()[key].count), scope), answered=answered(frames.now, key, scope),
        ),
        funnel(classes, compared_metric(classes), scope, chart_id="funnel", names=class_names(classes, scope),
               question="briefing_scorecard"),
        region_map(
            frames.places, "hours_per_head", "briefing_people", scope, known, chart_id="map",
            foot=n_text(frames.now.get("population"), scope),
        ),
    )  # fmt: skip
    return page.assemble(
        "briefing", scope, known, sentence=headline(frames.now, frames.before, tiles, scope, known),
        meta=meta(classes, frames.now, scope), charts=charts,
        tiles=filled(tiles, lambda wider: briefing.steps(_frames(answers(wider, *_OF_STEPS)), wider, known), scope, known),
        table=level_table(frames.effect, scope, known),
        findings=briefing.findings(frames, scope, known),
        actions=briefing.actions(frames, by(found["course_mix"], "slice", "train_type"), scope, known),
        crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


def _frames(found: dict[str, pd.DataFrame]) -> briefing.Frames:
    """The answers as the words need them; the first and the last step stand beside the chain of all levels together."""
    people, after = found["briefing_people"], found["briefing_classes"]
    by_level = by(people[people["depth"] == 0], "part", "level_code")
    steps = by(found["briefing_steps"], "part", "code")
    came = by(after[after["part"] != "visits"], "part", "code")
    chain = joined(by(found["effect_by_level"], "slice", "level_code"), by_level)
    for part in ("now", "before"):
        if (part, "*") in chain:
            chain[part, "*"] |= {**steps.get((part, "*"), {}), **came.get((part, "*"), {})}
    return briefing.Frames(
        chain, steps, came, after[after["part"] == "visits"], found["briefing_scorecard"], people[people["depth"] > 0]
    )


if __name__ == "__main__":
    from ui.screen import show

    show(board)
