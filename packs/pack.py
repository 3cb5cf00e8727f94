"""Several pages as one PDF for a meeting: cover, contents, each theme on a sheet of its own, the definitions once."""

from __future__ import annotations

import orjson

from board.model import Board, Definition
from board.text import t
from packs import document, fonts
from packs.drawing import compiled, inputs
from packs.fonts import Font
from packs.front import Front, lines, mark, scope_line, theme
from packs.once import once

_PREVIEW = 60  # pixels an inch: 700 across an A4 sheet


def pdf(boards: tuple[Board, ...], front: Front, wide: bool = False) -> bytes:
    """The pack as PDF/UA-1, A4 landscape or `wide` as 16:9; `boards` are its pages in order, at least one.
    One class alone on A4 is its report.

    Same input, same bytes; safe in threads. Raises packs.fonts.FontMissing without a Chinese font,
    typst.TypstError if the drawing fails or Typst warns.
    """
    return _compiled(boards, front, wide, format="pdf", pdf_standards="ua-1")


def pictures(boards: tuple[Board, ...], front: Front, wide: bool = False, ppi: int = _PREVIEW) -> tuple[bytes, ...]:
    """The sheets of the pack as pictures (PNG), small ones unless `ppi` says otherwise. Raises what `pdf` raises."""
    made = _compiled(boards, front, wide, format="png", ppi=ppi)
    return tuple(made) if isinstance(made, list) else (made,)


def _compiled(boards: tuple[Board, ...], front: Front, wide: bool, **form: object) -> bytes | list[bytes]:
    if len(boards) == 1 and document.is_report(boards[0]) and not wide:
        return document.drawn(boards[0], front.scope.language, mark(front), **form)
    font, boards = fonts.find(), once(boards, front.scope.language)
    given = {"data": orjson.dumps(_data(boards, front, font) | {"wide": wide}).decode()}
    return compiled("meeting.typ", font, given, **form)


def definitions(boards: tuple[Board, ...]) -> tuple[Definition, ...]:
    """The definitions of all pages, each once, in the order they first appear."""
    return tuple({d.id: d for board in boards for d in board.definitions}.values())


def _data(boards: tuple[Board, ...], front: Front, font: Font) -> dict:
    lang = front.scope.language
    drawn = [orjson.loads(inputs(board, board.charts, lang, font, whole=True)["data"]) for board in boards]
    # The page about definitions has them all.
    told = [] if any(board.page == "definitions" for board in boards) else drawn
    meanings = {d["id"]: d for page in told for d in page["board"]["definitions"]}
    pages = [
        {"theme": theme(board, lang), "line": page["board"]["sentence"]["text"] if board.sentence else "",
         "board": page["board"], "charts": page["charts"]}
        for board, page in zip(boards, drawn, strict=True)
    ]  # fmt: skip
    shared = {key: drawn[0][key] for key in ("language", "font", "look", "words")}
    return shared | {"pages": pages, "definitions": list(meanings.values()), "front": _front(boards, front, font)}


def _front(boards: tuple[Board, ...], front: Front, font: Font) -> dict:
    lang, scope = front.scope.language, scope_line(boards, front.scope.language)
    readable = font.readable
    return {
        "title": readable(front.title),
        "scope": readable(scope),
        "synthetic": readable(boards[0].synthetic),
        "running": readable(" · ".join((front.title, *([text for _, text in boards[0].filters] or [boards[0].title])))),
        "mark": readable(mark(front)),
        "foot": readable(" · ".join(words for words in (boards[0].stamp, boards[0].synthetic) if words)),
        "contents": t(lang, "pack.contents"),
        "decided": [[readable(cell) for cell in row] for row in front.decided],
        "decided_title": t(lang, "pack.decided"),
        "decided_note": t(lang, "pack.decided_note"),
        "lines": [[readable(name), readable(text)] for name, text in lines(front, boards)],
    }
