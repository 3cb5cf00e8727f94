"""Boards made by hand, in both languages.

`sample` is a full page of the province; `sparse` one city, one level and half a year, where little may be said.
"""

# A sentence and its translation are compared most easily side by side.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from board.long_rows import LongRows
from board.model import (
    Axis,
    Board,
    Column,
    Definition,
    Dots,
    Grade,
    Link,
    Mark,
    Row,
    Signal,
    State,
    Statement,
    Table,
    Tile,
    Value,
)
from tests.sample_charts import (
    bars,
    county_map,
    dots,
    funnel,
    head,
    heat,
    levels,
    percent,
    pick,
    trend,
    without,
)

CHAIN = (
    ("该训", "年度学时达标", "Due", "required hours met", "78.4%", Signal.CHANCE),
    ("选准", "首次推荐合格", "Selected", "right at first nomination", "91.2%", Signal.BETTER),
    ("到课", "学时出勤率", "Attended", "hours attended", "96.1%", Signal.CHANCE),
    ("满意", "非常满意", "Satisfied", "very satisfied", "63.5%", Signal.CHANCE),
    ("学到", "学习增益", "Learned", "learning gain", "0.41", Signal.CHANCE),
    ("用上", "90 天应用率", "Applied", "applied within 90 days", "71.0%", Signal.BETTER),
    ("认可", "单位认可改进", "Seen at work", "units see improvement", "58.7%", Signal.UNKNOWN),
    ("改进", "问题按期整改", "Improved", "problems fixed in time", "83.3%", Signal.WORSE),
)
SAID = {
    Signal.BETTER: ("好转信号", "better than chance"),
    Signal.WORSE: ("变差信号", "worse than chance"),
    Signal.CHANCE: ("只是波动", "within chance"),
    Signal.UNKNOWN: ("尚不能判断", "cannot tell yet"),
}
NOTES = (("15,934 / 20,321 人", "15,934 / 20,321 people"), ("回收率 74%，未到期 37 个班", "response 74%, 37 classes not due"))


def definition(lang: str, metric: str, id: str, zh: str, en: str) -> Definition:
    note = pick(lang, "至少应用一次的答卷数 ÷ 有效答卷数", "answers with at least one use ÷ valid answers")
    rule = pick(lang, "陕西省公务员培训办法（现行有效）", "Shaanxi rules on civil-servant training (in force)")
    return Definition(metric, id, pick(lang, zh, en), note, rule, "sum(applied) / nullif(sum(answers), 0)",
                      "-- Which level applies what it learned?\n-- grain: month, level\nselect month, level\nfrom cube")


def definitions(lang: str) -> tuple[Definition, ...]:
    return (
        definition(lang, "applied_rate", "APP-01", "90 天应用率", "Applied within 90 days"),
        definition(lang, "attendance_rate", "ATT-01", "学时出勤率", "Hours attended"),
        definition(lang, "satisfied_rate", "EVA-01", "总体满意率", "Satisfied overall"),
        definition(lang, "hours_met_rate", "COV-02", "年度学时达标率", "Required hours met"),
        definition(lang, "hours_mean", "COV-06", "人均学时", "Hours a person"),
    )


def tiles(lang: str) -> tuple[Tile, ...]:
    return tuple(
        Tile(
            pick(lang, zh, en), pick(lang, label_zh, label_en), Value(1.0, text, n=20321), signal,
            pick(lang, *SAID[signal]), tuple(pick(lang, *note) for note in NOTES), "applied_rate",
            Link("levels", (("metric", en),)),
        )
        for zh, label_zh, en, label_en, text, signal in CHAIN
    )  # fmt: skip


