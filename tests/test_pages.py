"""Every page, in both languages, over the whole, a corner of it and nothing: complete, in its language, and true."""

from __future__ import annotations

import importlib
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from board.blank import is_blank
from board.formats import number
from board.model import Board, Grade, State
from board.reading import KINDS
from board.text import LANGUAGES, t
from data.build import Order, build
from data.metrics import metrics
from queries import door
from queries.scope import WHOLE, Compare, Scope
from queries.warehouse import open_version
from tests import oracle
from tests.conftest import House
from tests.oracle import Limits
from tests.scopes import NEVER, QUARTER, YEARS, whole
from tests.walk import links, texts, values
from ui import filters
from ui.navigation import PAGES, TOOLS

ROOT = Path(__file__).parents[1]
CLASS = "C2025-0003"
CORNER = {"region": ("610102",), "level": ("B4",), "period": (date(2025, 4, 1), date(2025, 6, 30))}
LIMITS = {
    "default": {},
    "all years": {"period": YEARS},
    "nothing": {"period": NEVER},
    "one county, level and quarter": CORNER,
    "no comparison": {"compare": Compare.NONE},
    "previous": {"compare": Compare.PREVIOUS, "period": QUARTER},
    "a type": {"training_type": ("T1",)},
    "a host": {"host": ("610600",), "period": YEARS},
    "a city": {"region": ("610800",), "level": ("B3", "B4"), "period": YEARS},
}
OF_NOBODY = ("definitions", "reading")  # pages without figures of the province
HAN = re.compile(r"[\u4e00-\u9fff]")
FIELD = re.compile(r"\{[a-z_]*\}")
TWICE = re.compile(r"[高低] ?[−+]\d|[−+][\d.]+ points (lower|higher)")  # the direction in a word and in a sign


@cache
def made(page: str, scope: Scope, warehouse: Path) -> Board:
    return importlib.import_module(f"pages.{page}").board(scope)


def board(house: House, page: str, **limits: object) -> Board:
    """The page; One class shows a class, unless there is nothing at all."""
    if page == "one_class" and limits.get("period") != NEVER:
        limits = {"class_id": CLASS, **limits}
    return made(page, whole(house.known, **limits), house.warehouse)


@cache
def names_in_data(warehouse: Path, version: str) -> re.Pattern[str]:
    """What classes, hosts, sessions, events and sources are called, and what trainees wrote: no language changes it."""
    con = open_version(warehouse, version).cursor()
    names = con.execute(
        "SELECT unnest([title, host_name]) FROM dim_class UNION SELECT session_title FROM mart_course "
        "UNION SELECT base_name FROM dim_base UNION SELECT org_name FROM dim_org UNION SELECT comment FROM class_comment "
        "UNION SELECT text FROM event UNION SELECT source FROM target UNION SELECT outcome FROM mart_outcome"
    )
    longest_first = sorted({row[0] for row in names.fetchall()}, key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in longest_first if name))


@pytest.mark.parametrize("page", [page for page in PAGES if page not in OF_NOBODY])
def test_that_hours_a_head_have_no_type_is_said_where_they_stand_and_nowhere_else(sample, page):
    found = board(sample, page, training_type=("T1",))
    hours = "hours_per_head" in {one.metric for one in found.definitions}
    assert (t("zh", "board.notice_type") in found.notices) == hours
    assert hours or page != "levels"


def test_the_pages_of_the_frame_are_the_files_of_the_folder():
    assert {path.stem for path in (ROOT / "pages").glob("[a-z]*.py")} == {*PAGES, *TOOLS}


@pytest.mark.parametrize("limits", LIMITS, ids=list(LIMITS))
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_complete_and_says_nothing_half(province, page, language, limits):
    made_ = board(province, page, language=language, **LIMITS[limits])
    assert made_.page == page and made_.title.strip() and made_.stamp
    assert len(made_.charts) <= (len(KINDS) if page == "reading" else 6)
    assert len({c.head.id for c in made_.charts}) == len(made_.charts)
    assert not any(is_blank(c) for c in made_.charts if page != "reading")
    assert all(c.head.alt.strip() and c.head.title.strip() and c.head.subtitle.strip() for c in made_.charts)
    assert {link.page for link in links(made_)} <= {"", *PAGES}
    assert made_.synthetic
    for where, text in texts(made_):
        assert not FIELD.search(text), (where, text)
        assert not re.search(r"\bnan\b|\bNone\b|  ", text.replace("\u3000", "")), (where, text)
        assert not TWICE.search(text), (where, text)
    if limits == "nothing" and page not in ("data_quality", *OF_NOBODY):
        assert made_.empty and not (made_.tiles or made_.charts or made_.table)
    else:
        assert not made_.empty and (made_.charts or made_.table)


