"""Bad days of a pack: forty sheets, twenty at once, and words of the screen found again on paper."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from importlib import import_module

import pypdf
import pytest

from board.text import t
from packs import pack, seal
from packs.bundle import bundle
from packs.front import Front, mark
from packs.make import content
from queries.scope import Scope
from tests.paper_boards import HOSTILE, SECRET, board, charts

SCOPE = Scope("20260702-0914", (date(2026, 1, 1), date(2026, 6, 30)))
FRONT = Front("2026-07-003", "培训成效汇报", "干部教育处", "2026-07-02 09:14", SCOPE, "ab12cd34ef")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_pack_of_forty_sheets_numbers_every_one():
    names = ("briefing", "levels", "classes", "regions", "needs") * 2
    given = board(charts()[:5])  # tables of their own, or one would stand for all
    pages = tuple(replace(given, page=n, table=replace(given.table, note=str(i))) for i, n in enumerate(names))
    sheets = pypdf.PdfReader(io.BytesIO(pack.pdf(pages, FRONT))).pages
    assert len(sheets) >= 40
    for i, sheet in enumerate(sheets, 1):
        assert f"{i}/{len(sheets)}" in bare(sheet.extract_text())


@pytest.mark.parametrize("form", ["pdf", "xlsx", "pptx", "csv"])
def test_twenty_exports_at_once_are_each_what_one_alone_is(form):
    page = (replace(board(charts()[:1]), page="levels"),)
    alone = content(form, page, FRONT)
    with ThreadPoolExecutor(20) as workers:
        made = list(workers.map(lambda _: content(form, page, FRONT), range(20)))
    assert all(each == alone for each in made)


def test_a_pack_as_pictures_and_as_csv_has_every_sheet_and_every_figure():
    named = ((HOSTILE[0], "levels"), (HOSTILE[9], "needs"))
    pages = tuple(replace(board(charts(words, words)), page=page) for words, page in named)
    pictures, tables = (zipfile.ZipFile(io.BytesIO(content(form, pages, FRONT))) for form in ("png", "csv"))
    assert len(pictures.namelist()) == len(pypdf.PdfReader(io.BytesIO(pack.pdf(pages, FRONT))).pages)
    assert len(tables.namelist()) == len(set(tables.namelist())) == sum(1 + len(page.charts) for page in pages)
    counted = 0
    for name in tables.namelist():
        text = tables.read(name).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline="")))
        assert tables.read(name).startswith(b"\xef\xbb\xbf") and [t("zh", "pack.number"), FRONT.number] in lines
        assert not [cell for line in lines for cell in line if cell.startswith(("=", "@"))] and str(SECRET) not in text
        assert "/" not in name and len(name.encode()) < 120
        counted += ["30", "0.8", "4"] in lines  # what a funnel draws without a name
    assert counted == len(pages)


def test_words_of_the_screen_are_found_by_a_reader_who_searches_the_pdf(sample):
    scope = Scope(sample.known.version, (date(2026, 1, 1), date(2026, 6, 30)))
    pages = tuple(import_module(f"pages.{name}").board(scope) for name in ("briefing", "follow_up"))
    sheets = pypdf.PdfReader(io.BytesIO(pack.pdf(pages, replace(FRONT, scope=scope)))).pages
    text = bare("".join(sheet.extract_text() for sheet in sheets))
    said = [phrase for page in pages for phrase in phrases(page)]
    assert len(said) >= 50
    assert [phrase for phrase in said if bare(phrase) not in text] == []


def phrases(page) -> list[str]:
    """What stands on the screen of a page: its title, sentence, numbers, findings, heads of charts and table."""
    said = [page.title, *(s.text for s in (page.sentence, *page.findings, *page.actions) if s)]
    said += [words for tile in page.tiles for words in (tile.word, tile.label, tile.value.text, *tile.notes)]
    said += [words for chart in page.charts for words in (chart.head.title, chart.head.subtitle)]
    return said + [column.title for column in page.table.columns] if page.table else said


def test_packs_taken_along_stand_in_folders_that_say_number_and_title(tmp_path):
    folders = []
    for number, title in (("2026-07-001", "西安市 · 汇报"), ("2026-07-002", "../<b>a:b")):
        folder = tmp_path / number
        folder.mkdir()
        (folder / seal.MANIFEST).write_bytes(json.dumps({"title": title}).encode())
        folders.append(folder)
    with zipfile.ZipFile(io.BytesIO(bundle(tuple(folders)))) as taken:
        assert taken.namelist() == ["2026-07-001 西安市 · 汇报/manifest.json", "2026-07-002 b a b/manifest.json"]


def test_a_sheet_of_a_preview_says_so_and_names_no_seal():
    assert mark(replace(FRONT, number=t("zh", "pack.preview_mark"), short="")) == t("zh", "pack.preview_mark")
