"""Whom selection has to ask what: units, classes and cities beyond chance, a kind of trouble at a time."""

from __future__ import annotations

from itertools import chain, zip_longest

import numpy as np
import pandas as pd

from analysis.chance import mid_p
from analysis.funnel import ALARM
from analysis.ordinary import ordinary
from board.apart import apart
from board.attention import class_name
from board.charts.regions import region_name
from board.grading import dominates, grade
from board.model import Grade, Link, State, Statement
from board.rows import Row, by, records
from board.sayings import counted, nothing_found
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_SLOW = 2.0  # times the median of all
_NAMED, _MOST = 2, 6  # of each kind, of all


def selection_actions(
    units: pd.DataFrame, classes: pd.DataFrame, rates: pd.DataFrame, reasons: pd.DataFrame, scope: Scope, known: Catalogue
) -> tuple[Statement, ...]:
    """What stands out most of each kind comes first, then the second of each."""
    now = rates[rates["slice"] == "now"]
    found = (
        _outside(units, "first_pass_rate", "do_first_pass", -1, scope),
        proxies(records(now[now["cut"] == "city"]), scope, known),
        _reasons(reasons, scope, known),
        _slow(now, scope, known),
        _outside(units, "repeat_rate", "do_repeat", 1, scope),
        _outside(classes, "fill_rate", "do_fill", -1, scope),
    )
    todo = [said for said in chain.from_iterable(zip_longest(*found)) if said and said.grade is not Grade.CANNOT]
    return tuple(todo[:_MOST]) or (nothing_found(t(scope.language, "board.no_actions")),)


def _outside(groups: pd.DataFrame, key: str, word: str, side: int, scope: Scope) -> list[Statement]:
    """Rows so far out, on the side that needs somebody, that none of them all would be by chance (Bonferroni)."""
    rows = groups[groups[f"{key}_state"].isin(["shown", "hollow"])]
    n = rows[metrics()[key].count].to_numpy(dtype=float)
    if not n.sum():
        return []
    x = np.rint(rows[key].to_numpy(dtype=float) * n)
    theta, rho = ordinary(x, n)
    p = mid_p(x, n, theta, rho)
    out = rows.assign(p=p)[(p < ALARM / len(rows)) & (side * (x - n * theta) > 0)].sort_values("p", kind="stable")
    basis = "board.basis_limits"
    return [_do(word, _name(row, scope), key, row, _link(row), scope, basis) for row in records(out.head(_NAMED))]


def _name(row: Row, scope: Scope) -> str:
    return str(row["org_name"]) if "org_name" in row else class_name(str(row["title"]), row["run_no"], scope)


def _link(row: Row) -> Link:
    return Link("", (("unit", str(row["id"])),)) if "id" in row else Link("one_class", (("class", str(row["class_id"])),))


def _place(code: object) -> Link:
    return Link("", (("region", str(code)),))


def _do(word: str, name: str, key: str, row: Row, link: Link, scope: Scope, basis: str, **more: str) -> Statement:
    value = metric_value(row, key, scope)
    text = t(scope.language, f"selection.{word}", name=name, text=value.text, **more)
    firm = grade(value.n, None, True, survey=False)
    return Statement(text, firm, t(scope.language, basis, note=value.note, id=metrics()[key].id), link)


def _cities(scope: Scope, known: Catalogue) -> dict[str, str]:
    return {region.code: region.name(scope.language) for region in known.regions if region.depth == 1}


def _reasons(frame: pd.DataFrame, scope: Scope, known: Catalogue) -> list[Statement]:
    """Cities where one reason dominates as it does not elsewhere, the widest gap first."""
    cities = _cities(scope, known)
    words = {**known.names("return_reasons", scope.language), "": t(scope.language, "selection.no_reason")}
    kinds = [records(part) for _, part in frame.groupby("return_reason")]
    found = sorted((a for rows in kinds for a in apart(rows, "reason_share")), key=lambda a: -a.gap)
    return [
        _do("do_reason", cities[a.row["city_code"]], "reason_share", a.row, _place(a.row["city_code"]), scope,
            "board.basis_register", reason=words.get(a.row["return_reason"], a.row["return_reason"]))
        for a in found if a.gap > 0 and a.row["reason_share"] > dominates()
    ][:_NAMED]  # fmt: skip


def _slow(rates: pd.DataFrame, scope: Scope, known: Catalogue) -> list[Statement]:
    """Cities whose median wait is at least twice that of all; one that rests on few is not named."""
    rows = by(rates, "cut", "code")
    usual = metric_value(rows.get(("all", "*")), "replacement_days", scope)
    found = []
    for code, name in _cities(scope, known).items():
        value = metric_value(rows.get(("city", code)), "replacement_days", scope)
        if value.state is State.SHOWN and usual.number and value.number >= _SLOW * usual.number:
            text = t(scope.language, "selection.do_slow", name=name, text=value.text, usual=usual.text)
            basis = t(scope.language, "board.basis_register", id=metrics()["replacement_days"].id)
            found.append((value.number, counted(text, basis, _place(code))))
    return [said for _, said in sorted(found, key=lambda pair: -pair[0])][:_NAMED]


def proxies(rates: list[Row], scope: Scope, known: Catalogue) -> list[Statement]:
    """Places (`code`) with more confirmed proxies than all the others together."""
    found = sorted(apart(rates, "proxy_rate"), key=lambda a: -a.gap)
    named = [(a.row, str(a.row["code"])) for a in found if a.gap > 0]
    key, basis = "proxy_rate", "board.basis_register"
    return [
        _do("do_proxy", region_name(known.region(code), scope), key, row, _place(code), scope, basis)
        for row, code in named[:_NAMED]
    ]
