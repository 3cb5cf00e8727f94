"""A pack as slides: native charts and tables people can edit, and where each number comes from in the notes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches

from board.formats import count
from board.model import Board, Chart, Heat, Map, Table, Trend
from board.text import t
from packs import slide_charts
from packs.cover import graded
from packs.figures import Cell, figures
from packs.front import Front, lines, mark, scope_line, theme
from packs.once import once
from packs.picture import png
from packs.slide_parts import SIZE, deck, fitting, folded, height, largest, plain, put, say, slide, steps, table, whole
from packs.states import open_to_all, said, short, signed
from packs.strands import happened_words, key_words
from packs.zipped import WRITTEN, timeless

_ROWS, _COLUMNS = 14, 12  # what a slide holds of a table
_TILE_NOTES = 2  # under a number beside findings; the rest stands in the notes of the slide
_NOTES = 400  # numbers named in the notes of one slide
_SAID = (20, 18, 16, 14, SIZE)  # points of what was found; the last if that keeps a few texts beside the tiles
_FEW = 3  # texts
_ABOUT = 3  # lines about a page under its sentence
_TOP, _BOTTOM, _APART = 1.1, 6.9, 4  # inches; points between paragraphs
_TILES = (12, 20, 12, 11)  # points: name, number, against what, what it rests on
_TILES_ALONE = ((15, 30, 15, 14), (14, 26, 14, 13), (13, 22, 13, 12), _TILES)
_LONG = 80  # characters of a line of small words
_BODY, _SHEET = (0.5, 1.65, 12.33, 4.95), (0.5, 1.2, 12.33, 5.2)  # inches
_TABLE = (0.5, _TOP, 12.33, 2.2)  # of tiles, in inches; how far down depends on what stands above
_LOWEST, _GAP = 2.7, 0.25  # inches: where a figure may begin so that it is read from the back; under tiles


@dataclass(frozen=True)
class _Begun:
    """A slide a figure is drawn on. With words above, what its notes say of them and where the figure begins."""

    page: Slide
    notes: tuple[str, ...] = ()
    y: float = 0


def pptx(boards: tuple[Board, ...], front: Front) -> bytes:
    """The deck: cover, then each page with its figures, one a slide. Same input, same bytes; safe in threads.

    A map has no native equivalent and is a picture, which needs packs.fonts.find(): FontMissing if there is none.
    """
    made, lang = deck(), front.scope.language
    _cover(made, boards, front)
    if front.decided:
        _decided(made, front)
    for board in once(boards, lang):
        origin = [*(f"{name}: {text}" for name, text in board.filters), board.stamp, mark(front), board.synthetic]
        origin = [words for words in origin if words]
        known = {figure.id: figure.cells for figure in figures((board,), lang)}
        begun = _overview(made, board, known, origin, lang)
        for chart in board.charts:
            cells = known[f"{board.page}.chart.{chart.head.id}"]
            _chart(begun or _Begun(slide(made, chart.head.title, lang)), board, chart, cells, origin, lang)
            begun = None
        if board.table and board.table.rows:
            _table(made, board.table, origin, lang)
    _numbered(made, boards[0], front)
    about = made.core_properties
    about.title, about.author, about.comments = plain(front.title), plain(front.who), plain(mark(front))
    about.language, about.last_modified_by, about.revision = lang, "", 1
    about.created = about.modified = WRITTEN
    out = BytesIO()
    made.save(out)
    return timeless(out.getvalue())


def _cover(made: Deck, boards: tuple[Board, ...], front: Front) -> None:
    lang = front.scope.language
    page = slide(made, front.title, lang)
    put(page, (0.5, 1.3, 12.3, 0.9), [scope_line(boards, lang)], lang, size=16, role="soft")
    if boards[0].synthetic:
        put(page, (0.5, 2.2, 12.3, 0.5), [boards[0].synthetic], lang, size=13, bold=True, role="worse")
    said_ = [name + t(lang, "paper.name_mark") + text for name, text in lines(front, boards)]
    put(page, (0.5, 2.9, 12.3, 3.5), said_, lang, size=16, apart=5)
    say(page, said_, lang)


def _decided(made: Deck, front: Front) -> None:
    """What became of earlier decisions: it opens the meeting."""
    lang = front.scope.language
    title, note = t(lang, "pack.decided"), t(lang, "pack.decided_note")
    head, *rest = [list(row) for row in front.decided]
    while rest:
        page, here = slide(made, title, lang), max(fitting([head, *rest], _SHEET, SIZE) - 1, 1)
        rows = [head, *rest[:here]]
        table(page, _SHEET, rows, lang, size=largest(rows, _SHEET))
        _foot(page, (note,), lang)
        say(page, [note, *(" · ".join(row) for row in rows)], lang)
        title, rest = t(lang, "pack.further", title=t(lang, "pack.decided")), rest[here:]


def _overview(made: Deck, board: Board, known: dict[str, tuple[Cell, ...]], origin: list[str], lang: str) -> _Begun | None:
    """The sentence, the tiles and what was found; larger where there is less. If not all has room, the tiles stand alone
    and what was found on a slide of its own: a few lines of it say nothing. A sentence alone shares its slide with the
    first figure, and the slide is returned."""
    title, told = theme(board, lang), [*_found(board, lang), *(f"{s.text} {s.basis}" for s in board.remarks)]
    page = slide(made, title, lang)
    alone = not board.tiles and not told and bool(board.charts) and not isinstance(board.charts[0], (Map, Heat))
    full = bool(board.tiles) or alone
    y = _written(page, _TOP, [graded(board.sentence, lang) or board.empty], lang, 18 if full else 26)
    about = [words for words in (board.meta, *board.notices) if words]
    y = _written(page, y, about[:_ABOUT], lang, 11 if full else 16, role="soft")
    here = _fitting(told, _BOTTOM - y)
    if board.tiles:
        rows, sizes, beside = _tiles(board, y, told, lang)
        y += table(page, (0.5, y, *_TABLE[2:]), rows, lang, size=sizes, named=False) + _GAP
        here = len(told) if beside else 0
    _written(page, y, told[:here], lang, _size(told[:here], _BOTTOM - y))
    tiles = [cell for id, cells in known.items() if ".tile." in id for cell in cells]
    notes = (board.title, *told, *(_noted(cell, lang) for cell in tiles))
    say(page, [*notes, *origin], lang)
    _further(made, title, told[here:], origin, lang)
    return _Begun(page, notes, y) if alone and y <= _LOWEST else None


def _tiles(board: Board, y: float, told: list[str], lang: str) -> tuple[list[list[str]], tuple[float, ...], bool]:
    """Rows of the table of tiles, their sizes, and whether what was found has room below it; if not, all notes are there."""

    def rows(notes: int | None) -> list[list[str]]:
        return [
            [tile.label for tile in board.tiles],
            [said(tile.value, lang) for tile in board.tiles],
            [tile.signal_text for tile in board.tiles],
            [t(lang, "paper.item_mark").join(tile.notes[:notes]) for tile in board.tiles],
        ]

    few, every, room = rows(_TILE_NOTES), rows(None), _BOTTOM - y
    smallest = _SAID[-1 if len(told) <= _FEW else -2]
    if _tall(told, smallest) <= room - height(few, _TABLE, _TILES) - _GAP:
        return few, _TILES, True
    fits = (s for s in _TILES_ALONE if whole(every, _TABLE[2], s) and height(every, _TABLE, s) <= room)
    sizes = next(fits, None)
    return (every, sizes, False) if sizes else (few, _TILES, False)


def _found(board: Board, lang: str) -> list[str]:
    """What was found and what is to be done, which says so: it may stand on a further slide."""
    todo = t(lang, "paper.actions") + t(lang, "paper.name_mark")
    return [*(graded(s, lang) for s in board.findings), *(todo + graded(s, lang) for s in board.actions)]


def _further(made: Deck, title: str, told: list[str], origin: list[str], lang: str) -> None:
    """What had no room goes on, on as many slides as it needs."""
    while told:
        page = slide(made, t(lang, "pack.further", title=title), lang)
        here = max(_fitting(told, _BOTTOM - _TOP), 1)
        _written(page, _TOP, told[:here], lang, _size(told[:here], _BOTTOM - _TOP))
        say(page, [*told[:here], *origin], lang)
        told = told[here:]


def _size(texts: list[str], room: float) -> float:
    """The largest size in which the texts, one below the other, are not higher than the room in inches, or the smallest."""
    return next((size for size in _SAID if _tall(texts, size) <= room), _SAID[-1])


def _fitting(texts: list[str], room: float) -> int:
    """How many of the texts have room in inches: all, or no more than half, so that no lonely rest is left."""
    here = sum(_tall(texts[: i + 1], _SAID[-2]) <= room for i in range(len(texts)))
    return here if here == len(texts) else min(here, -(-len(texts) // 2))


def _written(page: Slide, y: float, texts: list[str], lang: str, size: float, role: str = "ink") -> float:
    """Writes across the slide from `y` on, and says where the next may begin."""
    if any(texts):
        put(page, (0.5, y, 12.33, 0.5), texts, lang, size=size, role=role, apart=_APART)
        return y + _tall(texts, size) + 0.15
    return y


def _tall(texts: list[str], size: float) -> float:
    return sum(folded(text, 12.33, size) + _APART / 72 for text in texts)


def _chart(on: _Begun, board: Board, chart: Chart, cells: tuple[Cell, ...], origin: list[str], lang: str) -> None:
    page, y = on.page, _TOP
    if on.y:
        put(page, (0.5, on.y, 12.33, 0.4), [chart.head.title], lang, size=18, bold=True)
        y = on.y + folded(chart.head.title, 12.33, 18) + 0.05
    happened = happened_words(chart, lang) if isinstance(chart, Trend) else ""
    about = [words for words in (chart.head.subtitle, happened) if words]
    put(page, (0.5, y, 12.3, 0.5), about, lang, size=14 if sum(map(len, about)) < _LONG else 12, role="soft")
    note = ""
    match chart:
        case Map():
            drawn = BytesIO(png(board, chart, lang, 144, bare=True))
            page.shapes.add_picture(drawn, Inches(0.5), Inches(1.55), width=Inches(12.33))
            note = t(lang, "pack.as_picture")
        case Heat():
            _heat(page, chart, lang)
        case _:
            top = y + _BODY[1] - _TOP
            slide_charts.draw(page, chart, (_BODY[0], top, _BODY[2], _BODY[1] + _BODY[3] - top), lang)
            note = key_words(chart, lang) if isinstance(chart, Trend) else ""
    _foot(page, (chart.head.foot, note), lang)
    source = t(lang, "pack.source", metric=chart.head.metric, query=chart.head.query)
    say(page, [*on.notes, chart.head.title, chart.head.subtitle, chart.head.foot, source, note, happened,
               *(_noted(cell, lang) for cell in cells[:_NOTES]), *origin], lang)  # fmt: skip


def _foot(page: Slide, texts: tuple[str, ...], lang: str) -> None:
    put(page, (0.5, 6.6, 12.3, 0.4), [" ".join(text for text in texts if text)], lang, size=10, role="soft")


def _noted(cell: Cell, lang: str) -> str:
    n = f" ({t(lang, 'board.n', n=count(cell.n, lang))})" if cell.n is not None else ""
    return f"{' · '.join(cell.names)}: {cell.text}{n}"


def _heat(page: Slide, chart: Heat, lang: str) -> None:
    """A coloured table: low to high in the steps of the map."""
    ramp, width = steps(), chart.axis.high - chart.axis.low
    rows, fills = [["", *chart.columns]], {}
    for i, (name, cells) in enumerate(zip(chart.rows, chart.cells, strict=True), 1):
        rows.append([name, *(said(cell.value, lang) for cell in cells)])
        for j, cell in enumerate(cells, 1):
            number = open_to_all(cell.value).number
            if number is not None and width > 0:
                at = int((number - chart.axis.low) / width * len(ramp))
                fills[i, j] = ramp[min(max(at, 0), len(ramp) - 1)]
    table(page, _BODY, rows, lang, size=largest(rows, _BODY), fills=fills)


def _table(made: Deck, given: Table, origin: list[str], lang: str) -> None:
    """As many rows as there is room for; columns that would be too small go on on further slides, beside the first one."""
    every, parts = len(given.rows), _parts(given, lang)
    shown = min(max(fitting(rows, _SHEET, SIZE), 2) for rows in parts)
    more = t(lang, "paper.more_rows", shown=shown - 1, count=every) if shown <= every else ""
    note = given.note if len(given.note) <= _LONG else given.note[: _LONG - 1] + "…"
    kept_back = any(signed(value) for row in given.rows[: shown - 1] for value in row.cells)
    key = t(lang, "paper.table_hidden") if kept_back else ""
    for i, rows in enumerate(parts, 1):
        title = f"{given.title} ({i}/{len(parts)})" if len(parts) > 1 else given.title
        page, rows = slide(made, title, lang), rows[:shown]
        table(page, _SHEET, rows, lang, size=largest(rows, _SHEET))
        _foot(page, (note, more, key), lang)
        say(page, [title, given.note, more, key, *origin], lang)


def _parts(given: Table, lang: str) -> list[list[list[str]]]:
    """Heads and first rows as texts, in as few parts as have whole words; each begins with the first column."""
    heads = [column.title for column in given.columns]
    rows = [heads, *([short(value, lang) for value in row.cells] for row in given.rows[:_ROWS])]
    rest = len(heads) - 1
    for parts in range(1, rest + 1):
        each = -(-rest // parts)
        parts = [[[row[0], *row[at : at + each]] for row in rows] for at in range(1, rest + 1, each)]
        if each < _COLUMNS and all(whole(part, _SHEET[2], (SIZE,) * len(part)) for part in parts):
            return parts
    return [rows]


def _numbered(made: Deck, board: Board, front: Front) -> None:
    """Source, pack and number at the foot of every slide."""
    lang, last = front.scope.language, len(made.slides)
    for i, page in enumerate(made.slides, 1):
        origin = " · ".join(words for words in (board.stamp, mark(front), board.synthetic) if words)
        put(page, (0.5, 7.0, 11.4, 0.35), [origin], lang, size=9, role="soft")
        put(page, (11.9, 7.0, 0.93, 0.35), [f"{i} / {last}"], lang, size=9, role="soft", right=True)
