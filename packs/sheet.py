"""A Board as an Excel workbook: cover, the page's table with all rows, and the marks of every chart.

Numbers are numbers, a kept-back value is only the word of its state, and no text is ever a formula or a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from board.model import Board, Chart, Funnel, State, Table, Value
from board.text import t
from data.metrics import metrics
from packs import sheet_charts
from packs.cover import cover_lines, definition_lines
from packs.rows import BESIDE, behind, below
from packs.sheet_formats import FORMATS, WHOLE
from packs.states import open_to_all, said, word
from packs.widths import halves, unbroken
from packs.zipped import WRITTEN

_NARROW, _NAMES, _WIDE, _MEASURED = 8, 24, 48, 500  # characters, and rows looked at for the width
_LINE = 15  # points, height of a line
_READ = 1.6  # pages that are still read when they are printed as one
_PAGE, _GAP = 720, 70  # pixels: across a printed A4 landscape page in any office program, a column left empty
_NUMBERS = 4  # columns beside the names of a figure: value, n, and the ends of its interval
_SHEET_NAME, _PRINTED = 31, 110  # characters: what Excel allows, and half of that above or below a sheet


@dataclass(frozen=True)
class Style:
    """Formats of the workbook: for words, for headings, and for a number by unit and state."""

    words: Format
    heading: Format
    over: Format  # heading above numbers
    number: Callable[..., Format]  # unit, state, whether a share is written without decimals


def workbook(board: Board, language: str) -> bytes:
    """The workbook as bytes. Sheets: cover, table (if the page has one), one for each chart."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": board.title, "comments": board.stamp, "created": WRITTEN})
    style = styles(book, language)
    names = sheet_names([t(language, "paper.cover"), *titles(board)])
    _cover(new_sheet(book, names[0], board.title, board.stamp), board, language, names, style)
    sheets(book, board, names[1:], language, style, board.stamp)
    book.close()
    return out.getvalue()


def sheets(
    book: xlsxwriter.Workbook, board: Board, names: tuple[str, ...], language: str, style: Style, foot: str
) -> None:
    """The table and the figures of a page, a sheet each; `names` are those of `titles`; `foot` is printed on each."""
    if board.table:
        _table(new_sheet(book, names[0], board.table.title, foot), board.table, language, style)
    for name, chart in zip(names[1 if board.table else 0 :], board.charts, strict=True):
        sheet = new_sheet(book, name, chart.head.title, foot)
        wide = _chart(sheet, chart, language, style)
        if beside := sheet_charts.insert(book, name, chart, language):
            _parted(sheet, beside, wide)


