"""The Coverage page: what was planted is found through its Board, nothing is found where nothing was, gaps are named."""

from __future__ import annotations

from datetime import date

import duckdb

from board.coverage_table import coverage_table
from board.rows import records
from board.text import LANGUAGES, t
from data.build import Order, build
from data.demo import plants
from data.demo.plan import world
from data.versions import current
from pages.coverage import board
from queries import door
from queries.scope import Compare, Viewer
from tests.conftest import SAMPLE, House
from tests.scopes import whole

SEED = 20260701
TWO_YEARS = (date(2024, 7, 1), date(2026, 6, 30))


def test_what_was_planted_is_found_and_nothing_where_nothing_was(province_of, monkeypatch):
    planted, house = province_of
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(house.warehouse))
    shown = board(whole(house.known, period=TWO_YEARS))
    found = [statement.text for statement in shown.findings]
    names, tiers = house.known.region, house.known.names("tiers", "zh")
    who = (
        tiers[f"O{plants.LATE_TIER}"], names(str(plants.BEHIND_CITY)).zh, world()["host"][plants.UNPLANNED_HOST]["name"],
    )  # fmt: skip
    for name in who:
        assert any(text.startswith(name) for text in found) == planted, (name, found)
    if not planted:
        assert found == [t("zh", "coverage.nothing_apart")]


def test_a_city_has_its_own_highest_tier_held_against_its_lowest(province):
    tiers = province.known.names("tiers", "zh")
    for region, top in ((), "O1"), (("610800",), "O2"):
        charts = {c.head.id: c for c in board(whole(province.known, period=TWO_YEARS, region=region)).charts}
        title = charts["tiers_year_hours_per_head"].head.title
        assert tiers[top] in title and title.startswith(f"年内人均认可学时：{tiers['O4']}"), title


# The sample, counted on fingers: see tests/sample/*.csv.


def test_hours_and_states_of_the_sample(sample):
    frame = door.run("hours_by_level", whole(sample.known, compare=Compare.NONE))
    rows = frame[frame.org_tier == "*"].set_index("level_code")
    # B4: P07-P14, six of them with the 12 h of K1, P09 with 24 h more. B6: ten people whose class was last year.
    assert rows.loc["B4", "year_required"] == 8 and rows.loc["B6", "year_required"] == 10
    assert rows.loc["B4", "year_hours_per_head"] == (6 * 12 + 24) / 8
    assert rows.loc["B6", "year_hours_per_head"] == 0 and rows.loc["*", "annual_rate"] == 0
    assert rows.loc["B3", "rolling_required"] == 6 and rows.loc["B3", "five_year_rate"] == 0


def test_four_recruits_are_too_few_and_the_plan_is_kept_by_half(sample):
    laws = door.run("deadlines", whole(sample.known, compare=Compare.NONE))
    assert set(laws.initial_in_time_rate_state) == {"hidden"}
    kept = door.run("plan_kept", whole(sample.known)).set_index(["part", "code"])
    assert kept.loc[("*", "*"), "runs_due"] == 2 and kept.loc[("*", "*"), "plan_execution_rate"] == 0.5  # K2 came late
    assert kept.loc[("*", "*"), "judged"] == 2 and kept.loc[("*", "*"), "unplanned_rate"] == 0.5  # approved afterwards


def test_who_is_due_in_the_sample(sample):
    due = door.run("due_soon", whole(sample.known)).set_index(["duty", "month"])
    assert due.loc[("T1", "2026-06"), "due"] == 6 and due.loc[("T1", "2026-06"), "due_open"] == 0


# Rules are data with dates.


def test_a_newer_rule_changes_no_earlier_verdict(sample_house, tmp_path):
    codes, house = tmp_path / "codes", House(SAMPLE, tmp_path / "warehouse")
    codes.mkdir()
    rules = (SAMPLE.parents[1] / "data" / "codes" / "rules.csv").read_text(encoding="utf-8")
    (line,) = (row for row in rules.splitlines() if row.startswith("R02,"))
    newer = line.replace("R02,", "R99,").replace("12 days|90 hours", "1 days|6 hours").replace("2023-09-19", "2026-04-01")
    (codes / "rules.csv").write_text(rules + newer + "\n", encoding="utf-8")
    build(Order((house.sources,), house.warehouse, codes=codes))
    before, after = _verdicts(sample_house), _verdicts(house)
    early = [{k: v for k, v in found.items() if k[0] < date(2026, 4, 1)} for found in (before, after)]
    assert early[0] and early[0] == early[1]
    last = max(k[0] for k in after)
    assert {k[2] for k in after if k[0] == last and k[1] == "year"} == {"R99"}
    assert sum(v for k, v in after.items() if k[0] == last and k[1] == "year") > 0  # whom the old rule left behind


def test_levels_show_their_own_rule_with_source_and_status(sample):
    page = board(whole(sample.known))
    table = page.table
    said = {row.cells[0].text: row.cells[-1].text for row in table.rows}
    assert "R02" in said["乡科级"] and "R01" in said["县处级"]
    texts = [one.rule for one in page.definitions if one.metric in {column.metric for column in table.columns}]
    for code in ("R01", "R02"):  # once, where the metric that rests on it is defined
        (text,) = {text for text in texts if text.startswith(code)}
        assert "《干部教育培训工作条例》（2023年）第十四条" in text and "已核实" in text
        assert code not in table.note


def test_a_rule_that_no_metric_of_the_table_names_stands_above_it(sample):
    scope = whole(sample.known)
    hours = door.run("hours_by_level", scope).query("slice == 'now' and org_tier == '*'")
    rows = {row["level_code"]: row for row in records(hours)}
    table = coverage_table(rows, door.run("hours_pace", scope).assign(rule_code="R36"), scope, sample.known)
    assert "R36 计划班次在计划开班日期之后 30 天以内开班的" in table.note


def _verdicts(house: House) -> dict[tuple, int]:
    """(day, window, rule, level) -> how many met it."""
    con = duckdb.connect(str(house.warehouse / f"{current(house.warehouse)}.duckdb"), read_only=True)
    sql = "SELECT day, span, rule_code, level_code, sum(met) FROM hours_state GROUP BY ALL"
    return {tuple(row[:4]): int(row[4]) for row in con.execute(sql).fetchall()}


def test_a_place_without_anybody_to_train_says_so_and_not_that_there_are_no_classes(sample):
    nobody = next(region.code for region in sample.known.regions if region.depth == 2 and region.code.startswith("6108"))
    for language in LANGUAGES:
        made = board(whole(sample.known, region=(nobody,), language=language))
        assert not made.tiles and made.empty.count(sample.known.region(nobody).name(language)) == 1
        assert made.empty != board(whole(sample.known, region=(nobody,), language=language, viewer=Viewer())).empty
