"""The process beside a server (queries/helper.py): works out what it is asked, one thing after another, until that one ends.

`python -m queries.helping STATE`: (module, function, arguments) come in pickled, ((found,), None) or (None, what a reader is
told of) go out; it ends at any other error. Whoever asks stands behind no other process, and this one behind all.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from importlib import import_module
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from data import memory
from queries.outdated import Outdated

_STEPS_BACK = 5  # of 19: last in the queue would be minutes on a machine that has other work
_BASE = 2 << 30  # bytes of address space that the libraries reserve, mostly unused


def main(state: str) -> None:
    """Answers until nobody can ask any more; ends at once if the code is not that of `state`, which somebody has changed."""
    with suppress(AttributeError):  # Windows
        os.nice(_STEPS_BACK)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    import_module("queries.door")
    if state != import_module("queries.helper").state():
        return
    _bounded()
    asked: SimpleQueue = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    try:
        while True:
            pickle.dump(_found(*asked.get()), answers)
            answers.flush()
    finally:  # whoever asked tries itself, and meets the same
        os._exit(1)


def _listen(questions: BinaryIO, asked: SimpleQueue) -> None:
    """Also while something is worked out: whoever asked may be gone, and then nobody wants the answer."""
    try:
        while True:
            asked.put(pickle.load(questions))
    finally:
        os._exit(0)


def _found(module: str, name: str, asked: tuple) -> tuple[tuple | None, Outdated | None]:
    try:
        return (getattr(import_module(module), name)(*asked),), None
    except Outdated as error:
        return None, error


def _bounded() -> None:
    """What does not fit into the memory of a build is not worked out here."""
    with suppress(ImportError):  # Windows
        import resource

        most = int(_BASE + memory.in_bytes())
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
