"""A steward hands in a foreign sheet, says how it is to be read, publishes it, and sends its rejected rows again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from data import versions
from tests.foreign import CLASS, signin

pytestmark = pytest.mark.browser
KEY, SLOW = ".st-key-import_form_0_0_", 60_000
ROW, HEAD = 35, 35  # pixels of a row of a table that can be edited, and of its heading


def field(page: Page, name: str, turn: int = 0) -> Locator:
    return page.locator(f"{KEY}{turn}_{name}")


def fill(page: Page, name: str, text: str, turn: int = 0) -> None:
    box = field(page, name, turn).locator("input")
    box.fill(text)
    box.press("Tab")


def choose(page: Page, name: str, text: str, turn: int = 0) -> None:
    field(page, name, turn).locator("input").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def set_day(page: Page, name: str, day: str, turn: int = 0) -> None:
    field(page, name, turn).locator("[role=spinbutton]").first.click()
    page.keyboard.type(day.replace("-", ""))
    page.keyboard.press("Tab")


def set_cell(page: Page, table: str, row: int, share: float, text: str, turn: int = 0) -> None:
    """Chooses a value in the cell of row `row` (from 0), `share` of the table's width from its left."""
    canvas = field(page, table, turn).locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    spot = {"x": box["width"] * share, "y": HEAD + ROW * (row + 0.5)}
    canvas.click(position=spot, force=True)  # the table lies under the layer that scrolls it
    page.keyboard.press("Enter")
    choices = page.locator("[data-testid=portal], #portal").locator("input")
    expect(choices).to_be_visible()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def say_class(page: Page, turn: int = 0) -> None:
    fill(page, "class_id", CLASS["class_id"], turn)
    fill(page, "title", CLASS["title"], turn)
    choose(page, "type", "T4", turn)
    set_day(page, "start_date", CLASS["start_date"], turn)
    set_day(page, "end_date", CLASS["end_date"], turn)
    fill(page, "hours_text", "4", turn)


def check(page: Page) -> None:
    page.locator(".st-key-import_check button").click()


def publish(page: Page) -> None:
    page.get_by_text("把这些文件加入当前数据").click()
    page.locator(".st-key-import_publish button").click()
    expect(page.get_by_text("已发布版本")).to_be_visible(timeout=SLOW)


def accepted(warehouse: Path) -> tuple[int, int]:
    """Rows and accepted rows of the sheet's attendance in the published version."""
    with duckdb.connect(str(versions.path_of(warehouse, versions.current(warehouse))), read_only=True) as con:
        asked = "SELECT rows, accepted FROM source_file WHERE kind = 'attendance' AND file LIKE '签到表%'"
        return con.execute(asked).fetchone()


def test_a_foreign_sheet_is_described_published_and_its_rejected_rows_are_sent_again(
    page: Page, warehouse: Path, tmp_path: Path
) -> None:
    page.set_default_timeout(SLOW)
    page.goto("/import_files?lang=zh")
    register = tmp_path / "cadres G.csv"  # another name than the sample's, which it would replace
    people = "".join(f"G{n:03},2020-01-01,,O2,B4\n" for n in range(1, 121))
    register.write_text("cadre_id,valid_from,valid_to,org_id,level_code\n" + people, encoding="utf-8")
    page.set_input_files("input[type=file] >> nth=0", [signin(tmp_path / "签到表.xlsx", people=120), register])
    expect(page.get_by_text("没有认出这个文件")).to_be_visible(timeout=SLOW)
    expect(page.locator(".st-key-import_check button")).to_be_disabled(timeout=SLOW)
    say_class(page)
    expect(page.get_by_text("还缺")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_text("考勤（试读 360 行，其中 2 行将退回）")).to_be_visible(timeout=SLOW)
    check(page)
    expect(page.get_by_text("将退回 2 行，其余接收")).to_be_visible(timeout=SLOW)
    with page.expect_download() as given:
        page.locator(".st-key-import_rejected button").click()
    given.value.save_as(tmp_path / "退回的行.xlsx")
    publish(page)
    assert accepted(warehouse) == (360, 358)
    page.locator(".x-newer").click()
    page.goto("/data_quality?lang=zh")
    expect(page.get_by_text("签到表.xlsx").first).to_be_visible(timeout=SLOW)

    book = openpyxl.load_workbook(tmp_path / "退回的行.xlsx")
    head, *rows = book.worksheets[0].iter_rows()
    assert [cell.value for cell in head[1:-1]] == ["序号", "工号", "姓名", "第1次", "第2次", "第3次"]
    assert [row[0].value for row in rows] == ["4", "7"] and rows[0][3].value == "张***"
    for row in rows:
        row[6].value = "旷课"
    book.save(tmp_path / "退回的行.xlsx")
    page.goto("/import_files?lang=zh")
    page.set_input_files("input[type=file] >> nth=0", tmp_path / "退回的行.xlsx")
    expect(page.get_by_text("改正了 2 处")).to_be_visible(timeout=SLOW)
    check(page)
    expect(page.get_by_text("全部接收，没有退回的行")).to_be_visible(timeout=SLOW)
    publish(page)
    assert accepted(warehouse) == (360, 360)


def test_a_column_is_read_as_something_else_and_the_step_is_taken_back(page: Page, tmp_path: Path) -> None:
    page.set_default_timeout(SLOW)
    page.goto("/import_files?lang=zh")
    page.set_input_files("input[type=file] >> nth=0", signin(tmp_path / "签到表.xlsx", people=20))
    whole = page.get_by_text("考勤（试读 60 行，其中 2 行将退回）")
    expect(whole).to_be_visible(timeout=SLOW)
    set_cell(page, "columns", 5, 0.6, "（忽略）")  # 第3次
    expect(page.get_by_text("考勤（试读 40 行，没有看不懂的）")).to_be_visible(timeout=SLOW)
    field(page, "undo").locator("button").click()
    expect(whole).to_be_visible(timeout=SLOW)
    choose(page, "kind", "参训名单", turn=1)
    expect(page.get_by_text("参训名单（试读 20 行，没有看不懂的）")).to_be_visible(timeout=SLOW)
