"""The tables in which a person says how a foreign sheet is to be read: its columns, what headings say, what cells mean."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from board.field_words import column_name
from board.text import t
from data import clock
from data.cells import is_nothing
from data.codes import Codes, normalise
from data.faults import masked
from data.fields import Field, kinds
from data.form import PERSON, ROWS, Form, asked_of, asks_person, beside_fields, long_of, said
from data.form_rows import MOST, Held, texts
from data.grid import is_number
from data.hints import knowledge

_PARTS = ("number", "digits", "words", "day", "last_day", "before_comma")


def code_names(field: Field, codes: Codes, lang: str) -> dict[str, str]:
    """Code -> how it is offered."""
    entries = codes.lists.get(field.list, {}).values()
    return {entry.code: f"{entry.code} {entry.zh if lang == 'zh' else entry.en}" for entry in entries}


def field_names(kind: str, lang: str) -> dict[str, str]:
    """What a column may be -> how it is offered."""
    spec, extra = kinds()[kind], {}
    if asks_person(spec):
        extra[PERSON] = t(lang, "import_form.person")
    if long_of(kind):
        extra[ROWS] = t(lang, f"import_form.rows_{kind}")
    extra |= {name: t(lang, f"import_form.about_{of}", field=column_name(of, name, lang))
              for name, of in beside_fields(kind).items()}  # fmt: skip
    named = {name: f"{column_name(kind, name, lang)} ({name}){'*' * f.required}" for name, f in spec.fields.items()}
    return {"": t(lang, "import.ignored"), **extra, **named}


def part_names(lang: str) -> dict[str, str]:
    """Part of a cell -> how it is offered."""
    assert set(_PARTS) == set(knowledge()["parts"])
    return {"": t(lang, "import_form.part_all"), **{part: t(lang, f"import_form.part_{part}") for part in _PARTS}}


def columns(form: Form, tops: dict[str, tuple[str, ...]], lang: str, key: str) -> tuple[dict[str, str], dict[str, str]]:
    """The columns with what they are read as. Returns heading -> field and heading -> part of its cells."""
    names, parts = field_names(form.kind, lang), part_names(lang)
    labels = [t(lang, f"import.column_{name}") for name in ("heading", "sample", "field")] + [t(lang, "import_form.part")]
    frame = pd.DataFrame({
        labels[0]: [masked(heading, 60) for heading in form.headings],
        labels[1]: [" | ".join(tops.get(heading, ())) for heading in form.headings],
        labels[2]: [names.get(form.columns.get(heading, ""), names[""]) for heading in form.headings],
        labels[3]: [parts.get(form.parts.get(heading, ""), parts[""]) for heading in form.headings],
    })  # fmt: skip
    choose = {label: st.column_config.SelectboxColumn(label, options=list(options.values()), required=True)
              for label, options in zip(labels[2:], (names, parts), strict=True)}  # fmt: skip
    edited = st.data_editor(frame, key=key, hide_index=True, disabled=labels[:2], width="stretch", column_config=choose)
    picked = [_keys(edited[label], options) for label, options in zip(labels[2:], (names, parts), strict=True)]
    chosen, taken = (dict(zip(form.headings, keys, strict=True)) for keys in picked)
    return {h: f for h, f in chosen.items() if f}, {h: p for h, p in taken.items() if p}


def says(form: Form, seed: Form, codes: Codes, lang: str, key: str) -> dict[str, dict[str, str]]:
    """What the heading of each column that becomes rows says, to be corrected."""
    shape = long_of(form.kind)
    start = {**said(form.kind, form.long, codes), **{h: m for h, m in seed.says.items() if h in form.long}}
    spec = kinds()[form.kind].fields
    heading = t(lang, "import.column_heading")
    labels = {name: _label(form.kind, name, lang) for name in shape["says"]}
    choices = {name: {"": t(lang, "import_form.as_below"), **code_names(spec[name], codes, lang)}
               for name in shape["says"] if name in spec and spec[name].type == "code"}  # fmt: skip
    frame = pd.DataFrame({heading: [masked(h, 60) for h in form.long]} | {
        labels[name]: [_offered(start[h].get(name, ""), choices.get(name)) for h in form.long] for name in labels
    }, dtype="str")  # fmt: skip
    shown = {labels[name]: st.column_config.SelectboxColumn(labels[name], options=list(options.values()))
             for name, options in choices.items()}  # fmt: skip
    edited = st.data_editor(frame, key=key, hide_index=True, disabled=[heading], width="stretch", column_config=shown)
    found: dict[str, dict[str, str]] = {h: {} for h in form.long}
    for name, label in labels.items():
        for h, text in zip(form.long, edited[label].tolist(), strict=True):
            plain = text.strip() if isinstance(text, str) else ""
            found[h][name] = _key(plain, choices[name]) if name in choices else plain
    return found


def meanings(held: Held, form: Form, name: str, seed: Form, codes: Codes, lang: str, key: str) -> dict[str, str]:
    """What the cells of a field say and what that means. Only differences from what is understood anyway are returned."""
    field = asked_of(form)[name]
    seen, known = _seen(held, form, name, seed, codes), _known(field, codes)
    if not seen:
        return {}
    said, place = f"{key}_said", f"{key}_{hash(tuple(text for text, _ in seen))}"
    given = st.session_state.setdefault(f"{place}_given", {**seed.values.get(name, {}), **st.session_state.get(said, {})})
    meant = [given.get(text) or known.get(normalise(text), "") for text, _ in seen]
    options = {"": t(lang, "import_form.unknown"), **code_names(field, codes, lang)} if known else None
    labels = [t(lang, f"import_form.{word}") for word in ("cell", "times", "means")]
    frame = pd.DataFrame({labels[0]: [masked(text) for text, _ in seen], labels[1]: [n for _, n in seen],
                          labels[2]: [_offered(code, options) for code in meant]})  # fmt: skip
    offered = list(options.values()) if options else []
    choose = {labels[2]: st.column_config.SelectboxColumn(labels[2], options=offered, required=True)} if options else None
    st.markdown(f"**{t(lang, 'import_form.values', field=field_name(form, name, lang))}**")
    edited = st.data_editor(frame, key=place, hide_index=True, disabled=labels[:2], width="stretch",
                            column_config=choose)  # fmt: skip
    answers = [_key(text or "", options) if options else str(text or "").strip() for text in edited[labels[2]].tolist()]
    left = (a or ("?" if options and known.get(normalise(text)) else "") for (text, _), a in zip(seen, answers, strict=True))
    found = {text: a for (text, _), a in zip(seen, left, strict=True) if a and a != known.get(normalise(text))}
    st.session_state[said] = {**st.session_state.get(said, {}), **found}
    return found


def _seen(held: Held, form: Form, name: str, seed: Form, codes: Codes) -> tuple[tuple[str, int], ...]:
    """What to ask about. Of numbers, places and levels of one's own what is understood anyway is left out: they are many."""
    field, given, known = asked_of(form)[name], seed.values.get(name, {}), _known(asked_of(form)[name], codes)
    beside = bool(form.long) and name == long_of(form.kind)["field"]
    headings = form.long if beside else (form.column(name),)
    part = "" if form.long else form.parts.get(headings[0], "")
    seen = texts(held, headings, part, **({"most": MOST} if field.type == "region" or form.clock else {}))
    clear = {"number": is_number, "region": lambda text: normalise(text) in known or is_nothing(text)}.get(
        field.type, lambda text: text in form.own.get(field.list, {}))  # fmt: skip
    timed = bool(form.clock) and name == "status"
    return tuple((text, n) for text, n in seen
                 if text in given or not (clear(text) or (timed and clock.minute(text) is not None)))  # fmt: skip


def _known(field: Field, codes: Codes) -> dict[str, str]:
    return dict(codes.terms(field.list)) if field.type in ("code", "region") else {}


def field_name(form: Form, name: str, lang: str) -> str:
    """How a field that a column of the table may give is called."""
    return column_name(beside_fields(form.kind).get(name, form.kind), name, lang)


def _label(kind: str, name: str, lang: str) -> str:
    return column_name(kind if name in kinds()[kind].fields else "sessions", name, lang)


def _offered(code: str, options: dict[str, str] | None) -> str:
    return code if options is None else options.get(code, options[""])


def _key(text: str, options: dict[str, str]) -> str:
    return next((key for key, name in options.items() if name == text), "")


def _keys(column: pd.Series, options: dict[str, str]) -> list[str]:
    return [_key(text or "", options) for text in column.tolist()]
