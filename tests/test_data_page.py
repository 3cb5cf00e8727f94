"""The page of data quality, counted by hand on the sample: freshness, rejected rows, who reported, checks."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from board.model import Board, State
from board.text import LANGUAGES, t
from data import versions
from data.build import Order, build
from pages.data_quality import board
from queries import door
from queries.scope import Viewer
from queries.warehouse import open_version
from tests.conftest import SAMPLE, House
from tests.scopes import NEVER, whole
from tests.walk import everything

CITY = Viewer(regions=("610800",))
IDENTITY = "610102199001011234"


@pytest.fixture(scope="module")
def faulty_house(sample_house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The sample with five faulty rows: two dates, a code, a score outside its scale, a person's number as a date."""
    folder = tmp_path_factory.mktemp("faulty")
    sources = folder / "sources"
    shutil.copytree(SAMPLE, sources)
    with (sources / "enrollments.csv").open("a", encoding="utf-8") as file:
        file.write("E9-01,K1,P20,GONE9,,12,,\n")
        file.write(f"E9-02,K1,P21,WITHDRAWN,{IDENTITY},,,\n")
    with (sources / "follow_ups.csv").open("a", encoding="utf-8") as file:
        file.write("F901,E1-01,,W1,TRN,2026-13-01,,,\nF902,E1-02,,W1,TRN,<b>soon</b>,,,\n")
    with (sources / "assessments.csv").open("a", encoding="utf-8") as file:
        file.write("E1-05,PAPER,140,100,2026-03-02\n")
    warehouse = Path(shutil.copytree(sample_house.warehouse, folder / "warehouse"))
    build(Order((sources,), warehouse, max_rejected=1))
    return House(sources, warehouse)


@pytest.fixture
def faulty(faulty_house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The same as the warehouse every query reads."""
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(faulty_house.warehouse))
    return faulty_house


@pytest.fixture
def checked(sample_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The sample as a version that holds the results of checks."""
    warehouse = tmp_path / "checked"
    shutil.copytree(sample_house.warehouse, warehouse)
    con = duckdb.connect(str(versions.path_of(warehouse, versions.current(warehouse))))
    for table in ("check_result", "check_finding"):
        con.execute(f"DROP TABLE IF EXISTS {table}")
    con.execute(
        "CREATE TABLE check_result AS FROM (VALUES ('dates_ordered', 'enrollments', 'warn', 30::BIGINT, 3::BIGINT), "
        "('two_classes', 'enrollments', 'warn', 20, 1), ('straight_line', 'evaluations', 'warn', 11, 2)) "
        "t(code, kind, severity, checked, failed)"
    )
    con.execute(
        "CREATE TABLE check_finding AS FROM (VALUES ('enrollments.csv', '', 'enrollments', 12, 'left_on', '', "
        "'dates_ordered', 'warn', '退班早于开班', 'left before the class began')) "
        "t(file, sheet, kind, row, column_name, value, code, severity, reason_zh, reason_en)"
    )
    con.close()
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(warehouse))
    return House(sample_house.sources, warehouse)


def tiles(made: Board) -> dict[str, str]:
    return {tile.label: tile.value.text for tile in made.tiles}


def test_the_date_of_the_page_is_that_of_the_oldest_source_and_the_sentence_names_it(sample):
    made = board(whole(sample.known))
    assert "最旧的来源是学习考核，到 2026-03-03 为止" in made.sentence.text
    assert tiles(made)["最旧来源截至"] == "3月3日"  # the last test was taken that day; follow-ups go on to June


