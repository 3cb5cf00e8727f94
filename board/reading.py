"""One worked example of each chart kind, from invented numbers, drawn as every page draws them, and how to read it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd

from board.charts.funnel import funnel
from board.charts.heat import type_by_level
from board.charts.levels import level_dots
from board.charts.regions import region_map
from board.charts.seats import seat_waterfall
from board.charts.sessions import session_bars
from board.charts.trend import trend
from board.model import Chart, Column, Row, Table
from board.text import t
from board.values import text_value
from data.metrics import metrics
from queries.scope import Compare, Scope
from queries.warehouse import Catalogue, Target

KINDS = tuple(kind.kind for kind in get_args(Chart))
_KEY, _SCORE = "application_rate", "satisfaction_rate"
_FIRST = date(2024, 1, 1)


@cache
def _numbers() -> dict:
    return tomllib.loads((Path(__file__).parent / "reading.toml").read_text(encoding="utf-8"))


def examples(scope: Scope, known: Catalogue) -> tuple[Chart, ...]:
    """A chart of each kind that the deployment's code lists can show, with how to read it beside it."""
    alone = scope.changed(
        region=(), level=(), training_type=(), host=(), compare=Compare.NONE, period=(date(2025, 1, 1), date(2025, 12, 31))
    )
    made = (
        _trend(alone, known), _dots(alone, known), _funnel(alone), _bars(alone, known), _waterfall(alone),
        _heat(alone, known), _map(alone, known),
    )  # fmt: skip
    return tuple(_explained(chart, scope.language) for chart in made if chart is not None)


def kinds_table(scope: Scope) -> Table:
    """Each kind: what it answers, how it is read, what it does not say."""
    lang, parts = scope.language, ("kind", "asks", "how", "not")
    columns = tuple(Column(part, t(lang, f"reading.column_{part}"), "text") for part in parts)
    rows = tuple(Row(tuple(text_value(t(lang, f"reading.{part}_{kind}")) for part in parts)) for kind in KINDS)
    return Table(t(lang, "reading.table"), columns, rows)


def _explained(chart: Chart, language: str) -> Chart:
    """The example under its kind's name; how it is read and what it does not say stand where others say what is measured."""
    how, warns = (t(language, f"reading.{part}_{chart.kind}") for part in ("how", "not"))
    title = t(language, "reading.title", kind=t(language, f"reading.kind_{chart.kind}"), finding=chart.head.title)
    foot = t(language, "reading.foot", warns=warns)
    head = replace(chart.head, id=chart.kind, title=title, subtitle=how, foot=foot, alt=f"{chart.head.alt} {how}")
    return replace(chart, head=head)


def _rows(key: str, shares: list[float], n: list[float] | float, count: str, **more: object) -> pd.DataFrame:
    """A frame as queries answer it: the metric as a fraction, its count, its state."""
    states = np.where(np.asarray(n) < metrics()[key].precision, "hollow", "shown")
    return pd.DataFrame({**more, key: np.array(shares) / 100, f"{key}_state": states, count: n})


def _trend(scope: Scope, known: Catalogue) -> Chart | None:
    said = _numbers()["trend"]
    starts = pd.date_range(_FIRST, periods=len(said["months"]), freq="MS")
    targets = tuple(Target(_KEY, year, "", "", said["target"], "") for year in (2024, 2025))
    frame = _rows(_KEY, said["months"], said["n"], "app_answers", step="month", start=starts, level_code="*", not_due=0)
    halves = frame.assign(step="half")
    told = replace(known, targets=targets, events=())
    return trend(
        pd.concat([frame, halves]), _KEY, scope, told, chart_id="trend", finding="", foot="", per_level=False, answered=1.0
    )


def _dots(scope: Scope, known: Catalogue) -> Chart | None:
    said = _numbers()["dots"]["levels"]
    pairs, people = zip(list(known.lists["levels"])[1:5], said, strict=False), sum(n for _, n in said)
    row = {f"{_KEY}_state": "shown", "follow_response_rate": 1.0, "follow_response_rate_state": "shown", "app_due": people}
    rows = {("now", code): {**row, _KEY: share / 100, "app_answers": n} for code, (share, n) in pairs}
    whole = {**row, _KEY: sum(share * n for share, n in said) / 100 / people, "app_answers": people}
    return level_dots(rows | {("now", "*"): whole}, _KEY, scope, known)


def _funnel(scope: Scope) -> Chart | None:
    x, n = np.array(_numbers()["funnel"]["classes"], dtype=float).T
    codes = [f"E{i}" for i in range(1, len(n) + 1)]
    frame = _rows(_SCORE, x / n * 100, n, "ov_count", class_id=codes)
    names = {code: t(scope.language, "reading.class", number=i) for i, code in enumerate(codes, 1)}
    return funnel(frame, _SCORE, scope, chart_id="funnel", names=names)


def _bars(scope: Scope, known: Catalogue) -> Chart | None:
    said = _numbers()["bars"]
    count = len(said["sessions"])
    method = next(iter(known.lists["methods"]), "")
    frame = _rows(
        "attendance_rate", said["sessions"], said["n"], "attendees", seq=range(1, count + 1), method_code=method,
        date=pd.date_range(_FIRST, periods=count // 2, freq="D").repeat(2),
    )  # fmt: skip
    return session_bars(frame, scope, known, foot="")


def _waterfall(scope: Scope) -> Chart | None:
    said = _numbers()["waterfall"]
    came = said["seats"] - said["idle"]
    steps = {
        "seats": said["seats"], "idle": said["idle"], "nominated": came, "accepted": came, "no_shows": said["no_shows"],
        "arrived": came - said["no_shows"],
    }  # fmt: skip
    whole = {"seat_share_state": "shown", "seats_base": said["seats"]}
    rows = {step: {**whole, "seat_share": seats / said["seats"]} for step, seats in steps.items()}
    return seat_waterfall(rows, "one_class_seats", scope, "")


def _heat(scope: Scope, known: Catalogue) -> Chart | None:
    said = _numbers()["heat"]
    levels, kinds = list(known.lists["levels"])[1:5], list(known.lists["types"])
    frames = [
        _rows(_KEY, shares, n, "app_answers", train_type=kind, level_code=levels[: len(shares)])
        for kind, shares, n in zip(kinds, said["cells"], said["n"], strict=False)
        if len(levels) == len(shares)
    ]
    return type_by_level(pd.concat(frames), _KEY, scope, known, foot="", answered=1.0) if frames else None


def _map(scope: Scope, known: Catalogue) -> Chart | None:
    said = _numbers()["map"]
    cities = [r.code for r in known.regions if r.depth == 1][: len(said["hours"])]
    frame = _rows("hours_per_head", said["hours"][: len(cities)], said["n"], "population", depth=1, region_code=cities)
    frame["hours_per_head"] *= 100
    return region_map(frame, "hours_per_head", "coverage_by_region", scope, known, chart_id="map", foot="")
