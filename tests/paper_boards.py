"""Boards to be printed: every chart kind with every state, and texts that try to be more than text."""

from __future__ import annotations

from board.model import (
    Axis,
    Bars,
    Bin,
    Board,
    Chart,
    Column,
    Definition,
    Dots,
    Funnel,
    Grade,
    Head,
    Heat,
    Line,
    Map,
    Mark,
    Row,
    State,
    Statement,
    Table,
    Trend,
    Value,
    Waterfall,
)

HOSTILE = (
    "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-2+3", "\tx", "班" * 200, "班😀", '#read("/etc/passwd")', "$x$",
    "<script>alert(1)</script>", "*bold*", "https://example.org", "a,b\"c\r\nd", "\u202eبرنامج",
)  # fmt: skip
AXIS = Axis("%", 0.5, 1, ((0.5, "50"), (0.75, "75"), (1, "100%")))
SECRET = 0.98765


def percent(x: float, state: State = State.SHOWN) -> Value:
    return Value(x, f"{x * 100:.0f}%", state, 214, x - 0.04, x + 0.04)


HIDDEN = Value(SECRET, "＊", State.HIDDEN, 3, SECRET, SECRET)  # a leak upstream must end here
NOT_DUE = Value(None, "未到期", State.NOT_DUE)
ALL = (percent(0.71), percent(0.66, State.HOLLOW), percent(0.8, State.MERGED), HIDDEN, NOT_DUE,
       Value(None, "–", State.NO_RECORDS), Value(None, "–", State.OUT_OF_SCOPE))  # fmt: skip


def head(id: str, title: str) -> Head:
    return Head(id, title, "训后 90 天应用率，%", "n=9,214 · 回收率 74%", "application_rate", "trend", "")


def charts(title: str = "发现", label: str = "榆林") -> tuple[Chart, ...]:
    """Every kind, each with every state."""
    marks = tuple(Mark(f"{label}{i}", value, "worse" if i == 1 else "brand") for i, value in enumerate(ALL))
    periods = tuple(f"2026-0{i + 1}" for i in range(7))
    limits = tuple((n, 0.8 - 2 / n, 0.8 + 2 / n, 0.8 - 3 / n, 0.8 + 3 / n) for n in range(10, 200, 10))
    size = Axis("人数", 10, 200, ((20, "20"), (100, "100")))
    codes = ("610100", "610200", "610300", "610400", "610500", "610600", "999999")
    line = Line(label, "level2", marks, banded=True, strong=True)
    return (
        Trend(head("trend", title), periods, AXIS, (line,), (3, 5), "本期"),
        Bars(head("bars", title), AXIS, marks, (("第 1 天", 4), ("第 2 天", 3))),
        Dots(head("dots", title), AXIS, marks, ((0.6, 0.8), *(None,) * 6)),
        Funnel(head("funnel", title), AXIS, size, 0.8, limits, marks, (20, 40, 60, 80, 90, 100, 150),
               (Bin(30, 0.8, 4),), "608 个班在界限内"),
        Heat(head("heat", title), AXIS, (label, "乙"), periods, (marks, marks)),
        Map(head("map", title), AXIS, "city", codes, marks, (0.6, 0.7), ("低", "中", "高"), "边界仅作示意"),
        Waterfall(head("waterfall", title), Axis("%", 0, 2, ((0, "0"), (2, "200%"))), marks, (0, 0.71, 0, 0, 0, 0, 0)),
    )  # fmt: skip


def board(drawn: tuple[Chart, ...] = (), title: str = "全省 · 2026 年上半年培训成效") -> Board:
    day = Value(None, "2026-06-30")
    units = ("text", "percent", "count", "hours", "date")
    columns = tuple(Column(unit, f"列 {unit}", unit) for unit in units)
    rows = [
        (Value(None, name), ALL[i % len(ALL)], Value(1000.0 + i, "x"), Value(36.5, "36.5"), day)
        for i, name in enumerate(HOSTILE)
    ]  # fmt: skip
    definition = Definition("application_rate", "APP-01", "应用率", "已用 ÷ 应答", "", "sum")
    return Board(
        "classes", title, Statement("应用率 71.0%", Grade.CAN), "612 个班 · 20,321 人",
        "数据截至 2026-06-30 · 版本 20260702-0914", (("区域", "榆林市"), ("时段", "2026 年上半年")),
        charts=drawn, table=Table("班次", columns, tuple(Row(cells) for cells in rows), shown=2),
        synthetic="合成数据", definitions=(definition,),
    )  # fmt: skip