def test_rows_in_are_accepted_and_rejected_file_by_file(faulty):
    made = board(whole(faulty.known))
    lines = {row.cells[0].text: [cell.number for cell in row.cells[2:5]] for row in made.table.rows}
    assert lines["enrollments.csv"] == [32, 30, 2]
    assert lines["follow_ups.csv"] == [52, 50, 2]
    assert lines["assessments.csv"] == [24, 23, 1]
    assert lines["classes.csv"] == [3, 3, 0]
    assert all(rows == accepted + rejected for rows, accepted, rejected in lines.values())
    assert tiles(made)["退回行数"] == "5" and "行来源记录中退回 5 行" in made.sentence.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_say_how_many_where_and_an_example_that_names_nobody(faulty, language):
    made = board(whole(faulty.known, language=language))
    said = {statement.basis: statement.text for statement in made.findings}
    dates = next(text for basis, text in said.items() if "52" in basis and "53" in basis)
    assert dates.startswith("退回 2 行" if language == "zh" else "2 rejected") and "2026-13-01" in dates
    assert any("GONE9" in text for text in said.values())
    whole_page = " ".join(everything(made))
    assert IDENTITY not in whole_page and IDENTITY[:14] not in whole_page and "P20" not in whole_page
    assert "610102********1234" in whole_page


def test_a_county_has_reported_if_people_of_it_were_in_a_class_of_the_period(sample):
    frame = door.run("record_coverage", whole(sample.known)).set_index(["depth", "city_code", "region_code"])
    assert frame["enrolled"].to_dict() == {
        (1, "", "*"): 20,
        (1, "", "610800"): 20,
        (2, "610800", ""): 14,  # eight in the first class, six in the second
        (2, "610800", "610881"): 6,
    }
    assert frame.loc[(1, "", "*"), "record_rate"] == pytest.approx(61 / 62, rel=1e-12)  # one session without a record
    assert frame.loc[(2, "610800", "610881"), "record_rate"] == 1
    made = board(whole(sample.known))
    assert tiles(made)["已报送县（市、区）"] == "1/107" and "107 个县（市、区）中有 106 个没有报送" in made.sentence.text
    asked = next(statement for statement in made.actions if "榆林市" in statement.text)
    assert "补报 11 个" in asked.text and "神木市" not in asked.text
    assert asked.link.params == (("region", "610800"),)


def test_a_period_without_classes_has_no_reports_but_still_its_files(sample):
    made = board(whole(sample.known, period=NEVER))
    assert tiles(made)["已报送县（市、区）"] == "0/107" and len(made.table.rows) == len(list(SAMPLE.glob("*.csv")))
    assert made.charts == () and not made.empty


def test_a_viewer_of_one_city_sees_its_own_counties_and_no_file(faulty):
    scope = whole(faulty.known, viewer=CITY)
    made = board(scope)
    names = [row.cells[0].text.strip("\u3000") for row in made.table.rows]
    assert names[0] == "榆林市" and names[-1] == "神木市" and len(names) == 13
    assert [row.cells[1].text for row in made.table.rows].count("已报送") == 2
    assert not [text for text in everything(made) if ".csv" in text]
    assert "退回行数" not in tiles(made) and tiles(made)["已报送县（市、区）"] == "1/12"
    for name in ("source_files", "rejected_reasons"):
        assert door.run(name, scope).empty


def test_a_viewer_of_nothing_is_told_so(sample):
    made = board(whole(sample.known, viewer=Viewer(regions=())))
    assert made.empty and not (made.tiles or made.table or made.findings or made.actions)


def test_a_version_without_checks_says_so_instead_of_a_number(sample, tmp_path, monkeypatch):
    warehouse = tmp_path / "old"
    shutil.copytree(sample.warehouse, warehouse)
    con = duckdb.connect(str(versions.path_of(warehouse, versions.current(warehouse))))
    for table in ("check_result", "check_finding"):
        con.execute(f"DROP TABLE IF EXISTS {table}")
    con.close()
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(warehouse))
    made = board(whole(sample.known))
    shown = {tile.label: tile.value for tile in made.tiles}
    for label in ("记录完整一致率", "敷衍作答比例"):
        assert shown[label].text == "未检查" and shown[label].state is State.NO_RECORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_checks_are_counted_apart_from_answers_given_without_care(checked, language):
    made = board(whole(checked.known, language=language))
    shown = {tile.word: tile.value for tile in made.tiles}
    checks, answers = ("核对", "作答") if language == "zh" else ("Checks", "Answers")
    assert shown[checks].number == pytest.approx(46 / 50) and shown[checks].n == 50
    assert shown[answers].number == pytest.approx(2 / 11) and shown[answers].n == 11
    why = "退班早于开班" if language == "zh" else "left before the class began"
    assert [statement for statement in made.findings if why in statement.text and "12" in statement.basis]


