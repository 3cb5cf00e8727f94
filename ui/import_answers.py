"""The answers about a foreign sheet that are no table: its class, what no column gives, which rows count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from board.field_words import column_name
from board.text import t
from data.codes import Codes
from data.dates import ORDERS, parse_date
from data.faults import masked
from data.fields import kinds
from data.form import CLASS_FIELDS, Form, asked_of, asks_class, long_of
from data.form_rows import Held
from data.own_codes import extended
from data.versions import current, default_warehouse
from ui import import_own, import_tables


def of_class(form: Form, seed: Form, codes: Codes, lang: str, key: str) -> Form:
    """The class that all rows belong to, or those that a column names; what is made of the sheet besides."""
    if not asks_class(kinds()[form.kind]):
        return replace(form, class_row={}, brings=())
    named = bool(form.column("class_id"))
    st.caption(t(lang, "import_form.class"))
    way = st.radio(
        t(lang, "import_form.class_way"), ("new", "there"), 0 if "classes" in seed.brings else 1, key=f"{key}_way_{named}",
        format_func=lambda w: t(lang, "import_form.class_columns" if named and w == "new" else f"import_form.class_{w}"),
        horizontal=True,
    )  # fmt: skip
    row = {}
    if not named:
        number = st.text_input(_name("class_id", lang), seed.class_row.get("class_id", ""), key=f"{key}_class_id")
        row = {"class_id": number.strip()}
    row |= _class_row(form, seed, codes, lang, key) if way == "new" else {}
    brings = ("classes",) if way == "new" else ()
    for kind in (kind for kind, can in {"enrollments": form.person, "sessions": form.kind == "attendance"}.items() if can):
        kept = way == ("new" if "classes" in seed.brings else "there")
        expected = kind in seed.brings if kept else way == "new"
        if st.checkbox(t(lang, f"import_form.brings_{kind}"), expected, key=f"{key}_{way}_{kind}"):
            brings += (kind,)
    return replace(form, class_row=row, brings=brings)


def _class_row(form: Form, seed: Form, codes: Codes, lang: str, key: str) -> dict[str, str]:
    """What no column says of the class. The number of a class that a column names serves as its title."""
    types = import_tables.code_names(kinds()["classes"].fields["train_type"], codes, lang)
    given, row = seed.class_row, {}
    free = [name for name in CLASS_FIELDS[1:] if not form.column(name)]
    with st.container(horizontal=True):
        if "title" in free and not form.column("class_id"):
            row["title"] = st.text_input(_name("title", lang), given.get("title", ""), key=f"{key}_title").strip()
        if "train_type" in free:
            row["train_type"] = _choice(_name("train_type", lang), types, given.get("train_type", ""), lang, f"{key}_type")
        for name in (name for name in free if name.endswith("_date")):
            day = st.date_input(_name(name, lang), parse_date(given.get(name, "")), date(1990, 1, 1), date(2099, 12, 31),
                                key=f"{key}_{name}", format="YYYY-MM-DD")  # fmt: skip
            row[name] = day.isoformat() if day else ""
    return row


def _name(field: str, lang: str) -> str:
    return column_name("classes", field, lang)


def _choice(label: str, offered: dict[str, str], now: str, lang: str, key: str) -> str:
    """One of the offered codes; "" while none is chosen."""
    at = list(offered).index(now) if now in offered else None
    return st.selectbox(label, list(offered), at, key=key, format_func=offered.get,
                        placeholder=t(lang, "import_form.choose")) or ""  # fmt: skip


def _wanted(form: Form) -> list[str]:
    """The fields that must be given for all rows because no column gives them."""
    kind, shape = kinds()[form.kind], long_of(form.kind) if form.long else None
    given = {*form.columns.values(), *(shape["says"] if shape else ()), *([shape["field"]] if shape else ())}
    given |= {"enrollment_id"} if form.person else set()
    given |= {"class_id"} if form.class_row else set()
    timed = not form.long and "sessions" in form.brings
    given |= {"session_id"} if timed and form.timed else set()
    given |= {kind.key[0]} if kind.fields[kind.key[0]].type == "private" else set()
    wanted = [name for name, field in kind.fields.items() if field.required and name not in given]
    asked = ("dimension_code", "scale_max", "kind", "max_score", "hours")
    per_item = [name for name in (shape["says"] if shape else ()) if name in asked and not form.column(name)]
    wanted += ["hours"] if timed else []
    wanted += ["date"] if timed and not form.timed else []  # one session: the sheet's
    return wanted + [name for name in per_item if name in kind.fields or "sessions" in form.brings]


def missing(form: Form, seed: Form, codes: Codes, lang: str, key: str) -> Form:
    """What no column gives: one text for all rows, or a part of a column that is read as something else."""
    spec, wanted = kinds()[form.kind].fields, _wanted(form)
    asked = {*form.columns.values(), *wanted}
    constants = {n: text for n, text in seed.constants.items() if n in spec and n not in asked and not spec[n].required}
    taken = {name: source for name, source in seed.taken.items() if name == "date"}  # the day of a time of arrival
    if wanted:
        st.caption(t(lang, "import_form.constants"))
    for name in wanted:
        text, source = _one(form, seed, name, codes, lang, f"{key}_{name}")
        constants |= {name: text} if text else {}
        taken |= {name: source} if source else {}
    return replace(form, constants=constants, taken=taken)


def _one(form: Form, seed: Form, name: str, codes: Codes, lang: str, key: str) -> tuple[str, tuple[str, str] | None]:
    """A field that no column gives. Returns (text for all rows, None) or ("", (heading, part))."""
    own = name in kinds()[form.kind].fields
    kind = form.kind if own else "sessions"
    field, label = kinds()[kind].fields[name], column_name(kind, name, lang)
    sources = ["", *form.headings] if own and not form.long else [""]
    before, parts = seed.taken.get(name, ("", "")), import_tables.part_names(lang)
    with st.container(horizontal=True):
        source = ""
        if len(sources) > 1:
            at = sources.index(before[0]) if before[0] in sources else 0
            source = st.selectbox(t(lang, "import_form.source", field=label), sources, at, key=f"{key}_source",
                                  format_func=lambda h: masked(h, 60) or t(lang, "import_form.fixed"))  # fmt: skip
        if source:
            at = list(parts).index(before[1]) if before[1] in parts else 0
            return "", (source, st.selectbox(t(lang, "import_form.part"), list(parts), at, key=f"{key}_part",
                                             format_func=parts.get))  # fmt: skip
        text, asked = seed.constants.get(name, ""), t(lang, "import_form.for_all", field=label)
        if field.type != "code":
            return st.text_input(asked, text, key=f"{key}_text").strip(), None
        return _choice(asked, import_tables.code_names(field, codes, lang), text, lang, f"{key}_code"), None


def values(form: Form, seed: Form, held: Held, codes: Codes, lang: str, key: str) -> Form:
    """What cells of code and number columns mean, and what a blank cell of a wide table does."""
    spec, shape = asked_of(form), long_of(form.kind)
    cell = shape["field"] if form.long and shape else ""
    found, own = {}, import_own.draw(form, seed, held, codes, lang, key)
    codes, form = extended(codes, own, current(default_warehouse()) is None), replace(form, own=own)
    for name, field in spec.items():
        if field.type in ("code", "number", "region") and (name == cell or form.column(name)):
            at = hash((form.long if name == cell else form.column(name), form.parts.get(form.column(name), "")))
            found[name] = import_tables.meanings(held, form, name, seed, codes, lang, f"{key}_values_{name}_{at}")
    blank, cell = "", cell or ("status" if form.kind == "attendance" and form.column("status") else "")
    if cell and spec[cell].type == "code":
        nothing = t(lang, "import_form.blank_none" if form.long else "import_form.unknown")
        offered = {"": nothing, **import_tables.code_names(spec[cell], codes, lang)}
        blank = _choice(t(lang, "import_form.blank"), offered, seed.blank, lang, f"{key}_blank")
    return replace(form, values={name: table for name, table in found.items() if table}, blank=blank)


def rest(form: Form, seed: Form, lang: str, key: str) -> Form:
    """Rows that are none, rows that repeat, the order of day and month."""
    spec = asked_of(form)
    skip = st.multiselect(
        t(lang, "import_form.skip"), form.headings, [h for h in seed.skip if h in form.headings], key=f"{key}_skip",
        format_func=lambda h: masked(h, 60), placeholder=t(lang, "import_form.nothing"),
    )  # fmt: skip
    once = st.checkbox(t(lang, "import_form.once"), seed.once, key=f"{key}_once")
    order = seed.date_order
    if form.day or any(name in spec and spec[name].type == "date" for name in (*form.columns.values(), *form.taken)):
        order = st.selectbox(t(lang, "import_form.date_order"), ORDERS, ORDERS.index(order), key=f"{key}_order",
                             format_func=lambda o: t(lang, f"import_form.order_{o}"))  # fmt: skip
    year = seed.year
    if form.kind == "classes":
        year = st.text_input(t(lang, "import_form.year"), year, max_chars=4, key=f"{key}_year").strip()
    return replace(form, skip=tuple(skip), once=once, date_order=order, year=year)
