"""The Board on the screen, in a real browser: a small app of its own, served by Streamlit."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bench.browser import browser
from board.text import t
from tests.boards import sample
from ui import drawing_library

ROOT = Path(__file__).parents[2]
APP = """
import json
import sys
from dataclasses import replace
sys.path.insert(0, {root!r})
import streamlit as st
if __name__ == "__main__":
    from tests.boards import sample, sparse, thousands
    from ui.component import draw
    from ui.payload import payload, with_download, with_part, with_rows
    st.set_page_config(layout="wide")
    language = st.query_params.get("lang", "zh")
    board = (sparse if "sparse" in st.query_params else sample)(language)
    seen = st.session_state.setdefault("seen", [])
    title = st.query_params.get("title", board.title)
    board = replace(board, title=title, meta=f"runs with events: {{len(seen)}}")
    if "long" in st.query_params:
        board = replace(board, table=thousands(board.table), meta="")
    elif seen:
        first = board.charts[0]
        first = replace(first, head=replace(first.head, title="changed"))
        board = replace(board, charts=(first, *board.charts[1:]))
    data = payload(board, language, plotly_url="app/static/plotly.min.js",
                   outlines_url=lambda layer: f"app/static/map_{{layer}}.json", query_url=lambda sql: "app/static/query.sql")
    if seen and seen[-1]["kind"] == "download":
        data = with_download(data, str(len(seen)), "classes.csv", "text/csv", "甲,1".encode())
    if seen and seen[-1]["kind"] == "part":
        data = with_part(data, board.table.rows, seen[-1])
    if any(e["kind"] == "rows" for e in seen):
        data = with_rows(data, board)
    event = draw(data, "board", seen.append)
    st.text(json.dumps(event))
else:
    from ui import ahead_route, server
    app = st.App(__file__, routes=server.routes(ahead_route.made, ahead_route.pointed), middleware=server.middleware())
