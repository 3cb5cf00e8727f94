"""The frame around every page: header, navigation, filter bar, notices; then the page itself."""

from __future__ import annotations

import logging
import secrets
import traceback
from html import escape
from pathlib import Path

import streamlit as st

from board.text import LANGUAGES, t
from data.versions import default_warehouse
from queries import handed, warehouse
from queries.outdated import Outdated
from queries.scope import WHOLE, Scope
from ui import ahead, filters, ready, screen, top
from ui.links import NAMES, Catalogue, from_params, to_params
from ui.navigation import PAGES, TOOLS

FOLDER = Path(__file__).parent.parent / "pages"
COMMANDS = {"no_data_demo": "make run", "no_data_build": "python -m data build SOURCES"}


def run() -> None:
    """Draw one run: read the question, draw the frame, put the Scope into the session, run the page."""
    ahead.busy()
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    folder = default_warehouse()
    if warehouse.current(folder) is None:
        _without_data()
        return
    catalogue = _ask(folder)
    scope: Scope = st.session_state["scope"]
    ready.reading(scope.version)
    pages = _pages(scope.language)
    page = st.navigation(list(pages.values()), position="hidden")
    st.session_state["page"] = page.url_path or PAGES[0]
    st.session_state["tool_language"] = scope.language
    _write_url(scope)
    version = top.Offer(handed.current(folder), st.session_state["pinned"])
    top.draw(scope, catalogue, st.session_state["page"], version, _switch)
    if _notices(scope):
        page.run()
        screen.draw_shown()


def report(error: Exception) -> bool:
    """Tell the reader of an uncaught error calmly, and the log its type and place, never data values."""
    number = secrets.token_hex(3)
    place = traceback.extract_tb(error.__traceback__)[-1]
    logging.getLogger("xunxiao").error(
        "%s %s %s:%s %s", number, type(error).__name__, place.filename, place.lineno, place.name
    )
    said = "outdated" if isinstance(error, Outdated) else "damaged" if isinstance(error, warehouse.Unreadable) else "error"
    for language in LANGUAGES:
        _say("error", t(language, f"frame.{said}", number=number))
    return True


def _pages(language: str) -> dict[str, st.Page]:
    return {
        name: st.Page(
            FOLDER / f"{name}.py", title=t(language, f"frame.page_{name}"), url_path=name, default=not i
        )
        for i, name in enumerate((*PAGES, *TOOLS))
    }


def _language() -> str:
    """The language where the address says none: the one spoken so far in the session, else the browser's."""
    browser = "en" if (st.context.locale or "").lower().startswith("en") else "zh"
    return st.session_state.get("tool_language", browser)


def _params() -> dict[str, str]:
    return {name: ",".join(st.query_params.get_all(name)) for name in st.query_params}


def _ask(folder: Path) -> Catalogue:
    """Find out what is asked: by the address, which every link, choice and browser Back writes."""
    held, params = st.session_state, _params()
    if "scope" not in held or (params and params != held["url"]):
        return _read(folder, params)
    return _go_on(folder)


def _read(folder: Path, params: dict[str, str], version: str = "") -> Catalogue:
    """Puts what the address asks into the session; `version` is taken where the address pins none."""
    held = st.session_state
    pinned = params.get("v") in warehouse.versions(folder)
    held["version"] = params["v"] if pinned else version or _version(folder)
    catalogue = warehouse.open_version(folder, held["version"]).catalogue
    base = filters.default(catalogue, WHOLE, _language())
    read = from_params(params, catalogue, WHOLE, base)
    held.update(
        scope=read.scope, warnings=read.warnings, blocked=read.blocked, pinned=pinned, url=params, removed="",
    )
    return catalogue


def _go_on(folder: Path) -> Catalogue:
    """The question as it was, put to the session's version."""
    held = st.session_state
    before: Scope = held["scope"]
    version = _version(folder)
    held["removed"] = before.version if version != before.version else ""
    held["scope"] = before.changed(version=version)
    return warehouse.open_version(folder, version).catalogue


def _version(folder: Path) -> str:
    """The session's version while it exists: numbers do not change in the middle of a meeting."""
    held = st.session_state.get("version")
    return held if held in warehouse.versions(folder) else handed.current(folder)


def _write_url(scope: Scope) -> None:
    """Write the whole question into the address; a blocked link stays as it came."""
    held = st.session_state
    if not held["blocked"]:
        held["url"] = to_params(scope, pinned=held["pinned"])
    if _params() != held["url"]:
        st.query_params.from_dict(held["url"])


def _switch(version: str) -> None:
    """Put the same question to another version; what it does not have is named."""
    _read(default_warehouse(), to_params(st.session_state["scope"]), version)


def _notices(scope: Scope) -> bool:
    """Say what a link or a click could not do. False while there may be no numbers."""
    held, lang = st.session_state, scope.language
    gone = [value for name, value in held["warnings"] if name == "v"]
    values = [_bad(lang, name, value) for name, value in held["warnings"][:9] if name != "v"]
    if values:
        _say("warning", t(lang, "frame.bad_link", values=_list(lang, values)))
    if gone:
        _say("warning", t(lang, "frame.version_gone", old=gone[0][:40], version=scope.version))
    if held["removed"]:
        _say("warning", t(lang, "frame.version_removed", old=held["removed"], version=scope.version))
    if held["blocked"]:
        if values or not gone:
            _say("warning", t(lang, "frame.blocked"))
        way_out = t(lang, "frame.unblock_version" if gone else "frame.unblock", version=scope.version)
        st.button(way_out, key="f_unblock", on_click=held.update, kwargs={"blocked": False})
    return not held["blocked"]


def _bad(lang: str, name: str, value: str) -> str:
    known = t(lang, f"frame.name_{name}") if name in (*NAMES, "page") else name
    return t(lang, "frame.bad_value", name=known[:40], value=value[:40])


def _list(lang: str, texts: list[str]) -> str:
    return t(lang, "frame.separator").join(texts)


def _say(kind: str, text: str) -> None:
    """One notice. Its text may come from a link, so it is shown as it is, never read as markup."""
    st.html(f'<p class="x-notice x-{kind}" role="status">{escape(text)}</p>')


def _without_data() -> None:
    """Without a current version: how to get one, or the page that brings files in."""
    asked = st.query_params.get("lang")
    language = st.session_state["tool_language"] = asked if asked in LANGUAGES else _language()
    pages = _pages(language)
    page = st.navigation(list(pages.values()), position="hidden")
    if page.url_path in TOOLS:
        page.run()
        return
    others = warehouse.versions(default_warehouse())
    if others:
        _no_current(others)
        return
    _no_data()
    st.write(t(language, "import.empty_link"))
    st.page_link(pages[TOOLS[0]])


def _no_current(others: tuple[str, ...]) -> None:
    """What to do where the pointer names no version that is there, in both languages."""
    for language in LANGUAGES:
        st.subheader(t(language, "frame.no_current"))
        st.write(t(language, "frame.no_current_how", versions=_list(language, list(others[-8:]))))
    st.code(f"python -m data rollback {others[-1]}", language="bash")


def _no_data() -> None:
    """What to do while there is no warehouse, in both languages."""
    for language in LANGUAGES:
        st.subheader(t(language, "frame.no_data"))
        st.write(t(language, "frame.no_data_how"))
        for key, command in COMMANDS.items():
            st.write(t(language, f"frame.{key}"))
            st.code(command, language="bash")
