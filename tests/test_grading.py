"""可以说 / 谨慎说 / 不能说: thirty cases graded by hand, the one direction of the rule, and no sentence outside it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.shrinkage import FEWEST_CLASSES
from board import grading, sayings
from board.model import Grade
from board.text import LANGUAGES, t
from tests.scopes import QUARTER, YEARS
from tests.test_pages import OF_NOBODY, PAGES, board

ROOT = Path(__file__).parents[1]
CAN, CARE, CANNOT = Grade.CAN, Grade.CARE, Grade.CANNOT
# (what is claimed, n, response, beyond chance, survey, evidence, graded by hand)
CASES = (
    ("use rose 4 points, 1,845 answers, 81 % answered", 1845, 0.81, True, True, "groups", CAN),
    ("the same, seven in ten answered", 1845, 0.70, True, True, "groups", CAN),
    ("the same, not quite seven in ten", 1845, 0.699, True, True, "groups", CARE),
    ("the same, half answered", 1845, 0.50, True, True, "groups", CARE),
    ("the same, less than half answered", 1845, 0.499, True, True, "groups", CANNOT),
    ("the same, nobody knows how many were asked", 1845, None, True, True, "groups", CARE),
    ("the same, a response rate that is kept back", 1845, float("nan"), True, True, "groups", CARE),
    ("use rose 4 points, within chance", 1845, 0.81, False, True, "groups", CARE),
    ("thirty answers, beyond chance", 30, 0.90, True, True, "groups", CAN),
    ("twenty-nine answers, beyond chance", 29, 0.90, True, True, "groups", CARE),
    ("eighteen answers: looks higher, cannot tell yet", 18, 0.90, True, True, "groups", CARE),
    ("ten answers", 10, 1.00, True, True, "groups", CARE),
    ("nine answers, all of the class", 9, 1.00, True, True, "groups", CANNOT),
    ("no answer", 0, 1.00, True, True, "groups", CANNOT),
    ("a protected number", None, 0.90, True, True, "groups", CANNOT),
    ("twelve answers of thirty", 12, 0.40, True, True, "groups", CANNOT),
    ("twelve answers, within chance, half unknown", 12, None, False, True, "groups", CARE),
    ("gain of 40 people tested before and after", 40, 1.00, True, True, "same_people", CAN),
    ("gain of 12 people tested before and after", 12, 1.00, True, True, "same_people", CARE),
    ("gain of 40 people, 45 % of the class took both tests", 40, 0.45, True, True, "same_people", CANNOT),
    ("completion rose, 20,000 people in the register", 20000, None, True, False, "groups", CAN),
    ("completion rose, 25 people in the register", 25, None, True, False, "groups", CARE),
    ("completion rose, 8 people in the register", 8, None, True, False, "groups", CANNOT),
    ("completion rose, within chance", 400, None, False, False, "groups", CARE),
    ("47 of 52 completed: a count of the register", 52, None, True, False, "counted", CAN),
    ("the weakest item rose after it was worked on", 200, 0.90, True, True, "picked", CARE),
    ("what stops people, asked once", 900, 0.85, True, True, "once", CARE),
    ("what stops people, asked once, 40 % answered", 900, 0.40, True, True, "once", CANNOT),
    ("95 % are satisfied, so they can do more", 5000, 0.98, True, True, "opinion_as_effect", CANNOT),
    ("nothing was found among 3,000 people", 3000, 0.95, True, True, "nothing_found", CARE),
    ("nothing to compare with", 3000, 0.95, True, True, "not_judged", CANNOT),
)
RESPONSES = st.one_of(st.none(), st.floats(0, 1))
EVIDENCE = st.sampled_from(["counted", "same_people", "groups", "picked", "once", "nothing_found", "opinion_as_effect"])


def worse(one: Grade, other: Grade) -> bool:
    """Whether `one` claims at most as much as `other`."""
    return grading.weakest(one, other) is one


@pytest.mark.parametrize("case", CASES, ids=[c[0] for c in CASES])
def test_a_case_has_the_grade_given_by_hand(case):
    _, n, response, beyond, survey, evidence, by_hand = case
    assert grading.grade(n, response, beyond, survey, evidence) is by_hand


@given(n=st.integers(0, 200), less=st.integers(0, 200), response=RESPONSES, beyond=st.booleans(), survey=st.booleans(),
       evidence=EVIDENCE)  # fmt: skip
def test_fewer_people_never_raise_a_grade(n, less, response, beyond, survey, evidence):
    fewer = grading.grade(max(n - less, 0), response, beyond, survey, evidence)
    assert worse(fewer, grading.grade(n, response, beyond, survey, evidence))
    assert worse(grading.of_classes(max(n - less, 0)), grading.of_classes(n))


@given(n=st.integers(0, 200), response=st.floats(0, 1), less=st.floats(0, 1), beyond=st.booleans(), evidence=EVIDENCE)
def test_a_lower_response_or_chance_never_raises_a_grade(n, response, less, beyond, evidence):
    full = grading.grade(n, response, beyond, True, evidence)
    assert worse(grading.grade(n, response * less, beyond, True, evidence), full)
    assert worse(grading.grade(n, response, False, True, evidence), full)
    if response >= 0.5:  # not knowing is no better than knowing of enough; of too few one may not speak at all
        assert worse(grading.grade(n, None, beyond, True, evidence), full)


@given(EVIDENCE, st.integers(0, 200), RESPONSES)
def test_no_number_of_people_lifts_a_claim_above_its_kind_of_evidence(evidence, n, response):
    assert worse(grading.grade(n, response, True, True, evidence), grading.of_evidence(evidence))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_follow_the_grade(language):
    said = {g: sayings.worded("71.0%", g, "APP", language) for g in Grade}
    assert said[CAN] == "71.0%" and len(set(said.values())) == 3
    assert "71.0%" in said[CARE] and "71.0%" not in said[CANNOT] and "APP" in said[CANNOT]


@pytest.mark.parametrize("limits", [{}, {"period": YEARS}, {"period": QUARTER, "region": ("610800",)}])
@pytest.mark.parametrize("page", [p for p in PAGES if p not in OF_NOBODY])
def test_every_sentence_and_chart_title_of_every_page_carries_its_grade_as_text(province, page, limits):
    made = board(province, page, **limits)
    for said in (*([made.sentence] if made.sentence else []), *made.findings, *made.actions):
        assert isinstance(said.grade, Grade), said.text
    for chart in made.charts:
        assert t("zh", f"screen.grade_{chart.head.grade}") in chart.head.foot, chart.head.title


def test_nothing_but_the_rule_gives_a_grade():
    for path in sorted((ROOT / "board").rglob("*.py")) + sorted((ROOT / "pages").glob("*.py")):
        if path.name in ("grading.py", "model.py"):
            continue
        made = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        given_ = [ast.unparse(a) for n in made for a in (*n.args, *(k.value for k in n.keywords))]
        assert not [text for text in given_ if re.fullmatch(r"Grade\.(CAN|CARE|CANNOT)", text)], path


def test_kinds_of_evidence_in_use_are_those_of_the_rule():
    used = {
        word for path in (ROOT / "board").rglob("*.py")
        for word in re.findall(r'of_evidence\("(\w+)"\)|evidence="(\w+)"', path.read_text(encoding="utf-8")) for word in word
    } - {""}  # fmt: skip
    assert used and all(isinstance(grading.of_evidence(word), Grade) for word in used)


def test_how_few_classes_can_be_compared_is_one_number_and_no_query_has_one_of_its_own():
    assert grading.fewest_classes() == FEWEST_CLASSES
    for path in sorted((ROOT / "queries").glob("*.sql")):
        assert not re.search(r">=? *(?:[5-9]|10)\b", path.read_text(encoding="utf-8")), path.name
