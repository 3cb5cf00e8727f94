"""One class, whole: its numbers recomputed, its words in every state, its advice, its two sheets of paper."""

from __future__ import annotations

import io
import math
import re
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pypdf
import pytest

import data
from board.charts.one_class import DIMENSIONS, dimension_dots
from board.class_advice import rules
from board.class_facts import facts
from board.class_gain import class_gain
from board.like_classes import is_low, standings
from board.model import Board, Grade, Heat
from board.text import LANGUAGES, t, words
from data.metrics import metrics, policies
from packs.document import pdf
from pages.one_class import board
from queries import door
from queries.scope import Audience
from queries.warehouse import open_version
from tests import oracle, oracle_class
from tests.conftest import House
from tests.scopes import whole
from tests.walk import texts


@pytest.fixture(scope="module")
def records(province_house: House) -> oracle.Records:
    return oracle.read(province_house.sources)


@cache
def classes(warehouse: Path, version: str) -> pd.DataFrame:
    """Classes with what they hold of everything this page shows."""
    return open_version(warehouse, version).cursor().execute("""
        SELECT k.class_id, k.ended, count(DISTINCT a.dimension_code) AS aspects, any_value(g.pairs) AS pairs,
               (SELECT count(*) FROM mart_course m WHERE m.class_id = k.class_id) AS sessions,
               (SELECT sum(checked_in) FROM effect_class e WHERE e.class_id = k.class_id) AS people
        FROM dim_class k LEFT JOIN mart_course s USING (class_id) LEFT JOIN mart_aspect a USING (session_id)
        LEFT JOIN mart_gain g USING (class_id)
        GROUP BY k.class_id, k.ended ORDER BY k.class_id""").df()  # fmt: skip


def of(house: House, condition: str) -> list[str]:
    return classes(house.warehouse, house.known.version).query(condition).class_id.tolist()


def said(made: Board, theme: str, language: str = "zh") -> str:
    """The statement of a theme without its head."""
    head = t(language, "one_class.themed", theme=t(language, f"one_class.theme_{theme}"), text="")
    (found,) = [one.text.removeprefix(head) for one in made.findings if one.text.startswith(head)]
    return found


def agree(row: dict, key: str, expected: tuple[float, float]) -> None:
    value, n = expected
    state = row[f"{key}_state"]
    if n == 0 or math.isnan(value):
        assert state in ("none", "hidden"), key
    elif state == "hidden":
        assert n < policies()["inside"][metrics()[key].kind]
    else:
        assert row[metrics()[key].count] == n and math.isclose(row[key], value, rel_tol=1e-9, abs_tol=1e-9), key


def test_every_figure_of_a_class_is_what_the_source_files_say(province, records, chance):
    rated, tested = of(province, "ended and aspects == 4"), of(province, "pairs >= 10")
    assert rated and tested
    for class_id in (*chance.sample(rated, 1), *chance.sample(tested, 2)):
        scope = whole(province.known, class_id=class_id)
        back = oracle_class.returns(province.sources, class_id)
        rows = door.run("one_class_returns", scope)
        assert set(rows.return_reason) == set(back)
        for row in rows.to_dict("records"):
            agree(row, "return_part", back[row["return_reason"]])
        cells, found = oracle_class.aspects(province.sources, class_id), door.run("one_class_aspects", scope)
        assert {(row["seq"], row["dimension_code"]) for row in found.to_dict("records")} == set(cells)
        for row in found.to_dict("records"):
            agree(row, "aspect_score", cells[row["seq"], row["dimension_code"]])
        for row in door.run("one_class_gain", scope).to_dict("records"):
            for key, pair in oracle_class.tests(records, class_id).items():
                agree(row, key, pair)
        share, wrote, _ = oracle_class.comments(province.sources, class_id)
        for row in door.run("one_class_comments", scope).to_dict("records"):
            agree(row, "comment_rate", (share, wrote))


