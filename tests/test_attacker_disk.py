"""What lies on disk beside the versions: no file that a pack or the register of packs leaves holds a hidden figure."""

from __future__ import annotations

import importlib
import shutil
from datetime import date
from io import BytesIO

import pypdf

from bench.attacker import figures, hidden_figures, unpacked
from board.model import Board
from data.versions import current, path_of
from packs.make import Order, make
from packs.picture import png
from tests.capture import holding
from tests.scopes import whole


def texts(content: bytes) -> str:
    """All that can be read in a file: as it is, unpacked, or as the text of its pages."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    return unpacked(content) if content.startswith(b"PK") else content.decode(errors="ignore")


def board_of(page: str, scope) -> Board:
    return importlib.import_module(f"pages.{page}").board(scope)


def test_no_file_beside_the_versions_holds_a_hidden_figure(province, tmp_path, monkeypatch):
    version = current(province.warehouse)
    shutil.copy(path_of(province.warehouse, version), path_of(tmp_path, version))
    shutil.copy(province.warehouse / "CURRENT", tmp_path)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path))
    scope = whole(province.known, region=("610800",), period=(date(2025, 1, 1), date(2025, 12, 31)))
    figures = hidden_figures(scope)
    order = Order(("levels",), scope, "汇报", "处", "2026-07-02 09:14")
    make(order, board_of, tmp_path, lambda step, share: None)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".duckdb"]
    found = {path.name: texts(path.read_bytes()) for path in left}
    assert len(figures) > 20 and {"packs.sqlite", "figures.json"} <= set(found)
    assert not [(name, figure) for name, text in found.items() for figure in figures if figure in text]


def test_a_picture_holds_no_hidden_figure_nor_anything_else_beside_what_is_seen(province):
    scope = whole(province.known, region=("610800",), period=(date(2025, 1, 1), date(2025, 12, 31)))
    board = board_of("levels", scope)
    made, kinds = [png(board, chart, "zh", 48) for chart in board.charts], set()
    for content in made:
        at = 8
        while at < len(content):
            size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
            at, kinds = at + size + 12, kinds | {kind}
    drawn = {b"IHDR", b"pHYs", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"IDAT", b"IEND"}  # no text, no date
    assert len(made) > 2 and kinds <= drawn
    assert not holding(made, figures(scope)[0])
