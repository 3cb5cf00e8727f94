"""The filter bar: one row of chips, shared by all pages and kept over page changes.

The Scope is the truth. What the reader clicked is read from the widgets at the start of a run
(`clicked`); before they are drawn again they are set from the Scope (`seed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

import streamlit as st

from board.model import Link
from board.text import LANGUAGES, t
from queries.scope import EVERYWHERE, Compare, Scope, Viewer
from ui.links import Catalogue, Place, apply, month_end, to_params, visible

HOST_PAGES = ("classes",)  # their subject is a class, so where it was held is a second filter
CLEARED = ("region", "level", "type", "host", "from", "to", "cmp")


def default(catalogue: Catalogue, viewer: Viewer, language: str) -> Scope:
    """What a reader sees first: all that the viewer may see, the last 12 months of data, a year ago."""
    return Scope(catalogue.version, presets(catalogue)["recent"], language=language, viewer=viewer)


def months(catalogue: Catalogue) -> list[date]:
    """The first days of all months of the data, in order."""
    first, last = (day.year * 12 + day.month - 1 for day in (catalogue.first_month, catalogue.last_month))
    return [date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1)]


def presets(catalogue: Catalogue) -> dict[str, tuple[date, date]]:
    """Common periods as (first day, last day), cut to the data; one without any data is left out."""
    last, every = catalogue.last_month, months(catalogue)
    second = last.year if last.month > 6 else last.year - 1  # the latest second half that has begun
    spans = {
        "recent": (every[-12:][0], last),
        "year": (date(last.year, 1, 1), last),
        "h1": (date(last.year, 1, 1), date(last.year, 6, 1)),
        "h2": (date(second, 7, 1), date(second, 12, 1)),
        "whole": (every[0], last),
    }
    cut = {name: (max(a, every[0]), min(b, last)) for name, (a, b) in spans.items()}
    return {name: (a, month_end(b)) for name, (a, b) in cut.items() if a <= b}


def clicked(scope: Scope, catalogue: Catalogue) -> tuple[Scope, tuple[str, ...]]:
    """The scope as the reader's clicks changed it, and the counties that became impossible by them."""
    held = st.session_state
    if "f_level" not in held:
        return scope, ()
    places = visible(catalogue, scope.viewer)
    possible = {place.code for place in counties(places, held["f_city"])}
    chosen = [code for code in held.get("f_county", []) if code in possible]
    lost = tuple(code for code in held.get("f_county", []) if code not in possible)
    first, last = held["f_from"], max(held["f_from"], held["f_to"])
    return scope.changed(
        region=region(places, held["f_city"], chosen),
        level=_ordered(held["f_level"], catalogue.names("levels", "zh")),
        training_type=_ordered(held["f_type"], catalogue.names("types", "zh")),
        host=_ordered(held.get("f_host", scope.host), [place.code for place in catalogue.regions]),
        period=(first, month_end(last)),
        compare=Compare(held["f_cmp"] or scope.compare),
        language=held["f_lang"] or scope.language,
    ), lost


