"""Foreign sheets as people send them: nothing in them is a heading the product knows. Made up, small, countable by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from data.codes import load
from data.form import Form, begin

CLASS = {"class_id": "F1", "title": "外来班", "train_type": "T4", "start_date": "2026-03-02", "end_date": "2026-03-06"}
SIGNS = ("√", "√", "迟", "缺席了")  # the last is a word of their own


@pytest.fixture
def begun(tmp_path):
    """(name, rows, regions to merge) -> (form, codes of the notes) proposed for a workbook of these rows."""

    def write(name: str, *rows: tuple, merged: tuple[str, ...] = ()) -> tuple[Form, set[str]]:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for region in merged:
            book.active.merge_cells(region)
        book.save(tmp_path / name)
        form, sheets = begin(tmp_path / name, load())
        return form, {said.code for said in sheets.notes}

    return write


def signin(path: Path, people: int = 8, level: str = "") -> Path:
    """A title, then one column a session. Person n (from 1) says SIGNS[3] at session 3 if n is 2 or 5, else √ and one 迟.

    `level`: a last column says it of everybody.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "签到"
    sheet.append(["某培训班签到表"])
    sheet.append(["序号", "工号", "姓名", "第1次", "第2次", "第3次", *["职级层次"][: len(level)]])
    for n in range(1, people + 1):
        third = SIGNS[3] if n in (2, 5) else "√"
        more = [level] if level else []
        sheet.append([n, f"G{n:03}", f"张三{'甲乙丙丁戊己庚辛壬癸'[n % 10]}", "√", "迟" if n == 1 else "√", third, *more])
    book.save(path)
    return path


def survey(path: Path, answers: int = 6) -> Path:
    """One column an item, in words; answer n says 不满意 to the second item if n is 1."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "所用时间", "1、(课程内容)", "1、(教学方法)", "1、(组织安排)"])
    for n in range(1, answers + 1):
        sheet.append([n, f"{n * 10}秒", "非常满意", "不满意" if n == 1 else "满意", "满意"])
    book.save(path)
    return path


def of_class(form: Form, **constants: str) -> Form:
    """The form with its class filled in."""
    return replace(form, class_row=CLASS, constants={**form.constants, **constants})
