"""The filter bar's chips: what each says and offers. A choice is a change of the address, so nothing is kept here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from board.text import t
from queries.periods import month_end, recent
from queries.scope import EVERYWHERE, Compare, Scope, Viewer
from ui.links import ALL, Catalogue, to_params, visible

HOST_PAGES = ("classes",)  # their subject is a class, so where it was held is a second filter
CLEARED = ("region", "level", "type", "host", "from", "to", "cmp")


def default(catalogue: Catalogue, viewer: Viewer, language: str) -> Scope:
    """What a reader sees first: all that the viewer may see, the last two half-years of data, a year ago."""
    return Scope(catalogue.version, presets(catalogue)["recent"], language=language, viewer=viewer)


def months(catalogue: Catalogue) -> list[date]:
    """The first days of all months of the data, in order."""
    first, last = (day.year * 12 + day.month - 1 for day in (catalogue.first_month, catalogue.last_month))
    return [date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1)]


def presets(catalogue: Catalogue) -> dict[str, tuple[date, date]]:
    """Common periods as (first day, last day), cut to the data; one without any data is left out. All are made of whole
    half-years, the last one up to the end of the data (queries/periods.py says why).
    """
    last, every = catalogue.last_month, months(catalogue)
    second = last.year if last.month > 6 else last.year - 1  # the latest second half that has begun
    spans = {
        "recent": recent(every[0], last),
        "year": (date(last.year, 1, 1), last),
        "h1": (date(last.year, 1, 1), date(last.year, 6, 1)),
        "h2": (date(second, 7, 1), date(second, 12, 1)),
        "whole": (every[0], last),
    }
    cut = {name: (max(a, every[0]), min(b, last)) for name, (a, b) in spans.items()}
    return {name: (a, month_end(b)) for name, (a, b) in cut.items() if a <= b}


def chips(scope: Scope, catalogue: Catalogue, page: str) -> list[dict]:
    """The chips of a page from left to right: `name`, `label`, `value` as read, `set` if something is
    chosen, and `parts`, the controls behind it. A part says its `kind` (pick | one | presets | months)
    and which parameters of the address it writes; options are (code, text[, code of the one above]).
    """
    lang = scope.language
    levels, types = (catalogue.names(name, lang) for name in ("levels", "types"))
    first, last = scope.period
    span = t(lang, "frame.range", first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")
    compared = {str(c): t(lang, f"frame.compare_{c}") for c in Compare}
    one = {"kind": "one", "param": "cmp", "options": list(compared.items()), "chosen": [str(scope.compare)]}
    found = [
        _chip("region", lang, _region_text(scope, catalogue), _regions(scope, catalogue)),
        _chip("level", lang, _list_text(scope.level, levels, lang), _pick("level", levels, scope.level, lang)),
        _chip("period", lang, span, _preset_part(scope, catalogue), _month_part(scope, catalogue)),
        _chip("type", lang, _list_text(scope.training_type, types, lang), _pick("type", types, scope.training_type, lang)),
        _chip("compare", lang, compared[str(scope.compare)], one),
    ]
    if page in HOST_PAGES:
        names = {place.code: getattr(place, lang) for place in catalogue.regions}
        part = _pick("host", names, scope.host, lang) | {"search": t(lang, "frame.search")}
        found.append(_chip("host", lang, _list_text(scope.host, names, lang), part))
    return found


def clear(scope: Scope, catalogue: Catalogue) -> dict | None:
    """The way back to the first view, as `text`, `help` and `params`; None when it is the present one."""
    lang, now = scope.language, to_params(scope)
    fresh = to_params(default(catalogue, scope.viewer, lang))
    if all(now[name] == fresh[name] for name in CLEARED):
        return None
    params = [(name, fresh[name]) for name in CLEARED]
    return {"text": t(lang, "frame.clear"), "help": t(lang, "frame.clear_help"), "params": params}


def _chip(name: str, lang: str, value: str, *parts: dict) -> dict:
    chosen = value != t(lang, "frame.all")  # a phone leaves the label out beside a chosen value
    return {"name": name, "label": t(lang, f"frame.{name}"), "value": value, "set": chosen, "parts": parts}


def _pick(param: str, names: Mapping[str, str], chosen: Sequence[str], lang: str) -> dict:
    """A list to tick; nothing ticked means all."""
    options, hint = list(names.items()), t(lang, "frame.any")
    return {"kind": "pick", "param": param, "options": options, "chosen": chosen, "hint": hint, "all": ALL}


def _regions(scope: Scope, catalogue: Catalogue) -> dict:
    """Cities, each with its counties below it; a county whose city the viewer may not see stands alone."""
    lang, places = scope.language, visible(catalogue, scope.viewer)
    shown = {place.code for place in places if place.depth == 1}
    options = [
        (place.code, getattr(place, lang), *([place.parent] if place.parent in shown else []))
        for place in places
        if place.depth > 0
    ]
    part = _pick("region", {}, scope.region, lang)
    return part | {
        "options": options, "search": t(lang, "frame.search"), "hint": t(lang, "frame.any_region"),
        "open": t(lang, "frame.counties_of", name="{name}"),
    }  # fmt: skip


def _preset_part(scope: Scope, catalogue: Catalogue) -> dict:
    lang = scope.language
    options = [
        (t(lang, f"frame.preset_{name}", year=a.year), f"{a:%Y-%m}", f"{b:%Y-%m}", (a, b) == scope.period)
        for name, (a, b) in presets(catalogue).items()
    ]
    return {"kind": "presets", "label": t(lang, "frame.preset"), "options": options}


def _month_part(scope: Scope, catalogue: Catalogue) -> dict:
    lang, (first, last) = scope.language, scope.period
    return {
        "kind": "months", "options": [f"{month:%Y-%m}" for month in months(catalogue)],
        "ends": [("from", t(lang, "frame.from"), f"{first:%Y-%m}"), ("to", t(lang, "frame.to"), f"{last:%Y-%m}")],
    }  # fmt: skip


def _region_text(scope: Scope, catalogue: Catalogue) -> str:
    names = {place.code: getattr(place, scope.language) for place in catalogue.regions}
    if not scope.region and scope.viewer.regions == EVERYWHERE:
        return next(iter(names.values()), t(scope.language, "frame.all"))
    codes = scope.region or [code for code in names if code in scope.viewer.regions]
    return _list_text(codes, names, scope.language) if codes else t(scope.language, "frame.nowhere")


def _list_text(codes: Iterable[str], names: Mapping[str, str], lang: str) -> str:
    if not codes:
        return t(lang, "frame.all")
    first, *more = (names[code] for code in codes)
    if not more:
        return first
    if len(more) == 1:
        return t(lang, "frame.joined", first=first, second=more[0])
    return t(lang, "frame.several", first=first, count=len(codes))
