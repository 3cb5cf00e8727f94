"""The filter bar: one row of chips, shared by all pages and kept over page changes.

The Scope is the truth. What the reader clicked is read from the widgets at the start of a run
(`clicked`); before they are drawn again they are set from the Scope (`seed`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import streamlit as st

from board.model import Link
from board.text import LANGUAGES, t
from queries.scope import EVERYWHERE, Compare, Scope, Viewer
from ui.links import Catalogue, Place, apply, month_end, to_params, visible

HOST_PAGES = ("classes",)  # their subject is a class, so where it was held is a second filter
WIDGETS = ("city", "county", "level", "type", "host", "from", "to", "preset", "cmp")
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
    held = {name: st.session_state.get(_key(name)) for name in WIDGETS}
    if held["level"] is None:
        return scope, ()
    places = visible(catalogue, scope.viewer)
    possible = {place.code for place in counties(places, held["city"])}
    chosen = [code for code in held["county"] or () if code in possible]
    first, last = held["from"], max(held["from"], held["to"])
    changed = scope.changed(
        region=region(places, held["city"], chosen),
        level=_ordered(held["level"], catalogue.names("levels", "zh")),
        training_type=_ordered(held["type"], catalogue.names("types", "zh")),
        host=_ordered(held["host"] or (), [place.code for place in catalogue.regions]),
        period=(first, month_end(last)),
        compare=Compare(held["cmp"] or scope.compare),
        language=st.session_state["f_lang"] or scope.language,
    )
    return changed, tuple(code for code in held["county"] or () if code not in possible)


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
    """Set the widgets from the scope, at every run.

    A widget in a closed chip is not in the page: it neither learns a new value nor forgets its old one,
    and would send that back with the next click. So whenever they are to say something else than they
    do, or in other words, all get new keys.
    """
    held = st.session_state
    values = _values(scope, catalogue)
    held["f_lang"] = scope.language
    said = (scope.language, scope.version)
    if held.get("said") != said or any(held.get(_key(name)) != value for name, value in values.items()):
        for name in WIDGETS:
            held.pop(_key(name), None)
        held.update(said=said, generation=held.get("generation", 0) + 1)
    held.update({_key(name): value for name, value in values.items()})


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
        st.pills(
            label, list(choices), format_func=_named(choices), required=True, key=_key("cmp"),
            label_visibility="collapsed",
        )  # fmt: skip
    if page in HOST_PAGES:
        names = {place.code: getattr(place, lang) for place in catalogue.regions}
        with _chip("host", lang, _list_text(scope.host, names, lang)):
            _choose("host", names, lang, "any")
    _draw_clear(scope, catalogue)


def plain(text: str) -> str:
    """Text of the data for a place that reads Markdown: nothing in it is markup."""
    return re.sub(r"([\\`*_\[\]~$:<>&])", r"\\\1", text)


def switch_language(language: str) -> None:
    """The two languages, at the right of the header."""
    label = t(language, "frame.language")
    names = {code: t(language, f"frame.language_{code}") for code in LANGUAGES}
    st.segmented_control(
        label, list(names), format_func=_named(names), required=True, key="f_lang",
        label_visibility="collapsed",
    )  # fmt: skip


def _key(name: str) -> str:
    return f"f_{name}_{st.session_state.get('generation', 0)}"


def _values(scope: Scope, catalogue: Catalogue) -> dict[str, object]:
    """What each widget says for the scope. The reader's own way to say the same region is kept."""
    places = visible(catalogue, scope.viewer)
    cities, inner = (st.session_state.get(_key(name), []) for name in ("city", "county"))
    if region(places, cities, inner) != scope.region:
        inner = [p.code for p in places if p.depth == 2 and p.code in scope.region]
        outer = {p.code for p in places if p.depth == 1 and p.code in scope.region}
        outer |= {p.parent for p in places if p.code in inner} if outer else set()
        cities = [p.code for p in places if p.code in outer]
    first, last = scope.period
    return {
        "city": cities,
        "county": inner,
        "level": list(scope.level),
        "type": list(scope.training_type),
        "host": list(scope.host),
        "from": first,
        "to": last.replace(day=1),
        "preset": _preset(scope, catalogue),
        "cmp": str(scope.compare),
    }


