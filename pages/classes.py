"""Which classes stand out beyond chance?"""

from __future__ import annotations

from board import page
from board.attention import class_names
from board.charts.funnel import funnel
from board.class_table import class_table
from board.leading import compared_metric, empty_reason, meta, outside_sentence
from board.meter import flat_notice
from board.model import Board
from queries.door import catalogue, run
from queries.scope import Scope

_BESIDE = ("completion_rate", "application_rate", "improvement_rate")


def board(scope: Scope) -> Board:
    """Classes the region sends people to or hosts: funnels instead of ranks, and the list of all."""
    known = catalogue(scope)
    classes = run("class_scorecard", scope)
    if classes.empty:
        return page.assemble("classes", scope, known, empty=empty_reason(scope, known))
    names, key = class_names(classes, scope), compared_metric(classes)
    compared = dict.fromkeys((key, *_BESIDE))
    funnels = (funnel(classes, k, scope, chart_id=f"funnel_{k}", names=names) for k in compared)
    return page.assemble(
        "classes", scope, known, sentence=outside_sentence(classes, key, scope), meta=meta(classes, None, scope),
        charts=tuple(funnels), table=class_table(classes, key, scope, known),
        notices=flat_notice(classes, scope), crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
