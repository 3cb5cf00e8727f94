"""The Briefing: eight steps that are those of their own pages, three findings and three things to do from all pages."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from board.model import Board, State
from board.text import t
from data.build import Order, build
from pages import briefing, courses, coverage, follow_up, levels, needs, problems, selection
from queries.scope import Compare
from tests.conftest import SAMPLE, House
from tests.scopes import HALF, YEARS, whole

STEPS = ("required", "selected", "present", "satisfied", "learned", "applied", "seen", "improved")
YEAR = (HALF[0].replace(year=2025, month=7), HALF[1])


def words(board: Board) -> list[str]:
    return [tile.word for tile in board.tiles]


@pytest.mark.parametrize("limits", [{}, {"region": ("610800",)}, {"level": ("B4",)}, {"training_type": ("T2",)}])
def test_the_first_and_the_last_steps_are_the_numbers_of_their_own_pages(province, limits):
    scope = whole(province.known, period=YEAR, **limits)
    tiles = {tile.metric: tile for tile in briefing.board(scope).tiles}
    compared = 0
    for page, key in ((coverage, "annual_track_rate"), (selection, "first_pass_rate"), (problems, "on_time_rate")):
        own = next((tile for tile in page.board(scope).tiles if tile.metric == key), None)
        if own is not None and key in tiles and own.value.state is not State.NO_RECORDS:
            assert tiles[key].value == own.value
            compared += 1
    assert compared >= 2


@pytest.mark.parametrize("region", [(), ("610800",), ("610802",), ("610113",)])
def test_the_briefing_tells_the_same_of_levels_as_their_own_page(province, region):
    """In a county too, where levels are kept back or have nobody: a word for the one would tell the other."""
    tables = [page.board(whole(province.known, period=YEAR, region=region)).table for page in (briefing, levels)]
    assert tables[0] == tables[1] and (region or tables[0])


def test_each_step_has_its_word_its_page_and_a_number_or_a_reason(province):
    for language in ("zh", "en"):
        board = briefing.board(whole(province.known, period=YEAR, language=language))
        assert words(board) == [t(language, f"briefing.step_{step}") for step in STEPS]
        assert all(tile.link and tile.link.page for tile in board.tiles)
        assert all(tile.notes for tile in board.tiles if tile.value.number is not None)


def test_figures_that_wait_say_until_which_day(province):
    notes = {tile.metric: " ".join(tile.notes) for tile in briefing.board(whole(province.known)).tiles}
    assert "2026-06-30" in notes["annual_track_rate"]
    assert all("10月" in notes[key] for key in ("application_rate", "improvement_rate"))  # classes run into July


def test_findings_and_things_to_do_are_three_at_most_from_several_pages_and_lead_there(province):
    board = briefing.board(whole(province.known, period=YEAR))
    assert 1 <= len(board.findings) <= 3 and len(board.actions) == 3
    pages = [said.link.page for said in (*board.findings, *board.actions) if said.link]
    assert len(set(pages)) >= 3 and "" not in pages


def test_what_stands_on_two_pages_is_graded_alike(province, monkeypatch):
    """Also a base, whose grade rests on how many rated their sessions: the Briefing has to ask for that."""
    monkeypatch.setattr("board.briefing._MOST", 99)
    compared = []
    for region in ((), ("610100",)):
        scope = whole(province.known, period=YEARS, region=region)
        own = {said.text: said.grade for page in (courses, selection, problems, needs, coverage, follow_up)
               for made in [page.board(scope)] for said in (*made.findings, *made.actions)}  # fmt: skip
        board = briefing.board(scope)
        told = {said.text: said.grade for said in (*board.findings, *board.actions) if said.text in own}
        assert told == {text: own[text] for text in told}
        compared += told
    assert len(compared) >= 10 and any("在各班内评分低" in text for text in compared)


def test_nothing_needs_attention_is_a_possible_answer(province):
    nobody = briefing.board(whole(province.known, period=(HALF[1].replace(day=1), HALF[1]), level=("B1",)))
    assert [said.text for said in nobody.actions] in ([], [t("zh", "board.no_actions")])


def test_a_step_without_records_names_the_file_that_would_fill_it(sample_copy, tmp_path, monkeypatch):
    shutil.copytree(SAMPLE, tmp_path / "sources")
    left_out = ("cadres", "nominations", "eligibility_checks", "quotas", "assessments", "follow_ups", "issues", "actions",
                "hours_ledger")  # fmt: skip
    for kind in left_out:
        (tmp_path / "sources" / f"{kind}.csv").unlink()
    house = House(tmp_path / "sources", sample_copy)
    build(Order((house.sources,), house.warehouse))
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(house.warehouse))
    for language in ("zh", "en"):
        tiles = dict(zip(STEPS, briefing.board(whole(house.known, language=language)).tiles, strict=True))
        named = {"required": "cadres", "selected": "nominations", "learned": "assessments", "applied": "follow_ups",
                 "seen": "follow_ups", "improved": "issues"}  # fmt: skip
        for step, kind in named.items():
            assert tiles[step].value.state is State.NO_RECORDS and kind in " ".join(tiles[step].notes), (step, tiles[step])


def test_without_a_comparison_places_that_lie_apart_are_still_found(province):
    compared = whole(province.known, period=YEARS)
    alone = replace(compared, compare=Compare.NONE)
    assert [f.text for f in briefing.board(alone).findings] == [f.text for f in briefing.board(compared).findings]
