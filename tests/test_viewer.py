"""What a person may not see is in no frame, page, file or byte: one city's viewer, and a viewer of nothing."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from board.model import Board
from board.text import t
from packs import plain, sheet
from queries import door
from queries.scope import EVERYWHERE, Audience, Scope, Viewer
from queries.warehouse import Catalogue, open_version
from tests.conftest import House
from tests.scopes import YEARS, whole
from tests.walk import everything, links
from ui.navigation import PAGES
from ui.payload import payload
from ui.screen import finished

CITY = "610800"
VIEWERS = [Viewer(regions=(CITY,)), Viewer(regions=("610881",))]
NOBODY = Viewer(regions=())
# Questions that need tables of newer versions: tests/test_data_page.py.
NAMES = tuple(n for n in door.names() if not door.query(n).needs)
PUBLIC = {"definitions", "reading"}  # rules, formulas, made-up examples: the same for every reader, and no records


def page(name: str, scope: Scope) -> Board:
    return __import__(f"pages.{name}", fromlist=["board"]).board(scope)


def seen_classes(house: House, viewer: Viewer) -> list[str]:
    """Classes that take people of the viewer's regions or are held there."""
    scope = whole(house.known, viewer=viewer, period=YEARS)
    return sorted(door.run("class_scorecard", scope)["class_id"])


def hidden_class(house: House, viewer: Viewer) -> str:
    scope = whole(house.known, period=YEARS)
    return sorted(set(door.run("class_scorecard", scope)["class_id"]) - set(seen_classes(house, viewer)))[0]


def foreign(known: Catalogue, viewer: Viewer) -> re.Pattern[str]:
    """Codes and names of every place outside the viewer's, except the places that hold them."""
    mine = known.below(viewer.regions)
    around = {known.region(code).city for code in mine} | {known.root.code}
    others = [r for r in known.regions if r.code not in mine | around]
    words = [re.escape(word) for r in others for word in (r.zh, r.en)]
    codes = [rf"(?<![\d.]){r.code}(?!\d)" for r in others]
    return re.compile("|".join(sorted(words, key=len, reverse=True) + codes))