"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A scratch app on a free port with its own copy of the library and the outlines."""
    home = tmp_path_factory.mktemp("app")
    (home / "app.py").write_text(APP.format(root=str(ROOT)), encoding="utf-8")
    static = home / "static"
    static.mkdir()
    (static / "plotly.min.js").write_bytes(drawing_library.script())
    (static / "query.sql").write_text("SELECT 1", encoding="utf-8")
    outlines = ROOT / "data" / "codes" / "map_county.json"
    (static / "map_county.json").write_bytes(outlines.read_bytes())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "server.port": port, "server.address": "127.0.0.1", "server.headless": "true",
        "server.enableStaticServing": "true", "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
    with (home / "log").open("w") as log, subprocess.Popen(command, cwd=home, stdout=log) as server:
        try:
            yield _ready(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def _ready(address: str) -> str:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return address
        except OSError:  # refused, or still starting
            time.sleep(0.25)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def context(address):
    """One browser for all tests, so that the library is loaded once."""
    with browser() as running:
        yield running.new_context(base_url=address)


@pytest.fixture
def page(context):
    """An open page 1280 px wide that fails the test on any error in the console."""
    page, errors = context.new_page(), []
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def painted(page, query: str = "") -> None:
    page.goto(f"/?{query}")
    page.wait_for_function("document.documentElement.dataset.painted", timeout=60_000)


def seen_all(page) -> None:
    """Scrolls through the page until every figure has been drawn."""
    for plot in page.locator(".xx-plot").all():
        plot.scroll_into_view_if_needed()
        expect(plot.locator(".main-svg").first).to_be_visible(timeout=20_000)


def event(page) -> dict:
    """What the app says it received in its last run."""
    said = page.locator("[data-testid=stText]")
    expect(said).to_contain_text("kind")
    return json.loads(said.inner_text())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_board_is_drawn_whole_with_no_more_than_2000_elements(page, language):
    painted(page, f"lang={language}")
    seen_all(page)
    assert page.locator(".xx-tile").count() == 8
    assert page.locator(".xx-plot .main-svg").first.is_visible()
    assert page.evaluate("document.querySelectorAll('.xx-plot svg *').length") <= 2000
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    charts, guides = page.locator(".xx-chart"), page.get_by_role("button", name=t(language, "screen.guide"), exact=True)
    assert guides.count() == charts.count() > 5


def test_tiles_are_painted_before_charts_and_both_carry_the_token(page):
    painted(page)
    marks = page.evaluate("({...document.documentElement.dataset})")
    assert marks["tiles"] == marks["painted"] and len(marks["painted"]) == 16


def test_a_click_on_a_bar_writes_its_link_into_the_address(page):
    painted(page)
    seen_all(page)
    bar = page.locator("[data-kind=bars]").last.locator(".point path").first  # without the number above it
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    spot = (box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.move(*spot)
    expect(page.locator("[data-kind=bars] .xx-leads")).to_be_visible()
    page.mouse.click(*spot)
    page.wait_for_url("**/one_class?*session=1*", wait_until="commit")


def test_points_of_every_figure_are_reached_shown_and_read_by_keyboard_and_enter_follows_one(page):
    painted(page)
    seen_all(page)
    drawn = page.evaluate("document.querySelectorAll('.xx-plot svg *').length")
    said, shown = page.locator(".xx-spoken"), page.locator(".hoverlayer .hovertext")
    for card in page.locator(".xx-chart").all():
        rows = card.evaluate("card => card.xxChart.view.rows.map(row => row.filter(Boolean).join(' · '))")
        card.locator(".xx-plot").focus()
        for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown", "End"):
            page.keyboard.press(key)
            assert said.inner_text().removesuffix(" · 回车打开") in rows and shown.count() == 1
        page.keyboard.press("Escape")
        assert shown.count() == 0 and said.inner_text() == ""
    assert page.evaluate("document.querySelectorAll('.xx-plot svg *').length") == drawn
    trend = page.locator("[data-kind=trend]").first
    trend.locator(".xx-plot").focus()
    page.keyboard.press("Home")
    first = said.inner_text().split(" · ")
    page.keyboard.press("ArrowDown")  # the same place in the next series
    second = said.inner_text().split(" · ")
    assert first[0] != second[0] and first[1] == second[1]
    page.keyboard.press("Tab")  # one stop a figure
    assert not trend.evaluate("card => card.xxPlot.contains(document.activeElement)") and said.inner_text() == ""
    page.locator("[data-kind=bars]").last.locator(".xx-plot").focus()
    page.keyboard.press("Home")
    assert said.inner_text().endswith("回车打开")
    page.keyboard.press("Enter")
    page.wait_for_url("**/one_class?*session=1*", wait_until="commit")


def test_new_data_keeps_the_same_plot_nodes(page):
    painted(page)
    page.evaluate("document.querySelectorAll('.xx-plot, .xx-tile').forEach((e, i) => { e.mine = i + 1; })")
    page.locator(".xx-table-card .xx-sort").first.click()
    expect(page.locator(".xx-chart .xx-card-title").first).to_have_text("changed")
    kept = page.evaluate("[...document.querySelectorAll('.xx-plot, .xx-tile')].every(e => e.mine)")
    assert kept and page.locator(".xx-board").count() == 1
    assert page.evaluate("document.querySelector('.xx-plot').querySelectorAll('.main-svg').length") > 0


def test_a_definition_opens_from_the_keyboard_and_escape_closes_it(page):
    painted(page)
    button = page.locator(".xx-chart .xx-small", has_text="口径").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".xx-dialog")).to_be_visible()
    expect(page.locator(".xx-dialog pre").first).to_contain_text("sum(applied)")
    page.keyboard.press("Escape")
    expect(page.locator(".xx-dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "口径"


def test_markup_in_a_title_is_shown_as_text(page):
    painted(page, "title=%3Cscript%3Ewindow.bad=1%3C/script%3E%3Cb%3Ex%3C/b%3E")
    assert page.locator(".xx-title").inner_text() == "<script>window.bad=1</script><b>x</b>"
    assert page.evaluate("window.bad") is None


def test_the_map_in_the_browser_has_the_outlines_the_python_figure_has(page):
    from tests.sample_charts import county_map
    from ui.figures import figure
    from ui.figures_map import filled

    outlines = json.loads((ROOT / "data" / "codes" / "map_county.json").read_text(encoding="utf-8"))
    wanted = filled(figure(county_map("zh"), "zh"), outlines)["data"]
    painted(page)
    seen_all(page)
    drawn = page.evaluate("document.querySelector('[data-kind=map] .xx-plot').data.map(t => [t.x, t.y])")
    assert len(drawn) == len(wanted)
    for (x, y), trace in zip(drawn, wanted, strict=True):
        if "codes" in trace["meta"]:
            assert x == trace["x"] and y == trace["y"]
        else:
            assert x == pytest.approx(trace["x"]) and y == pytest.approx(trace["y"])


def test_a_row_leads_on_by_keyboard_and_a_head_sorts_all_rows_which_are_then_asked_for(page):
    painted(page)
    assert page.locator(".xx-table-card tbody tr").count() == 10
    head = page.locator(".xx-table-card .xx-sort", has_text="人数")
    head.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".xx-meta")).to_have_text("runs with events: 1")
    people = [int(t) for t in page.locator(".xx-table-card tbody td:nth-child(3)").all_inner_texts()]
    every = sorted((row.cells[2].number for row in sample("zh").table.rows), reverse=True)
    assert people == every[:10]
    page.locator(".xx-table-card .xx-foot .xx-small").first.click()
    assert page.locator(".xx-table-card tbody tr").count() == 64
    page.locator(".xx-table-card tbody .xx-lead").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/one_class?*", wait_until="commit")


