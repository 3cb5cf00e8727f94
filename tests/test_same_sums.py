"""Sums of what is no whole number are the same to the last digit in whatever order rows come: versions alike stay alike."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from queries.warehouse import open_version
from tests.conftest import House

_MARTS = Path(__file__).parents[1] / "data/marts"


def made(files: list[str], tables: dict[str, pd.DataFrame]) -> list[dict[str, set[tuple]]]:
    """What the marts of these files hold, of these rows in three orders."""
    found = []
    for order in range(3):
        with duckdb.connect() as con:
            for name, rows in tables.items():
                con.register("given", rows.sample(frac=1, random_state=order))
                con.execute(f"CREATE TABLE {name} AS FROM given")
            for file in files:
                con.execute((_MARTS / file).read_text(encoding="utf-8"))
            names = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()} - set(tables)
            found.append({name: set(con.execute(f"FROM {name}").fetchall()) for name in names})
    return found


def test_of_scores_of_tests():
    dice, people = np.random.default_rng(1), [f"e{n}" for n in range(300)]
    kinds = ("PRE", "PRE", "POST", "DELAYED", "PAPER", "PAPER")
    tests = pd.DataFrame([(person, kind) for person in people for kind in kinds], columns=["enrollment_id", "kind"])
    tests["max_score"] = dice.choice([7.0, 30.0, 140.0], len(tests))
    tests["score"] = np.floor(tests["max_score"] * dice.random(len(tests)))
    enrolment = pd.DataFrame({"enrollment_id": people, "class_id": "c", "region_code": "r", "level_code": "l"})
    first, *others = made(["24_gain.sql", "24_learning.sql"], {"acc_assessments": tests, "enrolment": enrolment})
    assert set(first) == {"mart_gain", "mart_learning"} and all(map(len, first.values()))
    assert all(rows == first for rows in others)


@pytest.mark.parametrize("file", ["40_rating.sql", "40_aspect.sql", "22_rater.sql"])
def test_of_answers_on_scales(file):
    dice, session = np.random.default_rng(2), None if file == "22_rater.sql" else "s"
    answers = pd.DataFrame(
        {"response_id": [f"r{n % 400}" for n in range(1200)], "score": dice.integers(1, 8, 1200).astype(float)}
    )
    answers = answers.assign(class_id="c", session_id=session, item_code="i", scale_max=7.0, rater_role="TRN")
    answers["session_id"] = answers["session_id"].astype("string")
    answers["dimension_code"] = "CA" if session else "OV"
    first, *others = made([file], {"acc_evaluations": answers})
    assert all(map(len, first.values())) and all(rows == first for rows in others)


def test_of_classes_over_months(sample: House):
    house, dice = open_version(sample.warehouse, sample.known.version).cursor(), np.random.default_rng(3)
    classes, quality = (house.execute(f"FROM {name}").df() for name in ("effect_class", "mart_answer_quality"))
    many = pd.concat([classes] * 200, ignore_index=True).assign(region_code="", level_code="", train_type="x")
    many["share_sum"] = dice.random(len(many))  # many rows in one cell of a month
    nothing = pd.DataFrame({"month": pd.Series([pd.NaT], dtype="datetime64[us]"), "region_code": "", "level_code": ""})
    tables = {"effect_class": many, "mart_answer_quality": quality, "mart_outside": nothing}
    first, *others = made(
        ["31_effect_month.sql", "31_class_sum.sql"], tables | {"mart_follow_up": nothing.assign(class_id="c")}
    )
    assert set(first) == {"effect_month", "class_sum"} and all(map(len, first.values()))
    assert all(rows == first for rows in others)
