"""The Selection page: what was planted is found through its Board, nothing where nothing was; rules are dated data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from board.text import t
from data.build import Order, build
from data.codes import DEFAULT, CodeError, load
from data.demo import plants
from data.versions import current
from pages import one_class
from pages.selection import board
from tests.conftest import SAMPLE, House
from tests.scopes import whole

SEED = 20260701
TWO_YEARS = (date(2024, 7, 1), date(2026, 6, 30))
CHANGE = date(2026, 4, 1)  # between the two classes of the sample that are in 2026


def repeat_unit(house: House) -> str:
    """The name of the unit that synthetic.toml says was planted."""
    line = next(x for x in (house.sources / "synthetic.toml").read_text(encoding="utf-8").splitlines() if "repeat_unit" in x)
    head, *rows = CalamineWorkbook.from_path(house.sources / "org_units.xlsx").get_sheet_by_index(0).to_python()
    return next(row[head.index("org_name")] for row in rows if row[head.index("org_id")] == line.split('"')[1])


def test_each_plant_is_asked_about_and_nothing_where_nothing_was_planted(province_of, monkeypatch):
    planted, house = province_of
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(house.warehouse))
    shown = board(whole(house.known, period=TWO_YEARS))
    said = [statement.text for statement in shown.actions]
    if not planted:
        assert said == [t("zh", "board.no_actions")], said
        return
    name = {code: house.known.region(str(code)).name("zh") for code in PLACES}
    for start, word in (
        (repeat_unit(house), "首次推荐合格率"), (name[plants.AGE_CITY], "年龄不符"),
        (name[plants.LATE_REPLACING_CITY], "换人用时中位数"), (name[plants.PROXY_CITY], "代训"),
        # more of its people are sent, and of few types: in a unit of 22 eleven seats of 28 are of one they had before
        (name[plants.SIMPSON_CITY][:2], "重复参训率"),
    ):  # fmt: skip
        assert any(text.startswith(start) and word in text for text in said), (start, word, said)
    assert len(said) == 5, said


PLACES = (plants.AGE_CITY, plants.LATE_REPLACING_CITY, plants.PROXY_CITY, plants.SIMPSON_CITY)


def test_the_class_page_shows_where_the_seats_of_one_class_went(sample):
    charts = one_class.board(whole(sample.known, class_id="K1")).charts
    (seats,) = [chart for chart in charts if chart.head.id == "seats"]
    assert seats.marks[0].value.text == "16" and len(charts) <= 6


# Rules are data with dates; the sample has one class before CHANGE in 2026, and one after.


def judged(house: House) -> dict[date, tuple[float, ...]]:
    """month -> (repeats judged, repeats, cap judged, beyond the cap, fully checked)."""
    con = duckdb.connect(str(house.warehouse / f"{current(house.warehouse)}.duckdb"), read_only=True)
    sql = (
        "SELECT month, sum(repeat_judged), sum(repeat_done), sum(cap_judged), sum(over_cap), sum(fully_checked) "
        "FROM selection_month GROUP BY month"
    )
    return {row[0]: row[1:] for row in con.execute(sql).fetchall()}


def line_of(name: str, code: str) -> tuple[str, str]:
    """The text of a default list and the line of one code."""
    text = (DEFAULT / f"{name}.csv").read_text(encoding="utf-8")
    return text, next(line for line in text.splitlines() if line.startswith(f"{code},"))


def stricter(codes: Path) -> None:
    """From CHANGE on one class a year, repeats no longer judged, one more required check."""
    text, cap = line_of("rules", "R22")
    newer = cap.replace("R22,", "R99,", 1).replace(",2 a year;", ",0 a year;").replace(",year,,,", f",year,{CHANGE},,")
    older = cap.replace(",year,,,", ",year,,2026-03-31,")
    _, repeat = line_of("rules", "R23")
    ended = repeat.replace(",year,,,", ",year,,2026-03-31,")
    changed = text.replace(cap, f"{older}\n{newer}").replace(repeat, ended)
    assert changed.count("2026-03-31") == 2 and str(CHANGE) in changed
    (codes / "rules.csv").write_text(changed, encoding="utf-8")
    text, _ = line_of("check_codes", "JOB")
    (codes / "check_codes.csv").write_text(text.replace(",no,,", f",yes,{CHANGE},"), encoding="utf-8")


def test_a_changed_rule_leaves_earlier_verdicts_alone(sample_house, tmp_path):
    codes, house = tmp_path / "codes", House(SAMPLE, tmp_path / "warehouse")
    codes.mkdir()
    stricter(codes)
    build(Order((house.sources,), house.warehouse, codes=codes))
    before, after = judged(sample_house), judged(house)
    early = {month: row for month, row in before.items() if month < CHANGE}
    assert early and early == {month: row for month, row in after.items() if month < CHANGE}
    late = [month for month in before if month >= CHANGE]
    assert sum(before[m][0] for m in late) > 0 and sum(after[m][0] for m in late) == 0
    assert sum(after[m][3] for m in late) > sum(before[m][3] for m in late)


@pytest.mark.parametrize(
    ("name", "code", "old", "new", "named"),
    [
        ("rules", "R22", ",2 a year;", ",twice a year;", "twice a year"),
        ("rules", "R23", ",year,,,", ",year,1 May,,", "1 May"),
        ("check_codes", "AGE", ",yes,,", ",perhaps,,", "perhaps"),
        ("check_codes", "AGE", ",yes,,", ",yes,,2026-02-30", "2026-02-30"),
    ],
)
def test_a_cap_or_a_day_that_cannot_be_read_is_refused_and_named(tmp_path, name, code, old, new, named):
    text, line = line_of(name, code)
    assert old in line
    (tmp_path / f"{name}.csv").write_text(text.replace(line, line.replace(old, new)), encoding="utf-8")
    with pytest.raises(CodeError) as caught:
        load((tmp_path,))
    assert all(code in said and named in said for said in (caught.value.zh, caught.value.en))
