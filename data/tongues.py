"""Which old encoding a text is in, told by words: the headings people use, read in each of them, make sense in one only."""

from __future__ import annotations

from functools import cache

from data.codes import normalise
from data.fields import kinds
from data.hints import knowledge

# Bytes of one are nearly always bytes of another too, so that bytes alone decide nothing.
_BY_WORDS = ("gb18030", "big5", "cp932", "euc_kr", "cp1251", "koi8_r", "cp1256", "cp874")
NOTED = (*_BY_WORDS[1:], "cp1250", "cp1252", "cp1254")  # what a person should look at
_LINES = 40
_NATURAL = 0.95  # share of words written as people write them: capitals in front or throughout
_TURKISH, _OTHER = set("ýþðÝÞÐ"), set("áéíóúæÁÉÍÓÚÆ")  # the first are ı ş ğ İ Ş Ğ read as Western, unless it is Icelandic


def told(head: bytes) -> str | None:
    """The encoding in which the text's first lines hold words that are known, if there is one only; None if not."""
    texts = {name: text for name in _BY_WORDS if (text := _decoded(head, name)) is not None}
    known = {name: _known(text) for name, text in texts.items()}
    best = max(known, key=known.get, default="")
    if best and known[best] and not any(count for name, count in known.items() if name != best):
        return best
    cyrillic = [name for name in ("cp1251", "koi8_r") if name in texts and _is_cyrillic(texts[name])]
    return cyrillic[0] if len(cyrillic) == 1 and not any(known.values()) else None


# What is written besides plain letters, tongue by tongue: Polish, Czech and Slovak, Hungarian, Romanian, Croatian; then
# French, German, Spanish, Portuguese, Italian, the North, Icelandic, Dutch; then Turkish.
_ALPHABETS = {
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľŕôä", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    "cp1252": ("àâæçéèêëîïôœùûüÿ", "äöüß", "áéíñóúüºª", "ãáàâçéêíóôõúüºª", "àèéìíîòóùú", "åäöæøéü", "áðéíóúýþæö", "éëïóöèê"),
    "cp1254": ("çğıöşüâîûi̇",),
}
_SIGNS = set("–—‘’“”„‚…•°§€«»№·×´`\u00a0\u00ad©®±½¼")  # stand in texts of any tongue


def central(head: bytes) -> bool:
    """Whether the text is in cp1250: read so it is all in one tongue, mostly within words, and read otherwise in none."""
    texts = {name: text for name in _ALPHABETS if (text := _decoded(head, name)) is not None}
    fitting = {name for name, text in texts.items() if _is_of_one(text, _ALPHABETS[name])}
    words = texts.get("cp1250", "").split()
    foreign = [word for word in words if any(c.isalpha() and not c.isascii() for c in word)]
    mixed = [word for word in foreign if any(c.isascii() and c.isalpha() for c in word)]
    return fitting == {"cp1250"} and 2 * len(mixed) > len(foreign) > 2


def _is_of_one(text: str, alphabets: tuple[str, ...]) -> bool:
    """Whether all that is no plain letter belongs to one of the alphabets."""
    seen = {c for c in text.lower() if not c.isascii()} - _SIGNS
    return any(seen <= set(alphabet) for alphabet in alphabets)


def western(head: bytes) -> str:
    """cp1252, or cp1254 where its letters are the Turkish ones."""
    letters = set(head.decode("cp1252", "replace"))
    return "cp1254" if letters & _TURKISH and not letters & _OTHER else "cp1252"


def _decoded(head: bytes, name: str) -> str | None:
    try:
        return head.decode(name)
    except UnicodeDecodeError:
        return None


def _known(text: str) -> int:
    """How many different words of the vocabulary stand in the first lines."""
    plain = normalise("\n".join(text.splitlines()[:_LINES]))
    return sum(word in plain for word in _vocabulary())


@cache
def _vocabulary() -> tuple[str, ...]:
    """What headings and cells are called, without what is written in plain letters."""
    told = knowledge()
    words = [alias for kind in kinds().values() for field in kind.fields.values() for alias in field.alias]
    words += [word for table in ("told", "also") for texts in told[table].values() for word in texts]
    words += [word for table in told["values"].values() for word in table] + told["person"]
    words += [word for scale in told["scale"] for word in scale["words"]]
    plain = {normalise(word.replace("\\s*", "")) for word in words}
    return tuple(word for word in plain if len(word) > 1 and all(ord(c) > 0x36F for c in word))


def _is_cyrillic(text: str) -> bool:
    """Whether the words that are not plain letters are Cyrillic throughout and written as people write."""
    words = ["".join(c for c in word if c.isalpha()) for word in text.replace(";", " ").replace(",", " ").split()]
    foreign = [word for word in words if not word.isascii()]
    cyrillic = [word for word in foreign if all(0x400 <= ord(c) <= 0x4FF for c in word)]
    natural = [word for word in cyrillic if word in (word.lower(), word.upper(), word.capitalize())]
    return len(foreign) > 3 and len(natural) >= _NATURAL * len(foreign)
