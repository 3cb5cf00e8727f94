"""Needs: figures against the source files, what counts as an answer, and every planted finding through the page itself."""

from __future__ import annotations

import math
import random
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from board.model import Board
from board.text import t
from data.build import Order, build
from data.demo import plants
from data.versions import current, path_of
from pages import data_quality, follow_up, needs
from queries import door
from queries.scope import Compare, Scope, Viewer
from queries.warehouse import open_version
from tests import oracle, oracle_needs
from tests.conftest import House
from tests.oracle import Records
from tests.scopes import HALF, YEARS, limits, whole

TOLD = (date(2023, 7, 1), date(2025, 12, 31))  # of later classes few have answered so far

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(scope="module")
def records(province_house: House) -> Records:
    return oracle.read(province_house.sources)


@pytest.fixture(scope="module")
def named(province_house: House, records: Records) -> pd.DataFrame:
    return oracle_needs.needs(province_house.sources, records)


@pytest.fixture(scope="module")
def came(province_house: House, records: Records) -> pd.DataFrame:
    return oracle_needs.taught(province_house.sources, records)


def scopes(house: House, chance: random.Random) -> list[Scope]:
    """The whole, and a city and a level of it."""
    city = chance.choice([r.code for r in house.known.regions if r.depth == 1])
    parts = ({}, {"region": (city,)}, {"level": (chance.choice(["B4", "B5"]),)}, {"period": HALF})
    return [whole(house.known, **{"period": YEARS, "compare": Compare.NONE, **part}) for part in parts]


def same(row: dict, key: str, expected: float) -> int:
    """The row says what was counted, unless it is kept back or there is nothing. Returns 1 if it was compared."""
    if row[f"{key}_state"] == "hidden":
        return 0
    if math.isnan(expected):
        assert row[f"{key}_state"] == "none", key
        return 0
    assert math.isclose(row[key], expected, rel_tol=1e-9, abs_tol=1e-9), (key, row[key], expected)
    return 1


def test_every_topic_agrees_with_the_source_files(province, named, came, chance):
    compared = 0
    for scope in scopes(province, chance):
        counted = oracle_needs.by_topic(named, came, limits(scope, province.known))
        rows = door.run("needs_by_topic", scope).to_dict("records")
        assert {r["topic_code"] for r in rows} == set(counted)
        compared += sum(same(r, key, n) for r in rows for key, n in counted[r["topic_code"]].items())
    assert compared >= 100


def test_no_topic_says_of_people_what_may_not_be_said_of_all_topics_together(province):
    """A level in a city over some months: what the version does not show of it stands with no topic either."""
    kept = 0
    for month, level in ((1, "B3"), (3, "B4"), (5, "B5")):
        period = (date(2025, month, 1), date(2025, month + 1, 28))
        scope = whole(province.known, period=period, level=(level,), region=("610800",), compare=Compare.NONE)
        every = door.run("effect_by_level", scope).set_index("level_code").loc["*"]
        topics = door.run("needs_by_topic", scope)
        for key in ("application_rate", "learning_gain"):
            if every[f"{key}_state"] == "hidden":
                kept += len(topics)
                assert set(topics[f"{key}_state"]) <= {"hidden"}, (scope, key)
    assert kept > 5


def test_levels_and_counties_agree_with_the_source_files(province, named, records, chance):
    compared = 0
    for scope in scopes(province, chance):
        asked = limits(scope, province.known)
        levels, places = oracle_needs.by_level(named, records, asked), oracle_needs.by_county(named, records, asked)
        for row in door.run("needs_by_level", scope).to_dict("records"):
            compared += same(row, "voice_gap", levels.get(row["level_code"], math.nan))
        for row in door.run("needs_by_region", scope).to_dict("records"):
            if row["depth"] == 2 and row["region_code"]:
                compared += same(row, "voice_rate", places.get(row["region_code"], math.nan))
    assert compared >= 100


