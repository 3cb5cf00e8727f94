"""Files handed in by a browser: their names, what they are taken for, which rows come back, who may publish."""

from __future__ import annotations

import csv
import shutil
import time
from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path

import openpyxl
import orjson
import pytest
from streamlit.testing.v1 import AppTest

from board.text import LANGUAGES, words
from data import job, versions
from data.build import Order, build
from data.faults import Refused
from data.look import field_of, headings, look, shown
from data.rehead import rehead
from data.rejects import Rejects, rejects
from data.results import listed
from packs import rejected
from queries.scope import WHOLE, Scope, Viewer
from tests.conftest import SAMPLE
from ui import import_job, uploads
from ui.import_rights import closed

ROOT = Path(__file__).parents[1]
IDENTITY = "610102199001011234"
SCOPE = Scope("20260101-000000", (date(2026, 1, 1), date(2026, 6, 30)))


def faulty(folder: Path) -> Path:
    """The sample with a name column, and three rows of the enrolments that cannot be taken."""
    shutil.copytree(SAMPLE, folder)
    path = folder / "enrollments.csv"
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = [f"{first},姓名,备注", *(f"{line},张三,x" for line in lines)]
    rows += ["E9-01,K1,P20,GONE9,,12,,,欧阳某某,=1+1", f"E9-02,K1,P21,DONE,{IDENTITY},,,,李四,13812345678", "E9-03,K1"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/attendance.csv", "attendance.csv"),
        ("C:\\temp\\考勤（3月）.XLSX", "考勤（3月）.xlsx"),
        ("a<b>\n'\".csv", "a＜b＞_＇＂.csv"),
        ("a%22b'<b>..csv", "a＂b＇＜b＞..csv"),
        ("...csv", "file.csv"),
        ("run.sh", None),
        ("no suffix", None),
    ],
)
def test_the_name_of_an_upload_is_only_a_text_and_never_a_path(given, kept):
    assert uploads.plain_name(given) == kept


def test_two_uploads_of_one_name_are_both_kept():
    assert uploads.plain_name("a.csv", frozenset({"a.csv"})) == "a (2).csv"


def test_a_file_is_shown_as_what_it_is_read_as_and_names_nobody(tmp_path):
    (source,) = look(faulty(tmp_path / "sources")).sources
    assert source.kind == "enrollments" and source.heading == 0
    assert [field_of(source, i) for i in (0, 3, 8)] == ["enrollment_id", "status", ""]
    assert shown(source, 8, "欧阳某某") == "欧***"
    assert shown(source, 9, "13812345678") == "138****5678"


def test_a_file_that_is_no_source_says_why_and_breaks_nothing(tmp_path):
    path = tmp_path / "holiday.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    seen = look(path)
    assert not seen.sources and "holiday.csv" in seen.notes[0].zh


