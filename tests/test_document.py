"""The PDF of a page: whole, readable, searchable, the same for the same input, and without what is protected."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

import pypdf
import pytest

from board.model import Grade, Row, State, Statement, Tile, Value
from board.model import Signal as Moved
from board.text import LANGUAGES, t
from packs.document import pdf
from tests.paper_boards import HIDDEN, HOSTILE, SECRET, board, charts, percent

TILE = Tile("用上", "应用率", percent(0.71), Moved.BETTER, "高 1.2 个百分点", ("n=214",), "application_rate")
KEPT_BACK = Tile("认可", "改进率", HIDDEN, Moved.NONE, "", (), "improvement_rate")


def whole():
    said = Statement("县处级高 5.6 个百分点", Grade.CARE, "n=1,845")
    return replace(board(charts()), tiles=(TILE, KEPT_BACK), findings=(said,), actions=(said,))


def text(data: bytes) -> str:
    """All text of the document, without blanks: a line break inside a word is none of the reader's business."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_board_says_can_be_found_in_its_document(language):
    page = whole()
    found = text(pdf(page, language))
    wanted = [
        page.title, page.sentence.text, page.meta, page.stamp, page.synthetic, TILE.word, TILE.label, TILE.signal_text,
        page.findings[0].text, page.table.title, *(c.title for c in page.table.columns),
        *(c.head.title for c in page.charts), *(c.head.subtitle for c in page.charts),
        *(d.note for d in page.definitions), t(language, "paper.grade_care"),
        *(words for pair in page.filters for words in pair),
    ]  # fmt: skip
    missing = [words for words in wanted if re.sub(r"\s", "", words) not in found]
    assert not missing


def test_a_kept_back_number_is_nowhere_in_the_document():
    data = pdf(whole(), "zh")
    found = text(data)
    assert "按规定不显示" in found
    assert str(SECRET) not in found and f"{SECRET * 100:.1f}" not in found
    for stream in (page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(data)).pages):
        assert str(SECRET).encode() not in stream


def test_the_same_board_gives_the_same_bytes_from_any_thread():
    page = whole()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: sha256(pdf(page, "zh")).hexdigest(), range(8)))
    assert len(set(made)) == 1


def test_text_of_the_data_is_never_markup_in_a_document():
    page = whole()
    rows = tuple(Row((Value(None, name), *page.table.rows[0].cells[1:])) for name in HOSTILE)
    found = text(pdf(replace(page, title=HOSTILE[6], table=replace(page.table, rows=rows)), "zh"))
    for name in ('#read("/etc/passwd")', "$x$", "<script>alert(1)</script>", "*bold*", "=cmd|'/C calc'!A0"):
        assert re.sub(r"\s", "", name) in found
    assert "〔U+1F600〕" in found  # the font has no such sign, so its code stands there


def test_a_long_table_repeats_its_head_and_says_what_is_not_printed():
    page = whole()
    row = page.table.rows[0]
    many = replace(page.table, rows=tuple(Row((Value(None, f"第{i}班"), *row.cells[1:])) for i in range(80)))
    data = pdf(replace(page, table=many), "zh")
    sheets = [re.sub(r"\s", "", p.extract_text()) for p in pypdf.PdfReader(io.BytesIO(data)).pages]
    with_rows = [sheet for sheet in sheets if re.search(r"第\d+班", sheet)]
    assert len(with_rows) > 1 and all("列text" in sheet for sheet in with_rows)
    assert all(any(f"第{i}班" in sheet for sheet in sheets) for i in range(80))
    longer = replace(many, rows=many.rows * 2, shown=20)
    found = text(pdf(replace(page, table=longer), "zh"))
    assert re.sub(r"\s", "", t("zh", "paper.more_rows", shown=20, count=160)) in found
    assert "第19班" in found and "第20班" not in found


def test_every_sheet_carries_its_source_and_its_number():
    reader = pypdf.PdfReader(io.BytesIO(pdf(whole(), "zh")))
    for number, page in enumerate(reader.pages, 1):
        found = re.sub(r"\s", "", page.extract_text())
        assert re.sub(r"\s", "", whole().stamp) in found and f"{number}/{len(reader.pages)}" in found


def test_an_empty_page_becomes_a_document_that_says_why():
    page = replace(board(), table=None, empty="没有记录", sentence=None, definitions=())
    assert "没有记录" in text(pdf(page, "zh"))


def test_the_states_of_a_tile_are_said_in_words():
    assert KEPT_BACK.value.state is State.HIDDEN
    assert "＊" in text(pdf(whole(), "zh"))


def test_the_first_sheet_begins_with_what_is_said_however_much_of_it_there_is():
    page, said = whole(), whole().findings[0]
    for many in range(4, 24):
        first = pypdf.PdfReader(io.BytesIO(pdf(replace(page, findings=(said,) * many), "zh"))).pages[0].extract_text()
        assert page.synthetic and page.title[:4] in first, many
