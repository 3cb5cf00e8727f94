"""The meeting pack page: what goes in, the pack being made, earlier packs, what was decided on them."""

from __future__ import annotations

import streamlit as st

from board import scope_words
from board.text import t
from data.versions import default_warehouse
from packs import store
from queries.door import catalogue
from queries.scope import Scope
from ui import import_views, pack_decisions, pack_form, pack_history
from ui.pack_failures import words


def show() -> None:
    """Draws the page within the scope the other pages were read in."""
    scope: Scope | None = st.session_state.get("scope")
    lang = st.session_state["tool_language"]
    import_views.style(lang)
    st.subheader(t(lang, "pack.page_title"), anchor=False)
    if scope is None:
        import_views.notice("info", t(lang, "pack.no_data"))
        return
    known = catalogue(scope)
    if known.synthetic:
        import_views.notice("info", t(lang, "board.synthetic"))
    st.write(t(lang, "pack.how"))
    said = (name + t(lang, "paper.name_mark") + text for name, text in scope_words.filters(scope, known))
    import_views.notice("info", t(lang, "paper.item_mark").join(said))
    try:
        store.packs(default_warehouse())
    except store.Broken as error:  # what cannot be registered is not made
        import_views.notice("warning", words(error, scope))
        return
    pack_form.draw(scope, known)
    earlier = store.packs(default_warehouse())
    st.subheader(t(lang, "pack.earlier"), anchor=False)
    if not earlier:
        st.caption(t(lang, "pack.none_yet"))
    else:
        chosen = pack_history.draw(earlier, scope)
        if chosen:
            pack_decisions.draw(chosen, scope)
