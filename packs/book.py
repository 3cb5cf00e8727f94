"""A pack as an Excel workbook: what it is on the first sheet, then each page's table and figures with native charts."""

from __future__ import annotations

from io import BytesIO
from itertools import accumulate, pairwise

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from board.model import Board
from board.text import t
from packs.cover import definition_lines
from packs.front import Front, lines, mark, theme
from packs.once import once
from packs.pack import definitions
from packs.sheet import (
    Style,
    cover_columns,
    cover_row,
    listed,
    new_sheet,
    sheet_names,
    sheets,
    styles,
    titles,
)
from packs.zipped import WRITTEN


def workbook(boards: tuple[Board, ...], front: Front) -> bytes:
    """The workbook as bytes: same input, same bytes. No text in it is ever a formula or a link."""
    out, lang = BytesIO(), front.scope.language
    boards = once(boards, lang)
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": front.title, "author": front.who, "comments": front.number, "created": WRITTEN})
    style = styles(book, lang)
    each = [[f"{theme(board, lang)} {title}" for title in titles(board)] for board in boards]
    names = sheet_names([t(lang, "paper.cover"), *(title for of_page in each for title in of_page)])
    ends = list(accumulate(map(len, each), initial=1))
    of_pages = [names[first:end] for first, end in pairwise(ends)]
    foot = f"{boards[0].stamp} · {mark(front)}"
    _cover(new_sheet(book, names[0], front.title, foot), boards, front, of_pages, style)
    for board, of_page in zip(boards, of_pages, strict=True):
        sheets(book, board, of_page, lang, style, foot)
    book.close()
    return out.getvalue()


def _cover(sheet: Worksheet, boards: tuple[Board, ...], front: Front, names: list, style: Style) -> None:
    """Title, scope, date, version, seal; what each page found and what limits it; the figures; the definitions."""
    lang = front.scope.language
    cover_columns(sheet)
    about = [
        (t(lang, "paper.page_title"), front.title),
        (t(lang, "paper.synthetic"), boards[0].synthetic),
        *boards[0].filters,
        *lines(front, boards),
    ]
    found = [(theme(board, lang), board.sentence.text if board.sentence else board.empty) for board in boards]
    found += [(theme(board, lang), f"{said.text} {said.basis}") for board in boards for said in board.remarks]
    noted = [(*board.notices, board.table.note if board.table else "") for board in boards]
    found += dict.fromkeys((t(lang, "paper.notices"), words) for of_page in noted for words in of_page)
    meanings = {line: None for board in boards for line in definition_lines(board, lang)} if definitions(boards) else {}
    figures = {line: None for board, of_page in zip(boards, names, strict=True) for line in listed(board, of_page, lang)}
    row = 0
    blocks = ((about, False), (list(front.decided), True), (found, False), (list(figures), True), (list(meanings), True))
    for block, headed in (pair for pair in blocks if pair[0]):
        for i, line in enumerate(texts for texts in block if texts[1]):
            looks = (style.heading, style.words) if not headed else (style.words if i else style.heading,)
            cover_row(sheet, row, line, looks)
            row += 1
        row += 1