# K1 (topic rural revitalisation, as told here; line PI1 of the plan) ran on 2026-03-02 with people of level B3 and B4
# from 610800 and 610881.
NEEDS = """need_id,channel_code,region_code,level_code,topic_code,importance,current_ability,headcount,collected_on,对应计划
1,CH1,610881,B4,TP04,5,2,10,2025-05-10,
2,CH1,610881,B5,TP04,5,2,10,2025-05-10,
3,CH1,610102,B4,TP04,5,2,10,2025-05-10,
4,CH1,610881,B4,TP04,5,2,10,2026-04-10,
5,CH1,610881,B4,TP06,5,2,10,2025-05-10,
6,CH1,610800,,TP04,5,2,10,2025-05-10,
7,CH1,610881,B4,TP04,5,2,10,2025-03-10,PI1
8,CH1,610881,B4,TP04,5,2,10,2025-02-10,PI2
"""


def test_only_a_later_class_on_the_topic_for_the_level_and_the_place_answers_a_need_and_a_deleted_plan_line_none(
    sample_copy, tmp_path
):
    (tmp_path / "needs.csv").write_text(NEEDS, encoding="utf-8")
    lines = (SAMPLE / "classes.csv").read_text(encoding="utf-8").splitlines()
    told = [f"{line},{more}" for line, more in zip(lines, ("topic_code", "TP04", "", ""), strict=True)]
    (tmp_path / "classes.csv").write_text("\n".join(told) + "\n", encoding="utf-8")
    others = tuple(p for p in SAMPLE.glob("*.csv") if p.stem not in ("needs", "classes"))
    files = (*others, tmp_path / "needs.csv", tmp_path / "classes.csv")
    build(Order(files, sample_copy))
    said = "region_code, level_code, topic_code, month(month), met_needs, unmet_needs"
    assert of_needs(sample_copy, f"{said} FROM need_month WHERE month >= '2025-05-01'") == [
        ("610102", "B4", "TP04", 5, 0, 1),  # nobody from there
        ("610800", "", "TP04", 5, 1, 0),  # a city's need, any level
        ("610881", "B4", "TP04", 4, 0, 0),  # named after the class, and not a year old
        ("610881", "B4", "TP04", 5, 1, 0),
        ("610881", "B4", "TP06", 5, 0, 1),  # another topic
        ("610881", "B5", "TP04", 5, 0, 1),  # another level
    ]
    taken = "month(month), planned_needs, met_needs, unmet_needs FROM need_month WHERE month < '2025-05-01'"
    assert of_needs(sample_copy, taken) == [(2, 1, 0, 1), (3, 1, 1, 0)]  # K1 is no class of line PI2
    deleted(tmp_path, "PI1")
    build(Order((*(f for f in files if f.stem != "plan_items"), tmp_path / "plan_items.csv"), sample_copy))
    assert of_needs(sample_copy, taken) == [(2, 1, 0, 1), (3, 0, 0, 1)]


def deleted(folder: Path, line: str) -> None:
    """The sample's plan without one line."""
    rows = (SAMPLE / "plan_items.csv").read_text(encoding="utf-8").splitlines()
    (folder / "plan_items.csv").write_text("\n".join(r for r in rows if not r.startswith(line)) + "\n", encoding="utf-8")


def of_needs(warehouse: Path, question: str) -> list[tuple]:
    with duckdb.connect(str(path_of(warehouse, current(warehouse))), read_only=True) as con:
        return con.execute(f"SELECT {question} ORDER BY ALL").fetchall()


def said(board: Board) -> str:
    return "\n".join(f.text for f in (*board.findings, *board.actions))


def planted_words(known) -> list[str]:
    topics, levels = known.lists["topics"], known.lists["levels"]
    return [
        f"“{topics[plants.UNANSWERED_TOPIC].zh}”提出满一年", f"“{topics[plants.UNASKED_TOPIC].zh.strip('“”')}”占培训学时",
        f"{levels[f'B{plants.UNHEARD_LEVEL}'].zh}的需求份额比人数份额低", "3 个县没有问到",
    ]  # fmt: skip


