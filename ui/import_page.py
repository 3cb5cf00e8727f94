"""The import page: hand files in, see what they are, check, see what would be refused, publish."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

import streamlit as st

from board.formats import count
from board.text import t
from data.build import FULL
from data.faults import Refused
from data.identity import has_key
from data.job import trial
from data.keyring import mark
from data.look import field_of, headings, look
from data.rehead import rehead
from data.rejects import counts, lacking, rejects
from data.sources import sha256
from data.tables import SUFFIXES
from data.versions import current, default_warehouse
from packs import rejected
from queries.scope import Scope
from queries.warehouse import open_version
from ui import import_back, import_desk, import_job, import_mended, import_profiles, import_views, screen, uploads
from ui.import_rights import SWITCH, closed

_LIMIT = 0.02  # share of a file's rows that may be rejected and still be published
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STEPS = ("read", "accept", "check", "marts")


def show() -> None:
    """Draws the page from what the session holds: files, then a check, then a publication."""
    scope: Scope | None = st.session_state.get("scope")
    lang = st.session_state["tool_language"]
    import_views.style(lang)
    if scope and open_version(default_warehouse(), scope.version).catalogue.synthetic:
        import_views.notice("info", t(lang, "board.synthetic"))
    st.subheader(t(lang, "import.title"), anchor=False)
    st.write(t(lang, "import.how"))
    try:
        _work(scope, lang)
    except FULL as error:
        import_views.notice("warning", t(lang, "import.no_room", detail=type(error).__name__))


def _work(scope: Scope | None, lang: str) -> None:
    """Files, check, publication."""
    held = _held()
    _take(held, lang)
    if not held["looks"]:
        if not _closed(scope, lang):
            import_back.draw(lang)
        return
    if (held.get("published") or {}).get("version"):  # its codes are in use now: asked again, answers would read otherwise
        _outcome(held, scope, lang)
        return
    import_profiles.choose(held, lang)
    import_mended.say(held, lang)
    usable = [_file(held, i, lang) for i in range(len(held["looks"]))]
    _check(held, lang, all(usable))
    if held.get("checked"):
        _outcome(held, scope, lang)


def _held() -> dict:
    """What this session handed in. Its folder goes when the session goes."""
    if "import" not in st.session_state:
        folder = uploads.private_folder()
        (folder.path / "files").mkdir()
        turn = st.session_state.get("import_round", 0)  # a new uploader each time, or the old files would come again
        st.session_state["import"] = {"folder": folder, "looks": (), "given": (), "left": (), "desks": {}, "likes": {},
                                      "digests": {}, "forms": {}, "sheets": {}, "mended": {}, "replaces": {},
                                      "profiled": (), "jobs": 0, "round": turn}  # fmt: skip
    return st.session_state["import"]


def _take(held: dict, lang: str) -> None:
    """The uploads as files, once for each change of them."""
    given = st.file_uploader(
        t(lang, "import.files", suffixes=" ".join(SUFFIXES), each=uploads.LARGEST, all=uploads.ALL),
        accept_multiple_files=True, max_upload_size=uploads.LARGEST, key=f"import_files_{held['round']}",
    )  # fmt: skip
    ids = tuple(upload.file_id for upload in given)
    if ids != held["given"]:
        _stop(held)
        paths, left = uploads.keep(held["folder"].path / "files", given)
        held.update(given=ids, left=left, looks=tuple(look(path) for path in paths), checked=None, published=None)
        import_desk.take(held, import_mended.digests(paths))
    for name in held["left"]:
        import_views.notice("warning", t(lang, "import.not_taken", name=name[:80], suffixes=" ".join(SUFFIXES)))


def _file(held: dict, number: int, lang: str) -> bool:
    """One file: what it is, its columns to correct. Whether it can be checked."""
    seen = held["looks"][number]
    if seen.path in held["profiled"]:
        import_views.notice("info", t(lang, "import_form.by_profile", name=seen.path.name))
        return True
    if number in held["desks"]:
        return import_desk.draw(held, number, lang)
    if not seen.sources:
        import_views.faults(seen, lang)
        return False
    chosen = []
    for i, source in enumerate(seen.sources):
        doubtful = any(note.code == "read_as" for note in seen.notes)  # its letters must be looked at
        with st.expander(import_views.about(source, lang).translate(import_views.PLAIN), expanded=doubtful):
            key = f"import_columns_{held['round']}_{number}_{i}_{source.sha256}_{len(source.columns)}"
            chosen.append(import_views.columns(source, lang, key))
            st.caption(t(lang, "import.first_rows"))
            import_views.first_rows(source, lang)
    import_views.faults(seen, lang)
    st.button(t(lang, "import_form.differently"), key=f"import_differently_{number}", on_click=import_desk.described,
              args=(held, number))  # fmt: skip
    as_read = [{i: f for i in range(len(headings(s))) if (f := field_of(s, i))} for s in seen.sources]
    if chosen != as_read:
        st.button(t(lang, "import.apply"), key=f"import_apply_{number}", on_click=_correct, args=(held, number, chosen))
        return False
    return True


def _correct(held: dict, number: int, chosen: list[dict[int, str]]) -> None:
    """Takes a copy with the chosen headings in place of the file; several tables become several files."""
    seen, folder = held["looks"][number], held["folder"].path / "corrected"
    folder.mkdir(exist_ok=True)
    several = len(seen.sources) > 1
    try:
        fresh = tuple(
            look(rehead(source, picked, folder, f"{seen.path.stem}{f' {i + 1}' if several else ''}"))
            for i, (source, picked) in enumerate(zip(seen.sources, chosen, strict=True))
        )
    except Refused as error:
        held["left"] = tuple(str(error).splitlines())
        return
    held["looks"] = (*held["looks"][:number], *fresh, *held["looks"][number + 1 :])
    held.update(checked=None, published=None)


def _check(held: dict, lang: str, usable: bool) -> None:
    """The dry run, in a private warehouse: the published version is not touched."""
    if held.get("checking"):
        _watch(held, "checking", lang)
    elif not held.get("checked"):
        usable &= _made_up(held, lang)
        pressed = st.button(t(lang, "import.check"), type="primary", disabled=not usable, key="import_check")
        if pressed:
            rmtree(held.get("trial", ""), ignore_errors=True)
            held["trial"] = held["folder"].path / f"trial-{held['jobs']}"
            trial(held["trial"], default_warehouse())
            held["checking"] = _start(held, held["trial"], 1.0, None)
            st.rerun()


def _made_up(held: dict, lang: str) -> bool:
    """Real people are hashed under the department's key; without one, a reader says that the files are made up."""
    if has_key():
        return True
    held["made_up"] = st.checkbox(t(lang, "import.made_up"), key=f"import_made_up_{held['round']}")
    return held["made_up"]


