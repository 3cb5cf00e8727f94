"""A process of its own for work nobody waits for, so that readers' clicks do not share an interpreter with it.

It is given functions of versions, which never change, by name and arguments, runs the code this process runs, and hands back
what it found over a pipe; nothing is written. What decides which versions may have been seen (queries/handed.py) stays here.
If it cannot be started, ends, or says nothing for long, everything goes on in this process.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from threading import Timer
from typing import ParamSpec, TypeVar

from data.rows import digest

ROOT = Path(__file__).parent.parent
_CODE = ("analysis", "data", "queries")
_PATIENCE = 120.0  # s for one answer; on a busy machine the process, which stands back, takes ten times as long
_LOST = (OSError, EOFError, pickle.UnpicklingError)  # it is gone, maybe in the middle of a word
Asked = ParamSpec("Asked")
Found = TypeVar("Found")

_process: ContextVar[subprocess.Popen | None] = ContextVar("process", default=None)


def elsewhere(work: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """In a thread that has a helper, the helper works. What `work` gives must depend on its arguments and versions alone."""

    @wraps(work)
    def call(*asked: Asked.args) -> Found:
        process = _process.get()
        said = _answer(process, work, asked) if process and process.poll() is None else None
        return work(*asked) if said is None else said[0]

    return call


@contextmanager
def helped() -> Iterator[None]:
    """Inside, in this thread, a process that ends with this one does the work that may be done elsewhere."""
    command = [sys.executable, "-m", "queries.helping", STATE]
    paths = filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
    try:
        process = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        yield
        return
    mark = _process.set(process)
    try:
        yield
    finally:
        _process.reset(mark)
        _end(process)


def state() -> str:
    """A hash of the code, and of all it reads beside versions, as they lie there now."""
    files = sorted(path for part in _CODE for path in (ROOT / part).rglob("*.*") if path.suffix in (".py", ".toml", ".sql"))
    return digest(*(f"{path.relative_to(ROOT)} {path.read_text(encoding='utf-8')}" for path in files))


STATE = state()  # of the code this process runs


def _answer(process: subprocess.Popen, work: Callable[..., Found], asked: tuple) -> tuple[Found] | None:
    """What the helper finds, alone in a tuple; None if it is gone. Raises what a reader is told of."""
    timer = Timer(_PATIENCE, process.kill)
    timer.start()
    try:
        pickle.dump((work.__module__, work.__name__, asked), process.stdin)
        process.stdin.flush()
        said, failed = pickle.load(process.stdout)
    except _LOST:
        _end(process)
        logging.getLogger(__name__).warning("helper %s", process.returncode)
        return None
    finally:
        timer.cancel()
    if failed:
        raise failed
    return said


def _end(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what could not be written any more
            pipe.close()
