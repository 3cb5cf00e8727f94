"""The table in which a person says from when on somebody is late, where a sign-in sheet holds times of day."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from board.text import t
from data import clock
from data.faults import masked
from data.form import Form
from data.form_rows import Held, texts

_TIME = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"


def draw(form: Form, seed: Form, held: Held, lang: str, key: str) -> Form:
    """The form with its columns of arrivals: what stands for leaving, and from when one is late or left early."""
    asked = (form.long or (form.column("status"),)) if form.kind == "attendance" else ()
    timed = [heading for heading in asked if _holds_times(held, heading)]
    if not timed:
        return replace(form, clock={})
    st.caption(t(lang, "import_form.clock"))
    heading = t(lang, "import.column_heading")
    labels = {name: t(lang, f"import_form.clock_{name}") for name in clock.KEYS}
    leaves = {"": "", **{masked(h, 60): h for h in form.headings if h not in timed}}
    shown = {labels["out"]: st.column_config.SelectboxColumn(labels["out"], options=list(leaves))}
    shown |= {labels[name]: st.column_config.TextColumn(labels[name], validate=_TIME) for name in ("late", "early")}
    said = {label: [masked(seed.clock.get(h, {}).get(name, "")) for h in timed] for name, label in labels.items()}
    frame = pd.DataFrame({heading: [masked(h, 60) for h in timed], **said}, dtype="str")
    edited = st.data_editor(frame, key=f"{key}_{hash(tuple(timed))}", hide_index=True, disabled=[heading], width="stretch",
                            column_config=shown)  # fmt: skip
    told = {h: {} for h in timed}
    for name, label in labels.items():
        for h, text in zip(timed, edited[label].tolist(), strict=True):
            plain = text if isinstance(text, str) else ""
            told[h] |= {name: leaves[plain] if name == "out" else plain} if plain else {}
    return replace(form, clock=told)


def _holds_times(held: Held, heading: str) -> bool:
    return any(clock.minute(text) is not None for text, _ in texts(held, (heading,)))
