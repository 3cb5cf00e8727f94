"""Can the figures be trusted: how fresh, how much was set aside and why, who did not report, what the checks found."""

from __future__ import annotations

from datetime import date

import pandas as pd

from board.field_words import column_name, kind_name, may_be_shown, place
from board.formats import count, day, month_day, number
from board.model import Signal, State, Statement, Tile, Value
from board.rows import records
from board.sayings import counted
from board.text import t
from board.values import absent, count_value
from queries.scope import Scope
from queries.warehouse import Catalogue

_OLD = 90  # days a source may lie behind the newest one before somebody should ask for it
_MOST = 12  # reasons said on the page; the rest is in the file of rejected rows
_ANSWERS = "DQ-03"
_CARELESS = "straight_line"  # the check of answers; every other one is about records


def freshness(known: Catalogue) -> dict[str, date]:
    """The last day each record kind speaks of, oldest first. Kinds without dates say nothing about it."""
    latest: dict[str, date] = {}
    for _, kind, _, _, last in known.sources:
        if last is not None:
            latest[kind] = max(last, latest.get(kind, last))
    return dict(sorted(latest.items(), key=lambda pair: pair[1]))


def sentence(known: Catalogue, files: pd.DataFrame, asked: int, missing: int, kept: int, scope: Scope) -> Statement:
    """The date of the oldest source, what was set aside, who did not report: `kept`: counties not told of."""
    lang, parts = scope.language, []
    fresh = freshness(known)
    if fresh:
        kind, last = next(iter(fresh.items()))
        parts.append(t(lang, "trust.say_date", day=day(last, lang), kind=kind_name(kind, lang)))
    if not files.empty:
        rows, rejected = int(files["rows"].sum()), int(files["rejected"].sum())
        word = "trust.say_rejected" if rejected else "trust.say_all_accepted"
        parts.append(t(lang, word, rows=count(rows, lang), rejected=count(rejected, lang)))
    if asked:
        word = "trust.say_silent" if missing else "trust.say_all_reported"
        parts.append(t(lang, word, asked=count(asked, lang), missing=count(missing, lang)))
    if kept:
        parts.append(t(lang, "trust.untold", count=kept))
    text = t(lang, "board.full_stop", text=t(lang, "board.semicolon").join(parts))
    return counted(text, t(lang, "trust.say_basis"))


def date_tile(known: Catalogue, scope: Scope) -> Tile | None:
    """The page's date: that of the oldest source kind."""
    fresh = freshness(known)
    if not fresh:
        return None
    kind, last = next(iter(fresh.items()))
    lang = scope.language
    ends = t(lang, "trust.ends", kind=kind_name(kind, lang), day=day(last, lang))
    notes = (ends, t(lang, "trust.newest", day=day(known.as_of, lang)))
    return _tile("date", Value(None, month_day(last, lang)), notes, scope)


def rejected_tile(files: pd.DataFrame, scope: Scope) -> Tile | None:
    """Rows set aside of all rows; None for a viewer who may not see files."""
    if files.empty:
        return None
    rows, rejected = int(files["rows"].sum()), int(files["rejected"].sum())
    note = t(scope.language, "trust.of_rows", rows=count(rows, scope.language))
    return _tile("rejected", Value(float(rejected), count(rejected, scope.language)), (note,), scope)


def reported_tile(asked: int, missing: int, kept: int, scope: Scope) -> Tile | None:
    """Counties with records of all counties that may be told of; `kept` may not."""
    lang = scope.language
    untold = (t(lang, "trust.untold", count=kept),) if kept else ()
    if not asked:
        return _tile("reported", count_value(None, scope), untold, scope) if kept else None
    text = t(lang, "trust.part_of", part=count(asked - missing, lang), whole=count(asked, lang))
    note = t(lang, "trust.missing", count=count(missing, lang)) if missing else t(lang, "trust.none_missing")
    return _tile("reported", Value(float(asked - missing), text, n=asked), (note, *untold), scope)


def check_tile(code: str, results: pd.DataFrame | None, scope: Scope) -> Tile:
    """DQ-01 (records that pass) or DQ-03 (answers without care); said as not checked where a version has none."""
    lang = scope.language
    key = "answers" if code == _ANSWERS else "checks"
    mine = None if results is None else results[(results["code"] == _CARELESS) == (code == _ANSWERS)]
    checked = 0 if mine is None else int(mine["checked"].sum())
    if not checked:
        value = absent(State.NO_RECORDS, scope, text=t(lang, "trust.not_checked"))
        return _tile(key, value, (t(lang, "trust.not_checked_note"),), scope)
    failed = int(mine["failed"].sum())
    share = failed / checked if code == _ANSWERS else 1 - failed / checked
    note = t(lang, "trust.checked", checked=count(checked, lang), failed=count(failed, lang))
    return _tile(key, Value(share, number(share, "percent", lang), n=checked), (note,), scope)


def reasons(rejected: pd.DataFrame, scope: Scope) -> tuple[Statement, ...]:
    """Why rows were set aside, most first: how many, where, an example where it names nobody."""
    lang = scope.language
    said = [_reason(row, row["rejected"], "trust.reason", scope) for row in records(rejected.head(_MOST))]
    left = len(rejected) - _MOST
    if left > 0:
        rows = int(rejected["rejected"].iloc[_MOST:].sum())
        said.append(counted(t(lang, "trust.more_reasons", count=left, rows=count(rows, lang)), ""))
    return tuple(said)


def check_words(findings: pd.DataFrame, scope: Scope) -> tuple[Statement, ...]:
    """What the checks found in rows that were accepted."""
    words = ("trust.finding", "trust.finding_least")
    return tuple(_reason(row, row["found"], words[row["at_least"]], scope) for row in records(findings.head(_MOST)))


def reminders(known: Catalogue, scope: Scope) -> tuple[Statement, ...]:
    """Sources that lie far behind the newest one."""
    lang = scope.language
    return tuple(
        counted(
            t(lang, "trust.old", kind=kind_name(kind, lang), day=day(last, lang), days=(known.as_of - last).days),
            t(lang, "trust.old_basis", days=_OLD),
        )
        for kind, last in freshness(known).items()
        if (known.as_of - last).days > _OLD
    )


def _reason(row: dict, rows: int, word: str, scope: Scope) -> Statement:
    lang = scope.language
    column = column_name(row["kind"], row["column_name"], lang)
    example = row.get("example") or ""
    shown = may_be_shown(row["kind"], row["column_name"]) and example
    text = t(
        lang, word, count=count(rows, lang), file=place(row["file"], row["sheet"]), column=column,
        example=t(lang, "trust.example", value=example) if shown else "", reason=row[f"reason_{lang}"],
    )  # fmt: skip
    where = t(lang, "board.comma").join(row["first_rows"].split())
    return counted(text, t(lang, "trust.first_rows", rows=where))


def _tile(key: str, value: Value, notes: tuple[str, ...], scope: Scope) -> Tile:
    word, label = t(scope.language, f"trust.tile_{key}"), t(scope.language, f"trust.tile_{key}_label")
    return Tile(word, label, value, Signal.NONE, "", notes, "")