def test_words_typed_above_a_long_list_leave_the_rows_that_have_them_all_and_enter_opens_the_only_one(page):
    painted(page)
    field, rows = page.locator(".xx-find"), page.locator(".xx-table-card tbody tr")
    field.fill("2026-04")
    expect(page.locator(".xx-table-top [role=status]")).to_have_text("找到 11 行，共 64 行")
    assert rows.count() == 10 and page.locator(".xx-table-card .xx-more").inner_text() == "显示全部 11 行"
    field.fill("〇")
    expect(rows).to_have_count(0)
    field.fill("４１ 基层治理")  # not among the rows shown at first
    expect(rows).to_have_count(1)
    field.press("Enter")
    page.wait_for_url("**/one_class?*class=C041*", wait_until="commit")


def test_a_list_of_thousands_comes_in_parts_as_one_goes_down_it_and_is_sorted_and_found_as_a_whole(page):
    painted(page, "long")
    card, rows = page.locator(".xx-table-card"), page.locator(".xx-table-card tbody tr")
    numbers = [row.cells[2].number for row in sample("zh").table.rows] * 4
    card.locator(".xx-more").click()
    expect(card.locator(".xx-next")).to_have_text(f"已列出 100 行，共 {len(numbers)} 行；继续列出")
    assert card.locator("table").get_attribute("aria-rowcount") == str(len(numbers) + 1)
    card.locator(".xx-next").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(200)
    card.locator(".xx-scroll").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    expect(rows).to_have_count(len(numbers))
    expect(card.locator(".xx-next")).to_be_hidden()
    assert rows.last.get_attribute("aria-rowindex") == str(len(numbers) + 1)
    card.locator(".xx-scroll").evaluate("box => { box.scrollTop = 0; }")
    card.locator(".xx-sort", has_text="人数").click()
    expect(card.locator("th[aria-sort=descending]")).to_have_count(1)
    expect(card.locator("table")).to_have_attribute("aria-busy", "false")
    shown = [int(text) for text in card.locator("tbody td:nth-child(3)").all_inner_texts()]
    assert shown == sorted(numbers, reverse=True)[: len(shown)]
    page.locator(".xx-find").fill("４１ 基层治理")
    expect(card.locator(".xx-table-top [role=status]")).to_have_text(f"找到 4 行，共 {len(numbers)} 行")
    expect(rows).to_have_count(4)


def test_a_file_is_asked_for_and_saved_once(page):
    painted(page)
    page.evaluate("document.querySelector('.xx-plot .main-svg').mine = true")
    with page.expect_download() as waiting:
        page.locator(".xx-table-card .xx-small", has_text="CSV").click()
    assert waiting.value.suggested_filename == "classes.csv"
    assert page.evaluate("document.querySelector('.xx-plot .main-svg').mine")
    assert Path(waiting.value.path()).read_text(encoding="utf-8") == "甲,1"


def test_the_whole_page_can_be_asked_for_as_a_document(page):
    painted(page)
    page.get_by_role("button", name="下载 PDF").click()
    expect(page.locator(".xx-meta")).to_have_text("runs with events: 1")
    assert event(page) == {"kind": "download", "what": "pdf"}


def test_the_table_of_a_chart_replaces_its_figure_and_goes_back(page):
    painted(page)
    toggle = page.locator(".xx-chart").first.locator(".xx-small").first
    toggle.click()
    assert page.locator(".xx-chart").first.locator(".xx-view tbody tr").count() == 5 * 24
    assert not page.locator(".xx-chart").first.locator(".xx-plot").is_visible()
    toggle.click()
    expect(page.locator(".xx-chart").first.locator(".main-svg").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1024, 1920])
def test_no_page_is_wider_than_its_window(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    painted(page, "sparse=1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    columns = page.evaluate("getComputedStyle(document.querySelector('.xx-tile')).gridTemplateColumns.split(' ').length")
    assert columns == (3 if width == 390 else 1), "a tile is a row on a phone, a column elsewhere"


def test_in_front_of_people_arrows_show_one_thing_at_a_time_from_the_same_numbers_and_escape_returns(page):
    painted(page)
    page.get_by_role("button", name="放映").click()
    stage = page.locator(".xx-stage")
    expect(stage).to_contain_text("1 / ")
    charts = page.locator(".xx-page .xx-chart").count()
    seen = []
    for at in range(charts + 4):
        expect(stage).to_have_attribute("data-shown", str(at), timeout=20_000)
        seen.append(page.locator(".xx-slide").evaluate("slide => slide.scrollHeight <= slide.clientHeight + 2"))
        page.keyboard.press("ArrowRight")
    assert all(seen) and stage.locator("table").count() == 1
    page.keyboard.press("ArrowLeft")
    numbers = page.locator(".xx-page .xx-tile .xx-number").all_inner_texts()
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    assert stage.locator(".xx-number").all_inner_texts() == numbers
    page.keyboard.press("Escape")
    expect(stage).to_have_count(0)
    expect(page.get_by_role("button", name="放映")).to_be_focused()