@pytest.mark.parametrize("limits", LIMITS, ids=list(LIMITS))
@pytest.mark.parametrize("page", PAGES)
def test_an_english_page_has_no_chinese_but_what_things_are_called(province, page, limits):
    names = names_in_data(province.warehouse, province.known.version)
    for where, text in texts(board(province, page, language="en", **LIMITS[limits])):
        assert not HAN.search(names.sub("", text)), (where, text)


@pytest.mark.parametrize("limits", LIMITS, ids=list(LIMITS))
@pytest.mark.parametrize("page", PAGES)
def test_both_languages_say_the_same_numbers(province, page, limits):
    zh, en = (board(province, page, language=language, **LIMITS[limits]) for language in LANGUAGES)
    assert [(v.number, v.n, v.state, v.low) for v in values(zh)] == [(v.number, v.n, v.state, v.low) for v in values(en)]


@pytest.mark.parametrize("limits", LIMITS, ids=list(LIMITS))
@pytest.mark.parametrize("page", PAGES)
def test_only_a_value_that_may_be_seen_carries_a_number(province, page, limits):
    for value in values(board(province, page, **LIMITS[limits])):
        if value.state not in (State.SHOWN, State.HOLLOW, State.MERGED):
            assert value.number is value.n is value.low is value.high is None
            assert value.text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_one_county_one_level_and_one_quarter_is_worth_opening(province, page):
    made_ = board(province, page, **CORNER)
    read = [v for v in values(made_) if v.number is not None]
    assert page == "definitions" or len(read) >= 4
    assert made_.table is not None and made_.table.rows


@pytest.mark.parametrize(("region", "said"), [("610102", "西安市（人数只含所选县）"), ("610100", "西安市")])
def test_the_row_of_a_city_says_if_only_some_of_its_counties_are_added_up(province, region, said):
    assert said in [row.cells[0].text for row in board(province, "regions", region=(region,), period=YEARS).table.rows]


def test_a_list_of_classes_and_nobody_in_them_opens_every_page_and_names_a_file(tmp_path, monkeypatch):
    source, heading = tmp_path / "classes.csv", "class_id,title,train_type,start_date,end_date"
    source.write_text(f"{heading}\nK1,甲班,T4,2026-03-02,2026-03-06\n", encoding="utf-8")
    warehouse = tmp_path / "warehouse"
    build(Order((source,), warehouse))
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(warehouse))
    scope = filters.default(House(tmp_path, warehouse).known, WHOLE, "zh")
    made = {page: importlib.import_module(f"pages.{page}").board(scope) for page in PAGES if page not in TOOLS}
    empty = {page: each.empty for page, each in made.items() if each.empty}
    assert len(empty) > 8 and all(re.search(r"\w+", said, re.ASCII) for said in empty.values()), empty  # a file's name


def test_the_chain_has_a_tile_for_each_step(province):
    for page, steps in (("briefing", 8), ("one_class", 6)):  # one class reaches nobody: it has no share of reach
        assert len(board(province, page).tiles) == steps


@pytest.mark.parametrize("page", PAGES)
def test_the_query_shown_with_a_number_is_the_one_it_came_from(province, page):
    for definition in board(province, page).definitions:
        assert definition.query_sql == "" or definition.metric in definition.query_sql, definition.metric


def test_a_table_has_a_cell_for_each_column(province):
    for page in PAGES:
        table = board(province, page, period=YEARS).table
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}


def test_numbers_on_the_tiles_are_those_of_the_query_and_of_the_source_files(province):
    scope = whole(province.known, period=YEARS, region=("610100",))
    asked = Limits(YEARS, regions=province.known.below(("610100",)))
    records = oracle.read(province.sources)
    counted = {**oracle.figures(records, asked), **oracle.coverage(records, asked)}
    rows = {}
    for name in ("effect_by_level", "coverage_by_level"):
        frame = door.run(name, scope)
        rows |= frame[(frame["slice"] == "now") & (frame["level_code"] == "*")].iloc[0].to_dict()
    tiles = [x for x in made("briefing", scope, province.warehouse).tiles if x.metric in counted]  # others: test_briefing
    assert sum(tile.value.number is not None for tile in tiles) >= 4
    for tile in (x for x in tiles if x.value.number is not None):
        value, n = counted[tile.metric]
        assert tile.value.number == rows[tile.metric] == pytest.approx(value, rel=1e-12)
        assert tile.value.n == rows[metrics()[tile.metric].count] == n
        assert tile.value.text == number(value, metrics()[tile.metric].unit, "zh", n)


def test_a_class_page_shows_that_class_and_counts_its_people(province):
    records = oracle.read(province.sources)
    shown = board(province, "one_class")
    counted = oracle.figures(records, Limits(YEARS, class_id=CLASS))
    for tile in (x for x in shown.tiles if x.value.number is not None):
        assert tile.value.number == pytest.approx(counted[tile.metric][0], rel=1e-12)
        assert tile.value.n == counted[tile.metric][1]
    assert t("zh", "board.meta_people", count=str(counted["people"][1])) in shown.meta


