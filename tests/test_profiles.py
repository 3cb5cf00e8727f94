"""A faulty profile is refused with its place, never with a traceback."""

from __future__ import annotations

import gzip

import pytest

from data.build import Order, build
from data.faults import Refused

FILE = '[[file]]\npath = "classes.csv"\ntable = "classes"\n'
RECORD = '[[record]]\nkind = "classes"\nfrom = "classes.csv"\nsql = "classes.sql"\n'
SQL = "SELECT class_id, title, train_type, start_date, end_date FROM classes"
CSV = "class_id,title,train_type,start_date,end_date\nK1,班,T4,2026-03-02,2026-03-03\n"


@pytest.fixture
def told(tmp_path):
    """Builds with a profile and a file of these texts; gives the code and words of the refusal, or None."""

    def run(profile: str, sql: str = SQL, source: bytes = CSV.encode(), name: str = "classes.csv"):
        folder = tmp_path / "profile"
        folder.mkdir()
        (folder / "profile.toml").write_text(profile, encoding="utf-8")
        (folder / "classes.sql").write_text(sql, encoding="utf-8")
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / name).write_bytes(source)
        try:
            build(Order((tmp_path / "sources",), tmp_path / "warehouse", profile=folder))
        except Refused as error:
            return error.notes[0].code, error.notes[0].en
        return None

    return run


def test_a_sound_profile_builds(told):
    assert told(FILE + RECORD) is None


@pytest.mark.parametrize(
    ("profile", "place"),
    [
        ("file = 3", "[[file]]"),
        (FILE, "[[record]]"),
        (FILE + RECORD.replace('sql = "classes.sql"', ""), "[[record]] sql"),
        (FILE + RECORD.replace('"classes"\n', '"lessons"\n', 1), "kind = lessons"),
        (FILE + "heading_row = 40\n" + RECORD, "heading_row = 40"),
        (FILE + 'sheet = "二月"\n' + RECORD, "sheet = 二月"),
    ],
)
def test_a_fault_in_the_profile_is_named(told, profile, place):
    code, words = told(profile)
    assert code == "bad_profile" and place in words


def test_a_row_number_that_is_no_number_is_named(told):
    assert told(FILE + RECORD, SQL.replace("SELECT", "SELECT title AS _row,"))[0] == "bad_profile"


@pytest.mark.parametrize("source", [b"no gzip at all", gzip.compress(CSV.encode(), mtime=0)[:-9]])
def test_a_broken_archive_is_refused(told, source):
    packed = (FILE + RECORD).replace("classes.csv", "classes.csv.gz")
    assert told(packed, source=source, name="classes.csv.gz")[0] == "unreadable"
