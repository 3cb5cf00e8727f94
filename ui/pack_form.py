"""What a pack is to hold, and its making with a progress bar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import streamlit as st

from board.text import LANGUAGES, t
from data.versions import default_warehouse
from packs import outcome, store
from packs.bundle import bundle
from packs.make import FILES, Order, make, of_place
from queries.scope import Audience, Scope
from queries.warehouse import Catalogue
from ui import import_views, pack_preview
from ui.links import visible
from ui.navigation import PAGES
from ui.pack_failures import FAILURES, words
from ui.screen import board_of

_USUAL = ("briefing", "levels", "classes", "regions")
_ZIP = "application/zip"
_BESIDE = 4  # buttons in a row


def draw(scope: Scope, known: Catalogue) -> None:
    """The form; when it is sent, the packs are made one after another."""
    lang = scope.language
    with st.form("pack_form", border=True):
        asked = _content(scope) | _readers(scope, known) | _origin(scope)
        left, right, _ = st.columns([1, 1, 4])
        sent = left.form_submit_button(t(lang, "pack.make"), type="primary", width="stretch")
        seen = right.form_submit_button(t(lang, "pack.preview"), width="stretch")
    looked = st.empty()  # a preview goes as soon as packs are made
    if (sent or seen) and not (asked["pages"] and asked["formats"]):
        import_views.notice("warning", t(lang, "pack.nothing_chosen"))
    elif sent:
        _make(tuple(_orders(asked, scope, known)), scope)
    elif seen:
        with looked.container():
            pack_preview.draw(next(_orders(asked, scope, known)), scope)
    _rest(scope)
    made = st.session_state.get("pack_made")
    if made:
        _made(made, lang)


def _content(scope: Scope) -> dict:
    lang = scope.language
    offered = [page for page in PAGES if page != "one_class" or scope.class_id]
    return {
        "title": st.text_input(t(lang, "pack.ask_title"), t(lang, "pack.title"), max_chars=200),
        "pages": st.multiselect(
            t(lang, "pack.ask_pages"), offered, [page for page in _USUAL if page in offered],
            format_func=lambda page: t(lang, f"frame.page_{page}"), help=t(lang, "pack.order_help"),
            placeholder=t(lang, "pack.choose"),
        ),
    }  # fmt: skip


def _readers(scope: Scope, known: Catalogue) -> dict:
    lang = scope.language
    names = {place.code: getattr(place, lang) for place in visible(known, scope.viewer) if place.depth > 0}
    # A reader outside stays outside: a pack cannot widen what may be disclosed.
    audiences = [a for a in Audience if scope.audience is Audience.INSIDE or a is scope.audience]
    left, middle, right = st.columns(3)
    return {
        "region": left.multiselect(
            t(lang, "pack.ask_region"), list(names), list(scope.region), format_func=names.__getitem__,
            placeholder=t(lang, "pack.as_above"),
        ),
        "batch": left.checkbox(t(lang, "pack.ask_batch")),
        "language": middle.radio(
            t(lang, "pack.ask_language"), LANGUAGES, LANGUAGES.index(lang), horizontal=True,
            format_func=lambda code: t(lang, f"frame.language_{code}"),
        ),
        "audience": right.radio(
            t(lang, "pack.audience"), audiences, audiences.index(scope.audience), horizontal=True,
            format_func=lambda audience: t(lang, f"pack.audience_{audience}"),
        ),
    }  # fmt: skip


def _origin(scope: Scope) -> dict:
    lang = scope.language
    left, middle, right = st.columns(3)
    earlier = ["", *(pack.number for pack in store.packs(default_warehouse()))]
    return {
        "who": left.text_input(t(lang, "pack.who"), max_chars=60),
        "formats": middle.multiselect(
            t(lang, "pack.ask_formats"), list(FILES), ["pdf"],
            format_func=lambda form: t(lang, f"pack.format_{form}"), placeholder=t(lang, "pack.choose")
        ),
        "replaces": right.selectbox(
            t(lang, "pack.replaces"), earlier, format_func=lambda number: number or t(lang, "pack.replaces_none"),
            key="pack_replaces",  # or what was chosen would be forgotten when somebody else makes a pack
        ),
    }


def _orders(asked: dict, scope: Scope, known: Catalogue) -> Iterator[Order]:
    """One order, or one for each city the reader may see."""
    language, when = asked["language"], f"{datetime.now():%Y-%m-%d %H:%M}"
    cities = [(place.code,) for place in visible(known, scope.viewer) if place.depth == 1]
    for region in cities if asked["batch"] else [tuple(asked["region"])]:
        about = scope.changed(region=region, language=language, audience=asked["audience"])
        title = asked["title"].strip() or t(language, "pack.title")
        if asked["batch"]:
            title = of_place(title, about, known)
        decided = outcome.progress(about, board_of, default_warehouse())
        yield Order(
            tuple(asked["pages"]), about, title, asked["who"].strip(), when, tuple(asked["formats"]), asked["replaces"],
            decided,
        )  # fmt: skip


def _rest(scope: Scope) -> None:
    """Of packs that were stopped or failed, those not made yet can still be made."""
    left = st.session_state.get("pack_left", ())
    if not left:
        return
    place = st.empty()
    with place.container():
        import_views.notice("warning", t(scope.language, "pack.cancelled"))
        more = st.button(t(scope.language, "pack.go_on", count=len(left)))
    if more:
        place.empty()
        _make(left, scope, st.session_state["pack_made"])


def _make(orders: tuple[Order, ...], scope: Scope, made: tuple[Path, ...] = ()) -> None:
    """Makes the packs, after those that are `made`; the first that fails stops the rest, leaves no file of its own and
    says why."""
    lang, all_ = scope.language, len(made) + len(orders)
    st.session_state.update(pack_made=made, pack_left=orders)
    left, right = st.columns([5, 1], vertical_alignment="center")
    bar = left.progress(0.0, t(lang, "pack.working"))
    stop = right.empty()
    stop.button(t(lang, "pack.cancel"), key="pack_cancel")  # a press ends this run at its next word
    for i, order in enumerate(orders, 1):

        def told(step: str, share: float, done: int = len(made)) -> None:
            what = t(lang, f"frame.page_{step}") if step in PAGES else step.upper()
            text = t(lang, "pack.step", what=what, done=done + 1, count=all_)
            bar.progress((done + share) / all_, text if share < 1 else t(lang, "pack.done"))

        try:
            made = (*made, make(order, board_of, default_warehouse(), told))
        except FAILURES as error:
            which = order.title + t(lang, "paper.name_mark") if all_ > 1 else ""
            import_views.notice("warning", which + words(error, scope))
            break
        st.session_state["pack_made"], st.session_state["pack_left"] = made, orders[i:]
    bar.empty()
    stop.empty()


def _made(made: tuple[Path, ...], lang: str) -> None:
    """What was just made. The files of one stand below, where it is the newest; a batch is taken along in one."""
    names = t(lang, "board.comma").join(folder.name for folder in made)
    import_views.notice("info", t(lang, "pack.made", names=names))
    if len(made) > 1:
        downloads(made, lang, "made")


def downloads(folders: tuple[Path, ...], lang: str, key: str) -> None:
    """The files of one pack each, and everything with its manifest as ZIP."""
    files = [path for path in sorted(folders[0].glob("meeting*"))] if len(folders) == 1 else []
    forms = {name: form for form, name in FILES.items()}
    columns = [column for _ in range(-(-(len(files) + 1) // _BESIDE)) for column in st.columns(_BESIDE)]
    for column, path in zip(columns, files, strict=False):
        column.download_button(
            t(lang, "pack.download", form=t(lang, f"pack.format_{forms[path.name]}")), path.read_bytes,
            path.name.replace("meeting", folders[0].name), key=f"pack_{key}_{path.name}", on_click="ignore",
        )  # fmt: skip
    columns[len(files)].download_button(
        t(lang, "pack.download_all"), lambda: bundle(folders), f"{folders[0].name}.zip", _ZIP,
        key=f"pack_{key}_zip", on_click="ignore",
    )  # fmt: skip
