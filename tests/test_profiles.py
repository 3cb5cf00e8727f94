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


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT content AS class_id FROM read_text('{}')",
        "SELECT * FROM read_csv('{}')",
        "SELECT * FROM '{}'",
        SQL + "; COPY classes TO '{}.copy'",
        SQL + "; ATTACH '{}.duckdb'",
        "SELECT 1; SET enable_external_access = true; " + SQL,
    ],
)
def test_a_staging_query_reaches_no_file_of_the_machine(told, sql, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("class_id\nhidden\n", encoding="utf-8")
    code, words = told(FILE + RECORD, sql.format(secret))
    assert code == "bad_profile" and "hidden" not in words
    assert sorted(path.name for path in tmp_path.glob("secret*")) == ["secret.csv"]


def test_a_cell_a_staging_query_cannot_convert_is_not_quoted(told):
    code, words = told(FILE + RECORD, SQL.replace("title", "CAST(title AS INTEGER) AS title"))
    assert code == "bad_profile" and "ConversionException" in words and "班" not in words


@pytest.mark.parametrize("source", [b"no gzip at all", gzip.compress(CSV.encode(), mtime=0)[:-9]])
def test_a_broken_archive_is_refused(told, source):
    packed = (FILE + RECORD).replace("classes.csv", "classes.csv.gz")
    assert told(packed, source=source, name="classes.csv.gz")[0] == "unreadable"
