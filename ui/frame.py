"""The frame around every page: header, navigation, filter bar, notices; then the page itself."""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from contextlib import nullcontext
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from board.text import LANGUAGES, t
from data.versions import default_warehouse
from queries import warehouse
from queries.outdated import Outdated
from queries.scope import WHOLE, Scope
from ui import filters
from ui.links import NAMES, Catalogue, from_params, to_params

FOLDER = Path(__file__).parent.parent / "pages"
PAGES = (
    "briefing",
    "levels",
    "classes",
    "one_class",
    "regions",
    "coverage",
    "courses",
    "follow_up",
    "data_quality",
    "definitions",
)
TOOLS = ("import_files",)  # ordinary Streamlit pages, without a Board and without filters
# Streamlit may run a script twice: the second time the address is already there.
MOVE = """const to = new URL(ADDRESS, location.href).href
if (to !== location.href) { history.pushState({}, "", to); dispatchEvent(new PopStateEvent("popstate")) }"""
COMMANDS = {"no_data_demo": "make run", "no_data_build": "python -m data build SOURCES"}


def run() -> None:
    """Draw one run: read the question, draw the frame, put the Scope into the session, run the page."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    folder = default_warehouse()
    if warehouse.current(folder) is None:
        _without_data()
        return
    catalogue = _ask(folder)
    scope: Scope = st.session_state["scope"]
    pages = _pages(scope.language)
    page = st.navigation(list(pages.values()), position="hidden")
    st.session_state["page"] = page.url_path or PAGES[0]
    st.session_state["tool_language"] = scope.language
    filters.seed(scope, catalogue)
    _write_url(scope)
    _header(scope, pages)
    _bar(scope, catalogue, folder)
    if _notices(scope, catalogue):
        page.run()
    _move()


def report(error: Exception) -> bool:
    """Tell the reader of an uncaught error calmly, and the log its type and place, never data values."""
    number = secrets.token_hex(3)
    place = traceback.extract_tb(error.__traceback__)[-1]
    logging.getLogger("xunxiao").error(
        "%s %s %s:%s %s", number, type(error).__name__, place.filename, place.lineno, place.name
    )
    said = "outdated" if isinstance(error, Outdated) else "error"
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


def _browser_language() -> str:
    return "en" if (st.context.locale or "").lower().startswith("en") else "zh"


def _params() -> dict[str, str]:
    return {name: ",".join(st.query_params.get_all(name)) for name in st.query_params}


def _ask(folder: Path) -> Catalogue:
    """Find out what is asked: by a link (URL, browser Back, a page's link), else by clicks in the bar."""
    held, params = st.session_state, _params()
    page, asked = held.pop("go", ("", None))
    if asked is not None and page in ("", held["page"]):
        return _read(folder, asked)
    if asked is not None:
        held["move"] = (page, asked)
    if "scope" not in held or (params and params != held["url"]):
        return _read(folder, params)
    return _listen(folder)


def _read(folder: Path, params: dict[str, str]) -> Catalogue:
    held, versions = st.session_state, warehouse.versions(folder)
    pinned = params.get("v") in versions
    held["version"] = params["v"] if pinned else _version(folder)
    catalogue = warehouse.open_version(folder, held["version"]).catalogue
    base = filters.default(catalogue, WHOLE, _browser_language())
    read = from_params(params, catalogue, WHOLE, base)
    held.update(
        scope=read.scope, warnings=read.warnings, blocked=read.blocked, pinned=pinned, url=params, lost=(),
        removed="",
    )
    return catalogue


def _listen(folder: Path) -> Catalogue:
    """What the reader changed in the bar answers what was wrong with the link."""
    held = st.session_state
    before: Scope = held["scope"]
    version = _version(folder)
    held["removed"] = before.version if version != before.version else ""
    before = before.changed(version=version)
    catalogue = warehouse.open_version(folder, version).catalogue
    held["scope"], lost = filters.clicked(before, catalogue)
    if held["scope"].changed(language=before.language) != before:
        held.update(warnings=(), blocked=False, lost=lost)
    return catalogue


def _version(folder: Path) -> str:
    """The session's version while it exists: numbers do not change in the middle of a meeting."""
    held = st.session_state.get("version")
    return held if held in warehouse.versions(folder) else warehouse.current(folder)


def _write_url(scope: Scope) -> None:
    """Write the whole question into the address; a blocked link stays as it came."""
    held = st.session_state
    if not held["blocked"]:
        held["url"] = to_params(scope, pinned=held["pinned"])
    if _params() != held["url"]:
        st.query_params.from_dict(held["url"])


def _header(scope: Scope, pages: dict[str, st.Page]) -> None:
    lang, current = scope.language, st.session_state["page"]
    with st.container(key="top", horizontal=True, vertical_alignment="center"):
        brand, latin = (escape(t(lang, f"frame.{key}")) for key in ("brand", "brand_latin"))
        st.html(f'<div class="x-brand" lang="zh">{brand}<span>{latin}</span></div>', width="content")
        with st.container(key="nav", horizontal=True):
            title = escape(t(lang, f"frame.page_{current}"))
            # A phone shows the links only while this is open; it closes when the title in it changes.
            st.html(f"<details><summary>{title}</summary></details>", width="content")
            with st.container(key="pages", horizontal=True, width="content"):
                for name, page in pages.items():
                    with st.container(key="here", width="content") if name == current else nullcontext():
                        st.page_link(page, query_params=st.session_state["url"])
        filters.switch_language(lang)


def _bar(scope: Scope, catalogue: Catalogue, folder: Path) -> None:
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        with st.container(key="chips", horizontal=True, vertical_alignment="center"):
            if st.session_state["page"] not in TOOLS:
                filters.draw(scope, catalogue, st.session_state["page"])
        _stamp(scope, catalogue, folder)


def _stamp(scope: Scope, catalogue: Catalogue, folder: Path) -> None:
    """The data's date and version, and the offer of a newer one."""
    lang, newest = scope.language, warehouse.current(folder)
    version = t(lang, f"frame.{'pinned' if st.session_state['pinned'] else 'version'}", version=scope.version)
    texts = [t(lang, "frame.as_of", day=f"{catalogue.as_of:%Y-%m-%d}"), version]
    shown = " · ".join(escape(text) for text in texts)
    with st.container(key="stamp", horizontal=True, vertical_alignment="center", width="content"):
        st.html(f'<div class="x-stamp">{shown}</div>', width="content")
        if newest != scope.version:
            label = t(lang, f"frame.{'newer' if newest > scope.version else 'current'}", version=filters.plain(newest))
            st.button(label, key="f_newer", on_click=_switch, args=(newest,))


def _switch(version: str) -> None:
    """Put the same question to another version; what it does not have is named."""
    held = st.session_state
    held.update(version=version, pinned=False, go=("", to_params(held["scope"])))


def _notices(scope: Scope, catalogue: Catalogue) -> bool:
    """Say what a link or a click could not do. False while there may be no numbers."""
    held, lang = st.session_state, scope.language
    if held["warnings"]:
        values = [_bad(lang, name, value) for name, value in held["warnings"][:9]]
        _say("warning", t(lang, "frame.bad_link", values=_list(lang, values)))
    if held["removed"]:
        _say("warning", t(lang, "frame.version_removed", old=held["removed"], version=scope.version))
    if held["lost"]:
        names = [getattr(place, lang) for place in catalogue.regions if place.code in held["lost"]]
        _say("info", t(lang, "frame.county_removed", names=_list(lang, names)))
    if held["blocked"]:
        _say("warning", t(lang, "frame.blocked"))
        st.button(t(lang, "frame.unblock"), key="f_unblock", on_click=held.update, kwargs={"blocked": False})
    return not held["blocked"]


def _bad(lang: str, name: str, value: str) -> str:
    known = t(lang, f"frame.name_{name}") if name in NAMES else name
    return t(lang, "frame.bad_value", name=known[:40], value=value[:40])


def _list(lang: str, texts: list[str]) -> str:
    return t(lang, "frame.separator").join(texts)


def _say(kind: str, text: str) -> None:
    """One notice. Its text may come from a link, so it is shown as it is, never read as markup."""
    st.html(f'<p class="x-notice x-{kind}" role="status">{escape(text)}</p>')


def _move() -> None:
    """Open another page for a link, as one step of the browser's history.

    st.switch_page would make two, and browser Back would stop at a state nobody asked for.
    """
    if "move" not in st.session_state:
        return
    page, params = st.session_state.pop("move")
    path = "./" + ("" if page == PAGES[0] else page) + "?" + urlencode(params)
    address = json.dumps(path).replace("<", "\\u003c")
    st.html(f"<script>{MOVE.replace('ADDRESS', address)}</script>", unsafe_allow_javascript=True)


def _without_data() -> None:
    """Before the first version: how to get one, or the page that brings files in."""
    pages = _pages(_browser_language())
    page = st.navigation(list(pages.values()), position="hidden")
    st.session_state["tool_language"] = _browser_language()
    if page.url_path in TOOLS:
        page.run()
        return
    _no_data()
    st.write(t(_browser_language(), "import.empty_link"))
    st.page_link(pages[TOOLS[0]])


def _no_data() -> None:
    """What to do while there is no warehouse, in both languages."""
    for language in LANGUAGES:
        st.subheader(t(language, "frame.no_data"))
        st.write(t(language, "frame.no_data_how"))
        for key, command in COMMANDS.items():
            st.write(t(language, f"frame.{key}"))
            st.code(command, language="bash")