@pytest.fixture(scope="module")
def set_aside(tmp_path_factory) -> tuple[Path, tuple[Rejects, ...]]:
    """The faulty file and the rows of it that a build set aside."""
    folder = tmp_path_factory.mktemp("faulty")
    path = faulty(folder / "sources")
    version = build(Order((folder / "sources",), folder / "warehouse", max_rejected=1)).version
    return path, rejects(folder / "warehouse", version, tuple(sorted((folder / "sources").glob("*.csv"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_rejected_rows_come_back_with_all_their_columns_as_text_and_the_reason_last(set_aside, language):
    path, tables = set_aside
    sheet = openpyxl.load_workbook(BytesIO(rejected.workbook(tables, language))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    with path.open(encoding="utf-8") as file:
        assert list(rows[0][1:-1]) == next(csv.reader(file))
    assert [row[0] for row in rows[1:]] == ["32", "33", "34"]
    assert rows[1][1:5] == ("E9-01", "K1", "P20", "GONE9") and rows[1][9:11] == ("欧***", "=1+1")
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None} == {"s"}
    assert rows[2][5] == "610102********1234" and rows[2][10] == "138****5678"
    status, left = {"zh": ("状态：", "退学日期："), "en": ("enrolment status: ", "left on: ")}[language]
    assert rows[1][-1].startswith(status) and rows[2][-1].startswith(left) and rows[3][-1]
    assert IDENTITY not in str(rows) and "欧阳" not in str(rows)


def test_a_corrected_heading_keeps_every_row_at_its_number(tmp_path):
    path = tmp_path / "attendance.csv"
    path.write_text("考勤汇总\n\n课次编号,参训编号,到没到\nS11,E1-01,P\n\nS11,E1-02,Z9\n", encoding="utf-8")
    assert not look(path).sources  # nobody says which column is the status
    path.write_text("考勤汇总\n\n课次编号,参训编号,出勤情况,缺课分钟\nS11,E1-01,P,0\n\nS11,E1-02,Z9,0\n", encoding="utf-8")
    (source,) = look(path).sources
    (tmp_path / "corrected").mkdir()
    copy = rehead(source, {0: "session_id", 1: "enrollment_id", 2: "status"}, tmp_path / "corrected", "attendance")
    (again,) = look(copy).sources
    assert headings(again)[:3] == ("session_id", "enrollment_id", "status") and field_of(again, 3) == ""
    sixth = {p.read_text(encoding="utf-8").splitlines()[5] for p in (copy, path)}
    assert sixth == {"S11,E1-02,Z9,0"}


def test_a_check_in_a_process_of_its_own_tells_its_progress_and_its_result(tmp_path):
    few = (SAMPLE / "classes.csv", SAMPLE / "enrollments.csv")
    started = import_job.start(tmp_path / "job", (import_job.Step(few),), tmp_path / "trial", 1.0)
    assert started.progress()[0] == "read" or started.progress()[1] >= 0
    assert started.process.wait(60) == 0 and not started.running
    told = started.result()
    assert told["version"] == versions.current(tmp_path / "trial")
    assert ["enrollments.csv", "enrollments", 30, 30, 0] in told["files"]
    assert started.progress()[0] == "marts"


def test_a_check_that_is_stopped_leaves_no_version_and_no_result(tmp_path):
    started = import_job.start(tmp_path / "job", (import_job.Step((SAMPLE,)),), tmp_path / "trial", 1.0)
    time.sleep(0.2)
    started.stop()
    assert not started.running and started.result() is None
    assert versions.current(tmp_path / "trial") is None


def test_a_check_begins_where_the_warehouse_stands_and_leaves_it_as_it_is(sample_house, tmp_path):
    real = tmp_path / "warehouse"
    shutil.copytree(sample_house.warehouse, real)
    before = {p: p.read_bytes() for p in real.rglob("*") if p.is_file()}
    (tmp_path / "new").mkdir()
    lone = tmp_path / "new" / "attendance march.csv"
    lone.write_text("session_id,enrollment_id,status\nS13,E1-12,P\nS13,E1-99,P\n", encoding="utf-8")
    job.trial(tmp_path / "trial", real)
    started = import_job.start(tmp_path / "job", (import_job.Step((lone,)),), tmp_path / "trial", 1.0)
    assert started.process.wait(60) == 0
    told = {f[0]: f[2:] for f in started.result()["files"]}
    assert told["enrollments.csv"] == [30, 30, 0] and told["attendance march.csv"][0] == 2
    (table,) = rejects(tmp_path / "trial", started.result()["version"], (lone,))
    assert ("S13", "E1-99", "P") in [row.cells for row in table.rows]
    assert {p: p.read_bytes() for p in real.rglob("*") if p.is_file()} == before


def test_a_refusal_is_told_in_both_languages(tmp_path):
    lone = tmp_path / "sources"
    lone.mkdir()
    shutil.copy(SAMPLE / "attendance.csv", lone)
    (tmp_path / "job").mkdir()
    order = {"steps": [{"sources": [str(lone)]}], "warehouse": str(tmp_path / "trial"), "max_rejected": 1.0}
    (tmp_path / "job" / "order.json").write_bytes(orjson.dumps(order))
    job.run(tmp_path / "job")
    (pair,) = orjson.loads((tmp_path / "job" / "result.json").read_bytes())["refused"]
    assert "班次" in pair[0] and "classes" in pair[1]


def test_publishing_is_closed_unless_the_server_allows_it_or_records_are_invented(monkeypatch):
    monkeypatch.delenv("XUNXIAO_IMPORT", raising=False)
    assert closed(SCOPE, synthetic=False) == closed(None, synthetic=True) == "import.closed_server"
    assert closed(SCOPE, synthetic=True) == ""
    monkeypatch.setenv("XUNXIAO_IMPORT", "1")
    assert closed(SCOPE, synthetic=False) == closed(None, synthetic=False) == ""
    limited = SCOPE.changed(viewer=Viewer(regions=("610800",)))
    assert SCOPE.viewer == WHOLE and closed(limited, synthetic=True) == "import.closed_viewer"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_in_both_languages_before_and_after_the_first_version(tmp_path, sample_house, monkeypatch, language):
    page = str(ROOT / "pages" / "import_files.py")
    for warehouse in (tmp_path / "none", sample_house.warehouse):
        monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(warehouse))
        app = AppTest.from_file(str(ROOT / "tests" / "entry.py"), default_timeout=60)
        app.query_params["lang"] = language
        app.run()
        app.switch_page(page).run()
        assert not app.exception
        assert [head.value for head in app.subheader][-1:] == [words(language)["import.title"]]
        said = " ".join(element.proto.body for element in app.get("html"))
        assert "XUNXIAO_IMPORT=1" in said  # the sample is no demo: why it is off, and what to do


def test_the_page_of_a_demo_says_that_its_records_are_invented(province_house, monkeypatch):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(province_house.warehouse))
    app = AppTest.from_file(str(ROOT / "tests" / "entry.py"), default_timeout=60)
    app.query_params["lang"] = "zh"
    app.run()
    app.switch_page(str(ROOT / "pages" / "import_files.py")).run()
    assert words("zh")["board.synthetic"] in " ".join(element.proto.body for element in app.get("html"))


def test_the_page_goes_back_to_an_earlier_version_and_keeps_the_later_one(sample_house, tmp_path, monkeypatch):
    first, second = versions.current(sample_house.warehouse), "20990101-000000"
    shutil.copytree(sample_house.warehouse, tmp_path / "warehouse")
    shutil.copy(versions.path_of(tmp_path / "warehouse", first), versions.path_of(tmp_path / "warehouse", second))
    versions.point(tmp_path / "warehouse", second)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("XUNXIAO_IMPORT", "1")
    app = AppTest.from_file(str(ROOT / "tests" / "entry.py"), default_timeout=60)
    app.run()
    app.switch_page(str(ROOT / "pages" / "import_files.py")).run()
    app.button(key="import_back").click().run()
    assert not app.exception
    assert versions.current(tmp_path / "warehouse") == first
    assert versions.versions(tmp_path / "warehouse") == (first, second)

    def told(key: str) -> bool:
        said = " ".join(element.proto.body for element in app.get("html"))
        return escape(words("zh")[key].format(version=first)) in said

    assert told("import.gone_back")  # the session shows the later one still
    versions.path_of(tmp_path / "warehouse", second).unlink()
    app.run()
    app.button(key="import_back").click().run()
    assert told("import.gone_nowhere") and versions.current(tmp_path / "warehouse") is None
    app.button(key="import_back").click().run()
    assert told("import.gone_back_here") and not app.exception  # nothing to switch to: it is shown already


def test_a_publication_takes_over_what_the_check_of_the_same_files_worked_out(sample_copy, tmp_path):
    lone, trial = tmp_path / "补充班次.csv", tmp_path / "trial"
    lone.write_text("class_id,title,train_type,start_date,end_date\nK77,补,T4,2026-05-04,2026-05-08\n", encoding="utf-8")
    before = {path.name for path in (sample_copy / "results").iterdir()}
    job.trial(trial, sample_copy)
    checked = job.make(((Order((lone,), trial, max_rejected=1.0), ()),), lambda *_: None).version
    published = job.make(((Order((lone,), sample_copy), ()),), lambda *_: None, trial).version
    assert versions.current(sample_copy) == published
    assert dict(listed(sample_copy, published)) == dict(listed(trial, checked))
    made = [path for path in (trial / "results").iterdir() if path.name not in before]
    assert made and all(path.samefile(sample_copy / "results" / path.name) for path in made)
    assert not (sample_copy / versions.ADDING).exists()


def test_the_only_version_can_be_taken_out_of_use_and_restored_and_no_other(sample_copy):
    only = versions.current(sample_copy)
    versions.point_nowhere(sample_copy, only)
    assert versions.current(sample_copy) is None and versions.versions(sample_copy) == (only,)
    versions.roll_back(sample_copy, only)
    shutil.copyfile(versions.path_of(sample_copy, only), versions.path_of(sample_copy, "20990101-000000"))
    with pytest.raises(Refused):
        versions.point_nowhere(sample_copy, only)
    assert versions.current(sample_copy) == only
