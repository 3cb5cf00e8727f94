"""Profiles without SQL: columns, constants, values, wide tables, and the proposal that writes one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from data import balance, codes, proposal
from data.__main__ import main
from data.build import Order, build
from data.cells import plain_number
from data.faults import Refused
from data.form import begin
from tests.identity_by_hand import person as hashed
from tests.taking import take_in

CLASS = """
[[record]]
kind = "classes"
[[record.rows]]
class_id = "K1"
title = "甲班"
train_type = "T4"
start_date = "2026-03-02"
end_date = "2026-03-06"
"""
FILE = '[[file]]\npath = "{0}"\ntable = "t"\n'


@pytest.fixture
def take(tmp_path):
    """Reads a file with a profile of this text as a build does; gives the database. No row may be lost."""
    with duckdb.connect() as con:

        def read(profile: str, source: Path) -> duckdb.DuckDBPyConnection:
            folder = tmp_path / "profile"
            folder.mkdir(exist_ok=True)
            (folder / "profile.toml").write_text(profile, encoding="utf-8")
            order = Order((source,), tmp_path, profile=folder, max_rejected=1.0)
            take_in(con, order, tmp_path)
            balance.balance(con, codes.load(), 1.0)
            return con

        yield read


def text(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


ROSTER = FILE.format("名单.csv") + CLASS + """
[[record]]
kind = "enrollments"
table = "t"
date_order = "dmy"
skip."备注" = ["退"]
constants = { class_id = "K1" }
[record.columns]
cadre_id = { heading = "学员", match = '^(\\d+)' }
enrollment_id = { text = "K1-{序号}" }
org_id = "单位"
status = "结果"
completed_on = "完成"
[record.values.status]
"过" = "DONE"
"" = "REG"
"""


def roster(folder: Path) -> Path:
    return text(folder, "名单.csv", "序号,学员,单位,结果,完成,备注", "1,101张某,甲局,过,05/03/2026,", "2,102李某,,,6 Mar,",
                "3,103王某,乙局,退学,,", "4,104赵某,丙局,过,,退", "5,无号,丙局,过,,")  # fmt: skip


def test_columns_parts_of_cells_texts_values_and_day_first_dates_become_fields(take, tmp_path):
    con = take(ROSTER, roster(tmp_path))
    assert con.execute("SELECT enrollment_id, cadre_id, org_id, status, completed_on FROM acc_enrollments").fetchall() == [
        (hashed("K1-1"), hashed("101"), "甲局", "DONE", date(2026, 3, 5)),
        (hashed("K1-2"), hashed("102"), None, "REG", date(2026, 3, 6)),
        (hashed("K1-3"), hashed("103"), "乙局", "WITHDRAWN", None),
    ]
    assert con.execute("SELECT _row, field, code FROM rejected").fetchall() == [(6, "cadre_id", "empty")]


def test_blank_cells_are_filled_from_above_where_the_profile_says_so(take, tmp_path):
    con = take(ROSTER.replace('table = "t"\n', 'table = "t"\nfill_down = ["单位"]\nskip_rows = [4]\n', 1), roster(tmp_path))
    assert con.execute("SELECT cadre_id, org_id FROM acc_enrollments").fetchall() == [
        (hashed("101"), "甲局"), (hashed("102"), "甲局"),
    ]  # fmt: skip


WIDE = FILE.format("签到.csv") + CLASS + """
[[record]]
kind = "enrollments"
table = "t"
constants = { class_id = "K1", status = "REG" }
columns = { cadre_id = "学号" }
[[record]]
kind = "sessions"
table = "t"
distinct = ["session_id"]
constants = { class_id = "K1", hours = "4" }
columns = { session_id = { text = "K1-{#}" } }
values.title = { "" = "" }
[record.long]
field = "title"
heading = "seq"
[record.long.headings]
"第1课" = { date = "2026-03-02" }
"第2课" = { date = "3月3日" }
[[record]]
kind = "attendance"
table = "t"
[record.columns]
session_id = { text = "K1-{#}" }
enrollment_id = { text = "K1:{学号}" }
[record.long]
match = '^(第\\d+课)$'
field = "status"
[record.values.status]
"没来" = "A"
"""


def test_each_cell_of_a_sign_in_sheet_becomes_a_record_and_keeps_its_row_number(take, tmp_path):
    path = text(tmp_path, "签到.csv", "学号,第1课,第2课", "101,√,没来", "102,×,", "103,—,飞了")
    con = take(WIDE.replace('heading = "seq"\n', "").replace('hours = "4"', 'hours = "4", seq = "1"'), path)
    assert con.execute("SELECT session_id, date FROM acc_sessions ORDER BY 1").fetchall() == [
        ("K1-第1课", date(2026, 3, 2)), ("K1-第2课", date(2026, 3, 3)),
    ]  # fmt: skip
    assert set(con.execute("SELECT session_id, enrollment_id, status FROM acc_attendance").fetchall()) == {
        ("K1-第1课", hashed("K1:101"), "P"), ("K1-第1课", hashed("K1:102"), "A"), ("K1-第2课", hashed("K1:101"), "A"),
    }  # fmt: skip
    assert con.execute("SELECT _row, field, value, code FROM rejected").fetchall() == [(4, "status", "飞了", "bad_code")]


def test_matrix_headings_become_items_with_their_dimension_and_words_become_scores(take, tmp_path):
    path = text(tmp_path, "问卷.csv", "序号,3、(师资),3、(内容),4、(总体)", "1,非常满意,一般,95%", "2,满意,(跳过),88分")
    profile = FILE.format("问卷.csv") + CLASS + """