def table(lang: str, count: int = 64) -> Table:
    """Classes with one hollow and one hidden value in every ten rows."""
    titles = (
        ("班次", "Class", "text"), ("开班", "Start", "date"), ("人数", "People", "count"),
        ("总体满意", "Satisfied", "percent"), ("学习增益", "Gain", "gain"), ("90 天应用", "Applied", "percent"),
    )  # fmt: skip
    columns = tuple(
        Column(en.lower(), pick(lang, zh, en), unit, "applied_rate" if en == "Applied" else "")
        for zh, en, unit in titles
    )
    name = pick(lang, "乡村振兴与基层治理能力提升专题培训班 第 {i} 期", "Rural revival and local governance, run {i}")
    rows = []
    for i in range(1, count + 1):
        start = f"2026-{i % 6 + 1:02d}-{i % 27 + 1:02d}"
        state = {3: State.HOLLOW, 7: State.HIDDEN}.get(i % 10, State.SHOWN)
        applied = without(lang, state) if state is State.HIDDEN else percent(lang, 50 + i * 7 % 40, state=state)
        cells = (
            Value(None, name.format(i=i)), Value(None, start), Value(30 + i * 11 % 40, str(30 + i * 11 % 40)),
            percent(lang, 80 + i * 3 % 19), Value(0.2 + i % 5 / 10, f"{0.2 + i % 5 / 10:.2f}"), applied,
        )  # fmt: skip
        rows.append(Row(cells, Link("one_class", (("class", f"C{i:03d}"),))))
    note = pick(lang, "空心为样本少；＊为按规定不显示", "Open: few answers; ＊: not shown by rule")
    return Table(pick(lang, "本期班次", "Classes of the period"), columns, tuple(rows), 10, note)


def findings(lang: str) -> tuple[Statement, ...]:
    return (
        Statement(pick(lang, "县处级应用率连续 7 个月高于均值，与 2025 年 4 月起的训后任务清单时间一致",
                       "County-level application lies above its mean for 7 months, since the task list of April 2025"),
                  Grade.CAN, pick(lang, "控制图规则 b · 未用清单的 3 市同期无变化", "Control chart rule b; 3 cities without the list unchanged")),
        Statement(pick(lang, "“一带一路”专题学习增益低于同类（0.29 对 0.42），仅 9 个班有前后测",
                       "“Belt and Road” classes gain less than peers (0.29 against 0.42); only 9 classes were tested"),
                  Grade.CARE, pick(lang, "区间 0.18–0.40", "interval 0.18–0.40"), Link("classes", (("topic", "T7"),))),
        Statement(pick(lang, "新录用公务员的单位评价是否改善，本期不能说", "Whether units see new recruits improve cannot be said"),
                  Grade.CANNOT, pick(lang, "答卷不足 10 份", "fewer than 10 answers")),
    )  # fmt: skip


def actions(lang: str) -> tuple[Statement, ...]:
    return (
        Statement(pick(lang, "42 件问题超期，其中 17 件为现场教学点食宿，已第三次出现", "42 problems overdue; 17 on board at on-site bases, for the third time"),
                  None, pick(lang, "富平、耀州 · 责任单位：承办院校", "Fuping, Yaozhou; owner: host schools"), Link("problems")),
        Statement(pick(lang, "68 名新录用公务员试用期将在 90 天内届满，尚未参加初任培训", "68 recruits end probation within 90 days without induction"),
                  None, pick(lang, "榆林 31 · 商洛 22 · 其他 15", "Yulin 31, Shangluo 22, others 15")),
    )  # fmt: skip


def sample(language: str) -> Board:
    """The province, all levels, half a year: every chart kind."""
    lang = language
    return Board(
        page="briefing", title=pick(lang, "全省 · 全部层级 · 2026 年上半年培训成效", "Province · all levels · first half of 2026"),
        sentence=Statement(pick(
            lang, "训后 90 天应用率 71.0%，比去年同期高 4.1 个百分点（95% 区间 1.2–7.0），县处级提高最明显；问题按期整改率降到 83.3%，42 件超期。",
            "71.0% applied what they learned within 90 days, 4.1 points more than a year ago (95% interval 1.2–7.0); problems fixed in time fell to 83.3%.",
        ), Grade.CAN),
        meta=pick(lang, "612 个班 · 20,321 人 · 跟踪应答 9,214 人（74%）；37 个班未满 90 天，未计入。",
                  "612 classes · 20,321 people · 9,214 follow-up answers (74%); 37 classes under 90 days not counted."),
        stamp=pick(lang, "数据截至 2026-06-30 · 版本 20260702-0914 · 全省", "Data to 2026-06-30 · version 20260702-0914 · province"),
        filters=((pick(lang, "区域", "Region"), pick(lang, "全省", "Province")),),
        tiles=tiles(lang),
        charts=(trend(lang), funnel(lang), county_map(lang), dots(lang), heat(lang), levels(lang), bars(lang)),
        table=table(lang), findings=findings(lang), actions=actions(lang),
        notices=(pick(lang, "科员及以下 2024 年 11–12 月答卷不足 10 份，按规定不显示。", "Staff and below: fewer than 10 answers in two months, not shown by rule."),),
        crumbs=((pick(lang, "全省", "Province"), Link("briefing", (("region", ""),))), (pick(lang, "分级成效", "Levels"), Link("levels"))),
        synthetic=pick(lang, "演示数据：全部为合成，与任何真实单位和个人无关。", "Demonstration: all data are synthetic and describe no real unit or person."),
        definitions=definitions(lang),
    )  # fmt: skip


