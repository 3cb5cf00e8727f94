"""Adding, correcting, withdrawing, rolling back, pruning and comparing: each leaves exactly what its sources say."""

from __future__ import annotations

import random
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import duckdb
import orjson
import pytest

from data import store, versions
from data.__main__ import main
from data.build import Order, build
from data.collection import add, bare, withdraw
from data.demo import write
from data.differences import differences
from data.faults import Refused

SAMPLE = Path(__file__).parent / "sample"
PROFILE_FILE = '[[file]]\npath = "{0}.csv"\ntable = "{0}"\n'
PROFILE_RECORD = '[[record]]\nkind = "{0}"\nfrom = "{0}.csv"\nsql = "{0}.sql"\n'
# What says when or from which folder a version was made, not what it holds.
APART = {"received", "made", "content"}


@pytest.fixture(scope="module")
def province(tmp_path_factory) -> Path:
    """Source files of a small province, enrolments and attendance cut into two files each."""
    folder = tmp_path_factory.mktemp("province")
    write(folder, trainees=800, years=1)
    for name in ("follow_ups", "enrollments"):
        heading, *lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        random.Random(7).shuffle(lines)
        half = len(lines) // 2
        for part, rows in (("1", lines[:half]), ("2", lines[half:])):
            (folder / f"{name}_{part}月.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
        (folder / f"{name}.csv").unlink()
    return folder


def rows_of(warehouse: Path, version: str) -> dict[str, list[tuple]]:
    """Every table of a version with all its rows, in an order that does not depend on how they were stored."""
    with duckdb.connect(str(versions.path_of(warehouse, version)), read_only=True) as con:
        names = [r[0] for r in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        found = {}
        for name in sorted(set(names) - APART):
            columns = [c[0] for c in con.execute(f"SELECT * FROM {name} LIMIT 0").description]
            rounded = ", ".join(
                f"round({c}, 6)" if t == "DOUBLE" else f'"{c}"'
                for c, t in con.execute(
                    "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [name]
                ).fetchall()
            )
            found[name] = [tuple(columns), *con.execute(f"SELECT {rounded} FROM {name} ORDER BY ALL").fetchall()]
    return found


def current_rows(warehouse: Path) -> dict[str, list[tuple]]:
    return rows_of(warehouse, versions.current(warehouse))


def edited(path: Path, target: Path, change) -> Path:
    """A copy of a CSV with its lines below the heading changed."""
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join([heading, *change(lines)]) + "\n", encoding="utf-8")
    return target


def counts(frame) -> dict[tuple[str, str], int]:
    return {(r.kind, r.change): r.count for r in frame.itertuples()}


@pytest.fixture
def run(capsys):
    def call(*arguments: object) -> tuple[int, dict | list]:
        code = main([*map(str, arguments), "--json"])
        return code, orjson.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def house(sample_house, tmp_path) -> Path:
    """The sample's warehouse, to be changed."""
    return Path(shutil.copytree(sample_house.warehouse, tmp_path / "warehouse"))


def test_files_added_one_by_one_give_row_for_row_the_version_of_all_together(province, tmp_path):
    files = sorted(p for p in province.iterdir() if p.suffix in (".csv", ".parquet", ".xlsx"))
    first = [p for p in files if p.stem not in ("enrollments_2月", "evaluations")]
    rest = [p for p in files if p not in first]
    random.Random(3).shuffle(rest)
    build(Order((province,), tmp_path / "whole", max_rejected=0.9))
    build(Order(tuple(first), tmp_path / "grown", max_rejected=0.9, synthetic=True))
    for path in rest:
        add(Order((path,), tmp_path / "grown"))
    whole, grown = current_rows(tmp_path / "whole"), current_rows(tmp_path / "grown")
    assert whole.keys() == grown.keys()
    for name in whole:
        assert whole[name] == grown[name], name
    assert len(whole["effect_class"]) > 40


def test_what_was_read_before_is_not_read_again_and_gives_the_same(house, tmp_path):
    before = current_rows(house)
    for path in (house / store.SOURCES).iterdir():  # were they read, they would be refused
        path.write_bytes(b"\0")
    extra = tmp_path / "issues of july" / "evaluations_7月.csv"
    edited(SAMPLE / "evaluations.csv", extra, lambda lines: [lines[0].replace(lines[0].split(",")[0], "RX", 1)])
    add(Order((extra,), house))
    after = current_rows(house)
    assert after["dim_class"] == before["dim_class"]
    assert len(after["source_file"]) == len(before["source_file"]) + 1


@pytest.mark.parametrize("harm", ["missing", "cut", "list", "one_bit"])
def test_damaged_rows_are_made_again_from_the_source(harm, house, tmp_path):
    before = current_rows(house)
    for path in (house / store.ROWS).iterdir():
        if harm == "missing" or (harm == "list" and path.suffix == ".json"):
            path.unlink()
        elif harm == "cut" and path.suffix == ".parquet":
            path.write_bytes(path.read_bytes()[:-20])
        elif harm == "one_bit" and path.suffix == ".parquet":
            held = bytearray(path.read_bytes())
            held[len(held) // 2] ^= 1
            path.write_bytes(bytes(held))
    extra = edited(SAMPLE / "evaluations.csv", tmp_path / "x" / "evaluations_x.csv", lambda lines: [])
    extra.write_text((SAMPLE / "evaluations.csv").read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    add(Order((extra,), house))
    after = current_rows(house)
    numbered = ("source_file", "check_finding", "rejected_row")  # one source more shifts the numbers of those after it
    assert {n: r for n, r in after.items() if n not in numbered} == {n: r for n, r in before.items() if n not in numbered}
    for name in numbered[1:]:
        assert [row[:-1] for row in after[name]] == [row[:-1] for row in before[name]]


def test_sources_are_kept_as_received_and_for_nobody_else(house):
    kept = {p.name: p for p in (house / store.SOURCES).iterdir()}
    assert len(kept) == len(list(SAMPLE.glob("*.csv")))
    for path in SAMPLE.glob("*.csv"):
        copy = kept[f"{store.describe(path).sha256}.csv"]
        assert copy.read_bytes() == path.read_bytes()
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    for folder in (store.SOURCES, store.ROWS):
        assert stat.S_IMODE((house / folder).stat().st_mode) == 0o700


def test_the_same_file_a_second_time_changes_nothing(house, run, tmp_path):
    before = sorted(p.name for p in house.rglob("*"))
    shutil.copy(SAMPLE / "sessions.csv", tmp_path / "课表 副本.csv")
    for path in (SAMPLE / "sessions.csv", tmp_path / "课表 副本.csv"):
        code, said = run("add", path, "--warehouse", house)
        assert (code, said["result"]["version"]) == (0, None)
        assert [n["code"] for n in said["result"]["notes"]] == ["known_file"]
    assert sorted(p.name for p in house.rglob("*")) == before


@pytest.mark.parametrize(
    "name",
    ["evaluations(1).csv", "evaluations-更正.csv"],
)
def test_a_corrected_file_replaces_the_first_one_and_the_difference_is_listed(name, house, run, tmp_path):
    def change(lines):
        first = lines[0].split(",")
        heading = (SAMPLE / "evaluations.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        first[heading.index("score")] = "1"
        fresh = lines[0].replace(lines[0].split(",")[0], "R-late", 1)
        return [",".join(first), *lines[1:-2], fresh]

    old = versions.current(house)
    code, said = run("add", edited(SAMPLE / "evaluations.csv", tmp_path / "new" / name, change), "--warehouse", house)
    assert code == 0
    found = {(d["kind"], d["change"]): d["count"] for d in said["differences"]}
    assert found == {
        ("evaluations", "corrected"): 1, ("evaluations", "late"): 1, ("evaluations", "withdrawn"): 2
    }  # fmt: skip
    places = {d["change"]: d["places"] for d in said["differences"]}
    assert places["corrected"] == [f"{name}: 2"]
    assert len(places["withdrawn"]) == 2
    assert {n["code"] for n in said["result"]["notes"]} == {"replaced_file"}
    assert counts(differences(house, old, versions.current(house))) == found
    back = counts(differences(house, versions.current(house), old))
    assert back[("evaluations", "corrected")] == 1
    assert back[("evaluations", "withdrawn")] == 1


def test_a_date_in_a_name_is_no_correction():
    assert bare("考勤2026-07-01.csv") != bare("考勤2026-07-02.csv")
    assert bare("考勤（2）.xlsx") == bare("考勤-更正_v3.xlsx") == bare("考勤 (1) corrected.xlsx") == "考勤.xlsx"
    assert bare("v2.csv") == "v2.csv"
    assert bare("evaluations_v2.csv") == bare("evaluations corrected.csv") == "evaluations.csv"


def test_an_ambiguous_name_is_refused_and_a_hash_tells_them_apart(house, run, tmp_path):
    first = edited(SAMPLE / "evaluations.csv", tmp_path / "a" / "evaluations(1).csv", lambda lines: lines[:5])
    second = edited(SAMPLE / "evaluations.csv", tmp_path / "b" / "evaluations(1).csv", lambda lines: lines[5:])
    rest = [p for p in SAMPLE.glob("*.csv") if p.stem != "evaluations"]
    build(Order((*rest, first, second), house))
    third = edited(SAMPLE / "evaluations.csv", tmp_path / "c" / "evaluations.csv", lambda lines: lines[:4])
    code, said = run("add", third, "--warehouse", house)
    assert (code, said["refused"][0]["code"]) == (2, "ambiguous_file")
    name = store.describe(first).sha256[:10]
    code, said = run("add", third, "--warehouse", house, "--replaces", name)
    assert code == 0
    assert [(d["change"], d["count"]) for d in said["differences"]] == [("withdrawn", 1)]


def test_withdrawing_a_file_gives_the_version_without_it(house, sample_copy, run):
    code, said = run("withdraw", "evaluations.csv", "--warehouse", house)
    assert code == 0
    assert [(d["kind"], d["change"]) for d in said["differences"]] == [("evaluations", "withdrawn")]
    build(Order(tuple(p for p in SAMPLE.glob("*.csv") if p.stem != "evaluations"), sample_copy))
    assert current_rows(house) == current_rows(sample_copy)


def test_commands_that_name_nothing_are_refused(house, run, tmp_path):
    for arguments, code in (
        (("withdraw", "nosuch.csv"), "unknown_file"),
        (("withdraw", "classes.csv"), "no_classes"),
        (("rollback", "../../etc/passwd"), "no_version"),
        (("diff", versions.current(house), "20200101-000000"), "no_version"),
    ):
        before = sorted(p.name for p in house.rglob("*"))
        exit_code, said = run(*arguments, "--warehouse", house)
        assert (exit_code, said["refused"][0]["code"]) == (2, code)
        assert sorted(p.name for p in house.rglob("*")) == before
    (tmp_path / "empty").mkdir()
    for command in (("withdraw", "x"), ("rollback", "20200101-000000"), ("prune",)):
        assert run(*command, "--warehouse", tmp_path / "empty")[1]["refused"][0]["code"] == "nothing_published"


def test_a_version_from_before_files_were_kept_says_what_to_do(house, run):
    path = versions.path_of(house, versions.current(house))
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE received")
    assert run("withdraw", "classes.csv", "--warehouse", house)[1]["refused"][0]["code"] == "no_list"


def test_rows_that_are_gone_cannot_be_compared_and_it_is_said(house, run):
    first = versions.current(house)
    withdraw(Order((), house), "evaluations.csv")
    shutil.rmtree(house / store.ROWS)
    said = run("diff", first, versions.current(house), "--warehouse", house)[1]
    assert said["refused"][0]["code"] == "rows_gone"


def test_rollback_moves_the_pointer_only(house, run):
    first = versions.current(house)
    withdraw(Order((), house), "evaluations.csv")
    second = versions.current(house)
    files = {p: p.stat().st_mtime_ns for p in house.glob("*.duckdb")}
    assert run("rollback", first, "--warehouse", house) == (0, {"current": first})
    assert versions.current(house) == first
    assert {p: p.stat().st_mtime_ns for p in house.glob("*.duckdb")} == files
    listed = run("versions", "--warehouse", house)[1]["versions"]
    assert [(e["version"], e["current"]) for e in listed] == [(first, True), (second, False)]


def test_prune_keeps_the_current_the_newest_and_the_cited_versions_and_what_they_rest_on(house, run, tmp_path):
    names = [versions.current(house)]
    for number in range(4):
        extra = edited(
            SAMPLE / "evaluations.csv", tmp_path / f"{number}" / "evaluations.csv", lambda lines, n=number: lines[: n + 3]
        )
        add(Order((extra,), house))
        names.append(versions.current(house))
    run("rollback", names[1], "--warehouse", house)
    (house / "cited").write_text(names[2] + "\n", encoding="utf-8")
    (house / "months").mkdir()  # of a program before this one
    (house / "months" / "attendance-2026-03.parquet").touch()
    before = sorted(p.relative_to(house) for p in house.rglob("*"))
    told = run("prune", "--keep", 1, "--dry-run", "--warehouse", house)[1]
    assert sorted(p.relative_to(house) for p in house.rglob("*")) == before
    done = run("prune", "--keep", 1, "--warehouse", house)[1]
    assert (done["versions"], done["paths"]) == (told["versions"], told["paths"])
    assert set(versions.versions(house)) == {names[1], names[2], names[4]}
    for name in versions.versions(house):
        assert all(store.place(house, f).exists() for f in store.received_of(house, name))
        differences(house, names[1], name)
    assert not (house / "months").exists()
    assert {p.suffix for p in (house / store.SOURCES).iterdir()} == {".csv"}
    assert len(list((house / store.SOURCES).iterdir())) == len(list(SAMPLE.glob("*.csv"))) - 1 + 3


def test_a_reader_of_a_pruned_version_reads_on(house):
    first = versions.current(house)
    with duckdb.connect(str(versions.path_of(house, first)), read_only=True) as reader:
        withdraw(Order((), house), "evaluations.csv")
        main(["prune", "--keep", "0", "--warehouse", str(house)])
        assert versions.versions(house) == (versions.current(house),)
        assert reader.execute("SELECT count(*) FROM dim_class").fetchone() == (3,)


def test_a_strange_name_is_a_text_and_never_a_path(tmp_path):
    names = ["it's \"a\" file.csv", "two\nlines.csv", "..csv", "班 次 ().csv", "x" * 240 + ".csv"]
    for number, name in enumerate(names):
        edited(SAMPLE / "classes.csv", tmp_path / "in" / name, lambda lines, n=number: [lines[0].replace("K1", f"K1{n}", 1)])
    build(Order(tuple(tmp_path / "in" / name for name in names), tmp_path / "warehouse"))
    add(Order((SAMPLE / "classes.csv",), tmp_path / "warehouse"))
    held = store.received_of(tmp_path / "warehouse", versions.current(tmp_path / "warehouse"))
    assert sorted(f.name for f in held) == sorted(["classes.csv", *names])
    places = {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*")}
    assert places == {"in", "warehouse"}


def test_a_name_that_climbs_out_of_its_folder_stays_inside(house, tmp_path):
    file = replace(store.received_of(house, versions.current(house))[0], name="../../../outside.csv")
    path = store.named(store.place(house, file), file, tmp_path / "scratch")
    assert path.resolve().is_relative_to(tmp_path / "scratch" / "named")


def test_a_file_of_a_profile_is_corrected_and_read_with_its_old_neighbour(tmp_path):
    profile, sources, house = tmp_path / "profile", tmp_path / "sources", tmp_path / "warehouse"
    profile.mkdir()
    sources.mkdir()
    kinds = ("classes", "enrollments")
    text = "".join(PROFILE_FILE.format(k) for k in kinds) + "".join(PROFILE_RECORD.format(k) for k in kinds)
    (profile / "profile.toml").write_text(text, encoding="utf-8")
    for kind in kinds:
        shutil.copy(SAMPLE / f"{kind}.csv", sources)
        heading = (SAMPLE / f"{kind}.csv").read_text(encoding="utf-8").splitlines()[0]
        extra = ", 'B1' AS level_code" if kind == "enrollments" else ""
        (profile / f"{kind}.sql").write_text(f"SELECT {heading}{extra} FROM {kind}", encoding="utf-8")
    build(Order((sources,), house, profile=profile, max_rejected=1.0))
    edited(SAMPLE / "enrollments.csv", tmp_path / "new" / "enrollments.csv", lambda lines: lines[:-3])
    changed = add(Order((tmp_path / "new",), house, profile=profile))
    assert counts(changed.differences) == {("enrollments", "withdrawn"): 3}
    add(Order((SAMPLE / "evaluations.csv",), house))
    shutil.copy(tmp_path / "new" / "enrollments.csv", sources)
    build(Order((sources,), tmp_path / "whole", profile=profile, max_rejected=1.0))
    names = ("dim_class", "effect_class", "rejected_row")
    withdraw(Order((), house), "evaluations.csv")
    assert {n: current_rows(house)[n] for n in names} == {n: current_rows(tmp_path / "whole")[n] for n in names}


def test_an_unreadable_addition_leaves_the_version_as_it_was(house, tmp_path):
    before = sorted(p.relative_to(house) for p in house.rglob("*"))
    (tmp_path / "evaluations_8月.csv").write_bytes(b"")
    with pytest.raises(Refused):
        add(Order((tmp_path / "evaluations_8月.csv",), house))
    assert sorted(p.relative_to(house) for p in house.rglob("*")) == before


def test_no_number_of_a_person_stands_in_a_version(house):
    persons = {line.split(",")[0] for line in (SAMPLE / "cadres.csv").read_text(encoding="utf-8").splitlines()[1:]}
    with duckdb.connect(str(versions.path_of(house, versions.current(house))), read_only=True) as con:
        types = con.execute("SELECT DISTINCT data_type FROM duckdb_columns() WHERE column_name = 'cadre_id'").fetchall()
        known = con.execute("SELECT count(DISTINCT cadre_id) FROM person_spell").fetchone()[0]
    assert types == [("INTEGER",)]
    assert known == len(persons)
    for name, rows in current_rows(house).items():
        if name != "code":  # ranks have such codes too
            assert not persons & {str(cell) for row in rows for cell in row}, name
