"""What is said: a Board is plain, localised and already protected; every renderer only draws it.
Numbers carry count and state. Texts are final: a renderer translates, formats and computes nothing but positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from board.states import Grade, Signal, State


@dataclass(frozen=True)
class Link:
    """A change of Scope, as URL parameters, and the page it opens ("" = stay on this page)."""

    page: str = ""
    params: tuple[tuple[str, str], ...] = ()  # a value "" removes the parameter


@dataclass(frozen=True)
class Value:
    """One number. `number`, `low`, `high` are None unless the state is SHOWN, HOLLOW or MERGED."""

    number: float | None
    text: str  # as read by people: "71.0%", "＊", "未到期"
    state: State = State.SHOWN
    n: int | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""  # hover and screen-reader text: n, interval, reason of the state
    moved: str = ""  # what a sealed pack said in its place, if that was another number: marked ⟳


@dataclass(frozen=True)
class Statement:
    """One generated sentence with its grade and the number it rests on."""

    text: str
    grade: Grade | None = None
    basis: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Tile:
    """One step of the chain: word, value, what it is compared with, and how sure."""

    word: str  # 到课
    label: str  # 学时出勤率
    value: Value
    signal: Signal
    signal_text: str  # "高 1.2 个百分点" or "只是波动"
    notes: tuple[str, ...]  # n, response rate, not due
    metric: str  # key in data/metrics.toml
    link: Link | None = None


@dataclass(frozen=True)
class Axis:
    """A value axis. `low`/`high` fix its range on every surface; `ticks` are (position, text)."""

    title: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Head:
    """What every chart says besides its marks."""

    id: str  # stable in its page: keeps the drawing in place
    title: str  # the finding
    subtitle: str  # metric, unit, population
    foot: str  # n, response rate, metric id
    metric: str
    query: str
    alt: str
    grade: Grade | None = None  # of the title; stands as text in the foot


@dataclass(frozen=True)
class Mark:
    """One drawn value and where a click leads; `role` is a key of palette.toml: level1..6, brand, better, worse …"""

    label: str
    value: Value
    role: str = "brand"
    link: Link | None = None


@dataclass(frozen=True)
class Line:
    """One series of a trend: one mark per period, in order; gaps are values without a number.

    `breaks` are the places where it starts anew: what stands before is not comparable, so nothing joins the two.
    """

    name: str
    role: str
    marks: tuple[Mark, ...]
    banded: bool = False  # draw low..high of its values as a band
    strong: bool = False
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Limits:
    """Control limits of a stretch of periods, first to last: what chance alone would give."""

    first: int
    last: int
    mean: float
    low: float
    high: float
    trial: bool  # from too few points to be final


@dataclass(frozen=True)
class Trend:
    """Values over time. `shaded` marks the chosen period by first and last index, or None.

    A mark whose role is better or worse (signal, where the metric has no direction) is beyond chance. `events` are
    (index of the first period after it, text).
    """

    head: Head
    periods: tuple[str, ...]
    axis: Axis
    lines: tuple[Line, ...]
    shaded: tuple[int, int] | None = None
    shaded_text: str = ""
    kind: str = "trend"
    limits: tuple[Limits, ...] = ()
    events: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Bars:
    """One value per category, upright, in the given order. `groups` bracket neighbours (days); `short` are names for a
    screen on which the others would have to be turned.
    """

    head: Head
    axis: Axis
    marks: tuple[Mark, ...]
    groups: tuple[tuple[str, int], ...] = ()  # (text, how many marks)
    short: tuple[str, ...] = ()
    kind: str = "bars"


@dataclass(frozen=True)
class Waterfall:
    """What is left of a whole, step by step: stages stand on the ground, losses hang between them, from `bases` up."""

    head: Head
    axis: Axis
    marks: tuple[Mark, ...]
    bases: tuple[float, ...]
    kind: str = "waterfall"


@dataclass(frozen=True)
class Dots:
    """One row per category: dot, interval, and behind it the spread of peers (low, high)."""

    head: Head
    axis: Axis
    marks: tuple[Mark, ...]
    peers: tuple[tuple[float, float] | None, ...] = ()
    kind: str = "dots"


@dataclass(frozen=True)
class Bin:
    """Points inside the limits, counted: centre and number of classes."""

    x: float
    y: float
    count: int


@dataclass(frozen=True)
class Funnel:
    """Classes by size and rate. Only marks outside the limits are points; the rest are bins.

    `x` of a mark stands in `sizes` at the same index. Limits are (x, low95, high95, low998, high998).
    """

    head: Head
    axis: Axis
    x_axis: Axis  # logarithmic
    centre: float
    limits: tuple[tuple[float, float, float, float, float], ...]
    marks: tuple[Mark, ...]
    sizes: tuple[float, ...]
    bins: tuple[Bin, ...]
    bin_text: str  # "%d 个班在界限内" already filled in
    kind: str = "funnel"


@dataclass(frozen=True)
class Heat:
    """A table of values coloured by size: rows x columns, same order on every surface."""

    head: Head
    axis: Axis
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Mark, ...], ...]
    kind: str = "heat"


@dataclass(frozen=True)
class Map:
    """Regions coloured by value in ordered classes. `codes` name outlines; `layer` the outline file."""

    head: Head
    axis: Axis
    layer: str  # "city" or "county"
    codes: tuple[str, ...]
    marks: tuple[Mark, ...]
    steps: tuple[float, ...]  # upper bounds of the colour classes but the last
    legend: tuple[str, ...]  # one text per colour class
    source: str  # who drew the outlines
    kind: str = "map"


Chart = Trend | Bars | Waterfall | Dots | Funnel | Heat | Map


@dataclass(frozen=True)
class Column:
    """A table column. `unit` decides alignment and spreadsheet format (see board/formats.py)."""

    key: str
    title: str
    unit: str  # text | count | percent | hours | gain | score | date
    metric: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a table; `cells` follow the columns. Text cells are Values without a number."""

    cells: tuple[Value, ...]
    link: Link | None = None


@dataclass(frozen=True)
class Table:
    """The table of a page. `rows` are all rows; the screen shows the first `shown`."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    shown: int = 50
    note: str = ""


@dataclass(frozen=True)
class Definition:
    """What a number means, one click away from it."""

    metric: str  # key
    id: str  # ATT-01
    label: str
    note: str  # formula in words
    rule: str  # rule and its status, or ""
    sql: str
    query_sql: str = ""


@dataclass(frozen=True)
class Board:
    """One page, said completely."""

    page: str
    title: str
    sentence: Statement | None
    meta: str  # classes, people, what is not included
    stamp: str  # data date, version, filters: printed on every export
    filters: tuple[tuple[str, str], ...]  # (name, value) in words, for exports
    tiles: tuple[Tile, ...] = ()
    charts: tuple[Chart, ...] = ()
    table: Table | None = None
    findings: tuple[Statement, ...] = ()
    actions: tuple[Statement, ...] = ()
    notices: tuple[str, ...] = ()  # coarsening, protection, out of scope, in words
    crumbs: tuple[tuple[str, Link], ...] = ()  # the way back, outermost first
    empty: str = ""  # why there is nothing, if there is nothing
    synthetic: str = ""  # the words of the demo, "" for real records
    definitions: tuple[Definition, ...] = ()
    remarks: tuple[Statement, ...] = ()  # what people wrote on this page
