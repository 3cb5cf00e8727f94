"""How many points the answers of a questionnaire are worth: words of a scale, its top, and which of its ends is the best."""

from __future__ import annotations

import re
from functools import cache

from data.cells import is_nothing, plain_number
from data.codes import normalise
from data.grid import Grid, are_letters, is_number
from data.hints import knowledge
from data.shares import is_share

_MOST = 100  # points
_OPTIONS = 7  # of a question
_WORD = 24  # characters of the word for an end of a scale


def scale_of(grid: Grid, name: str) -> dict[str, float] | None:
    """The words of the scale a column is answered in, and their points; None if no scale knows them all."""
    values = [text for text in grid.values[name] if not is_nothing(text) and not is_number(text) and not rates_nothing(text)]
    most = max(map(len, grid.values.values()))
    if len(values) < 2 or 2 * len(values) < most:
        return None
    seen = {normalise(re.sub(knowledge()["numbered"], "", text)) for text in values}
    scales = ({normalise(word): points for word, points in scale["words"].items()} for scale in knowledge()["scale"])
    fitting = [words for words in scales if len(seen & words.keys()) >= 0.8 * len(seen)]
    return max(fitting, key=lambda words: len(seen & words.keys()), default=None)


def rates_nothing(text: str) -> bool:
    """Whether an answer says that there is none: 不了解, not applicable."""
    return normalise(text) in _no_opinions()


def points_of(grid: Grid, long: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """(cell -> points, heading -> top of its scale) of items. A word that two scales value differently is left out."""
    meant: dict[str, set[str]] = {}
    tops: dict[str, str] = {}
    common = _common(grid, long)
    for name in long:
        words, top = common.get(name) or scale_of(grid, name), top_of(name)
        if words:
            tops[name] = f"{max(words.values()):g}"
            for text in (*_spelled(words), *grid.values[name]):
                plain = normalise(re.sub(knowledge()["numbered"], "", text))
                if plain in words and not is_number(text):
                    meant.setdefault(text, set()).add(f"{words[plain]:g}")
        elif top:
            tops[name] = top
    sums = [name for name in long if name not in tops]
    if sums:
        usual, told = _scale(grid, sums), next(filter(None, map(_told_end, grid.around)), "")
        tops |= dict.fromkeys(sums, told if told and usual and int(told) >= _largest(grid, sums) else usual)
    return {text: next(iter(points)) for text, points in meant.items() if len(points) == 1}, tops


def _common(grid: Grid, long: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """The one scale of several items answered in words: 优秀, 良好 alone may be of two, and another item tells which."""
    spoken = [name for name in long if scale_of(grid, name)]
    seen = {normalise(re.sub(knowledge()["numbered"], "", text)) for name in spoken
            for text in grid.values[name]
            if not is_nothing(text) and not is_number(text) and not rates_nothing(text)}  # fmt: skip
    scales = ({normalise(word): points for word, points in scale["words"].items()} for scale in knowledge()["scale"])
    whole = next((words for words in scales if seen and seen <= words.keys()), None)
    return dict.fromkeys(spoken, whole) if whole else {}


def _spelled(words: dict[str, float]) -> list[str]:
    """The words as people write them: also those that only later rows say."""
    own = [word for scale in knowledge()["scale"] for word in scale["words"] if normalise(word) in words]
    return [*own, *map(str.capitalize, own)]


def top_of(heading: str) -> str:
    """The top of the scale that a heading names: (1-10), /20, 满分100."""
    hit = re.search(knowledge()["top"], heading)
    told = next((text for text in hit.groups() if text and 2 <= int(text) <= _MOST), "") if hit else ""
    return told or _told_end(heading)


def _told_end(text: str) -> str:
    """The last number of those that a text gives a meaning, 5 of 1=很好，5=很差; "" if it gives none to 0 or 1."""
    numbers = sorted({int(number) for number, word in re.findall(knowledge()["stands_for"], text) if len(word) <= _WORD})
    return str(numbers[-1]) if len(numbers) > 1 and numbers[0] <= 1 and 2 <= numbers[-1] <= _MOST else ""


def _scale(grid: Grid, names: list[str]) -> str:
    """The smallest usual top that none of the numbers is above; "" where there are none to go by."""
    if all(are_letters(grid, name) for name in names):
        return ""
    numbers = [float(plain_number(text)) for name in names for text in grid.values[name] if is_number(text)]
    if numbers and all(is_share(text) for name in names for text in grid.values[name] if is_number(text)):
        return "100"  # of whatever was the top
    if numbers and max(numbers) <= 1 and any(number % 1 for number in numbers):
        return "1"
    return str(next((most for most in (5, 7, 10, 20, 100) if _largest(grid, names) <= most), 100))


def _largest(grid: Grid, names: list[str]) -> float:
    return max((float(plain_number(text)) for name in names for text in grid.values[name]
                if is_number(text) and not is_share(text)), default=5)  # fmt: skip


def bare_numbers(grid: Grid, long: tuple[str, ...]) -> bool:
    """Whether most items hold small whole numbers and nothing says what these stand for: they may be places of options."""
    def bare(name: str) -> bool:
        texts = [text for text in grid.values[name] if not is_nothing(text, number=True)]
        return bool(texts) and not top_of(name) and all(text.isdecimal() and 1 <= int(text) <= _OPTIONS for text in texts)

    return 2 * sum(map(bare, long)) > len(long) and not any(map(_told_end, grid.around))


def as_they_are(grid: Grid, long: tuple[str, ...], tops: dict[str, str]) -> dict[str, str]:
    """Numbers of which nobody has said which end is the best, each as itself: so that they are asked about."""
    most = max((int(top) for top in tops.values() if top.isdecimal()), default=0)
    asked = most <= 10 and (bare_numbers(grid, long) or unclear(grid, long))
    return {str(number): str(number) for number in range(1, most + 1)} if asked else {}


def unclear(grid: Grid, long: tuple[str, ...]) -> tuple[str, ...]:
    """What says of its numbers what they stand for, in words of which none is known: either end may be the best."""
    told = dict.fromkeys(text for text in (*long, *grid.around) if _told_end(text))
    words = {text: [normalise(word) for _, word in re.findall(knowledge()["stands_for"], text)] for text in told}
    return tuple(text for text in told if not any(word in _known_words() for word in words[text]))


def worst_is_most(heading: str) -> bool:
    """Whether a text says that 1 is the best: 1=非常满意，5=非常不满意."""
    said = _known_words()
    pairs = re.findall(knowledge()["stands_for"], heading)
    known = sorted((int(number), said[normalise(word)]) for number, word in pairs if normalise(word) in said)
    return bool(known) and (known[0][1] > known[-1][1] if len(known) > 1 else known[0][0] <= 1 and known[0][1] > 0.5)


@cache
def _known_words() -> dict[str, float]:
    """Words of scales and of their ends -> their share of the top."""
    scales = [(scale["max"], word, points) for scale in knowledge()["scale"] for word, points in scale["words"].items()]
    said = {normalise(word): points / top for top, word, points in scales}
    return said | {normalise(word): points for word, points in knowledge()["ends"].items()}


@cache
def _no_opinions() -> frozenset[str]:
    return frozenset(map(normalise, knowledge()["no_opinion"]))
