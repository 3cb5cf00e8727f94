"""What people put into sheets besides records: titles, merged cells, totals, signs for nothing, files with a wrong name."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data import formats
from tests.conftest import SAMPLE
from tests.test_sources import HEADING, READ, ROWS, classes, refusal, take, workbook

__all__ = ["take"]  # the fixture
FIELDS = "class_id, title, train_type, start_date, end_date, is_main_class"
GRID = [line.split(",") for line in (HEADING, *ROWS)]


def sheet(path, rows, merged=(), epoch=None):
    """A workbook of one sheet with merged regions."""
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    page = book.active
    for row in rows:
        page.append(row)
    for region in merged:
        page.merge_cells(region)
    book.save(path)
    return path


def archive(**parts: bytes | str) -> bytes:
    """A ZIP of these parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return whole.getvalue()


def read(taken):
    return taken.ask(f"SELECT {FIELDS} FROM acc_classes ORDER BY class_id")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_text_that_only_calls_itself_xls_is_read_as_the_text_it_is(encoding, take, tmp_path):
    text = "\r\n".join((HEADING, *ROWS)).replace(",", "\t")
    assert read(take(classes(tmp_path, text.encode(encoding), "班次.xls"))) == READ


@pytest.mark.parametrize("name", ["班次.xls", "班次.csv", "班次.ods", "班次.xlsm"])
def test_a_workbook_is_known_by_its_content_whatever_its_name_says(name, take, tmp_path):
    book = workbook(tmp_path / "x.xlsx", Sheet1=GRID)
    assert read(take(book.rename(tmp_path / name))) == READ


def test_a_heading_in_several_rows_with_merged_cells_is_read_as_one(take, tmp_path):
    rows = [
        ["2026 年度班次一览表"], ["填报单位：教育处"],
        ["班次编号", "班次名称", "培训类型", "起止", "", "主体班次"],
        ["", "", "", "开班日期", "结业日期", ""],
        *GRID[1:],
    ]  # fmt: skip
    merged = ("A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4")
    assert read(take(sheet(tmp_path / "一览表.xlsx", rows, merged))) == READ


def test_a_text_file_may_have_a_heading_in_two_rows_too(take, tmp_path):
    text = "\n".join(("班次编号,班次名称,培训类型,起止,,主体班次", ",,,开班日期,结业日期,", *ROWS))
    assert read(take(classes(tmp_path, text))) == READ


def test_a_merged_cell_holds_for_every_row_it_spans(take, tmp_path):
    rows = [["班次编号", "班次名称", "培训类型", "开班日期", "结业日期"],
            ["K1", "甲班", "在职培训", "2026-03-02", "2026-03-03"],
            ["K2", "乙班", "", "2026-03-09", "2026-03-10"],
            ["K3", "丙班", "初任培训", "2026-03-16", "2026-03-17"]]  # fmt: skip
    taken = take(sheet(tmp_path / "班次.xlsx", rows, ("C2:C3",)))
    assert taken.ask("SELECT class_id, train_type FROM acc_classes") == [("K1", "T4"), ("K2", "T4"), ("K3", "T1")]
    blank = take(sheet(tmp_path / "classes.xlsx", rows))
    assert blank.rejected() == [(3, "train_type", "", "empty")], "a blank cell that is not merged stays blank"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_totals_and_remarks_are_passed_over_and_told_not_read_as_records(suffix, take, tmp_path):
    foot = (["合 计", "2"], ["平均", "1"], ["注：主体班次另有通知", ""])
    rows = [*GRID, *([first, "", "", "", "", last] for first, last in foot)]
    if suffix == "csv":
        path = classes(tmp_path, "\n".join(map(",".join, rows)))
    else:
        path = sheet(tmp_path / "班次.xlsx", rows, ("A4:E4",))
    taken = take(path)
    assert read(taken) == READ and not taken.rejected()
    (told,) = taken.notes
    assert told.code == "foot_rows" and "3 行" in told.zh and "4, 5, 6" in told.zh


SUMMED = [
    ["K1", "甲组", "T4", "2026-03-02", "2026-03-03", "20"], ["K2", "甲组", "T4", "2026-03-02", "2026-03-03", "20"],
    ["", "甲组 汇总", "", "", "", "40"], ["", "甲组小计", "", "", "", "共40人"],
    ["K3", "数据 汇总", "T4", "2026-03-02", "2026-03-03", "9"],
    ["K4", "Quality Total", "T4", "2026-03-02", "2026-03-03", "9"],
    ["K5", "Quality", "T4", "2026-03-02", "2026-03-03", "9"], ["", "Quality Total", "", "", "", "9"],
    ["", "Total Quality", "", "", "", "9"], ["总计", "", "", "", "", "67"], ["Grand Total", "", "", "", "", "67"],
]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_subtotals_of_groups_are_left_out_and_told_and_no_class_called_like_one_is(suffix, take, tmp_path):
    rows = [["班次编号", "班次名称", "培训类型", "开班日期", "结业日期", "名额"], *SUMMED]
    path = sheet(tmp_path / "班次.xlsx", rows) if suffix == "xlsx" else classes(tmp_path, "\n".join(map(",".join, rows)))
    taken = take(path)
    assert taken.ask("SELECT class_id FROM acc_classes ORDER BY 1") == [(f"K{n}",) for n in range(1, 6)]
    assert not taken.rejected() and ["4, 5, 9, 10, 11, 12" in note.zh for note in taken.notes] == [True]


