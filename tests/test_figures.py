"""Figures and payloads of the hand-made Boards, checked against the drawing library's own schema."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import orjson
import plotly.graph_objects as go
import pytest

from board.model import Board, Mark, State, Value
from board.palette import contrast, palette, readable
from tests import sample_charts
from tests.boards import sample, sparse
from ui import figures_bars as bars
from ui.figures import figure, marks, names
from ui.figures_base import NARROW, ground, plain, spread, width, wrapped
from ui.figures_map import centre, filled
from ui.payload import payload, with_download

ROOT = Path(__file__).parents[1]
OUTLINES = json.loads((ROOT / "data" / "codes" / "map_county.json").read_text(encoding="utf-8"))
CHARTS = [
    pytest.param(chart, language, id=f"{language}-{page.__name__}-{chart.head.id}")
    for language in ("zh", "en")
    for page in (sample, sparse)
    for chart in page(language).charts
] + [pytest.param(sample_charts.waterfall(language), language, id=f"{language}-waterfall") for language in ("zh", "en")]


def sent(board: Board, language: str = "zh") -> bytes:
    return payload(board, language, plotly_url="/plotly.js", outlines_url=lambda layer: f"/{layer}.json", query_url=str)


def drawn(chart, language: str) -> dict:
    made = figure(chart, language)
    return filled(made, OUTLINES) if chart.kind == "map" else made


@pytest.mark.parametrize(("chart", "language"), CHARTS)
def test_every_figure_is_valid_for_the_drawing_library(chart, language):
    go.Figure(**drawn(chart, language))


@pytest.mark.parametrize(("chart", "language"), CHARTS)
def test_no_point_has_an_empty_word_where_the_drawing_library_would_write_none_after_the_next_filter(chart, language):
    for trace in drawn(chart, language)["data"]:
        if trace["type"] == "scatter":
            assert all(trace.get("text") or ()), trace["text"]


def roomy(made: dict) -> dict:
    """The figure where there is room, as the screen puts it together; the one of a phone where that says as much."""
    more = made["layout"].get("meta")
    if not more:
        return made
    behind = [{}] * len(more["data"]) if more["whole"] else made["data"]
    data = [{**of, **part} for of, part in zip(behind, more["data"], strict=True)]
    return {"data": data, "layout": {**made["layout"], **more["layout"], "meta": None}}


def test_names_of_bars_lie_level_where_a_wide_plot_has_room_for_them():
    value = Value(1.0, "1", n=20)
    marks = tuple(Mark(name, value) for name in ("Civil-servant management work", "Rural revitalisation") * 5)
    chart = replace(next(one for one in sample("en").charts if one.kind == "bars"), marks=marks, groups=())
    made = figure(chart, "en")
    third = roomy(made)
    assert made["layout"]["xaxis"]["tickangle"] == third["layout"]["xaxis"]["tickangle"] == -90
    whole = made["layout"]["meta"]["layout"]["meta"]
    assert whole["from"] > made["layout"]["meta"]["from"] and whole["layout"]["xaxis"]["tickangle"] == 0


def words(made: dict) -> list[str]:
    ticks = [text for axis in ("xaxis", "yaxis") for text in made["layout"][axis].get("ticktext", ())]
    return ticks + [text for trace in made["data"] for text in trace.get("text") or ()]


@pytest.mark.parametrize(("chart", "language"), CHARTS)
def test_where_there_is_room_a_figure_is_as_valid_and_cuts_no_more_words(chart, language):
    made = drawn(chart, language)
    go.Figure(**roomy(made))
    cut, less = (sum("…" in text for text in words(one)) for one in (made, roomy(made)))
    assert less <= cut


def test_names_and_numbers_that_a_phone_has_no_room_for_stand_on_a_wide_screen():
    long = tuple(Mark(f"Leadership of divisions {i}", Value(1000.0 + i, "1,000.0")) for i in range(8))
    chart = sample_charts.levels("en")
    made = figure(replace(chart, marks=long, groups=()), "en")
    assert any("…" in text for text in words(made)) or "" in made["data"][0]["text"]
    wide = roomy(made)
    assert not any("…" in text for text in words(wide)) and "" not in wide["data"][0]["text"]
    assert wide["data"][0]["y"] == made["data"][0]["y"]


@pytest.mark.parametrize(("chart", "language"), CHARTS)
def test_every_point_that_can_be_clicked_names_the_mark_it_was_drawn_from(chart, language):
    said = [(name, mark.value.text) for name, mark in zip(names(chart), marks(chart), strict=True)]
    seen = set()
    for trace in figure(chart, language)["data"]:
        if "customdata" not in trace:
            continue
        flat = [_pair(*pair) for pair in zip(trace["customdata"], trace["hovertext"], strict=True)]
        for place, text in [pair for pairs in flat for pair in pairs]:
            (group, name), value = said[place]
            assert plain(group or name) in text
            assert plain(value) in text
            seen.add(place)
    own = {i for i, mark in enumerate(marks(chart)) if mark.value.state in (State.SHOWN, State.HOLLOW)}
    assert own <= seen


def _pair(places, texts):
    return list(zip(places, texts, strict=True)) if isinstance(places, list) else [(places, texts)]


@pytest.mark.parametrize("state", [State.HIDDEN, State.NOT_DUE, State.NO_RECORDS, State.OUT_OF_SCOPE])
def test_a_number_kept_back_leaves_in_no_figure_even_if_the_value_still_carries_it(state):
    secret = Value(71.31713, "＊", state, n=431713, low=70.31713, high=72.31713)
    board = sample("zh")
    charts = tuple(_with_first(chart, secret) for chart in board.charts)
    open_ = tuple(_with_first(chart, replace(secret, state=State.SHOWN)) for chart in charts)
    assert b"71.31713" in sent(replace(board, charts=open_))
    assert b"31713" not in sent(replace(board, charts=charts))
    if state is State.HIDDEN:
        assert b"431,713" not in sent(replace(board, charts=charts))


def _with_first(chart, value):
    if chart.kind == "trend":
        first = chart.lines[0]
        line = replace(first, marks=(replace(first.marks[0], value=value), *first.marks[1:]), banded=True)
        return replace(chart, lines=(line, *chart.lines[1:]))
    if chart.kind == "heat":
        row = (replace(chart.cells[0][0], value=value), *chart.cells[0][1:])
        return replace(chart, cells=(row, *chart.cells[1:]))
    return replace(chart, marks=(replace(chart.marks[0], value=value), *chart.marks[1:]))


def test_a_loss_hangs_where_the_bar_before_it_ends():
    chart = sample_charts.waterfall("zh")
    made = figure(chart, "zh")
    solid = next(t for t in made["data"] if t["type"] == "bar")
    base = dict(zip(solid["customdata"], solid["base"], strict=True))
    height = dict(zip(solid["customdata"], solid["y"], strict=True))
    assert base[1] + height[1] == height[0] and base[1] == height[2] and base[3] == height[4] == 90
    assert 5 not in base and len(made["layout"]["shapes"]) == 6  # what is kept back joins nothing


def test_labels_at_line_ends_do_not_touch():
    made = figure(sample_charts.trend("zh"), "zh")
    ends = next(t for t in made["data"] if t.get("textposition") == "middle right")
    layout = made["layout"]
    tall = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    low, high = layout["yaxis"]["range"]
    at = sorted((y - low) / (high - low) * tall for y in ends["y"])
    assert len(at) == 5
    assert min(b - a for a, b in pairwise(at)) >= 15.5


def test_spread_places_keep_order_and_room_and_move_no_more_than_needed():
    assert spread([10, 50, 90], [10, 10, 10], 0, 100) == [10, 50, 90]
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]
    placed = spread([99, 98, 97, 3], [20, 20, 20, 20], 0, 100)
    assert placed == [90, 70, 50, 10]


def test_hollow_merged_and_missing_points_of_a_trend_are_told_apart():
    line = figure(sample_charts.trend("zh"), "zh")["data"][4]
    assert line["marker"]["color"][4] == ground("card")
    assert line["marker"]["symbol"][12] == "diamond"
    assert line["y"][5] is None and line["y"][22] is None


def test_words_stand_where_a_row_has_no_point():
    texts = [t for trace in figure(sample_charts.dots("zh"), "zh")["data"] for t in trace.get("text", ())]
    for word in ("＊", "不在范围", "没有记录"):
        assert any(word in text for text in texts)
    assert any("样本少" in text for text in texts)


def test_words_of_missing_points_stand_above_each_other_where_they_would_touch_on_a_phone():
    chart = sample_charts.trend("zh")
    none, wait = (Value(None, text, State.NO_RECORDS) for text in ("没有记录", "未到期"))
    values = [none, wait, none, *[Value(70.0, "70%")] * 9]
    line = replace(chart.lines[0], marks=tuple(Mark("", value) for value in values))
    periods = tuple(f"2026-{i:02}" for i in range(1, 13))
    made = figure(replace(chart, periods=periods, lines=(line,), shaded=None, events=()), "zh")["data"]
    words = next(t for t in made if t.get("mode") == "text" and "未到期" in t["text"])
    assert words["text"] == ["没有记录", "未到期", "没有记录"] and len(set(words["y"])) == 3


def test_text_from_data_reaches_the_drawing_library_escaped():
    chart = sample_charts.levels("zh")
    evil = Mark("<b>甲</b><script>", Value(50, "<i>50</i>", note="<a href=x>n</a>"))
    text = json.dumps(figure(replace(chart, marks=(evil,)), "zh"), ensure_ascii=False)
    assert "<script" not in text and "<i>" not in text and "<a " not in text
    assert "&lt;script&gt;" in text


def test_long_names_break_evenly_and_lose_nothing_they_have_room_for():
    assert wrapped("科员及以下", 56, 2) == "科员及<br>以下"
    assert wrapped("第 2 课 专题讲授", 45, 3) == "第 2 课<br>专题<br>讲授"
    assert wrapped("乡村振兴与基层治理能力提升专题培训班", 60, 2).endswith("…")
    assert width("甲a") < width("甲乙")


@pytest.mark.parametrize("name", sorted(palette()["role"]))
def test_every_role_has_a_form_that_can_be_read_as_text(name):
    assert contrast(readable(palette()["role"][name]), ground("card")) >= 4.5


def test_a_map_names_every_region_once_and_sends_no_outline():
    chart = sample_charts.county_map("zh")
    made = figure(chart, "zh")
    named = [code for trace in made["data"] for code in trace.get("meta", {}).get("codes", ())]
    assert sorted(named) == sorted(chart.codes)
    assert len(made["data"]) <= 12
    assert all(not trace["x"] for trace in made["data"])


def test_the_middle_of_a_region_lies_in_its_largest_part():
    small, square = [900, 900, 901, 900, 901, 901], [0, 0, 10, 0, 10, 20, 0, 20]
    assert centre([small, square]) == pytest.approx((5, 10))


def test_the_same_board_gives_the_same_bytes_and_another_board_another_token():
    one, again = sent(sample("zh")), sent(sample("zh"))
    assert one == again
    other = orjson.loads(sent(replace(sample("zh"), title="另一页")))
    assert orjson.loads(one)["token"] != other["token"]


def test_a_download_rides_on_finished_bytes():
    data = with_download(sent(sparse("en"), "en"), "n1", "a.csv", "text/csv", "甲,1".encode())
    file = orjson.loads(data)["download"]
    assert (file["nonce"], file["name"], file["base64"]) == ("n1", "a.csv", "55SyLDE=")


def test_a_board_without_charts_or_table_is_still_a_payload():
    bare = Board(page="x", title="空", sentence=None, meta="", stamp="", filters=(), empty="所选范围没有班次")
    said = orjson.loads(sent(bare))
    assert said["empty"] == "所选范围没有班次" and said["charts"] == [] and said["table"] is None


def test_the_chart_table_has_a_row_for_every_mark():
    for chart, said in zip(sample("zh").charts, orjson.loads(sent(sample("zh")))["charts"], strict=True):
        assert len(said["view"]["rows"]) == len(said["links"]) == len(marks(chart))
        assert all(len(row) == len(said["view"]["heads"]) for row in said["view"]["rows"])


def test_both_languages_have_the_same_screen_words():
    paths = [ROOT / "board" / "words" / language / "screen.toml" for language in ("zh", "en")]
    zh, en = (tomllib.loads(path.read_text(encoding="utf-8")) for path in paths)
    assert zh.keys() == en.keys()
    assert all(text.strip() for text in (*zh.values(), *en.values()))


def test_a_number_without_an_interval_stands_clear_of_its_dot():
    chart = sample_charts.dots("zh")
    bare = replace(chart, marks=(Mark("甲", Value(90.0, "90%")), Mark("乙", Value(85.0, "85%", low=70.0, high=99.0))))
    values = next(t for t in figure(bare, "zh")["data"] if t.get("textposition") == "middle right")
    dot = next(t for t in figure(bare, "zh")["data"] if t.get("mode") == "markers")["marker"]["size"]
    assert values["mode"] == "markers+text" and values["marker"]["opacity"] == 0
    assert values["marker"]["size"][0] >= dot > values["marker"]["size"][1]


def test_a_long_level_name_never_costs_the_last_number_of_its_line():
    chart = sample_charts.trend("en")
    name = "Leading officials of departments and bureaus at the level of the province and above"
    made = figure(replace(chart, lines=(replace(chart.lines[0], name=name), *chart.lines[1:])), "en")
    ends = next(t for t in made["data"] if t.get("textposition") == "middle right")
    last = [m.value.text for m in chart.lines[0].marks if m.value.number is not None][-1]
    assert "…" in ends["text"][0] and last in ends["text"][0]


def test_a_point_alone_shows_its_interval_as_a_stem_and_a_larger_dot():
    chart = sample_charts.trend("zh")
    one = replace(chart.lines[0], marks=(Mark("", Value(70.0, "70%", low=60.0, high=80.0)),), banded=True)
    made = figure(replace(chart, periods=("2026",), lines=(one,), shaded=None), "zh")["data"]
    assert any(t["x"] == [0, 0, None] and t["y"] == [60.0, 80.0, None] for t in made)
    assert next(t for t in made if "customdata" in t)["marker"]["size"] == [9]


def test_a_heat_cell_says_its_number_and_a_dash_where_nothing_was_recorded():
    chart = sample_charts.heat("zh")
    nothing = replace(chart.cells[0][0], value=Value(None, "没有记录", State.NO_RECORDS))
    cells = ((nothing, *chart.cells[0][1:]), *chart.cells[1:])
    said = next(t for t in figure(replace(chart, cells=cells), "zh")["data"] if t.get("mode") == "text")
    at = dict(zip(zip(said["y"], said["x"], strict=True), said["text"], strict=True))
    assert at[0, 0] == "–"
    shown = [(r, c, m) for r, row in enumerate(cells) for c, m in enumerate(row) if m.value.number is not None]
    assert shown and all(at[r, c] == plain(m.value.text) for r, c, m in shown)


def test_a_map_of_a_few_regions_fills_its_room_and_its_names_do_not_touch():
    chart = sample_charts.county_map("zh")
    few = [i for i, code in enumerate(chart.codes) if code.startswith("6108")]
    part = replace(chart, codes=tuple(chart.codes[i] for i in few), marks=tuple(chart.marks[i] for i in few))
    made = filled(figure(part, "zh"), OUTLINES)
    x, y = made["layout"]["xaxis"]["range"], made["layout"]["yaxis"]["range"]
    corners = [v for code in part.codes for ring in OUTLINES["regions"][code] for v in ring[::2]]
    assert min(corners) - 40 < x[0] < min(corners) and max(corners) < x[1] < max(corners) + 40
    scale = min(320 / (x[1] - x[0]), 422 / (y[0] - y[1]))
    wanted, names = (next(t for t in one["data"] if t.get("mode") == "text") for one in (figure(part, "zh"), made))
    size = dict(zip(wanted["text"], wanted["meta"]["sizes"], strict=True))
    said = [(x, y, size[text]) for x, y, text in zip(names["x"], names["y"], names["text"], strict=True)]
    assert 4 <= len(said) <= len(few)
    for i, (ax, ay, (aw, ah)) in enumerate(said):
        for bx, by, (bw, bh) in said[i + 1 :]:
            assert abs(ax - bx) * scale >= (aw + bw) / 2 - 1e-6 or abs(ay - by) * scale >= (ah + bh) / 2 - 1e-6


def test_equal_numbers_of_narrow_bars_do_not_run_into_each_other():
    given = next(one for one in sample("zh").charts if one.kind == "bars")
    marks = tuple(replace(given.marks[0], label=f"第{i}组", value=Value(0.0, "0.0%")) for i in range(10))
    texts = bars.drawn(replace(given, marks=marks, groups=()), NARROW)["data"][0]["text"]
    assert all(not (a and b) for a, b in pairwise(texts)) and any(texts)


def test_many_bars_with_long_names_keep_them_upright_and_whole_if_there_are_no_short_ones():
    chart = sample_charts.levels("zh")
    many = tuple(Mark(f"第{i}课专题讲授", Value(90.0, "90%")) for i in range(1, 15))
    axis = figure(replace(chart, marks=many, groups=()), "zh")["layout"]["xaxis"]
    assert axis["tickangle"] == -90 and "第14课专题讲授" in axis["ticktext"]
    numbers = tuple(str(i) for i in range(1, 15))
    axis = figure(replace(chart, marks=many, groups=(), short=numbers), "zh")["layout"]["xaxis"]
    assert axis["tickangle"] == 0 and set(axis["ticktext"]) <= {*numbers, ""} and axis["ticktext"][0] == "1"


def test_a_long_name_beside_dots_keeps_its_number_on_a_phone_in_higher_rows():
    chart = sample_charts.dots("en")
    long = replace(chart, marks=tuple(replace(m, label="Completed (similar classes 97.9%)") for m in chart.marks))
    tall, usual = figure(long, "en")["layout"], figure(chart, "en")["layout"]
    assert all("97.9%" in text and text.count("<br>") == 2 for text in tall["yaxis"]["ticktext"])
    assert tall["height"] > usual["height"]


def outliers(*found: tuple[str, float, float]) -> dict:
    """The figure of a funnel of (name, size, percent) outside its limits: names, what the pointer is told."""
    marks_ = tuple(Mark(name, sample_charts.percent("zh", y, 6), "worse") for name, _, y in found)
    whole = sample_charts.funnel("zh")
    sizes = tuple(size for _, size, _ in found)
    axis, x_axis = replace(whole.axis, low=20.0), replace(whole.x_axis, low=4.75, high=102.6)
    chart = replace(whole, axis=axis, x_axis=x_axis, marks=marks_, sizes=sizes, bins=(), limits=())
    named, told = {}, []
    for trace in figure(chart, "zh")["data"]:
        told += trace.get("hovertext", []) if "customdata" in trace else []
        named |= {text.replace("<br>", ""): text for text in trace.get("text", [])}
    return {"named": list(named), "told": told}


def test_a_name_that_found_no_room_is_placed_before_the_others_once_more():
    found = outliers(
        ("西安市直机关第28单位（虚构）", 95, 53.7), ("汉中市直机关第20单位（虚构）", 19, 52.6),
        ("留坝县第8乡镇（街道）（虚构）", 17, 58.8), ("岚皋县直单位6（虚构）", 6, 33.3),
    )  # fmt: skip
    assert len(found["named"]) == 4


def test_dots_on_each_other_say_so_and_tell_of_all():
    found = outliers(("甲班", 60, 70), ("乙班", 60, 70), ("丙班", 120, 75))
    assert sum("另有 1 个" in name for name in found["named"]) == 1
    assert all("甲班" in text and "乙班" in text for text in found["told"][:2])
    assert "甲班" not in found["told"][2]
