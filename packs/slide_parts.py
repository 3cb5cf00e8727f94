"""Parts of slides: a 16:9 deck whose theme names a Chinese font, texts, tables, colours of the palette."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from io import BytesIO
from itertools import accumulate, count
from xml.sax.saxutils import escape

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches

from board import palette
from packs.widths import halves, unbroken

_LATIN, _ASIAN = "Arial", "Microsoft YaHei"  # every Windows has both; elsewhere the reader's own Chinese font stands in
_WIDE, _HIGH = 13.333, 7.5  # inches; the library's own template is 4:3
_SHORTEST, _LONGEST = 14, 46  # half characters: a column asks for room as if its texts were neither shorter nor longer
_LOOSE, _ROOM = 0.2, 0.08  # inches a row may be higher than its texts, and is at least
SIZE = 12  # points, the smallest that is read from the back of a room
_SIZES, _STRONG = (14, SIZE, 11, 10, 9), 16  # points of a table; from which a row is bold
_HALF, _LINE = 0.54, 1.35  # of the size: width of half a character, height of a line
_SIDE, _SPARE = 0.05, 0.02  # inches beside the words of a cell; programs measure fonts each in their own way
_BESIDE, _ABOVE = Inches(_SIDE), Inches(0.02)
_TITLE = 1  # placeholder type
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SPACES = nsdecls("a")
_LONG, _LONGER = 66, 180  # half characters from which a title is set smaller
_LANGUAGE = {"zh": "zh-CN", "en": "en-GB"}


def deck() -> Deck:
    """An empty deck."""
    made = Presentation(BytesIO(_template()))
    package, numbers = made.part.package, defaultdict(count)
    taken = {part.partname for part in package.iter_parts()}

    def free(pattern: str) -> PackURI:
        return next(name for i in numbers[pattern] if (name := PackURI(pattern % (i + 1))) not in taken)

    package.next_partname = free  # the library looks through all parts, each time anew
    return made


def colour(role: str) -> RGBColor:
    """A colour of board/palette.toml by role or ground."""
    return _rgb(palette.colour(role))


def ink(role: str) -> RGBColor:
    """The colour of a role for words."""
    return _rgb(palette.readable(palette.colour(role)))


def steps() -> list[RGBColor]:
    """Colours of a heat table, from low to high."""
    return [_rgb(step) for step in palette.palette()["map"]["steps"]]


def dark(fill: RGBColor) -> bool:
    """Whether words on this ground are to be light."""
    return palette.dark(str(fill))


def plain(text: str) -> str:
    """On one line, without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in text)


def slide(made: Deck, title: str, language: str) -> Slide:
    """A new slide with its title, set smaller the longer it is."""
    page = made.slides.add_slide(made.slide_layouts[0])
    words = plain(title)
    size = 24 if halves(words) <= _LONG else 18 if halves(words) <= _LONGER else 14
    _filled(page.shapes.title.text_frame, [_paragraph(words, language, size, bold=True)])
    return page


def put(page: Slide, box: tuple[float, float, float, float], texts: list[str], language: str, *,
        size: float = 12, bold: bool = False, role: str = "ink", right: bool = False, apart: float = 0) -> None:  # fmt: skip
    """Paragraphs in a box of inches (x, y, width, height), `apart` points from each other."""
    frame = page.shapes.add_textbox(*(Inches(part) for part in box)).text_frame
    frame.word_wrap = True
    side = "r" if right else "l"
    _filled(frame, [_paragraph(text, language, size, bold, colour(role), side, apart) for text in texts])


def table(page: Slide, box: tuple[float, float, float, float], rows: list[list[str]], language: str, *,
          size: float | tuple[float, ...] = 11, fills: dict[tuple[int, int], RGBColor] | None = None,
          named: bool = True) -> float:  # fmt: skip
    """A native table; its first row is the head. `size` is that of all rows or of each; `fills` colours (row, column);
    `named`: the first column says of what the others are.
    Its height in inches: it is higher than the box if its texts are."""
    sizes = size if isinstance(size, tuple) else (size,) * len(rows)
    made = page.shapes.add_table(1, len(rows[0]), *map(Inches, box)).table
    widths = _widths(rows, box[2], sizes)
    for column, room in zip(made.columns, widths, strict=True):
        column.width = Inches(room)
    made._tbl.remove(made._tbl.tr_lst[0])
    needed = [_high(row, widths, points) for row, points in zip(rows, sizes, strict=True)]
    more = _looser(sum(needed), box[3], len(rows))
    for i, (row, points, high) in enumerate(zip(rows, sizes, needed, strict=True)):
        look, colours = (i == 0, i == 0 or points >= _STRONG), fills or {}
        cells = (_cell(text, look, j > 0 or not named, points, colours.get((i, j)), language) for j, text in enumerate(row))
        made._tbl.append(parse_xml(f'<a:tr {_SPACES} h="{Inches(high + more)}">{"".join(cells)}</a:tr>'))
    return sum(needed) + more * len(rows)


def height(rows: list[list[str]], box: tuple[float, float, float, float], sizes: tuple[float, ...]) -> float:
    """Inches that `table` takes for the rows in this box."""
    widths = _widths(rows, box[2], sizes)
    needed = sum(_high(row, widths, points) for row, points in zip(rows, sizes, strict=True))
    return needed + _looser(needed, box[3], len(rows)) * len(rows)


