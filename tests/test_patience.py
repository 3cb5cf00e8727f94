"""A reader who asks something else does not wait for what was asked before."""

from __future__ import annotations

from threading import Event

import pytest
import streamlit as st

from ui import screen
from ui.patience import waited

PATIENCE = 10.0  # s


class Gone(BaseException):
    """What Streamlit ends a run by."""


class Session(dict):
    """The session of a reader who asks something else, or leaves, while a run is under way."""

    def get(self, key: str, default: object = None) -> object:
        if key == "scope":
            raise Gone
        return super().get(key, default)


def test_who_waits_gets_what_the_work_gives_or_raises():
    assert waited(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        waited(divmod, 7, 0)


def test_who_asks_something_else_is_let_go_and_the_work_is_finished_all_the_same(monkeypatch):
    begun, may_end, ended = Event(), Event(), Event()

    def work() -> None:
        begun.set()
        may_end.wait(PATIENCE)
        ended.set()

    monkeypatch.setattr(st, "session_state", Session())
    with pytest.raises(Gone):
        waited(work)
    assert begun.is_set() and not ended.is_set()
    may_end.set()
    assert ended.wait(PATIENCE)


def test_a_file_asked_for_on_a_page_that_was_left_is_not_made_of_the_next_page(monkeypatch):
    held = {"shown": "levels", "scope": "any", "download": {"what": "pdf"}, "part": {"from": 0}}
    monkeypatch.setattr(st, "session_state", held)
    monkeypatch.setattr(screen, "_made", left)
    with pytest.raises(Gone):
        screen.draw_shown()
    assert not {"shown", "download", "part"} & set(held)


def left(*_: object) -> None:
    """The reader leaves while the page is made."""
    raise Gone
