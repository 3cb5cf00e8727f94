"""What signs and words in cells mean where the code lists do not know them, or a legend on the sheet says otherwise."""

from __future__ import annotations

import re
from collections import Counter

from data.beside import bare
from data.codes import Codes, normalise
from data.fields import Field
from data.grid import Grid
from data.hints import knowledge

_STROKES = ("/", "\\", "-", "--", "—", "——")


def meanings(field: Field, grid: Grid, headings: tuple[str, ...], codes: Codes) -> dict[str, str]:
    """Words in the cells of these columns that the code list does not know or that a legend explains, and their codes."""
    if field.type != "code":
        return {}
    known = dict(codes.terms(field.list))
    extra = {normalise(word): code for word, code in knowledge()["values"].get(field.list, {}).items()}
    told = known | extra
    seen = dict.fromkeys(text for heading in headings for text in grid.values[heading])
    said = legend(grid.around, told)
    explained = _marks(field.list, {*map(normalise, seen)} - said.keys()) | said
    found = {}
    for text in seen:
        plain = normalise(text)
        word = told.get(normalise(bare(text))) or _made_of(text, told)
        code = explained.get(plain) or (None if plain in known else extra.get(plain) or word)
        if code and code != known.get(plain):
            found[text] = code
    if field.list == "attendance_status":
        cells = Counter(text for heading in headings for text in grid.values[heading])
        found |= _crosses(seen, explained, told) | _numbers(seen, explained) | _strokes(cells, explained)
    return found or _all_there(grid, headings, told, seen)


def _made_of(text: str, told: dict[str, str]) -> str | None:
    """The code of a word with another for the same in brackets, 请假（病假）, or of a mark for each half of a day, √√."""
    hit = re.fullmatch(r"([^()（）]+)[(（]([^()（）]*)[)）]", text.strip())
    if hit:
        outer, inner = (told.get(normalise(part)) for part in hit.groups())
        return outer if inner == outer else None  # 结业（未参加） may be anything
    signs = list(filter(None, re.split(r"[\s/／、,，]+", text.strip())))
    marks = {told.get(normalise(sign)) for sign in signs} if len(signs) > 1 else {*map(told.get, text)}
    return marks.pop() if len(marks) == 1 and not text[0].isalnum() else None


def _crosses(seen: dict[str, None], explained: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    """An x beside ticks is absence. Alone it may be a tick too: ?, for a person to say. Proxies are not marked so."""
    crosses = [text for text in seen if normalise(text) == "x"]
    if not crosses or "x" in explained:
        return {}
    ticked = any(told.get(normalise(text)) == "P" for text in seen if text not in crosses)
    return dict.fromkeys(crosses, "A" if ticked else "?")


def _strokes(cells: Counter[str], explained: dict[str, str]) -> dict[str, str]:
    """A stroke in most cells is a tick or a cross and no sign for nothing: ?, for a person to say."""
    strokes = [text for text in cells if text in _STROKES and normalise(text) not in explained]
    return {text: "?" for text in strokes if 2 * cells[text] > cells.total()}


def _numbers(seen: dict[str, None], explained: dict[str, str]) -> dict[str, str]:
    """Of numbers that are more than ticks, 1 is not there before somebody says so: ?."""
    numbers = [text for text in seen if text.isdecimal() and text not in explained]
    return dict.fromkeys(numbers, "?") if {*numbers} - {"0", "1"} else {}


def _all_there(grid: Grid, headings: tuple[str, ...], told: dict[str, str], seen: dict[str, None]) -> dict[str, str]:
    """A in every cell of a sign-in sheet is no absence: nobody keeps a sheet of a class to which nobody came."""
    filled = sum(len(grid.values[name]) for name in headings)
    rows = max((len(grid.values[name]) for name in grid.names), default=0)
    alone = len(headings) > 1 and {normalise(text) for text in seen} == {"a"} and told.get("a") == "A"
    return dict.fromkeys(seen, "P") if alone and filled >= 0.9 * rows * len(headings) else {}


def blank_of(grid: Grid, headings: tuple[str, ...], told: dict[str, str], meant: dict[str, str]) -> str:
    """What a blank cell of a sign-in sheet seems to mean: there, if marks say of few who was not and of nobody who was;
    absent, if marks say of everybody else that they were there; "" where marks say both, or no cell is blank."""
    codes = {meant.get(text) or told.get(normalise(text), "") for name in headings for text in grid.values[name]}
    rows = max((len(grid.values[name]) for name in grid.names), default=0)
    filled = sum(len(grid.values[name]) for name in headings)
    few = bool(codes) and codes <= {"A", "V", "L", "E"} and 2 * filled < rows * len(headings)
    return "P" if few else "A" if codes == {"P"} and blanks(grid, headings) else ""


def blanks(grid: Grid, headings: tuple[str, ...]) -> int:
    """How many cells of sessions that were held are blank in the rows that were seen."""
    rows = grid.rows - grid.lone
    return sum(rows - len(grid.values[name]) for name in headings if 0 < len(grid.values[name]) < rows)


def _marks(name: str, seen: set[str]) -> dict[str, str]:
    """The letters of another country, where one of them could be nothing else."""
    for marks in (marks for marks in knowledge()["marks"] if marks["list"] == name):
        words = {normalise(mark): code for mark, code in marks["words"].items()}
        plain = {text: _without_share(text) if marks.get("behind") else text for text in seen}
        if {*plain.values()} <= words.keys() and {*plain.values()} & set(map(normalise, marks["signs"])):
            return words | {text: words[mark] for text, mark in plain.items()}
    return {}


def _without_share(text: str) -> str:
    """P (2/2) as p; a mark without a share behind it is none of a platform's, but that nobody has marked is."""
    plain = re.sub(knowledge()["share_tail"], "", text)
    return plain if plain != text or text == "?" else ""


def legend(around: tuple[str, ...], told: dict[str, str]) -> dict[str, str]:
    """Mark -> code as a remark beside the table says: √出勤 △迟到, or 出勤√ 迟到△, or A = Asistencia, or Key: / present."""
    words = sorted((word for word in told if len(word) > 1 and not word.isdecimal()), key=len, reverse=True)
    word = "(" + "|".join(r"\s*".join(map(re.escape, word)) for word in words) + ")"
    stroke = re.compile(knowledge()["stroke"] + word, re.IGNORECASE)
    strokes = {mark: told[normalise(meant)] for text in around for mark, meant in stroke.findall(text)}
    found: dict[str, str] = {}
    for mark, gap, *before in knowledge()["legends"]:
        sign = f"({mark})"
        by_mark, by_word = (
            [hit.groups() for text in around for hit in re.finditer(pattern, text, re.IGNORECASE)]
            for pattern in (sign + gap + word, word + gap + sign)
        )
        by_word = [] if before else by_word  # 迟到：2 counts who was late, 2-迟到 says what 2 means
        if len(by_mark) != len(by_word):  # √出勤×旷课 has one pair the other way too, between them
            pairs = by_mark if len(by_mark) > len(by_word) else [(mark, word) for word, mark in by_word]
            said = {normalise(mark): told[normalise(word)] for mark, word in reversed(pairs)}
            found = max(found, said, key=len)  # of P = Present, AB = Absent one way of writing reads one mark alone
    return strokes | found
