"""Tests before and after one class in words: the change, the gain with its interval, whether the first test was too easy."""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np

from analysis.gain import FEWEST_PAIRED, Gain, gain_of_spreads, paired_share
from analysis.retention import retained
from board.class_facts import Facts
from board.formats import count, number, span
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

_gain = lru_cache(maxsize=256)(gain_of_spreads)  # asked for by several parts of a page
_MOMENTS = ("pre_score", "post_score", "pre_spread", "post_spread", "change_spread", "ceiling_rate")
CEILING = 0.2  # share with full marks before, from which the gain is said to be understated


def class_gain(facts: Facts, scope: Scope) -> Gain | None:
    """The measured change of the class; None where no pair of tests may be shown. One class, one interval."""
    row = facts.one("one_class_gain")
    moments = [metric_value(row, key, scope).number for key in _MOMENTS] if row is not None else [None]
    if None in moments:
        return None
    return _gain(int(row["pairs"]), *moments, seed=zlib.crc32(scope.class_id.encode()))


def gain_said(facts: Facts, scope: Scope) -> tuple[str, str]:
    """(the change in words, the metrics it rests on)."""
    lang, found = scope.language, class_gain(facts, scope)
    if found is None:
        hidden = metric_value(facts.one("one_class_gain"), "pre_score", scope).note
        running = not facts.this["ended"]
        return hidden or t(lang, "one_class.tests_to_come" if running else "one_class.no_tests"), ""
    row = facts.one("one_class_gain")
    pre, post = (number(row[key], "score", lang) for key in ("pre_score", "post_score"))
    parts = [t(lang, "one_class.gain", pre=pre, post=post, change=number(found.change, "points", lang),
               span=_points(found.change_low, found.change_high, lang), n=count(found.pairs, lang))]  # fmt: skip
    if np.isfinite(found.hake_low):
        gain = number(found.hake, "gain", lang)
        parts.append(t(lang, "one_class.gain_share", gain=gain, span=span(found.hake_low, found.hake_high, "gain", lang)))
        g = number(found.g_av, "gain", lang)
        parts.append(t(lang, "one_class.gain_size", g=g, span=span(found.g_low, found.g_high, "gain", lang)))
    parts += [*_cautions(facts, found, scope), *_kept(facts, scope)]
    return t(lang, "board.semicolon").join(parts), f"{metrics()['learning_gain'].id} {metrics()['pre_spread'].id}"


def _kept(facts: Facts, scope: Scope) -> list[str]:
    """What of the gain was still there in a test some time later, and of how many that is known."""
    lang, row = scope.language, facts.one("one_class_gain")
    value = metric_value(row, "retention_rate", scope)
    if value.number is None:
        return []
    gained, *spreads = (float(row[key]) for key in ("gained_points", "gained_spread", "kept_spread", "lost_spread"))
    low, high = retained(value.n, gained, value.number * gained, *spreads)
    interval = t(lang, "board.interval_brackets", span=span(low, high, "percent", lang)) if np.isfinite(low) else ""
    told = {"n": count(value.n, lang), "of": count(int(row["pairs"]), lang), "id": metrics()["retention_rate"].id}
    return [t(lang, "one_class.retained", text=number(value.number, "percent", lang, value.n), interval=interval, **told)]


def _cautions(facts: Facts, found: Gain, scope: Scope) -> list[str]:
    """Full marks before, and too few with both tests."""
    lang = scope.language
    word = "one_class.ceiling_high" if found.ceiling >= CEILING else "one_class.ceiling"
    said = [t(lang, word, text=number(found.ceiling, "percent", lang, found.pairs))]
    came = facts.this["finished"]
    share, enough = paired_share(found.pairs, int(came)) if came == came and came else (1.0, True)
    if not enough:
        told = {"text": number(share, "percent", lang, found.pairs), "least": f"{FEWEST_PAIRED:.0%}"}
        said.append(t(lang, "one_class.few_pairs", **told))
    return said


def _points(low: float, high: float, language: str) -> str:
    return t(language, "board.span_signed", low=number(low, "points", language), high=number(high, "points", language))
