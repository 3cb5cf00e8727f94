"""What trainees wrote, word for word, as far as it may be shown: never with a level, a region or an answer sheet."""

from __future__ import annotations

from board.class_facts import Facts
from board.formats import count
from board.model import State
from board.text import t
from board.values import fewest, metric_value
from queries.scope import Audience, Scope

SHOWN = 6  # of the texts; the first in an order that means nothing


def voices(facts: Facts, scope: Scope) -> tuple[str, str]:
    """(some of the texts or why there are none, how many wrote); readers outside the department get no text."""
    lang, rows = scope.language, facts.rows("one_class_comments")
    value = metric_value(rows[0] if rows else None, "comment_rate", scope)
    if value.state is State.HIDDEN:
        return t(lang, "one_class.voices_few", limit=fewest("comment_rate", scope)), ""
    texts = [row["comment"] for row in rows if row["comment"]]
    if not texts:
        return t(lang, "one_class.voices_none"), ""
    if scope.audience is Audience.OUTSIDE:
        return t(lang, "one_class.voices_inside", n=count(value.n, lang)), ""
    quotes = " ".join(t(lang, "one_class.quote", text=text) for text in texts[:SHOWN])
    return quotes, t(lang, "one_class.voices", n=count(value.n, lang), shown=min(SHOWN, len(texts)), texts=len(texts))
