"""Finds a Chinese font on this machine, once, so that no file is ever drawn with missing glyphs."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from board.text import t
from packs.glyphs import Ranges, coverage

# In order of preference: family as Typst knows it, and how its regular file is called.
FAMILIES = (
    ("Noto Sans CJK SC", ("NotoSansCJK-Regular.*", "NotoSansCJKsc-Regular.*", "NotoSansCJK-VF*")),
    ("Noto Sans SC", ("NotoSansSC*",)),
    ("Source Han Sans SC", ("SourceHanSans-Regular.*", "SourceHanSansSC-Regular.*", "SourceHanSans.ttc")),
    ("Source Han Sans CN", ("SourceHanSansCN-Regular.*",)),
    ("PingFang SC", ("PingFang.ttc",)),
    ("Microsoft YaHei", ("msyh.*",)),
    ("WenQuanYi Micro Hei", ("wqy-microhei.*",)),
    ("WenQuanYi Zen Hei", ("wqy-zenhei.*",)),
)


class FontMissing(RuntimeError):
    """No Chinese font on this machine: pictures and PDF are off, and `said` tells how to turn them on."""

    def __init__(self) -> None:
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """The reason and the install command in one language."""
        return t(language, "paper.font_missing")


@dataclass(frozen=True)
class Font:
    """A Chinese family, the loaded fonts Typst draws with (shared by all threads) and what they cover."""

    family: str
    loaded: typst.Fonts
    covered: Ranges

    def readable(self, text: str) -> str:
        """`text` on one line, every character the font cannot draw written as its code, like 〔U+1F600〕."""
        if text.isascii() and text.isprintable():
            return text
        one_line = (" " if c.isspace() else c for c in text)
        return "".join(c if self.covered.has(ord(c)) else f"〔U+{ord(c):04X}〕" for c in one_line)


def folders() -> tuple[Path, ...]:
    """Where this system keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts"
    if sys.platform == "darwin":
        assets = Path("/System/Library/AssetsV2")  # where newer systems keep PingFang
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts", assets
    shared = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return *shared, home / ".local" / "share" / "fonts", home / ".fonts"


@cache
def find(places: tuple[Path, ...] = ()) -> Font:
    """The best Chinese font in `places` (default: the system's folders). Raises FontMissing if none."""
    for family, patterns in FAMILIES:
        for folder in _homes(places or folders(), patterns):
            # Only the folder of the match: reading every font of the system costs seconds on some machines.
            loaded = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
            )
            regular = [f for f in loaded.fonts() if f.family == family and f.weight == 400]
            if regular:
                return Font(family, loaded, coverage(Path(regular[0].path), regular[0].index))
    raise FontMissing


def _homes(places: tuple[Path, ...], patterns: tuple[str, ...]) -> list[Path]:
    found = {hit.parent for place in places for pattern in patterns for hit in place.rglob(pattern)}
    return sorted(found)