def _start(held: dict, warehouse: Path, limit: float, tried: Path | None) -> import_job.Job:
    held["jobs"] += 1
    folder = held["folder"].path / f"job-{held['jobs']}"
    held["steps"] = import_desk.steps(held, held["folder"].path / f"profiles-{held['jobs']}")
    if held.get("made_up"):
        for place in {path.parent for step in held["steps"] for path in step.sources}:
            mark(place)
    return import_job.start(folder, held["steps"], warehouse, limit, tried)


@st.fragment(run_every=0.7)
def _watch(held: dict, what: str, lang: str) -> None:
    """How far it is, and a way to stop it; the whole page again when it is done."""
    job: import_job.Job | None = held.get(what)
    if job is None:
        return
    if not job.running:
        held[{"checking": "checked", "publishing": "published"}[what]] = job.result() or {"broken": True}
        held[what] = None
        if what == "publishing":
            import_desk.settle(held)
            rmtree(held.get("trial", ""), ignore_errors=True)
            screen.look()  # the header offers it at the next run
        st.rerun(scope="app")
    step, share = job.progress()
    done = (_STEPS.index(step) + share) / len(_STEPS) if step in _STEPS else 0.0
    st.progress(min(done, 1.0), t(lang, f"import.step_{step if step in _STEPS else 'read'}"))
    if st.button(t(lang, "import.cancel"), key=f"import_cancel_{what}"):
        job.stop()
        held[what] = None
        st.rerun(scope="app")


