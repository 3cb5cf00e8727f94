"""What became of a decision: judged as counted by hand, and it opens the next pack of the same people."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from pptx import Presentation

from board.model import Signal, Tile, Value
from board.text import LANGUAGES, t
from packs import outcome, pack, seal, slides, store
from packs.figures import Cell
from packs.front import Front
from packs.make import make
from packs.outcome import Verdict
from packs.proof import opened
from tests.test_pack import SCOPE, board_of, order, pages
from tests.test_pack_remarks import house  # noqa: F401


def judged(hoped: float, was: tuple[float, int], now: tuple[float, int]) -> Verdict:
    before, since = (
        Tile("用上", "应用率", Value(share, "", n=n), Signal.NONE, "", (), "application_rate") for share, n in (was, now)
    )
    presented = Cell(("应用率",), 0.9, 9000, "shown", "")  # what was said then decides nothing
    return outcome._judged(hoped, presented, before, since).verdict


@pytest.mark.parametrize(
    ("hoped", "was", "now", "verdict"),
    [
        (0.10, (0.50, 1000), (0.60, 1000), Verdict.SEEN),  # 10 points; the interval is about ±4.4
        (-0.10, (0.60, 1000), (0.50, 1000), Verdict.SEEN),
        (-0.10, (0.50, 1000), (0.60, 1000), Verdict.NOT_SEEN),  # the other way
        (0.10, (0.50, 1000), (0.51, 1000), Verdict.NOT_SEEN),  # at most 5.4 points are possible
        (0.05, (0.50, 1000), (0.51, 1000), Verdict.UNKNOWN),  # so 5 points are
        (0.10, (0.50, 1000), (0.60, 40), Verdict.UNKNOWN),
    ],
)
def test_a_decision_is_judged_by_what_its_answers_can_show(hoped, was, now, verdict):
    assert judged(hoped, was, now) is verdict


def decided(folder, **changes) -> store.Decision:
    scope = seal.canonical(opened(folder).manifest["scope"]).decode()
    who = ("干部教育处", "attendance_rate", scope, 0.05, "2026-03-10", "处", "2026-07-02 10:00")
    return replace(store.Decision(folder.name, "训后回访提前", *who), **changes)


def test_it_opens_the_next_pack_of_the_same_people_and_no_other(house):  # noqa: F811
    before = order(house, scope=order(house).scope.changed(period=(date(2025, 1, 1), date(2025, 12, 31))), formats=())
    folder = make(before, board_of, house, lambda step, share: None)
    store.decide(house, decided(folder))
    scope = order(house).scope
    heads, row = outcome.progress(scope, board_of, house)
    assert row[0] == "训后回访提前" and len(heads) == len(row) and t("zh", "pack.verdict_unknown") in row[-1]
    assert outcome.progress(scope.changed(level=("B3",)), board_of, house) == ()
    shutil.rmtree(folder)
    assert outcome.progress(scope, board_of, house) == ()


def test_a_definition_that_changed_meanwhile_is_no_effect(house):  # noqa: F811
    before = order(house, scope=order(house).scope.changed(period=(date(2025, 1, 1), date(2025, 12, 31))), formats=())
    sealed = opened(make(before, board_of, house, lambda step, share: None))
    version = order(house).scope.version
    given = decided(house / "packs" / sealed.manifest["number"])
    whole = outcome.outcome(given, sealed, board_of, version)
    other = tuple(replace(f, cells=tuple(replace(c, number=0.01, text="1%") for c in f.cells)) for f in sealed.figures)
    moved = outcome.outcome(given, replace(sealed, figures=other), board_of, version)
    assert (moved.verdict, moved.low, moved.high) == (whole.verdict, whole.low, whole.high)
    said = outcome.row(given, moved, "zh")[4]
    assert said == "1%" + t("zh", "pack.was_now", was=whole.was.text)


def test_before_its_first_whole_month_nothing_can_be_told(house):  # noqa: F811
    folder = make(order(house, formats=()), board_of, house, lambda step, share: None)
    found = outcome.outcome(decided(folder, start="2026-07-01"), opened(folder), board_of, order(house).scope.version)
    assert found.verdict is Verdict.UNKNOWN and found.now is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_progress_stands_before_the_pages_on_paper_and_slides(language):
    rows = (outcome.heads(language), ("#set page() <script>", "处", "应用率", "2026-07-01", "50%", "60%", "看到"))
    front = Front("2026-07-003", "汇报", "处", "2026-07-02 09:14", SCOPE.changed(language=language), "ab", decided=rows)
    sheets = [s.extract_text() for s in pypdf.PdfReader(io.BytesIO(pack.pdf(pages(), front))).pages]
    assert t(language, "pack.decided")[:6] in sheets[2] and "#set page() <script>" in sheets[2]
    second = Presentation(io.BytesIO(slides.pptx(pages(), front))).slides[1]
    cells = [c.text for s in second.shapes if s.has_table for r in s.table.rows for c in r.cells]
    assert "#set page() <script>" in cells and rows[0][0] in cells
