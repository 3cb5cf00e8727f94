"""The dictionary as a table, and the rules in words with source and status."""

from __future__ import annotations

from board.definitions import rule_text
from board.model import Column, Row, Statement, Table
from board.text import t
from board.values import fewest, text_value
from data.metrics import Metric, metrics
from queries.scope import Scope
from queries.warehouse import Catalogue

# Worked out on a page, or not shown: words/*/dictionary.toml.
_ASIDE = {"RSP-02": "asked", "DQ-01": "checked", "APP-02": "unused", "TEA-04": "teachers", "CST-01": "costs"}


def definition_table(scope: Scope, known: Catalogue) -> Table:
    """One line a metric: number, name, formula in words, unit, fewest people shown, rule; last what is no column."""
    lang = scope.language
    names = ("id", "label", "note", "unit", "fewest", "rule")
    columns = tuple(Column(name, t(lang, f"board.column_{name}"), "text") for name in names)
    rows = (*(_row(m, scope, known) for m in metrics().values()), *(_aside(id_, part, lang) for id_, part in _ASIDE.items()))
    return Table(t(lang, "board.table_definitions"), columns, rows)


def rule_statements(scope: Scope, known: Catalogue) -> tuple[Statement, ...]:
    """The rules: what is confirmed first; anything else says what it is and is never shown as binding."""
    lang = scope.language
    statuses = known.lists["rule_status"]
    said = []
    for rule in known.lists.get("rules", {}).values():
        status = statuses[rule.extra["status"]]
        ended = t(lang, "board.rule_ended", day=rule.extra["valid_to"]) if rule.extra.get("valid_to") else ""
        source = t(lang, "board.rule_basis", source=rule.extra[f"source_{lang}"], status=status.name(lang), ended=ended)
        said.append(Statement(f"{rule.code} {rule.name(lang)}", None, source))
    return tuple(said)


def _aside(id_: str, part: str, language: str) -> Row:
    label, note = t(language, f"dictionary.label_{part}"), t(language, f"dictionary.note_{part}")
    none = t(language, "dictionary.unit")
    return Row(tuple(text_value(text) for text in (id_, label, note, none, none, t(language, "board.no_rule"))))


def _row(metric: Metric, scope: Scope, known: Catalogue) -> Row:
    lang = scope.language
    limit = fewest(metric.key, scope)
    cells = (
        metric.id,
        metric.label[lang],
        metric.note[lang],
        t(lang, f"board.unit_{metric.unit}"),
        t(lang, "board.fewest", limit=limit) if limit > 1 else t(lang, "board.fewest_none"),
        rule_text(metric, scope, known) or t(lang, "board.no_rule"),
    )
    return Row(tuple(text_value(text) for text in cells))