@pytest.mark.parametrize("cells", [
    ["", "乙组 汇总", "", "", "", "9"], ["", "甲组 汇总", "T4", "", "", "9"], ["甲组 汇总", "", "", "", "", "9"],
])  # fmt: skip
def test_what_may_be_no_subtotal_is_sent_back_and_never_left_out(cells, take, tmp_path):
    rows = [["班次编号", "班次名称", "培训类型", "开班日期", "结业日期", "名额"], *SUMMED[:2], cells]
    taken = take(classes(tmp_path, "\n".join(map(",".join, rows))))
    assert [row for row, *_ in taken.rejected()] == [4] and "foot_rows" not in {note.code for note in taken.notes}


def test_totals_in_a_ragged_text_file_are_passed_over_too(take, tmp_path):
    taken = take(classes(tmp_path, "\n".join((HEADING, *ROWS, "", "总计：,2", "填表人：某某"))))
    assert read(taken) == READ and not taken.rejected()


def test_signs_for_nothing_are_empty_and_units_do_not_hide_a_number(take, tmp_path):
    heading = "班次编号,班次名称,培训类型,开班日期,结业日期,名额,学时,专题,承办单位"
    rows = (
        "K1,甲,T4,2026-03-02,2026-03-03,５０人,12.5学时,—,N/A",
        "K2,乙,T4,2026-03-02,2026-03-03,—,未填,/,——",
        "K3,丙,T4,—,2026-03-03,很多,,,",
    )
    taken = take(classes(tmp_path, "\n".join((heading, *rows))))
    assert taken.ask("SELECT class_id, seats, scheduled_hours, topic_code, host_name FROM acc_classes") == [
        ("K1", 50, 12.5, None, None),
        ("K2", None, None, None, None),
    ]
    assert taken.rejected() == [(4, "start_date", "", "empty")]


def test_day_numbers_are_dates_in_both_systems_of_excel(take, tmp_path):
    rows = [["班次编号", "班次名称", "培训类型", "开班日期", "结业日期"],
            ["K1", "甲班", "T4", 46083, datetime(2026, 3, 3, 9, 30)]]  # fmt: skip
    assert take(sheet(tmp_path / "班次.xlsx", rows)).ask("SELECT start_date, end_date FROM acc_classes") == [
        (date(2026, 3, 2), date(2026, 3, 3))
    ]
    rows[1][3] -= 1462
    taken = take(sheet(tmp_path / "classes.xlsx", rows, epoch=CALENDAR_MAC_1904))
    assert taken.ask("SELECT start_date, end_date FROM acc_classes") == [(date(2026, 3, 2), date(2026, 3, 3))]


def test_a_date_without_a_year_takes_the_year_of_its_class(take, tmp_path):
    classes(tmp_path, f"{HEADING}\nK1,跨年班,T4,2025-12-29,2026-01-09,是\nK2,春季班,T4,2026-03-02,2026-03-06,否\n")
    classes(tmp_path, "课次编号,班次编号,序号,日期,学时\nS1,K1,1,12月29日,4\nS2,K1,2,1月5日 14:30,4\nS3,K2,1,3/2,4\n"
                      "S4,K2,2,9月1日,4\nS5,K2,3,11 May,4\n", "课次.csv")  # fmt: skip
    taken = take(tmp_path)
    assert taken.ask("SELECT session_id, date FROM acc_sessions ORDER BY 1") == [
        ("S1", date(2025, 12, 29)), ("S2", date(2026, 1, 5)), ("S3", date(2026, 3, 2)),
    ]  # fmt: skip
    assert {row[1:2] + row[3:] for row in taken.rejected()} == {("date", "outside_class")}


def test_sheets_of_other_content_do_not_stop_the_build(take, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["随便写写"])
    page = book.create_sheet("班次")
    for row in GRID:
        page.append(row)
    book.create_sheet("空表")
    book.create_chartsheet("图")
    book.save(tmp_path / "材料.xlsx")
    taken = take(tmp_path / "材料.xlsx")
    assert read(taken) == READ
    assert [note.code for note in taken.notes] == ["unknown_sheet"]


