"""No page has become twice as slow: processor time beside a yardstick of the same run, with wide margins.

The yardstick is what every page is made of: SQL planned anew, a frame read row by row, JSON. Both rise and fall together
with the machine and its load.
"""

from __future__ import annotations

import gc
import importlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import orjson
import pandas as pd
import pytest

from board.long_rows import LongRows
from board.model import Column, Row, Table, Value
from board.rows import records
from data.versions import current
from queries import door
from queries.scope import WHOLE
from queries.warehouse import open_version
from ui import filters
from ui.payload import payload

# What a page took when last looked at, in yardsticks; twice as much fails.
USUAL = {"briefing": 2.2, "levels": 1.1, "classes": 0.7, "regions": 1.4, "courses": 1.1}
# SQL statements of a page of another city, made anew when a page of one was made before.
STATEMENTS = {
    "briefing": 7, "levels": 5, "classes": 1, "regions": 6, "courses": 8, "selection": 6, "coverage": 6, "follow_up": 7,
    "needs": 5, "problems": 9,
}  # fmt: skip
PLAIN = (
    "SELECT month, region_code, level_code, sum(completed) AS a, sum(finished) AS b, sum(responses) AS c, "
    "sum(invited) AS d, sum(ov_positive) AS e, sum(ov_count) AS f "
    "FROM effect_month WHERE month >= $day GROUP BY ALL ORDER BY ALL"
)


def spent(work: Callable[[int], object], turn: int) -> float:
    """Processor seconds of one turn."""
    before = time.process_time()
    work(turn)
    return time.process_time() - before


@pytest.fixture
def no_garbage() -> Iterator[None]:
    """Garbage is not collected, which would strike one turn and not the next."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The SQL that is put to the version from now on."""
    found, ask = [], door._rows

    def rows(cursor, statement, bound):
        found.append(statement.query)
        return ask(cursor, statement, bound)

    monkeypatch.setattr(door, "_rows", rows)
    door._answer.cache_clear()
    return found


@pytest.mark.usefixtures("no_garbage")
@pytest.mark.parametrize("page", USUAL)
def test_a_page_costs_less_than_twice_what_it_used_to(province, page):
    known = province.known
    cursor = open_version(province.warehouse, current(province.warehouse)).cursor()
    first = filters.default(known, WHOLE, "zh")
    cities = [place.code for place in known.regions if place.depth == 1]

    def yardstick(_turn: int) -> None:
        for _ in range(4):
            rows = records(cursor.execute(PLAIN, {"day": first.period[0]}).df())
            orjson.dumps([list(map(str, row.values())) for row in rows])

    def made(turn: int) -> None:
        door._answer.cache_clear()  # another page may have asked the same
        board = importlib.import_module(f"pages.{page}").board(first.changed(region=(cities[turn],)))
        payload(board, "zh", plotly_url="", outlines_url=str, query_url=str)

    made(-1)
    yardstick(0)
    # In turn, and the least of each: what disturbs can only add.
    turns = [(spent(made, turn), spent(yardstick, turn)) for turn in range(6)]
    ratio = min(cost for cost, _ in turns) / min(plain for _, plain in turns)
    assert ratio < 2 * USUAL[page], f"{ratio:.2f} yardsticks; it used to be {USUAL[page]}"


@pytest.mark.parametrize("page", STATEMENTS)
def test_a_page_puts_as_many_questions_to_the_version_as_it_used_to(province, asked, page):
    first, cities = filters.default(province.known, WHOLE, "zh"), [r.code for r in province.known.regions if r.depth == 1]
    made = importlib.import_module(f"pages.{page}").board
    made(first.changed(region=(cities[0],)))
    asked.clear()
    door._answer.cache_clear()
    made(first.changed(region=(cities[1],)))
    assert len(asked) == STATEMENTS[page], sorted(asked)


def test_sessions_are_compared_once_a_calendar_year_whatever_is_filtered(province, asked):
    first, cities = filters.default(province.known, WHOLE, "zh"), [r.code for r in province.known.regions if r.depth == 1]
    door._digest.cache_clear()
    for city in cities[:3]:
        importlib.import_module("pages.courses").board(first.changed(region=(city,)))
    years = first.period[1].year - first.period[0].year + 1
    assert asked.count(door.query("course_sessions").statement.query) == years


def test_of_a_table_of_thousands_only_the_rows_shown_at_first_are_made(province):
    made = []

    def row(found: dict, _: int) -> Row:
        made.append(found["at"])
        return Row((Value(float(found["at"]), str(found["at"])),))

    plain = importlib.import_module("pages.classes").board(filters.default(province.known, WHOLE, "zh"))
    table = Table("", (Column("at", "", "count"),), LongRows(pd.DataFrame({"at": range(5000)}), row), shown=20)
    payload(replace(plain, table=table), "zh", plotly_url="", outlines_url=str, query_url=str)
    assert made == list(range(20))
