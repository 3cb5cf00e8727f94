"""Whatever is put before the reader, it gives rows or says in words why not: never a traceback."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import accept, codes
from data.build import Order
from data.faults import Refused
from data.fields import kinds
from data.proposal import propose
from data.tables import SUFFIXES
from tests.taking import take_in

SUFFIX = st.sampled_from(SUFFIXES)
HEADINGS = [alias for kind in ("classes", "enrollments") for field in kinds()[kind].fields.values() for alias in field.alias]
CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "合计", "—", "T4", "2026-03-02", "3月5日", "95%", "１２", '"', "\r", "=1+1", "\x00", "K1"]),
    st.just("\ud800"),
    st.integers(-(10**18), 10**18).map(str),
)
MAGIC = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b"<html>"]
)
# Few in the gate, where they are the same each time; SEED=fresh draws many new ones.
EXAMPLES, CUTS = (300, 200) if os.environ.get("SEED") == "fresh" else (15, 20)
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
CODES = codes.load()


def outcome(content: bytes, name: str) -> str:
    """What became of the file: rows or refused. Both the build and the proposal are asked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            propose(path, CODES)
        except Refused as error:
            assert all(note.zh and note.en for note in error.notes)
        try:
            with duckdb.connect() as con:
                order = Order((path,), Path(folder), max_rejected=1.0)
                take_in(con, order, Path(folder))
                rows, kept, put_aside = (
                    con.execute(f"SELECT {what}").fetchall()[0][0]
                    for what in ("(SELECT sum(rows) FROM source_table)", "(SELECT count(*) FROM acc_classes)",
                                 "(SELECT count(*) FROM rejected)")
                )  # fmt: skip
                assert rows == kept + put_aside
        except Refused as error:
            assert all(note.zh and note.en for note in error.notes)
            return "refused"
    return "rows"


@SETTINGS
@given(MAGIC, st.binary(max_size=400), SUFFIX)
def test_any_bytes_are_read_or_refused(magic, rest, suffix):
    outcome(magic + rest, "classes" + suffix)


@SETTINGS
@given(st.lists(st.lists(CELL, max_size=8), max_size=8), st.sampled_from(",\t;|"), st.sampled_from(["\n", "\r\n", "\r"]),
       st.sampled_from(["utf-8", "gb18030", "utf-16", "cp1252"]), SUFFIX, st.booleans())  # fmt: skip
def test_any_table_of_text_is_read_or_refused(rows, mark, end, encoding, suffix, headed):
    heading = [["班次编号", "班次名称", "培训类型", "开班日期", "结业日期", "名额", "学时", "主体班次"]] if headed else []
    out = io.StringIO(newline="")
    if len(rows) % 2:
        csv.writer(out, delimiter=mark, lineterminator=end).writerows([*heading, *rows])
    else:  # as a careless program writes it
        out.write(end.join(mark.join(row) for row in [*heading, *rows]))
    outcome(out.getvalue().encode(encoding, "replace"), "classes" + suffix)


VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)), st.sampled_from([*HEADINGS, "合计", "—", "85分", "√", "非常满意"]),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=8).filter(lambda t: not t.startswith("=")),
)  # fmt: skip


@SETTINGS
@given(st.lists(st.lists(VALUE, min_size=1, max_size=8), min_size=1, max_size=8),
       st.lists(st.tuples(*[st.integers(1, 8)] * 4), max_size=3), SUFFIX)  # fmt: skip
def test_any_workbook_with_merged_cells_is_read_or_refused(rows, regions, suffix):
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            book.active.cell(number, column, value if value not in ("\x7f",) else "")
    for top, left, bottom, right in regions:
        first, last = (min(top, bottom), min(left, right)), (max(top, bottom), max(left, right))
        if first != last:
            book.active.merge_cells(start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1])
    out = io.BytesIO()
    book.save(out)
    outcome(out.getvalue(), "classes" + suffix)


def test_a_cut_or_altered_workbook_is_read_or_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["班次编号", "班次名称", "培训类型", "开班日期", "结业日期"])
    book.active.append(["K1", "甲班", "T4", "2026-03-02", "2026-03-03"])
    book.save(tmp_path / "x.xlsx")
    whole = (tmp_path / "x.xlsx").read_bytes()
    assert outcome(whole, "classes.xlsx") == "rows"
    for place in range(0, len(whole), len(whole) // CUTS):
        outcome(whole[:place], "classes.xlsx")
        outcome(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :], "classes.xlsx")


def test_the_reader_knows_every_field_type_that_is_tidied():
    used = {field.type for kind in kinds().values() for field in kind.fields.values()}
    assert used == {*accept._TYPES, *accept.TEXTS, "code", "region"}
