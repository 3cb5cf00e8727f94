"""What was said last time: numbers of a sealed pack that have moved are marked, and why is split exactly."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from importlib import import_module

import duckdb
import orjson
import pytest

from board.text import LANGUAGES, t
from data.build import Order as Build
from data.collection import add
from data.mix import mix
from data.versions import current, path_of
from packs import __main__ as command
from packs import proof, recall, split, store
from packs.make import Order, make
from packs.proof import opened
from packs.split import Part
from queries.scope import Scope
from tests.conftest import SAMPLE
from ui.payload import payload

PERIOD = (date(2026, 1, 1), date(2026, 6, 30))
RATE = ("follow_up.tile.application_rate", "tile")
# Class E1 in the sample: 11 answers after 90 days, 9 of them used it. One answer comes late and says no, one yes
# becomes a no, one yes is withdrawn.
SHARES = {"then": 9 / 11, "late": 9 / 12, "corrected": 8 / 12, "withdrawn": 7 / 11}


def board_of(page, scope):
    return import_module(f"pages.{page}").board(scope)


@pytest.fixture(scope="module")
def house(sample_house, tmp_path_factory):
    """The sample with a pack of its first version, and a second version with one change of each class."""
    folder = tmp_path_factory.mktemp("recall")
    house = folder / "warehouse"
    shutil.copytree(sample_house.warehouse, house)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAO_WAREHOUSE", str(house))
        order = Order(("follow_up",), Scope(current(house), PERIOD), "汇报", "干部教育处", "2026-07-02 09:14", ())
        folder_of_pack = make(order, board_of, house, lambda step, share: None)
        (folder / "follow_ups.csv").write_text(changed(SAMPLE / "follow_ups.csv"), encoding="utf-8")
        add(Build((folder / "follow_ups.csv",), house))
        yield house, folder_of_pack


def changed(path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    left = [line for line in lines if not line.startswith("F005,")]
    kept = [line.replace("YES", "NO") if line.startswith("F004,") else line for line in left]
    return "\n".join([*kept, "F100,E1-12,,W1,TRN,2026-06-01,2026-06-01,NO,", ""])


@pytest.fixture
def reading(house, monkeypatch):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(house[0]))
    return house


@pytest.fixture(scope="module")
def found(house):
    """The split as the command finds and keeps it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAO_WAREHOUSE", str(house[0]))
        assert command.main(["split", str(house[1]), "--warehouse", str(house[0]), "--lines"]) == 0
        return split.read(store.split(house[0], house[1].name, current(house[0])))


def seen(house, **changes):
    scope = replace(Scope(current(house), PERIOD), **changes)
    return scope, moved("follow_up", scope, house)


def moved(page, scope, house):
    pack = recall.last(page, scope, house)
    return pack and recall.recalled(pack, recall.sealed_of(pack, house), board_of(page, scope.changed(language="zh")))


def test_a_difference_is_split_into_late_corrected_and_withdrawn_as_counted_by_hand(house, found):
    rate = next(each for (id, _), each in found.items() if id == RATE[0])
    parts = {part.causes: part.difference for part in rate.parts}
    steps = list(SHARES.values())
    wanted = {("late",): steps[1] - steps[0], ("corrected",): steps[2] - steps[1], ("withdrawn",): steps[3] - steps[2]}
    assert parts == pytest.approx(wanted, abs=1e-12)