def test_every_planted_need_is_said_on_the_page(province):
    text = said(needs.board(whole(province.known, period=YEARS)))
    for words in planted_words(province.known):
        assert words in text
    for code in plants.UNASKED_COUNTIES:
        assert province.known.region(str(code)).zh in text


def test_a_county_in_which_nobody_serves_need_not_be_asked_but_has_to_report(province):
    """So Needs counts one county less than Data quality, and says which it counts."""
    scope, every = whole(province.known, period=YEARS), [r.code for r in province.known.regions if r.depth == 2]
    tile = next(tile for tile in needs.board(scope).tiles if tile.metric == "voice_rate")
    word = t("zh", "trust.tile_reported")
    reported = next(tile for tile in data_quality.board(scope).tiles if tile.word == word).value
    places = door.run("needs_by_region", scope)
    served = set(places.loc[places["population"] != 0, "region_code"]) & set(every)
    assert tile.value.n == len(served) < len(every) and "有在职人员" in tile.label
    told = door.run("record_coverage", scope)  # of too few people it is not said whether they reported
    untold = (told["region_code"].isin(every) & told["enrolled"].isna()).sum()
    assert reported.n + untold == len(every)


def test_the_reason_that_dominates_one_level_is_said_on_the_page_and_on_no_other_level(province):
    text = said(follow_up.board(whole(province.known, period=TOLD)))
    level = province.known.lists["levels"][f"B{plants.BARRIER_LEVEL}"].zh
    assert f"{level}没用上的人里，过半说是“没有应用机会”" in text and text.count("过半说是") == 1


def test_a_version_without_needs_names_the_file_that_would_fill_the_page(sample_copy, monkeypatch):
    build(Order(tuple(p for p in SAMPLE.glob("*.csv") if p.stem != "needs"), sample_copy))
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    for language in ("zh", "en"):
        board = needs.board(Scope(current(sample_copy), HALF, language=language))
        assert "needs" in board.empty and not (board.tiles or board.charts or board.table)


def test_no_single_need_is_published(province):
    con = open_version(province.warehouse, province.known.version).cursor()
    columns = {row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE need_month)").fetchall()}
    assert not columns & {"need_id", "org_id", "survey_id"}


def test_where_the_needs_of_a_county_are_too_few_the_page_is_of_its_city_and_names_all_it_holds(province):
    known, told = province.known, 0
    for region in [r for r in known.regions if r.depth == 2][::9]:
        scope = whole(known, region=(region.code,), period=YEARS, compare=Compare.NONE)
        rows = door.run("needs_by_topic", scope).set_index("topic_code")["need_answers"]
        made, wide = needs.board(scope), needs.board(scope.changed(region=(region.city,)))
        of_city = [n for n in made.notices if all(r.zh in n for r in known.regions if r.city == region.city)]
        assert bool(of_city) == math.isnan(rows["*"]), region
        if of_city:
            assert made.tiles == wide.tiles and made.table == wide.table and made.title == wide.title
            alone = needs.board(scope.changed(viewer=Viewer(regions=(region.code,))))
            assert not [n for n in alone.notices if known.region(region.city).zh in n and "合计" in n]
            told += 1
    assert told


def test_asked_less_taught_is_not_told_where_what_is_taught_is_not(province):
    kept = 0
    for city in [r.code for r in province.known.regions if r.depth == 1]:
        for period in ((date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 7, 1), date(2025, 9, 30))):
            rows = door.run("needs_by_topic", whole(province.known, region=(city,), period=period, compare=Compare.NONE))
            taught = rows.supply_share_state == "hidden"
            assert (rows[taught].topic_gap_state == "hidden").all() and (rows[taught].mismatch_index_state == "hidden").all()
            kept += (taught & (rows.demand_share_state == "shown")).sum()
    assert kept
