"""One chart as PNG, drawn by Typst: the same marks as on screen, with all it takes to trace them back."""

from __future__ import annotations

import typst

from board.model import Board, Chart
from packs import fonts
from packs.drawing import TEMPLATES, inputs


def png(board: Board, chart: Chart, language: str, ppi: int = 192) -> bytes:
    """The picture of one chart, 720 pt wide (1920 px at 192 ppi) and as high as it needs.

    Same input, same bytes; safe in threads. Raises packs.fonts.FontMissing without a Chinese font,
    typst.TypstError if the drawing fails or Typst warns about anything.
    """
    font = fonts.find()
    # One compiler per call: a shared one refuses to work from two threads. The fonts are shared.
    compiler = typst.Compiler(
        str(TEMPLATES / "picture.typ"),
        root=str(TEMPLATES),
        font_paths=font.loaded,
        ignore_system_fonts=True,
    )
    picture, warnings = compiler.compile_with_warnings(
        format="png", ppi=ppi, sys_inputs=inputs(board, (chart,), language, font)
    )
    if warnings:
        raise typst.TypstError("; ".join(str(warning) for warning in warnings))
    return picture
