"""The header and the filter bar: one component above every page, so that a click sends one message for all of it.

What a reader chooses there becomes a new address, which the frame reads as it reads any link. Only taking
another version is an event, because a version may be a session's own without standing in the address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import orjson
import streamlit as st

from board.text import LANGUAGES, t
from queries.scope import Scope
from ui import board_files, filters
from ui.links import Catalogue
from ui.navigation import MORE, PAGES, SAME_FOR_ALL, SHOWN
from ui.server import top_url

_KEY = "top"


@dataclass(frozen=True)
class Offer:
    """The published version, offered where it is not the scope's, and whether the address pins the scope's."""

    published: str
    pinned: bool


def draw(scope: Scope, catalogue: Catalogue, page: str, version: Offer, switch: Callable[[str], None]) -> None:
    """Draws the header and, on a page with filters, the bar; `switch` gets the version a reader takes."""

    def arrived() -> None:
        event = st.session_state[_KEY].event
        if event:
            switch(event["version"])

    data = orjson.dumps(payload(scope, catalogue, page, version))
    _top(data=data, key=_KEY, on_event_change=arrived)


def payload(scope: Scope, catalogue: Catalogue, page: str, version: Offer) -> dict:
    """What the component is told; all texts are final."""
    lang, filtered = scope.language, page in PAGES and page not in SAME_FOR_ALL
    return {
        "lang": lang, "page": page, "home": PAGES[0], "version": scope.version,
        "brand": t(lang, "frame.brand"), "latin": t(lang, "frame.brand_latin"),
        "navigation": t(lang, "frame.navigation"), "pages": _named(SHOWN, lang), "more": _named(MORE, lang),
        "more_text": t(lang, "frame.more"), "title": t(lang, f"frame.page_{page}"), "language": t(lang, "frame.language"),
        "languages": [(code, t(lang, f"frame.language_{code}")) for code in LANGUAGES],
        "chips": filters.chips(scope, catalogue, page) if filtered else [], "filters": t(lang, "frame.filters"),
        "clear": filters.clear(scope, catalogue) if filtered else None,
        "stamp": _stamp(scope, catalogue, version), "newer": _newer(scope, version),
    }  # fmt: skip


def _named(pages: tuple[str, ...], lang: str) -> list[tuple[str, str]]:
    return [(name, t(lang, f"frame.page_{name}")) for name in pages]


def _stamp(scope: Scope, catalogue: Catalogue, version: Offer) -> str:
    lang, key = scope.language, "pinned" if version.pinned else "version"
    as_of = t(lang, "frame.as_of", day=f"{catalogue.as_of:%Y-%m-%d}")
    return f"{as_of} · {t(lang, f'frame.{key}', version=scope.version)}"


def _newer(scope: Scope, version: Offer) -> dict | None:
    if version.published == scope.version:
        return None
    key = "newer" if version.published > scope.version else "current"
    return {"text": t(scope.language, f"frame.{key}", version=version.published), "version": version.published}


_top = st.components.v2.component("xunxiao_top", js=board_files.loader(top_url()), isolate_styles=False)
