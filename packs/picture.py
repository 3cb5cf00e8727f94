"""One chart as PNG, drawn by Typst: the same marks as on screen, with all it takes to trace them back."""

from __future__ import annotations

from board.model import Board, Chart
from packs import fonts
from packs.drawing import compiled, inputs


def png(board: Board, chart: Chart, language: str, ppi: int = 192, bare: bool = False) -> bytes:
    """The picture of one chart, 720 pt wide (1920 px at 192 ppi) and as high as it needs; `bare` without its words, for
    a sheet that has them.

    Same input, same bytes; safe in threads. Raises packs.fonts.FontMissing without a Chinese font,
    typst.TypstError if the drawing fails or Typst warns about anything.
    """
    font = fonts.find()
    given = inputs(board, (chart,), language, font) | {"bare": "yes" if bare else ""}
    return compiled("picture.typ", font, given, format="png", ppi=ppi)
