"""The files of the import page that a person describes: opened, corrected, and handed on as steps of a build."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import streamlit as st

from board.text import t
from data.faults import Refused, masked
from data.form_rows import codes_of
from data.form_shapes import earlier, fitting
from data.form_spec import write
from data.versions import default_warehouse
from ui import import_form, import_views
from ui.import_job import Step


def take(held: dict) -> None:
    """Opens a desk for each file in which nothing is recognised."""
    held.update(desks={}, likes={}, codes=codes_of(default_warehouse()), earlier=earlier(default_warehouse()))
    for number, seen in enumerate(held["looks"]):
        if not seen.sources:
            described(held, number)


def described(held: dict, number: int) -> None:
    """Opens a desk for a file; one that cannot be read keeps the notes that say why."""
    path, codes = held["looks"][number].path, held["codes"]
    try:
        like = fitting(path, codes, held["earlier"])
        desk = import_form.open_desk(path, codes, held["folder"].path, like[1] if like else None)
    except Refused as error:
        looks = held["looks"]
        held["looks"] = (*looks[:number], replace(looks[number], notes=error.notes), *looks[number + 1 :])
        return
    held["desks"][number] = desk
    held["likes"][number] = like[0] if like else ""
    held.update(checked=None, published=None)


def forget(held: dict, number: int) -> None:
    """Back to what was recognised."""
    held["desks"].pop(number)
    held.update(checked=None, published=None)


def draw(held: dict, number: int, lang: str) -> bool:
    """One file to be described. Whether it can be checked."""
    desk, seen, like = held["desks"][number], held["looks"][number], held["likes"][number]
    st.markdown(f"#### {masked(seen.path.name).translate(import_views.PLAIN)}")
    said = t(lang, "import_form.same_headings", name=like) if like else t(lang, "import_form.unknown_file")
    import_views.notice("info", said)
    if seen.sources:
        st.button(t(lang, "import_form.as_before"), key=f"import_as_before_{number}", on_click=forget, args=(held, number))
    try:
        fresh = import_form.edit(desk, held["codes"], lang, f"import_form_{held['round']}_{number}", held["folder"].path)
        moved = fresh.turn != desk.turn
        if fresh != desk:
            held["desks"][number] = fresh
            held.update(checked=None, published=None)
        if moved:
            st.rerun()
        usable = import_form.first_rows(fresh, held["codes"], lang)
    except Refused as error:
        reason = " ".join(getattr(said, lang) for said in error.notes)
        import_views.notice("warning", t(lang, "import_form.cannot", reason=reason))
        return False
    _download(fresh, lang, number)
    return usable


def steps(held: dict, folder: Path) -> tuple[Step, ...]:
    """What the files bring, those with classes first: one step for all that were recognised, one for each described."""
    plain = tuple(seen.path for i, seen in enumerate(held["looks"]) if i not in held["desks"])
    kinds = {source.kind for i, seen in enumerate(held["looks"]) if i not in held["desks"] for source in seen.sources}
    found = [(("classes" in kinds), Step(plain))] if plain else []
    for number, desk in held["desks"].items():
        profile = write(desk.now, desk.path.name, folder / f"{number}")
        found.append(("classes" in (*desk.now.brings, desk.now.kind), Step((desk.path,), profile)))
    return tuple(step for _, step in sorted(found, key=lambda pair: not pair[0]))


def _download(desk: import_form.Desk, lang: str, number: int) -> None:
    name = t(lang, "import_form.file_name", name=desk.path.stem)

    def packed() -> bytes:
        folder = write(desk.now, desk.path.name, desk.held.place.parent / "profile")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
            for path in sorted(folder.iterdir()):
                parts.write(path, f"{desk.path.stem}.profile/{path.name}")
        return out.getvalue()

    st.download_button(t(lang, "import_form.download"), packed, name, "application/zip", key=f"import_profile_{number}",
                       on_click="ignore")  # fmt: skip
