"""python -m packs: make a sealed pack, verify it, make its numbers again, compare it with today."""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import signal
import sys
from datetime import date, datetime
from pathlib import Path

import typst
from rich.console import Console
from rich.progress import Progress

from board.model import Board
from board.text import LANGUAGES, t
from data import versions
from data.faults import Refused
from packs import outcome, proof, split, store
from packs.document import is_report
from packs.fonts import FontMissing
from packs.make import FILES, Order, make, of_place
from queries.outdated import Outdated
from queries.periods import recent, span
from queries.scope import Audience, Compare, Scope
from queries.warehouse import Catalogue, open_version

_PAGES = ("briefing", "levels", "classes", "regions")


def main(argv: list[str] | None = None) -> int:
    """Exit code 0: done, unaltered, equal; 2: refused, altered, or other numbers, with the names."""
    arguments = _parser().parse_args(argv)
    os.environ["XUNXIAO_WAREHOUSE"] = str(arguments.warehouse)
    if versions.current(arguments.warehouse) is None:
        return _refused("pack.no_version", path=arguments.warehouse)
    try:
        return arguments.run(arguments)
    except store.Broken as error:
        return _refused("pack.broken", reason=error)
    except Outdated as error:
        return _refused("pack.outdated", version=error)
    except (FontMissing, Refused, typst.TypstError, OSError, ValueError, KeyError, ModuleNotFoundError) as error:
        return _refused("pack.failed", reason=error)


def _parser() -> argparse.ArgumentParser:
    lines = {name: _both(f"pack.help_{name}") for name in ("program", "make", "verify", "rerun", "compare", "split")}
    parser = argparse.ArgumentParser(prog="python -m packs", description=lines["program"])
    commands = parser.add_subparsers(required=True, metavar="make|verify|rerun|compare|split")
    for name, run in (("make", _make), ("verify", _verify), ("rerun", _rerun), ("compare", _compare), ("split", _split)):
        command = commands.add_parser(name, help=lines[name], description=lines[name])
        where = {"default": versions.default_warehouse(), "help": _both("pack.help_warehouse")}
        command.add_argument("--warehouse", type=Path, **where)
        command.set_defaults(run=run)
        if name == "make":
            _asked(command)
        else:
            command.add_argument("folder", type=Path, help=_both("pack.help_folder"))
        if name == "split":
            command.add_argument("--version", default="", help=_both("pack.help_version"))
            command.add_argument("--lines", action="store_true", help=_both("pack.help_lines"))
    return parser


def _asked(command: argparse.ArgumentParser) -> None:
    def add(name: str, **more: object) -> None:
        command.add_argument(f"--{name.replace('_', '-')}", help=_both(f"pack.help_{name}"), **more)

    for name in ("region", "level", "type"):
        add(name, action="append", default=[])
    add("page", action="append", default=[])
    add("class", dest="class_id", default="")
    add("from", dest="first", type=_month)
    add("to", dest="last", type=_month)
    add("lang", choices=LANGUAGES, default=LANGUAGES[0])
    add("audience", choices=[str(a) for a in Audience], default=str(Audience.INSIDE))
    add("beside", choices=[str(c) for c in Compare], default=str(Compare.YEAR_AGO))
    add("format", choices=list(FILES), action="append", default=[])
    add("title", default="")
    add("who", default="")
    add("when", type=_minute)
    add("replaces", default="")
    add("all_regions", action="store_true")
    add("out", type=Path)


def _make(asked: argparse.Namespace) -> int:
    known = open_version(asked.warehouse, versions.current(asked.warehouse)).catalogue
    unknown = _unknown(asked, known)
    if unknown:
        return _refused("pack.unknown", codes=", ".join(unknown))
    places = [(r.code,) for r in known.regions if r.depth == 1] if asked.all_regions else [tuple(asked.region)]
    for place in places:
        folder = _one(asked, known, place)
        if asked.out:
            folder = Path(shutil.copytree(folder, asked.out / folder.name))
        print(folder)
    return 0


