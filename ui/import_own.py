"""Places and levels that no list knows: taken in as one's own, with what they belong to or how high they stand."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from board.text import t
from data.cells import is_nothing
from data.codes import REGIONS, Codes, load, normalise
from data.faults import masked
from data.form import Form, asked_of
from data.form_rows import MOST, Held, above, texts
from data.own_codes import LEVELS, Own
from data.versions import current, default_warehouse
from ui import import_tables

_LISTS = (REGIONS, LEVELS)


def draw(form: Form, seed: Form, held: Held, codes: Codes, lang: str, key: str) -> Own:
    """Asks about each column of places or levels in which something is not understood. Returns what is one's own."""
    found: Own = {}
    for name, field in asked_of(form).items():
        heading = form.column(name)
        if field.list in _LISTS and heading:
            strange = _strange(held, form, name, seed, codes)
            if strange:
                found[field.list] = {**_one(form, name, strange, seed, held, codes, lang, key), **found.get(field.list, {})}
    return {name: own for name, own in found.items() if own}


def _strange(held: Held, form: Form, name: str, seed: Form, codes: Codes) -> list[str]:
    """The texts of the column that nothing gives a meaning to, the rarest first; none that may be a person's number."""
    known, heading = dict(codes.terms(asked_of(form)[name].list)), form.column(name)
    meant = seed.values.get(name, {})
    seen = texts(held, (heading,), form.parts.get(heading, ""), MOST)
    free = (text for text, _ in reversed(seen) if text not in meant and normalise(text) not in known)
    return [text for text in free if not is_nothing(text) and masked(text) == text]


def _one(
    form: Form, name: str, strange: list[str], seed: Form, held: Held, codes: Codes, lang: str, key: str
) -> dict[str, str]:
    code_list, heading = asked_of(form)[name].list, form.column(name)
    given, key = seed.own.get(code_list, {}), f"{key}_own_{name}_{hash((heading, tuple(strange)))}"
    said = t(lang, f"import_form.own_{code_list}", field=import_tables.field_name(form, name, lang), count=len(strange))
    if not st.checkbox(said, bool(given), key=key):
        return {}
    whole, beside = _instead(code_list, given, codes, lang, key), {}
    if code_list == REGIONS:
        offered = ["", *(h for h in form.headings if h != heading)]
        source = st.selectbox(t(lang, "import_form.own_above"), offered, key=f"{key}_above",
                              format_func=lambda h: masked(h, 60) or t(lang, "import_form.nothing"))  # fmt: skip
        beside = above(held, heading, source) if source else {}
    start = {text: beside.get(text) or given.get(text, str(i) if code_list == LEVELS else "")
             for i, text in enumerate(strange, 1)}  # fmt: skip
    return {**({"": whole} if whole else {}), **_table(code_list, start, lang, f"{key}_table_{hash(tuple(start.items()))}")}


def _instead(code_list: str, given: dict[str, str], codes: Codes, lang: str, key: str) -> str:
    """Before the first version: whether these take the place of the list that came along. "" if they are added to it."""
    if current(default_warehouse()) or codes.lists[code_list] != load().lists[code_list]:
        return given.get("", "")
    if not st.checkbox(t(lang, f"import_form.instead_{code_list}"), True, key=f"{key}_instead"):
        return ""
    if code_list == LEVELS:
        return code_list
    name = given.get("") or t(lang, "import_form.whole")
    return st.text_input(t(lang, "import_form.whole_name"), name, key=f"{key}_whole").strip() or name


def _table(code_list: str, start: dict[str, str], lang: str, key: str) -> dict[str, str]:
    """The texts with what they belong to or their rank. Returns those that are taken in."""
    labels = [t(lang, f"import_form.{word}") for word in ("cell", "own_new")]
    labels.append(t(lang, f"import_form.own_where_{code_list}"))
    ranks = code_list == LEVELS
    frame = pd.DataFrame({labels[0]: [masked(text) for text in start], labels[1]: True,
                          labels[2]: [float(v) if ranks else v for v in start.values()]})  # fmt: skip
    column = st.column_config.NumberColumn(labels[2], min_value=1, format="%g") if ranks else None
    edited = st.data_editor(frame, key=key, hide_index=True, disabled=labels[:1], width="stretch",
                            column_config={labels[2]: column} if column else None)  # fmt: skip
    rows = zip(start, edited[labels[1]].tolist(), edited[labels[2]].tolist(), strict=True)
    return {text: _plain(where) for text, new, where in rows if new}


def _plain(where: object) -> str:
    if isinstance(where, str):
        return where.strip()
    return f"{where:g}" if isinstance(where, float) and where == where else ""
