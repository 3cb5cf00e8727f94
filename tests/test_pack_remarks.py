"""Remarks stay with their page and question, on the screen and in packs; a preview seals nothing; cited versions stay."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date
from importlib import import_module

import openpyxl
import orjson
import pypdf
import pytest
from PIL import Image
from pptx import Presentation

from board.model import Statement
from data.prune import CITED, cite, prune
from data.versions import current
from packs import book, fonts, pack, plain, remarks, slides, store
from packs.front import Front
from packs.make import Order, boards_of, make
from queries.scope import Audience, Scope, Viewer
from tests.paper_boards import HOSTILE, board, charts
from ui.payload import payload

WHEN = "2026-07-02 09:14"
SCOPE = Scope("20260702-0914", (date(2026, 1, 1), date(2026, 6, 30)))


def board_of(page, scope):
    return import_module(f"pages.{page}").board(scope)


@pytest.fixture
def house(sample, tmp_path, monkeypatch):
    folder = tmp_path / "warehouse"
    shutil.copytree(sample.warehouse, folder)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(folder))
    return folder


def test_a_remark_belongs_to_its_page_and_question_whatever_version_and_language(tmp_path):
    remarks.write("briefing", SCOPE, "换了教师", "干部教育处", WHEN, tmp_path)
    there = SCOPE.changed(version="20270101-000000", language="en")
    (said,) = remarks.on("briefing", there, tmp_path)
    assert said.text == "换了教师" and "干部教育处" in said.basis and WHEN in said.basis
    limits = ({"region": ("610100",)}, {"audience": Audience.OUTSIDE}, {"viewer": Viewer(("610100",))})
    others = [SCOPE.changed(**limit) for limit in limits]
    assert not any(remarks.on("briefing", other, tmp_path) for other in others) and not remarks.on("levels", SCOPE, tmp_path)
    for text, who in (("", "谁"), ("字", " ")):
        with pytest.raises(ValueError):
            remarks.write("briefing", SCOPE, text, who, WHEN, tmp_path)


def test_a_remark_of_any_text_stands_as_it_is_on_screen_and_in_every_format():
    texts = [text for text in (" ".join(text.split()) for text in HOSTILE) if fonts.find().readable(text) == text]
    found = tuple(Statement(text, basis="（处，今天）") for text in texts)
    page = replace(board(charts()[:1]), page="levels", remarks=found)
    front = Front("2026-07-003", "汇报", "处", WHEN, SCOPE, "ab12cd34ef")
    sheets = "".join(s.extract_text() for s in pypdf.PdfReader(io.BytesIO(pack.pdf((page,), front))).pages)
    deck = [s.text_frame.text for slide in Presentation(io.BytesIO(slides.pptx((page,), front))).slides
            for s in slide.shapes if s.has_text_frame]  # fmt: skip
    cells = openpyxl.load_workbook(io.BytesIO(book.workbook((page,), front))).worksheets[0].iter_rows()
    given = [(cell.value, cell.data_type) for row in cells for cell in row if cell.value]
    said = orjson.loads(payload(page, "zh", plotly_url="", outlines_url=lambda layer: "", query_url=str))["remarks"]
    for text in texts:
        bare = "".join(text.split())
        assert bare in "".join(sheets.split()) and any(text in x for x in (s["text"] for s in said))
        assert any(text in value and kind == "s" for value, kind in given)
        assert bare in "".join(plain.csv(page, "zh").decode("utf-8-sig").replace('""', '"').split())
    assert any(texts[0] in words for words in deck)


def test_a_pack_prints_and_seals_the_remarks_of_its_pages(house):
    scope = Scope(current(house), (date(2026, 1, 1), date(2026, 6, 30)))
    remarks.write("levels", scope, "换了教师", "干部教育处", WHEN, house)
    order = Order(("levels",), scope, "汇报", "处", WHEN, ("pdf", "wide"))
    folder = make(order, board_of, house, lambda step, share: None)
    for name, ratio in (("meeting.pdf", 2**0.5), ("meeting-16x9.pdf", 16 / 9)):
        sheets = pypdf.PdfReader(folder / name).pages
        assert "换了教师" in "".join(sheet.extract_text() for sheet in sheets)
        assert all(float(s.mediabox.width / s.mediabox.height) == pytest.approx(ratio, abs=0.01) for s in sheets)
    said = orjson.loads((folder / "manifest.json").read_bytes())["remarks"]
    assert said["levels"][0][0] == "换了教师"


def test_a_preview_shows_the_sheets_of_the_pack_and_leaves_nothing(house):
    order = Order(("levels",), Scope(current(house), (date(2026, 1, 1), date(2026, 6, 30))), "汇报", "处", WHEN)
    boards, front = boards_of(order, board_of, house), Front("预览", "汇报", "处", WHEN, order.scope)
    for wide, ratio in ((False, 2**0.5), (True, 16 / 9)):
        sheets = pack.pictures(boards, front, wide)
        assert len(sheets) == len(pypdf.PdfReader(io.BytesIO(pack.pdf(boards, front, wide))).pages) > 2
        width, height = Image.open(io.BytesIO(sheets[0])).size
        assert width / height == pytest.approx(ratio, abs=0.01)
    assert not store.packs(house) and not (house / "packs").exists()


def test_a_version_that_a_link_was_copied_of_is_noted_once_and_kept(house):
    old = "20200101-000000"
    shutil.copyfile(house / f"{current(house)}.duckdb", house / f"{old}.duckdb")
    assert old in prune(house, 0, dry_run=True).versions
    cite(house, old)
    cite(house, old)
    assert (house / CITED).read_text().split() == [old] and old not in prune(house, 0, dry_run=True).versions
