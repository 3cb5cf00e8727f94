"""Sums of sessions over classes (bases, methods, teachers): what one answer has more than another tells of no few people."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data import versions
from data.cubes import thresholds
from data.metrics import ladder
from queries import door
from queries.scope import Audience, Compare, Scope
from queries.warehouse import open_version
from tests.conftest import House
from tests.scopes import YEARS, whole

_ASKED = {"base_use": "visitors", "base_places": "visitors", "course_mix": "rated_visitors",
          "course_distance": "compared_answers", "teacher_ratings": "compared_answers",
          "briefing_classes": "compared_answers"}  # fmt: skip
_MIXED = "rated_answers"  # of course_mix: a share of those who are counted beside it tells how many


def counts(name: str, scope: Scope) -> dict[tuple, float]:
    """What an answer says of how many, row by row; nothing of what is hidden."""
    asked, frame = door.query(name), door.run(name, scope)
    told = {(*key, _ASKED[name]): n for *key, n in frame[[*asked.grain, _ASKED[name]]].itertuples(index=False)}
    if name == "course_mix":
        for part, kind, rate, n in frame[[*asked.grain, "course_response_rate", "rated_visitors"]].itertuples(index=False):
            told[part, kind, _MIXED] = round(rate * n, 6)
    return {key: n for key, n in told.items() if n == n}


@pytest.mark.parametrize("audience", ["inside", "outside"])
def test_no_two_periods_of_the_sample_differ_by_a_few(sample: House, sample_copy, answers_told, monkeypatch, audience):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    known, found = sample.known, 0
    months = pd.date_range(known.first_month, known.last_month, freq="MS").date
    ends = [(pd.Timestamp(day) + pd.offsets.MonthEnd()).date() for day in months]
    for name, column in _ASKED.items():
        told = {end: counts(name, Scope(known.version, (months[0], end), compare=Compare.NONE, audience=Audience(audience)))
                for end in ends}  # fmt: skip
        least = thresholds()[column][len(ladder(audience)) - 1]
        for shorter, longer in combinations(ends, 2):
            for key, n in told[longer].items():
                more = n - told[shorter].get(key, 0)
                assert not 0 < abs(more) < (10 if key[-1] == _MIXED else least), (name, key, shorter, longer)
                found += more > 0
    assert found


def sessions(house: House, audience: Audience, year: int) -> pd.DataFrame:
    """Each session of the classes of a year: base, method, and what its class's page tells of who was there and answered."""
    rows = open_version(house.warehouse, house.known.version).cursor().execute(
        "SELECT class_id, seq, base_id, method_code, compared FROM mart_course WHERE year(month) = ?", [year]
    ).df()  # fmt: skip
    told = []
    for class_id, own in rows.groupby("class_id"):
        scope = whole(house.known, class_id=class_id, audience=audience)
        for name, column in (("one_class_sessions", "attendees"), ("one_class_courses", "course_answers")):
            own = own.merge(door.run(name, scope)[["seq", column]], on="seq", how="left")
        told.append(own)
    return pd.concat(told)


def test_every_such_sum_is_one_of_numbers_that_pages_of_classes_tell(province: House):
    year = province.known.last_month.year - 1
    rows = sessions(province, Audience.OUTSIDE, year)
    there, heard = rows["attendees"] >= 10, rows["course_answers"] >= 10
    seen = 0
    for first, last in ((1, 12), (1, 6), (4, 4), (9, 9)):
        period = date(year, first, 1), (pd.Timestamp(year, last, 1) + pd.offsets.MonthEnd()).date()
        scope = Scope(province.known.version, period, compare=Compare.NONE, audience=Audience.OUTSIDE)
        mine = rows["class_id"].isin(door.run("course_classes", scope)["class_id"])
        asked = door.run("base_use", scope).set_index("base_id")["visitors"].drop("*").dropna()
        at_bases = rows[mine & there].groupby("base_id")["attendees"].sum()
        assert asked[asked > 0].to_dict() == {base: at_bases[base] for base in asked.index[asked > 0]}
        methods = (
            door.run("course_distance", scope).query("aspect == 'method'").set_index("code")["compared_answers"].dropna()
        )
        of_methods = rows[mine & heard & (rows["compared"] > 0)].groupby("method_code")["course_answers"].sum()
        assert methods[methods > 0].to_dict() == {code: of_methods[code] for code in methods.index[methods > 0]}
        mixed = counts("course_mix", scope)
        both = rows[mine & heard & there]
        assert mixed["now", "*", "rated_visitors"] == both["attendees"].sum()
        assert mixed["now", "*", _MIXED] == both["course_answers"].sum()
        seen += len(asked) + len(methods)
    assert seen > 50


OLD, NEW = "20260101-000000", "20260102-000000"
EVERY = {"period": YEARS, "compare": Compare.NONE}
_MARTS = Path(versions.__file__).with_name("marts")
_SUMS = {"41_course.sql": ("mart_taught", "mart_visit"), "42_mix.sql": ("mart_mix",), "45_teacher.sql": ("mart_teacher",)}


