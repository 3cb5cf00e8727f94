"""The list of earlier packs: what each is of, whether it is unaltered, what it replaces or is replaced by; one is chosen."""

from __future__ import annotations

from pathlib import Path

import orjson
import streamlit as st

from board.scope_words import region_text
from board.text import t
from data.versions import default_warehouse
from packs import proof, seal
from packs.make import FOLDER
from packs.store import Pack
from queries.door import catalogue
from queries.scope import EVERYWHERE, Audience, Scope
from queries.warehouse import Catalogue
from ui import import_views

_LISTED = 12  # packs verified for the list; any can be chosen


def choose(earlier: tuple[Pack, ...], scope: Scope) -> tuple[Pack, Path] | None:
    """The chosen one of `earlier` (newest first) and its folder, unless it was altered or there is none to be seen."""
    lang, house = scope.language, default_warehouse()
    seen = [(pack, made) for pack in earlier if _may_see(made := _asked(house / FOLDER / pack.number), scope)]
    if not seen:
        return None
    replaced = {pack.replaces: pack.number for pack in reversed(earlier) if pack.replaces}
    with st.container():
        _listed(seen, replaced, scope)
    names = {pack.number: f"{pack.number} {pack.title}" for pack, _ in seen}
    number = st.selectbox(t(lang, "pack.choose_pack"), list(names), format_func=names.__getitem__)
    pack, folder = next(pack for pack, _ in seen if pack.number == number), house / FOLDER / number
    if proof.altered(folder, house):
        import_views.notice("warning", t(lang, "pack.not_compared"))
        return None
    with st.container():
        if number in replaced:
            import_views.notice("warning", t(lang, "pack.use_newer", number=replaced[number]))
    return pack, folder


def _asked(folder: Path) -> Scope | None:
    """What a pack was asked for; None if it cannot be read."""
    try:
        return seal.scope_read(orjson.loads((folder / seal.MANIFEST).read_bytes())["scope"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _may_see(made: Scope | None, scope: Scope) -> bool:
    """A restricted reader sees packs of the same regions and readers only; the unrestricted also broken ones."""
    if made is None:
        return scope.viewer.regions == EVERYWHERE
    return scope.viewer.regions in (EVERYWHERE, made.viewer.regions) and scope.audience in (Audience.INSIDE, made.audience)


def _listed(seen: list[tuple[Pack, Scope | None]], replaced: dict[str, str], scope: Scope) -> None:
    lang, known = scope.language, catalogue(scope)
    keys = ("number", "col_title", "col_scope", "when", "who", "version", "check")
    lines = [
        (p.number, p.title, _place(made, known, lang), p.made, p.who or "–", p.version, _state(p, replaced, lang))
        for p, made in seen[:_LISTED]
    ]
    import_views.table([t(lang, f"pack.{key}") for key in keys], lines)
    if len(seen) > _LISTED:
        st.caption(t(lang, "pack.older", shown=_LISTED, count=len(seen)))


def _place(made: Scope | None, known: Catalogue, lang: str) -> str:
    """Region or class, and whether it is for readers outside."""
    if made is None:
        return "–"
    try:
        place = made.class_id or region_text(made.changed(language=lang), known)
    except KeyError:  # of another version's regions
        place = ", ".join(made.region)
    outside = [t(lang, "pack.audience_outside")] * (made.audience is Audience.OUTSIDE)
    return t(lang, "paper.item_mark").join([place, *outside])


def _state(pack: Pack, replaced: dict[str, str], lang: str) -> str:
    """Whether it is unaltered, what it corrects, what corrects it."""
    house, joint = default_warehouse(), t(lang, "paper.item_mark")
    found = t(lang, "board.comma").join(proof.altered(house / FOLDER / pack.number, house))
    said = [t(lang, "pack.check_bad", names=found) if found else t(lang, "pack.check_good")]
    said += [t(lang, "pack.replaces_it", number=pack.replaces)] if pack.replaces else []
    said += [t(lang, "pack.replaced_by", number=replaced[pack.number])] if pack.number in replaced else []
    return joint.join(said)
