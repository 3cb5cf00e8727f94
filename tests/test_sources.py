"""How a file may come: encodings, separators, line ends, workbooks, Parquet, headings, and names that mean harm."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import xlsxwriter

from data import codes
from data.build import Order
from data.codes import normalise
from data.encoding import has_blank_lines
from data.faults import Note, Refused
from data.fields import kinds
from tests.identity_by_hand import person
from tests.taking import take_in

SAMPLE = Path(__file__).parent / "sample"
HEADING = "班次编号,班次名称,培训类型,开班日期,结业日期,主体班次"
ROWS = ["K1,乡村振兴专题班,在职培训,2026-03-02,2026年3月3日,是", "K2,初任培训班,初任培训,2026/5/11,20260512,否"]
READ = [
    ("K1", "乡村振兴专题班", "T4", date(2026, 3, 2), date(2026, 3, 3), True),
    ("K2", "初任培训班", "T1", date(2026, 5, 11), date(2026, 5, 12), False),
]
FIELDS = "class_id, title, train_type, start_date, end_date, is_main_class"


@dataclass(frozen=True)
class Taken:
    """What was read: the database with acc_<kind>, rejected and source_table, and the notes."""

    con: duckdb.DuckDBPyConnection
    notes: tuple[Note, ...]

    def ask(self, sql: str) -> list[tuple]:
        return self.con.execute(sql).fetchall()

    def rejected(self) -> list[tuple]:
        return self.ask("SELECT _row, field, value, code FROM rejected ORDER BY _src, _row")


@pytest.fixture
def take(tmp_path_factory):
    """Reads sources as a build does, without summing up; checks that no row is lost."""
    opened = []

    def read(*sources: Path, profile: Path | None = None) -> Taken:
        con = duckdb.connect()
        opened.append(con)
        order = Order(sources, tmp_path_factory.mktemp("warehouse"), profile=profile, max_rejected=1.0)
        scratch = tmp_path_factory.mktemp("scratch")
        notes = take_in(con, order, scratch, b"k" * 32)
        for number, kind, rows in con.execute("SELECT id, kind, rows FROM source_table").fetchall():
            counts = [
                con.execute(f"SELECT count(*) FROM {table} WHERE _src = {number}").fetchone()[0]
                for table in (f"acc_{kind}", "rejected")
            ]
            assert rows == sum(counts), (kind, rows, counts)
        return Taken(con, notes)

    yield read
    for con in opened:
        con.close()


def classes(folder: Path, text: str | bytes, name: str = "classes.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def workbook(path: Path, **sheets: list[list]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def refusal(take, *sources: Path) -> tuple[Note, ...]:
    with pytest.raises(Refused) as caught:
        take(*sources)
    return caught.value.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_chinese_text_is_read_in_any_usual_encoding_and_with_any_line_end(encoding, end, take, tmp_path):
    text = end.join((HEADING, *ROWS, ""))
    assert take(classes(tmp_path, text.encode(encoding))).ask(f"SELECT {FIELDS} FROM acc_classes") == READ


def test_western_text_is_read_in_its_own_encoding(take, tmp_path):
    text = "class_id,title,train_type,start_date,end_date\n" + "".join(
        f"K{n},Formação inicial – São Tomé época {n}º,T1,2026-03-02,2026-03-03\n" for n in range(9)
    )
    taken = take(classes(tmp_path, text.encode("cp1252")))
    assert taken.ask("SELECT title FROM acc_classes WHERE class_id = 'K0'") == [("Formação inicial – São Tomé época 0º",)]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_cells_may_be_separated_by_comma_tab_semicolon_or_bar(mark, take, tmp_path):
    text = "\n".join((HEADING, *ROWS)).replace(",", mark)
    assert take(classes(tmp_path, text)).ask(f"SELECT {FIELDS} FROM acc_classes") == READ


def test_mixed_line_ends_in_one_file_lose_no_row(take, tmp_path):
    text = HEADING + "\r\n" + ROWS[0] + "\n" + ROWS[1] + "\r" + ROWS[1].replace("K2", "K3")
    assert take(classes(tmp_path, text)).ask("SELECT class_id FROM acc_classes") == [("K1",), ("K2",), ("K3",)]


def test_the_first_rows_of_a_long_file_are_tried_and_then_read_with_all_others(tmp_path):
    lines = [f"K{n},班,T4,2026-03-02,2026-03-03,是" for n in range(100_000)]
    lines[7] = "K7,班,T9,2026-03-02,2026-03-03,是"
    order = Order((classes(tmp_path, "\n".join((HEADING, *lines))),), tmp_path, max_rejected=0.02)
    with duckdb.connect() as con:
        take_in(con, order, tmp_path)
        assert con.execute("SELECT _row, value, code FROM rejected").fetchall() == [(9, "T9", "bad_code")]
        assert con.execute("SELECT count(*) FROM acc_classes").fetchall() == [(99_999,)]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_fault_far_down_a_long_file_names_the_row_people_see(encoding, take, tmp_path):
    lines = [HEADING, *(ROWS[0].replace("K1", f"K{n}") for n in range(40_000))]
    lines[35_001] = "K35000,坏行,没有这一类,2026-03-02,2026-03-03,是"
    taken = take(classes(tmp_path, "\r\n".join(lines).encode(encoding)))
    assert taken.rejected() == [(35_002, "train_type", "没有这一类", "bad_code")]
    assert taken.ask("SELECT count(*) FROM acc_classes") == [(39_999,)]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_byte_that_is_no_text_is_refused_with_its_row(encoding, take, tmp_path):
    lines = [HEADING, *(ROWS[0].replace("K1", f"K{n}") for n in range(20_000))]
    text = "\n".join(lines).encode(encoding).split(b"\n")
    text[15_000] = b"K\xff\xff," + text[15_000]
    (found,) = refusal(take, classes(tmp_path, b"\n".join(text)))
    assert found.code == "bad_encoding"
    assert "classes.csv 第 15001 行" in found.zh
    assert "classes.csv, row 15001" in found.en


def test_a_file_that_breaks_off_inside_a_character_is_refused_with_its_row(take, tmp_path):
    (found,) = refusal(take, classes(tmp_path, "\n".join((HEADING, *ROWS)).encode()[:-1]))
    assert (found.code, "row 3" in found.en) == ("bad_encoding", True)


def test_blank_rows_are_passed_over_and_do_not_shift_row_numbers(take, tmp_path):
    text = f"\n{HEADING}\n\n{ROWS[0]}\n , ,,,,\n,,,,,\n\nK9,坏行,T9,2026-03-02,2026-03-03,\n\n\n"
    assert take(classes(tmp_path, text)).rejected() == [(8, "train_type", "T9", "bad_code")]


def test_blank_lines_at_the_end_do_not_count(tmp_path):
    assert not has_blank_lines(classes(tmp_path, "a,b\r\n1,2\r\n\r\n\r\n"))
    assert has_blank_lines(classes(tmp_path, "a,b\r\n1,2\r\n\r\n3,4\r\n"))


def test_a_cell_may_hold_line_ends_commas_and_quotation_marks(take, tmp_path):
    title = '专题班\n第二行，含“引号”, 逗号和 "英文引号"\n'
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADING.split(","), ["K1", title, "T4", "2026-03-02", "2026-03-03", "是"], ["K2"] * 6])
    taken = take(classes(tmp_path, out.getvalue()))
    assert taken.ask("SELECT title FROM acc_classes") == [(title.strip(),)]
    assert taken.rejected() == [(3, "train_type", "K2", "bad_code")]


def test_rows_with_more_or_fewer_cells_are_set_aside_each_without_its_text(take, tmp_path):
    text = "\n".join((HEADING, ROWS[0], "K7,短行", ROWS[1] + ",,", ROWS[1].replace("K2", "K8") + ",多一格"))
    taken = take(classes(tmp_path, text))
    assert [row[:1] for row in taken.ask("SELECT class_id FROM acc_classes")] == [("K1",), ("K2",)]
    assert taken.rejected() == [
        (3, "", None, "wrong_width"),
        (5, "", None, "wrong_width"),
    ]


def test_many_ragged_rows_are_counted_one_by_one(take, tmp_path):
    taken = take(classes(tmp_path, "\n".join((HEADING, ROWS[0], *["K7,短行"] * 250_000))))
    assert taken.ask("SELECT count(*), min(_row), max(_row) FROM rejected") == [(250_000, 3, 250_002)]


def test_blanks_around_a_cell_do_not_make_it_another_key(take, tmp_path):
    text = "\n".join((HEADING, "\u3000K1\t," + ROWS[0][3:], "K1\u00a0 ," + ROWS[0][3:]))
    taken = take(classes(tmp_path, text))
    assert taken.ask("SELECT class_id FROM acc_classes") == [("K1",)]
    assert taken.rejected() == [(3, "class_id", "K1", "duplicate")]


def test_a_workbook_with_titles_above_the_heading_and_real_dates_and_numbers_is_read(take, tmp_path):
    rows = [
        ["2026 年度班次安排"],
        ["填报单位：教育处", "", "", "", "", "单位：人"],
        [],
        ["班次编号", "班次名称", "培训类型", "开班日期", "结业日期", "名额", "学时", "主体班次"],
        [101, "整数编号", "在职培训", date(2026, 3, 2), date(2026, 3, 3), 50.0, 12.5, True],
        [],
        ["K2", "文字日期", "初任", "2026.5.11", "2026年5月12日", "４０", "", "否"],
        ["K3", "坏行", "在职培训", 462.25, date(2026, 3, 3), "", "", ""],
    ]
    taken = take(workbook(tmp_path / "班次表2026年.xlsx", Sheet1=rows))
    assert taken.ask("SELECT class_id, train_type, start_date, end_date, seats, scheduled_hours FROM acc_classes") == [
        ("101", "T4", date(2026, 3, 2), date(2026, 3, 3), 50, 12.5),
        ("K2", "T1", date(2026, 5, 11), date(2026, 5, 12), 40, None),
    ]
    assert taken.rejected() == [(8, "start_date", "462.25", "bad_date")]


def test_a_workbook_may_hold_several_kinds_and_says_which_sheets_it_passed_over(take, tmp_path):
    book = workbook(
        tmp_path / "参训名单.xlsx",
        说明=[["本表由教育处填写"], ["联系电话", "13912345678"]],
        班次=[line.split(",") for line in (HEADING, *ROWS)],
        Sheet3=[["班次编号", "人员编号", "干部层级".replace("干部", ""), "状态"], ["K1", "P1", "县处级", "结业"]],
    )
    taken = take(book)
    assert taken.ask("SELECT file, sheet, kind FROM source_table ORDER BY id") == [
        ("参训名单.xlsx", "班次", "classes"),
        ("参训名单.xlsx", "Sheet3", "enrollments"),
    ]
    assert taken.ask("SELECT enrollment_id, level_code, status FROM acc_enrollments") == [
        (person("K1:P1", "k" * 32), "B3", "DONE")
    ]
    assert [(n.code, "[说明]" in n.zh) for n in taken.notes] == [("unknown_sheet", True)]


def test_chinese_file_names_headings_and_words_are_understood_in_every_kind(take, tmp_path):
    for path in SAMPLE.glob("*.csv"):
        kind = kinds()[path.stem]
        with path.open(encoding="utf-8", newline="") as lines:
            said, *rows = csv.reader(lines)
        heading = [kind.headings()[normalise(name)] for name in said]
        coded = {name: codes.load().lists.get(kind.fields[name].list, {}) for name in heading}  # metrics are no list
        lists = {name: {e.code: e.zh for e in entries.values()} for name, entries in coded.items()}
        chinese = [next(a for a in kind.fields[name].alias if not a.isascii()) for name in heading]
        spelled = [[lists.get(n, {}).get(c, c) for n, c in zip(heading, row, strict=True)] for row in rows]
        name = next(a for a in kind.alias if not a.isascii())
        workbook(tmp_path / f"{name}（2026年）.xlsx", Sheet1=[chinese, *spelled])
    (tmp_path / "plain").mkdir()
    taken, plain = take(*sorted(tmp_path.glob("*.xlsx"))), take(SAMPLE)
    for kind in kinds().values():
        columns = ", ".join(kind.fields)
        query = f"SELECT {columns} FROM acc_{kind.name} ORDER BY ALL"
        assert plain.ask(query) == taken.ask(query), kind.name


def test_a_code_may_be_written_as_code_chinese_or_english_word(take, tmp_path):
    text = "session_id,enrollment_id,status\nS14,E1-13,出勤\nS13,E1-13,Present\nS12,E1-13,Ｐ\n"
    taken = take(SAMPLE, classes(tmp_path, text, "考勤.csv"))
    assert taken.ask(f"SELECT DISTINCT status FROM acc_attendance WHERE enrollment_id = '{person('E1-13', 'k' * 32)}'") == [
        ("P",)
    ]


def test_an_open_document_sheet_is_read(take, tmp_path):
    cells = [line.split(",") for line in (HEADING, *ROWS)]
    rows = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        ) + "</table:table-row>" for row in cells
    )  # fmt: skip
    names = ("office", "table", "text", "manifest")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(tmp_path / "班次.ods", "w") as parts:
        parts.writestr("mimetype", kind)
        parts.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest {spaces}><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
        parts.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="表1">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    assert take(tmp_path).ask(f"SELECT {FIELDS} FROM acc_classes") == READ


def test_parquet_with_typed_columns_is_read(take, tmp_path):
    frame = pd.DataFrame({"class_id": ["K1", "K2", None], "title": ["甲", "乙", "丙"],
                          "train_type": pd.Categorical(["T4"] * 3),
                          "start_date": pd.to_datetime(["2026-03-02", "2026-05-11", "2026-05-11"]),
                          "end_date": [date(2026, 3, 3), date(2026, 5, 12), date(2026, 5, 12)],
                          "seats": [30, 40, 50], "hours": [12.5, float("nan"), 1.0], "is_main_class": [True, False, True],
                          "_row": [7, 8, 9], "file_row_number": [5, 5, 5], "TITLE": ["x"] * 3})  # fmt: skip
    with duckdb.connect() as con:
        con.register("frame", frame)
        con.execute(f"COPY frame TO '{tmp_path}/classes[1].parquet'")
    taken = take(tmp_path / "classes[1].parquet")
    assert taken.ask("SELECT class_id, start_date, end_date, seats, is_main_class FROM acc_classes") == [
        ("K1", date(2026, 3, 2), date(2026, 3, 3), 30, True),
        ("K2", date(2026, 5, 11), date(2026, 5, 12), 40, False),
    ]
    assert taken.rejected() == [(4, "class_id", None, "empty")]


def test_a_parquet_file_with_a_broken_page_is_refused(take, tmp_path):
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT md5(i::VARCHAR) AS class_id, md5(i::VARCHAR) AS title, 'T4' AS train_type, "
            "DATE '2026-03-02' AS start_date, DATE '2026-03-03' AS end_date FROM range(20000) t(i)) "
            f"TO '{tmp_path}/classes.parquet'"
        )
    whole = (tmp_path / "classes.parquet").read_bytes()
    (tmp_path / "classes.parquet").write_bytes(whole[:100_000] + bytes(20_000) + whole[120_000:])
    assert [n.code for n in refusal(take, tmp_path)] == ["unreadable"]


def test_the_same_file_twice_is_read_once_and_said_so(take, tmp_path):
    path = classes(tmp_path, "\n".join((HEADING, *ROWS)))
    (tmp_path / "副本.csv").write_bytes(path.read_bytes())
    taken = take(tmp_path, path)
    assert taken.ask("SELECT count(*) FROM acc_classes") == [(2,)]
    assert [n.code for n in taken.notes] == ["duplicate_file"] * 2
    assert "副本.csv" in taken.notes[0].zh


def test_columns_that_are_not_read_are_named_without_numbers_of_persons(take, tmp_path):
    heading = HEADING + ',备注,"a""b\'c",_row,13912345678,' + "长" * 300
    taken = take(classes(tmp_path, "\n".join((heading, ROWS[0] + ",x,x,x,x,x"))))
    (told,) = taken.notes
    assert told.code == "ignored_columns"
    assert told.zh.startswith("classes.csv 中未读取的列：备注, a\"b'c, _row, 139****5678, 长长")
    assert len(told.zh) < 150
    assert "13912345678" not in taken.ask("SELECT ignored FROM source_table")[0][0]


def test_a_sheet_without_heading_is_refused_without_showing_whole_identity_numbers(take, tmp_path):
    path = classes(tmp_path, "张三,610101198001011234,13912345678\n李四,610101198001011235,13912345679\n", "名单.csv")
    (found,) = refusal(take, path)
    assert found.code == "unknown_kind"
    assert "610101********1234, 139****5678" in found.zh
    assert "610101********1234, 139****5678" in found.en


@pytest.mark.parametrize("name", ["classes'; --.csv", 'classes".csv', "classes[1].csv", "classes*.csv", "班次 (1).csv"])
def test_a_file_name_is_never_more_than_a_name(name, take, tmp_path):
    folder = tmp_path / "it's [a] folder"
    folder.mkdir()
    taken = take(classes(folder, "\n".join((HEADING, *ROWS)), name))
    assert taken.ask("SELECT file, rows FROM source_table") == [(name, 2)]


def test_an_unreadable_file_is_named(take, tmp_path):
    classes(tmp_path, "\n".join((HEADING, *ROWS)))
    (tmp_path / "cadres.csv").symlink_to(tmp_path / "cadres.csv")
    assert [n.code for n in refusal(take, tmp_path / "classes.csv", tmp_path / "cadres.csv")] == ["no_source"]
    with zipfile.ZipFile(tmp_path / "cadres.xlsx", "w") as parts:
        parts.writestr("nothing.txt", "")
    (found,) = refusal(take, tmp_path / "classes.csv", tmp_path / "cadres.xlsx")
    assert (found.code, "cadres.xlsx" in found.zh, "cadres.xlsx" in found.en) == ("packed", True, True)


def test_every_structural_fault_is_told_at_once(take, tmp_path):
    classes(tmp_path, "班次编号,班次名称\nK1,x\n")
    classes(tmp_path, "", "cadres.csv")
    classes(tmp_path, "a,b\n1,2\n", "other.csv")
    assert [n.code for n in refusal(take, tmp_path)] == ["empty_file", "missing_heading", "unknown_kind"]
