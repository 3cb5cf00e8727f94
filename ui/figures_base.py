"""What every figure shares: colours by role, text measures, label spreading, the layout all start from."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import east_asian_width

from board.model import Axis, Mark, State, Value
from board.palette import palette, rgb
from ui.theme import FONT

SIZE = 12  # px, of every text in a figure; the screen scales whole figures, never single texts
_ONE = re.compile(r"\w \d+ \w(?= )|.")  # a character, or what reads as one word
NARROW = 300  # px, the plot width of a phone: what does not collide there collides nowhere
ROOMY = 430  # px, the plot width of a third of a projector's screen
SIDE = 124  # px, the widest margin for labels beside the marks

_NUMBERED = (State.SHOWN, State.HOLLOW, State.MERGED)


def ground(name: str) -> str:
    """A colour of the ground: paper, card, rule, ink, soft, grid, shade."""
    return palette()["ground"][name]


def role(name: str) -> str:
    """The colour of a role: brand, level1..level6, better, worse, chance, muted."""
    return palette()["role"][name]


def sheer(colour: str, share: float) -> str:
    """The colour with an opacity between 0 and 1."""
    red, green, blue = rgb(colour)
    return f"rgba({red},{green},{blue},{share:g})"


def plain(text: str) -> str:
    """Text from data as the drawing library must get it: it would read tags in it as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=4096)
def width(text: str, size: float = SIZE) -> float:
    """Roughly how wide a text is drawn, in px."""
    return sum(size if east_asian_width(c) in "WFA" else size * 0.58 for c in text)


def wrapped(text: str, limit: float, lines: int = 2) -> str:
    """Escaped text on at most `lines` lines of about `limit` px; what is too long for that ends in '…'."""
    done = _filled(text, limit)
    if len(done) > lines:
        last = done[lines - 1]
        while width(last) > max(limit - SIZE, SIZE):
            last = last[:-1]
        done = [*done[: lines - 1], last + "…"]
    elif len(done) > 1:  # even lines: a single character on the last one reads badly
        evens = [_filled(text, min(limit, width(text) / len(done) + spare)) for spare in (SIZE / 2, SIZE, 0, -SIZE / 2)]
        done = max((even for even in (*evens, done) if len(even) == len(done)), key=lambda even: min(map(width, even)))
    return "<br>".join(plain(part.strip()) for part in done)


def _filled(text: str, limit: float) -> list[str]:
    """Lines as full as they get."""
    done, line, filled = [], "", 0.0
    for word in _words(text):
        filled += width(word)
        if line and filled > limit:
            done.append(line)
            line = word.lstrip()
            filled = width(line)
        else:
            line += word
    return [*done, line]


