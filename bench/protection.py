"""Counts what protection keeps: on which resolution each city and county of a version is shown, by count column."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import duckdb

from data.versions import current, path_of

_STEPS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
# A place takes the first rung with a label of its own; one that is never alone is shown with others only.
_RUNGS = """
WITH peopled AS (
    SELECT year(month) AS year, region_code || CASE WHEN anonymous THEN '?' ELSE '' END AS code, sum({counted}) AS people
    FROM effect_month GROUP BY ALL HAVING sum({counted}) > 0
), labelled AS (
    SELECT r.year, r.code, d.city_code, d.depth, u.rung, r.labels[u.rung + 1] AS label
    FROM release r JOIN peopled p USING (year, code) JOIN dim_region d ON d.code = replace(r.code, '?', '')
    CROSS JOIN (SELECT CAST(code AS INTEGER) AS rung FROM release WHERE branch = 'ladder') u
    WHERE r.audience = '{audience}' AND r.counted = '{counted}' AND r.branch = 'place'
), shared AS (
    SELECT *, count(*) OVER (PARTITION BY year, rung, label) AS places,
           count(DISTINCT city_code) OVER (PARTITION BY year, rung, label) AS cities FROM labelled
), first AS (
    SELECT 'city' AS kind, year, city_code AS code, min(rung) FILTER (label > 1) AS rung FROM shared GROUP BY ALL
    UNION ALL
    SELECT 'county', year, code, min(rung) FILTER (label > 1 AND places = 1) FROM shared WHERE depth = 2 GROUP BY ALL
)
SELECT kind, coalesce(rung, 99) AS rung, count(*) AS n FROM first GROUP BY ALL ORDER BY ALL
"""


def shares(version: Path, counted: str, audience: str = "inside") -> list[tuple[str, str, float]]:
    """(city or county, resolution, share of place-years with people that are shown on it)."""
    con = duckdb.connect(str(version), read_only=True)
    ladder = dict(con.execute("SELECT CAST(code AS INTEGER), labels FROM release WHERE branch = 'ladder'").fetchall())
    parts = dict(con.execute("SELECT code, labels FROM release WHERE branch = 'level'").fetchall())
    found = con.execute(_RUNGS.format(counted=counted, audience=audience)).fetchall()
    total = Counter()
    for kind, _, n in found:
        total[kind] += n
    return [(kind, _name(ladder.get(rung), parts), n / total[kind]) for kind, rung, n in found]


def _name(rung: list[int] | None, parts: dict[str, list[int]]) -> str:
    """The resolution in words: step, and the levels shown together."""
    if rung is None:
        return "not by itself"
    groups: dict[int, list[str]] = {}
    for code, labels in parts.items():
        groups.setdefault(labels[rung[0]], []).append(code or "?")
    return f"{_STEPS[rung[1]]}, levels {' | '.join('+'.join(codes) for codes in groups.values())}"


def main() -> None:
    """Prints the shares of the published version."""
    parser = argparse.ArgumentParser(prog="python -m bench.protection", description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--audience", default="inside")
    given = parser.parse_args()
    version = path_of(given.warehouse, current(given.warehouse) or "")
    for counted in ("attendees", "ov_count", "app_answers"):
        sys.stdout.write(f"\n{counted}\n")
        for kind, name, share in shares(version, counted, given.audience):
            sys.stdout.write(f"  {kind:7} {share:6.1%}  {name}\n")


if __name__ == "__main__":
    main()
