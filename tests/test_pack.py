"""A pack of several pages: whole, numbered, the same for the same input, sealed, and nothing at all when it fails."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from importlib import import_module

import pypdf
import pytest
import typst

from board.model import Column, Funnel, Row, Table, Value
from board.text import LANGUAGES, t
from data.prune import prune
from data.versions import current
from packs import __main__ as command
from packs import fonts, pack, proof, seal, store
from packs import make as making
from packs.figures import Cell, Figure, figures
from packs.fonts import FontMissing
from packs.front import Front
from packs.make import Order, make
from packs.once import once
from queries.outdated import Outdated
from queries.scope import Audience, Scope, Viewer
from tests.paper_boards import HOSTILE, board, charts

SCOPE = Scope("20260702-0914", (date(2026, 1, 1), date(2026, 6, 30)))
FRONT = Front("2026-07-003", "培训成效汇报", "干部教育处", "2026-07-02 09:14", SCOPE, "ab12cd34ef", "2026-06-001")
WHEN = "2026-07-02 09:14"


def board_of(page, scope):
    return import_module(f"pages.{page}").board(scope)


def pages(language="zh"):
    return (replace(board(charts()), page="briefing"), replace(board(charts()[:1]), page="levels"))


def text(page) -> str:
    return re.sub(r"\s", "", page.extract_text())


def read(data: bytes):
    return pypdf.PdfReader(io.BytesIO(data)).pages


@pytest.fixture
def house(sample, tmp_path, monkeypatch):
    """A warehouse of its own, so that packs of one test are not those of another."""
    folder = tmp_path / "warehouse"
    shutil.copytree(sample.warehouse, folder)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(folder))
    return folder


@pytest.fixture(scope="module")
def sealed_house(sample_house, tmp_path_factory):
    """A warehouse with a pack of two pages in it."""
    folder = tmp_path_factory.mktemp("sealed") / "warehouse"
    shutil.copytree(sample_house.warehouse, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAO_WAREHOUSE", str(folder))
        return folder, made(folder).name


@pytest.fixture
def sealed(sealed_house, tmp_path, monkeypatch):
    """A warehouse of its own and the folder of the pack in it."""
    house, number = tmp_path / "warehouse", sealed_house[1]
    shutil.copytree(sealed_house[0], house)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(house))
    return house, house / making.FOLDER / number


def order(house, **changes):
    scope = Scope(current(house), (date(2026, 1, 1), date(2026, 6, 30)))
    return replace(Order(("briefing", "levels"), scope, "培训成效汇报", "干部教育处", WHEN), **changes)


def made(house, **changes):
    return make(order(house, **changes), board_of, house, lambda step, share: None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_says_title_pack_seal_and_its_number(language):
    front = replace(FRONT, scope=SCOPE.changed(language=language))
    sheets = read(pack.pdf(pages(), front))
    assert len(sheets) > 5
    for i, sheet in enumerate(sheets, 1):
        found = text(sheet)
        assert f"{i}/{len(sheets)}" in found and "ab12cd34ef" in found and "2026-07-003" in found
        assert front.title in found


def test_the_cover_says_scope_who_when_readers_and_what_it_replaces():
    cover = text(read(pack.pdf(pages(), FRONT))[0])
    for words in ("榆林市", "2026年上半年", "干部教育处", "2026-07-0209:14", "部内", "2026-06-001", "合成数据"):
        assert words in cover, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_made_for_readers_outside_says_so_on_every_sheet_and_how_few_are_not_shown(language):
    front = replace(FRONT, scope=SCOPE.changed(language=language, audience=Audience.OUTSIDE))
    outside = re.sub(r"\s", "", t(language, "pack.audience_outside"))
    sheets = [text(sheet) for sheet in read(pack.pdf(pages(), front))]
    assert all(outside in sheet for sheet in sheets)
    few = re.sub(r"\s", "", t(language, "pack.readers", who=outside, register=10, survey=10))
    assert few in sheets[0]


def test_the_contents_name_the_sheet_each_theme_begins_on():
    sheets = [text(sheet) for sheet in read(pack.pdf(pages(), FRONT))]
    themes = [t("zh", f"frame.page_{board.page}") for board in pages()]
    for theme in (*themes, t("zh", "paper.definitions")):
        start = next(i for i, sheet in enumerate(sheets[2:], 3) if theme in sheet)
        assert str(start) in sheets[1]
    assert sheets[1].index(themes[0]) < sheets[1].index(themes[1])


def test_a_definition_that_two_pages_use_stands_once():
    whole = "".join(text(sheet) for sheet in read(pack.pdf(pages(), FRONT)))
    assert whole.count("已用÷应答") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_of_two_pages_stands_once_and_the_first_page_says_where(language):
    first, second = pages(language)
    other = replace(second, page="regions", table=replace(second.table, title="别的"))
    told = once((first, second, other), language)
    assert [one.table for one in told] == [None, second.table, other.table] and told[1:] == (second, other)
    assert t(language, "frame.page_levels") in told[0].notices[-1] and first.table.title in told[0].notices[-1]
    both = "".join(text(page) for page in read(pack.pdf((first, second), FRONT)))
    assert both.count(re.sub(r"\s", "", first.table.title)) == 2  # the table, and where it stands


def test_the_same_input_gives_the_same_bytes_and_another_time_does_not():
    assert pack.pdf(pages(), FRONT) == pack.pdf(pages(), FRONT)
    assert pack.pdf(pages(), FRONT) != pack.pdf(pages(), replace(FRONT, when="2026-07-02 09:15"))


def test_the_pdf_can_be_listened_to():
    """Language, title, fonts inside; every figure has its words, every table its heads, every theme and figure a heading."""
    drawn = tuple(replace(chart, head=replace(chart.head, alt=f"图 {i}")) for i, chart in enumerate(charts()))
    reader = pypdf.PdfReader(io.BytesIO(pack.pdf((replace(board(drawn), page="levels"),), FRONT)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN" and root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == FRONT.title
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_object().get_data()
    tags = list(elements(root["/StructTreeRoot"]["/K"]))
    kinds = [tag["/S"] for tag in tags]
    assert [tag.get("/Alt") for tag in tags if tag["/S"] == "/Figure"] == [f"图 {i}" for i in range(len(drawn))]
    assert kinds.count("/TH") == 5 and kinds.count("/H2") == len(drawn) + 1 and kinds[0] == "/Document"
    for font in (own(font) for sheet in reader.pages for font in sheet["/Resources"]["/Font"].values()):
        descriptor = own(own(font["/DescendantFonts"])[0])["/FontDescriptor"]
        assert "/FontFile3" in own(descriptor) and "/ToUnicode" in font


def elements(item):
    """The structure elements below one, in reading order."""
    item = own(item)
    for part in item if isinstance(item, list) else [item]:
        if isinstance(part := own(part), dict):
            if "/S" in part:
                yield part
            yield from elements(part.get("/K", []))


def own(item):
    return item.get_object() if hasattr(item, "get_object") else item


@pytest.mark.parametrize("title", [*HOSTILE, "班" * 200])
def test_a_title_is_never_markup_and_never_breaks_the_sheet(title):
    sheets = read(pack.pdf(pages()[1:], replace(FRONT, title=title)))
    wanted = re.sub(r"\s", "", fonts.find().readable(title))
    assert wanted[:60] in text(sheets[0])


def test_a_pack_that_was_not_touched_verifies_and_its_numbers_come_out_again(sealed):
    house, folder = sealed
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "figures.json", "meeting.pdf"}
    assert proof.altered(folder, house) == () and not folder.parent.stat().st_mode & 0o077
    pack_ = proof.opened(folder)
    assert proof.again(pack_, board_of) == () and proof.changed_rules(pack_) == ()
    assert pack_.scope == order(house).scope.changed(beside=())
    assert pack_.manifest["seal"][:10] in text(read((folder / "meeting.pdf").read_bytes())[2])


def test_the_classes_a_funnel_only_counts_are_among_the_numbers_of_a_pack():
    funnel = next(chart for chart in pages()[0].charts if isinstance(chart, Funnel))
    cells = next(each.cells for each in figures(pages(), "zh") if each.id.endswith(f".chart.{funnel.head.id}"))
    assert [cell.number for cell in cells[len(funnel.marks) :]] == [part.count for part in funnel.bins] != []


@pytest.mark.parametrize("name", ["meeting.pdf", "figures.json", "manifest.json"])
def test_one_changed_byte_is_named(sealed, name):
    house, folder = sealed
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert name in proof.altered(folder, house)


def test_a_missing_file_is_named(sealed):
    house, folder = sealed
    (folder / "meeting.pdf").unlink()
    assert "meeting.pdf" in proof.altered(folder, house)


def test_a_forger_who_writes_all_hashes_anew_is_found_by_the_register(sealed):
    house, folder = sealed
    figures = json.loads((folder / "figures.json").read_bytes())
    figures[0]["cells"][0][1] = 0.999
    (folder / "figures.json").write_bytes(seal.canonical(figures))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["figures"] = {f["id"]: seal.digest(seal.canonical(f)) for f in figures}
    said = {k: v for k, v in manifest.items() if k not in ("seal", "files")}
    manifest["files"]["figures.json"] = seal.digest((folder / "figures.json").read_bytes())
    manifest["seal"] = seal.seal(said)[0]
    (folder / "manifest.json").write_bytes(seal.canonical(manifest))
    assert proof.altered(folder, house) == ("manifest.json",)


def test_a_line_of_the_register_that_was_changed_is_named(sealed):
    house, folder = sealed
    for column in ("who", "title", "seal", "replaces", "version", "manifest"):
        with closing(sqlite3.connect(house / store.PACKS, isolation_level=None)) as register:
            register.execute(f"UPDATE pack SET {column} = {column} || 'x'")
            assert proof.altered(folder, house) == (seal.MANIFEST if column == "manifest" else store.PACKS,)
            register.execute(f"UPDATE pack SET {column} = substr({column}, 1, length({column}) - 1)")
    assert proof.altered(folder, house) == ()


def test_a_damaged_register_is_said_and_nothing_is_made(sealed, capsys):
    house, folder = sealed
    damage(house / store.PACKS)
    for asked in (["verify", str(folder)], ["make", "--page", "levels"]):
        assert command.main([asked[0], "--warehouse", str(house), *asked[1:]]) == 2
        assert store.PACKS in capsys.readouterr().err
    assert [path.name for path in (house / "packs").iterdir()] == [folder.name]


def damage(path):
    """A byte of every page of the file is another one."""
    content = bytearray(path.read_bytes())
    for at in range(100, len(content), 512):
        content[at] ^= 0xFF
    path.write_bytes(content)


def test_what_a_killed_process_left_is_removed_by_the_next_pack_but_not_what_is_being_made(sealed):
    house, _ = sealed
    dead, alive = (store.reserve(house, WHEN, "", "", current(house)) for _ in range(2))
    for number, age in ((dead, 7200), (alive, 5)):
        folder = house / "packs" / f".{number}"
        folder.mkdir()
        (folder / "meeting.pdf").touch()
        os.utime(folder, (time.time() - age,) * 2)
    made(house)
    assert not (house / "packs" / f".{dead}").exists() and (house / "packs" / f".{alive}" / "meeting.pdf").exists()
    assert store.unfinished(house) == (alive,)


def test_a_number_that_was_presented_otherwise_is_named_with_both(sealed):
    was = proof.opened(sealed[1])
    first = next(f for f in was.figures if f.cells and f.cells[0].number is not None)
    cell = replace(first.cells[0], number=first.cells[0].number + 0.125, text="99.9%")
    other = replace(was, figures=tuple(
        replace(f, cells=(cell, *f.cells[1:])) if f is first else f for f in was.figures
    ))  # fmt: skip
    moves = proof.again(other, board_of)
    assert [(m.figure.id, m.names, m.was.text) for m in moves] == [(first.id, cell.names, "99.9%")]
    assert moves[0].difference == pytest.approx(-0.125)


def test_a_pack_from_elsewhere_is_unregistered_here(sealed, tmp_path):
    house, folder = sealed
    (house / store.PACKS).unlink()
    assert proof.altered(folder, house) == (proof.UNREGISTERED,)


class _Broken:
    def __init__(self, error):
        self.error = error

    def __call__(self, *_):
        raise self.error


@pytest.mark.parametrize("error", [Outdated("20260101-000000"), FontMissing(), typst.TypstError("x", [], "")])
@pytest.mark.parametrize("where", ["page", "drawing"])
def test_a_pack_that_fails_leaves_no_file_and_no_number(house, monkeypatch, error, where):
    broken = _Broken(error)
    if where == "drawing":
        monkeypatch.setattr(making.pack, "pdf", broken)
    asked = broken if where == "page" else board_of
    with pytest.raises(type(error)):
        make(order(house), asked, house, lambda step, share: None)
    assert not [path for path in (house / "packs").glob("*")] and store.packs(house) == ()
    monkeypatch.undo()


def test_prune_keeps_the_version_a_pack_cites(sealed):
    house, _ = sealed
    old = current(house)
    newer = "20990101-000000"
    shutil.copy(house / f"{old}.duckdb", house / f"{newer}.duckdb")
    (house / "CURRENT").write_text(newer)
    assert prune(house, 1, dry_run=True).versions == ()
    (house / store.PACKS).unlink()
    assert prune(house, 1, dry_run=True).versions == (old,)


def test_a_scope_comes_back_from_its_manifest_as_it_was():
    scope = SCOPE.changed(
        region=("610800",), level=("B3",), class_id="c-1", audience=Audience.OUTSIDE, viewer=Viewer(("610800",))
    )
    assert seal.scope_read(json.loads(seal.canonical(seal.scope_plain(scope)))) == scope


def test_the_command_makes_verifies_and_says_what_does_not_exist(house, capsys, tmp_path):
    asked = ["--warehouse", str(house)]
    assert command.main(["make", *asked, "--page", "levels", "--when", WHEN, "--out", str(tmp_path / "out")]) == 0
    folder = tmp_path / "out" / "2026-07-001"
    assert folder.is_dir() and capsys.readouterr().out.strip() == str(folder)
    assert command.main(["verify", *asked, str(folder)]) == 0
    assert command.main(["rerun", *asked, str(folder)]) == 0
    assert command.main(["compare", *asked, str(folder)]) == 0
    (folder / "meeting.pdf").write_bytes(b"%PDF")
    assert command.main(["verify", *asked, str(folder)]) == 2
    assert "meeting.pdf" in capsys.readouterr().err
    assert command.main(["make", *asked, "--page", "nosuch", "--region", "999999"]) == 2
    said = capsys.readouterr().err
    assert "nosuch" in said and "999999" in said
    for of_a_class, missing in (([], "--class"), (["--class", "NOSUCH"], "NOSUCH")):
        assert command.main(["make", *asked, "--page", "one_class", *of_a_class]) == 2
        assert missing in capsys.readouterr().err
    assert command.main(["make", "--warehouse", str(tmp_path / "nothing")]) == 2
    assert command.main(["verify", *asked, str(tmp_path)]) == 2


def test_whoever_stops_reading_what_a_command_says_ends_it_without_a_word(sealed):
    house, folder = sealed
    lines = f"{sys.executable} -m packs rerun --warehouse {house} {folder} | true"
    found = subprocess.run(["bash", "-c", f"set -o pipefail; {lines}"], capture_output=True, text=True)
    assert found.stderr == "" and found.returncode in (0, -signal.SIGPIPE, 128 + signal.SIGPIPE)


def test_a_row_of_a_table_is_known_by_its_names_and_not_by_the_sentences_in_it():
    columns = (Column("level", "层级", "text"), Column("rule", "依据", "text"), Column("x", "达标率", "percent"),
               Column("signal", "信号", "text"))  # fmt: skip
    cells = (Value(None, "县处级"), Value(None, "条例第十四条" * 9), Value(0.5, "50%"), Value(None, "样本少"))
    table = Table("表", columns, (Row(cells),))
    (figure,) = figures((replace(board(), page="levels", table=table),), "zh")
    assert figure.cells[0].names == ("县处级", "达标率")


def test_a_number_that_older_packs_wrote_with_a_hyphen_or_another_word_has_not_moved():
    then, now = Cell(("甲",), -4.0, 12, "hollow", "-4.0 few answers"), Cell(("甲",), -4.0, 12, "hollow", "−4.0 few cases")
    assert proof.words_of(then) == proof.words_of(now) != proof.words_of(replace(now, text="−4.1 few cases"))


def test_a_row_that_an_older_pack_called_by_more_of_its_texts_is_still_the_same_row():
    def named(*rows: tuple[str, str]) -> Figure:
        cells = (Cell((name, "达标率"), 0.5, 20, "shown", text) for name, text in rows)
        return Figure("levels.table", "levels", "表", "", "", tuple(cells))

    was = named(("县处级 样本少", "50%"), ("乡科级 无变化 可比", "70%"), ("到课（同类 97.3%）", "95%"),
                ("第 2 期 甲", "1"), ("第 2 期 乙", "2"))  # fmt: skip
    now = named(("县处级", "60%"), ("乡科级", "70%"), ("到课（同类 96%）", "95%"), ("第 2 期", "1"))
    moves = {move.names[0]: (move.was and move.was.text, move.now and move.now.text) for move in proof._moves(was, now)}
    assert moves == {"县处级": ("50%", "60%"), "第 2 期 甲": ("1", None), "第 2 期 乙": ("2", None), "第 2 期": (None, "1")}


def test_a_share_in_a_table_moves_by_points_like_one_of_a_chart():
    table = Figure("levels.table", "levels", "表", "", "", ())
    was, now = (Cell(("县处级", "达标率"), x, 20, "shown", f"{x:.0%}") for x in (0.5, 0.6))
    assert proof.Moved(table, was.names, was, now).unit == "percent"
    assert proof.Moved(table, was.names, replace(was, text="20"), now).unit == ""
    assert proof.Moved(replace(table, metric="learning_gain"), was.names, was, now).unit == "gain"
