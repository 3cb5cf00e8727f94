"""Versions published before, of which one can be made the current one again."""

from __future__ import annotations

import streamlit as st

from board.text import t
from data.build import FULL
from data.faults import Refused
from data.versions import current, default_warehouse, roll_back, versions
from ui import import_views


def draw(lang: str) -> None:
    """The earlier versions, newest first, and a button that goes back to the chosen one. Nothing is deleted."""
    told = st.session_state.pop("import_back_told", None)
    if told:
        import_views.notice("info", t(lang, "import.gone_back", version=told))
    now = current(default_warehouse())
    others = [version for version in reversed(versions(default_warehouse())) if version != now]
    if not now or not others:
        return
    with st.expander(t(lang, "import.back", version=now)):
        chosen = st.selectbox(t(lang, "import.back_to"), others, key="import_back_to")
        st.caption(t(lang, "import.back_means"))
        if st.button(t(lang, "import.back_go"), key="import_back"):
            _go(chosen, lang)


def _go(version: str, lang: str) -> None:
    try:
        roll_back(default_warehouse(), version)
    except Refused as error:
        for note in error.notes:
            import_views.notice("warning", getattr(note, lang))
        return
    except FULL as error:
        import_views.notice("warning", t(lang, "import.no_room", detail=type(error).__name__))
        return
    st.session_state["import_back_told"] = version
    st.rerun()