def _outcome(held: dict, scope: Scope | None, lang: str) -> None:
    told = held["checked"]
    if told.get("version") and "files_in" not in told:  # of the files handed in, not of the version they are added to
        told.update(_results(held, told["version"]))  # the trial stays: the publication takes over what it worked out
    if not _told(import_desk.news(held, told), lang):
        st.button(t(lang, "import.again"), key="import_again", on_click=held.update, kwargs={"checked": None})
        return
    files = told["files_in"]
    import_views.result_table(files, lang)
    total = sum(f[4] for f in files)
    for note in told["lacking"]:
        import_views.notice("warning", getattr(note, lang))
    if total:
        _rejected(held, total, lang)
    else:
        import_views.notice("info", t(lang, "import.all_accepted"))
    if not _over(files, told["files"], lang):
        _publish(held, scope, lang)


def _over(files_in: list, files: list, lang: str) -> bool:
    """Names the files with too many rejected rows, also those held already that lost what they point at."""
    came = {f[0] for f in files_in}
    over = list(dict.fromkeys(f[0] for f in files if f[4] > _LIMIT * f[2]))  # a file may give several kinds
    for key, names in (("over", [n for n in over if n in came]), ("over_held", [n for n in over if n not in came])):
        if names:
            said = t(lang, f"import.{key}", names=t(lang, "board.comma").join(names), limit=f"{_LIMIT:.0%}")
            import_views.notice("warning", said)
    return bool(over)


def _told(told: dict, lang: str) -> bool:
    """What a job said. Whether it was carried out."""
    if "broken" in told:
        import_views.notice("warning", t(lang, "import.broken"))
    for pair in (*told.get("refused", ()), *import_views.of_these(told)):
        import_views.notice("warning" if "refused" in told else "info", pair[lang == "en"])
    return bool(told.get("version"))  # files that are there already make no new one


def _results(held: dict, version: str) -> dict:
    """What the check found: accepted and rejected rows file by file, and the rejected rows themselves."""
    forms = {step.sources[0]: (held["desks"][i].now, step.profile / "profile.toml")
             for i, step in import_desk.described_steps(held)}  # fmt: skip
    paths = tuple(seen.path for seen in held["looks"])
    digests = tuple(map(sha256, (*paths, *(profile for _, profile in forms.values()))))
    place = held["trial"]
    files, lost = counts(place, version, digests), lacking(place, version, digests)
    return {"files_in": files, "lacking": lost, "tables": rejects(place, version, paths, forms)}


def _rejected(held: dict, total: int, lang: str) -> None:
    """The rows that would be left out, and the workbook to correct them in."""
    tables = held["checked"]["tables"]
    import_views.notice("warning", t(lang, "import.some_rejected", count=count(total, lang)))
    st.download_button(
        t(lang, "import.download"), lambda: rejected.workbook(tables, lang), t(lang, "import.file_name"), _XLSX,
        key="import_rejected", on_click="ignore",
    )  # fmt: skip
    import_views.rejected_tables(tables, lang)


def _closed(scope: Scope | None, lang: str) -> bool:
    """Says why publishing is off and what to do. Whether it is."""
    synthetic = scope is not None and open_version(default_warehouse(), scope.version).catalogue.synthetic
    why = closed(scope, synthetic)
    if why:
        import_views.notice("info", t(lang, why, switch=SWITCH))
    return bool(why)


def _publish(held: dict, scope: Scope | None, lang: str) -> None:
    told, before = held.get("published"), held["checked"].get("notes", ())  # what stands above already is not said again
    if told and _told({**told, "notes": [pair for pair in told.get("notes", ()) if pair not in before]}, lang):
        version = held["published"]["version"]
        here = scope is not None and scope.version == version  # the first one is shown at once
        import_views.notice("info", t(lang, "import.published_here" if here else "import.published", version=version))
        st.button(t(lang, "import.finish"), key="import_finish", on_click=_forget)
        return
    if held.get("publishing"):
        _watch(held, "publishing", lang)
        return
    if _closed(scope, lang):
        return
    sure = current(default_warehouse()) is None or st.checkbox(t(lang, "import.replaces"), key="import_sure")
    if st.button(t(lang, "import.publish"), type="primary", disabled=not sure, key="import_publish"):
        held["publishing"] = _start(held, default_warehouse(), _LIMIT, held["trial"])
        st.rerun()


def _stop(held: dict) -> None:
    for what in ("checking", "publishing"):
        if held.get(what):
            held[what].stop()
            held[what] = None


def _forget() -> None:
    """Removes everything that was handed in."""
    held = st.session_state.pop("import")
    _stop(held)
    rmtree(held["folder"].path, ignore_errors=True)
    st.session_state["import_round"] = held["round"] + 1
