"""File names people can read and every system accepts, Windows included."""

from __future__ import annotations

import re

from board.model import Board

_LONGEST = 180  # bytes in UTF-8: leaves room for a folder's path and for " (1)" of a second download
_SHORT = 100  # bytes: such files are unpacked into a folder of some depth
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{i}" for port in ("com", "lpt") for i in range(10)}


def file_name(board: Board, suffix: str, chart_id: str = "") -> str:
    """"title chart stamp.suffix": the title names region, level and period, the stamp date and version.

    `suffix` is "xlsx", ".csv", …; `chart_id` stands in pictures of one chart.
    """
    ending = "." + suffix.lstrip(".")
    # The stamp comes last and is what tells two versions apart, so a long title gives way to it.
    tail = " ".join(part for part in (_clean(chart_id), _cut(_clean(board.stamp), 90)) if part)
    title = _cut(_clean(board.title), _LONGEST - len(tail.encode()) - len(ending) - 1)
    stem = f"{title} {tail}".strip(" .") or board.page
    return (f"_{stem}" if stem.split(".")[0].strip().lower() in _DEVICES else stem) + ending


def listed(title: str, suffix: str) -> str:
    """"title.suffix", for one file of many that stand together."""
    return f"{_cut(_clean(title), _SHORT)}.{suffix}"


def titled(number: str, title: str) -> str:
    """"number title", for a folder."""
    return f"{number} {_cut(_clean(title), _SHORT)}".strip()


def _clean(text: str) -> str:
    """Without what a file system may refuse or a shell may read: controls, separators, marks, emoji."""
    plain = "".join(c if c.isprintable() and ord(c) < 0x10000 else " " for c in text)
    return re.sub(r"\s+", " ", re.sub(r'[<>:"/\\|?*%$`\'#&;]', " ", plain)).strip(" .")


def _cut(text: str, size: int) -> str:
    """At most `size` bytes of UTF-8, never half a character."""
    return text.encode()[: max(size, 0)].decode(errors="ignore").strip(" .")
