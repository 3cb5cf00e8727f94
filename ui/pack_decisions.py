"""Decisions on a pack: what could be seen of them, and from when, is answered before they are recorded."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from board.formats import count, day, number, size
from board.text import t
from data.metrics import metrics
from data.versions import default_warehouse
from packs import outcome, proof, seal, store
from packs.promise import Promise, measurable, promise
from queries.scope import Scope
from ui import import_views
from ui.screen import board_of


def draw(chosen: tuple[store.Pack, proof.Sealed], scope: Scope) -> None:
    """Those recorded on the pack, and a form for one more."""
    (pack, sealed), lang = chosen, scope.language
    st.subheader(t(lang, "pack.decisions", number=pack.number), anchor=False)
    recorded = [d for d in store.decisions(default_warehouse()) if d.number == pack.number]
    with st.container():  # the form keeps its place, with and without
        if recorded:
            _recorded(recorded, sealed, scope)
    cells = measurable(sealed.figures, metrics())
    if not cells:
        import_views.notice("info", t(lang, "pack.nothing_measurable"))
        return
    with st.expander(t(lang, "pack.new_decision")):
        _ask(pack, sealed, cells, lang)


def _recorded(recorded: list[store.Decision], sealed: proof.Sealed, scope: Scope) -> None:
    """Each with what became of it by the version that is read."""
    lang = scope.language
    keys = ("col_text", "col_owner", "col_metric", "col_hoped", "col_start", "col_who")
    *_, was, since, verdict = outcome.heads(lang)
    rows = [(*_line(each, lang), *_since(each, sealed, scope)) for each in recorded]
    import_views.table([*(t(lang, f"pack.{key}") for key in keys), was, since, verdict], rows, fold=True)
    st.caption(t(lang, "pack.decided_note"))


def _since(decided: store.Decision, sealed: proof.Sealed, scope: Scope) -> tuple[str, ...]:
    """What was presented, what it has been since, and whether the change can be seen; dashes for a metric of the past."""
    if decided.metric not in metrics():
        return ("–",) * 3
    return outcome.row(decided, outcome.outcome(decided, sealed, board_of, scope.version), scope.language)[-3:]


def _ask(pack: store.Pack, sealed: proof.Sealed, cells: dict, lang: str) -> None:
    text = st.text_area(t(lang, "pack.col_text"), max_chars=500, key=f"decision_text_{pack.number}")
    left, right = st.columns(2)
    owner = left.text_input(t(lang, "pack.col_owner"), max_chars=60, key=f"decision_owner_{pack.number}")
    who = right.text_input(t(lang, "pack.col_who"), max_chars=60, key=f"decision_who_{pack.number}")
    left, middle, right = st.columns(3)
    key = left.selectbox(t(lang, "pack.col_metric"), list(cells), format_func=lambda key: metrics()[key].label[lang])
    hoped = middle.number_input(t(lang, "pack.ask_hoped"), -100.0, 100.0, 5.0, 0.5) / 100
    start = right.date_input(t(lang, "pack.col_start"), date.today(), format="YYYY-MM-DD")
    found = promise(cells[key], metrics()[key], sealed.scope.period, hoped, start)
    _answer(found, cells[key], key, hoped, lang)
    if st.button(t(lang, "pack.record"), disabled=not (text.strip() and owner.strip() and hoped)):
        scope = seal.canonical(sealed.manifest["scope"]).decode()
        when = f"{datetime.now():%Y-%m-%d %H:%M}"
        decided = store.Decision(
            pack.number, text.strip(), owner.strip(), key, scope, hoped, start.isoformat(), who.strip(), when
        )
        store.decide(default_warehouse(), decided)
        st.rerun()


def _answer(found: Promise, cell, key: str, hoped: float, lang: str) -> None:
    """The smallest change that could be seen, and when the change hoped for can be known."""
    unit = metrics()[key].unit
    said = {
        "metric": metrics()[key].label[lang], "now": number(cell.number, unit, lang, cell.n), "n": count(cell.n, lang),
        "smallest": size(found.smallest, unit, lang), "hoped": size(hoped, unit, lang),
    }  # fmt: skip
    import_views.notice("info", t(lang, "pack.smallest", **said))
    if found.people is None or found.day is None:
        import_views.notice("warning", t(lang, "pack.never", **said))
    else:
        people, known = count(found.people, lang), day(found.day, lang)
        import_views.notice("info", t(lang, "pack.from_day", people=people, day=known, **said))
    st.caption(t(lang, "pack.promise_note"))


def _line(decided: store.Decision, lang: str) -> tuple[str, ...]:
    metric = metrics().get(decided.metric)
    direction = t(lang, "pack.up" if decided.size > 0 else "pack.down")
    hoped = f"{direction} {size(decided.size, metric.unit, lang)}" if metric else "–"
    label = metric.label[lang] if metric else decided.metric
    return decided.text, decided.owner, label, hoped, decided.start, decided.who or "–"
