"""What can be wrong with a source, said in both languages with the place and the way out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "messages.toml"
# Identity numbers and phone numbers, also in full-width digits; written so that SQL understands them too.
_DIGIT = "[0-9０-９]"
PERSONAL = (
    (rf"(^|[^0-9０-９])({_DIGIT}{{6}}){_DIGIT}{{8}}({_DIGIT}{{3}}[0-9０-９XxＸｘ])($|[^0-9０-９])", r"\1\2********\3\4"),
    (rf"(^|[^0-9０-９])([1１][3-9３-９]{_DIGIT}){_DIGIT}{{4}}({_DIGIT}{{4}})($|[^0-9０-９])", r"\1\2****\3\4"),
)
# A Chinese personal name that stands alone: a frequent surname and one or two more characters. Words that begin with
# a surname and stand in headings and cells are left out. Never held against titles: a lecture may be called 金融.
_SURNAME = (
    "欧阳|司马|诸葛|上官|皇甫|慕容|令狐|尉迟|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁"
    "于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔向汤]"
)
_WORD = (
    "周[次期数日末]|高[级中职校]|任[职期务教]|金[额融]|方[式法向案]|程[度序]|余额|范围|段落|史料|石油|夏季|白[天班]|万元|许可"
)
NAME = (rf"^({_SURNAME})[一-鿿]{{1,2}}(\.[A-Za-z]{{2,7}})?$", r"\1＊\2")
NO_NAME = rf"^({_WORD})"


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def message(code: str, language: str, **fields: object) -> str:
    """The text of message `code`. KeyError for an unknown code or a missing field: both are bugs.

    Texts and paths put into it are masked.
    """
    clean = {n: masked(str(value), 4000) if isinstance(value, str | Path) else value for n, value in fields.items()}
    return _messages()[code][language].format(**clean)


def masked(text: str, longest: int = 80) -> str:
    """The text without the middle of anything like an identity or phone number, cut to `longest` characters.

    A text that is a person's name and nothing else keeps its first part.
    """
    if not re.match(NO_NAME, text):
        text = re.sub(*NAME, text)
    for pattern, shown in PERSONAL * 2:  # twice: neighbours share the character between them
        text = re.sub(pattern, shown, text)
    return text if len(text) <= longest else text[:longest] + "…"


def listed(rows: Sequence[object], most: int = 8) -> str:
    """The first of many numbers or names, and that there are more."""
    return ", ".join(map(str, rows[:most])) + (" …" if len(rows) > most else "")


@dataclass(frozen=True)
class Note:
    """One message about the sources; says nothing of persons."""

    code: str
    zh: str
    en: str


def note(code: str, **fields: object) -> Note:
    """Message `code` in both languages."""
    return Note(code, message(code, "zh", **fields), message(code, "en", **fields))


class Refused(Exception):
    """The sources cannot be built; nothing was published. `notes` say why and what to do."""

    def __init__(self, *notes: Note):
        super().__init__("\n".join(n.en for n in notes))
        self.notes = notes


def refuse(code: str, **fields: object) -> Refused:
    """A Refused with one message."""
    return Refused(note(code, **fields))
