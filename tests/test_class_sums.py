"""What stands summed up for questions about classes says the same as the rows it was made of."""

from __future__ import annotations

import pandas as pd
import pytest

from queries import door
from queries.warehouse import open_version
from tests.conftest import House
from tests.scopes import whole

_KEYS = ["month", "train_type", "class_id", "region_code", "level_code", "anonymous"]


@pytest.fixture
def rows(province: House) -> pd.DataFrame:
    """All rows of classes."""
    return open_version(province.warehouse, province.known.version).cursor().execute("FROM effect_class").df()


def table(house: House, name: str) -> pd.DataFrame:
    return open_version(house.warehouse, house.known.version).cursor().execute(f"FROM {name}").df()


def test_the_sum_of_a_class_is_that_of_its_rows(province, rows):
    told, quality = table(province, "class_sum").set_index("class_id"), table(province, "mart_answer_quality")
    summed = rows.drop(columns=[key for key in _KEYS if key != "class_id"]).groupby("class_id").sum()
    pd.testing.assert_frame_equal(told[list(summed)].sort_index(), summed, check_dtype=False, check_names=False)
    forms = quality.set_index("class_id")["long_responses"]
    assert len(forms) and told["long_responses"].dropna().sort_index().to_dict() == forms.sort_index().to_dict()


def test_whom_a_class_takes_is_whom_its_rows_enrol(province, rows):
    rows, cities = rows[rows["enrolled"] > 0], {region.code: region.city for region in province.known.regions}
    rows = rows.assign(city_code=rows["region_code"].map(cities).fillna(""))
    for name, key in (("class_region", "region_code"), ("class_city", "city_code")):
        people = table(province, name).set_index(["class_id", key])["people"].sort_index()
        assert people.to_dict() == rows.groupby(["class_id", key])["enrolled"].sum().to_dict()
    levels = table(province, "class_level")
    assert set(zip(levels["class_id"], levels["level_code"], strict=True)) == set(
        zip(rows["class_id"], rows["level_code"], strict=True)
    )


def test_people_from_here_are_counted_as_the_rule_says_whatever_regions_are_chosen(province, rows):
    known, seen = province.known, []
    cities = [region.code for region in known.regions if region.depth == 1]
    counties = [region.code for region in known.regions if region.depth == 2]
    for chosen in ((), (cities[0],), (cities[2], counties[0]), (counties[3],), tuple(counties[1:9]), (known.root.code,)):
        scope = whole(known, region=chosen)
        limit = max(policy["register"] for policy in door.ladder(scope.audience.value))
        codes = known.below(chosen) if chosen else frozenset(region.code for region in known.regions) | {""}
        expected = {class_id: here(part, codes, known, limit) for class_id, part in rows.groupby("class_id")}
        found = door.run("class_scorecard", scope).set_index("class_id")["people_here"].dropna()
        assert found.to_dict() == {class_id: expected[class_id] for class_id in found.index}, chosen
        seen.append(len(found))
    assert sum(map(bool, seen)) >= 4, seen


def here(rows: pd.DataFrame, codes: frozenset[str], known, few: int) -> float:
    """How many of a class come from the chosen regions, as far as two choices less each other tell of nobody alone."""
    people = rows.groupby("region_code")["enrolled"].sum()
    people = people[people > 0]
    city = people.index.map({region.code: region.city for region in known.regions}).fillna("")
    total, mine = people.sum(), people[people.index.isin(codes)].sum()
    if total == mine:
        return mine
    safe = enough(people.groupby(city).sum(), few)
    for code in set(city[people.index.isin(codes)]):
        part = people[city == code]
        chosen = part[part.index.isin(codes)]
        safe &= part.sum() >= few and (len(chosen) == len(part) or (chosen.min() >= few and enough(part, few)))
    return mine if safe else min(mine, few - 1)


def enough(people: pd.Series, few: int) -> bool:
    """Whether those that are too few by themselves are enough together, or there are none."""
    small = people[people < few]
    return not len(small) or small.sum() >= few


def test_kinds_of_sessions_and_visits_to_bases_are_sums_over_sessions(province):
    sessions, held = table(province, "mart_course"), table(province, "mart_session").set_index("session_id")
    taught, visits = table(province, "mart_taught"), table(province, "mart_visit")
    columns = {"method": "method_code", "module": "module_code", "teacher": "teacher_type", "base": "base_id"}
    sums = ["compared", "compared_answers", "distance_sum", "distance_sq"]
    for aspect, column in columns.items():
        own = sessions[sessions[column] != ""].groupby(["class_id", column])
        told = taught[taught["aspect"] == aspect].set_index(["class_id", "code"]).sort_index()
        assert told["sessions"].to_dict() == own.size().to_dict() and len(told)
        pd.testing.assert_frame_equal(told[sums], own[sums].sum(), check_dtype=False, check_names=False)
    kinds = "SELECT DISTINCT typeof(distance_sum), typeof(distance_sq) FROM "
    for name in ("mart_taught", "mart_teacher"):  # fractions would add up to another last digit at another time
        kind = open_version(province.warehouse, province.known.version).cursor().execute(kinds + name).fetchall()
        assert kind == [("DECIMAL(18,10)",) * 2], name
    at_bases = sessions[sessions["base_id"] != ""].join(held[["attendees", "attended_minutes"]], on="session_id")
    at_bases.loc[at_bases["attendees"] < 10, ["attendees", "attended_minutes"]] = 0
    expected = at_bases.groupby(["class_id", "base_id"])[["attendees", "attended_minutes"]].sum()
    told = visits.set_index(["class_id", "base_id"])[["visitors", "visit_minutes"]].sort_index()
    assert told.to_numpy().tolist() == expected.to_numpy().tolist() and len(told)
