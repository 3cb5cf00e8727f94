"""The outlines of regions for maps, by layer: city or county."""

from __future__ import annotations

from functools import cache

import orjson

from data.codes import locate

LAYERS = ("city", "county")


@cache
def outlines(layer: str) -> dict:
    """{"source": {zh, en}, "aspect": w/h, "regions": {code: rings}}; see data/codes/README.md."""
    return orjson.loads(locate((), f"map_{layer}.json").read_bytes())
