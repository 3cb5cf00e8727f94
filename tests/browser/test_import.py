"""A steward hands files in by the browser: sees or says what they are, checks, publishes, corrects."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from data import versions
from tests.conftest import SAMPLE
from tests.foreign import CLASS, signin

pytestmark = pytest.mark.browser
KEY, FILES = ".st-key-import_form_0_0_", "input[type=file] >> nth=0"
ROW, HEAD = 35, 35  # pixels of a row of a table that can be edited, and of its heading


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files of the sample with sixty more people of whom one has an unknown status: few enough to be published."""
    folder = tmp_path / "files"
    shutil.copytree(SAMPLE, folder)
    with (folder / "cadres.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"Q{i:02},2020-01-01,,O2,B4,,,\n" for i in range(60))
    with (folder / "enrollments.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"E8-{i:02},K1,Q{i:02},{'GONE9' if i == 7 else 'DONE'},,12,,\n" for i in range(60))
    return [folder / "cadres.csv", folder / "enrollments.csv"]


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


def accepted(warehouse: Path) -> tuple[int, int]:
    """Rows and accepted rows of the sheet's attendance in the published version."""
    with duckdb.connect(str(versions.path_of(warehouse, versions.current(warehouse))), read_only=True) as con:
        asked = "SELECT rows, accepted FROM source_file WHERE kind = 'attendance' AND file LIKE '签到表%'"
        return con.execute(asked).fetchone()


def check(page: Page) -> None:
    page.locator(".st-key-import_check button").click()


def test_files_known_and_foreign_are_checked_published_and_their_rejected_rows_are_sent_again(
    page: Page, files: list[Path], warehouse: Path, office: Path, tmp_path: Path
) -> None:
    """One way through, because each check and each publication is a build: files that are recognised beside a sheet that
    is not, what would be sent back, publication, the newer version on offer, and the rows that come back corrected."""
    before, rejected = versions.current(warehouse), tmp_path / "退回的行.xlsx"
    page.goto("/import_files?lang=zh")
    own = page.locator("[data-testid=stFileUploaderDropzone] button p").first
    size = page.viewport_size
    for width in (390, 1920):  # on a projector all type is larger, but not the English word that ours stands for
        page.set_viewport_size({**size, "width": width})
        expect(own).to_have_css("font-size", "0px")
    page.set_viewport_size(size)
    page.set_input_files(FILES, [signin(tmp_path / "签到表.xlsx", people=120, level="B4"), *files])
    expect(page.get_by_text("表头不是常用的写法")).to_be_visible()
    expect(page.get_by_text("enrollments.csv：参训名单")).to_be_visible()
    expect(page.locator(".st-key-import_check button")).to_be_disabled()
    say_class(page)
    expect(page.get_by_text("还缺")).to_have_count(0)
    expect(page.get_by_text("考勤（试读 360 行，其中 2 行将退回）")).to_be_visible()
    check(page)
    expect(page.get_by_text("将退回 3 行，其余接收")).to_be_visible()
    assert versions.current(warehouse) == before  # a check publishes nothing
    with page.expect_download() as given:
        page.locator(".st-key-import_rejected button").click()
    given.value.save_as(rejected)
    publish = page.locator(".st-key-import_publish button")
    expect(publish).to_be_disabled()
    page.get_by_text("把这些文件加入当前数据").click()
    publish.click()
    expect(page.get_by_text("已发布版本")).to_be_visible()
    after = versions.current(warehouse)
    assert after != before and before in versions.versions(warehouse) and accepted(warehouse) == (360, 358)
    expect(page.locator(".x-newer")).to_contain_text(after)
    page.locator(".st-key-import_finish button").click()
    expect(page.locator("[data-testid=stExpander]")).to_have_count(1)  # the way back to an earlier version
    assert not [path for folder in office.glob("xunxiao-import-*") for path in (folder / "files").iterdir()]
    page.locator(".x-newer").click()
    page.goto("/data_quality?lang=zh")
    expect(page.get_by_text("签到表.xlsx").first).to_be_visible()

    correct(rejected)
    page.goto("/import_files?lang=zh")
    page.set_input_files(FILES, rejected)
    expect(page.get_by_text("“签到表.xlsx”中改正了 2 处")).to_be_visible()
    expect(page.get_by_text("“enrollments.csv”中改正了 1 处")).to_be_visible()
    check(page)  # rows that were added instead of replaced would be sent back as there already
    expect(page.get_by_text("全部接收，没有退回的行")).to_be_visible()


def correct(rejected: Path) -> None:
    """Reads the rejected rows of the known file and of the foreign sheet, and puts right what was wrong with them."""
    book = openpyxl.load_workbook(rejected)
    tables = {tuple(cell.value for cell in head[1:-1]): rows for head, *rows in (sheet.iter_rows() for sheet in book)}
    keys = ("enrollment_id", "class_id", "cadre_id", "status")
    (known,) = next(rows for names, rows in tables.items() if names[:4] == keys)
    assert [cell.value for cell in known][:5] == ["39", "E8-07", "K1", "Q07", "GONE9"]
    assert known[-1].value.startswith("状态：")
    known[4].value = "DONE"
    foreign = tables["序号", "工号", "姓名", "第1次", "第2次", "第3次", "职级层次"]
    assert [row[0].value for row in foreign] == ["4", "7"] and foreign[0][3].value == "张***"
    for row in foreign:
        row[6].value = "旷课"
    book.save(rejected)


def test_a_column_is_read_as_something_else_and_the_step_is_taken_back(page: Page, tmp_path: Path) -> None:
    page.goto("/import_files?lang=zh")
    page.set_input_files(FILES, signin(tmp_path / "签到表.xlsx", people=20))
    whole = page.get_by_text("考勤（试读 60 行，其中 2 行将退回）")
    expect(whole).to_be_visible()
    set_cell(page, "columns", 5, 0.6, "（忽略）")  # 第3次
    expect(page.get_by_text("考勤（试读 40 行，没有看不懂的）")).to_be_visible()
    field(page, "undo").locator("button").click()
    expect(whole).to_be_visible()
    choose(page, "kind", "参训名单", turn=1)
    expect(page.get_by_text("参训名单（试读 20 行，没有看不懂的）")).to_be_visible()
