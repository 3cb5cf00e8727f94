"""Charts made by hand, in both languages: every kind, every state, long titles."""

# A sentence and its translation are compared most easily side by side.
# ruff: noqa: E501

from __future__ import annotations

import csv
from functools import cache
from math import log, sin, sqrt
from pathlib import Path

from board.model import (
    Axis,
    Bars,
    Bin,
    Dots,
    Funnel,
    Head,
    Heat,
    Line,
    Link,
    Map,
    Mark,
    State,
    Trend,
    Value,
    Waterfall,
)

REGIONS = Path(__file__).parents[1] / "data" / "codes" / "regions.csv"
LEVELS = {
    "zh": ("厅局级", "县处级", "乡科级", "科员及以下"),
    "en": ("Department level", "County level", "Township level", "Staff and below"),
}
WORDS = {
    State.HIDDEN: ("＊", "＊"),
    State.NOT_DUE: ("未到期", "not due"),
    State.NO_RECORDS: ("没有记录", "no records"),
    State.MERGED: ("并入“乡科级及以下”", "in “Township and below”"),
    State.OUT_OF_SCOPE: ("不在范围", "out of scope"),
}


def pick(language: str, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def percent(language: str, x: float, half: float = 4.0, n: int = 214, state: State = State.SHOWN) -> Value:
    """A percentage of n answers with an interval of ± half points."""
    x = round(x, 1)
    low, high = max(round(x - half, 1), 0), min(round(x + half, 1), 100)
    note = pick(language, f"n={n}，95% 区间 {low:.0f}–{high:.0f}", f"n={n}, 95% interval {low:.0f}–{high:.0f}")
    return Value(x, f"{x:.0f}%", state, n, low, high, note)


def without(language: str, state: State) -> Value:
    """A value that has no number, with the reason."""
    why = {
        State.HIDDEN: pick(language, "答卷不足 10 份，按规定不显示", "fewer than 10 answers: not shown by rule"),
        State.NOT_DUE: pick(language, "最早 2026-09-28 到期", "due 2026-09-28 at the earliest"),
    }
    return Value(None, WORDS[state][0 if language == "zh" else 1], state, note=why.get(state, ""))


def head(id: str, title: str, subtitle: str, foot: str, metric: str = "applied_rate") -> Head:
    return Head(id, title, subtitle, foot, metric, "application_by_month", f"{title}。{subtitle}")


def trend(lang: str) -> Trend:
    """24 months of four levels and a target; the last two months are not due."""
    months = tuple(f"{2024 + (6 + i) // 12}-{(6 + i) % 12 + 1:02d}" for i in range(24))
    lines = []
    for k, (name, start, rise) in enumerate(zip(LEVELS[lang], (71, 62, 62.5, 58), (0.1, 0.5, 0.25, 0.1), strict=True)):
        marks = [
            Mark(m, percent(lang, start + rise * i + 1.6 * sin(i * (k + 2.3)), 3.4), f"level{k + 1}", _to(k))
            for i, m in enumerate(months)
        ]
        marks[22:] = [Mark(m, without(lang, State.NOT_DUE), f"level{k + 1}") for m in months[22:]]
        if k == 3:
            marks[4] = Mark(months[4], percent(lang, 55, 9, 14, State.HOLLOW), "level4")
            marks[5:7] = [Mark(m, without(lang, State.HIDDEN), "level4") for m in months[5:7]]
            marks[12] = Mark(months[12], percent(lang, 60, 5, 40, State.MERGED), "level4")
        lines.append(Line(name, f"level{k + 1}", tuple(marks), banded=k == 1, strong=k == 1))
    target = tuple(Mark(m, Value(70, "70%"), "muted") for m in months)
    lines.append(Line(pick(lang, "目标", "Target"), "muted", target))
    title = pick(
        lang, "县处级应用率一年升 9 个百分点，其余层级在波动范围内，尚不能说有变化",
        "County-level application rose 9 points in a year; other levels stay within chance",
    )  # fmt: skip
    subtitle = pick(lang, "训后 90 天应用率，%，按开班时层级，按月，近 24 个月；色带为县处级 95% 区间",
                    "Applied within 90 days, %, by level at class start, monthly; band: 95% interval of county level")
    axis = Axis("%", 50, 80, ((50, "50"), (60, "60"), (70, "70"), (80, "80%")))
    foot = pick(lang, "n=9,214 · 回收率 74% · APP-01", "n=9,214 · response 74% · APP-01")
    return Trend(head("trend", title, subtitle, foot), months, axis, tuple(lines), (18, 21), pick(lang, "本期", "period"))


def _to(k: int) -> Link:
    return Link("levels", (("level", f"B{k + 1}"),))


def bars(lang: str) -> Bars:
    """18 sessions in five days; one hollow, one hidden, one without records, one not due."""
    kinds = pick(lang, "讲讲讲研讲讲场场场讲案讲讲场场论讲讲", "LLLDLLSSSLCLLSSFLL")
    marks = [
        Mark(kind, percent(lang, 97 - i * 0.35 - (8 if i in (7, 8) else 0), 3, 46), "worse" if i in (7, 8) else "level5",
             Link("one_class", (("session", str(i + 1)),)))
        for i, kind in enumerate(kinds)
    ]  # fmt: skip
    marks[3] = Mark(kinds[3], percent(lang, 92, 9, 9, State.HOLLOW), "level5")
    for i, state in ((10, State.HIDDEN), (13, State.NO_RECORDS), (17, State.NOT_DUE)):
        marks[i] = Mark(kinds[i], without(lang, state), "level5")
    days = tuple((pick(lang, f"第 {d} 天", f"Day {d}"), n) for d, n in ((1, 4), (2, 4), (3, 4), (4, 4), (5, 2)))
    title = pick(lang, "出勤随课次缓降，第 3 天现场教学两课次明显缺人",
                 "Attendance slips slowly; two on-site sessions of day 2 and 3 miss people")
    subtitle = pick(lang, "每课次学时出勤率，%；讲=讲授 研=研讨 场=现场 案=案例 论=论坛",
                    "Attendance of each session, %; L lecture D discussion S on site C case F forum")
    axis = Axis("%", 60, 100, ((60, "60"), (80, "80"), (100, "100%")))
    foot = pick(lang, "n=46 人 × 18 课次 · ATT-01", "n=46 people × 18 sessions · ATT-01")
    return Bars(head("sessions", title, subtitle, foot, "attendance_rate"), axis, tuple(marks), days)


def levels(lang: str) -> Bars:
    """Four bars with long names: all values written."""
    roles = ("level1", "level2", "level3", "level4")
    marks = [Mark(name, percent(lang, 64 + 7 * i, 3), role, _to(i))
             for i, (name, role) in enumerate(zip(LEVELS[lang], roles, strict=True))]  # fmt: skip
    marks.append(Mark(pick(lang, "新录用公务员", "New recruits"), percent(lang, 58, 12, 17, State.HOLLOW), "level6"))
    title = pick(lang, "层级越低，学时达标率越高", "The lower the level, the more reach their hours")
    subtitle = pick(lang, "年度学时达标率，%，按年末层级", "People with the required hours of the year, %, by level")
    axis = Axis("%", 0, 100, ((0, "0"), (50, "50"), (100, "100%")))
    return Bars(head("hours", title, subtitle, "COV-02", "hours_met_rate"), axis, tuple(marks))


def waterfall(lang: str) -> Waterfall:
    """Seats from quota to completion; one loss kept back."""
    names = pick(lang, "分配名额|没有推荐|已推荐|退回未补|审核通过|未报到|报到|结业",
                 "Seats given|Nobody nominated|Nominated|Returned, not replaced|Accepted|Did not come|Checked in|Completed")
    shares = (100, 6, 94, 4, 90, None, 88, 85)
    marks = tuple(
        Mark(name, without(lang, State.HIDDEN) if x is None else Value(x, f"{x * 21:,}", n=2100, note=f"{x}%"),
             "chance" if i in (1, 3, 5) else "brand")
        for i, (name, x) in enumerate(zip(names.split("|"), shares, strict=True))
    )  # fmt: skip
    title = pick(lang, "每 100 个名额有 88 个用上，最多的空在没有推荐", "88 of 100 seats were used; most were lost for want of a nominee")
    subtitle = pick(lang, "名额去向，占分配名额的 %", "Where seats went, % of seats given")
    axis = Axis("%", 0, 100, ((0, "0"), (50, "50"), (100, "100%")))
    return Waterfall(head("seats", title, subtitle, "n=2,100 · ELG-04-S", "seat_share"), axis, marks, (0, 94, 0, 90, 0, 88, 0, 0))


def dots(lang: str) -> Dots:
    """One row for each state, with the spread of peers behind."""
    names = pick(lang, "培训设计|培训实施|培训管理与后勤服务保障|县处级|科员及以下|新录用|市外学员|基层选调生",
                 "Design|Delivery|Management and logistics|County level|Staff and below|New recruits|From outside|Selected graduates")
    values = [
        percent(lang, 90, 5), percent(lang, 94, 4), percent(lang, 76, 12), percent(lang, 88, 13, 12, State.HOLLOW),
        without(lang, State.MERGED), without(lang, State.HIDDEN), without(lang, State.OUT_OF_SCOPE),
        without(lang, State.NO_RECORDS),
    ]  # fmt: skip
    roles = ("brand", "better", "worse", *("brand",) * 5)
    marks = tuple(Mark(n, v, r, Link("", (("item", n),))) for n, v, r in zip(names.split("|"), values, roles, strict=True))
    title = pick(lang, "管理一项低于同类，其余在同类范围内", "Management lies below its peers, the rest within them")
    subtitle = pick(lang, "满意率与 95% 区间；灰带为同类班次中间一半", "Satisfied, %, with 95% interval; grey: middle half of peers")
    axis = Axis("%", 50, 100, tuple((x, f"{x}%" if x == 100 else f"{x}") for x in range(50, 101, 10)))
    peers = ((86, 94), (88, 96), (86, 93), (84, 92), None, None, None, None)
    foot = pick(lang, "回收率 89% · EVA-03", "response 89% · EVA-03")
    return Dots(head("dimensions", title, subtitle, foot, "satisfied_rate"), axis, marks, peers)


def funnel(lang: str) -> Funnel:
    """612 classes: bins within the limits and four outliers, two of them near one another."""
    centre, sizes = 89.0, [12 * 1.12**i for i in range(28)]
    spread = [100 * sqrt(0.89 * 0.11 / n) for n in sizes]
    limits = tuple((n, centre - 1.96 * s, centre + 1.96 * s, centre - 3.09 * s, centre + 3.09 * s)
                   for n, s in zip(sizes, spread, strict=True))  # fmt: skip
    texts = pick(
        lang, "延安·职业道德示范班|榆林·乡村振兴专题培训班第 3 期|渭南·初任公务员培训班第 2 期|渭南·初任公务员培训班第 4 期",
        "Yan'an · model ethics class|Yulin · rural revival, run 3|Weinan · induction, run 2|Weinan · induction, run 4",
    ).split("|")  # fmt: skip
    rows = zip(texts, (97.5, 74, 71, 72.5), ("better", "worse", "worse", "worse"), strict=True)
    marks = tuple(Mark(x, percent(lang, y, 6), r, Link("one_class", (("class", f"C{i}"),))) for i, (x, y, r) in enumerate(rows))
    bins = tuple(Bin(n, centre + s * (k - 2) * 0.7, 1 + (i * 7 + k * 3) % 9)
                 for i, (n, s) in enumerate(zip(sizes, spread, strict=True)) for k in range(5)
                 if centre + s * (k - 2) * 0.7 < 100)  # fmt: skip
    title = pick(lang, "612 个班中 4 个超出随机波动；其余高低不必排名", "4 of 612 classes lie beyond chance; do not rank the rest")
    subtitle = pick(lang, "总体满意率 × 答卷人数", "Satisfied overall, %, by number of answers")
    axis = Axis("%", 60, 100, ((60, "60"), (70, "70"), (80, "80"), (90, "90"), (100, "100%")))
    x_axis = Axis(pick(lang, "答卷人数", "answers"), 12, 260, tuple((n, str(n)) for n in (15, 30, 60, 120, 250)))
    foot = pick(lang, "可比组：同类型 × 同层级 · EVA-01", "peers: same type × level · EVA-01")
    return Funnel(head("funnel", title, subtitle, foot, "satisfied_rate"), axis, x_axis, centre, limits, marks,
                  (172, 121, 64, 72), bins, pick(lang, "608 个班在界限内", "608 classes within the limits"))  # fmt: skip


def heat(lang: str) -> Heat:
    """Levels by evaluation items, with hollow, hidden and missing cells."""
    columns = tuple(pick(lang, "课程设计|教学内容|教学方法|师资水平|组织管理|学风建设|学以致用",
                         "Design|Content|Method|Teachers|Management|Discipline|Usefulness").split("|"))  # fmt: skip
    cells = []
    for r, name in enumerate(LEVELS[lang]):
        row = [Mark(name, percent(lang, 96 - 4 * r - 5 * abs(sin(c + r * 2)), 3), "brand", _to(r)) for c in range(7)]
        cells.append(row)
    cells[3][2] = Mark("", percent(lang, 81, 9, 13, State.HOLLOW))
    cells[3][5] = Mark("", without(lang, State.HIDDEN))
    cells[0][6] = Mark("", Value(None, "–", State.NO_RECORDS, note=pick(lang, "没有记录", "no records")))
    title = pick(lang, "科员及以下对各项评价普遍低 8–12 个百分点", "Staff rate every item 8–12 points lower")
    subtitle = pick(lang, "满意率，%，按开班时层级 × 评价项目", "Satisfied, %, by level at class start × item")
    return Heat(head("items", title, subtitle, "EVA-03", "satisfied_rate"), Axis("%", 70, 100), LEVELS[lang], columns,
                tuple(tuple(row) for row in cells))  # fmt: skip


@cache
def counties() -> tuple[tuple[str, str, str], ...]:
    """(code, Chinese name, English name) of every county."""
    with REGIONS.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return tuple((r["code"], r["zh"], r["en"]) for r in rows if r["kind"] == "county")


def county_map(lang: str) -> Map:
    """Hours a person in 107 counties; some hollow, hidden or without records."""
    odd = {7: State.HIDDEN, 31: State.HIDDEN, 58: State.NO_RECORDS, 80: State.HOLLOW}
    marks = []
    for i, (code, zh, en) in enumerate(counties()):
        hours = round(66 + 46 * sin(i * 1.7) * log(2 + i % 5) / 2, 1)
        text = pick(lang, f"{hours:g} 学时", f"{hours:g} h")
        state = odd.get(i, State.SHOWN)
        gone = state in (State.HIDDEN, State.NO_RECORDS)
        value = without(lang, state) if gone else Value(hours, text, state, 120)
        marks.append(Mark(pick(lang, zh, en), value, "brand", Link("regions", (("region", code),))))
    title = pick(lang, "乡镇人均学时比省直少 38%，陕南山区县最少", "Townships train 38% fewer hours; southern hills least")
    subtitle = pick(lang, "人均学时，县（市、区）", "Hours a person, by county")
    legend = ("20–40", "40–55", "55–70", "70–85", "85–100", pick(lang, "100 学时以上", "100 h and more"))
    return Map(head("map", title, subtitle, "COV-06", "hours_mean"), Axis("", 20, 112), "county",
               tuple(code for code, *_ in counties()), tuple(marks), (40, 55, 70, 85, 100), legend,
               pick(lang, "边界仅作示意", "Boundaries for illustration only"))  # fmt: skip
