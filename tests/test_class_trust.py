"""Of one class and of all: each question against the reference, who answered, what is left of the gain, who was absent."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis.intervals import wilson
from analysis.retention import retained
from board.class_facts import facts
from board.class_gain import gain_said
from board.class_questions import questions_said
from board.early_late import late_answers
from board.representation import represented, represented_said, who_answered
from board.rows import by
from board.text import LANGUAGES
from pages.levels import board as levels
from pages.one_class import board
from queries import door
from queries.warehouse import open_version
from tests import oracle, oracle_class
from tests.conftest import House
from tests.oracle import Limits
from tests.scopes import YEARS, limits, whole
from tests.test_follow_up import agrees, scopes
from tests.test_one_class import agree, said


@pytest.fixture(scope="module")
def records(province_house: House) -> oracle.Records:
    return oracle.read(province_house.sources)


def picked(house: House, sql: str) -> list[str]:
    return [row[0] for row in open_version(house.warehouse, house.known.version).cursor().execute(sql).fetchall()]


def test_every_question_of_a_class_is_what_the_source_files_say(province, chance):
    long = picked(province, "SELECT class_id FROM mart_item GROUP BY class_id HAVING min(item_answers) >= 30 ORDER BY 1")
    for class_id in chance.sample(long, 2):
        scope, counted = whole(province.known, class_id=class_id), oracle_class.items(province.sources, class_id)
        rows = {row["item_code"]: row for row in door.run("one_class_items", scope).to_dict("records")}
        assert set(rows) == set(counted)
        for item, row in rows.items():
            agree(row, "item_rate", counted[item])


def wilson_high(share: float, n: int) -> float:
    z = 1.959964
    return (share + z * z / (2 * n) + z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def test_questions_below_the_reference_are_named_only_where_their_whole_interval_is(province):
    """The class rated lowest: what is said of its questions, counted again."""
    lowest = picked(province, "SELECT class_id FROM mart_item GROUP BY class_id HAVING min(item_answers) >= 20 "
                              "ORDER BY sum(item_positive) / sum(item_answers), class_id")[0]  # fmt: skip
    counted = oracle_class.items(province.sources, lowest)
    low = sorted((share, item) for item, (share, n) in counted.items() if wilson_high(share, n) < 0.85)
    good = sum(share >= 0.85 for share, _ in counted.values())
    assert low, "the planted weak runs are there"
    for language in LANGUAGES:
        scope = whole(province.known, class_id=lowest, language=language)
        text, basis = questions_said(facts(scope), scope, province.known)
        assert basis == "EVA-05" and "85%" in text and ("不是规定" in text or "not a rule" in text)
        named = {item for item in counted if f"{item} " in text}
        assert len(named) == min(len(low), 4) and max(counted[item][0] for item in named) <= low[len(named) - 1][0]
        assert (f"明显偏低 {len(low)} 道" if language == "zh" else f"{len(low)} clearly below") in text
        begin = {"zh": f"{len(counted)} 道题中 {good} 道", "en": f"{good} of {len(counted)} questions"}
        assert text.startswith(begin[language])


def test_what_is_left_of_the_gain_stands_with_its_interval_and_how_many_were_tested_again(province, records):
    tested = picked(province, "SELECT class_id FROM mart_gain WHERE kept_people >= 10 AND kept_sum > 0 ORDER BY 1")
    assert tested
    for class_id in tested[:3]:
        known = oracle_class.tests(records, class_id)
        share, n = known["retention_rate"]
        moments = (known[key][0] for key in ("gained_points", "gained_spread", "kept_spread", "lost_spread"))
        gained, *spreads = moments
        low, high = retained(n, gained, share * gained, *spreads)
        scope = whole(province.known, class_id=class_id)
        (row,) = door.run("one_class_gain", scope).to_dict("records")
        for key in ("retention_rate", "gained_points", "gained_spread", "kept_spread", "lost_spread"):
            agree(row, key, known[key])
        text = gain_said(facts(scope), scope)[0]
        assert f"{100 * low:.1f}–{100 * high:.1f}" in text and f"{n} 人参加了延后测试" in text and "LRN-04" in text


def test_a_class_without_a_delayed_test_says_nothing_of_it(province):
    never = picked(province, "SELECT class_id FROM mart_gain WHERE kept_people = 0 AND pairs >= 20 ORDER BY 1")[0]
    scope = whole(province.known, class_id=never)
    assert "延后" not in gain_said(facts(scope), scope)[0]


def test_who_answered_is_held_against_who_was_asked_level_by_level(province, records):
    """Shares and the weighted satisfaction once more, from the source files."""
    known = province.known
    scope = whole(known, period=YEARS)
    effect = by(door.run("effect_by_level", scope), "slice", "level_code")
    rows = {code: row for (part, code), row in effect.items() if part == "now"}
    told = [code for code in rows if code not in ("*", "") and rows[code]["response_rate_state"] in ("shown", "hollow")]
    assert len(told) >= 2
    counted = {code: oracle.figures(records, Limits(YEARS, levels=frozenset([code]))) for code in told}
    names = [f"{key}-{part}" for key in ("response_rate", "satisfaction_rate") for part in ("share", "n")]
    table = pd.DataFrame(
        {code: [*figures["response_rate"], *figures["satisfaction_rate"]] for code, figures in counted.items()}, names
    ).T
    asked, answers = table["response_rate-n"], table["response_rate-share"] * table["response_rate-n"]
    opinions, n = table["satisfaction_rate-share"], table["satisfaction_rate-n"]
    apart = answers / answers.sum() - asked / asked.sum()
    found = represented(rows, scope)
    assert found.level == apart.abs().idxmax()
    assert found.answered - found.asked == pytest.approx(apart[found.level])
    assert found.plain == pytest.approx((opinions * n).sum() / n.sum())
    assert found.weighted == pytest.approx((opinions * asked).sum() / asked.sum())


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_and_a_class_say_who_answered_and_a_hidden_level_takes_no_part(province, language):
    known = province.known
    scope = whole(known, period=YEARS, language=language)
    effect = by(door.run("effect_by_level", scope), "slice", "level_code")
    (one,) = who_answered(effect, scope, known)
    assert one in levels(scope).findings and one.basis == "RSP-02"
    rows = {code: row for (part, code), row in effect.items() if part == "now"}
    hidden = {code: {**row, "response_rate_state": "hidden"} for code, row in rows.items()}
    assert represented_said(hidden, scope, known) == ""
    uneven = {
        code: {"satisfaction_rate": 0.9, "satisfaction_rate_state": "shown", "ov_count": n, "response_rate": n / 100,
               "response_rate_state": "shown", "invited": 100} for code, n in (("B3", 90), ("B4", 40))
    }  # fmt: skip
    assert not represented(uneven, scope).even and represented(uneven, scope).level in ("B3", "B4")


def test_early_and_late_answers_agree_with_the_source_files(province, records, chance):
    known, compared = province.known, 0
    for scope in scopes(province, chance):
        counted = oracle.by_time(records, limits(scope, known))
        found = by(door.run("answers_by_time", scope), "answer_group")
        compared += sum(agrees(found[group,], "satisfaction_rate", counted[group]) for group in counted if (group,) in found)
    assert compared >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_say_what_late_answers_let_expect_of_those_who_did_not_answer(province, language):
    scope = whole(province.known, period=YEARS, language=language)
    now = by(door.run("effect_by_level", scope), "slice", "level_code")["now", "*"]
    groups = by(door.run("answers_by_time", scope), "answer_group")
    (one,) = late_answers(groups, now, scope)
    assert one in levels(scope).findings and one.basis.startswith("RSP-02")
    few = {**groups, ("late",): {**groups["late",], "satisfaction_rate_state": "hidden"}}
    assert late_answers(few, now, scope) == ()
    lower = {**groups, ("late",): {"satisfaction_rate": 0.2, "satisfaction_rate_state": "shown", "ov_count": 100}}
    (one,) = late_answers(lower, now, scope)
    rate, whole_rate = now["response_rate"], now["satisfaction_rate"]
    low, high = (rate * whole_rate + (1 - rate) * float(end) for end in wilson(20, 100))
    assert f"{100 * low:.1f}" in one.text and f"{100 * high:.1f}" in one.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_says_how_many_were_absent_without_leave_and_of_how_many_hours(province, records, language):
    attended = picked(province, "SELECT class_id FROM class_sum WHERE absentees > 0 AND attendees >= 20 ORDER BY 1")[0]
    scope = whole(province.known, class_id=attended, language=language)
    found = oracle.figures(records, Limits(YEARS, class_id=attended))
    (hours, people), (share, _) = found["absence_rate"], found["absentee_rate"]
    text = said(board(scope), "leave", language)
    number = round(share * people)
    who = "person" if number == 1 else "people"
    begin = f"{number} 人旷过课" if language == "zh" else f"{number} {who} absent without leave"
    assert f"{begin}（" in text or f"{begin} (" in text
    assert f"{100 * hours:.1f}%" in text and hours > 0


def test_no_answer_or_test_of_a_single_person_is_kept_in_the_new_tables(province):
    con = open_version(province.warehouse, province.known.version).cursor()
    for table in ("mart_item", "mart_gain"):
        columns = {row[0] for row in con.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()}
        assert not columns & {"response_id", "enrollment_id", "cadre_id", "level_code", "region_code"}


