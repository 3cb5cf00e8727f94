"""Commands that change or list what there is: add, withdraw, versions, rollback, prune, diff."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from pathlib import Path

import duckdb
import orjson
import pandas as pd

from data import collection, versions
from data.build import FULL, Order
from data.differences import differences
from data.faults import message, note, refuse
from data.fields import kinds
from data.prune import prune

_MIB = 1024 * 1024


def add_commands(commands, common, share, bar, tell_result) -> None:
    """Puts the commands into the parser. `bar` gives a progress function, `tell_result` prints what a build did."""
    shown = {"bar": bar, "tell_result": tell_result}
    add = _command(commands, "add", "加入或更正文件，另成一版。 Add or correct files: a new version.", _add, common, shown)
    add.add_argument("sources", nargs="+", type=Path, help="文件或文件夹 files or folders")
    add.add_argument("--profile", type=Path, help="来源说明文件夹 folder that describes a foreign source")
    add.add_argument("--codes", type=Path, help="本单位代码表 folder of own code lists")
    add.add_argument("--replaces", action="append", default=[], metavar="NAME", help="被替换的文件 the file it replaces")
    withdraw = _command(
        commands, "withdraw", "撤回一个文件，另成一版。 Withdraw a file: a new version.", _withdraw, common, shown
    )
    for command in (add, withdraw):
        command.add_argument(
            "--max-rejected",
            type=share,
            help="可退回行的比例，默认同前一版 share of faulty rows (as before)",
        )
    withdraw.add_argument("name", help="文件名或其哈希开头 its name or the beginning of its hash")
    _command(commands, "versions", "列出版本，* 为当前。 List versions; * is current.", _versions, common, shown)
    rollback = _command(commands, "rollback", "把某一版设为当前。 Make a version the current one.", _rollback, common, shown)
    rollback.add_argument("version", help="版本 version")
    clear = _command(commands, "prune", "删除旧版本。 Remove old versions.", _prune, common, shown)
    clear.add_argument("--keep", type=_count, default=10, help="保留最新几版 newest versions to keep (10)")
    clear.add_argument("--dry-run", action="store_true", help="只列出，不删除 only say what would be removed")
    diff = _command(commands, "diff", "两版之间逐条的差别。 What differs between two versions.", _diff, common, shown)
    diff.add_argument("before", help="较早的版本 earlier version")
    diff.add_argument("after", help="较晚的版本 later version")


def _command(commands, name: str, text: str, run, common, shown: dict) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    common(command)
    command.set_defaults(run=run, **shown)
    return command


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("应为整数 must be a whole number")
    return int(text)


def _add(given: argparse.Namespace) -> int:
    order = Order(tuple(given.sources), given.warehouse, given.profile, given.codes, given.max_rejected)
    with given.bar() as tell:
        done = collection.add(order, tuple(given.replaces), tell)
    return _tell_changed(given, done)


def _withdraw(given: argparse.Namespace) -> int:
    with given.bar() as tell:
        done = collection.withdraw(Order((), given.warehouse, max_rejected=given.max_rejected), given.name, tell)
    return _tell_changed(given, done)


def _tell_changed(given: argparse.Namespace, done: collection.Changed) -> int:
    if given.json:
        found = [] if done.differences is None else done.differences.to_dict("records")
        _print_json({"result": done.result, "differences": found})
        return 0
    given.tell_result(given, done.result)
    if done.differences is not None:
        _tell_differences(done.differences)
    return 0


def _tell_differences(frame: pd.DataFrame) -> None:
    for row in frame.itertuples(index=False):
        rows = "; ".join(row.places) + (" …" if len(row.places) < row.count else "")
        for language in ("zh", "en"):
            kind = getattr(kinds()[row.kind], language)
            print(message(f"diff_{row.change}", language, kind=kind, count=row.count, rows=rows))
    if frame.empty:
        _tell(note("diff_none"))


def _versions(given: argparse.Namespace) -> int:
    now = versions.current(given.warehouse)
    listed = [{"version": name, "current": name == now, **_extent(given.warehouse, name)} for name in _there(given)]
    if given.json:
        _print_json({"current": now, "versions": listed})
        return 0
    for entry in listed:
        mark = "*" if entry["current"] else " "
        print(f"{mark} {entry['version']}  {entry['as_of']}  {entry['sources']} 表 tables  {entry['rows']} 行 rows")
    return 0


def _there(given: argparse.Namespace) -> tuple[str, ...]:
    return versions.versions(given.warehouse)


def _extent(warehouse: Path, version: str) -> dict:
    with duckdb.connect(str(versions.path_of(warehouse, version)), read_only=True) as con:
        sources, rows = con.execute("SELECT count(*), coalesce(sum(accepted), 0)::BIGINT FROM source_file").fetchone()
        as_of = con.execute("SELECT value FROM meta WHERE key = 'as_of'").fetchone()[0]
    return {"as_of": as_of, "sources": sources, "rows": rows}


def _rollback(given: argparse.Namespace) -> int:
    with _writing(given.warehouse):
        versions.roll_back(given.warehouse, given.version)
    if given.json:
        _print_json({"current": given.version})
    else:
        _tell(note("rolled_back", version=given.version))
    return 0


def _prune(given: argparse.Namespace) -> int:
    with _writing(given.warehouse):
        found = prune(given.warehouse, given.keep, given.dry_run)
    if given.json:
        names = [path.relative_to(given.warehouse).as_posix() for path in found.paths]
        _print_json({"versions": found.versions, "paths": names, "bytes": found.size, "dry_run": given.dry_run})
        return 0
    for path in found.paths:
        print(path.relative_to(given.warehouse).as_posix())
    told = {"versions": len(found.versions), "files": len(found.paths), "size": f"{found.size / _MIB:.1f}"}
    _tell(note("would_prune" if given.dry_run else "pruned", **told))
    return 0


def _diff(given: argparse.Namespace) -> int:
    frame = differences(given.warehouse, given.before, given.after)
    if given.json:
        _print_json(frame.to_dict("records"))
    else:
        _tell_differences(frame)
    return 0


@contextmanager
def _writing(warehouse: Path):
    if not versions.versions(warehouse):
        raise refuse("nothing_published", path=warehouse)
    try:
        yield
    except FULL as error:
        raise refuse("no_space", path=warehouse, detail=type(error).__name__) from error


def _tell(told) -> None:
    print(f"{told.zh}\n{told.en}")


def _print_json(value: object) -> None:
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode() + "\n")
