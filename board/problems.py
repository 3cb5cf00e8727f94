"""What is said of problems: tiles, the sentence, what comes back, who reports nothing, improvements that can be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.chance import mid_p
from analysis.funnel import ALARM, Z_ALARM
from analysis.intervals import newcombe
from analysis.survival import at_risk, kaplan_meier, waiting
from board.attention import class_name
from board.charts.regions import region_name
from board.formats import count, number, size
from board.grading import grade, of_evidence
from board.model import Link, Signal, Statement, Tile, Value
from board.rows import Row, records
from board.sayings import counted
from board.text import t
from board.tiles import tile
from board.values import fewest, metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_SILENT_FROM = 5  # ended classes of a host without a single report: asked about
_RETURNS_FROM = 3  # classes with the same problem at a base


@dataclass(frozen=True)
class Wait:
    """Days until closing: the median (inf: not reached), how many are closed and open, shares closed by day."""

    median: float
    closed: int
    open: int
    by_day: tuple[tuple[int, float], ...]


def wait(frame: pd.DataFrame, days: tuple[int, ...]) -> Wait | None:
    """Kaplan–Meier over problem_days; None without problems. Open ones count with the days they have waited."""
    if frame.empty:
        return None
    issues = frame["issues"].to_numpy(dtype=float)
    closed = np.rint(issues * frame["closed_share"].fillna(0).to_numpy(dtype=float))
    time = frame["days"].to_numpy(dtype=float)
    curve = kaplan_meier(time, at_risk(int(issues.sum()), closed, issues - closed), closed)
    shares = tuple((d, float(1 - curve.share[time <= d][-1]) if (time <= d).any() else 0.0) for d in days if d <= time.max())
    return Wait(waiting(curve).time, int(closed.sum()), int((issues - closed).sum()), shares)


def problem_tiles(
    now: Row, before: Row | None, reports: dict[tuple, Row], waited: Wait | None, scope: Scope
) -> tuple[Tile, ...]:
    """On time, fixed in class, days, came back, no report; each with what it rests on."""
    lang = scope.language
    rows = [("on_time_rate", now, before), ("fixed_in_class_rate", now, before), ("recurrence_rate", now, before)]
    made = [_tile(key, row, then, "problems.problems_n", scope) for key, row, then in rows]
    whole = reports.get(("now", "*")), reports.get(("before", "*"))
    found, silent = (_tile(key, *whole, "courses.classes_n", scope) for key in ("problem_density", "silent_rate"))
    days = (_days_tile(waited, scope),) if waited else ()
    return (found, *made[:2], *days, made[2], silent, _overdue_tile(now, lang))


def _tile(key: str, row: Row | None, before: Row | None, word: str, scope: Scope) -> Tile:
    made = tile(key, row, before, scope)
    notes = [t(scope.language, word, count=count(made.value.n, scope.language))] if made.value.n else []
    if key == "recurrence_rate" and row is not None and row["next_silent"]:
        notes.append(t(scope.language, "problems.next_silent", count=int(row["next_silent"])))
    if key == "silent_rate":
        notes.append(t(scope.language, "problems.silent_note"))
    return Tile(made.word, made.label, made.value, made.signal, made.signal_text, tuple(notes), key)


def _days_tile(waited: Wait, scope: Scope) -> Tile:
    lang = scope.language
    text = days_text(waited, scope)
    notes = (t(lang, "problems.censored", closed=waited.closed, open=waited.open),)
    return Tile(t(lang, "problems.days_word"), t(lang, "problems.days_label"), Value(None, text), Signal.NONE, "", notes, "")


def _overdue_tile(now: Row, language: str) -> Tile:
    overdue = int(now["overdue_issues"])
    return Tile(
        t(language, "problems.overdue_word"), t(language, "problems.overdue_label"),
        Value(float(overdue), count(overdue, language), n=int(now["issues"])), Signal.NONE, "",
        (t(language, "problems.of_problems", count=count(now["issues"], language)),), "",
    )  # fmt: skip


def days_text(waited: Wait, scope: Scope) -> str:
    """6 天, or that fewer than half are closed."""
    if not np.isfinite(waited.median):
        return t(scope.language, "problems.not_reached")
    return t(scope.language, "problems.days", count=count(waited.median, scope.language))


def problem_sentence(now: Row, reports: Row | None, waited: Wait | None, scope: Scope) -> Statement:
    """Found how many, fixed when, came back, and how many classes report nothing."""
    lang = scope.language
    parts = [t(lang, "problems.say_found", count=count(now["issues"], lang))]
    if waited:
        parts.append(t(lang, "problems.say_days", days=days_text(waited, scope), open=waited.open))
    for key in ("on_time_rate", "recurrence_rate"):
        value = metric_value(now, key, scope)
        if value.number is not None:
            parts.append(t(lang, "board.say_part", label=metrics()[key].label[lang], text=value.text))
    silent = metric_value(reports, "silent_rate", scope)
    if silent.number:
        parts.append(t(lang, "problems.say_silent", text=silent.text))
    text = t(lang, "board.full_stop", text=t(lang, "board.semicolon").join(parts))
    firm = grade(now["issues"], None, True, survey=False)
    return Statement(text, firm, t(lang, "problems.basis"))


def returning(bases: pd.DataFrame, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Bases where the same kind of problem comes up in more classes than chance among bases explains."""
    lang, said = scope.language, []
    for category, part in bases.groupby("category"):
        x, n = (part[name].to_numpy(dtype=float) for name in ("problem_classes", "classes"))
        rest = np.array([(x.sum() - own) / max(n.sum() - size, 1) for own, size in zip(x, n, strict=True)])
        chance = np.array([float(mid_p(own, size, min(share, 1))) for own, size, share in zip(x, n, rest, strict=True)])
        beyond = (chance < ALARM) & (x > n * rest) & (x >= _RETURNS_FROM)
        for row in records(part[beyond]):
            text = t(
                lang, "problems.returning", name=row["base_name"], count=int(row["problem_classes"]), of=int(row["classes"]),
                category=known.names("issue_categories", lang)[category],
            )  # fmt: skip
            said.append(counted(text, t(lang, "problems.basis_bases")))
    return tuple(said)


