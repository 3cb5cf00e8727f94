"""The code lists shipped with the product, and what happens with the lists of a deployment."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path

import pytest

from data.codes import DEFAULT, METRICS, REGIONS, CodeError, load, locate, normalise
from data.fields import kinds

CODES = load()
TABLES = ("rules", "documents", REGIONS)
LOOKED_UP = sorted(CODES.lists.keys() - set(TABLES))


def rows(name: str) -> list[dict[str, str]]:
    with (DEFAULT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", sorted(DEFAULT.glob("*.csv")), ids=lambda p: p.stem)
def test_every_file_is_utf8_with_plain_line_ends_and_no_repeated_code(path):
    data = path.read_bytes()
    assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\n")
    found = rows(path.stem)
    key = "old_zh" if path.stem == "region_changes" else next(iter(found[0]))
    assert len({row[key] for row in found}) == len(found)


@pytest.mark.parametrize("name", LOOKED_UP)
def test_a_spelling_never_stands_for_two_codes_of_a_list(name):
    seen: dict[str, str] = {}
    for row in rows(name):
        for term in (row["code"], row["zh"], row["en"], *row["aliases"].split("|")):
            if term:
                assert seen.setdefault(normalise(term), row["code"]) == row["code"], term


@pytest.mark.parametrize("name", sorted(CODES.lists))
def test_every_entry_has_a_chinese_and_an_english_name(name):
    for entry in CODES.lists[name].values():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in entry.zh) or entry.zh == "CPPCC"
        assert entry.en.isascii(), entry.en


def test_every_list_a_field_names_is_there():
    named = {field.list for kind in kinds().values() for field in kind.fields.values() if field.list}
    assert named and named - {METRICS} <= CODES.lists.keys()


def test_regions_form_one_tree_with_eleven_cities_and_107_counties():
    kinds = [entry.extra["kind"] for entry in CODES.lists[REGIONS].values()]
    assert [kinds.count(kind) for kind in ("province", "city", "county")] == [1, 11, 107]
    assert CODES.root == "610000"
    assert set(CODES.descendants(CODES.root)) == CODES.lists[REGIONS].keys()
    assert CODES.descendants("610800")[0] == "610800"
    assert CODES.ancestors("610802") == ("610800", "610000")


def test_no_county_name_of_the_province_is_lost_to_ambiguity():
    read = dict(CODES.terms(REGIONS))
    for entry in CODES.lists[REGIONS].values():
        for term in (entry.code, entry.zh, entry.en, *entry.aliases):
            assert read[normalise(term)] == entry.code, term


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("attendance_status", " √ ", "P"),
        ("attendance_status", "１", "P"),
        ("attendance_status", "病假", "V"),
        ("attendance_status", "×", "A"),
        ("attendance_status", "X", "X"),
        ("levels", "副处", "B3"),
        ("levels", "四级调研员", "B3"),
        ("levels", "一级主任科员", "B4"),
        ("applied", "no opportunity", "NO_OPPORTUNITY"),
        (REGIONS, "Xi’an", "610100"),
        (REGIONS, "陕西省西安市雁塔区", "610113"),
        (REGIONS, "610125", "610118"),
        (REGIONS, "户县", "610118"),
        (REGIONS, "杨凌", "611100"),
        (REGIONS, "杨凌区", "610403"),
    ],
)
def test_what_clerks_write_is_read(name, text, code):
    assert dict(CODES.terms(name))[normalise(text)] == code


def test_levels_and_ranks_agree_on_level_and_hours_rule():
    read, levels = dict(CODES.terms("levels")), CODES.lists["levels"]
    for rank in CODES.lists["ranks"].values():
        assert read.get(normalise(rank.zh), "") == rank.extra["band"], rank.zh
        assert not rank.extra["band"] or rank.extra["regime"] == levels[rank.extra["band"]].extra["regime"]
    for level in levels.values():
        assert level.extra["group"] in CODES.lists["level_groups"]


def test_all_rules_are_there_with_a_known_status():
    rules = CODES.lists["rules"]
    assert list(rules) == [f"R{number:02d}" for number in range(1, 37)]
    assert {rule.extra["status"] for rule in rules.values()} <= CODES.lists["rule_status"].keys()
    assert [s.code for s in CODES.lists["rule_status"].values() if s.extra["binding"] == "yes"] == ["C"]


def test_research_and_local_practice_are_never_binding_and_expired_rules_say_so():
    extra = {code: rule.extra for code, rule in CODES.lists["rules"].items()}
    not_rules = ("R10", "R12", "R19", "R20", "R21", "R22", "R23", "R24", "R25", "R29", "R30")
    assert all(extra[code]["status"] in ("S", "L") for code in not_rules)
    assert all(extra[code]["status"] == "D" for code in ("R34", "R35", "R36"))  # conventions, never a regulation
    assert [c for c, e in extra.items() if e["valid_to"]] == ["R14", "R19", "R20", "R21"]
    assert extra["R04"]["threshold"] == ""


@pytest.mark.parametrize(("name", "limit"), [("city", 60_000), ("county", 90_000)])
def test_outlines_join_the_regions_and_stay_in_their_frame(name, limit):
    path = DEFAULT / f"map_{name}.json"
    outline = json.loads(path.read_text(encoding="utf-8"))
    wanted = {c for c, e in CODES.lists[REGIONS].items() if e.extra["kind"] == name}
    assert outline["regions"].keys() == wanted and path.stat().st_size < limit
    rings = [ring for region in outline["regions"].values() for ring in region]
    assert all(len(ring) >= 6 and len(ring) % 2 == 0 for ring in rings)
    xs, ys = [x for ring in rings for x in ring[::2]], [y for ring in rings for y in ring[1::2]]
    assert min(xs) >= 0 and max(xs) <= 1000 * outline["aspect"] + 0.1
    assert min(ys) >= 0 and max(ys) <= 1000
    assert outline["source"]["zh"] and outline["source"]["en"]


def test_counties_cover_the_province_without_gaps():
    regions = json.loads((DEFAULT / "map_county.json").read_text(encoding="utf-8"))["regions"]
    edges: dict[frozenset, int] = {}
    for ring in (ring for region in regions.values() for ring in region):
        points = list(zip(ring[::2], ring[1::2], strict=True))
        for edge in zip(points, points[1:] + points[:1], strict=True):
            edges[frozenset(edge)] = edges.get(frozenset(edge), 0) + 1
    assert max(edges.values()) == 2
    assert _loops([edge for edge, count in edges.items() if count == 1]) == 1


def _loops(edges: list[frozenset]) -> int:
    """How many separate closed lines the edges form: one if only the outer border is unshared."""
    group = {point: point for edge in edges for point in edge}

    def top(point):
        while group[point] != point:
            point = group[point]
        return point

    for a, b in map(tuple, edges):
        group[top(a)] = top(b)
    return len({top(point) for point in group})


def test_a_deployment_replaces_single_files_and_the_first_folder_wins(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir(), second.mkdir()
    write(second, "tiers", "code,order,zh,en,aliases\nZ1,1,市级,City,\n")
    write(first, "tiers", "code,order,zh,en,aliases\nZ2,2,县级,County,县|区\nZ1,1,市级,City,\n")
    codes = load((first, second))
    assert list(codes.lists["tiers"]) == ["Z1", "Z2"]
    assert codes.lists["types"] == CODES.lists["types"]
    assert locate((first,), "types.csv") == DEFAULT / "types.csv"


def test_a_flat_region_list_of_another_place_works_and_shared_names_need_their_path(tmp_path):
    text = "code,parent_code,order,kind,zh,en,aliases\n32,,1,province,江苏省,Jiangsu,\n"
    text += "3201,32,2,city,南京市,Nanjing,\n3203,32,3,city,徐州市,Xuzhou,\n"
    text += "320106,3201,4,county,鼓楼区,Gulou,\n320302,3203,5,county,鼓楼区,Gulou District,\n"
    codes = load((write(tmp_path, REGIONS, text),))
    read = dict(codes.terms(REGIONS))
    assert codes.root == "32" and codes.renamed == ()
    assert "鼓楼区" not in read and read["徐州市鼓楼区"] == "320302"


HEAD = "code,order,zh,en,aliases\n"
TREE = "code,parent_code,order,kind,zh,en,aliases\n"


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("tiers", "code,order,zh,aliases\nO1,1,省,\n", ("en", "1")),
        ("attendance_status", HEAD + "P,1,出勤,Present,\n", ("credit", "1")),
        ("tiers", HEAD + "O1,1,省,Province,\nO2,2,,City,\n", ("zh", "3")),
        ("tiers", HEAD + "O1,1,省,Province,\nO1,2,市,City,\n", ("O1", "3")),
        ("tiers", HEAD + "O1,first,省,Province,\n", ("order", "2")),
        ("tiers", HEAD + "O1,1,省,Province,a,b\n", ("2",)),
        ("tiers", HEAD + "O1,1,省,Province,机关\nO2,2,市,City,机关\n", ("机关", "O1", "O2")),
        (REGIONS, TREE + "1,,1,province,省,P,\n2,,2,city,市,C,\n", ("parent_code",)),
        (REGIONS, TREE + "1,,1,province,省,P,\n2,9,2,city,市,C,\n", ("parent_code", "9")),
        (REGIONS, TREE + "1,,1,province,省,P,\n2,3,2,city,市,C,\n3,2,3,city,县,D,\n", ("parent_code", "2")),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_place_in_both_languages(tmp_path, name, text, named):
    with pytest.raises(CodeError) as caught:
        load((write(tmp_path, name, text),))
    for message in (caught.value.zh, caught.value.en):
        assert f"{name}.csv" in message and all(word in message for word in named)


def test_a_file_in_another_encoding_is_refused_with_the_row(tmp_path):
    (tmp_path / "tiers.csv").write_bytes((HEAD + "O1,1,省直机关,Province,\n").encode("gbk"))
    with pytest.raises(CodeError, match="row 2: not UTF-8"):
        load((tmp_path,))


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load((tmp_path / "none",))


NEEDED = tomllib.loads((DEFAULT.parent / "needed_codes.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, codes in NEEDED.items() for code in codes])
def test_a_list_without_a_code_the_figures_are_computed_by_is_refused(name, code, tmp_path):
    lines = (DEFAULT / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[0] != code]
    with pytest.raises(CodeError) as caught:
        load((write(tmp_path, name, "\n".join(kept) + "\n"),))
    for said in (caught.value.zh, caught.value.en):
        assert f"“{code}”" in said and f"“{name}”" in said and str(tmp_path / f"{name}.csv") in said


def test_every_code_a_mart_compares_with_is_needed():
    texts = [path.read_text(encoding="utf-8") for path in (DEFAULT.parent / "marts").glob("*.sql")]
    compared = {code for text in texts for code in re.findall(r"'([A-Z][A-Z0-9]*)'", text)}
    assert compared <= {code for codes in NEEDED.values() for code in codes}


def test_a_metric_is_read_by_column_number_or_name_and_not_by_what_two_share():
    terms = dict(CODES.terms(METRICS))
    for spelling in ("application_rate", "APP-01", "app-01", "训后90天应用率", "application at 90 days"):
        assert terms[normalise(spelling)] == "application_rate", spelling
    assert normalise("APP-99") not in terms
