"""The files of the import page that a person describes: opened, corrected, and handed on as steps of a build."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import streamlit as st

from board.text import t
from data import profiles
from data.codes import Codes
from data.faults import Refused, masked
from data.fields import kinds
from data.form import Form, begin
from data.form_rows import Sample, sample
from data.form_shapes import as_before, beside_known, carried, earlier, fitting, same
from data.form_spec import write
from data.look import Look
from data.own_codes import extended, folder_of, in_use, joined, write_lists
from data.rejects import mark_of
from data.versions import current, default_warehouse
from ui import import_form, import_mended, import_views
from ui.import_job import Step

_FIRST = {"classes", "cadres", "org_units"}  # what rows of other files point at

_ODD = {"letters_unexplained", "yes_is_present", "total_missing", "name_with_post"}
_OF_FILE = {"read_as", "class_there", "foot_rows", "heading_again", "hidden_sheet", "hidden_rows", "hidden_columns"}


def take(held: dict, digests: dict[Path, str]) -> None:
    """Opens a desk for each file in which nothing is recognised; those open already stay as they are.

    `digests`: path -> content hash of what is handed in now.
    """
    warehouse = default_warehouse()
    digests = _with_sheets(held, digests)
    held.update(codes=in_use(warehouse), earlier=(*held.get("brought", ()), *earlier(warehouse)))
    before = {(desk.path, held["digests"].get(desk.path)): (desk, held["likes"][n]) for n, desk in held["desks"].items()}
    described_before = [(path, digest, desk.now) for (path, digest), (desk, _) in before.items() if digest and desk.now]
    held["forms"] |= {mark_of(digest, form.sheet): (path, form) for path, digest, form in described_before}
    held["digests"] = digests
    given = import_mended.forms(held, held["forms"])
    held["replaces"] |= {path: names for (path, digest), names in held.get("instead", {}).items()
                         if digests.get(path) == digest}  # fmt: skip
    held.update(desks={}, likes={}, profiled=_profiled(held))
    for number, seen in enumerate(held["looks"]):
        known = before.get((seen.path, held["digests"].get(seen.path)))
        if known:
            held["desks"][number], held["likes"][number] = known
        elif seen.path not in {*held["profiled"], *held["lost"]} and (not seen.sources or seen.path in given):
            described(held, number, given.get(seen.path))


def _with_sheets(held: dict, digests: dict[Path, str]) -> dict[Path, str]:
    """Keeps what was opened beside a workbook that is still handed in: its other sheets."""
    sheets = {path: digest for path, digest in held["sheets"].items() if digest in digests.values()}
    held.update(sheets=sheets, looks=(*held["looks"], *(Look(path, (), ()) for path in sheets)))
    return digests | sheets


def described(held: dict, number: int, form: Form | None = None) -> None:
    """Opens a desk for a file; one that cannot be read keeps the notes that say why."""
    path, codes, looks = held["looks"][number].path, held["codes"], held["looks"]
    known = as_before(path, held["digests"].get(path, ""), default_warehouse())
    again = None if form or not known or not known[2] else known[:2]  # the same file once more: as it was described
    try:
        like = again or (None if form else fitting(path, codes, held["earlier"]))
        desk = import_form.open_desk(path, codes, held["folder"].path, form or (like[1] if like else None))
        desk = desk if form or again else _beside_known(desk)
    except Refused as error:
        held["looks"] = (*looks[:number], replace(looks[number], notes=error.notes), *looks[number + 1 :])
        return
    held["desks"][number], held["likes"][number] = desk, like[0] if like else ""
    offered = known and not known[2] and not held["replaces"].get(path) and same(desk.form, known[1])
    held["corrects"] = {**held.get("corrects", {}), path: known[:2] if offered else None}
    held.update(checked=None, published=None)


def corrected(held: dict, number: int) -> None:
    """The file takes the place of the published one of its name, under the same answers."""
    path = held["looks"][number].path
    name, form = held["corrects"][path]
    held["replaces"][path] = (name,)
    held["instead"] = {**held.get("instead", {}), (path, held["digests"].get(path)): (name,)}
    described(held, number, form)


def _beside_known(desk: import_form.Desk) -> import_form.Desk:
    """The desk with what it says of a class that the data hold already."""
    found, told = beside_known(desk.form, default_warehouse())
    return replace(desk, form=found, sheets=replace(desk.sheets, notes=(*desk.sheets.notes, *told)))


def another_sheet(held: dict, number: int, name: str) -> None:
    """The same workbook once more, beside the first, so that another of its sheets is described too."""
    seen = held["looks"][number]
    folder = held["folder"].path / "sheets" / str(len(held["looks"]))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seen.path.stem} ({name}){seen.path.suffix}"
    shutil.copyfile(seen.path, path)
    held["looks"] = (*held["looks"], Look(path, (), ()))
    held["sheets"][path] = held["digests"][path] = held["digests"].get(seen.path, "")
    try:
        form, _ = begin(path, held["codes"], name)
    except Refused as error:
        held["looks"] = (*held["looks"][:-1], Look(path, (), error.notes))
        return
    before = held["desks"][number].now  # what was said of the first sheet holds for one of the same headings
    described(held, len(held["looks"]) - 1, carried(form, before) if before and same(form, before) else form)


def settle(held: dict) -> None:
    """Keeps the answers when their fields are no longer drawn, should more files be handed in later."""
    held["desks"] = {n: replace(desk, form=desk.now or desk.form, turn=desk.turn + 1) for n, desk in held["desks"].items()}


def forget(held: dict, number: int) -> None:
    """Back to what was recognised."""
    held["desks"].pop(number)
    held.update(checked=None, published=None)


def draw(held: dict, number: int, lang: str) -> bool:
    """One file to be described. Whether it can be checked."""
    desk, seen = held["desks"][number], held["looks"][number]
    st.markdown(f"#### {masked(seen.path.name).translate(import_views.PLAIN)}")
    _about(held, number, lang)
    _other_sheets(held, number, lang)
    _correction(held, number, lang)
    if seen.sources:
        st.button(t(lang, "import_form.as_before"), key=f"import_as_before_{number}", on_click=forget, args=(held, number))
    try:
        others = _codes(held, leaving_out=number)
        fresh = import_form.edit(desk, others, lang, f"import_form_{held['round']}_{number}", held["folder"].path)
        if fresh != desk:
            held["desks"][number] = fresh
            if fresh.now != desk.now and desk.now:
                held.update(checked=None, published=None)
        own = desk.now is not None and fresh.now.own != desk.now.own  # other files may name these places
        if fresh.turn != desk.turn or bool(fresh.past) != bool(desk.past) or own:  # the button that undoes stands above
            st.rerun()
        codes = _codes(held)
        usable = import_form.first_rows(fresh, _sample(held, fresh, codes), codes, lang)
    except Refused as error:
        reason = " ".join(getattr(said, lang) for said in error.notes)
        import_views.notice("warning", t(lang, "import_form.cannot", reason=reason))
        return False
    _download(held, number, lang)
    return usable


def steps(held: dict, folder: Path) -> tuple[Step, ...]:
    """What the files bring, those that others point at first: a step for what was recognised, one for each other file."""
    read = held["profiled"]
    plain = [seen for i, seen in enumerate(held["looks"]) if i not in held["desks"] and seen.path not in read]
    alone = [seen for seen in plain if seen.path in held["replaces"]]
    instead = {held["replaces"][seen.path]: [] for seen in alone}  # the sheets of a workbook take its place together
    for seen in alone:
        instead[held["replaces"][seen.path]].append(seen)
    together = [[seen for seen in plain if seen not in alone and first == bool(_kinds([seen]) & _FIRST)]
                for first in ((True, False) if held["desks"] else ())] or [[s for s in plain if s not in alone]]  # fmt: skip
    own = _own_lists(held, folder / "codes")
    found = [(_kinds(group), Step(tuple(s.path for s in group), None, held["replaces"].get(group[0].path, ()), own))
             for group in (*together, *instead.values()) if group]  # fmt: skip
    found += [({"classes"}, Step(read, held["profile"], codes=own))] if read else []
    for number, desk in held["desks"].items():
        profile = write(desk.now, desk.path.name, folder / f"{number}")
        brought = {*desk.now.brings, desk.now.kind}
        found.append((brought, Step((desk.path,), profile, held["replaces"].get(desk.path, ()), own)))
    order = list(kinds())
    return tuple(step for _, step in sorted(found, key=lambda pair: min(map(order.index, pair[0]))))


def described_steps(held: dict) -> list[tuple[int, Step]]:
    """The steps of files that are described, each with the number of its desk."""
    paths = {desk.path: i for i, desk in held["desks"].items()}
    return [(paths[step.sources[0]], step) for step in held["steps"] if step.sources[0] in paths]


def news(held: dict, told: dict) -> dict:
    """What a job said, without what stands above it already."""
    notes = [note for seen in held["looks"] for note in seen.notes]
    notes += [note for desk in held["desks"].values() for note in desk.held.staged.notes]
    above = {(note.zh, note.en) for note in notes}
    return {**told, "notes": [pair for pair in told.get("notes", ()) if tuple(pair) not in above]}


def _sample(held: dict, desk: import_form.Desk, codes: Codes) -> tuple[Sample, ...]:
    """The first rows; read anew only for a file of which something was changed, so that other files cost nothing."""
    kept, asked = held.setdefault("samples", {}), (desk.held.place, desk.now, codes)
    if kept.get(desk.path, ((),))[0] != asked:
        kept[desk.path] = asked, sample(desk.held, desk.now, codes)
    return kept[desk.path][1]


def _codes(held: dict, leaving_out: int | None = None) -> Codes:
    """The lists in use with the places and levels that the files bring."""
    owns = [desk.now.own for number, desk in held["desks"].items() if desk.now and desk.now.own and number != leaving_out]
    return extended(held["codes"], joined(owns), current(default_warehouse()) is None) if owns else held["codes"]


def _own_lists(held: dict, folder: Path) -> Path | None:
    codes = _codes(held)
    return write_lists(codes, folder_of(default_warehouse()), folder) if codes is not held["codes"] else None


def _profiled(held: dict) -> tuple[Path, ...]:
    """The files that the chosen profile reads; none unless all of them are there."""
    if not held.get("profile"):
        return ()
    try:
        return profiles.files(held["profile"], tuple(seen.path for seen in held["looks"]))
    except Refused:
        return ()


def _kinds(group: list) -> set[str]:
    return {source.kind for seen in group for source in seen.sources}


def _about(held: dict, number: int, lang: str) -> None:
    path, like = held["looks"][number].path, held["likes"][number]
    if path in held["mended"]:
        return  # said by import_mended
    sheets = held["desks"][number].sheets
    plain = t(lang, "import_form.proposed" if sheets.known else "import_form.unknown_file")
    import_views.notice("info", t(lang, "import_form.same_headings", name=masked(like)) if like else plain)
    for note in (*sheets.notes, *held["desks"][number].held.staged.notes):
        if note.code in _OF_FILE or not like:
            import_views.notice("warning" if note.code in _ODD else "info", getattr(note, lang))


def _correction(held: dict, number: int, lang: str) -> None:
    """Offers to put the file in place of the published one of the same name, or says that it will be."""
    path = held["looks"][number].path
    known, said = held.get("corrects", {}).get(path), held["replaces"].get(path, ())
    if known:
        st.button(t(lang, "import_form.corrects", name=masked(known[0])), key=f"import_corrects_{number}",
                  on_click=corrected, args=(held, number))  # fmt: skip
    elif said and path not in held["mended"]:
        import_views.notice("info", t(lang, "import_form.replaces", name=masked(said[0])))


def _other_sheets(held: dict, number: int, lang: str) -> None:
    """Offers the sheets of a workbook that nobody has described yet."""
    desk = held["desks"][number]
    taken = {other.form.sheet for other in held["desks"].values() if other.path.suffix == desk.path.suffix
             and other.sheets.names == desk.sheets.names}  # fmt: skip
    for place, name in enumerate(desk.sheets.names if len(desk.sheets.names) > 1 else ()):
        if name not in taken:
            st.button(t(lang, "import_form.another_sheet", sheet=masked(name)), key=f"import_sheet_{number}_{place}",
                      on_click=another_sheet, args=(held, number, name))  # fmt: skip


def _download(held: dict, number: int, lang: str) -> None:
    desk = held["desks"][number]
    name = t(lang, "import_form.file_name", name=desk.path.stem)

    def packed() -> bytes:
        folder = write(desk.now, desk.path.name, desk.held.place.parent / "profile")
        own, out = _own_lists(held, folder.parent / "codes"), io.BytesIO()
        found = [(path.name, path) for path in folder.iterdir()]
        found += [(f"codes/{path.name}", path) for path in own.iterdir()] if own else []
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
            for name, path in sorted(found):
                parts.write(path, f"{desk.path.stem}.profile/{name}")
        return out.getvalue()

    st.download_button(t(lang, "import_form.download"), packed, name, "application/zip", key=f"import_profile_{number}",
                       on_click="ignore")  # fmt: skip