def test_the_gap_between_raters_is_the_mean_over_like_classes_and_one_rater_of_the_class_stays_hidden(province, chance):
    overall = oracle_class.overall(province.sources).set_index(["class_id", "role"])
    class_id = chance.choice([c for c in of(province, "ended") if ("FLW" in overall.loc[c].index) and c > "C2025"])
    rows = door.run("one_class_raters", whole(province.known, class_id=class_id)).set_index("rater_role")
    for role in rows.index:
        own = overall.loc[(class_id, role)] if (class_id, role) in overall.index else None
        if own is not None:
            agree(rows.loc[role].to_dict(), "rater_score", (own["mean"], own["size"]))
            assert (own["size"] >= 10) == (rows.loc[role, "rater_score_state"] != "hidden")
        if role != "TRN":
            gap, spread, many, answers = oracle_class.gaps(province.sources, class_id, role)
            if many < 8:  # too few classes to speak of a gap
                assert rows.loc[role, "rater_gap_state"] == "none"
                continue
            agree(rows.loc[role].to_dict(), "rater_gap", (gap, answers))
            agree(rows.loc[role].to_dict(), "rater_gap_spread", (spread, answers))
            assert rows.loc[role, "peer_classes"] == many


def test_no_two_classes_tell_by_their_like_ones_what_one_rater_said_of_a_third(province):
    """The sets they are compared with are the same or share nobody, so the one less the other is no single class."""
    held, told = oracle._table(province.sources, "classes"), {}
    for kind, year, class_id in sorted(zip(held.train_type, held.start_date.str[:4], held.class_id, strict=True))[::3]:
        frame = door.run("one_class_raters", whole(province.known, class_id=class_id))
        for row in frame[frame.rater_gap_state.isin(["shown", "hollow"])].to_dict("records"):
            told.setdefault((kind, year, row["rater_role"]), []).append((row["rater_gap"], row["peer_classes"]))
    assert max(map(len, told.values())) > 2 and len({key[:2] for key in told}) > 1
    assert all(len(set(found)) == 1 for found in told.values())


def test_the_interval_of_the_gain_is_near_the_one_by_formula_from_the_persons(province, records, chance):
    from analysis.gain import gain_of_pairs

    class_id = chance.choice(of(province, "pairs >= 20"))
    scope = whole(province.known, class_id=class_id)
    found = class_gain(facts(scope), scope)
    rows = records.tests[records.tests.class_id == class_id].astype({"score": float})
    both = rows.pivot_table(index="enrollment_id", columns="kind", values="score")[["PRE", "POST"]].dropna()
    known = gain_of_pairs(both.PRE, both.POST)
    for name in ("change", "change_low", "change_high", "g_av", "hake", "ceiling"):
        assert math.isclose(getattr(found, name), getattr(known, name), rel_tol=1e-9), name
    wide = known.g_high - known.g_low
    assert abs(found.g_low - known.g_low) < wide / 3 and abs(found.g_high - known.g_high) < wide / 3
    assert found.hake_low < found.hake < found.hake_high


def test_a_text_is_shown_only_of_ten_writers_and_more_masked_and_without_a_sign_of_its_sheet(province, sample):
    limits = {policy["survey"] for policy in policies().values()}
    assert limits == {10}  # data/marts/25_comment.sql
    con = open_version(sample.warehouse, sample.known.version).cursor()
    held = con.execute("SELECT class_id, comment, comment_writers FROM class_comment ORDER BY ALL").fetchall()
    assert [row for row in held if row[0] == "K2"] == [("K2", "", 2.0)]
    first = {row[1] for row in held if row[0] == "K1"}
    assert len(first) == 10 and "请联系 *** 要课件" in first  # eleven wrote, two the same
    columns = [row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE class_comment)").fetchall()]
    assert columns == ["class_id", "place", "comment", "comment_writers"]
    assert said(board(whole(sample.known, class_id="K2")), "voices") == t("zh", "one_class.voices_few", limit=10)
    assert not any(digits in said(board(whole(sample.known, class_id="K1")), "voices") for digits in ("138", "5678"))


