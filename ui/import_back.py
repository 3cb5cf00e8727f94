"""Versions published before, of which one can be made the current one again; and out of the first one back to none."""

from __future__ import annotations

import streamlit as st

from board.text import t
from data.build import FULL
from data.faults import Refused
from data.store import grew_from
from data.versions import current, default_warehouse, point_nowhere, roll_back, versions
from ui import import_views, screen

_NOTHING = ""  # no version at all


def draw(lang: str) -> None:
    """The earlier versions, newest first, and a button that goes back to the chosen one. Nothing is deleted.

    Where there is one version only, it can be taken out of use: places and levels of one's own may then be said anew.
    """
    told = st.session_state.pop("import_back_told", None)
    now = current(default_warehouse())
    if told is not None:
        scope = st.session_state.get("scope")
        here = scope is not None and scope.version == told  # shown at once where nothing was shown before
        back = "import.gone_back_here" if here else "import.gone_back"
        import_views.notice("info", t(lang, back if told else "import.gone_nowhere", version=told))
    others = [version for version in reversed(versions(default_warehouse())) if version != now]
    if not now and not others:
        return
    with st.expander(t(lang, "import.back" if now else "import.back_from_none", version=now)):
        before = grew_from(default_warehouse(), now, tuple(others)) if now and others else ""
        at = others.index(before) if before else 0  # one that was gone back from already is newer, and not meant
        chosen = st.selectbox(t(lang, "import.back_to"), others or [_NOTHING], at, key=f"import_back_to_{now}",
                              format_func=lambda version: version or t(lang, "import.back_nothing"))  # fmt: skip
        means = "import.back_means" if now else "import.back_restores"
        st.caption(t(lang, means if chosen else "import.back_nothing_means"))
        if st.button(t(lang, "import.back_go"), key="import_back"):
            _go(chosen, now, lang)


def _go(version: str, now: str | None, lang: str) -> None:
    try:
        roll_back(default_warehouse(), version) if version else point_nowhere(default_warehouse(), now or "")
    except Refused as error:
        for note in error.notes:
            import_views.notice("warning", getattr(note, lang))
        return
    except FULL as error:
        import_views.notice("warning", t(lang, "import.no_room", detail=type(error).__name__))
        return
    screen.look()  # one that nobody has seen yet is made ready first
    st.session_state["import_back_told"] = version
    for held in () if version else ("scope", "version"):  # the question was put to what is no longer in use
        st.session_state.pop(held, None)
    st.rerun()
