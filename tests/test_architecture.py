"""The house's rules about itself: directions, sizes, shapes, and a README that names what there is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from ui.navigation import PAGES

ROOT = Path(__file__).parents[1]
HOUSE = ("analysis", "bench", "board", "data", "packs", "pages", "queries", "ui")
LONGEST_FUNCTION, LONGEST_MODULE = 30, 300
TOO_LONG: set[str] = set()
# What a library or the language asks for; everything else is a frozen dataclass.
BASES = {"StrEnum", "Protocol", "Exception", "ValueError", "RuntimeError", "HTMLParser"}
BELOW_SCREEN = ("analysis", "board", "data", "packs", "queries")


def modules() -> list[Path]:
    found = [p for part in HOUSE for p in (ROOT / part).rglob("*.py")]
    return sorted([*found, ROOT / "dashboard.py"])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _walked(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def nodes(path: Path, *kinds: type) -> list[ast.AST]:
    return [n for n in _walked(path) if isinstance(n, kinds)]


def imported(path: Path) -> set[str]:
    """First parts of the names of all modules a file imports, wherever in it."""
    plain = {alias.name.split(".")[0] for n in nodes(path, ast.Import) for alias in n.names}
    return plain | {n.module.split(".")[0] for n in nodes(path, ast.ImportFrom) if n.module and not n.level}


def test_imports_go_down_only():
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"Contracts: [3-9] kept, 0 broken", run.stdout)


def test_streamlit_lives_on_the_screen_only():
    for path in modules():
        if path.relative_to(ROOT).parts[0] in BELOW_SCREEN:
            assert "streamlit" not in imported(path), name(path)


def test_only_the_door_and_the_data_open_a_database():
    opening = {name(p) for p in modules() if "duckdb" in imported(p) and not name(p).startswith("data/")}
    assert opening == {"queries/door.py", "queries/warehouse.py"} | {n for n in opening if n.startswith("bench/")}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_says_what_it_does_and_stays_short(path):
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    assert lines <= LONGEST_MODULE or name(path) in TOO_LONG, lines
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "no docstring"
    for function in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef):
        length = function.end_lineno - function.lineno + 1
        assert length <= LONGEST_FUNCTION or f"{name(path)}:{function.name}" in TOO_LONG, (function.name, length)


@pytest.mark.parametrize("path", [p for p in modules() if name(p).startswith("analysis/")], ids=name)
def test_every_statistic_says_where_it_comes_from(path):
    public = [
        f for f in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(f, ast.FunctionDef) and f.name[0] != "_"
    ]
    assert not [f.name for f in public if "Source: " not in (ast.get_docstring(f) or "")]


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_class_is_a_frozen_dataclass_and_no_error_is_caught_blindly(path):
    for made in nodes(path, ast.ClassDef):
        frozen = "dataclass(frozen=True)" in {ast.unparse(d) for d in made.decorator_list}
        asked = BASES & {ast.unparse(b) for b in made.bases}
        assert frozen or asked, made.name
    for handler in nodes(path, ast.ExceptHandler):
        assert handler.type is not None and ast.unparse(handler.type) not in ("Exception", "BaseException")


def test_no_exception_to_the_rules_is_left_over():
    functions = {f"{name(p)}:{f.name}" for p in modules() for f in nodes(p, ast.FunctionDef)}
    assert {*functions, *map(name, modules())} >= TOO_LONG


def test_a_page_is_a_file_that_runs_and_can_be_imported():
    for page in PAGES:
        text = (ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8")
        assert text.rstrip().endswith('if __name__ == "__main__":\n    from ui.screen import show\n\n    show(board)')


def test_no_folder_of_leftovers_exists():
    for part in HOUSE:
        assert not {p.stem for p in (ROOT / part).rglob("*.py")} & {"utils", "helpers", "common_utils", "misc", "config"}


def test_the_readme_names_every_page_and_every_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    more = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    inner = {"chromium", "fonts", "lint", "unit"}  # parts of make test
    engineers = {"bench", "lock", "clean"}  # these may stand in CONTRIBUTING.md
    said = {goal: text + more if goal in engineers else text for goal in phony if goal not in inner}
    missing = [f"make {goal}" for goal, where in said.items() if f"make {goal}" not in where]
    words = (ROOT / "board" / "words" / "zh" / "frame.toml").read_text(encoding="utf-8")
    titles = dict(re.findall(r'^page_(\w+) = "(.*)"$', words, re.MULTILINE))
    missing += [titles[page] for page in PAGES if titles[page] not in text]
    assert not missing, f"README.md does not name: {missing}"
    for command in ("build", "check", "demo"):
        assert f"python -m data {command}" in text
