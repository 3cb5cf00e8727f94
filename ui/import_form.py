"""A file that is not recognised: a person says how it is to be read and sees the first rows as they would load."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from board.field_words import column_name, kind_name
from board.formats import count
from board.text import t
from data.codes import Codes
from data.faults import masked
from data.fields import kinds
from data.form import Form, Sheets, begin
from data.form_rows import Held, Sample, hold, tops
from data.form_spec import gaps
from ui import import_answers as answers
from ui import import_clock, import_tables, import_views

_PAST = 40  # steps that can be taken back


@dataclass(frozen=True)
class Desk:
    """One file on the way to being readable. `form` are the answers its widgets started from, `now` those they give;
    `past` the answers before them; `turn` makes widgets that start anew."""

    path: Path
    form: Form
    sheets: Sheets
    held: Held
    tops: dict[str, tuple[str, ...]]
    turn: int = 0
    past: tuple[Form, ...] = ()
    now: Form | None = None


def open_desk(path: Path, codes: Codes, folder: Path, form: Form | None = None) -> Desk:
    """A file with the form that its content suggests, or with a given one. Raises Refused."""
    found, sheets = begin(path, codes, form.sheet, (form.first, form.depth), form.kind) if form else begin(path, codes)
    return _desk(path, form or found, sheets, folder)


def edit(desk: Desk, codes: Codes, lang: str, key: str, folder: Path) -> Desk:
    """Draws the answers about one file to be corrected. Returns the desk after this run; raises Refused."""
    key = f"{key}_{desk.turn}"
    st.button(t(lang, "import_form.undo"), key=f"{key}_undo", disabled=not desk.past, on_click=_ask, args=(f"{key}_back",))
    if st.session_state.pop(f"{key}_back", False):
        return _back(desk, folder)
    moved = _shape(desk, codes, lang, key, folder)
    if moved:
        return moved
    seed = desk.form
    st.caption(t(lang, "import_form.columns"))
    columns, parts = import_tables.columns(seed, desk.tops, lang, f"{key}_columns")
    form = replace(seed, columns=columns, parts=parts)
    form = answers.of_class(form, seed, codes, lang, key)
    if form.long:
        st.caption(t(lang, f"import_form.says_{form.kind}"))
        form = replace(form, says=import_tables.says(form, seed, codes, lang, f"{key}_says_{hash(form.long)}"))
    form = import_clock.draw(form, seed, desk.held, lang, f"{key}_clock")
    form = answers.missing(form, seed, codes, lang, key)
    form = answers.values(form, seed, desk.held, codes, lang, key)
    form = answers.rest(form, seed, lang, key)
    return desk if form == desk.now else replace(desk, now=form, past=(*desk.past, *filter(None, [desk.now]))[-_PAST:])


def first_rows(desk: Desk, samples: tuple[Sample, ...], codes: Codes, lang: str) -> bool:
    """The first rows as they would load, and what is still missing. Whether the file can be checked."""
    lacking = gaps(desk.now)
    for record in samples:
        key = "import_form.sample_faulty" if record.faulty else "import_form.sample"
        tried, faulty = count(record.tried, lang), count(record.faulty, lang)
        said = t(lang, key, kind=kind_name(record.kind, lang), tried=tried, faulty=faulty)
        st.markdown(f"**{said}**")
        import_views.loaded(record, codes, lang)
    if lacking:
        names = [f"{kind_name(kind, lang)} · {column_name(kind, name, lang)}" for kind, name in lacking]
        import_views.notice("warning", t(lang, "import_form.missing", fields=t(lang, "board.comma").join(names)))
    return not lacking


def _desk(path: Path, form: Form, sheets: Sheets, folder: Path) -> Desk:
    held = hold(path, form, folder)
    return Desk(path, replace(form, headings=held.staged.headings), sheets, held, tops(held))


def _ask(key: str) -> None:
    st.session_state[key] = True


def _back(desk: Desk, folder: Path) -> Desk:
    """One step back; the table is read again where it was another one."""
    before = desk.past[-1]
    if (before.sheet, before.first, before.depth) != (desk.form.sheet, desk.form.first, desk.form.depth):
        fresh = _desk(desk.path, before, desk.sheets, folder)
        return replace(fresh, turn=desk.turn + 1, past=desk.past[:-1], now=before)
    return replace(desk, form=before, now=before, past=desk.past[:-1], turn=desk.turn + 1)


def _shape(desk: Desk, codes: Codes, lang: str, key: str, folder: Path) -> Desk | None:
    """Sheet, heading and kind. A desk that starts anew if one of them was changed."""
    form, sheets = desk.form, desk.sheets
    names = list(kinds())
    kind = st.selectbox(t(lang, "import_form.kind"), names, names.index(form.kind), key=f"{key}_kind",
                        format_func=lambda name: kind_name(name, lang))  # fmt: skip
    with st.container(horizontal=True):
        sheet = form.sheet
        if len(sheets.names) > 1:
            sheet = st.selectbox(t(lang, "import_form.sheet"), sheets.names, sheets.names.index(form.sheet),
                                 key=f"{key}_sheet", format_func=masked)  # fmt: skip
        first = st.number_input(t(lang, "import_form.first"), 1, sheets.rows, form.first, key=f"{key}_first")
        depth = st.number_input(t(lang, "import_form.depth"), 1, 9, form.depth, key=f"{key}_depth")
    if (sheet, first, depth, kind) == (form.sheet, form.first, form.depth, form.kind):
        return None
    heading = None if sheet != form.sheet else (first, depth)
    found, sheets = begin(desk.path, codes, sheet, heading, kind)
    kept = {name: text for name, text in form.class_row.items() if text}
    row = {**kept, **found.class_row} if sheet != form.sheet else {**found.class_row, **kept}
    found = replace(found, class_row=row)
    past = (*desk.past, desk.now or form)[-_PAST:]
    return replace(_desk(desk.path, found, sheets, folder), turn=desk.turn + 1, past=past)
