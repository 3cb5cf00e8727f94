"""The build command: what it refuses and says, what it never touches, and what happens when it is cut short."""

from __future__ import annotations

import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import orjson
import pytest

from data import versions
from data.__main__ import main
from data.build import Order, build
from data.code_files import read_list
from data.codes import DEFAULT
from data.demo import write
from data.differences import CHANGES
from data.fields import kinds

HERE = Path(__file__).parent
PROJECT = HERE.parent
SAMPLE = HERE / "sample"
FILES = HERE / "bad" / "files"
ELSEWHERE = HERE / "codes_elsewhere"


@dataclass(frozen=True)
class Said:
    """What a run of the command left: exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def refused(self) -> list[dict]:
        return orjson.loads(self.out)["refused"]


@pytest.fixture
def run(capsys):
    def call(*arguments: object) -> Said:
        code = main([str(a) for a in arguments])
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return call


@pytest.fixture(scope="module")
def published(sample_house, tmp_path_factory) -> Path:
    """A warehouse with the sample published."""
    return Path(shutil.copytree(sample_house.warehouse, tmp_path_factory.mktemp("published") / "warehouse"))


def contents(warehouse: Path) -> dict[str, bytes]:
    return {p.relative_to(warehouse).as_posix(): p.read_bytes() for p in warehouse.rglob("*") if p.is_file()}


def ask(warehouse: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(versions.path_of(warehouse, versions.current(warehouse))), read_only=True) as con:
        return con.execute(sql).fetchall()


def spawn(*arguments: object, limit: tuple[int, int] | None = None) -> subprocess.Popen:
    """The command in a process of its own, which Ctrl-C stops also where these tests run in the background, where a shell
    has it ignored; `limit` is (resource, bytes)."""

    def begin() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if limit:
            resource.setrlimit(limit[0], (limit[1], limit[1]))

    return subprocess.Popen(
        [sys.executable, "-m", "data", *map(str, arguments)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=begin,
    )


@pytest.mark.parametrize("code", sorted(path.name for path in FILES.iterdir()))
def test_a_broken_source_is_refused_by_name_in_both_languages_and_nothing_published_changes(code, run, published):
    before = contents(published)
    said = run("build", FILES / code, "--warehouse", published, "--json")
    assert (said.code, {note["code"] for note in said.refused}) == (2, {code})
    named = {path.name for path in (FILES / code).iterdir()} | {"no_files", "classes"}
    for note in said.refused:
        assert any(name in note["zh"] for name in named)
        assert any(name in note["en"] for name in named)
        assert note["zh"] in said.err
        assert note["en"] in said.err
    assert contents(published) == before


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("bad_encoding", ("第 3 行", "row 3")),
        ("bad_quotes", ("第 3 行", "row 3")),
        ("too_many_rejected", ("第 3 行 train_type/培训类型“T9”", "row 3, train_type/培训类型 'T9'")),
        ("missing_heading", ("end_date/结业日期", "end_date/结业日期")),
        ("repeated_heading", ("class_id, 班次编号", "class_id, 班次编号")),
        ("missing_kind", ("需要“课次”", "needs the sessions")),
    ],
)
def test_a_refusal_names_row_and_column_where_there_is_one(code, places, run, tmp_path):
    note = run("check", FILES / code, "--warehouse", tmp_path, "--json").refused[0]
    assert places[0] in note["zh"]
    assert places[1] in note["en"]


def test_every_refusal_has_a_broken_source_or_a_test_here():
    told = list(tomllib.loads((PROJECT / "data" / "messages.toml").read_text(encoding="utf-8")))
    refusals = set(told[told.index("wrong_width") + 1 :])
    beside = ("checks", "collection", "identity", "mend", "own_codes")
    files = (Path(__file__), *(HERE / f"test_{name}.py" for name in beside))
    here = {word for file in files for word in file.read_text(encoding="utf-8").replace('"', " ").split()}
    # said beside a version; tested with the sources
    notes = {"not_read", "not_over"}
    notes |= {"unknown_sheet", "ignored_columns", "duplicate_file", "foot_rows", "skipped_rows", "not_in_profile"}
    notes |= {*(f"diff_{c}" for c in (*CHANGES, "none")), "rolled_back", "pruned", "would_prune", "leftovers"}
    unlikely = {"no_access", "no_memory", "bad_sum", "changed_file"}  # a disk that fails, no memory, a bug, a race
    # made in the tests of reading, of profiles and of uploads
    notes |= {"read_as", "taken_from_title", "clock_read", "signed_log", "cross_unexplained", "letters_unexplained"}
    notes |= {"blank_absent", "blank_present", "blank_open", "class_there", "unsigned", "scale_unclear",
              "number_in_name", "heading_again", "hidden_sheet", "hidden_rows", "hidden_columns",
              "shares_here", "share_of_top", "evened_out", "heading_twice", "no_opinion", "numbers_best",
              "numbers_unexplained", "yes_is_present", "day_of_entries", "name_and_post",
              "name_with_post", "total_read", "total_missing"}  # fmt: skip
    made = {"only_absent", "counts_each", "counts_only", "too_large", "too_wide", "no_column", "no_rows",
            "profile_there", "beyond_memory", "profile_sql", "profile_zip", "side_by_side",
            "stacked", "turned", "ticked_apart", "lost_digits", "other_form", "packed", "lock_file"}  # fmt: skip
    assert refusals - {path.name for path in FILES.iterdir()} - here - notes - unlikely - made == set()


def test_people_known_by_their_names_alone_are_counted_when_they_arrive(tmp_path):
    roster = tmp_path / "enrollments.csv"
    rows = "E1,K1,张三,DONE\nE2,K1,李四,DONE\nE3,K1,P01,DONE\n"
    roster.write_text(f"enrollment_id,class_id,cadre_id,status\n{rows}", encoding="utf-8")
    result = build(Order((SAMPLE / "classes.csv", roster), tmp_path / "w", max_rejected=1.0, publish=False))
    (told,) = (note for note in result.notes if note.code == "names_only")
    assert "2 人" in told.zh and "2 people" in told.en and "enrollments.csv" in told.en


def test_a_source_that_is_not_there_is_refused(run, tmp_path):
    said = run("build", tmp_path / "nowhere", "--warehouse", tmp_path / "w", "--json")
    assert (said.code, said.refused[0]["code"]) == (2, "no_source")
    assert str(tmp_path / "nowhere") in said.refused[0]["zh"]


def test_a_faulty_profile_is_refused(run, tmp_path):
    said = run("build", SAMPLE, "--profile", tmp_path, "--warehouse", tmp_path / "w", "--json")
    assert (said.code, said.refused[0]["code"]) == (2, "bad_profile")


def test_a_faulty_code_list_is_refused(run, tmp_path):
    text = (DEFAULT / "attendance_status.csv").read_text(encoding="utf-8")
    (tmp_path / "attendance_status.csv").write_text(text.replace(",minutes\n", ",half\n"), encoding="utf-8")
    said = run("build", SAMPLE, "--codes", tmp_path, "--warehouse", tmp_path / "w", "--json")
    assert (said.code, said.refused[0]["code"]) == (2, "bad_codes")
    assert "“half”" in said.refused[0]["zh"]
    assert "attendance_status.csv" in said.refused[0]["en"]


def test_check_says_the_same_and_publishes_nothing(run, sample_copy):
    before = contents(sample_copy)
    said = run("check", SAMPLE, "--warehouse", sample_copy, "--json")
    result = orjson.loads(said.out)
    assert (said.code, result["version"], result["rejected"]) == (0, None, 0)
    assert [file[1:] for file in result["files"] if file[0] == "attendance.csv"] == [["attendance", 84, 84, 0]]
    assert contents(sample_copy) == before


def test_build_prints_each_file_with_its_sum_and_the_version(run, sample_copy):
    said = run("build", SAMPLE, "--warehouse", sample_copy)
    assert "enrollments.csv: enrollments  30 = 30 接收 accepted + 0 退回 rejected" in said.out
    assert said.out.rstrip().endswith(versions.current(sample_copy))
    listed = orjson.loads(run("versions", "--warehouse", sample_copy, "--json").out)
    assert listed["current"] == versions.current(sample_copy)
    assert [entry["version"] for entry in listed["versions"]] == list(versions.versions(sample_copy))


@pytest.mark.parametrize("share", ["-0.1", "1.5", "nan", "viel"])
def test_the_share_of_faulty_rows_must_be_a_share(share, run, tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        run("build", SAMPLE, "--warehouse", tmp_path, f"--max-rejected={share}")
    assert caught.value.code == 2
    assert "应在 0 与 1 之间 must lie between 0 and 1" in capsys.readouterr().err


def test_a_second_version_leaves_the_first_as_it_was(run, sample_copy):
    first = versions.current(sample_copy)
    before = versions.path_of(sample_copy, first).read_bytes()
    assert run("build", SAMPLE / "classes.csv", "--warehouse", sample_copy).code == 0
    assert versions.current(sample_copy) != first
    assert versions.path_of(sample_copy, first).read_bytes() == before


@pytest.mark.parametrize(
    "given",
    [
        ("classes",),
        ("classes", "enrollments"),
        ("classes", "evaluations"),
        ("classes", "follow_ups", "evaluations"),
        ("classes", "cadres", "hours_ledger"),
        ("classes", "sessions"),
        ("classes", "enrollments", "assessments"),
    ],
)
def test_kinds_that_are_not_delivered_are_no_obstacle(given, tmp_path):
    result = build(Order(tuple(SAMPLE / f"{kind}.csv" for kind in given), tmp_path, max_rejected=0.0))
    assert {kind for _, kind, *_ in result.files} == set(given)
    assert ask(tmp_path, "SELECT count(*) FROM dim_class") == [(3,)]
    assert ask(tmp_path, "SELECT value FROM meta WHERE key = 'as_of'")[0][0].startswith("2026-")


def test_an_enrolment_without_number_is_known_by_class_and_person(published, tmp_path):
    persons = {}
    for line in (SAMPLE / "enrollments.csv").read_text(encoding="utf-8").splitlines()[1:]:
        number, klass, person, *_ = line.split(",")
        persons[number] = f"{klass}:{person}"
    for path in SAMPLE.glob("*.csv"):
        heading, *lines = path.read_text(encoding="utf-8").splitlines()
        if path.stem == "enrollments":
            lines = [line.split(",", 1)[1] for line in lines]
            heading = heading.split(",", 1)[1]
        else:
            lines = [",".join(persons.get(cell, cell) for cell in line.split(",")) for line in lines]
        (tmp_path / path.name).write_text("\n".join([heading, *lines]), encoding="utf-8")
    made = tmp_path / "made"
    assert build(Order((tmp_path,), made)).rejected == 0
    query = "SELECT * FROM effect_class ORDER BY ALL"
    found = [[[round(v, 9) if isinstance(v, float) else v for v in row] for row in ask(w, query)] for w in (made, published)]
    assert found[0] == found[1]  # the ids differ, and with them the order in which scores are summed up


def test_another_country_brings_its_own_regions_and_levels(tmp_path):
    result = build(Order((ELSEWHERE / "sources",), tmp_path, codes=ELSEWHERE / "codes"))
    assert result.rejected == 0
    found = ask(tmp_path, "SELECT region_code, level_code, sum(enrolled) FROM effect_class GROUP BY ALL ORDER BY ALL")
    assert found == [("PT-11", "DIR", 1.0), ("PT-1106", "TEC", 1.0), ("PT-13", "TEC", 1.0)]
    assert ask(tmp_path, "SELECT code, depth, city_code FROM dim_region WHERE code = 'PT-1106'") == [("PT-1106", 2, "PT-11")]
    assert set(read_list(ELSEWHERE / "codes" / "levels.csv", DEFAULT / "levels.csv")) == {"DIR", "TEC"}


def test_quotation_marks_in_a_path_do_no_harm(tmp_path):
    folder, warehouse = tmp_path / 'it\'s "a" source', tmp_path / "it's; DROP TABLE x --"
    folder.mkdir()
    (folder / "classes'; --.csv").write_bytes((SAMPLE / "classes.csv").read_bytes())
    build(Order((folder,), warehouse))
    assert ask(warehouse, "SELECT file FROM source_file") == [("classes'; --.csv",)]


def test_a_second_build_at_the_same_time_is_refused(run, published):
    before = contents(published)
    with (published / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = run("build", SAMPLE, "--warehouse", published, "--json")
    assert (said.code, said.refused[0]["code"]) == (2, "busy")
    assert contents(published) == before


def test_of_two_builds_started_together_one_publishes_and_the_other_is_told_why(tmp_path):
    warehouse = tmp_path / "warehouse"
    both = [spawn("build", SAMPLE, "--warehouse", warehouse, "--json") for _ in range(2)]
    said = [Said(process.returncode, out, err) for process in both for out, err in [process.communicate()]]
    assert sorted(s.code for s in said) == [0, 2]
    assert next(s for s in said if s.code == 2).refused[0]["code"] == "busy"
    assert len(versions.versions(warehouse)) == 1


@pytest.mark.parametrize("path", ["file", "file/below", "/proc/no_such_place"])
def test_a_warehouse_that_cannot_be_written_is_said_without_a_traceback(path, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    process = spawn("build", SAMPLE, "--warehouse", tmp_path / path, "--json")
    out, err = process.communicate()
    said = Said(process.returncode, out, err)
    assert (said.code, said.refused[0]["code"]) == (2, "no_space")
    assert "Traceback" not in err


@pytest.mark.parametrize("size", [0, 20_000, 1_600_000])
def test_a_full_disk_is_said_without_a_traceback_and_leaves_the_version_alone(size, tmp_path):
    build(Order((SAMPLE / "classes.csv",), tmp_path))
    before = contents(tmp_path)
    process = spawn("build", SAMPLE, "--warehouse", tmp_path, "--json", limit=(resource.RLIMIT_FSIZE, size))
    out, err = process.communicate()
    said = Said(process.returncode, out, err)
    assert (said.code, said.refused[0]["code"]) == (2, "no_space")
    assert "Traceback" not in err
    assert contents(tmp_path) == before


def test_the_demo_says_where_it_cannot_write(run, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = run("demo", "--out", tmp_path / "file" / "below")
    assert said.code == 2
    assert str(tmp_path / "file" / "below") in said.err


def test_an_interrupted_build_says_so_and_publishes_nothing(tmp_path):
    source, warehouse = tmp_path / "source", tmp_path / "warehouse"
    write(source, trainees=800, years=1)
    process = spawn("build", source, "--warehouse", warehouse, "--json")
    while not (warehouse / ".building").exists():
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    said = Said(process.returncode, out, err)
    assert (said.code, said.refused[0]["code"]) == (2, "stopped")
    assert "Traceback" not in err
    assert set(contents(warehouse)) == {".lock"}


def _large(path: Path, head: bytes) -> Path:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(1 << 30)
    return path


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ("missing_heading", "订单号,金额\n".encode() + b"2026000001,12.50\n" * 20_000),
        ("not_text", random.Random(1).randbytes(1 << 18)),
    ],
)
def test_a_gibibyte_of_the_wrong_file_is_refused_as_cheaply_as_its_first_page(code, head, tmp_path):
    (tmp_path / "small").mkdir()
    small = tmp_path / "small" / "classes.csv"
    small.write_bytes(head)
    large = _large(tmp_path / "classes.csv", head)
    _, seconds, kibibytes = _refused(small, tmp_path)
    said, large_seconds, large_kibibytes = _refused(large, tmp_path)
    assert said.refused[0]["code"] == code
    assert large_seconds < 2 * seconds
    assert large_kibibytes < 1.5 * kibibytes


def _refused(path, tmp_path) -> tuple[Said, float, int]:
    """What `check` says of a file, its processor seconds and its peak memory in KiB."""
    process = spawn("check", path, "--warehouse", tmp_path / "w", "--json")
    said = Said(0, process.stdout.read(), process.stderr.read())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    process.stderr.close()
    return said, used.ru_utime + used.ru_stime, used.ru_maxrss


def test_a_long_file_full_of_junk_below_the_right_heading_is_refused_by_its_first_rows_with_an_example(run, tmp_path):
    heading = "class_id,title,train_type,start_date,end_date,scheduled_hours\n"
    lines = (f"x{i},t{i},q{i},d{i},e{i},h{i}\n" for i in range(200_000))
    (tmp_path / "classes.csv").write_text(heading + "".join(lines), encoding="utf-8")
    (note,) = run("build", tmp_path, "--warehouse", tmp_path / "w", "--json").refused
    assert note["zh"].startswith("classes.csv 有 ≥ 8001 / 200000 行不合格，超过 2 %")
    assert "第 2 行 train_type/培训类型“q0”" in note["zh"]
    assert "row 2, train_type/培训类型 'q0'" in note["en"]


def test_the_guide_names_every_kind_heading_and_message():
    guide = (PROJECT / "docs" / "data.md").read_text(encoding="utf-8")
    for kind in kinds().values():
        chapter = guide.split(f"\n## {kind.name} ")[1].split("\n## ")[0]
        for field in kind.fields.values():
            row = next(line for line in chapter.splitlines() if line.startswith(f"| {field.name} |"))
            assert [a for a in (*field.alias, field.list) if a not in row] == [], (kind.name, field.name)
            assert ("| yes |" in row) == field.required, (kind.name, field.name)
            assert row.count("–") == (field.low is not None or field.high is not None), (kind.name, field.name)
        assert [a for a in kind.alias if a not in chapter.splitlines()[2]] == []
    messages = tomllib.loads((PROJECT / "data" / "messages.toml").read_text(encoding="utf-8"))
    listed = [line.split("|")[1].strip() for line in guide.split("\n## Messages")[1].splitlines() if line.startswith("| ")]
    assert listed[1:] == list(messages)
    for code, text in messages.items():
        assert f"| {code} | {text['zh']} | {text['en']} |" in guide