def test_of_findings_as_many_are_told_as_were_counted_not_as_were_kept(checked):
    (one,) = (said for said in board(whole(checked.known)).findings if "退班早于开班" in said.text)
    assert one.text.startswith("已接收但有疑 3 行")  # one of them is kept


def test_where_nobody_knows_whose_the_findings_are_that_were_not_kept_it_says_at_least(checked):
    con = duckdb.connect(str(versions.path_of(checked.warehouse, versions.current(checked.warehouse))))
    con.execute("INSERT INTO check_finding SELECT * REPLACE ('more.csv' AS file) FROM check_finding")
    con.close()
    two = [said.text for said in board(whole(checked.known)).findings if "退班早于开班" in said.text]
    assert len(two) == 2 and all(text.startswith("已接收但有疑至少 1 行") for text in two)


def test_the_checks_are_asked_only_by_a_viewer_of_everywhere(checked):
    scope = whole(checked.known, viewer=CITY)
    assert door.answerable("check_results", scope)
    assert door.run("check_results", scope).empty and door.run("check_findings", scope).empty


def test_a_source_far_behind_the_newest_is_asked_for(sample_copy, tmp_path, monkeypatch):
    sources = tmp_path / "sources"
    shutil.copytree(SAMPLE, sources)
    path = sources / "follow_ups.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-06-01", "2026-06-30"), encoding="utf-8")
    build(Order((sources,), sample_copy))
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    known = open_version(sample_copy, versions.current(sample_copy)).catalogue
    assert known.as_of == date(2026, 6, 30)
    late = [s.text for s in board(whole(known)).actions if "补交" in s.text]
    assert late == ["请补交学习考核：最新记录停在 2026-03-03，落后 119 天"]


def test_it_is_not_told_whether_a_county_reported_where_its_people_may_not_be(province):
    """Who came, month by month and level by level, beside one sum of a half-year tells of a single person where he was."""
    every = {r.code for r in province.known.regions if r.depth == 2}
    months = [(date(2025, month, 1), date(2025, month, 28)) for month in (3, 9)]
    kept = set()
    for scope in (whole(province.known, period=days, level=(f"B{n}",)) for days in months for n in range(1, 7)):
        people, told = (door.run(name, scope) for name in ("effect_by_region", "record_coverage"))
        unknown = set(people.loc[(people["depth"] == 2) & people["enrolled"].isna(), "region_code"]) & every
        assert set(told.loc[(told["depth"] == 2) & told["enrolled"].isna(), "region_code"]) & every == unknown
        made, kept = board(scope), kept | unknown
        words = t("zh", "trust.untold", count=len(unknown))
        tile = next(tile for tile in made.tiles if tile.word == t("zh", "trust.tile_reported"))
        assert not unknown or (words in made.sentence.text and words in tile.notes)
        names = {province.known.region(code).zh for code in unknown}
        assert not [name for name in names if any(name in said.text for said in made.actions)]
    assert kept


def test_a_viewer_of_one_city_finds_a_star_where_it_may_not_be_told(province):
    scope = whole(province.known, viewer=CITY, period=(date(2025, 3, 1), date(2025, 3, 31)), level=("B1",))
    rows = [row.cells for row in board(scope).table.rows if row.cells[0].text.startswith("\u3000")]
    assert rows and {cell.state for row in rows for cell in row[1:3]} == {State.HIDDEN}


def test_a_question_to_which_lacking_rows_are_added_has_columns_of_numbers_alone(sample):
    """The door cannot add a row of texts or days, and a row that lacks says that there is nobody."""
    added = {"slice", "step", "start", "depth", "city_code", "region_code", "train_type", "level_code"}
    for asked in (asked for asked in map(door.query, door.names()) if asked.lattice and set(asked.grain) <= added):
        frame = door.run(asked.name, whole(sample.known))
        columns = [name for name in frame if name not in asked.grain and not name.endswith("_state")]
        assert all(pd.api.types.is_numeric_dtype(frame[name]) for name in columns), asked.name
