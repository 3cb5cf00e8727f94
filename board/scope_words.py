"""What a Scope limits, in words: for titles, stamps, exports and crumbs."""

from __future__ import annotations

from board.formats import day, period_name
from board.text import t
from queries.door import compared_period
from queries.scope import Scope
from queries.warehouse import Catalogue

_NAMED = 3  # more than so many are counted instead of named


def region_text(scope: Scope, known: Catalogue) -> str:
    """榆林市、延安市, or the whole the viewer may see."""
    if not scope.places:
        return t(scope.language, "board.whole", name=known.root.name(scope.language))
    return _listed([known.region(c).name(scope.language) for c in scope.places], scope.language)


def level_text(scope: Scope, known: Catalogue) -> str:
    """县处级, or all levels."""
    names = known.names("levels", scope.language)
    return _listed([names[c] for c in scope.level], scope.language) or t(scope.language, "board.all_levels")


def type_text(scope: Scope, known: Catalogue) -> str:
    """初任培训, or all training types."""
    names = known.names("types", scope.language)
    return _listed([names[c] for c in scope.training_type], scope.language) or t(scope.language, "board.all_types")


def period_text(scope: Scope) -> str:
    """2026年上半年."""
    return period_name(*scope.period, scope.language)


def compare_text(scope: Scope) -> str:
    """What the period stands beside: 去年同期, 上期, or nothing."""
    return t(scope.language, f"board.compare_{scope.compare.value}")


def title(scope: Scope, known: Catalogue, subject: str) -> str:
    """The title every page starts with: region · level · period subject."""
    parts = (
        region_text(scope, known),
        level_text(scope, known),
        t(scope.language, "board.period_subject", period=period_text(scope), subject=subject),
    )
    return " · ".join(parts)


def filters(scope: Scope, known: Catalogue) -> tuple[tuple[str, str], ...]:
    """(name, value) of every limit, for covers and footers."""
    lang = scope.language
    pairs = [
        ("board.filter_region", region_text(scope, known)),
        ("board.filter_level", level_text(scope, known)),
        ("board.filter_type", type_text(scope, known)),
        ("board.filter_period", period_text(scope)),
    ]
    before = compared_period(scope, known)
    if before:
        beside = t(lang, "board.beside_period", beside=compare_text(scope), period=period_name(*before, lang))
        pairs.append(("board.filter_compare", beside))
    if scope.host:
        hosts = [known.region(c).name(lang) for c in scope.host]
        pairs.append(("board.filter_host", _listed(hosts, lang)))
    return tuple((t(lang, key), text) for key, text in pairs)


def stamp(scope: Scope, known: Catalogue) -> str:
    """Data date and version, as printed on everything that leaves the screen."""
    return t(scope.language, "board.stamp", day=day(known.as_of, scope.language), version=known.version)


def _listed(names: list[str], language: str) -> str:
    shown = t(language, "board.comma").join(names[:_NAMED])
    return shown if len(names) <= _NAMED else t(language, "board.and_more", names=shown, count=len(names))