def _unknown(asked: argparse.Namespace, known: Catalogue) -> list[str]:
    """What is asked for and does not exist: pages, codes, the class, the pack to be replaced."""
    made = {pack.number for pack in store.packs(asked.warehouse)} if asked.replaces else ()
    there = {
        "page": [path.stem for path in (Path(__file__).parents[1] / "pages").glob("[a-z]*.py")],
        "region": [r.code for r in known.regions],
        "level": known.names("levels", asked.lang),
        "type": known.names("types", asked.lang),
    }
    missing = [code for name, codes in there.items() for code in getattr(asked, name) if code not in codes]
    if "one_class" in asked.page and not is_report(_board("one_class", _scope(asked, known, ()))):
        missing.append(asked.class_id or "--class")
    return missing + [asked.replaces] * (bool(asked.replaces) and asked.replaces not in made)


def _scope(asked: argparse.Namespace, known: Catalogue, place: tuple[str, ...]) -> Scope:
    first, last = recent(known.first_month, known.last_month)
    return Scope(
        known.version, span(asked.first or first, asked.last or last), place, tuple(asked.level), tuple(asked.type),
        class_id=asked.class_id, compare=Compare(asked.beside), language=asked.lang, audience=Audience(asked.audience),
    )  # fmt: skip


def _one(asked: argparse.Namespace, known: Catalogue, place: tuple[str, ...]) -> Path:
    scope = _scope(asked, known, place)
    title = asked.title or t(asked.lang, "pack.title")
    order = Order(
        tuple(asked.page) or _PAGES, scope, of_place(title, scope, known) if asked.all_regions else title, asked.who,
        asked.when or f"{datetime.now():%Y-%m-%d %H:%M}", tuple(asked.format) or ("pdf",), asked.replaces,
        outcome.progress(scope, _board, asked.warehouse),
    )  # fmt: skip
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        return make(order, _board, asked.warehouse, lambda step, share: bar.update(task, completed=share, description=step))


def _verify(asked: argparse.Namespace) -> int:
    found = proof.altered(asked.folder, asked.warehouse)
    if not found:
        print(_both("pack.unaltered", name=asked.folder.name))
        return 0
    for name in found:
        key = "pack.unregistered" if name == proof.UNREGISTERED else "pack.altered"
        print(_both(key, name=name), file=sys.stderr)
    return 2


def _rerun(asked: argparse.Namespace) -> int:
    sealed = proof.opened(asked.folder)
    for name in proof.changed_rules(sealed):
        print(_both("pack.rule_changed", name=name))
    return _told(proof.again(sealed, _board), "pack.same_again")


def _compare(asked: argparse.Namespace) -> int:
    moves = proof.today(proof.opened(asked.folder), _board, versions.current(asked.warehouse))
    _told(moves, "pack.same_today")
    return 0


def _split(asked: argparse.Namespace) -> int:
    """Finds out why numbers are others, keeps it, and lists it."""
    sealed, version = proof.opened(asked.folder), asked.version or versions.current(asked.warehouse)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def told(cause: str, share: float) -> None:
            bar.update(task, completed=share, description=cause)
            if asked.lines:
                print(cause, share, flush=True)

        found = split.split(sealed, _board, asked.warehouse, version, told)
    store.keep_split(asked.warehouse, sealed.manifest["number"], version, split.plain(found))
    for each in () if asked.lines else found:
        parts = [f"{'+'.join(part.causes)} {part.difference:+.6g}" for part in each.parts] or [each.turned]
        print(each.figure, " / ".join(each.names), *parts, sep="\t")
    return 0


def _told(moves: tuple[proof.Moved, ...], same: str) -> int:
    for move in moves:
        was, now = (cell.text if cell else "–" for cell in (move.was, move.now))
        print(move.figure.id, " / ".join(move.names), f"{was} → {now}", sep="\t")
    if not moves:
        print(_both(same))
    return 2 if moves else 0


def _board(page: str, scope: Scope) -> Board:
    return importlib.import_module(f"pages.{page}").board(scope)


def _month(text: str) -> date:
    return _moment(text, "%Y-%m", "2026-03").date()


def _minute(text: str) -> str:
    return f"{_moment(text, '%Y-%m-%d %H:%M', '2026-03-12 09:30'):%Y-%m-%d %H:%M}"


def _moment(text: str, pattern: str, example: str) -> datetime:
    try:
        return datetime.strptime(text, pattern)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_both("pack.bad_time", given=text, example=example)) from error


def _both(key: str, **fields: object) -> str:
    return " ".join(t(language, key, **fields) for language in LANGUAGES)


def _refused(key: str, **fields: object) -> int:
    print(_both(key, **fields), file=sys.stderr)
    return 2


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever reads may stop reading: `| head`
    sys.exit(main())
