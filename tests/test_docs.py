"""The texts around the code: what they name exists, what they show runs, what they leave out is nowhere."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import warnings
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))
COMMAND = re.compile(r"python -m ((?:data|packs|bench)\b[^`\n#|]*)")
KINDS = {".md", ".py", ".sql", ".toml", ".js", ".css", ".csv", ".typ", ".in", ".ini", ".html", ".svg", ".yml", ""}
SKIPPED = {".git", ".venv", "warehouse", "demo", "build", ".ruff_cache", ".hypothesis", ".pytest_cache", "__pycache__"}
# Split, so that this file does not hold what it forbids. Places of one machine, and other people's tools.
FORBIDDEN = (
    re.compile(r"(?<![\w.{}<-])/(?:wo" r"rk|t" r"mp|home|ro" r"ot)/"),
    re.compile(r"\b(?:cla" r"ude|anth" r"ropic|chat" r"gpt|open" r"ai|co" r"pilot|lang" r"uage model)\b", re.IGNORECASE),
    re.compile(r"\bsha" r"red/"),
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    """The project's own text files: those git tracks, or all of them where the folder is no clone."""
    if (ROOT / ".git").exists():
        names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [ROOT / line for line in names.splitlines()]
    else:
        found = [p for p in ROOT.rglob("*") if not SKIPPED & {*p.relative_to(ROOT).parts}]
    return [p for p in found if p.is_file() and p.suffix in KINDS]


@cache
def help_of(*words: str) -> tuple[int, str]:
    """Exit code and text of `python -m WORDS --help`, in this process: a new one would load every library again."""
    given, sys.argv = sys.argv, ["python -m", *words[1:], "--help"]
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()) as said, pytest.raises(SystemExit) as left:
            warnings.simplefilter("ignore", RuntimeWarning)  # another test may have loaded the module
            runpy.run_module(words[0], run_name="__main__", alter_sys=False)
    finally:
        sys.argv = given
    return left.value.code, said.getvalue()


def commands() -> set[tuple[str, str]]:
    """(command, options) for each `python -m` of ours a text shows; `build | check` are two commands."""
    found = set()
    for text in map(read, TEXTS):
        for line in COMMAND.findall(text):
            module, *rest = line.split()
            verbs = [w for w in rest if re.fullmatch(r"[a-z]+", w)]
            verbs = verbs if "|" in line or module in ("data", "packs") else []
            options = " ".join(sorted(set(re.findall(r"--[a-z-]+", line))))
            found |= {(f"{module} {verb}", options) for verb in verbs[:1]} or {(module, options)}
    return found


def test_the_commands_of_the_readme_are_written_as_they_are_typed():
    for target in ("make run", "make test", "make test-real"):
        assert f"`{target}`" in read("README.md")


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = {name for text in TEXTS for name in re.findall(r"(?:`|^)make ([a-z-]+)", read(text), re.MULTILINE)}
    assert {"run", "test", "test-real"} <= named <= targets


def test_some_commands_are_shown():
    assert {c for c, _ in commands()} >= {"data build", "data check", "data demo", "data versions"}


@pytest.mark.parametrize(("command", "options"), sorted(commands()))
def test_a_command_shown_exists_with_its_options(command, options):
    code, text = help_of(*command.split())
    assert code == 0
    for option in options.split():
        assert option in text, (command, option)


def test_every_page_stands_in_both_tables_of_the_readme():
    for path in (ROOT / "pages").glob("[a-z]*.py"):
        assert read("README.md").count(f"| `pages/{path.name}` |") == 2, path.name


def test_every_page_named_exists():
    assert all((ROOT / name).exists() for name in re.findall(r"`(pages/\w+\.py)` \|", read("README.md")))


@pytest.mark.parametrize("name", TEXTS)
def test_every_picture_and_file_linked_to_exists(name):
    for place in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(name)):
        if not place.startswith("http"):
            assert (ROOT / name).parent.joinpath(place).exists(), place


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_every_file_of_the_project_named_exists(name):
    """Files in backticks below a folder of ours; what a recipe is about to make is told by its own text."""
    folders = "analysis|bench|board|data|docs|packs|pages|queries|tests|ui"
    for place in re.findall(rf"`((?:{folders})/[\w/.-]*\w(?:\.\w+|/))`", read(name)):
        assert (ROOT / place).exists() or place == "pages/learning.py", place


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_has_its_reason(name):
    reasons = re.findall(r"^\| ([\w, -]+) \| [^|]+ \| [^|]+ \|$", read("docs/architecture.md"), re.MULTILINE)
    explained = {library.strip() for row in reasons for library in row.split(",")}
    wanted = {re.split(r"[<>=~!\[; ]", line)[0] for line in read(name).splitlines() if re.match(r"\w", line)}
    assert wanted <= explained, wanted - explained


def test_what_a_recipe_replaces_still_stands_in_the_code():
    """Each diff of CONTRIBUTING.md: its unchanged and removed lines are in the project, or the recipe is out of date."""
    code = "\n".join(p.read_text(encoding="utf-8") for p in tracked() if p.suffix in {".py", ".sql", ".toml"})
    lines = {" ".join(line.split()) for line in code.splitlines()}
    seen = 0
    for diff in re.findall(r"```diff\n(.*?)```", read("CONTRIBUTING.md"), re.DOTALL):
        for line in (part.strip() for part in diff.splitlines()):
            old = line if not line.startswith(("+", "-", "@@")) else line[1:].strip() if line[:2] == "- " else ""
            old = line[1:] if re.match(r"-[A-Z]", line) else old
            if old:
                seen += 1
                assert " ".join(old.split()) in lines, old
    assert seen >= 8


def test_no_text_file_names_a_place_of_one_machine_or_a_tool_of_a_workplace():
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        for word in FORBIDDEN:
            found = word.search(text)
            assert not found, (path.relative_to(ROOT), found and found.group())


def test_every_source_of_a_method_stands_in_the_list_that_says_how_it_was_checked():
    listed = set(re.findall(r"^\| ([^|]+?) \|", read("docs/sources.md"), re.M))
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "analysis").glob("*.py"))
    said = [" ".join(part.split('"""')[0].split()) for text in texts for part in text.split("Source: ")[1:]]
    author = re.compile(r"(?:[A-Z][\w-]+(?:, | and )?)+(?: et al\.)? (?:19|20)\d\d")
    named = {one for text in said for one in author.findall(text)}
    assert len(named) > 25 and named <= listed, named - listed