def _sparse_tiles(lang: str) -> list[Tile]:
    rows = (
        ("96.4%", State.SHOWN, Signal.CHANCE, 2), ("61%", State.HOLLOW, Signal.UNKNOWN, 3),
        ("—", State.NO_RECORDS, Signal.NONE, 4), ("68%", State.SHOWN, Signal.UNKNOWN, 5),
        ("＊", State.HIDDEN, Signal.NONE, 6), ("5/8", State.SHOWN, Signal.WORSE, 7),
    )  # fmt: skip
    why = {State.NO_RECORDS: ("没有前后测记录", "no tests recorded"), State.HIDDEN: ("答卷不足 10 份", "fewer than 10 answers")}
    chain = []
    for text, state, signal, k in rows:
        zh, label_zh, en, label_en, *_ = CHAIN[k]
        said = pick(lang, *(why.get(state) or SAID.get(signal, ("", ""))))
        number = None if state in why else 1.0
        chain.append(Tile(pick(lang, zh, en), pick(lang, label_zh, label_en), Value(number, text, state), signal, said, (), "applied_rate"))
    return chain


def sparse(language: str) -> Board:
    """One city, one level, half a year: hollow, merged, hidden, missing and undecided side by side."""
    lang = language
    chain = _sparse_tiles(lang)
    quarters = ("2025 三季", "2025 四季", "2026 一季", "2026 二季") if lang == "zh" else ("2025 Q3", "2025 Q4", "2026 Q1", "2026 Q2")
    firm = (State.HOLLOW, State.SHOWN, State.SHOWN, State.HOLLOW)
    marks = tuple(Mark(q, percent(lang, x, 13, 20, s)) for q, x, s in zip(quarters, (61, 64, 66, 68), firm, strict=True))
    chart = Dots(
        head("quarters", pick(lang, "应用率按季度，月度人数不足已合并", "Application by quarter; months were too small"),
             pick(lang, "%，95% 区间", "%, 95% interval"), "n=41 · APP-01"),
        Axis("%", 30, 90, tuple((x, str(x)) for x in range(30, 91, 20))), marks, ((62, 70),) * 4,
    )  # fmt: skip
    return Board(
        page="briefing", title=pick(lang, "榆林市 · 县处级 · 2026 年上半年", "Yulin · county level · first half of 2026"),
        sentence=Statement(pick(lang, "应用率看上去有提高（68%），但只有 41 人答卷，尚不能确定。", "Application seems to rise (68%), but 41 answers cannot settle it."), Grade.CARE),
        meta=pick(lang, "9 个班 · 236 人 · 数据截至 06-30", "9 classes · 236 people · data to 06-30"),
        stamp="2026-06-30 · 20260702-0914", filters=(), tiles=tuple(chain), charts=(chart,),
        notices=(pick(lang, "月度人数不足，已并为季度。", "Months were merged into quarters: too few people."),),
        definitions=definitions(lang),
    )  # fmt: skip


def thousands(table: Table) -> Table:
    """The table four times over, of rows that are made when they are read."""
    rows = table.rows * 4
    words = {
        column.key: lambda i=i: [row.cells[i].text for row in rows]
        for i, column in enumerate(table.columns) if column.unit in ("text", "date")
    }  # fmt: skip
    numbers = {c.key: [row.cells[i].number for row in rows] for i, c in enumerate(table.columns) if c.key not in words}
    frame = pd.DataFrame(numbers, dtype=float, index=range(len(rows)))
    return replace(table, rows=LongRows(frame, lambda _, at: rows[at], words=words))
