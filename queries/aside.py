"""Questions for pages nobody has asked for yet: they are asked one after another, and stop as soon as a reader asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event

from queries.warehouse import Cursor, Interrupted

_errand: ContextVar[Errand | None] = ContextVar("errand", default=None)


class GaveWay(Exception):
    """What was being made for nobody was left unfinished, because a reader asked."""


@dataclass(frozen=True)
class Errand:
    """Work in a thread of its own; any other thread may stop it, once and for good."""

    _stopped: Event = field(default_factory=Event)
    _asking: list[Cursor] = field(default_factory=list)

    def stop(self) -> None:
        """Ends the question that is being answered now, and lets no other begin."""
        self._stopped.set()
        for cursor in self._asking:
            cursor.interrupt()

    @contextmanager
    def run(self) -> Iterator[None]:
        """What this thread asks inside belongs to the errand. Raises GaveWay there once it is stopped."""
        mark = _errand.set(self)
        try:
            yield
        finally:
            _errand.reset(mark)

    @contextmanager
    def ask(self, cursor: Cursor) -> Iterator[None]:
        """Inside, the cursor answers one question of the errand."""
        self._asking.append(cursor)
        try:
            if self._stopped.is_set():
                raise GaveWay
            yield
        except Interrupted as error:
            raise GaveWay from error
        finally:
            self._asking.clear()


def errand() -> Errand | None:
    """The errand that this thread is on; None if a reader waits for what it asks."""
    return _errand.get()
