"""What a form takes from the words around a table: its class, its day, and who came by the clock; and what is left open."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from data import asked, clock, guess, layouts, letters, marks, paired, presence, scales, shares, spans, titles
from data.codes import Codes
from data.dates import read_date
from data.faults import Note, masked, note
from data.fields import kinds
from data.grid import Grid, date_order
from data.hints import knowledge

if TYPE_CHECKING:
    from data.form import Form

_OF_ALL = ("kind", "wave")  # which test, which round: said once for all rows


def with_presence(form: Form, grid: Grid, codes: Codes) -> Form:
    """The form with the column that says who was there, or with its columns of arrivals.

    A blank cell beside times of day is somebody who did not sign. A column without any time was not held.
    """
    form = form if form.long or form.day else _asked(form, grid, codes) or _stamped(form, grid)
    found = clock.columns(grid, form.long or (form.column("status"),))
    if form.long:
        told = {name: said for name, said in found.items() if name in form.long}
        return held(replace(_on_day(form, _day_of_entries(form, grid)), clock=told, blank="A" if told else ""), grid)
    free = [name for name in found if form.columns.get(name, "status") == "status"]
    column = form.column("status") or (None if "status" in form.constants else presence.presence_column(grid, codes))
    if not column or form.columns.get(column, "status") != "status":
        return form
    outs = [name for said in found.values() for name in said.values()]
    told = {column: {"out": outs[-1]} if outs else {}} if column in free else {}
    return replace(form, columns={**form.columns, column: "status"}, clock=told, blank="A" if told else "")


def of_sessions(grid: Grid, columns: dict[str, str], long: bool) -> dict[str, str]:
    """Heading -> field of what tells sessions of rows apart: the half of the day where headings are days, else the day."""
    free = [name for name in grid.names if name not in columns]
    told = {"session_id", "date"} & {*columns.values()}
    hit = "" if told else layouts.half_column(grid, free) if long else layouts.day_column(grid, free)
    return {hit: "session_id" if long else "date"} if hit else {}


def with_numbers(form: Form, grid: Grid) -> Form:
    """The form that knows people by the number that each puts beside a name of his own making: JC001-李."""
    who, number = form.person, knowledge()["parts"]["number"]
    if not who or not re.search(knowledge()["called_oneself"], who, re.IGNORECASE):
        return form
    found = [re.findall(number, text) for text in grid.values[who]]
    sure = all(len(each) == 1 for each in found) and len({each[0] for each in found}) == len({*grid.values[who]})
    return replace(form, parts={**form.parts, who: "number"}) if sure and len(found) > 1 else form


def with_names(form: Form, grid: Grid) -> Form:
    """The form that knows people by their names alone where a cell says their post behind it: 李伟 副局长."""
    who = form.person or form.column("cadre_id")
    if not who or not re.search(knowledge()["name_and_post"], who, re.IGNORECASE):
        return form
    apart = [re.fullmatch(r"[\u4e00-\u9fff·]{2,8}\s+\S.*", text) for text in grid.values[who]]
    return replace(form, parts={**form.parts, who: "words"}) if apart and all(apart) else form


def held(form: Form, grid: Grid) -> Form:
    """The form without the sessions of which nothing is said, where a blank cell is somebody who did not come."""
    empty = [name for name in form.long if form.blank == "A" and not grid.values[name]]
    return replace(form, columns={heading: name for heading, name in form.columns.items() if heading not in empty})


def _stamped(form: Form, grid: Grid) -> Form:
    """The form of a log of entries with day and time: who is in it was there, on that day."""
    stamp = presence.stamp_column(grid)
    if not stamp or form.columns.get(stamp, "date") != "date":
        return form
    form = replace(form, date_order=date_order(grid, [stamp]))
    if stamp in clock.columns(grid):
        return replace(form, taken={**form.taken, "date": (stamp, "")})
    return replace(form, columns={**form.columns, stamp: "date"}, constants={**form.constants, "status": "P"})


def _asked(form: Form, grid: Grid, codes: Codes) -> Form | None:
    """The form of a list in which it is said in words who came: of the one day of all entries, though who did
    not come made none; or of the days of entries of yes and no, if people are in it again and again. None of others."""
    marked, stamp = presence.marked_column(grid, codes), presence.stamp_column(grid)
    if not marked or form.columns.get(stamp or "", "date") != "date":
        return None
    order = date_order(grid, [stamp] if stamp else [])
    day = asked.one_day(grid, stamp, order)
    if not day and not asked.is_yes_or_no(grid.values[marked]):
        return None  # a log with a word for each entry
    form = replace(form, columns={**form.columns, marked: "status"}, date_order=order)
    if day:
        return replace(form, constants={**form.constants, "date": day})
    again = stamp and asked.comes_again(grid, form.person)
    return replace(form, taken={**form.taken, "date": (stamp, "")}) if again else form


def _day_of_entries(form: Form, grid: Grid) -> str:
    """The one day on which all said whether they came, where columns that ask it stand side by side and say no day."""
    dated = any(said.get("date") for said in form.says.values())
    yes = all(asked.is_yes_or_no(grid.values[name]) for name in form.long)
    stamp = presence.stamp_column(grid) if yes and not dated else None
    return asked.one_day(grid, stamp, date_order(grid, [stamp])) if stamp else ""


def with_span(form: Form, grid: Grid) -> Form:
    """The form with the first and the last day taken from the cell that holds both."""
    fields = kinds()[form.kind].fields.keys()
    first, last = next((pair for pair in spans.PAIRS if fields >= {*pair}), ("", ""))
    known = first and not {first, last} & set(form.columns.values())
    heading = guess.span_column(grid) if known else None
    if not heading:
        return form
    return replace(form, columns={**form.columns, heading: first}, taken={last: (heading, "")})


def with_year(form: Form, grid: Grid, dates: list[str]) -> Form:
    """The form with the one year that the title, the sheet or the file speaks of, where days of classes say none."""
    years = spans.years_in((*grid.above, grid.sheet, *grid.around[:1]))
    read = (spans.read_span(text, form.date_order) or (read_date(text, form.date_order) or "",)
            for heading in dates for text in grid.values[heading])  # fmt: skip
    open_days = any(day.startswith("--") for days in read for day in days)
    asked = form.kind == "classes" and open_days
    return replace(form, year=years.pop()) if asked and len(years) == 1 else form


def with_remarks(form: Form, grid: Grid) -> Form:
    """The form that passes over rows which only remark on the others: nobody stands in them."""
    who = (form.person, form.column("cadre_id"))
    whole = [name for name in grid.names[1:] if len(grid.values[name]) == grid.rows - grid.lone]
    asked = (*who, *(name for name in grid.names if name not in form.long), *form.long)
    column = next((name for name in asked if name in whole), "")
    return replace(form, skip=(column,)) if grid.lone and any(who) and column else form


def with_title(form: Form, grid: Grid, codes: Codes) -> Form:
    """The form with the class, of a sheet of one session its day, and which test or which round of asking it is, that the
    title or the name of the sheet or file say."""
    row = {} if form.column("class_id") else titles.class_of(grid.sheet, grid.above)
    said = {name: titles.code_in(spec.list, (grid.sheet, *grid.above, *grid.around[:1]), codes)
            for name, spec in kinds()[form.kind].fields.items() if name in _OF_ALL and not form.column(name)}  # fmt: skip
    if form.kind == "attendance" and not form.long and not form.timed:
        said = {"date": _titled(grid), "session_id": titles.session_of(grid.sheet, grid.above)}
    if form.kind == "attendance" and form.long and not any(said.get("date") for said in form.says.values()):
        form = _on_day(form, _titled(grid))
    return replace(form, class_row=row, constants={**form.constants, **{name: text for name, text in said.items() if text}})


def _on_day(form: Form, day: str) -> Form:
    """The form whose sessions are all on one day: on another sheet of the class stand others of the same headings."""
    numbered = {heading: {**said, "date": day, "session_id": f"{day}-{said['session_id']}"}
                for heading, said in form.says.items()}  # fmt: skip
    return replace(form, says=numbered) if day else form


def notes(form: Form, grid: Grid, codes: Codes) -> tuple[Note, ...]:
    """What a person should look at before anything else."""
    open_letters = letters.unexplained(form, grid, codes)
    day, titled = form.constants.get("date", ""), _titled(grid)
    day = day or (_day_of_entries(replace(form, says={}), grid) if form.long else "")
    told = [form.class_row.get("class_id", ""), day if day == titled else ""]
    found = [note("taken_from_title", texts=", ".join(filter(None, told)))] if any(told) else []
    found += [note("day_of_entries", day=day)] if day and day != titled and form.kind == "attendance" else []
    found += _blank(form, grid)
    found += _yes_and_no(form, grid)
    found += paired.notes(form, grid)
    found += _who(form)
    found += [note("clock_read", headings=", ".join(form.clock))] if form.clock else []
    unsigned = layouts.unsigned(grid) if form.kind == "attendance" and not form.long and not form.column("status") else ""
    found += [note("unsigned", heading=unsigned)] if unsigned and not form.constants.get("status") else []
    found += [note("signed_log")] if form.kind == "attendance" and _is_log(form, grid) else []
    asked = [text for text, code in form.values.get("status", {}).items() if code == "?"]
    signs, numbers = ([text for text in asked if text.isdecimal() == number] for number in (False, True))
    found += [note("cross_unexplained", marks=", ".join(signs))] if signs else []
    found += [note("numbers_unexplained", numbers=", ".join(sorted(numbers)))] if numbers else []
    unclear = scales.unclear(grid, form.long) if form.kind == "evaluations" else ()
    found += [note("scale_unclear", text=masked(unclear[0], 80))] if unclear else []
    found += shares.notes(grid, form.long or (form.column("score"),)) if form.kind in shares.TOPS else []
    found += _twice(grid)
    found += [note("numbers_best")] if form.kind == "evaluations" and scales.bare_numbers(grid, form.long) else []
    silent = any(scales.rates_nothing(text) for name in form.long for text in grid.values.get(name, ()))
    found += [note("no_opinion")] if form.kind == "evaluations" and silent else []
    found += [note("letters_unexplained", letters=", ".join(open_letters))] if open_letters else []
    return tuple(found)


def _titled(grid: Grid) -> str:
    return titles.day_of(grid.sheet, grid.above)


def _twice(grid: Grid) -> list[Note]:
    """Headings that stand in the table more than once, and what the later ones are called below."""
    again = [name for i, name in enumerate(grid.names, 1)
             if (base := name.removesuffix(f"_{i}")) != name and base in grid.names]  # fmt: skip
    return [note("heading_twice", headings=", ".join(masked(name, 40) for name in again))] if again else []


def _is_log(form: Form, grid: Grid) -> bool:
    """Whether only those who came stand in the table: each row is an entry with its day and time."""
    stamp = form.taken.get("date", ("", ""))[0]
    return form.constants.get("status") == "P" or (bool(stamp) and len(grid.values[stamp]) == grid.rows - grid.lone)


def _who(form: Form) -> list[Note]:
    """Which part of a cell tells who a row is about, where not all of it does."""
    who = form.person or form.column("cadre_id")
    found = [note("number_in_name", heading=who)] if form.parts.get(who) == "number" else []
    named = who and re.search(knowledge()["name_and_post"], who, re.IGNORECASE)
    code = "name_and_post" if form.parts.get(who) == "words" else "name_with_post"
    return [*found, note(code, heading=who)] if named else found


def _yes_and_no(form: Form, grid: Grid) -> list[Note]:
    """That a yes is read as having come: before a class it may have been meant otherwise."""
    names = [name for name in (*form.long, form.column("status")) if name and form.kind == "attendance"]
    names = [name for name in names if asked.is_yes_or_no(grid.values[name])]
    return [note("yes_is_present", headings=", ".join(masked(name, 40) for name in names))] if names else []


def _blank(form: Form, grid: Grid) -> list[Note]:
    """What blank cells of a sign-in sheet are read as, if there are any and no clock has said it."""
    count = marks.blanks(grid, form.long)
    if form.kind != "attendance" or form.clock or not count:
        return []
    known = {"A": "blank_absent", "P": "blank_present"}
    return [note(known[form.blank])] if form.blank in known else [note("blank_open", count=count)]
