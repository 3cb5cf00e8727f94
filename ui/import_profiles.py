"""Profiles that exist already: those that came with the installation, or one handed in as a ZIP."""

from __future__ import annotations

import tomllib
from pathlib import Path

import streamlit as st

from board.text import t
from data import profiles
from data.faults import Refused, masked
from data.form_spec import read
from data.form_zip import unpack
from ui import import_desk, import_views
from ui.theme import ROOT

_SHIPPED = ROOT / "data" / "profiles"
_LARGEST = 4  # MiB of a ZIP


def choose(held: dict, lang: str) -> None:
    """Lets a profile be chosen or handed in; the files it names are then read by it."""
    with st.expander(t(lang, "import_form.profiles")):
        shipped = {path.parent.name: path.parent for path in sorted(_SHIPPED.glob("*/profile.toml"))}
        given = st.file_uploader(t(lang, "import_form.profile_zip"), type="zip", max_upload_size=_LARGEST,
                                 key=f"import_zip_{held['round']}")  # fmt: skip
        labels = {"": t(lang, "import_form.nothing"), **{name: _label(folder, lang) for name, folder in shipped.items()}}
        name = st.selectbox(t(lang, "import_form.profile"), list(labels), format_func=labels.get,
                            key=f"import_shipped_{held['round']}")  # fmt: skip
        asked = (given.file_id if given else "", name)
        if asked != held.get("asked", ("", "")):
            held.update(asked=asked, profile=shipped.get(name), profile_faults=(), brought=(), checked=None, published=None)
            if given:
                _bring(held, given)
            import_desk.take(held, held["digests"])
        for note in held.get("profile_faults", ()):
            import_views.notice("warning", getattr(note, lang))
        if held.get("profile") and not held["profiled"]:
            import_views.notice("warning", t(lang, "import_form.profile_fits_none", files=_wanted(held["profile"])))


def _bring(held: dict, given) -> None:
    """A ZIP made by this page fills in its answers; one written by hand reads the files it names."""
    try:
        folder = unpack(given.getvalue(), held["folder"].path / f"profile-{given.file_id}")
        profiles.left_out(folder, ())  # whether it can be read at all
    except Refused as error:
        held["profile_faults"] = error.notes
        return
    form = read(folder)
    if form:
        held["brought"] = ((masked(given.name), form),)
    else:
        held["profile"] = folder


def _label(folder: Path, lang: str) -> str:
    label = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8")).get("label", {})
    return label.get(lang, folder.name)


def _wanted(folder: Path) -> str:
    files = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8-sig")).get("file", [])
    return masked(", ".join(str(file["path"]) for file in files), 200)
