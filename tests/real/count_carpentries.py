"""Counts the Carpentries records straight from their files with the csv module alone.

Shares nothing with the product but the rules written in data/profiles/carpentries/README.md.
Run: python tests/real/count_carpentries.py FOLDER
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

POST = "20180908_post_clean.csv"
WAVES = {
    "longterm_October2017.csv": ("How-Long-Ago", "Country"),
    "20200326-longterm-other_questions-no-open.csv": ("workshop_attended_age", "workshop_country"),
    "2020-12-long-term-other_questions-no-open.csv": ("workshop_attended_age", "workshop_country"),
}
ITEMS = {
    "InformationReasonableTime": "PD", "Material": "PD",
    "TrainersClearAnswers": "PI", "TrainersConsiderate": "PI", "TrainersCommunicators": "PI",
    "TrainersEnthusiastic": "PI",
    "AtmosphereWelcoming": "PM", "LearnedSkills": "PE", "Worth": "OV", "LikelyToRecommend": "RC",
}  # fmt: skip
POINTS = {
    "Strongly Disagree": 1, "Disagree": 2, "Neither Agree nor Disagree": 3, "Agree": 4, "Strongly Agree": 5,
    "Never": 1, "Rarely": 2, "Sometimes": 3, "Often": 4, "All of the time": 5,
}  # fmt: skip
ADOPTED = (
    "Improving data management", "Developing a data management", "Using databases",
    "Transforming step-by-step", "Using programming languages", "Reusing code", "Using version control",
    "Sharing code",
)  # fmt: skip
SAME_COUNTRY = {
    "USA": "United States", "UK": "United Kingdom", "England": "United Kingdom", "Scotland": "United Kingdom",
    "The Netherlands": "Netherlands",
}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    """The rows by heading; cells trimmed, NA is empty."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = [{heading: cell.strip() for heading, cell in row.items()} for row in csv.DictReader(file)]
    return [{heading: "" if text == "NA" else text for heading, text in row.items()} for row in texts]


def listed(row: dict[str, str]) -> bool:
    """Whether the respondent chose an event of the questionnaire's list."""
    return row["MemberSite"] != "" and not row["MemberSite"].startswith("My training event")


def _points(text: str) -> float | None:
    return POINTS.get(text, float(text) if text.isdigit() else None)


def evaluation(answers: list[dict[str, str]]) -> dict[str, float]:
    """Responses, and answered / satisfied / delighted counts of each dimension (mean over its questions)."""
    found: Counter[str] = Counter(responses=0)
    for row in answers:
        given: dict[str, list[float | None]] = {}
        for item, dimension in ITEMS.items():
            if row[item]:
                given.setdefault(dimension, []).append(_points(row[item]))
        found["responses"] += bool(given)
        for dimension, points in given.items():
            mean, top = sum(points) / len(points), 10 if dimension == "RC" else 5
            found[f"{dimension}_count"] += 1
            found[f"{dimension}_positive"] += mean >= top - 1
            found[f"{dimension}_top"] += mean >= top
            found["promoters"] += dimension == "RC" and mean >= 9
            found["detractors"] += dimension == "RC" and mean <= 6
    return dict(found)


def applied(row: dict[str, str]) -> bool | None:
    """Whether a behaviour of the list was adopted; None if the respondent does not say."""
    if "Behaviors-Adopted" in row:
        ticks = [row["Behaviors-Adopted"], *(row[f"Column{n}"] for n in range(25, 33))]
        not_using = row["Programming-Usage-Since-Workshop"] == "I have not been using tools like these."
        said_none = row["Column33"].lower().startswith(("none", "nothing"))
        return True if any(ticks) else False if row["Column37"] or not_using or said_none else None
    if any(text in row["behavior_adopted"] for text in ADOPTED):
        return True
    not_using = row["frequency_usage_after"] == "I have not been using tools like these"
    return False if not_using or "I am not using the tools I learned" in row["how_tools_help"] else None


def follow_up(people: list[tuple[str, bool | None]]) -> dict[str, int]:
    """Answers, and how many of them adopted something; people are (any key, applied)."""
    known = [a for _, a in people if a is not None]
    return {"people": len(people), "answers": len(known), "applied": sum(known)}


def count(folder: Path) -> dict:
    """Evaluations in all and by event; follow-ups by wave, country, position and file; what was left out."""
    post = rows(folder / POST)
    chosen = [row for row in post if listed(row)]
    events = sorted({row["MemberSite"] for row in chosen})
    texts = Counter(row[i] for row in chosen for i in ITEMS if row[i])
    waves = {name: rows(folder / name) for name in WAVES}
    dated = [(name, row) for name, found in waves.items() for row in found if row[WAVES[name][0]]]
    early = [(name, row) for name, row in dated if row[WAVES[name][0]] == "0-6 months ago"]
    return {
        "rows": {POST: len(post)} | {name: len(found) for name, found in waves.items()},
        "no_event": sum(row["MemberSite"] == "" for row in post),
        "unlisted": sum(row["MemberSite"].startswith("My training event") for row in post),
        "answers": sum(texts.values()),
        "unknown_texts": sum(n for text, n in texts.items() if _points(text) is None),
        "evaluation": evaluation(chosen),
        "by_event": {event: evaluation([r for r in chosen if r["MemberSite"] == event]) for event in events},
        "accepted": {name: sum(n == name for n, _ in dated) for name in waves},
        "no_wave": {name: sum(not r[WAVES[name][0]] for r in found) for name, found in waves.items()},
        "W1": follow_up([(name, applied(row)) for name, row in early]),
        "W2": follow_up([(n, applied(r)) for n, r in dated if r[WAVES[n][0]] != "0-6 months ago"]),
        "W1_by_country": _grouped([(_country(n, r), applied(r)) for n, r in early]),
        "W1_by_position": _grouped([(r.get("Position", ""), applied(r)) for _, r in early]),
    }


def _country(name: str, row: dict[str, str]) -> str:
    text = row[WAVES[name][1]]
    return SAME_COUNTRY.get(text, text)


def _grouped(people: list[tuple[str, bool | None]]) -> dict[str, dict[str, int]]:
    return {key: follow_up([p for p in people if p[0] == key]) for key in sorted({k for k, _ in people})}


if __name__ == "__main__":
    json.dump(count(Path(sys.argv[1])), sys.stdout, indent=1)
