"""People at the door: one person, one id; nothing that names a person leaves the build."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import duckdb
import orjson
import pytest
import xlsxwriter

from data import identity, intake, large, versions
from data.__main__ import main
from data.build import Order, build
from data.collection import add, withdraw
from data.faults import Refused
from data.fields import kinds
from data.versions import current, path_of
from tests.conftest import KEY, SAMPLE
from tests.identity_by_hand import person
from tests.taking import take_in

NUMBER, SMALL_X, WIDE = "610101198001011234", "61010119850203123x", "６１０１０１１９９０１２１２５６７８"
PHONE, NAME, OTHER = "13912345678", "张伟明", "欧阳修文"
PLANTED = (NUMBER, SMALL_X, SMALL_X.upper(), WIDE, "610101199012125678", PHONE, NAME, OTHER)
CLASS = "class_id,title,train_type,start_date,end_date"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def ask(warehouse: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path_of(warehouse, current(warehouse))), read_only=True) as con:
        return con.execute(sql).fetchall()


def persons(warehouse: Path) -> set[str]:
    """The ids under which the typed rows of a warehouse know people; a version itself only numbers them."""
    paths = [p for p in (warehouse / "rows").glob("*.parquet") if not p.name.endswith(".rejected.parquet")]
    held = [p for p in paths if "cadre_id" in duckdb.read_parquet(str(p)).columns]
    return {row[0] for p in held for row in duckdb.read_parquet(str(p)).select("cadre_id").distinct().fetchall()} - {None}


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def people(folder: Path) -> Path:
    """Two classes in a file each, and a roster of three people."""
    text = f"{CLASS}\n{{}},班,T4,2026-03-02,2026-03-03\n"
    rows = "".join(f"K1,P{n:02},B3,DONE\n" for n in range(1, 4))
    roster = f"class_id,cadre_id,level_code,status\n{rows}"
    return write(folder, classes=text.format("K1"), classes_more=text.format("K2"), enrollments=roster)


def test_one_person_has_one_id_however_the_number_is_written(tmp_path, warehouse):
    spelled = ("610101198001011234", " 610101198001011234\t", "'610101198001011234", "６１０１０１１９８００１０１１２３４",
               "61010119850203123x", "61010119850203123X", "61010119850203123Ｘ", "p1", "P1")  # fmt: skip
    rows = "".join(f"K{n},{text},B3,DONE\n" for n, text in enumerate(spelled))
    classes = "".join(f"K{n},班,T4,2026-03-02,2026-03-03\n" for n in range(len(spelled)))
    folder = write(
        tmp_path / "s", classes=f"{CLASS}\n{classes}", enrollments=f"class_id,cadre_id,level_code,status\n{rows}"
    )
    assert build(Order((folder,), warehouse)).rejected == 0
    assert persons(warehouse) == {person(text) for text in ("610101198001011234", "61010119850203123X", "p1", "P1")}
    assert ask(warehouse, "SELECT count(DISTINCT cadre_id) FROM person_completion") == [(4,)]


def test_another_key_gives_other_ids_and_the_version_says_which_key_it_was(tmp_path, monkeypatch):
    folder, found = people(tmp_path / "s"), []
    for number, text in enumerate((KEY, KEY, KEY[::-1])):
        monkeypatch.setenv("XUNXIAO_KEY", text)
        place = tmp_path / str(number)
        build(Order((folder,), place))
        found.append((ask(place, "SELECT value FROM meta WHERE key = 'person_key'")[0][0], persons(place)))
    assert found[0] == found[1]
    assert found[0][0] != found[2][0]
    assert found[0][1] and not found[0][1] & found[2][1]
    assert not any(KEY.encode() in path.read_bytes() for path in tmp_path.rglob("*.duckdb"))


def test_without_a_key_real_records_are_refused_and_made_up_ones_are_built(tmp_path, warehouse, monkeypatch, capsys):
    monkeypatch.delenv("XUNXIAO_KEY")
    for command in ("build", "check"):
        assert main([command, str(SAMPLE), "--warehouse", str(warehouse), "--json"]) == 2
        out, said = capsys.readouterr()
        assert [n["code"] for n in orjson.loads(out)["refused"]] == ["no_key"]
        assert "没有密钥" in said
        assert "python -m data key --out FILE" in said
    folder = write(tmp_path / "s", classes=f"{CLASS}\nK1,班,T4,2026-03-02,2026-03-03\n")
    (folder / "synthetic.toml").write_text("synthetic = true\n", encoding="utf-8")
    assert main(["build", str(folder), "--warehouse", str(warehouse)]) == 0
    demo = identity.fingerprint(identity.DEMO_KEY)
    assert ask(warehouse, "SELECT value FROM meta WHERE key = 'person_key'") == [(demo,)]
    assert main(["build", str(folder), str(SAMPLE), "--warehouse", str(warehouse)]) == 2  # real ones beside them


def test_the_key_command_makes_a_file_for_its_owner_only_and_overwrites_nothing(tmp_path, warehouse, monkeypatch, capsys):
    path = tmp_path / "person.key"
    assert main(["key", "--out", str(path)]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="ascii").strip()
    with pytest.raises(Refused) as caught:
        identity.make(path)
    assert caught.value.notes[0].code == "key_exists"
    assert path.read_text(encoding="ascii").strip() == text
    assert main(["key", "--out", str(path)]) == 2
    assert text not in "".join(capsys.readouterr())
    monkeypatch.setenv("XUNXIAO_KEY_FILE", str(path))  # stands before XUNXIAO_KEY
    build(Order((people(tmp_path / "s"),), warehouse))
    assert person("P01", text) in persons(warehouse)


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        ("short.key", "31 bytes are one fewer than it", "bad_key"),
        ("nowhere.key", None, "bad_key"),
        ("warehouse/person.key", "x" * 40, "key_place"),
    ],
)
def test_a_key_that_is_short_lost_or_beside_the_data_is_refused(place, text, code, tmp_path, warehouse, monkeypatch):
    warehouse.mkdir()
    if text is not None:
        (tmp_path / place).write_text(text, encoding="utf-8")
    monkeypatch.setenv("XUNXIAO_KEY_FILE", str(tmp_path / place))
    with pytest.raises(Refused) as caught:
        build(Order((SAMPLE,), warehouse))
    assert caught.value.notes[0].code == code


@dataclass(frozen=True)
class Artefacts:
    """Everything that is left after builds and checks: files by name, and all that was printed."""

    files: dict[str, bytes]
    printed: str

    def holding(self, text: str) -> list[str]:
        """Where the text stands, in any encoding a file could have it in."""
        forms = {text.encode(code) for code in ("utf-8", "gbk", "utf-16-le")}
        found = [name for name, content in self.files.items() if any(form in content for form in forms)]
        return found + ["(printed)"] * (text in self.printed)


def planted_rows() -> dict[str, str]:
    """A planted text in every place a row of each kind has: key, reference, code, number, date, surplus column."""
    lines: dict[str, list[str]] = {}
    heads = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted(SAMPLE.glob("*.csv"))}
    for kind, (heading, *rows) in heads.items():
        width = heading.count(",") + 1
        lines[kind] = [heading + ",姓名,身份证号,联系电话", *(f"{row},{NAME},{NUMBER},{PHONE}" for row in rows)]
        for place in range(width):
            for text in (NUMBER, SMALL_X, WIDE, PHONE, f"学员{PHONE}号", NAME, OTHER, f"请{NAME}、{OTHER}同志讲话"):
                cells = rows[0].split(",")
                cells[place] = text
                lines[kind].append(",".join([*cells, OTHER, SMALL_X, PHONE]))
                if place:  # a new key, or the row would be no more than a repeated one
                    lines[kind].append(",".join([f"N{len(lines[kind])}", *cells[1:], OTHER, SMALL_X, PHONE]))
        lines[kind] += [f"{NAME},{NUMBER},{PHONE}", ",".join([NAME] * (width + 6))]
    return {kind: "\n".join(found) + "\n" for kind, found in lines.items()}


@pytest.fixture
def left(tmp_path, warehouse, capfd) -> Artefacts:
    """What builds, checks and refusals on a folder full of identifiers leave behind."""
    rows = planted_rows()
    good = write(tmp_path / "good", **{kind: text for kind, text in rows.items() if kind != "classes"})
    write(good, **{f"classes_{PHONE}": rows["classes"]})
    with xlsxwriter.Workbook(good / f"{NUMBER}.xlsx") as book:
        for name in (NAME, f"花名册{PHONE}"):
            book.add_worksheet(name).write_row(0, 0, ["序号", NAME, OTHER, NUMBER])
        book.add_worksheet("单位").write_row(0, 0, ["org_id", "region_code", NAME, PHONE])
    lost = write(tmp_path / "lost", classes=rows["classes"], 考勤=f"序号,{NAME},{PHONE}\n1,{NUMBER},{OTHER}\n")
    text = f"{CLASS}\nL1,{NAME}代训,T4,2026-03-02,2026-03-03\nL2,{OTHER},T4,2026-03-02,2026-03-03\n"
    later = write(tmp_path / "later", later=f"{text}{NAME},班,T4,2026-03-02,2026-03-03\n") / "later.csv"
    nothing = write(tmp_path / f"{PHONE}", **{NAME: f"{NAME},{NUMBER},{PHONE}\n{OTHER},{SMALL_X},{PHONE}\n"})
    for command, *more in (
        ("build", good, "--max-rejected", "1", "--json"),
        ("check", lost),
        ("build", nothing),
        ("build", nothing, "--json"),
        ("build", tmp_path / NUMBER),
        ("add", later, "--max-rejected", "1"),
        ("withdraw", "later.csv", "--json"),
        ("versions",),
    ):
        main([command, *map(str, more), "--warehouse", str(warehouse)])
    printed = "".join(capfd.readouterr())
    kept = warehouse / "sources"  # as received, for the owner's eyes only
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    left = (path for path in warehouse.rglob("*") if path.is_file() and kept not in path.parents)
    files = {path.name: path.read_bytes() for path in left}
    assert any(name.endswith(".parquet") for name in files)
    assert len([name for name in files if name.endswith(".duckdb")]) == 3, printed
    return Artefacts(files, printed)


def test_no_identifier_and_no_name_is_left_and_what_is_left_still_says_where_the_fault_is(left, warehouse):
    assert {text: left.holding(text) for text in PLANTED if left.holding(text)} == {}
    reasons = {code for (code,) in ask(warehouse, "SELECT DISTINCT code FROM rejected_row")}
    assert {"bad_code", "bad_date", "bad_number", "bad_region", "wrong_width", "unknown_reference"} <= reasons
    assert ask(warehouse, "SELECT count(*) FROM rejected_row WHERE row IS NULL OR file = ''") == [(0,)]


def titles(warehouse: Path) -> dict[str, str]:
    return dict(ask(warehouse, "SELECT class_id, title FROM dim_class"))


TITLED = {
    "K1": (f"请{NAME}同志代训", "请***同志代训"), "K2": (f"{OTHER}、{NAME}座谈", "***、***座谈"),
    "K3": ("高峰论坛", "高峰论坛"), "K4": ("主讲：高峰", "主讲：***"), "K5": ("攀登高峰", "攀登高峰"),
    "K6": ("高峰同志先进事迹", "***同志先进事迹"), "K7": ("张伟光论坛", "张伟光论坛"),
    "K8": (f"{NAME[0]} {NAME[1:]}代训", "***代训"), "K9": (f"{'·'.join(NAME)}和{NAME[:2]}\u200b{NAME[2]}", "***和***"),
    "K10": ("高 峰同志", "***同志"), "K11": ("提高 峰值", "提高 峰值"),
}  # fmt: skip


def many(texts) -> str:
    return f"{CLASS}\n" + "".join(f"{key},{text},T4,2026-03-02,2026-03-03\n" for key, text in texts)


def test_a_name_inside_a_longer_text_is_masked_and_words_that_look_like_one_are_not(tmp_path, warehouse):
    names = f"class_id,cadre_id,姓名,level_code,status\nK1,a,{NAME},B3,DONE\nK1,b,{OTHER},B3,DONE\nK1,c,高峰,B3,DONE\n"
    folder = write(tmp_path / "s", classes=many((k, given) for k, (given, _) in TITLED.items()), enrollments=names)
    build(Order((folder,), warehouse))
    assert titles(warehouse) == {key: shown for key, (_, shown) in TITLED.items()}


def test_a_large_file_read_through_the_disk_without_waiting_for_others_keeps_the_same_rows(tmp_path, monkeypatch):
    """Its names are masked though they are only known from a file read after it; what is wrong in it is set aside."""
    folder, found = shutil.copytree(SAMPLE, tmp_path / "s"), []
    with (folder / "comments.csv").open("a", encoding="utf-8") as file:
        file.write(f"K1-r03,K1,{NAME}讲得好\nK1-r04,K1,{NAME}\nK1-r05,K1,a,b,c\n合计,,\n")
    days = (folder / "sessions.csv").read_text(encoding="utf-8")
    write(folder, sessions=days.replace("2026-03-02", "2026年3月2日").replace("2026-03-03", "?"))
    head, *rows = (folder / "needs.csv").read_text(encoding="utf-8").splitlines()
    write(folder, needs="\n".join([f"{head},姓名", *(f"{row},{NAME}" for row in rows)]))
    for number, many in enumerate((intake._MANY, 1)):
        monkeypatch.setattr(intake, "_MANY", many)
        monkeypatch.setattr(large, "_BYTES", many)
        monkeypatch.setattr(large, "_ROWS", many)
        with duckdb.connect() as con:
            take_in(con, Order((folder,), tmp_path / "w", max_rejected=1.0), tmp_path / f"{number}")
            tables = [*(f"acc_{kind}" for kind in kinds()), "rejected"]
            found.append({table: sorted(con.execute(f"FROM {table}").fetchall(), key=repr) for table in tables})
    assert found[0] == found[1]
    assert {text for *_, text, _, _ in found[1]["acc_comments"]} >= {"***", "***讲得好"}
    assert {code for *_, code in found[1]["rejected"]} >= {"wrong_width", "bad_date"}


def test_a_name_known_from_a_file_added_earlier_is_masked_in_one_added_later(tmp_path, warehouse):
    names = f"class_id,cadre_id,姓名,level_code,status\nK1,a,{NAME},B3,DONE\n"
    folder = write(tmp_path / "s", classes=many([("K1", "甲班")]), enrollments=names)
    build(Order((folder,), warehouse))
    for number, text in enumerate((f"{NAME}代训", NAME)):
        later = write(tmp_path / f"later{number}", **{f"classes{number}": many([(f"L{number}", text)])})
        assert add(Order((later,), warehouse)).result.version
    assert titles(warehouse) == {"K1": "甲班", "L0": "***代训", "L1": "***"}
    later = write(tmp_path / "key", classes_key=many([(NAME, "班")]))
    assert add(Order((later,), warehouse, max_rejected=1.0)).result.rejected == 1


def test_what_a_killed_build_left_is_removed_by_any_command_and_said(tmp_path, warehouse, capsys):
    folder = people(tmp_path / "s")
    build(Order((folder,), warehouse))
    for command in (["versions"], ["prune"], ["add", str(folder)], ["withdraw", "no such file"]):
        (warehouse / ".building").mkdir()
        (warehouse / ".building" / "draft.duckdb").write_text(NAME, encoding="utf-8")
        with versions.locked(warehouse):
            main([*command, "--warehouse", str(warehouse)])
            assert (warehouse / ".building").exists()  # a build at work keeps its own
        capsys.readouterr()
        main([*command, "--warehouse", str(warehouse)])
        assert not (warehouse / ".building").exists()
        assert "已清除" in capsys.readouterr().err


def test_files_that_are_not_marked_as_made_up_join_a_demo_version_only_under_a_key(tmp_path, warehouse, monkeypatch):
    marked = write(tmp_path / "demo", classes=many([("K1", "甲班")]))
    (marked / "synthetic.toml").write_text("synthetic = true\n", encoding="utf-8")
    monkeypatch.delenv("XUNXIAO_KEY")
    build(Order((marked,), warehouse))
    real = write(tmp_path / "real", classes_real=many([("K2", "乙班")]))
    with pytest.raises(Refused) as caught:
        add(Order((real,), warehouse))
    (found,) = caught.value.notes
    assert found.code == "not_marked" and "synthetic.toml" in found.zh and "XUNXIAO_KEY_FILE" in found.en
    more = write(marked, classes_more=many([("K3", "丙班")])) / "classes_more.csv"
    assert add(Order((more,), warehouse)).result.version
    monkeypatch.setenv("XUNXIAO_KEY", KEY)
    assert add(Order((real,), warehouse)).result.version
    assert set(titles(warehouse)) == {"K1", "K2", "K3"}
    assert ask(warehouse, "SELECT value FROM meta WHERE key = 'person_key'") == [(identity.fingerprint(KEY.encode()),)]


def test_under_another_key_nothing_is_added_or_withdrawn(tmp_path, warehouse, monkeypatch):
    build(Order((people(tmp_path / "s"),), warehouse))
    before = current(warehouse)
    later = write(tmp_path / "later", classes_later=many([("K9", "新班")]))
    monkeypatch.setenv("XUNXIAO_KEY", KEY[::-1])
    for change in (lambda: add(Order((later,), warehouse)), lambda: withdraw(Order((), warehouse), "classes_more.csv")):
        with pytest.raises(Refused) as caught:
            change()
        (found,) = caught.value.notes
        assert found.code == "other_key" and "XUNXIAO_KEY_FILE" in found.zh and "build" in found.en
        assert identity.fingerprint(KEY.encode()) in found.zh
    assert current(warehouse) == before
    monkeypatch.setenv("XUNXIAO_KEY", KEY)
    assert add(Order((later,), warehouse)).result.version
