"""Sums of sessions over classes (bases, methods, teachers): what one answer has more than another tells of no few people."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pandas as pd
import pytest

from data.cubes import thresholds
from data.metrics import ladder
from queries import door
from queries.scope import Audience, Compare, Scope
from queries.warehouse import open_version
from tests.conftest import House
from tests.scopes import whole

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
def test_no_two_periods_of_the_sample_differ_by_a_few(sample: House, audience):
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
