"""What a rule demands on a day, as a number: only of rules that are confirmed and in force then; or what it only names."""

from __future__ import annotations

import re
from datetime import date

from board.text import t
from data.metrics import metrics
from queries.scope import Scope
from queries.warehouse import Catalogue


def least(key: str, day: date, known: Catalogue) -> float | None:
    """The least share the rule of metric `key` demands on that day; None if no binding rule holds then."""
    rule = known.lists.get("rules", {}).get(metrics()[key].rule)
    if rule is None or known.lists["rule_status"][rule.extra["status"]].extra["binding"] != "yes":
        return None
    first, last = (rule.extra.get(end) or "" for end in ("valid_from", "valid_to"))
    if day.isoformat() < first or (last and day.isoformat() > last):
        return None
    return reference(key, known)


def reference(key: str, known: Catalogue) -> float | None:
    """The least share the rule of metric `key` names, binding or not: whoever shows it says which."""
    rule = known.lists.get("rules", {}).get(metrics()[key].rule)
    if rule is None or rule.extra["operator"] != ">=":
        return None
    share = re.fullmatch(r"(\d+(?:\.\d+)?)%", rule.extra["threshold"].strip())
    return float(share[1]) / 100 if share else None


def demand(key: str, day: date, scope: Scope, known: Catalogue) -> str:
    """规定不低于 70%（R17，已核实）, or that no confirmed rule holds on that day."""
    limit = least(key, day, known)
    if limit is None:
        return t(scope.language, "courses.no_demand")
    rule = known.lists["rules"][metrics()[key].rule]
    status = known.lists["rule_status"][rule.extra["status"]].name(scope.language)
    return t(scope.language, "courses.demand", limit=f"{limit:.0%}", code=rule.code, status=status)
