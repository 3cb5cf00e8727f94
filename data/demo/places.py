"""Regions of the province and its invented units."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from data.demo.plan import Plan, world

PROVINCE = 610000
_FILE = Path(__file__).parents[1] / "codes" / "regions.csv"
_ZONE = 611100  # no counties of its own; its organs all carry the zone's code
_INSIDE_ZONE = 610403  # counted with the zone, never twice


def regions() -> pd.DataFrame:
    """One row per region: code, parent (int, 0 at the top), kind, zh. Source: data/codes/regions.csv."""
    with _FILE.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    numbers = {"code": [int(r["code"]) for r in rows], "parent": [int(r["parent_code"] or 0) for r in rows]}
    return pd.DataFrame({**numbers, "kind": [r["kind"] for r in rows], "zh": [r["zh"] for r in rows]})


def _cells(rng: np.random.Generator) -> list[tuple[int, int, int, str, float]]:
    """(tier, region, city, name of region, share of all cadres) of every tier in every region."""
    table = regions()
    names = dict(zip(table.code, table.zh, strict=True))
    weights = {int(code): w for code, w in world()["city_weight"].items()}
    share = world()["tier"]["share"]
    total = sum(weights.values())
    cells = [(1, PROVINCE, PROVINCE, names[PROVINCE], share[0])]
    for city, weight in weights.items():
        part = weight / total
        inside = table[(table.parent == city) & (table.code != _INSIDE_ZONE)].code.to_numpy()
        inside = inside if len(inside) else np.array([_ZONE])
        size = rng.lognormal(0, 0.35, len(inside))
        cells.append((2, city, city, names[city], share[1] * part))
        for code, p in zip(inside, size / size.sum(), strict=True):
            cells.append((3, int(code), city, names[code], share[2] * part * p))
            cells.append((4, int(code), city, names[code], share[3] * part * p))
    return cells


def units(plan: Plan) -> pd.DataFrame:
    """One row per unit: tier 1..4, region, city (int codes), name, share of all cadres."""
    rng = plan.chance(1)
    full, words = world()["tier"]["units"], world()["unit_name"]
    scale = min(1.0, max(plan.scale, 0.15))
    rows = []
    for tier, region, city, name, share in _cells(rng):
        count = max(2, round(full[tier - 1] * scale * rng.uniform(0.8, 1.2)))
        parts = rng.lognormal(0, 0.4, count)
        for n, part in enumerate(parts / parts.sum(), start=1):
            rows.append((tier, region, city, words[f"O{tier}"].format(region=name, n=n), share * part))
    return pd.DataFrame(rows, columns=["tier", "region", "city", "name", "share"])
