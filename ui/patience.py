"""Work a reader waits for, done in a thread of its own: whoever asks something else meanwhile, or leaves, does not wait on.

Streamlit ends a run where its script next reads the session or draws, not in the middle of a calculation.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

import streamlit as st

_LOOK = 0.1  # s between two looks whether the reader has asked something else
_AT_ONCE = 64  # readers; others stand in line

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


def waited(work: Callable[Asked, Found], *asked: Asked.args) -> Found:
    """What `work` gives or raises, while the reader of this run waits. Work whose reader is gone is finished all the same:
    if it keeps what it found, who comes back finds it.
    """
    done = _threads().submit(work, *asked)
    while True:
        try:
            return done.result(timeout=_LOOK)
        except TimeoutError:
            if done.done():
                return done.result()
            st.session_state.get("scope")  # here Streamlit ends a run that nobody waits for


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reader")