@pytest.mark.parametrize("text, kept", [
    ("电话 138 1234 5678 找我", "电话 *** 找我"), ("请打139-1234-5678", "请打***"), ("找１３９****５６７８", "找***"),
    ("证 610102 19900101 123X", "证 ***"), ("信箱 zhang.san@example.gov.cn", "信箱 ***"), ("微信 wxid_abc12345", "微信 ***"),
    ("陕A·12345 乱停", "陕A·*** 乱停"), ("座机029-87654321", "座机***"),
    ("一三九一二三四五六七八", "***"), ("①③⑨①②③④⑤⑥⑦⑧", "***"), ("好\u202e课\u200b", "好课"),
    ("2024年3月15日讲得好，95分，第2、3课", "2024年3月15日讲得好，95分，第2、3课"),
])  # fmt: skip
def test_what_reaches_a_person_is_masked_in_texts_however_it_is_written(text, kept):
    with duckdb.connect() as con:
        con.execute("CREATE TABLE acc_comments AS SELECT 'K1' class_id, range response_id, ? comment FROM range(10)", [text])
        con.execute((Path(data.__file__).parent / "marts" / "25_comment.sql").read_text(encoding="utf-8"))
        assert con.execute("SELECT DISTINCT comment FROM class_comment").fetchall() == [(kept,)]


def test_readers_outside_get_no_text_of_a_trainee(sample):
    made = board(whole(sample.known, class_id="K1", audience=Audience.OUTSIDE))
    written = door.run("one_class_comments", whole(sample.known, class_id="K1"))["comment"]
    assert not any(text in one for text in written for _, one in texts(made))


def test_a_class_that_has_not_ended_says_what_is_still_to_come(province):
    running = of(province, "not ended")
    assert running
    for class_id in running[:2]:
        made = board(whole(province.known, class_id=class_id))
        assert said(made, "learned") == t("zh", "one_class.tests_to_come") or "前测" in said(made, "learned")
        assert said(made, "used").count("未到期") == 3 and said(made, "voices")


def test_the_run_before_is_not_compared_by_answers_to_another_questionnaire(province):
    con = open_version(province.warehouse, province.known.version).cursor()
    first = con.execute("""
        SELECT arg_min(class_id, start_date) FILTER (start_date >= DATE '2026-01-01')
        FROM dim_class JOIN mart_form USING (class_id) GROUP BY programme_id
        HAVING min(start_date) < DATE '2026-01-01' AND max(start_date) >= DATE '2026-01-01' ORDER BY 1""").fetchall()
    assert first
    for (class_id,) in first[:2]:
        text = said(board(whole(province.known, class_id=class_id)), "before")
        assert t("zh", "one_class.other_form") in text and "非常满意率" not in text


def test_a_standing_is_the_distance_from_the_common_share_and_flags_only_beyond_the_limits(province, chance):
    for class_id in chance.sample(of(province, "ended and people >= 20"), 2):
        scope = whole(province.known, class_id=class_id)
        frame = door.run("like_classes", scope)
        for one in standings(facts(scope), scope):
            n = metrics()[one.metric].count
            shown = frame[frame[f"{one.metric}_state"].isin(["shown", "hollow"])]
            centre = (shown[one.metric] * shown[n]).round().sum() / shown[n].sum()
            assert math.isclose(one.centre, centre, rel_tol=1e-12) and one.classes == len(shown) - 1
            inside = one.band[0] <= one.value.number <= one.band[1]
            assert one.flag == 0 or not inside or one.value.n < 40  # exact limits are wider than the drawn ones


def test_a_gain_is_low_only_with_its_whole_interval_below_the_middle_half_of_like_classes(province):
    seen = set()
    for class_id in of(province, "pairs >= 10")[-8:]:
        scope = whole(province.known, class_id=class_id)
        found = facts(scope)
        gain, peer = class_gain(found, scope), found.peers.get("learning_gain")
        if peer is not None:
            low = is_low("learning_gain", found, (), scope)
            assert low == (gain.hake_high < peer["low"])
            seen.add((low, gain.hake < peer["low"]))
    assert (False, True) in seen or (True, True) in seen


