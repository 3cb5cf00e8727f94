"""Places and levels of another country become code lists on the import page: extended, published, added to, sent again."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from data import form_rows, form_spec, job, own_codes, versions
from data.build import Order
from data.codes import load
from data.faults import Refused
from data.form import PERSON, begin
from tests.foreign import CLASS, of_class

CODES = load()
PLACES = {"": "Maroc", "Fès": "Fès-Meknès", "Taza": "Fès-Meknès", "Rabat": ""}
GRADES = {"": "levels", "Administrateur": "2", "Directeur": "1", "Technicien": "3"}


def roster(path, place: str = "Taza"):
    """A roster with places and grades of its own, and the form that says so."""
    path.write_text(f"Matricule;Grade;Province\nM0001;Directeur;Fès\nM0002;Technicien;{place}\n", encoding="cp1252")
    form = replace(begin(path, CODES, kind="enrollments")[0], own={"regions": {**PLACES, place: "Rabat"}, "levels": GRADES})
    return of_class(form)


def parents(codes) -> dict[str, str]:
    return {e.en: codes.name("regions", e.extra["parent_code"], "en") if e.extra["parent_code"] else ""
            for e in codes.lists["regions"].values()}  # fmt: skip


def test_places_of_another_country_form_a_tree_and_its_levels_follow_their_rank():
    codes = own_codes.extended(CODES, {"regions": PLACES, "levels": GRADES}, instead=True)
    north = dict.fromkeys(("Fès", "Taza"), "Fès-Meknès")
    assert parents(codes) == {"Maroc": "", "Fès-Meknès": "Maroc", "Rabat": "Maroc", **north}
    groups = {e.en: e.extra["group"] for e in codes.lists["levels"].values()}
    assert list(groups.items()) == [("Directeur", "G1"), ("Administrateur", "G1"), ("Technicien", "G2")]
    assert list(codes.lists["level_groups"]) == ["G1", "G2"] and codes.renamed == ()


def test_beside_a_published_list_they_are_added_and_nothing_known_is_added_twice():
    codes = own_codes.extended(CODES, {"regions": {**PLACES, "西安": ""}, "levels": {**GRADES, "处级": "1"}}, instead=False)
    assert len(codes.lists["regions"]) == len(CODES.lists["regions"]) + 4
    assert [e.en for e in codes.lists["levels"].values()][6:] == ["Directeur", "Administrateur", "Technicien"]
    assert parents(codes)["Taza"] == "Fès-Meknès" and parents(codes)["Rabat"] == "Shaanxi Province"


def test_a_place_four_steps_down_is_refused_by_name():
    with pytest.raises(Refused) as refused:
        own_codes.extended(CODES, {"regions": {"": "Maroc", "Taza": "Fès", "Fès": "Fès-Meknès"}}, instead=True)
    note = refused.value.notes[0]
    assert note.code == "place_too_deep" and "Taza" in note.zh and "Fès" in note.en


def test_a_second_file_adds_its_places_and_nobody_has_completed_a_class_that_still_runs(tmp_path):
    warehouse = tmp_path / "warehouse"

    def bring(name: str, place: str, number: int) -> dict[str, int]:
        path = tmp_path / name
        early = {"status": "DONE", "completed_on": "2026-03-05"}  # a day before the class ends
        form = replace(roster(path, place), class_row={**CLASS, "class_id": f"F{number}"}, constants=early)
        codes = own_codes.extended(own_codes.in_use(warehouse), form.own, versions.current(warehouse) is None)
        lists = own_codes.write_lists(codes, own_codes.folder_of(warehouse), tmp_path / f"codes{number}")
        order = Order((path,), warehouse, form_spec.write(form, name, tmp_path / f"p{number}"), lists, 0.02)
        version = job.make(((order, ()),), lambda *_: None).version
        with duckdb.connect(str(versions.path_of(warehouse, version)), read_only=True) as con:
            assert con.execute("SELECT sum(completed), sum(finished) FROM effect_class").fetchone() == (0, 0)
            return dict(con.execute("SELECT kind, sum(accepted)::INT FROM source_file GROUP BY kind").fetchall())

    assert bring("un.csv", "Taza", 1) == {"classes": 1, "enrollments": 2}
    assert bring("deux.csv", "Salé, ville", 2) == {"classes": 2, "enrollments": 4}
    known = parents(own_codes.in_use(warehouse))
    assert known["Salé, ville"] == "Rabat" and known["Taza"] == "Rabat" and "西安市" not in known and known["Maroc"] == ""


def test_a_signin_sheet_gives_the_level_and_region_of_the_participants_it_brings(tmp_path):
    path = tmp_path / "签到.csv"
    path.write_text("工号,职级,县区,第1次,第2次,第3次\nG001,处级,雁塔区,√,√,√\nG002,科级,Fès,√,√,×\n", encoding="utf-8")
    form = of_class(begin(path, CODES)[0], hours="4")
    assert form.columns["工号"] == PERSON and form.about("enrollments") == ("level_code", "region_code")
    held = form_rows.hold(path, form, tmp_path)
    (found,) = (r for r in form_rows.sample(held, form, CODES) if r.kind == "enrollments")
    assert (found.faulty, found.lines[1].fault) == (1, "region_code")
    meant = replace(form, values={**form.values, "region_code": {"Fès": "610100"}})
    assert not any(record.faulty for record in form_rows.sample(held, meant, CODES))
