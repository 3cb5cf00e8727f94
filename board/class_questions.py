"""Each question of one class's form against the reference: how many reach it, which lie clearly below."""

from __future__ import annotations

from board.class_facts import Facts
from board.formats import count, number, span
from board.model import Value
from board.rules import reference
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

_KEY = "item_rate"
_MOST = 4  # named: the lowest
_FEWEST = 2  # of a form with one question the share of questions says nothing more


def questions_said(facts: Facts, scope: Scope, known: Catalogue) -> tuple[str, str]:
    """(how many questions reach the reference and which are clearly below it, the metric); empty where none may be said.

    The reference comes from research (rule R29) and is said as such: it is no rule.
    """
    limit, rows = reference(_KEY, known), facts.rows("one_class_items")
    told = [(row, value) for row in rows if (value := metric_value(row, _KEY, scope)).number is not None]
    if limit is None or len(told) < _FEWEST:
        return "", ""
    lang, names = scope.language, known.names("dimensions", scope.language)
    good = sum(value.number >= limit for _, value in told)
    low = sorted(((value, row) for row, value in told if value.high < limit), key=lambda pair: pair[0].number)
    share, of = number(good / len(told), "percent", lang, len(told)), count(len(told), lang)
    ref = number(limit, "percent", lang, 0).replace(".0%", "%")
    parts = [t(lang, "one_class.questions", good=count(good, lang), of=of, share=share, limit=ref)]
    if low:
        listed = t(lang, "board.comma").join(_named(row, value, names, lang) for value, row in low[:_MOST])
        word = "questions_lowest" if len(low) > _MOST else "questions_low"
        parts.append(t(lang, f"one_class.{word}", count=len(low), most=_MOST, names=listed))
    open_ = len(told) - good - len(low)
    if open_ > 0:
        parts.append(t(lang, "one_class.questions_open", count=open_))
    return t(lang, "board.semicolon").join(parts), metrics()[_KEY].id


def _named(row: dict, value: Value, names: dict[str, str], language: str) -> str:
    told = {"code": row["item_code"], "aspect": names.get(row["dimension_code"], row["dimension_code"])}
    ends = t(language, "board.interval", span=span(value.low, value.high, "percent", language))
    return t(language, "one_class.question", text=value.text, interval=ends, **told)