def test_a_table_that_does_not_begin_in_the_first_column_is_read_with_its_row_numbers(take, tmp_path):
    rows = [*GRID, ["K9", "坏行", "T9", "2026-03-02", "2026-03-02"]]
    taken = take(sheet(tmp_path / "班次.xlsx", [[], [], *([None, None, *row] for row in rows)]))
    assert read(taken) == READ
    assert taken.rejected() == [(6, "train_type", "T9", "bad_code")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web_page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unreadable"),
        (b"PK\x03\x04" + bytes(100), "unreadable"),
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty_file"),
        (b"%PDF-1.7\n1 0 obj\n", "other_form"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "other_form"),
        (archive(**{"Index/Document.iwa": b"x"}), "other_form"),
        (archive(**{"word/document.xml": b"x", "[Content_Types].xml": b"x"}), "other_form"),
        (archive(**{"months/classes.csv": HEADING.encode()}), "packed"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(90), "packed"),
        (b"\x05Admin" + b" " * 49 + b"\x05" + bytes(109), "lock_file"),
        (Path(__file__).with_name("books").joinpath("locked.xls").read_bytes(), "locked"),
        (Path(__file__).with_name("books").joinpath("locked.ods").read_bytes(), "locked"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_way_out(content, code, take, tmp_path):
    (found,) = refusal(take, classes(tmp_path, content, "班次.xls"))
    assert found.code == code and "班次.xls" in found.zh and "班次.xls" in found.en


def test_a_directory_of_an_encrypted_workbook_is_found_in_the_middle_of_it(take, tmp_path):
    locked = bytearray(1 << 20)
    locked[:8], locked[30], locked[48:52] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 9, (999).to_bytes(4, "little")
    locked[512_200:512_232] = "EncryptedPackage".encode("utf-16-le")
    (found,) = refusal(take, classes(tmp_path, bytes(locked), "班次.xlsx"))
    assert found.code == "locked"


def test_what_lies_in_a_folder_and_cannot_be_read_is_named(take, tmp_path):
    workbook(tmp_path / "班次.xlsx", Sheet1=GRID)
    for name in ("签到.et", "问卷.zip", "名册.txt", "synthetic.toml", "README.md", "~$班次.xlsx"):
        (tmp_path / name).write_text("synthetic = true")
    told = [said for said in take(tmp_path).notes if said.code == "not_read"]
    assert [said.zh.count("。") > 1 and {name for name in ("签到.et", "问卷.zip", "名册.txt", "README") if name in said.zh}
            for said in told] == [{"签到.et", "问卷.zip", "名册.txt"}]  # fmt: skip


def test_a_workbook_that_would_explode_is_refused_before_it_is_unpacked(take, tmp_path):
    path = workbook(tmp_path / "班次.xlsx", Sheet1=GRID)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/zeros", bytes(formats._DENSE_FROM + 1))
    (found,) = refusal(take, path)
    assert found.code == "too_large" and "CSV" in found.zh and "CSV" in found.en


def test_a_table_of_thousands_of_columns_is_refused(take, tmp_path):
    heading = HEADING + "".join(f",列{n}" for n in range(5_000))
    (found,) = refusal(take, classes(tmp_path, f"{heading}\n{ROWS[0]}\n"))
    assert found.code == "too_wide" and "5006" in found.zh and "5006" in found.en


def test_a_macro_workbook_is_read_and_its_formulas_give_the_values_last_saved(take, tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "班次.xlsm") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["班次编号", "班次名称", "培训类型", "开班日期", "结业日期", "名额"])
        page.write_row(1, 0, ["K1", "甲班", "T4", "2026-03-02", "2026-03-03"])
        page.write_formula(1, 5, "=20+30", value=50)
    assert take(tmp_path / "班次.xlsm").ask("SELECT seats FROM acc_classes") == [(50,)]


def test_numbers_that_differ_in_width_or_dash_are_the_same_and_in_case_are_told_apart(take, tmp_path):
    head, *lines = (SAMPLE / "enrollments.csv").read_text(encoding="utf-8").splitlines()
    first, second, third, *rest = lines
    typed = [first.replace(",K1,", ",Ｋ1,"), second.replace(",P", ",Ｐ"), third.replace(",K1,", ",k1,")]
    assert all(a != b for a, b in zip(typed, lines, strict=False))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "classes.csv").write_bytes((SAMPLE / "classes.csv").read_bytes())
    before = take_rows(take, tmp_path / "in", head, lines)
    after = take_rows(take, tmp_path / "in", head, [*typed, *rest])
    assert [row for row in before[0] if row not in after[0]] == [row for row in before[0] if row[2] == 4]
    assert after[1] == [(4, "class_id", "k1", "unknown_reference")]
    assert [(n.code, n.zh.count("class_id") + n.zh.count("cadre_id")) for n in after[2]] == [("evened_out", 1)] * 2


def take_rows(take, folder, head, lines):
    (folder / "enrollments.csv").write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    taken = take(folder)
    people = taken.ask("SELECT class_id, cadre_id, _row FROM acc_enrollments ORDER BY ALL")
    return people, taken.rejected(), [note for note in taken.notes if note.code == "evened_out"]