@cache
def allowed(warehouse: Path, version: str) -> re.Pattern[str]:
    """Titles and hosts of classes are what they are called, whatever place they name, and rules name where they hold;
    longest first."""
    con = open_version(warehouse, version).cursor()
    rows = con.execute(
        "SELECT unnest([title, host_name]) FROM dim_class UNION SELECT base_name FROM dim_base UNION "
        "SELECT unnest([zh, en, extra->>'source_zh', extra->>'source_en']) FROM code WHERE list = 'rules'"
    ).fetchall()
    names = sorted((row[0] for row in rows if row[0]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def strange(text: str, house: House, viewer: Viewer) -> list[str]:
    """What the text says of other places."""
    return foreign(house.known, viewer).findall(allowed(house.warehouse, house.known.version).sub("", text))


def boards(house: House, viewer: Viewer, language: str) -> list[Board]:
    scope = whole(house.known, viewer=viewer, language=language, period=YEARS)
    own = scope.changed(class_id=seen_classes(house, viewer)[0])
    return [page(name, own if name == "one_class" else scope) for name in PAGES if name not in PUBLIC]


@pytest.mark.parametrize("viewer", VIEWERS, ids=["city", "county"])
@pytest.mark.parametrize("name", NAMES)
def test_no_row_of_a_frame_is_about_another_place(province, viewer, name):
    for class_id in (seen_classes(province, viewer)[0], hidden_class(province, viewer)):
        frame = door.run(name, whole(province.known, viewer=viewer, period=YEARS, class_id=class_id))
        mine = province.known.below(viewer.regions)
        mine |= {"", "*", *(province.known.region(code).city for code in mine)}
        for column in {"region_code", "city_code"} & set(frame.columns):
            assert set(frame[column]) <= mine
        if name.startswith("one_class") and class_id == hidden_class(province, viewer):
            assert frame.empty
        if "people_here" in frame:
            held_here = frame["host_region"].isin(mine)
            assert (frame["people_here"].ne(0) | held_here).all()


@pytest.mark.parametrize(("viewer", "language"), list(zip(VIEWERS, ("zh", "en"), strict=True)), ids=["city", "county"])
def test_no_page_file_or_byte_names_another_place(province, viewer, language):
    for board in boards(province, viewer, language):
        assert not board.empty
        said = everything(board)
        said.append(plain.csv(board, language).decode())
        said.append(payload(board, language, plotly_url="", outlines_url=lambda layer: layer, query_url=str).decode())
        book = openpyxl.load_workbook(BytesIO(sheet.workbook(board, language)))
        said += [str(cell) for part in book for row in part.values for cell in row if cell is not None]
        said += book.sheetnames
        assert not strange("\n".join(said), province, viewer), board.page


@pytest.mark.parametrize("viewer", VIEWERS, ids=["city", "county"])
def test_no_link_leads_to_a_place_its_reader_may_not_choose(province, viewer):
    mine, found = province.known.below(viewer.regions), 0
    for board in boards(province, viewer, "zh"):
        asked = [codes for link in links(board) for name, codes in link.params if name == "region"]
        found += len(asked)
        assert {code for codes in asked for code in codes.split(",")} <= mine | {"all"}, board.page
    assert found


@pytest.mark.parametrize("name", ["levels", "regions", "selection", "follow_up", "coverage"])
def test_a_page_says_the_same_whether_its_place_is_chosen_or_all_that_its_reader_may_see(province, name):
    for viewer in VIEWERS:
        mine = page(name, whole(province.known, viewer=viewer, period=YEARS))
        chosen = page(name, whole(province.known, region=viewer.regions, period=YEARS))
        assert [mine.title, mine.notices, mine.findings] == [chosen.title, chosen.notices, chosen.findings]
        assert mine.table and [row.cells for row in mine.table.rows] == [row.cells for row in chosen.table.rows]


def test_a_county_is_told_that_answers_and_the_line_of_its_city_are_no_more_than_they_are(province):
    county = whole(province.known, viewer=VIEWERS[1], period=YEARS)
    for name in ("briefing", "levels", "regions", "follow_up"):
        assert t("zh", "board.notice_county") in page(name, county).notices, name
        assert t("zh", "board.notice_county") not in page(name, county.changed(viewer=VIEWERS[0])).notices, name
    assert t("zh", "board.notice_county") not in page("selection", county).notices  # nothing there was asked of anybody
    for name in ("regions", "data_quality", "selection"):
        lines = {row.cells[0].text for row in page(name, county).table.rows}
        city = province.known.region(CITY).name("zh")
        assert t("zh", "board.chosen_counties", city=city) in lines, name
        assert city not in lines, name


def test_who_may_not_know_of_all_records_is_not_told_that_they_went_unchecked(province):
    for viewer in VIEWERS:
        board = page("data_quality", whole(province.known, viewer=viewer, period=YEARS))
        assert board.tiles and t("zh", "trust.not_checked") not in everything(board)


def test_the_search_for_other_places_finds_them_on_a_page_of_the_whole(province):
    board = page("regions", whole(province.known, period=YEARS))
    assert any(strange(text, province, VIEWERS[0]) for text in everything(board))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_viewer_of_nothing_sees_no_figure_on_any_page(province, language):
    scope = whole(province.known, viewer=NOBODY, language=language, period=YEARS, class_id="C2025-0003")
    for name in PAGES:
        board = page(name, scope)
        if name not in PUBLIC:
            assert board.empty == t(language, "board.empty_viewer")
            assert not (board.tiles or board.charts or board.table or board.findings or board.actions)
    for name in NAMES:
        frame = door.run(name, scope)
        assert frame.empty or not frame.select_dtypes("number").to_numpy().sum(), name


def test_asking_for_a_place_outside_ones_own_gives_nothing(province):
    for region in (("610100",), ("610102",), ("610000",)):
        scope = whole(province.known, viewer=VIEWERS[0], region=region, period=YEARS)
        for name in ("effect_by_level", "effect_by_region", "class_scorecard", "coverage_by_level"):
            frame = door.run(name, scope)
            if region == ("610000",):  # the whole is what the viewer may see of it
                own = door.run(name, scope.changed(region=()))
                assert frame.equals(own), name
            else:
                assert frame.empty, (name, region)


def test_a_city_asked_for_by_its_viewer_is_what_everybody_sees_of_it(province):
    for name in ("effect_by_level", "coverage_by_region", "effect_trend"):
        mine = door.run(name, whole(province.known, viewer=VIEWERS[0], period=YEARS))
        theirs = door.run(name, whole(province.known, region=(CITY,), period=YEARS))
        assert len(mine) and mine.equals(theirs)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_class_that_may_not_be_seen_does_not_exist(province, language):
    scope = whole(province.known, viewer=VIEWERS[0], language=language)
    secret = scope.changed(class_id=hidden_class(province, VIEWERS[0]))
    missing = scope.changed(class_id="no such class")
    shown = page("one_class", secret)
    assert shown == page("one_class", missing)  # not even its existence can be told
    assert t(language, "board.class_unknown") in (shown.empty, *shown.notices)
    assert not shown.tiles and not shown.charts


def test_a_finished_page_is_kept_for_one_viewer_audience_version_and_language_only(province):
    finished.cache_clear()
    base = whole(province.known, period=YEARS)
    small = base.changed(viewer=VIEWERS[1])
    asked = [base, small, base.changed(viewer=NOBODY), base.changed(language="en"), small.changed(audience=Audience.OUTSIDE)]
    for scope in asked * 2:
        board, data = finished("regions", scope)
        assert board == page("regions", scope)
        assert board.title.encode() in data
    assert len(finished.cache) == len(asked)
    assert len({finished("regions", scope)[1] for scope in asked}) == len(asked)
    assert {"version", "viewer", "audience", "language"} <= set(Scope.__dataclass_fields__)
    assert all(Scope.__dataclass_fields__[name].compare for name in Scope.__dataclass_fields__)


def test_nothing_is_permitted_by_default():
    assert Viewer().regions == () != EVERYWHERE
