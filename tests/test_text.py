"""Words: the same keys and fields in both languages, each used and each there, and none in the code."""

from __future__ import annotations

import ast
import csv
import io
import re
import tokenize
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from board.text import LANGUAGES, t, words
from data.metrics import metrics

ROOT = Path(__file__).parents[1]
HOUSE = ("analysis", "board", "data", "packs", "pages", "queries", "ui", "dashboard.py")
HAN = re.compile(r"[\u3400-\u9fff]")
CALLS = {"t"}
# Text in both languages at once, for a terminal; spellings that are read, not said; patterns of dates and numbers.
CHINESE_IN_CODE = {
    "board/formats.py": "a pattern of dates",
    "data/__main__.py": "help and messages of the command line, both languages at once",
    "data/accept.py": "spellings of yes and no",
    "data/calendars.py": "first letters of eras",
    "data/cells.py": "signs for nothing and units behind numbers",
    "data/collection.py": "marks of corrected files in their names",
    "data/dates.py": "spellings of dates",
    "data/faults.py": "frequent surnames",
    "data/foot.py": "heads of totals rows",
    "data/subtotals.py": "words for the sum of a group",
    "data/identity.py": "headings of columns that name persons",
    "data/names.py": "the range of Chinese characters",
    "data/sources.py": "spellings of dates in file names",
    "data/spans.py": "spellings of two days in one cell",
    "data/upkeep.py": "help and messages of the command line, both languages at once",
}