def counted(house: House, folder: Path, version: str, held: dict[str, tuple[int, int]], publish: bool = False) -> None:
    """The sample with so many present at, and answers about, each of these sessions; summed up by the build's SQL."""
    path = versions.path_of(folder, version)
    shutil.copy(versions.path_of(house.warehouse, house.known.version), path)
    with duckdb.connect(str(path)) as con:
        for session, (there, heard) in held.items():
            con.execute("UPDATE mart_session SET attendees = ? WHERE session_id = ?", [there, session])
            text = "UPDATE mart_course SET course_answers = $n, compared_answers = $n, compared = 1 WHERE session_id = $id"
            con.execute(text, {"n": heard, "id": session})
        con.execute("CREATE TEMP TABLE acc_sessions AS SELECT session_id, teacher_type AS teacher_id FROM mart_course")
        for name, tables in _SUMS.items():
            for made in duckdb.extract_statements((_MARTS / name).read_text(encoding="utf-8")):
                if any(f"CREATE TABLE {table} AS" in made.query for table in tables):
                    con.execute(made.query.replace("CREATE TABLE", "CREATE OR REPLACE TABLE"))
        con.execute("UPDATE content SET hash = hash || ? WHERE name IN ('mart_session', 'mart_course')", [str(held)])
    if publish:
        versions.point(folder, version)


def of_base(scope: Scope) -> list[float]:
    """How many were at the one base that was used, by each question that tells it; NaN where it does not."""
    places = door.run("base_places", scope).set_index(["field_code", "city_code"])["visitors"]
    return [door.run("base_use", scope).set_index("base_id")["visitors"]["D1"], places["AG", "610800"]]


def rated(scope: Scope) -> list[float]:
    """How many answers are compared of the first kind of session: its method and its teacher; and of the base, twice."""
    far = door.run("course_distance", scope).set_index(["aspect", "code"])["compared_answers"]
    teachers = door.run("teacher_ratings", scope).set_index("teacher_type")["compared_answers"]
    bases = door.run("briefing_classes", scope).query("part == 'rated'").set_index("code")["compared_answers"]
    return [far["method", "M01"], teachers["LEAD"], far["base", "D1"], bases["D1"]]


def mixed(scope: Scope) -> tuple[float, float]:
    """How many were present at sessions that ten rated, and which part of them answered."""
    row = door.run("course_mix", scope).set_index(["slice", "train_type"]).loc[("now", "*")]
    return row["rated_visitors"], row["course_response_rate"]


def test_sessions_of_a_class_that_is_kept_back_are_in_no_sum_of_sessions(
    sample: House, sample_copy, answers_told, monkeypatch
):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    inside = whole(sample.known, **EVERY)
    assert of_base(inside) == [13, 13] and mixed(inside) == (26, 20 / 26)
    outside = inside.changed(audience=Audience.OUTSIDE)  # of the class of six as well, and its neighbour with it
    assert door.run("one_class_sessions", outside.changed(class_id="K1"))["attendees"].isna().all()
    assert pd.isna(of_base(outside)).all()
    assert mixed(outside)[0] == 0 and pd.isna(mixed(outside)[1])


def test_nor_are_sessions_of_a_class_whose_answers_after_it_are_kept_back_for_both_may_be_of_one_form(sample: House):
    scope = whole(sample.known, class_id="K1", **EVERY)
    assert door.run("one_class", scope).set_index("class_id").ov_count.isna()["K1"]
    for name, column in (("one_class_courses", "course_answers"), ("one_class_courses", "compared_answers"),
                         ("course_sessions", "course_answers"), ("one_class_aspects", "aspect_answers")):  # fmt: skip
        assert door.run(name, scope)[column].isna().all(), name
    assert door.run("course_distance", scope)["compared_answers"].sum() == 0 and mixed(scope)[0] == 0


def test_a_class_in_a_session_of_which_few_came_or_answered_since_is_in_no_sum_of_an_older_version(
    sample_house: House, tmp_path, answers_told, monkeypatch
):
    """Two more in a session of one class, eighteen more in the one of another: twenty more in their sum, and who reads the
    other's page knows the two."""
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path))
    then = {"S11": (13, 10), "S12": (13, 10), "S21": (12, 11), "S22": (12, 11)}
    later = {"S11": (15, 12), "S12": (15, 12), "S21": (30, 29), "S22": (30, 29)}
    counted(sample_house, tmp_path, OLD, then, publish=True)
    scope = Scope(OLD, **EVERY)
    assert of_base(scope) == [25, 25] and rated(scope) == [21] * 4 and mixed(scope) == (50, 42 / 50)
    counted(sample_house, tmp_path, NEW, later, publish=True)
    for name, column in (("one_class_sessions", "attendees"), ("one_class_courses", "course_answers")):
        assert door.run(name, scope.changed(class_id="K1"))[column].isna().all()
        assert door.run(name, scope.changed(class_id="K2"))[column].notna().all()
    assert of_base(scope) == [12, 12] and rated(scope) == [11] * 4 and mixed(scope) == (24, 22 / 24)
    newest = Scope(NEW, **EVERY)
    assert of_base(newest) == [45, 45] and rated(newest) == [41] * 4 and mixed(newest) == (90, 82 / 90)
