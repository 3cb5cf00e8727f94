"""Can I trust the figures; what was refused?"""

from __future__ import annotations

import pandas as pd

from board import page, trust
from board.charts.common import n_text
from board.charts.places import place_dots
from board.charts.regions import region_map
from board.file_table import file_table
from board.flat_forms import flat_forms
from board.leading import empty_reason
from board.model import Board
from board.reported import calls, counties, coverage_table, silent, untold, with_silent
from board.rows import by
from board.tiles import tile
from queries.door import answerable, catalogue, permitted, run
from queries.scope import Compare, Scope


def board(scope: Scope) -> Board:
    """How fresh, what was set aside and why, who reported, what the checks found."""
    known = catalogue(scope)
    allowed = permitted(scope, known)
    if allowed == frozenset():
        return page.assemble("data_quality", scope, known, empty=empty_reason(scope, known))
    coverage, files, rejected = (run(name, scope) for name in ("record_coverage", "source_files", "rejected_reasons"))
    checks = [trust.check_tile(code, _checks(scope), scope) for code in ("DQ-01", "DQ-03")] if allowed is None else ()
    found = trust.check_words(run("check_findings", scope), scope) if answerable("check_findings", scope) else ()
    missing, kept = silent(coverage, scope, known), len(untold(coverage, scope, known))
    asked = len(counties(scope, known)) - kept
    total = by(coverage, "depth", "region_code").get((1, "*"), {})
    shown, foot = with_silent(coverage, missing), n_text(total.get("attendees"), scope)
    tiles = (
        trust.date_tile(known, scope), trust.rejected_tile(files, scope),
        trust.reported_tile(asked, len(missing), kept, scope),
        tile("record_rate", total, None, scope.changed(compare=Compare.NONE)), *checks,
    )  # fmt: skip
    charts = (
        region_map(shown, "record_rate", "record_coverage", scope, known, chart_id="map_records", foot=foot),
        place_dots(coverage, "record_rate", "record_coverage", scope, known, foot=foot),
    )
    return page.assemble(
        "data_quality", scope, known, sentence=trust.sentence(known, files, asked, len(missing), kept, scope),
        tiles=tuple(x for x in tiles if x is not None), charts=charts,
        table=coverage_table(coverage, scope, known) if files.empty else file_table(files, scope),
        findings=(*trust.reasons(rejected, scope), *flat_forms(run("flat_forms", scope), scope), *found),
        actions=(*calls(missing, scope, known), *trust.reminders(known, scope)),
        crumbs=page.region_crumbs(scope, known),
    )  # fmt: skip


def _checks(scope: Scope) -> pd.DataFrame | None:
    """What the checks found of all records; None where the version has none."""
    return run("check_results", scope) if answerable("check_results", scope) else None


if __name__ == "__main__":
    from ui.screen import show

    show(board)
