"""A page as PDF for a meeting: everything its Board says, on A4 sheets, drawn by Typst."""

from __future__ import annotations

from board.model import Board
from packs import fonts
from packs.drawing import compiled, inputs


def is_report(board: Board) -> bool:
    """Whether the page is one class with its figures: it has a form of its own on paper."""
    return board.page == "one_class" and bool(board.tiles)


def pdf(board: Board, language: str, mark: str = "") -> bytes:
    """The whole Board: words and tiles, figures two a sheet, the table's first rows, the definitions. One class is
    the report asked for after each class: two upright sheets, no more and no less; `mark` is the seal of its pack.

    Same input, same bytes; text can be searched; tagged as PDF/UA-1; safe in threads. Raises
    packs.fonts.FontMissing without a Chinese font, typst.TypstError if the drawing fails or Typst warns.
    """
    return drawn(board, language, mark, format="pdf", pdf_standards="ua-1")


def drawn(board: Board, language: str, mark: str, **form: object) -> bytes:
    """As `pdf`, in any form Typst knows."""
    font = fonts.find()
    given = inputs(board, board.charts, language, font, whole=True) | {"mark": font.readable(mark)}
    template = "class.typ" if is_report(board) else "document.typ"
    return compiled(template, font, given, **form)