[[record]]
kind = "evaluations"
table = "t"
constants = { class_id = "K1" }
columns = { response_id = "序号" }
[record.long]
field = "score"
heading = "item_code"
[record.long.headings]
"3、(师资)" = { dimension_code = "CA", scale_max = 5 }
"3、(内容)" = { dimension_code = "CC", scale_max = 5 }
"4、(总体)" = { dimension_code = "OV", scale_max = 100 }
[record.values.score]
"非常满意" = 5
"满意" = 4
"一般" = 3
"不满意" = 2
"""
    con = take(profile, path)
    rows = con.execute("SELECT response_id, item_code, dimension_code, score FROM acc_evaluations").fetchall()
    one, two = hashed("1"), hashed("2")
    assert set(rows) == {
        (one, "3、(内容)", "CC", 3), (one, "3、(师资)", "CA", 5), (one, "4、(总体)", "OV", 95),
        (two, "3、(师资)", "CA", 4), (two, "4、(总体)", "OV", 88),
    }  # fmt: skip


RAGGED = ("序号,学员,单位,结果,完成,备注", "1,101张某,甲局,过,,", "2,102李某", "3,103王某,,,,,,多")


def test_ragged_rows_are_set_aside_or_completed_as_the_profile_says(take, tmp_path):
    path = text(tmp_path, "名单.csv", *RAGGED)
    con = take(ROSTER, path)
    assert con.execute("SELECT _row, code FROM rejected").fetchall() == [(3, "wrong_width"), (4, "wrong_width")]


def test_short_rows_are_completed_where_the_profile_says_so(take, tmp_path):
    path = text(tmp_path, "名单.csv", *RAGGED)
    con = take(ROSTER.replace('table = "t"\n', 'table = "t"\npad = true\n', 1), path)
    assert con.execute("SELECT _row, code FROM rejected").fetchall() == [(4, "wrong_width")]
    assert con.execute("SELECT cadre_id, status FROM acc_enrollments").fetchall() == [
        (hashed("101"), "DONE"), (hashed("102"), "REG"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('org_id = "单位"', 'org_id = "部门"', "no_column", "部门"),
        ('org_id = "单位"', 'unit = "单位"', "bad_profile", "? unit"),
        ("constants = { class_id = \"K1\" }", "", "bad_profile", "− class_id"),
        ("match = '^(\\d+)'", "match = '^(\\d+'", "bad_profile", "columns.cadre_id"),
        ('date_order = "dmy"', 'date_order = "yes"', "bad_profile", "date_order"),
        ('skip."备注" = ["退"]', 'skip."备注" = "退"', "bad_profile", "skip"),
        ('table = "t"\n', 'table = "t"\ncolour = 3\n', "bad_profile", "? colour"),
        ('[record.values.status]', '[record.values.colour]', "bad_profile", "colour"),
    ],
)
def test_a_fault_in_a_declarative_profile_is_named(old, new, code, place, take, tmp_path):
    assert old in ROSTER
    with pytest.raises(Refused) as caught:
        take(ROSTER.replace(old, new, 1), roster(tmp_path))
    assert caught.value.notes[0].code == code and place in caught.value.notes[0].en


def test_a_file_beside_the_profile_is_named_not_silently_left_out(tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "profile.toml").write_text(ROSTER, encoding="utf-8")
    other = text(tmp_path, "别的.csv", "a,b", "1,2")
    order = Order((roster(tmp_path), other), tmp_path / "w", profile=tmp_path / "p", max_rejected=1.0, publish=False)
    notes = {note.code: note.zh for note in build(order).notes}
    assert "别的.csv" in notes["not_in_profile"] and set(notes) == {"not_in_profile"}


def test_a_blank_form_is_refused_as_one(take, tmp_path):
    with pytest.raises(Refused) as caught:
        take(ROSTER, text(tmp_path, "名单.csv", "序号,学员,单位,结果,完成,备注"))
    assert caught.value.notes[0].code == "no_rows"


def test_a_proposal_finds_heading_kind_and_fields_by_alias_part_and_content(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "第一批"
    for row in (["甲班学员情况表"], [], ["编号", "职务情况", "来自", "目前状态", "结业的日子"],
                ["101", "正处级", "西安市", "结业", "2026-03-06"], ["102", "副科级", "延安市", "结业", "2026-03-06"],
                ["103", "科员", "榆林市", "退学", None]):  # fmt: skip
        page.append(row)
    page.merge_cells("A1:E1")
    book.save(tmp_path / "学员情况.xlsx")
    found = proposal.propose(tmp_path / "学员情况.xlsx")
    assert (found.kind, found.sheet, found.heading_rows) == ("enrollments", "第一批", (3, 3))
    assert dict(found.columns) == {"编号": "cadre_id", "职务情况": "level_code", "来自": "region_code",
                                   "目前状态": "status", "结业的日子": "completed_on"}  # fmt: skip
    assert dict(found.preview)["cadre_id"] == ("101", "102", "103")


def test_a_proposal_can_be_filled_in_and_built(take, tmp_path, capsys):
    path = text(tmp_path, "签到.csv", "学号,姓名,第1课,第2课,第3课", "101,甲,√,未签到,", "102,乙,×,√,")
    assert main(["profile", str(path), "--out", str(tmp_path / "p")]) == 0
    said = capsys.readouterr().out
    assert "attendance" in said and "第1课 → status" in said and "enrollment_id: ?:101" in said
    profile = (tmp_path / "p" / "profile.toml").read_text(encoding="utf-8")
    filled = {"date": "2026-03-02", "hours": "4", "train_type": "T4", "start_date": "2026-03-02", "end_date": "2026-03-06"}
    for field, value in filled.items():
        assert f'\n{field} = "?"' in profile
        profile = profile.replace(f'\n{field} = "?"', f'\n{field} = "{value}"')
    con = take(profile.replace("?:{", "K1:{").replace('"?', '"K1'), path)
    one, two = hashed("K1:101"), hashed("K1:102")
    assert set(con.execute("SELECT session_id, enrollment_id, status FROM acc_attendance").fetchall()) == {
        ("K1-1", one, "P"), ("K1-1", two, "A"), ("K1-2", one, "A"), ("K1-2", two, "P"),
    }  # fmt: skip


def test_a_proposal_knows_a_questionnaire_and_its_words(tmp_path):
    path = text(tmp_path, "问卷.csv", "序号;3、(师资);3、(内容);3、(食堂)", "1;满意;非常满意;不满意", "2;一般;满意;满意")
    found = proposal.propose(path)
    assert found.kind == "evaluations"
    assert '"非常满意" = "5"' in found.text and 'item_code = "师资"' in found.text
    assert dict(found.preview)["score"][:3] == ("4", "5", "2")


def test_a_profile_that_is_there_is_not_written_over(tmp_path):
    path = text(tmp_path, "签到.csv", "学号,第1课,第2课,第3课", "101,√,√,√")
    assert main(["profile", str(path), "--out", str(tmp_path)]) == 0
    before = (tmp_path / "profile.toml").read_bytes()
    assert main(["profile", str(path), "--out", str(tmp_path)]) == 2
    assert (tmp_path / "profile.toml").read_bytes() == before


def test_sessions_with_names_and_items_without_numbers_are_known_by_their_cells(tmp_path):
    sheet = text(tmp_path, "五月.csv", "编号,开班式,周一上午,现场教学,备注", "Q1,√,√,×,", "Q2,假,√,√,代签", "Q3,√,迟,√,")
    found = proposal.propose(sheet)
    assert found.kind == "attendance"
    assert [name for name, field in found.columns if field == "status"] == ["开班式", "周一上午", "现场教学"]
    assert 'session_id = "?-3", seq = "3", title = "现场教学"' in found.text
    answers = text(
        tmp_path, "六月.csv", "提交时间,您的层级,总体评价,您对教师授课水平,后勤保障",
        "2026-05-15 9:00,正科级,满意,一般,(跳过)", "2026-05-15 9:10,副科级,非常满意,满意,很不满意",
        "2026-05-15 9:20,科员,满意,满意,不满意",
    )  # fmt: skip
    found = proposal.propose(answers)
    assert (found.kind, dict(found.columns)["您的层级"]) == ("evaluations", "level_code")
    assert [name for name, field in found.columns if field == "score"] == ["总体评价", "您对教师授课水平", "后勤保障"]
    assert 'item_code = "总体评价", dimension_code = "OV"' in found.text


def test_the_name_of_the_sheet_and_common_headings_tell_a_roster(tmp_path):
    roster = text(tmp_path, "二季度名册.csv", "县区,人员编号,职级,班次,是否结业,学时", "雁塔区,D1,正科级,K7,是,16",
                  "榆阳区,D2,副科级,K7,否,12")  # fmt: skip
    found = proposal.propose(roster)
    assert found.kind == "enrollments"
    assert dict(found.preview)["status"] == ("DONE", "INCOMPLETE")
    assert {"region_code", "level_code", "class_id", "credited_hours"} <= set(dict(found.columns).values())


def test_a_person_is_known_by_a_number_of_its_own_where_no_heading_says_so(tmp_path):
    path = text(tmp_path, "x.csv", "N.º;Formando;Unidade;Data", "1;F1001;A;13/06/2026", "2;F1002;A;12/06/2026", "3;F1003;B;")
    assert dict(proposal.propose(path).columns)["Formando"] == "cadre_id"


def test_first_and_last_day_in_one_cell_are_both_read(take, tmp_path):
    path = text(tmp_path, "班次.csv", "班号,班名,培训类别,起止时间", "X1,甲班,T1,2026年3月2日－3月6日",
                "X2,乙班,T1,2026.12.28-1.5", "X3,丙班,T1,2026-6-1至2026-6-5")  # fmt: skip
    con = take(proposal.propose(path).text, path)
    days = "SELECT class_id, CAST(start_date AS VARCHAR), CAST(end_date AS VARCHAR) FROM acc_classes"
    assert con.execute(days).fetchall() == [
        ("X1", "2026-03-02", "2026-03-06"), ("X2", "2026-12-28", "2027-01-05"), ("X3", "2026-06-01", "2026-06-05"),
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "order"), [("13/06/2026", "dmy"), ("06/13/2026", "mdy"), ("06/05/2026", "ymd")])
def test_days_that_can_be_read_in_one_way_only_tell_the_others(day, order, tmp_path):
    path = text(tmp_path, "名单.csv", "班号;人员编号;状态;结业日期", f"K1;P1;结业;{day}", "K1;P2;结业;06/05/2026")
    assert begin(path, codes.load())[0].date_order == order


@pytest.mark.parametrize(("cell", "number"), [("18,5", "18.5"), ("1,200", "1200"), ("1,200.5", "1200.5"), ("95%", "95")])
def test_a_comma_before_one_or_two_digits_is_that_of_a_fraction(cell, number):
    assert plain_number(cell) == number
