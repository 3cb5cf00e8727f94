"""What the title above a table, or the name of its sheet, says for all of its rows: class, first and last day, session."""

from __future__ import annotations

import re

from data.codes import Codes, normalise
from data.dates import read_date
from data.hints import knowledge
from data.spans import read_span


def class_of(sheet: str, above: tuple[str, ...]) -> dict[str, str]:
    """class_id, title, start_date, end_date of the one class, as far as they are said.

    `above`: what stands over the heading. A number that is said to be one comes first (班次编号：…), then one in brackets,
    then one behind a word for a group (group B-12), then the sheet's name.
    """
    said = knowledge()["titles"]
    texts = (*above, sheet)
    number = (_first(said["number"], texts) or _first(said["bracketed"], above) or _first(said["called"], above)
              or _first(said["of_sheet"], (sheet,)))  # fmt: skip
    named = next((text for text in above if number and number in text), next(iter(above), ""))
    title = _first(said["name"], above) or _of_all_days(_before_ends(named))
    named_so = 1 < len(title) < 60 and (number or re.search(said["a_class"], title, re.IGNORECASE))
    found = {"class_id": number, "title": title if named_so else ""}
    return {name: text for name, text in (found | _span(texts)).items() if text}


def _of_all_days(title: str) -> str:
    """The title of a class without the day, the half of it or the session that the sheet is of: 青年班3月2日上午."""
    said = knowledge()["titles"]
    part = rf"(?:{said['day']}|{said['session']})(?:\s*(?:{knowledge()['halves']}))?"
    rest = re.sub(rf"^\s*{part}|{part}\s*$", "", title, flags=re.IGNORECASE).strip(" 　,，、:：-—–")
    return rest or title


def day_of(sheet: str, above: tuple[str, ...]) -> str:
    """The one day that is said for all rows, as it is written; "" if none or several are."""
    said = knowledge()["titles"]
    texts = [text for text in (*above, sheet) if not re.search(said["from_to"], text)]
    days = [hit[0] for text in texts for hit in re.finditer(said["day"], text)]
    plain = {read_date(day) or "" for day in days}
    whole = {day for day in plain if day[:1] != "-"}  # 3月9日 beside 2026年3月9日 is the same day
    return max(days, key=len) if len({day[-5:] for day in plain}) == 1 and len(whole) < 2 and "" not in plain else ""


def session_of(sheet: str, above: tuple[str, ...]) -> str:
    """The number of the one session: 第3次, 第二讲."""
    return _first(knowledge()["titles"]["session"], (*above, sheet))


def code_in(list_name: str, texts: tuple[str, ...], codes: Codes) -> str:
    """The code of a list that the first of these texts to speak of any names; "" if it names several: 训前训后测试."""
    told = {normalise(word): code for word, code in knowledge()["spoken"].get(list_name, {}).items()}
    told |= {term: code for term, code in codes.terms(list_name) if len(term) > 1 and not term.isascii()}
    for text in map(normalise, texts):
        if re.search(knowledge()["both"], text):
            return ""
        named = {term: code for term, code in told.items() if term in text}
        whole = {code for term, code in named.items() if not any(term != other and term in other for other in named)}
        if whole:
            return whole.pop() if len(whole) == 1 else ""
    return ""


def _span(texts: tuple[str, ...]) -> dict[str, str]:
    for text in texts:
        hit = re.search(knowledge()["titles"]["span"], text)
        if hit:
            year, month, day, last_year, last_month, last_day = hit.groups()
            first = read_date(f"{year}-{month}-{day}")
            last = read_date(f"{last_year or year}-{last_month or month}-{last_day}")
            return {"start_date": first, "end_date": last} if first and last and first <= last else {}
        hit = re.search(knowledge()["titles"]["span_by_dots"], text)
        if hit:
            day, month, year, last_day, last_month, last_year = hit.groups()
            found = (read_date(f"{year or last_year}-{month}-{day}"), read_date(f"{last_year}-{last_month}-{last_day}"))
            return dict(zip(("start_date", "end_date"), found, strict=True)) if all(found) and found[0] <= found[1] else {}
    pieces = (piece.strip() for text in texts for piece in re.split("[:：,，;；]", text))
    said = (span for piece in pieces if (span := read_span(piece, "dmy")) and not any(day.startswith("--") for day in span))
    return dict(zip(("start_date", "end_date"), next(said, ()), strict=False))


def _before_ends(title: str) -> str:
    """2026年第3期中青班 of 2026年第3期中青班（BJ2026-031）签到表; nothing of a line that calls several things by name."""
    if re.search("[:：]", title):
        return ""
    return re.split(knowledge()["titles"]["title_ends"], title, maxsplit=1, flags=re.IGNORECASE)[0].strip(" 　-—")


def _first(pattern: str, texts: tuple[str, ...]) -> str:
    hits = (hit for text in texts if (hit := re.search(pattern, text, re.IGNORECASE)))
    return next((next(filter(None, hit.groups())).strip() for hit in hits), "")