def test_every_split_adds_up_to_its_difference(house, found):
    scope = Scope(current(house[0]), PERIOD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAO_WAREHOUSE", str(house[0]))
        moves = [m for m in moved("follow_up", scope, house[0]).places.values()]
    assert len(moves) >= 5
    for move in moves:
        each = found[move.figure.id, move.names]
        if move.difference is not None:
            assert sum(part.difference for part in each.parts) == pytest.approx(move.difference, abs=1e-12)
        else:
            assert not each.parts and each.turned


def test_after_a_new_version_a_pack_is_unaltered_comes_out_again_and_what_moved_is_named(reading, capsys):
    house, pack = reading
    for asked, said in (("verify", "pack.unaltered"), ("rerun", "pack.same_again")):
        assert command.main([asked, "--warehouse", str(house), str(pack)]) == 0
        assert t("zh", said, name=pack.name) in capsys.readouterr().out
    assert command.main(["compare", "--warehouse", str(house), str(pack)]) == 0
    moves = capsys.readouterr().out.splitlines()
    assert any(line.startswith(RATE[0]) and "82% 样本少 → 64% 样本少" in line for line in moves), moves[:3]


def test_a_reader_of_english_gets_the_moves_of_a_chinese_pack_in_english(reading):
    house, pack = reading
    sealed, version = opened(pack), current(house)
    moves = proof.today(sealed, board_of, version)
    told = proof.translated(moves, sealed, board_of, version, "en")
    words = [text for m in told for text in (m.figure.title, *m.names, *(c.text for c in (m.was, m.now) if c))]
    ours = (word.replace("乡村振兴专题培训班", "") for word in words)  # a class is called what it is called
    assert [word for word in ours if any("\u4e00" <= c <= "\u9fff" for c in word)] == []
    assert [(m.figure.id, m.difference) for m in told] == [(m.figure.id, m.difference) for m in moves]
    rate = next(m for m in told if m.figure.id == RATE[0])
    assert (rate.was.text, rate.now.text) == tuple(f"{x} {t('en', 'paper.state_hollow')}" for x in ("82%", "64%"))
    assert proof.translated(moves, sealed, board_of, version, "zh") is moves


def test_the_rows_of_then_with_all_changes_give_the_version_of_now(reading, tmp_path):
    house, pack = reading
    changes = ("new", "late", "corrected", "withdrawn")
    version = mix(house, opened(pack).scope.version, current(house), changes, tmp_path, lambda step, share: None)
    made, now = (everything(path_of(tmp_path, version)), everything(path_of(house, current(house))))
    assert made == now and made["effect_class"]


def everything(path) -> dict[str, list[tuple]]:
    """The marts of a version; what tells of files is another thing in a mixture."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        told = ("meta", "source_file", "received", "known_name", "made", "rejected_row", "check_finding", "content")
        return {name: con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names if name not in told}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_moved_is_marked_and_says_pack_day_and_what_was_said(reading, language):
    scope, found = seen(reading[0], language=language)
    board = recall.marked(board_of("follow_up", scope), found, language)
    tiles = {tile.metric: tile.value for tile in board.tiles if tile.value.moved}
    assert "application_rate" in tiles and "late_application_rate" not in tiles
    was = f"82% {t(language, 'paper.state_hollow')}"
    said = t(language, "pack.said_then", number=reading[1].name, day="2026-07-02", was=was)
    assert said == tiles["application_rate"].moved and said in tiles["application_rate"].note
    given = orjson.loads(payload(board, language, plotly_url="", outlines_url=lambda layer: "", query_url=str))
    assert sum(bool(tile["moved"]) for tile in given["tiles"]) == len(tiles)
    page = recall.marked(board_of("follow_up", scope), moved("follow_up", scope, reading[0]), language)
    given = orjson.loads(payload(page, language, plotly_url="", outlines_url=lambda layer: "", query_url=str))
    assert any(chart["moved"] for chart in given["charts"]) and given["table"]["moved"]
    assert any("⟳" in cell[0] for row in given["table"]["rows"] for cell in row["cells"])


def test_only_the_same_question_recalls_a_pack_and_an_older_version_has_no_later_one(reading):
    house, pack = reading
    assert seen(house)[1].places
    assert seen(house, level=("B3",))[1] is None and recall.last("levels", Scope(current(house), PERIOD), house) is None
    then = opened(pack).scope
    assert not moved("follow_up", then, house).places
    assert recall.last("follow_up", then.changed(version="20200101-000000"), house) is None


def test_a_tampered_pack_is_not_recalled(reading, tmp_path):
    house = tmp_path / "warehouse"
    shutil.copytree(reading[0], house)
    figures = house / "packs" / reading[1].name / "figures.json"
    figures.write_bytes(figures.read_bytes().replace(b"82%", b"99%"))
    assert recall.last("follow_up", Scope(current(house), PERIOD), house) is None


def test_numbers_hidden_in_between_put_their_causes_together_and_protection_stands_beside_what_led_to_it():
    key = ("levels.table", ("a",))
    cells = [None if n is None else replace(CELL, number=n) for n in (0.5, 0.4, None, 0.7, 0.7)]
    names = ("", "definition", "late", "corrected", "withdrawn")
    steps = [(name, {key: cell} if cell else {}) for name, cell in zip(names, cells, strict=True)]
    found = split._split(key, steps, other_policy=False)
    assert found.parts == (Part(("definition",), pytest.approx(-0.1)), Part(("late", "corrected"), pytest.approx(0.3)))
    merged = {"": CELL, "late": replace(CELL, number=0.6, state="merged")}
    steps = [(name, {key: cell}) for name, cell in merged.items()]
    assert split._split(key, steps, other_policy=False).parts == (Part(("late", "protection"), pytest.approx(0.1)),)
    hidden = split._split(key, [("", {key: CELL}), ("definition", {})], other_policy=True)
    assert hidden.parts == () and hidden.turned == "protection"


CELL = split.Cell(("a",), 0.5, 20, "shown", "50%")
