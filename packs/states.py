"""How a value is said on paper: its text, and the word of its state wherever the text alone would mislead."""

from __future__ import annotations

from board.model import State, Value
from board.text import t


def word(state: State, language: str) -> str:
    """The state in words, "样本少" or "withheld by rule"."""
    return t(language, f"paper.state_{state}")


def numbers(value: Value) -> tuple[float | None, float | None, float | None]:
    """(number, low, high) as far as the state lets them out: nothing for hidden, not due, no records."""
    if value.state in (State.SHOWN, State.HOLLOW, State.MERGED):
        return value.number, value.low, value.high
    return None, None, None


def said(value: Value, language: str) -> str:
    """The text of a value with its state: "71.0%", "61% 样本少", "＊ 按规定不显示", "未到期"."""
    # The text of a merged value already names the larger group it belongs to.
    if value.state in (State.SHOWN, State.MERGED):
        return value.text
    state = word(value.state, language)
    return value.text if state in value.text else f"{value.text.strip('—–')} {state}".strip()