def largest(rows: list[list[str]], box: tuple[float, float, float, float]) -> float:
    """The largest size at which all rows fit the box and no word is broken, or the smallest there is."""
    fits = (size for size in _SIZES if whole(rows, box[2], (size,) * len(rows)) and fitting(rows, box, size) == len(rows))
    return next(fits, _SIZES[-1])


def whole(rows: list[list[str]], width: float, sizes: tuple[float, ...]) -> bool:
    """Whether all columns stand beside each other in this width without a broken word; `sizes` are those of the rows."""
    return sum(_least(rows, sizes)) <= width


def fitting(rows: list[list[str]], box: tuple[float, float, float, float], size: float) -> int:
    """How many of the rows, the head among them, are not higher than the box, as their texts are likely to be folded."""
    widths = _widths(rows, box[2], (size,) * len(rows))
    used = accumulate(_high(row, widths, size) for row in rows)
    return sum(high <= box[3] for high in used)


def folded(text: str, width: float, size: float) -> float:
    """Height in inches of a text in a box of this width."""
    room = max((width - 0.2) * 72 / (size * _HALF), 1)  # half characters of a line
    return max(-(-halves(text) // int(room)), 1) * size * _LINE / 72


def _looser(needed: float, room: float, rows: int) -> float:
    """Inches that each row is higher than its texts."""
    return min(max(room - needed, 0) / rows, _LOOSE)


def _high(row: list[str], widths: list[float], size: float) -> float:
    return max(folded(text, width + 0.2 - 2 * _SIDE, size) for text, width in zip(row, widths, strict=True)) + _ROOM


def _widths(rows: list[list[str]], width: float, sizes: tuple[float, ...]) -> list[float]:
    """Inches of each column, together `width`: what its longest word needs, the rest by its longest text."""
    folded = [[-(-halves(text) // 2) for text in rows[0]], *([halves(text) for text in row] for row in rows[1:])]
    longest = [max(column) for column in zip(*folded, strict=True)]  # a head may take two lines
    weights = [min(max(each, _SHORTEST), _LONGEST) for each in longest]
    wanted, least = [width * weight / sum(weights) for weight in weights], _least(rows, sizes)
    more = [max(want - need, 0) for want, need in zip(wanted, least, strict=True)]
    if sum(least) > width or not sum(more):
        return wanted
    return [need + extra * (width - sum(least)) / sum(more) for need, extra in zip(least, more, strict=True)]


def _least(rows: list[list[str]], sizes: tuple[float, ...]) -> list[float]:
    """Inches each column needs so that none of its words is broken."""
    needed = [[unbroken(text) * size / 72 for text in row] for row, size in zip(rows, sizes, strict=True)]
    return [max(column) + 2 * _SIDE + _SPARE for column in zip(*needed, strict=True)]


def say(page: Slide, lines: list[str], language: str) -> None:
    """The speaker's notes."""
    _filled(page.notes_slide.notes_text_frame, [_paragraph(line, language) for line in lines])


def _cell(
    text: str, look: tuple[bool, bool], centred: bool, size: float, fill: RGBColor | None, language: str
) -> str:
    head, strong = look
    ground = fill or colour("shade" if head else "card")
    ink = colour("card" if fill is not None and dark(fill) else "ink")
    words = _paragraph(text, language, size, strong, ink, "ctr" if centred else "l")
    return (
        f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody><a:tcPr marL="{_BESIDE}" marR="{_BESIDE}" '
        f'marT="{_ABOVE}" marB="{_ABOVE}" anchor="ctr">{_solid(ground)}</a:tcPr></a:tc>'
    )


def _filled(frame, paragraphs: list[str]) -> None:
    """Puts paragraphs in place of those of a text frame. Written as XML: run by run the library takes ten times as long."""
    for old in frame._txBody.p_lst:
        frame._txBody.remove(old)
    frame._txBody.extend(parse_xml(f"<a:txBody {_SPACES}>{''.join(paragraphs)}</a:txBody>"))


def _paragraph(
    text: str, language: str, size: float = 0, bold: bool = False, ink: RGBColor | None = None, side: str = "",
    apart: float = 0,
) -> str:  # fmt: skip
    """A paragraph of one run, in the frame's own look where nothing is given; it says which language it is in."""
    look = f' sz="{int(size * 100)}" b="{int(bold)}"' if size else ""
    space = f'<a:spcAft><a:spcPts val="{int(apart * 100)}"/></a:spcAft>' if apart else ""
    where = f'<a:pPr algn="{side}">{space}</a:pPr>' if side else ""
    words, fill = escape(plain(text)), _solid(ink) if ink else ""
    return f'<a:p>{where}<a:r><a:rPr lang="{_LANGUAGE[language]}"{look}>{fill}</a:rPr><a:t>{words}</a:t></a:r></a:p>'


def _solid(ink: RGBColor) -> str:
    return f'<a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>'


def _rgb(shade: str) -> RGBColor:
    return RGBColor.from_string(shade.lstrip("#").upper())


@cache
def _template() -> bytes:
    """The library's template made 16:9, with our fonts and colours in its theme and only the layout we use."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(_WIDE), Inches(_HIGH)
    for layout in [layout for layout in made.slide_layouts if layout.name != "Title Only"]:
        made.slide_layouts.remove(layout)
    for part in (made.slide_master, *made.slide_layouts):
        for shape in list(part.placeholders):
            if shape.placeholder_format.type == _TITLE:
                shape.left, shape.top, shape.width, shape.height = (Inches(x) for x in (0.5, 0.3, 12.33, 0.8))
            else:
                shape._element.getparent().remove(shape._element)
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