def files(suffix: str) -> list[Path]:
    """All files of the house with that ending, but those of others."""
    found = [p for part in HOUSE for p in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*"))]
    return sorted(p for p in found if p.suffix == suffix and not {"__pycache__", "vendor"} & {*p.parts})


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(module: ast.Module) -> set[int]:
    owners = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    first = (node.body[0] for node in ast.walk(module) if isinstance(node, owners) and node.body)
    return {id(node.value) for node in first if isinstance(node, ast.Expr)}


@cache
def literals(path: Path) -> list[tuple[int, str]]:
    """(line, text) of every string that is no docstring and no part of a built one."""
    module = tree(path)
    built = (n for n in ast.walk(module) if isinstance(n, ast.JoinedStr))
    skipped = docstrings(module) | {id(part) for string in built for part in string.values}
    strings = (n for n in ast.walk(module) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return [(n.lineno, n.value) for n in strings if id(n) not in skipped]


def patterns() -> list[re.Pattern[str]]:
    """Every key the code builds from parts, as a pattern whose groups are the parts."""
    built = (n for p in files(".py") for n in ast.walk(tree(p)) if isinstance(n, ast.JoinedStr))
    found = []
    for string in built:
        parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"(\w+)" for v in string.values]
        found.append(re.compile("".join(parts)))
    return [p for p in found if re.match(rf"({'|'.join(sections())})\\\.", p.pattern)]


@cache
def sections() -> tuple[str, ...]:
    return tuple(sorted({key.split(".")[0] for key in words("zh")}))


@cache
def known_parts() -> frozenset[str]:
    """Texts that can stand in the holes of a built key: strings of the code, keys of metrics, units."""
    spoken = {text for path in files(".py") for _, text in literals(path)}
    spoken |= {word for text in spoken for word in re.split(r"[^\w]+", text)}
    return frozenset(spoken | set(metrics()) | {m.unit for m in metrics().values()} | {str(i) for i in range(10)})


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def test_both_languages_have_the_same_keys_in_the_same_files():
    zh, en = (words(language) for language in LANGUAGES)
    assert zh.keys() == en.keys()
    folders = [{p.name for p in (ROOT / "board" / "words" / language).iterdir()} for language in LANGUAGES]
    assert folders[0] == folders[1]


def test_both_languages_fill_in_the_same_fields():
    zh, en = (words(language) for language in LANGUAGES)
    differ = {key for key in zh if fields(zh[key]) != fields(en[key])}
    allowed = {key for key in differ if fields(zh[key]) ^ fields(en[key]) <= {"places"}}
    assert differ == allowed, differ


def test_english_says_one_class_and_two_classes():
    said = [t("en", "board.meta_classes", count=n) for n in ("1", "1,001", 1, 0)]
    assert said == ["1 class", "1,001 classes", "1 class", "0 classes"]
    counted = re.compile(r"(?<!all )(?<!of )\{(count|n|classes|units|days|rows|forms)\} ([a-z-]+s|people)\b", re.IGNORECASE)
    asked = {key: found[0] for key, text in words("en").items() if (found := counted.search(text))}
    assert all(key.endswith("_many") for key in asked), asked


def test_no_text_is_empty_or_in_the_wrong_language():
    for key, text in words("en").items():
        assert text.strip() or words("zh")[key] == text, key
        if not key.startswith(("frame.brand", "frame.language_zh")):
            assert not HAN.search(text), key
    chinese = sum(bool(HAN.search(text)) for text in words("zh").values())
    assert chinese > 0.7 * len(words("zh"))


def test_every_key_the_code_names_exists():
    named = re.compile(rf"({'|'.join(sections())})\.[a-z][a-z0-9_]*")
    for path in files(".py"):
        for line, text in literals(path):
            if named.fullmatch(text) and not text.endswith((".toml", ".py", ".sql", ".js", ".css")):
                assert text in words("zh"), f"{name(path)}:{line} {text}"
    for pattern in patterns():
        assert any(pattern.fullmatch(key) for key in words("zh")), pattern.pattern


def test_every_call_gives_the_fields_its_text_asks_for():
    for path in files(".py"):
        for call in (n for n in ast.walk(tree(path)) if isinstance(n, ast.Call)):
            if not (isinstance(call.func, ast.Name) and call.func.id in CALLS and len(call.args) == 2):
                continue
            key = call.args[1]
            given = {k.arg for k in call.keywords}
            if isinstance(key, ast.Constant) and None not in given:
                assert fields(words("zh")[key.value]) <= given, f"{name(path)}:{call.lineno} {key.value}"


def test_no_key_is_unused():
    spoken = {text for path in files(".py") for _, text in literals(path)}
    made = patterns()
    drawn = {f"paper.{word}" for path in files(".typ") for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    unused = {
        key
        for key in words("zh")
        if key not in spoken | drawn
        and not any((m := p.fullmatch(key)) and all(part in known_parts() for part in m.groups()) for p in made)
    }
    assert not unused, sorted(unused)


def test_no_chinese_word_stands_in_the_code():
    found = {
        name(path)
        for path in files(".py")
        if not name(path).startswith("data/demo/")
        for _, text in literals(path)
        if HAN.search(text)
    }
    assert found == set(CHINESE_IN_CODE)


@pytest.mark.parametrize("suffix", [".sql", ".js", ".css"])
def test_no_chinese_word_stands_in_a_query_a_script_or_a_style(suffix):
    for path in files(suffix):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        plain = re.sub(r"--.*" if suffix == ".sql" else r"(?<!:)//.*", "", text)
        assert not HAN.search(plain), name(path)


def test_comments_and_docstrings_quote_chinese_but_are_not_in_it():
    for path in files(".py"):
        if name(path).startswith("data/demo/"):
            continue
        with tokenize.open(path) as source:
            comments = [t.string for t in tokenize.generate_tokens(io.StringIO(source.read()).readline) if t.type == 60]
        for comment in comments:
            assert len(HAN.findall(comment)) <= len(comment) / 2, f"{name(path)}: {comment}"


def test_chinese_writes_a_number_and_its_unit_one_way():
    """90 天, 第 {week} 周; a date (6月30日, 2026年) and the name of a class (第3期) are written as registers write them."""
    said = {key: text for key, text in words("zh").items() if key != "board.class_run"}
    said |= {m.key: f"{m.label['zh']} {m.note['zh']}" for m in metrics().values()}
    for name in ("rules", "waves"):
        with (ROOT / "data" / "codes" / f"{name}.csv").open(encoding="utf-8") as lines:
            said |= {f"{name} {i}": row["zh"] for i, row in enumerate(csv.DictReader(lines))}
    narrow = re.compile(
        r"(?:(?<!\d)\d{1,3}|\})(?:[天周人个次份项元条页行名班位种场题课组轮岁秒]|学时|小时|分(?!之))|第(?:\d|\{)|\d%区间"
    )
    assert not {key: found[0] for key, text in said.items() if (found := narrow.search(text))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_that_stands_out_of_a_sentence_is_none_of_a_metrics_name(language):
    script = (ROOT / "ui" / "assets" / "board_text.js").read_text(encoding="utf-8")
    number = re.compile(re.search(r"NUMBER = /(.+)/;", script)[1])
    shares = [m for m in metrics().values() if m.unit == "percent"]
    found = {m.key: number.search(f"{m.label[language]} 55.2%, 7 more")[0] for m in shares}
    assert set(found.values()) == {"55.2%"}, found


def test_metrics_rules_and_codes_are_named_in_both_languages():
    for metric in metrics().values():
        for part in (metric.word, metric.label, metric.note):
            assert HAN.search(part["zh"]) and part["en"] and not HAN.search(part["en"]), metric.key
    for path in (ROOT / "data" / "codes").glob("*.csv"):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                for column in (c for c in row if c == "en" or c.endswith("_en")):
                    assert row[column] is not None and not HAN.search(row[column]), (path.name, row)


def test_messages_of_a_refused_build_have_the_same_fields_in_both_languages():
    text = (ROOT / "data" / "messages.toml").read_text(encoding="utf-8")
    messages = {code: entry for code, entry in tomllib.loads(text).items() if {"zh", "en"} <= set(entry)}
    assert len(messages) > 20
    for code, entry in messages.items():
        assert fields(entry["zh"]) == fields(entry["en"]), code
        assert HAN.search(entry["zh"]) and not HAN.search(entry["en"]), code
