"""A page as PDF for a meeting: everything its Board says, on A4 sheets, drawn by Typst."""

from __future__ import annotations

from board.model import Board
from packs import fonts
from packs.drawing import compiled, inputs


def pdf(board: Board, language: str) -> bytes:
    """The whole Board: words and tiles, figures two a sheet, the table's first rows, the definitions. One class is
    the report asked for after each class: two upright sheets, no more and no less.

    Same input, same bytes; text can be searched; tagged as PDF/UA-1; safe in threads. Raises
    packs.fonts.FontMissing without a Chinese font, typst.TypstError if the drawing fails or Typst warns.
    """
    font = fonts.find()
    given = inputs(board, board.charts, language, font, whole=True)
    template = "class.typ" if board.page == "one_class" and board.tiles else "document.typ"
    return compiled(template, font, given, format="pdf", pdf_standards="ua-1")
