"""Rejected rows that come back corrected, and profiles that come as a ZIP."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest

from board.text import LANGUAGES
from data import form_zip, job, versions
from data.build import Order
from data.codes import load
from data.faults import Refused
from data.form import begin
from data.look import Look
from data.mend import corrections, mend
from data.rejects import Rejected, Rejects, counts, mark_of, rejects
from data.sources import sha256
from packs import rejected
from tests.foreign import of_class, signin
from tests.test_form import step
from tests.test_reading import archive
from ui import import_mended

CODES = load()


@pytest.fixture
def handed_out(tmp_path):
    """(sheet, its form, warehouse, path of the workbook of its two rejected rows)."""
    path = signin(tmp_path / "签到表.xlsx")
    form = of_class(begin(path, CODES)[0], hours="4")
    warehouse = tmp_path / "warehouse"
    order = step(path, form, tmp_path / "profile", warehouse)
    version = job.make((order,), lambda *_: None).version
    tables = rejects(warehouse, version, (path,), {path: (form, tmp_path / "profile" / "profile.toml")})
    out = tmp_path / "退回的行.xlsx"
    out.write_bytes(rejected.workbook(tables, LANGUAGES[0]))
    return path, form, warehouse, out


def correct(out) -> None:
    """What a person does: opens the workbook, mends the faulty cells, saves it."""
    book = openpyxl.load_workbook(out)
    for row in list(book.worksheets[0].iter_rows())[1:]:
        row[6].value = "旷课"
    book.save(out)


def test_corrected_rows_change_their_own_cells_and_nothing_that_was_masked(handed_out, tmp_path):
    path, form, _, out = handed_out
    correct(out)
    (found,) = corrections(out)
    assert found.mark == mark_of(sha256(path), "签到") and sorted(found.rows) == [4, 7]
    (tmp_path / "mended").mkdir()
    (mended,) = mend(path, (found,), form, tmp_path / "mended")
    with mended.path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    sheet = [[str(v) for v in row] for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]
    assert mended.changed == 2 and lines[1] == sheet[1]
    expected = [[*row[:5], "旷课"] if i in (1, 4) else row for i, row in enumerate(sheet[2:])]
    assert lines[2:] == expected and "张三" in lines[3][2]


def test_the_corrected_file_takes_the_place_of_the_old_one(handed_out, tmp_path):
    path, form, warehouse, out = handed_out
    correct(out)
    (tmp_path / "mended").mkdir()
    (mended,) = mend(path, corrections(out), form, tmp_path / "mended")
    order = step(mended.path, mended.form, tmp_path / "again", warehouse, replaces=(sha256(path),))
    version = job.make((order,), lambda *_: None).version
    found = {kind: rest for _, kind, *rest in counts(warehouse, version, (sha256(mended.path),))}
    assert found["attendance"] == [24, 24, 0] and found["enrollments"] == [8, 8, 0]
    assert version == versions.current(warehouse) and not counts(warehouse, version, (sha256(path),))


def test_a_workbook_without_marks_or_of_another_table_mends_nothing(handed_out, tmp_path):
    path, form, _, out = handed_out
    assert corrections(path) == ()
    (found,) = corrections(out)
    assert mend(path, (replace(found, headings=("a", "b")),), form, tmp_path) == ()


@pytest.fixture
def session(tmp_path, monkeypatch):
    """What a browser session holds after two sheets with the same headings of one workbook were described."""
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path / "none"))
    book = openpyxl.Workbook()
    for name, result in (("一组", "合格"), ("二组", "不知道")):
        sheet = book.create_sheet(name)
        for row in (("工号", "姓名", "成绩等次"), ("G01", "张三甲", "合格"), ("G02", "李四乙", result)):
            sheet.append(row)
    book.remove(book.active)
    paths = tmp_path / "名单.xlsx", tmp_path / "名单 (二组).xlsx"
    book.save(paths[0])
    shutil.copyfile(*paths)
    digest, folder = sha256(paths[0]), SimpleNamespace(path=tmp_path)
    held = {"digests": dict.fromkeys(paths, digest), "folder": folder, "looks": tuple(Look(p, (), ()) for p in paths)}
    forms = {mark_of(digest, sheet): (path, begin(path, CODES, sheet)[0])
             for path, sheet in zip(paths, ("一组", "二组"), strict=True)}  # fmt: skip
    return held, forms, paths


def handed_in(held: dict, path, mark: str) -> None:
    """The second row of a sheet comes back with its last cell corrected, its name masked as it went out."""
    row = Rejected(3, ("G02", "李***", "合格"), "", "")
    path.write_bytes(rejected.workbook((Rejects("名单", "enrollments", ("工号", "姓名", "成绩等次"), (row,), mark),), "zh"))
    held["looks"] += (Look(path, (), ()),)
    held["digests"][path] = sha256(path)


def test_a_correction_of_the_second_sheet_changes_the_second_sheet_and_leaves_the_first(session, tmp_path):
    held, forms, (first, second) = session
    handed_in(held, tmp_path / "退回的行.xlsx", mark_of(sha256(first), "二组"))
    found = import_mended.forms(held, forms)
    mended = next(iter(found))
    assert [seen.path for seen in held["looks"]] == [first, mended] and mended.stem == second.stem
    with mended.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == [["G01", "张三甲", "合格"], ["G02", "李四乙", "合格"]]
    assert held["mended"][mended] == (second.name, 1) and not held["lost"]


def test_corrected_rows_whose_file_is_not_there_are_not_taken_for_a_file_of_their_own(session, tmp_path):
    held, forms, _ = session
    handed_in(held, tmp_path / "退回的行.xlsx", mark_of("0" * 64, "二组"))
    assert import_mended.forms(held, forms) == {}
    assert held["lost"] == {tmp_path / "退回的行.xlsx"} and [n.code for n in held["looks"][-1].notes] == ["no_origin"]


def test_a_workbook_of_several_recognised_sheets_takes_corrections_of_any_of_them(session, tmp_path):
    held, _, _ = session
    book, path = openpyxl.Workbook(), tmp_path / "台账.xlsx"
    heading = ("班次编号", "班次名称", "培训类型", "开班日期", "结业日期")
    for name, *rows in (
        ("班次", heading, ("K9", "九班", "T9", "2026-03-02", "2026-03-06")),
        ("参训名单", ("班次编号", "干部编号", "层级", "状态"), ("K9", "G01", "B4", "结业")),
        ("说明", ("随便写的",)),
    ):  # fmt: skip
        for row in rows:
            (book[name] if name in book.sheetnames else book.create_sheet(name)).append(row)
    book.remove(book["Sheet"])
    book.save(path)
    row = Rejected(2, ("K9", "九班", "T4", "2026-03-02", "2026-03-06"), "", "")
    out = tmp_path / "退回的行.xlsx"
    out.write_bytes(rejected.workbook((Rejects("台账", "classes", heading, (row,), mark_of(sha256(path), "班次")),), "zh"))
    held |= {"looks": (Look(path, (), ()), Look(out, (), ())), "digests": {p: sha256(p) for p in (path, out)}}
    assert import_mended.forms(held, {}) == {} and not held["lost"]
    assert [[source.kind for source in seen.sources] for seen in held["looks"]] == [["classes"], ["enrollments"]]
    assert held["mended"][held["looks"][0].path] == ("台账.xlsx", 1)
    order = Order(tuple(seen.path for seen in held["looks"]), tmp_path / "house")
    assert [f[3:] for f in job.make(((order, ()),), lambda *_: None).files] == [(1, 0), (1, 0)]


def test_a_profile_is_unpacked_from_a_zip_and_nothing_else_is(tmp_path):
    names = ("x.profile/profile.toml", "x.profile/codes/types.csv", "../../evil.csv", "x/run.py")
    content = archive(**dict.fromkeys(names, "a"))
    folder = form_zip.unpack(content, tmp_path / "out")
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [
        "codes/types.csv", "profile.toml"]  # fmt: skip
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no archive", "profile_zip"),
        (archive(**{"readme.txt": "x"}), "profile_zip"),
        (archive(**{"profile.toml": "x", "q.sql": "SELECT 1"}), "profile_sql"),
        (archive(**{"profile.toml": "x" * (5 * 2**20)}), "profile_zip"),
    ],
)
def test_an_archive_that_is_no_profile_or_asks_for_a_query_is_refused(tmp_path, content, code):
    with pytest.raises(Refused) as refused:
        form_zip.unpack(content, tmp_path / "out")
    assert refused.value.notes[0].code == code and not (tmp_path / "out").exists()