def region(places: Iterable[Place], cities: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
    """Cities and counties chosen as one filter: a county takes the place of its city."""
    places = tuple(places)
    refined = {place.parent for place in places if place.code in chosen}
    codes = {*chosen, *(code for code in cities if code not in refined)}
    return tuple(place.code for place in places if place.code in codes)


def counties(places: Iterable[Place], cities: Sequence[str]) -> list[Place]:
    """The counties that can be chosen: those of the chosen cities, or all while no city is chosen.

    A county whose city the viewer may not see can always be chosen.
    """
    places = tuple(places)
    shown = {place.code for place in places}
    return [p for p in places if p.depth == 2 and (not cities or p.parent in cities or p.parent not in shown)]


def seed(scope: Scope, catalogue: Catalogue) -> None:
    """Set every widget that says something else than the scope."""
    places = visible(catalogue, scope.viewer)
    held = st.session_state
    if "f_city" not in held or region(places, held["f_city"], held.get("f_county", [])) != scope.region:
        inner = [p for p in places if p.depth == 2 and p.code in scope.region]
        outer = {p.code for p in places if p.depth == 1 and p.code in scope.region}
        outer |= {p.parent for p in inner} if outer else set()
        held["f_city"] = [p.code for p in places if p.code in outer]
        held["f_county"] = [p.code for p in inner]
    first, last = scope.period
    values = {
        "f_level": list(scope.level),
        "f_type": list(scope.training_type),
        "f_host": list(scope.host),
        "f_from": first,
        "f_to": last.replace(day=1),
        "f_preset": _preset(scope, catalogue),
        "f_cmp": str(scope.compare),
        "f_lang": scope.language,
    }
    for key, value in values.items():
        if key not in held or held[key] != value:
            held[key] = value


def draw(scope: Scope, catalogue: Catalogue, page: str) -> None:
    """Draw the chips. Call `seed` before."""
    lang = scope.language
    with _chip("region", lang, _region_text(scope, catalogue)):
        _draw_region(scope, catalogue)
    with _chip("level", lang, _list_text(scope.level, catalogue.names("levels", lang), lang)):
        _pills("level", catalogue.names("levels", lang), lang)
    first, last = scope.period
    span = t(lang, "frame.range", first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")
    with _chip("period", lang, span):
        _draw_period(scope, catalogue)
    with _chip("type", lang, _list_text(scope.training_type, catalogue.names("types", lang), lang)):
        _pills("type", catalogue.names("types", lang), lang)
    choices = {str(c): t(lang, f"frame.compare_{c}") for c in Compare}
    with _chip("compare", lang, choices[scope.compare]):
        label = t(lang, "frame.compare")
        st.pills(label, list(choices), format_func=choices.get, required=True, key="f_cmp")
    if page in HOST_PAGES:
        names = {place.code: getattr(place, lang) for place in catalogue.regions}
        with _chip("host", lang, _list_text(scope.host, names, lang)):
            _choose("host", names, lang, "any")
    _draw_clear(scope, catalogue)


def plain(text: str) -> str:
    """Text of the data for a place that reads Markdown: nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~$:<>&])", r"\\\1", text)


def switch_language(language: str) -> None:
    """The two languages, at the right of the header."""
    label = t(language, "frame.language")
    names = {code: t(language, f"frame.language_{code}") for code in LANGUAGES}
    st.segmented_control(
        label, list(names), format_func=names.get, required=True, key="f_lang", label_visibility="collapsed"
    )


def _chip(name: str, lang: str, value: str) -> st.delta_generator.DeltaGenerator:
    return st.popover(f"{t(lang, f'frame.{name}')} **{plain(value)}**", key=f"chip_{name}")


def _draw_region(scope: Scope, catalogue: Catalogue) -> None:
    lang, places = scope.language, visible(catalogue, scope.viewer)
    cities = {place.code: getattr(place, lang) for place in places if place.depth == 1}
    inner = {p.code: getattr(p, lang) for p in counties(places, st.session_state["f_city"])}
    _choose("city", cities, lang, "any_region")
    if inner:
        _choose("county", inner, lang, "any_region")


def _choose(name: str, names: dict[str, str], lang: str, hint: str) -> None:
    """A list to search and choose from; `names` by code, in order."""
    label, hint = t(lang, f"frame.{name}"), t(lang, f"frame.{hint}")
    st.multiselect(
        label, list(names), format_func=names.get, key=f"f_{name}", placeholder=hint, select_all=False
    )


def _pills(name: str, names: dict[str, str], lang: str) -> None:
    label = {code: plain(text) for code, text in names.items()}
    st.pills(
        t(lang, f"frame.{name}"), list(label), format_func=label.get, selection_mode="multi", key=f"f_{name}"
    )
    st.caption(t(lang, "frame.any"))


def _draw_period(scope: Scope, catalogue: Catalogue) -> None:
    lang, every, spans = scope.language, months(catalogue), presets(catalogue)
    names = {k: t(lang, f"frame.preset_{k}", year=first.year) for k, (first, _) in spans.items()}
    label = t(lang, "frame.preset")
    st.pills(
        label, list(names), format_func=names.get, key="f_preset", on_change=_use_preset, args=(spans,)
    )
    left, right = st.columns(2)
    first = st.session_state["f_from"]
    left.selectbox(t(lang, "frame.from"), every, format_func="{:%Y-%m}".format, key="f_from")
    later = [month for month in every if month >= first]
    right.selectbox(t(lang, "frame.to"), later, format_func="{:%Y-%m}".format, key="f_to")


def _use_preset(spans: dict[str, tuple[date, date]]) -> None:
    if chosen := st.session_state["f_preset"]:
        first, last = spans[chosen]
        st.session_state["f_from"], st.session_state["f_to"] = first, last.replace(day=1)


def _preset(scope: Scope, catalogue: Catalogue) -> str | None:
    """The common period that is the scope's; the one clicked, when two are the same."""
    same = [name for name, span in presets(catalogue).items() if span == scope.period]
    held = st.session_state.get("f_preset")
    return held if held in same else next(iter(same), None)


def _draw_clear(scope: Scope, catalogue: Catalogue) -> None:
    fresh = to_params(default(catalogue, scope.viewer, scope.language))
    now = to_params(scope)
    if any(now[name] != fresh[name] for name in CLEARED):
        link = Link(params=tuple((name, fresh[name]) for name in CLEARED))
        lang = scope.language
        st.button(
            t(lang, "frame.clear"), key="f_clear", type="tertiary", help=t(lang, "frame.clear_help"),
            on_click=apply, args=(link,),
        )  # fmt: skip


def _region_text(scope: Scope, catalogue: Catalogue) -> str:
    names = {place.code: getattr(place, scope.language) for place in catalogue.regions}
    if not scope.region and scope.viewer.regions == EVERYWHERE:
        return next(iter(names.values()), t(scope.language, "frame.all"))
    codes = scope.region or _ordered(scope.viewer.regions, names)
    return _list_text(codes, names, scope.language) if codes else t(scope.language, "frame.nowhere")


def _list_text(codes: Sequence[str], names: dict[str, str], lang: str) -> str:
    if not codes:
        return t(lang, "frame.all")
    first, *more = (names[code] for code in codes)
    if not more:
        return first
    if len(more) == 1:
        return t(lang, "frame.joined", first=first, second=more[0])
    return t(lang, "frame.several", first=first, count=len(codes))


def _ordered(codes: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in known if code in set(codes))
