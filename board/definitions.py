"""What a number means, one click away from it: formula in words, rule with its status, SQL."""

from __future__ import annotations

from board.model import Definition
from board.text import t
from data.metrics import Metric, metrics
from queries.door import query
from queries.scope import Scope
from queries.warehouse import Catalogue


def definition(key: str, query_name: str, scope: Scope, known: Catalogue) -> Definition:
    """The definition of metric `key` as used by a query ("" = by none)."""
    metric = metrics()[key]
    lang = scope.language
    asked = query(query_name).sql if query_name else ""
    return Definition(
        key,
        metric.id,
        metric.label[lang],
        metric.note[lang],
        rule_text(metric, scope, known),
        metric.macro,
        asked,
    )


def rule_text(metric: Metric, scope: Scope, known: Catalogue) -> str:
    """The rule behind a metric, as `rule_words`; nothing if it rests on none or the lists do not hold it."""
    return rule_words(metric.rule, scope, known) if metric.rule in known.lists.get("rules", {}) else ""


def rule_words(code: str, scope: Scope, known: Catalogue) -> str:
    """A rule with source and status; one that is not confirmed is never shown as binding. KeyError for an unknown code."""
    rule, lang = known.lists["rules"][code], scope.language
    status = known.lists["rule_status"][rule.extra["status"]]
    return t(
        lang, "board.rule", code=code, text=rule.name(lang), source=rule.extra[f"source_{lang}"], status=status.name(lang)
    )


def of_board(keys_and_queries: list[tuple[str, str]], scope: Scope, known: Catalogue) -> tuple[Definition, ...]:
    """One definition per metric, in the order given."""
    once = dict(reversed(keys_and_queries))
    ordered = dict.fromkeys(key for key, _ in keys_and_queries)
    return tuple(definition(key, once[key], scope, known) for key in ordered if key)