def test_the_sample_is_small_enough_that_much_is_kept_back_and_every_page_says_so(sample):
    for page in PAGES:
        made_ = made(page, whole(sample.known, class_id="K1"), sample.warehouse)
        assert not made_.empty
        if page not in ("data_quality", "problems", "courses", *OF_NOBODY):  # no group is too small, or left out
            assert any(v.state is State.HIDDEN for v in values(made_)), page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_runs_in_the_dashboard(province, language):
    app = AppTest.from_file(str(ROOT / "tests" / "entry.py"), default_timeout=60)
    app.query_params["lang"] = language
    app.query_params["class"] = CLASS
    app.run()
    for page in PAGES:
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not app.exception, (page, app.exception)
        assert app.session_state["page"] == page
        assert app.session_state["scope"].language == language
        assert [part.key for part in app.get("bidi_component")] == ["top", "board"], page


def test_a_class_that_still_runs_says_not_due_instead_of_no_records(province):
    known = province.known
    con = open_version(province.warehouse, known.version).cursor()
    running = [r[0] for r in con.execute("SELECT class_id FROM dim_class WHERE NOT ended ORDER BY class_id").fetchall()]
    assert running
    for class_id in running:
        shown = board(province, "one_class", class_id=class_id, period=YEARS)
        states = {tile.metric: tile.value.state for tile in shown.tiles}
        for key in ("completion_rate", "very_satisfied_rate", "application_rate"):
            assert states[key] is State.NOT_DUE, (class_id, key)


def test_the_list_of_classes_says_not_due_for_those_that_still_run(province):
    known = province.known
    con = open_version(province.warehouse, known.version).cursor()
    running = {r[0] for r in con.execute("SELECT class_id FROM dim_class WHERE NOT ended").fetchall()}
    table = board(province, "classes", period=YEARS).table
    keys = [column.metric for column in table.columns]
    completed = keys.index("completion_rate")
    seen = [row for row in table.rows if dict(row.link.params)["class"] in running]
    assert seen and {row.cells[completed].state for row in seen} == {State.NOT_DUE}
    said = {row.cells[i].text for row in seen for i, c in enumerate(table.columns) if c.key in ("signal", "meter")}
    assert said == {t("zh", "board.state_not_due")}
    assert list(table.rows[-len(seen) :]) == seen, "classes with results come first"


@pytest.mark.parametrize("page, charts", [("levels", "levels_"), ("regions", "places_")])
def test_levels_and_regions_lead_with_how_far_their_own_groups_lie_apart(province, page, charts):
    shown = board(province, page, period=YEARS)
    chart = next(c for c in shown.charts if c.head.id == f"{charts}application_rate")
    told = sorted((m for m in chart.marks if m.value.state is State.SHOWN), key=lambda m: m.value.number)
    apart = told[0].value.high < told[-1].value.low
    assert apart or page == "regions"
    for end in (told[0], told[-1]):
        assert (end.value.text in shown.sentence.text) == apart
        assert (end.label in shown.sentence.text) == (page == "levels"), "places are not named first and last"
    assert apart or t("zh", "board.cannot_tell_apart") in shown.sentence.text


def test_types_stand_alone_where_no_level_of_any_may_be_told(province):
    shown = [c for limits in ({}, {"region": ("610800",)}) for c in board(province, "levels", period=YEARS, **limits).charts]
    drawn = [c for c in shown if c.head.query == "effect_by_type"]
    assert drawn
    for found in drawn:
        if found.kind == "heat":
            assert any(m.value.number is not None for row in found.cells for m in row[:-1])
        else:
            assert any(m.value.number is not None for m in found.marks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_chart_is_explained_with_a_worked_example(province, language):
    made_ = board(province, "reading", language=language)
    assert sorted(c.kind for c in made_.charts) == sorted(KINDS)
    for chart in made_.charts:
        how, warns = (t(language, f"reading.{part}_{chart.kind}") for part in ("how", "not"))
        assert chart.head.id == chart.kind and chart.head.subtitle == how and warns in chart.head.foot
    assert [row.cells[0].text for row in made_.table.rows] == [t(language, f"reading.kind_{kind}") for kind in KINDS]


@pytest.mark.parametrize("page", ["follow_up", "coverage"])
def test_where_nothing_may_be_shown_no_page_says_that_there_is_nothing(province, page):
    few = board(province, page, region=("610924",), level=("B3",))
    assert not any(tile.value.number is not None and tile.value.state is not State.MERGED for tile in few.tiles)
    unseen, nothing = t("zh", "board.unseen"), t("zh", "board.no_actions")
    assert [(said.text, said.grade) for said in few.actions] == [(unseen, Grade.CANNOT)]
    assert all(said.grade is Grade.CANNOT for said in few.findings)
    assert nothing not in texts(few)