def _chip(name: str, lang: str, value: str) -> st.delta_generator.DeltaGenerator:
    mark = "*" if value == t(lang, "frame.all") else "**"  # a phone leaves the name out beside a chosen value
    return st.popover(f"{t(lang, f'frame.{name}')} {mark}{plain(value)}{mark}", key=f"chip_{name}")


def _draw_region(scope: Scope, catalogue: Catalogue) -> None:
    lang, places = scope.language, visible(catalogue, scope.viewer)
    cities = {place.code: getattr(place, lang) for place in places if place.depth == 1}
    inner = _unlike(counties(places, st.session_state[_key("city")]), places, lang)
    _choose("city", cities, lang, "any_region")
    if inner:
        _choose("county", inner, lang, "any_region")


def _unlike(some: list[Place], places: tuple[Place, ...], lang: str) -> dict[str, str]:
    """Their names, with the city's where two have the same: the page knows a choice by its name only."""
    names, cities = [getattr(p, lang) for p in some], {p.code: getattr(p, lang) for p in places}
    long = [t(lang, "frame.within", name=getattr(p, lang), city=cities.get(p.parent, "")) for p in some]
    return {
        p.code: name if names.count(name) == 1 else full
        for p, name, full in zip(some, names, long, strict=True)
    }


def _named(names: dict[str, str]) -> Callable[[str], str]:
    """How a list names a code: a code that has just left the list is still asked for once."""
    return lambda code: names.get(code, code)


def _choose(name: str, names: dict[str, str], lang: str, hint: str) -> None:
    """A list to search and choose from; `names` by code, in order."""
    label, hint = t(lang, f"frame.{name}"), t(lang, f"frame.{hint}")
    st.multiselect(
        label, list(names), format_func=_named(names), key=_key(name), placeholder=hint, select_all=False
    )


def _pills(name: str, names: dict[str, str], lang: str) -> None:
    label = {code: plain(text) for code, text in names.items()}
    st.pills(
        t(lang, f"frame.{name}"), list(label), format_func=_named(label), selection_mode="multi",
        key=_key(name), label_visibility="collapsed",
    )  # fmt: skip
    st.caption(t(lang, "frame.any"))


def _draw_period(scope: Scope, catalogue: Catalogue) -> None:
    lang, every, spans = scope.language, months(catalogue), presets(catalogue)
    names = {k: t(lang, f"frame.preset_{k}", year=first.year) for k, (first, _) in spans.items()}
    label = t(lang, "frame.preset")
    st.pills(
        label, list(names), format_func=_named(names), key=_key("preset"), on_change=_use_preset,
        args=(spans,),
    )  # fmt: skip
    left, right = st.columns(2)
    first = st.session_state[_key("from")]
    left.selectbox(t(lang, "frame.from"), every, format_func="{:%Y-%m}".format, key=_key("from"))
    later = [month for month in every if month >= first]
    right.selectbox(t(lang, "frame.to"), later, format_func="{:%Y-%m}".format, key=_key("to"))


def _use_preset(spans: dict[str, tuple[date, date]]) -> None:
    if chosen := st.session_state[_key("preset")]:
        first, last = spans[chosen]
        st.session_state[_key("from")], st.session_state[_key("to")] = first, last.replace(day=1)


def _preset(scope: Scope, catalogue: Catalogue) -> str | None:
    """The common period that is the scope's; the one clicked, when two are the same."""
    same = [name for name, span in presets(catalogue).items() if span == scope.period]
    held = st.session_state.get(_key("preset"))
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
