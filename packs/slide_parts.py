"""Parts of slides: a 16:9 deck whose theme names a Chinese font, texts, tables, colours of the palette."""

from __future__ import annotations

import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

_LATIN, _ASIAN = "Arial", "Microsoft YaHei"  # every Windows has both; elsewhere the reader's own Chinese font stands in
_WIDE, _HIGH, _DEFAULT_WIDE = 13.333, 7.5, 10.0  # inches; the library's own template is 4:3
_SHORTEST, _LONGEST = 8, 46  # half characters: a column is as if its texts were neither shorter nor longer
_TALLEST = Inches(0.6)  # of a row
_TITLE = 1  # placeholder type
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LONG, _LONGER = 40, 90  # characters from which a title is set smaller
_LANGUAGE = {"zh": "zh-CN", "en": "en-GB"}


def deck() -> Deck:
    """An empty deck."""
    return Presentation(BytesIO(_template()))


def colour(role: str) -> RGBColor:
    """A colour of board/palette.toml by role or ground."""
    look = _look()
    return RGBColor.from_string((look["role"] | look["ground"])[role].lstrip("#").upper())


def steps() -> list[RGBColor]:
    """Colours of a heat table, from low to high."""
    return [RGBColor.from_string(c.lstrip("#").upper()) for c in _look()["map"]["steps"]]


def dark(fill: RGBColor) -> bool:
    """Whether words on this ground are to be light."""
    return sum(fill) < 3 * 140


def plain(text: str) -> str:
    """On one line, without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in text)


def slide(made: Deck, title: str, language: str) -> Slide:
    """A new slide with its title, set smaller the longer it is."""
    layout = next(layout for layout in made.slide_layouts if layout.name == "Title Only")
    page = made.slides.add_slide(layout)
    words = plain(title)
    page.shapes.title.text_frame.text = words
    run = page.shapes.title.text_frame.paragraphs[0].runs
    for part in run:
        part.font.size = Pt(24 if len(words) <= _LONG else 18 if len(words) <= _LONGER else 12)
    _spoken(page.shapes.title.text_frame, language)
    for shape in [s for s in page.placeholders if s.placeholder_format.idx != 0]:
        shape._element.getparent().remove(shape._element)
    return page


def put(page: Slide, box: tuple[float, float, float, float], texts: list[str], language: str, *,
        size: float = 12, bold: bool = False, role: str = "ink", right: bool = False) -> None:  # fmt: skip
    """Paragraphs in a box of inches (x, y, width, height)."""
    frame = page.shapes.add_textbox(*(Inches(part) for part in box)).text_frame
    frame.word_wrap = True
    for i, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour(role)
    _spoken(frame, language)


def table(page: Slide, box: tuple[float, float, float, float], rows: list[list[str]], language: str, *,
          size: float = 11, fills: dict[tuple[int, int], RGBColor] | None = None) -> None:  # fmt: skip
    """A native table; its first row is the head. `fills` colours cells by (row, column)."""
    x, y, width, height = (Inches(part) for part in box)
    made = page.shapes.add_table(len(rows), len(rows[0]), x, y, width, height).table
    shares = _shares(rows)
    for column, share in zip(made.columns, shares, strict=True):
        column.width = Emu(int(width * share))
    for i, row in enumerate(rows):
        made.rows[i].height = Emu(min(int(height / len(rows)), _TALLEST))
        for j, text in enumerate(row):
            _cell(made.cell(i, j), text, i == 0, j > 0, size, (fills or {}).get((i, j)), language)


def _shares(rows: list[list[str]]) -> list[float]:
    """How much of the width each column gets: by its longest text, so that names are not squeezed by numbers."""
    longest = [max(sum(1 + (ord(c) > 0x2E7F) for c in row[j]) for row in rows) for j in range(len(rows[0]))]
    weights = [min(max(size, _SHORTEST), _LONGEST) for size in longest]
    return [weight / sum(weights) for weight in weights]


def say(page: Slide, lines: list[str], language: str) -> None:
    """The speaker's notes."""
    frame = page.notes_slide.notes_text_frame
    frame.text = "\n".join(plain(line) for line in lines)
    _spoken(frame, language)


def _cell(cell, text: str, head: bool, centred: bool, size: float, fill: RGBColor | None, language: str) -> None:
    cell.margin_left = cell.margin_right = Inches(0.05)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = fill or colour("shade" if head else "card")
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = plain(text)
    ink = "card" if fill is not None and dark(fill) else "ink"
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), head, colour(ink)
    _spoken(cell.text_frame, language)


def _spoken(frame, language: str) -> None:
    """Says which language the text is in: spelling marks and fonts follow it."""
    for run in frame._txBody.iter(qn("a:r")):
        run.get_or_add_rPr().set("lang", _LANGUAGE[language])


@cache
def _look() -> dict:
    return tomllib.loads((Path(__file__).parents[1] / "board" / "palette.toml").read_text(encoding="utf-8"))


@cache
def _template() -> bytes:
    """The library's template made 16:9, with our fonts and colours in its theme and only the layout we use."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(_WIDE), Inches(_HIGH)
    for layout in [layout for layout in made.slide_layouts if layout.name != "Title Only"]:
        made.slide_layouts.remove(layout)
    for part in (made.slide_master, *made.slide_layouts):
        for shape in part.placeholders:
            if shape.placeholder_format.type == _TITLE:
                shape.left, shape.top, shape.width, shape.height = (Inches(x) for x in (0.5, 0.3, 12.33, 0.8))
            else:
                shape.left, shape.width = (int(x * _WIDE / _DEFAULT_WIDE) for x in (shape.left, shape.width))
    style = made.slide_master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("b", "1")
    _dress(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _dress(made: Deck) -> None:
    theme = next(r.target_part for r in made.slide_master.part.rels.values() if r.reltype.endswith("/theme"))
    tree = etree.fromstring(theme.blob)
    for font in (tree.find(f".//{_DRAWING}{name}") for name in ("majorFont", "minorFont")):
        font.find(f"{_DRAWING}latin").set("typeface", _LATIN)
        font.find(f"{_DRAWING}ea").set("typeface", _ASIAN)
        for script in font.findall(f"{_DRAWING}font"):
            if script.get("script") == "Hans":
                script.set("typeface", _ASIAN)
    for i, role in enumerate(("brand", "level3", "level5", "better", "worse", "muted"), 1):
        accent = tree.find(f".//{_DRAWING}accent{i}")
        accent.clear()
        etree.SubElement(accent, f"{_DRAWING}srgbClr", val=str(colour(role)))
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