def _parted(sheet: Worksheet, column: int, wide: int) -> None:
    """Prints the drawing in `column` on a page of its own: beside the numbers, `wide` pixels, both would be small."""
    sheet.set_v_pagebreaks([column])
    sheet.set_print_scale(min(100, 100 * _PAGE // max(wide + _GAP, sheet_charts.SIZE["width"])))


def titles(board: Board) -> list[str]:
    """What the sheets of a page are called, before they are cut to what Excel takes."""
    return ([board.table.title] if board.table else []) + [f"{i} {c.head.title}" for i, c in enumerate(board.charts, 1)]


def sheet_names(titles: list[str]) -> tuple[str, ...]:
    """Names Excel takes, each once."""
    names: list[str] = []
    for title in titles:
        name = _sheet_name(title)
        # "History" is Excel's own; case does not tell sheets apart.
        taken = {"", "history", *(other.lower() for other in names)}
        names.append(f"{len(names) + 1} {name}"[:_SHEET_NAME].strip() if name.lower() in taken else name)
    return tuple(names)


def _sheet_name(title: str) -> str:
    """What Excel takes: none of []:*?/\\ and ', nothing outside the basic plane, 31 characters."""
    plain = (c if c.isprintable() and ord(c) < 0x10000 and c not in "[]:*?/\\'" else " " for c in title)
    return re.sub(" +", " ", "".join(plain)).strip()[:_SHEET_NAME].strip()


def styles(book: xlsxwriter.Workbook, language: str) -> Style:
    """The formats of one workbook."""

    def number(unit: str, state: State, whole: bool = False) -> Format:
        pattern = WHOLE if whole else FORMATS.get(unit, "General")
        # The word rides in the number format, so the cell stays a number and still says that it is weak.
        if state in (State.HOLLOW, State.MERGED):
            pattern = f'{pattern}" {word(state, language)}"'
        place = {"align": "right", "valign": "top"}  # as the words beside it
        return book.add_format({"num_format": pattern, **place, "italic": state is not State.SHOWN})

    words = book.add_format({"text_wrap": True, "valign": "top"})
    look = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    return Style(words, book.add_format(look), book.add_format(look | {"align": "right"}), cache(number))


def new_sheet(book: xlsxwriter.Workbook, name: str, title: str, foot: str) -> Worksheet:
    """A sheet that prints on A4 landscape, as wide as the page, its title above, its source and number below."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    above, below = (text[:_PRINTED].replace("&", "&&") for text in (title, foot))
    sheet.set_header(f"&L{above}")
    sheet.set_footer(f"&L{below}&R&P / &N")
    return sheet


def listed(board: Board, names: tuple[str, ...], language: str) -> list[tuple[str, ...]]:
    """Heads, then sheet, finding, metric and source of each figure; `names` are those of all sheets of the page."""
    keys = ("sheet", "chart_title", "chart_subtitle", "chart_foot")
    heads = tuple(t(language, f"paper.{key}") for key in keys)
    of_charts = names[len(names) - len(board.charts) :]
    charts = [
        (name, chart.head.title, chart.head.subtitle, chart.head.foot)
        for name, chart in zip(of_charts, board.charts, strict=True)
    ]
    return [heads, *charts] if charts else []


def cover_columns(sheet: Worksheet) -> None:
    """Names, then three columns of words."""
    sheet.set_column(0, 0, _NAMES)
    sheet.set_column(1, 3, _WIDE)


def cover_row(sheet: Worksheet, row: int, texts: tuple[str, ...], looks: tuple[Format, ...]) -> None:
    """Texts in folded cells, as high as they need: not every program finds that out. The last look goes on."""
    lines = [-(-halves(text) // (_WIDE if column else _NAMES)) for column, text in enumerate(texts)]
    sheet.set_row(row, _LINE * max(*lines, 1))
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, looks[min(column, len(looks) - 1)])


def _cover(sheet: Worksheet, board: Board, language: str, names: tuple[str, ...], style: Style) -> None:
    cover_columns(sheet)
    row = 0
    for line in cover_lines(board, language):
        cover_row(sheet, row, line, (style.heading, style.words))
        row += 1
    for block in (listed(board, names, language), definition_lines(board, language)):
        row += 1
        for i, line in enumerate(block):
            cover_row(sheet, row, line, (style.words if i else style.heading,))
            row += 1


def _table(sheet: Worksheet, table: Table, language: str, style: Style) -> None:
    right = [j for j, column in enumerate(table.columns) if column.unit != "text"]
    _heads(sheet, 0, [column.title for column in table.columns], style, right)
    rows = tuple(table.rows)  # of thousands each is made when it is read
    for i, row in enumerate(rows, 1):
        for j, (column, value) in enumerate(zip(table.columns, row.cells, strict=True)):
            _value(sheet, i, j, value, column.unit, language, style)
    columns = [[said(row.cells[j], language) for row in rows] for j in range(len(table.columns))]
    wide = _finish(sheet, [[column.title, *texts] for column, texts in zip(table.columns, columns, strict=True)])
    if wide > _READ * _PAGE:  # on two pages side by side, each with the names
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0)
    sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)


def _chart(sheet: Worksheet, chart: Chart, language: str, style: Style) -> int:
    """Writes the marks of a chart; how wide they stand, in pixels."""
    table = behind(chart, language)
    metric = metrics().get(chart.head.metric)
    unit = metric.unit if metric else ""
    heads = [*table.names, *(t(language, f"paper.{key}") for key in BESIDE)]
    _heads(sheet, 0, heads, style, range(len(table.names), len(table.names) + _NUMBERS))
    for i, (names, value) in enumerate(table.lines, 1):
        at = len(names)
        for j, name in enumerate(names):
            _plain(sheet, i, j, name, style)
        shown = open_to_all(value)
        _value(sheet, i, at, value, unit, language, style)
        for j, number, kind in ((1, shown.n, "count"), (2, shown.low, unit), (3, shown.high, unit)):
            if number is not None:
                sheet.write_number(i, at + j, number, style.number(kind, State.SHOWN))
        sheet.write_string(i, at + 4, word(value.state, language), style.words)
        sheet.write_string(i, at + 5, said(value, language), style.words)
    texts = [[*map(str, names), *_texts(value, language)] for names, value in table.lines]
    wide = _finish(sheet, [list(column) for column in zip(heads, *texts, strict=True)])
    _beside(sheet, len(table.lines) + 2, chart, unit, language, style)
    return wide


def _texts(value: Value, language: str) -> tuple[str, ...]:
    """What the columns beside the names show, for their width."""
    reading, state = said(value, language), word(value.state, language)
    shown = f"{value.text} {state}" if value.state in (State.HOLLOW, State.MERGED) else reading
    return shown, str(value.n), value.text, value.text, state, reading


def _beside(sheet: Worksheet, row: int, chart: Chart, unit: str, language: str, style: Style) -> None:
    """Below the marks, what is drawn beside them: packs.sheet_charts draws a funnel's from here."""
    heads, lines = below(chart, language)
    if isinstance(chart, Funnel) and lines:
        sheet.write_string(row, 0, chart.bin_text)
        sheet.set_row(row + 1, 2 * _LINE)
        row += 1
    _heads(sheet, row, heads, style, range(len(heads)) if isinstance(chart, Funnel) else ())
    for i, line in enumerate(lines, row + 1):
        for j, item in enumerate(line):
            kind = ("hours", unit, "count")[j]
            if isinstance(item, str):
                sheet.write_string(i, j, item)  # not folded: what happened runs on over empty cells
            else:
                sheet.write_number(i, j, item, style.number(kind, State.SHOWN))


def _heads(sheet: Worksheet, row: int, titles: list[str], style: Style, numbers: Collection[int] = ()) -> None:
    """Heads of columns; `numbers` are the columns whose cells stand to the right."""
    for j, title in enumerate(titles):
        sheet.write_string(row, j, title, style.over if j in numbers else style.heading)


def _plain(sheet: Worksheet, row: int, column: int, item: str | float, style: Style) -> None:
    if isinstance(item, str):
        sheet.write_string(row, column, item, style.words)
    else:
        sheet.write_number(row, column, item)


def _value(
    sheet: Worksheet, row: int, column: int, value: Value, unit: str, language: str, style: Style
) -> None:
    """A number with the format of its unit, a date as a date, anything else as the words of its state."""
    number = open_to_all(value).number
    day = _day(value.text) if unit == "date" else None
    if number is not None:
        whole = unit == "percent" and "." not in value.text  # of few people, as the screen has it
        sheet.write_number(row, column, number, style.number(unit, value.state, whole))
    elif day:
        sheet.write_datetime(row, column, day, style.number("date", State.SHOWN))
    else:
        look = style.words if unit == "text" else style.number("", State.SHOWN)
        sheet.write_string(row, column, said(value, language), look)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _finish(sheet: Worksheet, columns: list[list[str]]) -> int:
    """Head row kept in view and printed on every page, columns as wide as what stands in them; all of them in pixels.

    Heads take two lines, for a page as wide as all of them on one would be printed small.
    """
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, 2 * _LINE)
    whole = 0
    for j, (head, *texts) in enumerate(columns):
        least = max(-(-halves(head) // 2), ceil(2 * unbroken(head)))
        width = min(max(max((halves(text) for text in texts[:_MEASURED]), default=0), least) + 2, _WIDE)
        width = max(width, _NARROW)
        sheet.set_column(j, j, width)
        whole += 7 * width + 5  # pixels of a column that holds so many characters
    return whole

