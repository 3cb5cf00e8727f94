"""Keeps what was worked out, as functools.lru_cache does, but by weight: an answer has three rows or twenty thousand."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any

MIB = 2**20


@dataclass(frozen=True)
class Info:
    """How often something was kept already, how often not, how many there are now and what they weigh in bytes."""

    hits: int
    misses: int
    currsize: int
    weight: int


@dataclass(frozen=True)
class Kept:
    """A function that gives what it gave before, by its arguments; what was not asked for longest goes first."""

    make: Callable[..., Any]
    most: int
    weigh: Callable[[Any], int]
    found: OrderedDict[tuple, tuple[Any, int]] = field(default_factory=OrderedDict)
    counts: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def __call__(self, *key: Any) -> Any:
        with self.lock:
            held = self.found.get(key)
            self.counts["misses" if held is None else "hits"] += 1
            if held is not None:
                self.found.move_to_end(key)
                return held[0]
        value = self.make(*key)
        self._put(key, value, self.weigh(value))
        return value

    def _put(self, key: tuple, value: Any, weight: int) -> None:
        with self.lock:
            self.counts["weight"] += weight - self.found.pop(key, (None, 0))[1]
            self.found[key] = value, weight
            while self.counts["weight"] > self.most and len(self.found) > 1:
                self.counts["weight"] -= self.found.popitem(last=False)[1][1]

    def cache_info(self) -> Info:
        """What lru_cache says, and the weight."""
        with self.lock:
            return Info(self.counts["hits"], self.counts["misses"], len(self.found), self.counts["weight"])

    def cache_clear(self) -> None:
        """Forgets everything."""
        with self.lock:
            self.found.clear()
            self.counts.clear()


def kept(most: int, weigh: Callable[[Any], int]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates a function of hashable arguments: what it gives is kept while all of that weighs at most so many bytes."""

    def decorate(make: Callable[..., Any]) -> Callable[..., Any]:
        held = Kept(make, most, weigh)

        @wraps(make)
        def give(*key: Any) -> Any:
            return held(*key)

        give.cache_info, give.cache_clear = held.cache_info, held.cache_clear
        return give

    return decorate