def test_each_recommendation_rests_on_a_number_of_the_page_and_has_its_words(province, chance):
    figures = [rule.figure for rule in rules()]
    assert len(set(figures)) == len(figures)
    for language in LANGUAGES:
        advised = {key for key in words(language) if key.startswith("one_class.advise_")}
        assert advised == {f"one_class.advise_{name}" for name in (*figures, "basis", "none", "nothing")}
    seen = 0
    for class_id in chance.sample(of(province, "ended"), 5):
        made = board(whole(province.known, class_id=class_id))
        assert 1 <= len(made.actions) <= 3
        page = " ".join(text for where, text in texts(made) if ".actions" not in where)
        for one in (x for x in made.actions if x.basis):
            seen += 1
            assert one.grade in (Grade.CAN, Grade.CARE)
            (number, *_) = re.findall(r"[-+]?\d[\d.]*%?", one.basis.split("：", 1)[1].split("课 ")[-1])
            assert number.lstrip("+") in page, (class_id, one.basis)
    assert seen


def test_a_class_of_too_few_gives_no_number_away_and_says_so(province):
    small = of(province, "ended and people < 5")
    for class_id in small[:2]:
        made = board(whole(province.known, class_id=class_id))
        assert made.sentence.grade is Grade.CANNOT and not [c for c in made.charts if c.head.id == "seats"]
        assert [one.text for one in made.actions] == [t("zh", "one_class.advise_nothing")] or made.actions[0].basis
        assert said(made, "voices") in (t("zh", "one_class.voices_few", limit=10), t("zh", "one_class.voices_none"))


def test_four_questions_a_session_make_a_table_of_aspects(province):
    made = board(whole(province.known, class_id=of(province, "ended and aspects == 4")[0]))
    heat = next(c for c in made.charts if c.head.id == "aspects")
    assert isinstance(heat, Heat) and len(heat.columns) == 4 and len(heat.rows) == len(heat.cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_a_class_is_two_upright_sheets_whatever_the_class(province, language):
    longest = classes(province.warehouse, province.known.version).sort_values("sessions").class_id.iloc[-1]
    ordinary, running = of(province, "ended and aspects == 4 and pairs >= 10"), of(province, "not ended")
    small = classes(province.warehouse, province.known.version).sort_values("people").class_id.iloc[0]
    chosen = (longest, ordinary[0], running[0], small) if language == "zh" else (longest, ordinary[0])
    for scope in (whole(province.known, class_id=class_id) for class_id in chosen):
        made = board(scope.changed(language=language))
        sheets = pypdf.PdfReader(io.BytesIO(pdf(made, language))).pages
        assert len(sheets) == 2, scope.class_id
        assert [round(float(x)) for x in sheets[0].mediabox[2:]] == [595, 842]
        found = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in sheets))
        for text in (made.title, made.sentence.text, *(x.text for x in (*made.findings, *made.actions))):
            assert re.sub(r"\s", "", text) in found, (scope.class_id, text)
        for chart in made.charts:
            assert re.sub(r"\s", "", chart.head.title)[:12] in found, (scope.class_id, chart.head.title)


def test_the_chart_of_the_four_parts_says_how_many_answered_the_parts_that_were_asked(sample):
    row = {f"{key}_state": "none" for key in DIMENSIONS} | {metrics()[key].count: 0 for key in DIMENSIONS}
    row |= {"management_rate": 2 / 3, "management_rate_state": "shown", "pm_count": 30}
    row |= {"response_rate": 0.8, "response_rate_state": "shown", "invited": 36}
    assert t("zh", "board.n", n="30") in dimension_dots(row, {}, whole(sample.known)).head.foot
