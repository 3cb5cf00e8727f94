"""What a reader leaves on a page: a signed remark; and a version that a copied link needs."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from board.text import t
from data.prune import cite
from data.versions import default_warehouse
from packs import remarks
from queries.scope import Scope
from ui import import_views


def ask(page: str, scope: Scope) -> None:
    """Opens the form of a remark on the page within the scope."""
    st.dialog(t(scope.language, "pack.remark_title"), width="large")(_form)(page, scope)


def _form(page: str, scope: Scope) -> None:
    lang = scope.language
    import_views.style(lang)
    import_views.notice("info", t(lang, "pack.remark_how"))
    text = st.text_area(t(lang, "pack.remark_text"), max_chars=remarks.LONGEST)
    who = st.text_input(t(lang, "pack.remark_who"), max_chars=60)
    if st.button(t(lang, "pack.remark_keep"), type="primary", disabled=not (text.strip() and who.strip())):
        remarks.write(page, scope, text, who, f"{datetime.now():%Y-%m-%d %H:%M}", default_warehouse())
        st.rerun()


def keep_version(scope: Scope) -> None:
    """A link that was copied shows the same numbers next year: its version is not removed."""
    try:
        cite(default_warehouse(), scope.version)
    except OSError as error:
        import_views.notice("warning", t(scope.language, "pack.not_kept", reason=type(error).__name__))
