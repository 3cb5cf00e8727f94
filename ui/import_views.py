"""What the import page shows: notices, tables of plain text, the columns of a file to correct, words of the uploader."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd
import streamlit as st

from board.field_words import column_name, kind_name
from board.formats import count
from board.text import t
from data.code_files import Entry
from data.codes import Codes
from data.fields import kinds
from data.form_rows import Sample
from data.look import Look, field_of, fields, headings, shown
from data.rejects import Rejects
from data.sources import Source
from ui.theme import ROOT

_SHEET = ROOT / "ui" / "assets" / "import.css"
_SAMPLES = 3  # cells shown of a column
_ROWS = 50  # rejected rows on the page; the workbook has all


def notice(kind: str, text: str) -> None:
    """One message. Its text may come from a file, so it is shown as it is, never read as markup."""
    st.html(f'<p class="x-notice x-{kind}" role="status">{escape(text)}</p>')


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], numbers: int = 0, why: bool = False,
          fold: bool = False) -> None:  # fmt: skip
    """A table of plain texts; the last `numbers` columns are figures, or the last one is a reason (`why`). With `fold` long
    texts take several lines, so that the figures stay in sight."""
    heads, rows = tuple(heads), [tuple(row) for row in rows]
    first = len(heads) - numbers

    def line(tag: str, cells: tuple[str, ...]) -> str:
        names = ["x-n" if i >= first else "x-why" if why and i == first - 1 else "" for i in range(len(cells))]
        return "".join(f'<{tag} class="{name}">{escape(c)}</{tag}>' for name, c in zip(names, cells, strict=True))

    body = "".join(f"<tr>{line('td', row)}</tr>" for row in rows)
    head = f"<thead><tr>{line('th', heads)}</tr></thead>"
    look = "x-rows x-fold" if fold else "x-rows"
    st.html(f'<div class="{look}"><table>{head}<tbody>{body}</tbody></table></div>')


def style(lang: str) -> None:
    """Streamlit's uploader and tables speak English only; ours speak the page's language."""
    said = {key: t(lang, f"import.{key}") for key in ("browse", "drop")}
    variables = "".join(f'--x-{key}:"{text}";' for key, text in said.items())
    st.html(f"<style>:root{{{variables}}}{_SHEET.read_text(encoding='utf-8')}</style>")


def about(source: Source, lang: str) -> str:
    """What a table was recognised as, in one line."""
    ignored = len([h for i, h in enumerate(headings(source)) if h and not field_of(source, i)])
    return t(
        lang, "import.recognised", place=source.preview.place, kind=kind_name(source.kind, lang),
        heading=source.heading + 1, read=len(source.columns), ignored=ignored,
    )  # fmt: skip


def columns(source: Source, lang: str, key: str) -> dict[int, str]:
    """The columns with their fields, to be corrected. Returns position -> field of those that are read."""
    names = {field: f"{column_name(source.kind, field, lang)} ({field})" for field in fields(source)}
    none = t(lang, "import.ignored")
    heads = headings(source)
    rows = source.preview.rows[source.heading + 1 :][:_SAMPLES]
    samples = [" | ".join(filter(None, (shown(source, i, r[i]) for r in rows if i < len(r)))) for i in range(len(heads))]
    labels = [t(lang, f"import.column_{name}") for name in ("heading", "sample", "field")]
    read = [names.get(field_of(source, i), none) for i in range(len(heads))]
    frame = pd.DataFrame(dict(zip(labels, (heads, samples, read), strict=True)))
    options = [none, *names.values()]
    edited = st.data_editor(
        frame, key=key, hide_index=True, disabled=labels[:2], width="stretch",
        column_config={labels[2]: st.column_config.SelectboxColumn(labels[2], options=options, required=True)},
    )  # fmt: skip
    fields_by_name = {name: field for field, name in names.items()}
    picked = edited[labels[2]].tolist()
    return {i: fields_by_name[name] for i, name in enumerate(picked) if name in fields_by_name}


def first_rows(source: Source, lang: str) -> None:
    """The first rows as they would load: fields as headings."""
    held = sorted(source.columns.items(), key=lambda pair: pair[1])
    heads = [column_name(source.kind, field, lang) for field, _ in held]
    rows = source.preview.rows[source.heading + 1 :][:_SAMPLES]
    table(heads, [[shown(source, at, row[at]) if at < len(row) else "" for _, at in held] for row in rows])


def loaded(sample: Sample, codes: Codes, lang: str) -> None:
    """The first rows of a record as they would load; the cell that would send a row back is marked, the reason last."""
    spec = kinds()[sample.kind].fields
    heads = [column_name(sample.kind, name, lang) for name in sample.fields]
    entries = [codes.lists.get(spec[name].list, {}) for name in sample.fields]
    names = [t(lang, "import.row"), *heads, *([t(lang, "import.reason")] if sample.faulty else [])]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = []
    for line in sample.lines:
        at = sample.fields.index(line.fault) if line.fault in sample.fields else -1
        texts = [_named(cell, entries[i], lang) for i, cell in enumerate(line.cells)]
        cells = [f'<td class="{"x-wrong" if i == at else ""}">{escape(text)}</td>' for i, text in enumerate(texts)]
        why = f'<td class="x-why">{escape(getattr(line, lang))}</td>' if sample.faulty else ""
        body.append(f"<tr><td>{line.row}</td>{''.join(cells)}{why}</tr>")
    st.html(f'<div class="x-rows"><table><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>')


def _named(code: str, entries: dict[str, Entry], lang: str) -> str:
    entry = entries.get(code)
    return f"{code} {entry.zh if lang == 'zh' else entry.en}" if entry else code


def faults(look: Look, lang: str) -> None:
    """What was said about a file."""
    for note in look.notes:
        notice("info" if look.sources else "warning", getattr(note, lang))


def of_these(told: dict) -> list:
    """What a job said, without what it says of files that the version held before: that was told when they came."""
    others = {f[0] for f in told.get("files", ())} - {f[0] for f in told.get("files_in", told.get("files", ()))}
    return [pair for pair in told.get("notes", ()) if not pair[0].startswith(tuple(others))]


def result_table(files: list, lang: str) -> None:
    """Rows in = accepted + rejected, file by file."""
    heads = (t(lang, f"trust.column_{name}") for name in ("file", "kind", "rows", "accepted", "rejected"))
    own = t(lang, "import.filled_in")  # the class somebody described stands in the profile
    rows = ((own if name == "profile.toml" else name, kind_name(kind, lang), *(count(n, lang) for n in numbers))
            for name, kind, *numbers in files)  # fmt: skip
    table(heads, list(rows), numbers=3)


def rejected_tables(tables: tuple[Rejects, ...], lang: str) -> None:
    """The first rejected rows of each table, the reason last."""
    for each in tables:
        st.write(f"**{each.place.translate(PLAIN)}**")
        heads = (t(lang, "import.row"), *each.headings, t(lang, "import.reason"))
        table(heads, [(str(r.row), *r.cells, getattr(r, lang)) for r in each.rows[:_ROWS]], why=True)
        if len(each.rows) > _ROWS:
            st.caption(t(lang, "import.more_rows", shown=_ROWS, count=count(len(each.rows), lang)))


PLAIN = str.maketrans({c: f"\\{c}" for c in "\\`*_[]~$:<>&"})  # a heading reads Markdown
