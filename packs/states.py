"""How a value is said on paper: its text, and the word of its state wherever the text alone would mislead."""

from __future__ import annotations

from dataclasses import replace

from board.model import State, Value
from board.text import t


def word(state: State, language: str) -> str:
    """The state in words, "样本少" or "not shown by rule"."""
    return t(language, f"paper.state_{state}")


def open_to_all(value: Value) -> Value:
    """The value as its state lets it out: without number, n and interval if hidden, not due or missing."""
    if value.state in (State.SHOWN, State.HOLLOW, State.MERGED):
        return value
    return replace(value, number=None, n=None, low=None, high=None)


def own_number(value: Value) -> float | None:
    """The number a mark of its own is drawn by: a merged one is that of a larger group."""
    return None if value.state is State.MERGED else open_to_all(value).number


def said(value: Value, language: str) -> str:
    """The text of a value with its state: "71.0%", "61% 样本少", "＊ 按规定不显示", "未到期"."""
    text, state = value.text, word(value.state, language)
    if value.state is State.HOLLOW:
        return text if state in text else f"{text} {state}"
    # A merged value names its larger group, and most reasons are words already; only signs need help.
    if value.state in (State.SHOWN, State.MERGED) or any(c.isalpha() for c in text):
        return text
    return f"{text.strip('—–')} {state}".strip()


def short(value: Value, language: str) -> str:
    """As `said`, for a cell of a table of many columns: what is kept back is its sign alone, explained once below."""
    return value.text.strip() if signed(value) else said(value, language)


def signed(value: Value) -> bool:
    """Whether a number is kept back behind a sign, not behind words."""
    return value.state is State.HIDDEN and not any(c.isalpha() for c in value.text)
