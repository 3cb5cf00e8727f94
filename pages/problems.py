"""Found in class, fixed, not again?"""

from __future__ import annotations

from board import page
from board.charts.problems import category_dots, day_bars, place_dots
from board.formats import count
from board.leading import empty_reason
from board.model import Board
from board.problem_table import problem_table
from board.problems import improved, moved_places, problem_sentence, problem_tiles, returning, silent_hosts, wait
from board.rows import by
from board.sayings import nothing_found
from board.text import t
from queries.door import answers, catalogue
from queries.scope import Scope

_ASKED = (
    "improvements", "problem_classes", "problem_total", "problem_reports", "problem_places", "problem_bases", "problem_days",
    "improvement_count", "class_count",
)  # fmt: skip
_DAYS = (1, 3, 7, 14, 30, 60)


def board(scope: Scope) -> Board:
    """What was found, when it was closed, what came back in the next run, and who reports nothing."""
    known, lang = catalogue(scope), scope.language
    found = answers(scope, *_ASKED)
    total, reports = by(found["problem_total"], "slice", "category"), by(found["problem_reports"], "slice", "host_name")
    now = total.get(("now", "*"))
    if now is None:
        any_class = found["class_count"].query("slice == 'now'")["classes"].sum() > 0
        word = "problems.none_found" if any(kind == "issues" for _, kind, *_ in known.sources) else "problems.no_issues"
        return page.assemble("problems", scope, known, empty=t(lang, word) if any_class else empty_reason(scope, known))
    waited = wait(found["problem_days"], _DAYS)
    charts = (
        day_bars(waited, scope),
        category_dots(total, "on_time_rate", scope, known),
        category_dots(total, "recurrence_rate", scope, known),
        place_dots(found["problem_places"], scope, known),
    )
    seen = improved(found["improvements"], found["improvement_count"], scope, known)
    unseen = () if seen else (t(lang, "problems.no_actions"),)
    return page.assemble(
        "problems", scope, known, sentence=problem_sentence(now, reports.get(("now", "*")), waited, scope),
        meta=t(lang, "problems.meta", count=count(now["issues"], lang), classes=count(len(found["problem_classes"]), lang)),
        tiles=problem_tiles(now, total.get(("before", "*")), reports, waited, scope), charts=charts,
        table=problem_table(found["problem_classes"], scope, known),
        findings=(*moved_places(by(found["problem_places"], "slice", "city_code"), scope, known), *seen),
        actions=(*returning(found["problem_bases"], scope, known), *silent_hosts(reports, scope))
        or (nothing_found(t(lang, "board.no_actions")),),
        notices=unseen, crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


if __name__ == "__main__":
    from ui.screen import show

    show(board)