def overdue(now: Row, scope: Scope) -> tuple[Statement, ...]:
    """Problems past their day and still open."""
    lang, open_ = scope.language, int(now.get("overdue_issues", 0))
    if not open_:
        return ()
    text = t(lang, "problems.do_overdue", count=count(open_, lang))
    return (counted(text, t(lang, "problems.basis")),)


def silent_hosts(reports: dict[tuple, Row], scope: Scope) -> tuple[Statement, ...]:
    """Hosts none of whose classes reported anything: a question."""
    lang = scope.language
    return tuple(
        Statement(
            t(lang, "problems.silent_host", name=host, count=int(row["report_classes"])), of_evidence("picked"),
            t(lang, "problems.basis_silent"),
        )
        for (slice_, host), row in reports.items()
        if slice_ == "now" and host not in ("*", "") and row["silent_rate"] == 1 and row["report_classes"] >= _SILENT_FROM
    )


def moved_places(rows: dict[tuple, Row], scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Cities whose share closed on time moved beyond chance against the period compared with; rows by slice and city."""
    lang, said = scope.language, []
    for (slice_, city), now in rows.items():
        before = rows.get(("before", city))
        if slice_ != "now" or not city or before is None or not (now["due_issues"] and before["due_issues"]):
            continue
        counts = [(round(r["on_time_rate"] * r["due_issues"]), r["due_issues"]) for r in (now, before)]
        low, high = newcombe(*counts[0], *counts[1], z=Z_ALARM)
        if low > 0 or high < 0:
            word = "problems.place_better" if low > 0 else "problems.place_worse"
            texts = [number(r["on_time_rate"], "percent", lang, r["due_issues"]) for r in (before, now)]
            then, of = (count(n, lang) for _, n in counts[::-1])
            name = region_name(known.region(city), scope)
            text = t(lang, word, name=name, before=texts[0], now=texts[1], then=then, of=of)
            link = Link("", (("region", city),))
            said.append(Statement(text, of_evidence("picked"), t(lang, "problems.basis_places"), link))
    return tuple(said)


def improved(frame: pd.DataFrame, counts: pd.DataFrame, scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """Which improvements a later class can confirm, beside what was left alone: the weakest item rises anyway."""
    lang = scope.language
    if counts.empty:
        return ()
    done = counts[counts["done"]]["actions"].sum()
    known_rows = frame[frame["target_before"].notna() & frame["target_after"].notna()]
    rose = records(known_rows[_low(known_rows) > 0])
    all_ = int(counts["actions"].sum())
    text = t(lang, "problems.improvements", all=all_, done=int(done), seen=len(known_rows), rose=len(rose))
    basis = t(lang, "problems.basis_improvements", answers=fewest("target_before", scope))
    said = [Statement(text, of_evidence("picked"), basis)]
    for row in rose[:3]:
        own, others = (row[f"{what}_after"] - row[f"{what}_before"] for what in ("target", "others"))
        text = t(
            lang, "problems.rose_alike" if others >= own else "problems.rose",
            name=class_name(row["title"], row["run_no"], scope),
            aspect=known.names("dimensions", lang)[row["dimension_code"]],
            size=size(own, "percent", lang),
            others=size(others, "percent", lang) if others >= own else number(100 * others, "points", lang),
        )  # fmt: skip
        link = Link("one_class", (("class", row["later_id"]),))
        said.append(Statement(text, of_evidence("picked"), t(lang, "problems.regression"), link))
    return tuple(said)


def _low(rows: pd.DataFrame) -> np.ndarray:
    """Of each change the lower end of its interval."""
    after, before = (np.rint(rows[f"target_{at}"] * rows[f"{at}_count"]) for at in ("after", "before"))
    return newcombe(after, rows["after_count"], before, rows["before_count"])[0]
