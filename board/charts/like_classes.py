"""The shares of one class against like classes: its interval, and behind it where chance alone puts such classes."""

from __future__ import annotations

from dataclasses import replace

from board.charts.dots import dots
from board.charts.one_class import shared_axis
from board.like_classes import Standing, centre_words, distance_words
from board.model import Dots, Head, Mark
from board.text import t
from data.metrics import metrics
from queries.scope import Scope

_ROLE = {1: "better", -1: "worse", 0: "brand"}


def like_dots(found: tuple[Standing, ...], scope: Scope) -> Dots | None:
    """One row a share, the share of like classes beside its name; None without enough like classes."""
    if not found:
        return None
    lang = scope.language
    marks = tuple(_mark(one, scope) for one in found)
    foot = t(lang, "one_class.like_n", count=max(one.classes for one in found))
    drawn = dots(
        marks, found[0].metric, "like_classes", scope, chart_id="like_classes", finding=_finding(found, scope), about="",
        foot=foot, peers=tuple(one.band for one in found),
    )  # fmt: skip
    return shared_axis(replace(drawn, head=_of_all(drawn.head, found, scope)), lang) if drawn else None


def _mark(one: Standing, scope: Scope) -> Mark:
    lang = scope.language
    label = t(lang, "one_class.like_row", word=metrics()[one.metric].word[lang], centre=centre_words(one, scope))
    note = t(lang, "board.semicolon").join((one.value.note, distance_words(one, scope)))
    return Mark(label, replace(one.value, note=note), _ROLE[one.flag])


def _of_all(head: Head, found: tuple[Standing, ...], scope: Scope) -> Head:
    """The chart holds several metrics, so its words name what they share instead of the first."""
    subtitle = t(scope.language, "one_class.about_like")
    ids = t(scope.language, "board.comma").join(metrics()[one.metric].id for one in found)
    foot = head.foot.replace(metrics()[found[0].metric].id, ids)
    return replace(head, subtitle=subtitle, foot=foot, alt=head.alt.replace(head.subtitle, subtitle))


def _finding(found: tuple[Standing, ...], scope: Scope) -> str:
    lang = scope.language
    beyond = [one for one in found if one.flag]
    if not beyond:
        return t(lang, "one_class.like_even", count=len(found))
    far = max(beyond, key=lambda one: abs(one.distance))
    word = "one_class.like_beyond" if len(beyond) == 1 else "one_class.like_beyond_many"
    return t(lang, word, label=metrics()[far.metric].label[lang], apart=distance_words(far, scope), count=len(beyond))