def _words(text: str) -> list[str]:
    """Pieces a line may break between: wide characters, a space before narrow ones, a hyphen; no bracket is left behind, and
    第 5 课 is one.
    """
    pieces: list[str] = []
    for c in _ONE.findall(text):
        wide = east_asian_width(c[0]) in "WF"
        joined = pieces and pieces[-1].endswith("-") and c.isalpha()
        opened = pieces and pieces[-1][-1] in "（“"
        fresh = wide or c == " " or not pieces or joined or east_asian_width(pieces[-1][-1]) in "WF"
        if fresh and not opened and c not in "，。、；：）”」%":
            pieces.append(c)
        elif pieces:
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def spread(wanted: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Centres as near as possible to the wanted ones (px) such that the sizes no longer overlap.

    Least squares under the order of the wanted places: neighbours that collide are pooled.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    pools: list[list] = []  # [sum of wanted starts, members]
    for i in order:
        pools.append([wanted[i] - sizes[i] / 2, [i]])
        while len(pools) > 1 and _end(pools[-2], sizes) > pools[-1][0] / len(pools[-1][1]):
            start, members = pools.pop()
            before = sum(sizes[j] for j in pools[-1][1])
            pools[-1][0] += start - before * len(members)
            pools[-1][1] = pools[-1][1] + members
    placed = [0.0] * len(wanted)
    for total, members in pools:
        whole = sum(sizes[j] for j in members)
        at = max(min(total / len(members), high - whole), low)
        for j in members:
            placed[j] = at + sizes[j] / 2
            at += sizes[j]
    return placed


def _end(pool: list, sizes: list[float]) -> float:
    return pool[0] / len(pool[1]) + sum(sizes[j] for j in pool[1])


def number(value: Value) -> float | None:
    """The number to draw: None in every state that has none, whatever the value carries."""
    return value.number if value.state in _NUMBERED else None


def hover(mark: Mark, name: str = "") -> str:
    """Text beside the pointer: name, value, then what the number rests on."""
    head = plain(name or mark.label)
    note = f"<br>{wrapped(mark.value.note, 260, 4)}" if mark.value.note else ""
    return f"{head}<br><b>{plain(mark.value.text)}</b>{note}"


def words_trace(x: list, y: list, text: list[str], colours: list[str] | str, **more: object) -> dict:
    """Words drawn at places of the plot, without hover."""
    return {
        "type": "scatter", "mode": "text", "x": x, "y": y, "text": text, "cliponaxis": False,
        "hoverinfo": "skip", "textfont": {"color": colours, "size": SIZE}, **more,
    }  # fmt: skip


def hatch(colour: str | None = None) -> dict:
    """The fill of a place whose number is kept back."""
    return {
        "shape": "/", "size": 6, "solidity": 0.22, "fillmode": "overlay",
        "fgcolor": colour or palette()["map"]["hatch"], "bgcolor": ground("shade"),
    }  # fmt: skip


def layout(height: int, left: int, right: int, bottom: int = 30, top: int = 12, **more: object) -> dict:
    """The layout every figure starts from; sizes in px."""
    return {
        "height": height, "autosize": True, "showlegend": False, "hovermode": "closest", "dragmode": False,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "font": {"family": FONT, "size": SIZE, "color": ground("soft")},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {
            "bgcolor": ground("card"), "bordercolor": ground("rule"), "align": "left",
            "font": {"family": FONT, "size": SIZE + 1, "color": ground("ink")},
        }, **more,
    }  # fmt: skip


def both(narrow: dict, roomy: dict, least: int) -> dict:
    """The figure for a phone; one for more room, where it says more, rides along: the screen takes it from `least` px on.

    One for still more room may ride along with that one.
    """
    if _says(narrow) == _says(roomy) and "meta" not in roomy["layout"]:
        return narrow
    whole = len(narrow["data"]) != len(roomy["data"])
    data = roomy["data"] if whole else [_changes(*pair) for pair in zip(narrow["data"], roomy["data"], strict=True)]
    layout = _changes(narrow["layout"], roomy["layout"])
    narrow["layout"]["meta"] = {"from": least, "whole": whole, "data": data, "layout": layout}
    return narrow


def _changes(of: dict, to: dict) -> dict:
    """What stands in `to` and not so in `of`: most of two figures of one chart is the same."""
    return {key: value for key, value in to.items() if of.get(key) != value}


def _says(figure: dict) -> list:
    """Every word of a figure, wherever its lines break, how large and how steep."""
    axes = [figure["layout"][name] for name in ("xaxis", "yaxis")]
    names = [([text.replace("<br>", "") for text in axis.get("ticktext", ())], axis["tickangle"]) for axis in axes]
    return [(trace.get("text"), trace.get("textfont", {}).get("size")) for trace in figure["data"]] + names


def blank_axis(low: float, high: float, **more: object) -> dict:
    """An axis without lines, grid or zoom."""
    return {
        "range": [low, high], "showgrid": False, "zeroline": False, "showline": False, "fixedrange": True,
        "tickangle": 0, "ticks": "", "tickfont": {"size": SIZE, "color": ground("soft")}, **more,
    }  # fmt: skip


def value_axis(axis: Axis, room: float = 1e4, **more: object) -> dict:
    """The axis that carries the values: its range, its grid, its own tick texts if it has any.

    `room` is the px a level axis has on a phone: texts that would touch there lose every second one.
    """
    ticks: dict = {"nticks": 6}
    if axis.ticks:
        wide = max(width(text) for _, text in axis.ticks) + 6
        step = max(1, -(-int(wide * (len(axis.ticks) - 1)) // int(room)))
        texts = [plain(text) if i % step == 0 else "" for i, (_, text) in enumerate(axis.ticks)]
        ticks = {"tickvals": [at for at, _ in axis.ticks], "ticktext": texts}
    grid = {"showgrid": True, "gridcolor": ground("grid"), "gridwidth": 1}
    return blank_axis(axis.low, axis.high, **{**grid, **ticks, **more})


@lru_cache(maxsize=256)
def tick_room(axis: Axis) -> int:
    """Left margin in px that the value axis' own tick texts need."""
    texts = [text for _, text in axis.ticks] or [f"{axis.high:g}", f"{axis.low:g}"]
    return int(max(width(text) for text in texts)) + 12
