"""A change taken apart by level, as it is said; and what those who did not answer could make of a tile."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from board import change_parts
from board.rows import by
from board.text import t
from board.tiles import tile
from data.metrics import metrics
from queries import door
from queries.scope import Compare
from tests.scopes import whole

# (level, counted, n) before and now: every level fell, the total rose.
BEFORE = {"B1": (1840, 2000), "B2": (2490, 3000), "B3": (3700, 5000)}
NOW = {"B1": (4500, 5000), "B2": (2400, 3000), "B3": (1400, 2000)}


@pytest.fixture
def known(sample_house):
    return sample_house.known


def rows(known, key="completion_rate", hidden=(), **asked):
    """Rows by (slice, level) with their total, as the door hands them on."""
    codes = dict(zip(BEFORE, known.lists["levels"], strict=False))
    metric, out = metrics()[key], {}
    for period, counts in (("before", BEFORE), ("now", NOW)):
        lines = {codes[name]: pair for name, pair in counts.items()}
        lines["*"] = tuple(map(sum, zip(*counts.values(), strict=True)))
        for code, (counted, n) in lines.items():
            kept_back = code in [codes[name] for name in hidden]
            out[period, code] = {
                key: counted / n, metric.count: float("nan") if kept_back else n,
                f"{key}_state": "hidden" if kept_back else "shown",
                **{column: n * times for column, times in asked.items()},
            }  # fmt: skip
    return out


def test_a_total_that_rose_while_every_level_fell_is_said_with_its_parts(known):
    scope = whole(known, language="zh", compare=Compare.YEAR_AGO)
    (said,) = change_parts.parts(rows(known), ("completion_rate",), scope, known)
    assert "高 2.7 个百分点" in said.text and "同一层级自身 −3.0" in said.text and "各层级人数占比 +5.7" in said.text
    assert said.text.endswith("合计与每个层级的方向都相反，请看分层级。")
    assert "10,000" in said.basis


def test_levels_kept_back_stand_together_as_what_they_leave_of_the_total(known):
    scope = whole(known, compare=Compare.YEAR_AGO)
    split = change_parts.by_level(rows(known, hidden=("B1", "B2")), metrics()["completion_rate"], scope, known)
    assert len(split.groups) == 2 and split.change == Fraction(8300, 10000) - Fraction(8030, 10000)
    assert split.mix + split.within == split.change


def test_one_level_or_a_hidden_total_or_a_share_of_hours_is_not_taken_apart(known):
    scope, metric = whole(known, compare=Compare.YEAR_AGO), metrics()["completion_rate"]
    assert change_parts.by_level(rows(known, hidden=BEFORE), metric, scope, known) is None
    found = rows(known)
    found["now", "*"]["completion_rate_state"] = "hidden"
    assert change_parts.by_level(found, metric, scope, known) is None
    assert change_parts.by_level(rows(known, "attendance_rate"), metrics()["attendance_rate"], scope, known) is None


def test_those_asked_decide_what_who_answered_did(known):
    scope, metric = whole(known, compare=Compare.YEAR_AGO), metrics()["very_satisfied_rate"]
    found = rows(known, "very_satisfied_rate", invited=2)
    assert change_parts.by_level(found, metric, scope, known).answered == 0
    first = known.lists["levels"]
    found["now", next(iter(first))]["invited"] *= 3
    found["now", "*"]["invited"] = sum(row["invited"] for (p, c), row in found.items() if p == "now" and c != "*")
    split = change_parts.by_level(found, metric, scope, known)
    assert split.answered != 0 and split.mix + split.within + split.answered == split.change


def test_a_change_within_chance_is_not_explained(known):
    found = rows(known)
    for period in ("before", "now"):
        for row in (row for (p, _), row in found.items() if p == period):
            row["completion_rate"] = 0.8
    assert change_parts.parts(found, ("completion_rate",), whole(known, compare=Compare.YEAR_AGO), known) == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_parts_add_up_to_the_printed_change(known, language):
    scope = whole(known, language=language, compare=Compare.YEAR_AGO)
    (said,) = change_parts.parts(rows(known), ("completion_rate",), scope, known)
    total, *terms = (float(x.replace("−", "-")) for x in re.findall(r"[+−]?\d+\.\d", said.text))
    assert sum(terms) == pytest.approx(total)


@pytest.mark.parametrize("compare", [Compare.YEAR_AGO, Compare.PREVIOUS])
def test_splits_of_the_provinces_frames_add_up(province, compare):
    known, scope = province.known, whole(province.known, compare=compare)
    effect = by(door.run("effect_by_level", scope), "slice", "level_code")
    for key in ("completion_rate", "very_satisfied_rate", "application_rate", "improvement_rate", "pass_rate"):
        split = change_parts.by_level(effect, metrics()[key], scope, known)
        if split is not None:
            parts = split.mix + split.within + split.answered + split.joined + split.left
            assert parts == split.change
            assert float(split.change) == pytest.approx(effect["now", "*"][key] - effect["before", "*"][key])


def test_a_survey_tile_says_how_far_those_who_did_not_answer_could_move_it(known):
    row = {
        "very_satisfied_rate": 0.92, "very_satisfied_rate_state": "shown", "ov_count": 770,
        "response_rate": 0.77, "response_rate_state": "shown", "invited": 1000,
    }  # fmt: skip
    scope = whole(known, language="zh")
    assert t("zh", "analysis.bounds", span="70.8–93.8") in tile("very_satisfied_rate", row, None, scope).notes
    everybody = tile("very_satisfied_rate", {**row, "response_rate": 1.0}, None, scope).notes
    assert not [note for note in everybody if "未答者" in note]
